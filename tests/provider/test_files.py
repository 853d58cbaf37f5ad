"""Files in one commit: which way they go, what is theirs, what counts as drift, and what it costs."""

from dataclasses import replace

import pytest

from localcloud.github.entities_git import Ref
from localcloud.plugin.properties import Properties, SecretValue, Value, reveal
from tests.localcloud.harness import Made
from tests.provider.repository import Repository
from tests.provider.rows import FILES, FILES_INPUTS, GITHUB_NEEDS
from tests.provider.world import World

RULESET = "github:index/repositoryRuleset:RepositoryRuleset"
RULES: Properties = {
    "name": "main",
    "repository": "luma-web",
    "target": "branch",
    "enforcement": "active",
    "conditions": {"refName": {"includes": ["~DEFAULT_BRANCH"], "excludes": []}},
}


@pytest.fixture
def repository(world: World) -> Repository:
    """Make a repository with a first commit."""
    for token, inputs in GITHUB_NEEDS:
        world.engine.make(token, inputs)
    return Repository(world.store)


def guard(world: World, **rules: Value) -> None:
    world.engine.make(RULESET, {**RULES, "rules": dict(rules)})


def guarded(world: World) -> None:
    guard(world, pullRequest={"requiredApprovingReviewCount": 1})


def make(world: World) -> Made:
    return world.engine.make(FILES, FILES_INPUTS)


def change(world: World, made: Made, files: dict[str, Value]) -> Made:
    """Update to another set of files."""
    checked, failures = world.engine.check(FILES, {**FILES_INPUTS, "files": files}, made.inputs)
    assert failures == {}, "good files pass"
    return world.engine.update(made, checked)


def pending(world: World, made: Made) -> dict[str, str]:
    """Tell what an update would change, after a refresh."""
    refreshed = world.engine.read(made)
    checked, _ = world.engine.check(FILES, FILES_INPUTS, refreshed.inputs)
    return world.engine.diff(refreshed, checked)


def declared() -> dict[str, Value]:
    files = FILES_INPUTS["files"]
    assert isinstance(files, dict)
    return dict(files)


class TestTheWayInto:
    """Nothing guards the branch: one commit. Something does: one pull request."""

    def test_all_files_reach_an_unguarded_branch_in_one_signed_off_commit(
        self, world: World, repository: Repository
    ) -> None:
        made = make(world)
        commits = repository.commits()
        assert len(commits) == 2, "the repository's first commit, and one for all files"
        assert commits[0].sha == made.outputs["commitSha"], "the output names the commit"
        assert commits[0].message.endswith("\n\nSigned-off-by: Platform <platform@luma.example>"), "it is signed off"
        assert set(declared()) < set(repository.files()), "every file is there"
        assert repository.modes()["scripts/backup.sh"] == "100755", "a script can be run"
        assert repository.pulls() == [], "nobody has to merge anything"

    def test_a_guarded_branch_gets_one_pull_request(self, world: World, repository: Repository) -> None:
        guarded(world)
        made = make(world)
        (pull,) = repository.pulls()
        assert made.outputs["pullRequestUrl"] == f"https://github.com/luma-app/luma-web/pull/{pull.number}"
        assert len(repository.commits()) == 1, "the branch itself stays as it was"
        assert set(declared()) < set(repository.files("luma/platform")), "the proposal has every file"
        assert pending(world, made) == {}, "what an open pull request carries is in order"

    @pytest.mark.parametrize("rule", ["requiredSignatures", "update"])
    def test_any_rule_that_may_refuse_a_commit_leads_to_a_pull_request(
        self, world: World, repository: Repository, rule: str
    ) -> None:
        guard(world, **{rule: True})
        assert make(world).outputs["pullRequestUrl"] != "", "a rule that is not known to be harmless guards"

    def test_rules_about_deletion_and_force_pushes_guard_nothing(self, world: World, repository: Repository) -> None:
        guard(world, deletion=True, nonFastForward=True)
        assert make(world).outputs["pullRequestUrl"] == "", "one new commit breaks neither"

    def test_an_open_pull_request_is_updated_in_place(self, world: World, repository: Repository) -> None:
        guarded(world)
        made = make(world)
        changed = change(world, made, {**declared(), "vercel.json": {"content": '{"a": 1}\n'}})
        assert len(repository.pulls()) == 1, "no second pull request"
        assert changed.outputs["pullRequestUrl"] == made.outputs["pullRequestUrl"], "the address stays"
        assert repository.files("luma/platform")["vercel.json"] == '{"a": 1}\n', "it has the new text"
        assert len(repository.commits("luma/platform")) == 2, "still one commit on top of the branch"

    def test_a_merged_pull_request_and_its_deleted_branch_are_no_drift(
        self, world: World, repository: Repository
    ) -> None:
        guarded(world)
        made = make(world)
        repository.merge(repository.pulls()[0].number)
        with world.store.transaction() as tx:
            ref = next(each for each in tx.all(Ref) if each.name == "heads/luma/platform")
            tx.remove(ref)
        assert pending(world, made) == {}, "the branch holds what is wanted"

    def test_a_pull_request_that_somebody_closed_is_opened_again(self, world: World, repository: Repository) -> None:
        guarded(world)
        made = make(world)
        repository.close(repository.pulls()[0].number)
        assert pending(world, made) == {f'files["{path}"]': "add" for path in declared()}, "what is nowhere is missing"
        refreshed = world.engine.read(made)
        again = change(world, refreshed, declared())
        assert again.outputs["pullRequestUrl"] == "https://github.com/luma-app/luma-web/pull/2"
        assert "src/lib/env.ts" in repository.files("luma/platform"), "a scaffold that never arrived is offered again"

    def test_what_is_undone_in_the_program_ends_the_pull_request(self, world: World, repository: Repository) -> None:
        made = make(world)
        guarded(world)
        proposed = change(world, made, {**declared(), "new.txt": {"content": "new\n"}})
        undone = change(world, proposed, declared())
        assert undone.outputs["pullRequestUrl"] == "", "nothing is left to merge"
        assert [each.state for each in repository.pulls()] == ["closed"]
        assert repository.branches() == ["heads/main"], "its branch is gone, too"

    def test_destroy_takes_back_what_is_untouched_and_opens_no_pull_request(
        self, world: World, repository: Repository
    ) -> None:
        made = make(world)
        repository.edit("vercel.json", "mine now\n")
        world.engine.delete(made)
        assert "scripts/backup.sh" not in repository.files(), "an untouched managed file goes"
        assert repository.files()["vercel.json"] == "mine now\n", "what somebody edited stays"
        assert "src/lib/env.ts" in repository.files(), "a scaffold stays"
        assert repository.pulls() == [], "destroy opens no pull request"

    def test_destroy_behind_a_guard_closes_the_open_pull_request_and_touches_nothing(
        self, world: World, repository: Repository
    ) -> None:
        guarded(world)
        made = make(world)
        world.engine.delete(made)
        assert [each.state for each in repository.pulls()] == ["closed"]
        assert repository.branches() == ["heads/main"]


class TestOwnership:
    """Only what this resource delivered is its to change or delete."""

    def test_what_is_no_longer_declared_is_deleted_and_nothing_else(self, world: World, repository: Repository) -> None:
        repository.edit("README.md", "# Luma\n")
        made = make(world)
        before = repository.files()
        change(world, made, {name: each for name, each in declared().items() if name != "vercel.json"})
        assert set(before) - set(repository.files()) == {"vercel.json"}, "exactly the undeclared file went"

    def test_an_undeclared_merged_file_loses_only_the_platforms_part(
        self, world: World, repository: Repository
    ) -> None:
        repository.edit("package.json", '{"name": "web", "scripts": {"dev": "next dev"}}\n')
        repository.edit(".env.example", "MINE=1\n")
        made = make(world)
        change(world, made, {"vercel.json": {"content": "{}\n"}})
        assert repository.files()["package.json"] == (
            '{\n  "name": "web",\n  "scripts": {\n    "dev": "next dev"\n  }\n}\n'
        ), "the developers' keys stay"
        assert repository.files()[".env.example"] == "MINE=1\n\n", "the developers' lines stay"

    def test_a_proposed_deletion_stays_ours_until_it_is_merged(self, world: World, repository: Repository) -> None:
        made = make(world)
        guarded(world)
        files = {name: each for name, each in declared().items() if name != "vercel.json"}
        proposed = change(world, made, files)
        assert "vercel.json" in repository.files(), "the branch is guarded"
        refreshed = world.engine.read(proposed)
        assert refreshed.outputs["pullRequestUrl"] != "", "the pull request is still needed"
        repository.close(repository.pulls()[0].number)
        checked, _ = world.engine.check(FILES, {**FILES_INPUTS, "files": files}, refreshed.inputs)
        assert world.engine.diff(world.engine.read(refreshed), checked) == {'files["vercel.json"]': "delete"}


class TestDrift:
    """A hand edit is told by its path, and by kind of file."""

    def test_a_hand_edit_of_a_managed_file_is_drift_with_the_text_to_read(
        self, world: World, repository: Repository
    ) -> None:
        made = make(world)
        repository.edit("vercel.json", '{"public": true}\n')
        assert pending(world, made) == {'files["vercel.json"].content': "update"}
        files = world.engine.read(made).inputs["files"]
        assert isinstance(files, dict)
        assert files["vercel.json"] == {"content": '{"public": true}\n', "mode": "managed", "executable": False}

    def test_a_lost_executable_bit_is_drift(self, world: World, repository: Repository) -> None:
        made = make(world)
        repository.edit("scripts/backup.sh", "#!/bin/sh\n")
        assert pending(world, made) == {'files["scripts/backup.sh"].executable': "update"}

    def test_a_deleted_managed_file_is_drift(self, world: World, repository: Repository) -> None:
        made = make(world)
        repository.edit("vercel.json", None)
        assert pending(world, made) == {'files["vercel.json"]': "add"}

    def test_the_developers_part_of_a_merged_file_is_no_drift(self, world: World, repository: Repository) -> None:
        made = make(world)
        repository.edit("package.json", '{"name": "web", "scripts": {"db:backup": "bash scripts/backup-database.sh"}}')
        repository.edit(".env.example", f"MINE=1\n{repository.files()['.env.example']}")
        assert pending(world, made) == {}

    def test_an_edit_of_the_platforms_part_of_a_merged_file_is_drift(
        self, world: World, repository: Repository
    ) -> None:
        made = make(world)
        repository.edit("package.json", '{"name": "web", "scripts": {"db:backup": "true"}}')
        assert pending(world, made) == {'files["package.json"].content': "update"}
        change(world, world.engine.read(made), declared())
        assert '"bash scripts/backup-database.sh"' in repository.files()["package.json"], "our key is put right"
        assert '"name": "web"' in repository.files()["package.json"], "theirs stays"

    def test_an_edited_scaffold_is_a_line_in_the_report(self, world: World, repository: Repository) -> None:
        made = make(world)
        repository.edit("src/lib/env.ts", "export const mine = 1\n")
        assert pending(world, made) == {}, "it is the developers' own"
        assert world.engine.read(made).outputs["report"] == [
            "src/lib/env.ts: edited since it was made (a scaffold is the app developers' own)"
        ]

    def test_a_deleted_scaffold_is_not_made_again(self, world: World, repository: Repository) -> None:
        made = make(world)
        repository.edit("src/lib/env.ts", None)
        change(world, world.engine.read(made), {**declared(), "more.txt": {"content": "1\n"}})
        assert "src/lib/env.ts" not in repository.files(), "its owners did not want it"


class TestCost:
    """What a preview and a delivery cost in requests."""

    def test_a_preview_of_forty_files_that_changes_nothing_costs_at_most_three_requests(
        self, world: World, repository: Repository
    ) -> None:
        docs: dict[str, Value] = {f"docs/{n}.md": {"content": f"{n}\n"} for n in range(35)}
        inputs: Properties = {**FILES_INPUTS, "files": {**declared(), **docs}}
        made = world.engine.make(FILES, inputs)
        before = len(world.requests("github"))
        refreshed = world.engine.read(made)
        checked, _ = world.engine.check(FILES, inputs, refreshed.inputs)
        assert world.engine.diff(refreshed, checked) == {}, "nothing changed"
        assert world.requests("github")[before:] == [("GET", "/repos/luma-app/luma-web/git/trees/main?recursive=1")], (
            "one listing tells about every file"
        )

    def test_a_preview_with_an_open_pull_request_costs_at_most_three_requests(
        self, world: World, repository: Repository
    ) -> None:
        guarded(world)
        made = make(world)
        before = len(world.requests("github"))
        assert pending(world, made) == {}, "the pull request carries everything"
        assert len(world.requests("github")) - before == 3, "the branch, the pull request, its tree"

    def test_forty_files_are_delivered_in_six_requests(self, world: World, repository: Repository) -> None:
        files: dict[str, Value] = {f"docs/{n}.md": {"content": f"{n}\n"} for n in range(40)}
        before = len(world.requests("github"))
        world.engine.make(FILES, {**FILES_INPUTS, "files": files})
        assert len(world.requests("github")) - before == 6, "branch, tree, rules; then tree, commit, ref"


def test_a_secret_in_a_file_is_refused_and_not_shown(world: World) -> None:
    files: Value = {"a.txt": {"content": SecretValue("canary-b7e1")}}
    _, failures = world.engine.check(FILES, {**FILES_INPUTS, "files": files})
    assert list(failures.values()) == ["files: holds a secret, which everybody could read there: take it out"]


def test_files_of_a_repository_without_a_commit_say_what_to_do(world: World) -> None:
    world.engine.make(GITHUB_NEEDS[0][0], {**GITHUB_NEEDS[0][1], "autoInit": False})
    with pytest.raises(Exception, match="make the repository with a first commit"):
        make(world)


def test_import_takes_over_files_that_are_there_already(world: World, repository: Repository) -> None:
    make(world)
    head = repository.head()
    imported = world.engine.import_(FILES, "luma-app/luma-web:main")
    adopted = change(world, replace(imported), declared())
    assert repository.head() == head, "nothing had to be committed"
    assert reveal(adopted.outputs["commitSha"]) == head, "the files are where they were"
