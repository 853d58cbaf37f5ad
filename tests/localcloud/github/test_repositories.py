"""What GitHub does and refuses with repositories: each test makes one mistake in an otherwise good world."""

from dataclasses import replace

import pytest

from localcloud.core.errors import Conflict, Forbidden, Invalid, NotFound
from localcloud.github.entities import ActionsPermissions, AllowedActions, Repository
from localcloud.github.entities_actions import Environment
from localcloud.github.errors import ValidationFailed
from localcloud.github.service import GitHubService
from tests.localcloud.github.conftest import DRAFT, RULESET, branch_off, head, paths, plan, write

SCANNING = {"secret_scanning": "enabled"}


def test_a_second_repository_of_the_same_name_is_refused_whatever_its_case(cloud: GitHubService) -> None:
    with pytest.raises(ValidationFailed, match="name already exists on this account"):
        cloud.repositories.create(replace(DRAFT, name="WEB"))


def test_a_repository_is_found_whatever_the_case_of_its_name(cloud: GitHubService) -> None:
    assert cloud.repositories.find("Web") == cloud.repositories.require("web"), "GitHub's names have no case"


def test_a_repository_of_an_unknown_owner_is_not_found(cloud: GitHubService) -> None:
    stranger = GitHubService(cloud.world, "someone-else")
    assert stranger.repositories.find("web") is None, "an owner sees only what is its own"
    with pytest.raises(NotFound):
        stranger.repositories.create(DRAFT)


def test_a_name_that_github_cannot_have_is_refused(cloud: GitHubService) -> None:
    with pytest.raises(ValidationFailed, match="not a name"):
        cloud.repositories.create(replace(DRAFT, name="not a name"))


def test_a_renamed_repository_keeps_everything_and_answers_to_its_old_name(cloud: GitHubService) -> None:
    branch_off(cloud)
    cloud.values.create_variable("web", "", "APP_URL", "a")
    known = cloud.repositories.require("web")
    renamed = cloud.repositories.update("web", replace(known, name="app"))
    assert (renamed.id, renamed.name) == (known.id, "app"), "a rename is no new repository"
    assert cloud.repositories.require("web") == renamed, "GitHub redirects the old name"
    assert [each.name for each in cloud.refs.listed("app")] == ["heads/luma/platform", "heads/main"], "branches stay"
    assert [each.name for each in cloud.values.variables("app")] == ["APP_URL"], "variables stay"


def test_a_new_repository_takes_an_old_name_over(cloud: GitHubService) -> None:
    cloud.repositories.update("web", replace(cloud.repositories.require("web"), name="app"))
    fresh = cloud.repositories.create(DRAFT)
    assert cloud.repositories.require("web") == fresh, "the redirect ends where the name is used again"


def test_a_rename_to_a_name_that_is_taken_is_refused(cloud: GitHubService) -> None:
    cloud.repositories.create(replace(DRAFT, name="app"))
    with pytest.raises(ValidationFailed, match="name already exists"):
        cloud.repositories.update("web", replace(cloud.repositories.require("web"), name="app"))


def test_deleting_a_repository_takes_everything_in_it_along(cloud: GitHubService) -> None:
    before = {"organization"}
    branch_off(cloud)
    write(cloud, "docs/a.md", "a", "luma/platform")
    cloud.pulls.create("web", title="Update", head="luma/platform", base="main")
    cloud.rulesets.create("web", RULESET)
    cloud.environments.put("web", Environment(id="", repository="", name="production"))
    for environment in ("", "production"):
        cloud.values.put_secret("web", environment, "TOKEN", "x")
        cloud.values.create_variable("web", environment, "URL", "x")
    cloud.repositories.update("web", replace(cloud.repositories.require("web"), name="app"))
    cloud.repositories.delete("app")
    rows = cloud.world.connection.execute("SELECT DISTINCT kind FROM entities").fetchall()
    assert {kind for (kind,) in rows} == before, "nothing that belonged to the repository stays behind"
    cloud.repositories.delete("app")


def test_a_repository_made_again_has_another_id(cloud: GitHubService) -> None:
    known = cloud.repositories.require("web").id
    cloud.repositories.delete("web")
    assert cloud.repositories.create(DRAFT).id != known, "GitHub gives no id out twice"


def test_the_first_commit_holds_a_readme_and_the_templates_asked_for(cloud: GitHubService) -> None:
    made = cloud.repositories.create(replace(DRAFT, name="app"))
    cloud.repositories.initialise(made, "Node", "mit")
    _, entries = cloud.git.tree("app", "main")
    assert [path for path, _ in entries] == [".gitignore", "LICENSE", "README.md"], "auto_init makes one commit"


def test_a_repository_from_a_template_starts_with_its_files_in_one_commit(cloud: GitHubService) -> None:
    write(cloud, "src/app.ts", "export {}\n")
    branch_off(cloud, "next")
    cloud.repositories.update("web", replace(cloud.repositories.require("web"), is_template=True))
    draft = replace(DRAFT, name="app", template="Luma-App/web")
    cloud.repositories.generate(draft, all_branches=False)
    refs = cloud.refs.listed("app")
    assert [each.name for each in refs] == ["heads/main"], "only the default branch is copied"
    assert cloud.git.commit("app", refs[0].sha).parents == (), "the history stays behind"
    assert cloud.contents.file("app", "src/app.ts") is not None, "the files come along"
    cloud.repositories.generate(replace(draft, name="other"), all_branches=True)
    assert len(cloud.refs.listed("other")) == 2, "all branches come along where asked for"


@pytest.mark.parametrize(("template", "error"), [("luma-app/web", ValidationFailed), ("luma-app/none", NotFound)])
def test_only_a_template_repository_can_be_a_template(
    cloud: GitHubService, template: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        cloud.repositories.generate(replace(DRAFT, name="app", template=template), all_branches=False)
    assert cloud.repositories.find("app") is None, "nothing is made from no template"


def test_the_default_branch_must_exist(cloud: GitHubService) -> None:
    known = cloud.repositories.require("web")
    with pytest.raises(ValidationFailed, match="The branch next was not found"):
        cloud.repositories.update("web", replace(known, default_branch="next"))
    branch_off(cloud, "next")
    changed = cloud.repositories.update("web", replace(known, default_branch="next"))
    assert changed.default_branch == "next", "a branch that exists can be the default"


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"allow_merge_commit": False, "allow_squash_merge": False, "allow_rebase_merge": False}, "at least one merge"),
        ({"squash_merge_commit_message": "PR_BODY"}, "no combination of squash"),
        ({"merge_commit_title": "MERGE_MESSAGE", "merge_commit_message": "BLANK"}, "no combination of merge"),
        ({"visibility": "internal"}, "enterprise"),
    ],
)
def test_settings_that_contradict_each_other_or_the_plan_are_refused(
    cloud: GitHubService, settings: dict[str, str], words: str
) -> None:
    known = cloud.repositories.require("web")
    with pytest.raises(ValidationFailed, match=words):
        cloud.repositories.update("web", replace(known, **settings))  # type: ignore[arg-type]
    assert cloud.repositories.require("web") == known, "a refused change leaves everything as it was"


def test_secret_scanning_of_a_private_repository_must_be_bought(cloud: GitHubService) -> None:
    scanned = replace(cloud.repositories.require("web"), security=SCANNING)
    with pytest.raises(Invalid, match="Secret scanning is not available for this repository"):
        cloud.repositories.update("web", scanned)
    plan(cloud, "team", secret_protection=True)
    assert cloud.repositories.update("web", scanned).security == SCANNING, "Secret Protection brings it"


def test_a_public_repository_has_secret_scanning_without_buying(cloud: GitHubService) -> None:
    public = replace(cloud.repositories.require("web"), security=SCANNING, visibility="public")
    assert cloud.repositories.update("web", public).security == SCANNING, "it is free for public repositories"


def test_push_protection_needs_secret_scanning(cloud: GitHubService) -> None:
    plan(cloud, "team", secret_protection=True)
    security = {"secret_scanning": "disabled", "secret_scanning_push_protection": "enabled"}
    with pytest.raises(Invalid, match="must be enabled before"):
        cloud.repositories.update("web", replace(cloud.repositories.require("web"), security=security))


def test_advanced_security_of_a_public_repository_cannot_be_set(cloud: GitHubService) -> None:
    security = {"advanced_security": "enabled"}
    with pytest.raises(Invalid, match="always available for public"):
        cloud.repositories.create(Repository(id="", owner="", name="site", security=security))


def test_an_archived_repository_is_read_only(cloud: GitHubService) -> None:
    cloud.repositories.update("web", replace(cloud.repositories.require("web"), archived=True))
    with pytest.raises(Forbidden, match="archived so is read-only"):
        write(cloud, "a.md", "a")
    with pytest.raises(Forbidden, match="archived so is read-only"):
        cloud.switches.set_alerts("web", enabled=True)
    assert paths(cloud) == ["README.md"], "reading goes on"


def test_dependabot_updates_need_alerts_and_go_with_them(cloud: GitHubService) -> None:
    with pytest.raises(Invalid, match="Vulnerability alerts must be enabled"):
        cloud.switches.set_security_updates("web", enabled=True)
    cloud.switches.set_alerts("web", enabled=True)
    cloud.switches.set_security_updates("web", enabled=True)
    assert not cloud.switches.set_alerts("web", enabled=False).security_updates, "updates end with the alerts"


def test_actions_can_be_selected_only_where_selected_ones_are_allowed(cloud: GitHubService) -> None:
    chosen = AllowedActions(github_owned=True)
    with pytest.raises(Conflict):
        cloud.switches.set_actions("web", ActionsPermissions(allowed="all", selected=chosen))
    wanted = ActionsPermissions(allowed="selected", selected=chosen)
    assert cloud.switches.set_actions("web", wanted).actions == wanted, "a selection goes with `selected`"


def test_renaming_the_default_branch_moves_the_default(cloud: GitHubService) -> None:
    sha = head(cloud)
    cloud.refs.rename_branch("web", "main", "trunk")
    assert cloud.repositories.require("web").default_branch == "trunk", "the default follows its branch"
    assert head(cloud, "trunk") == sha, "the commits stay"
