"""What GitHub does and refuses with environments, and with secrets and variables in them."""

from dataclasses import replace

import pytest

from localcloud.core.errors import Conflict, Invalid, NotFound
from localcloud.github.entities_actions import BranchPolicy, Environment
from localcloud.github.errors import ValidationFailed
from localcloud.github.secret_values import MOST_ENVIRONMENT_VARIABLES, MOST_SECRETS
from localcloud.github.service import GitHubService
from tests.localcloud.github.conftest import plan

CUSTOM = BranchPolicy(protected_branches=False, custom_branch_policies=True)
PRODUCTION = Environment(id="", repository="", name="production", policy=CUSTOM)


@pytest.fixture
def made(cloud: GitHubService) -> Environment:
    """Make the environment production."""
    return cloud.environments.put("web", PRODUCTION)


def test_putting_an_environment_again_changes_the_one_there_is(cloud: GitHubService, made: Environment) -> None:
    again = cloud.environments.put("web", replace(PRODUCTION, name="Production", can_admins_bypass=False))
    assert (again.id, again.name) == (made.id, "production"), "names have no case, and the call makes or replaces"
    assert cloud.environments.listed("web") == [again], "there is one environment"


@pytest.mark.parametrize(
    ("changes", "rule"),
    [({"reviewer_teams": (7,)}, "required reviewers"), ({"wait_timer": 5}, "wait timer")],
)
def test_reviewers_and_waits_of_a_private_repository_need_enterprise(
    cloud: GitHubService, changes: dict[str, object], rule: str
) -> None:
    draft: Environment = replace(PRODUCTION, **changes)  # type: ignore[arg-type]
    with pytest.raises(Invalid, match=f"ensure the billing plan supports the {rule} protection rule"):
        cloud.environments.put("web", draft)
    plan(cloud, "enterprise")
    assert cloud.environments.put("web", draft).name == "production", "Enterprise has them"


def test_a_public_repository_has_reviewers_on_every_plan(cloud: GitHubService) -> None:
    plan(cloud, "free")
    cloud.repositories.update("web", replace(cloud.repositories.require("web"), visibility="public"))
    assert cloud.environments.put("web", replace(PRODUCTION, reviewer_teams=(7,))).reviewer_teams == (7,), "free"


def test_branch_policies_of_a_private_repository_need_team(cloud: GitHubService) -> None:
    plan(cloud, "free")
    with pytest.raises(Invalid, match="branch policy"):
        cloud.environments.put("web", PRODUCTION)
    assert cloud.environments.put("web", replace(PRODUCTION, policy=None)).policy is None, "a bare one can be made"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"prevent_self_review": True}, "at least one reviewer"),
        ({"policy": BranchPolicy(protected_branches=True, custom_branch_policies=True)}, "cannot have the same value"),
        ({"policy": BranchPolicy(protected_branches=False, custom_branch_policies=False)}, "the same value"),
        ({"wait_timer": 43201}, "43200 minutes"),
        ({"reviewer_users": (1, 2, 3, 4, 5, 6, 7)}, "up to 6"),
        ({"name": ""}, "1 to 255"),
    ],
)
def test_an_environment_that_contradicts_itself_is_refused(
    cloud: GitHubService, changes: dict[str, object], words: str
) -> None:
    plan(cloud, "enterprise")
    with pytest.raises(Invalid, match=words):
        cloud.environments.put("web", replace(PRODUCTION, **changes))  # type: ignore[arg-type]


def test_an_environment_of_a_missing_repository_is_not_found(cloud: GitHubService) -> None:
    with pytest.raises(NotFound):
        cloud.environments.put("absent", PRODUCTION)


def test_a_policy_needs_an_environment_with_custom_policies(cloud: GitHubService, made: Environment) -> None:
    cloud.environments.put("web", replace(made, name="staging", policy=None))
    for environment in ("staging", "absent"):
        with pytest.raises(NotFound):
            cloud.environments.create_policy("web", environment, "branch", "main")


def test_the_same_pattern_twice_is_refused(cloud: GitHubService, made: Environment) -> None:
    cloud.environments.create_policy("web", "production", "branch", "main")
    with pytest.raises(Conflict) as error:
        cloud.environments.create_policy("web", "production", "branch", "main")
    assert error.value.http_status == 303, "GitHub answers See Other"
    assert cloud.environments.create_policy("web", "production", "tag", "main").kind == "tag", "a tag is another thing"


def test_an_environment_that_gives_custom_policies_up_loses_them(cloud: GitHubService, made: Environment) -> None:
    cloud.environments.create_policy("web", "production", "branch", "main")
    protected = BranchPolicy(protected_branches=True, custom_branch_policies=False)
    cloud.environments.put("web", replace(PRODUCTION, policy=protected))
    assert cloud.environments.policies("web", "production") == [], "patterns count only with custom policies"


def test_deleting_an_environment_takes_its_secrets_variables_and_policies_along(
    cloud: GitHubService, made: Environment
) -> None:
    cloud.environments.create_policy("web", "production", "branch", "main")
    cloud.values.put_secret("web", "production", "TOKEN", "x")
    cloud.values.create_variable("web", "production", "URL", "x")
    cloud.values.create_variable("web", "", "URL", "x")
    cloud.environments.delete("web", "Production")
    cloud.environments.put("web", PRODUCTION)
    left = [
        *cloud.values.secrets("web", "production"),
        *cloud.values.variables("web", "production"),
        *cloud.environments.policies("web", "production"),
    ]
    assert left == [], "a new environment of the name starts empty"
    assert len(cloud.values.variables("web")) == 1, "the repository's own stay"


def test_a_secret_is_kept_as_a_fingerprint_only(cloud: GitHubService) -> None:
    secret = cloud.values.put_secret("web", "", "vercel_token", "hunter2")
    assert secret.name == "VERCEL_TOKEN", "GitHub keeps names in upper case"
    assert cloud.world.fingerprints.matches(secret.value, "hunter2"), "one can tell whether it is the value"
    rows = cloud.world.connection.execute("SELECT data FROM entities WHERE kind = 'secret'").fetchall()
    assert all("hunter2" not in data for (data,) in rows), "nobody can read it back"


def test_a_secret_is_written_over_and_a_variable_is_not(cloud: GitHubService) -> None:
    cloud.values.put_secret("web", "", "TOKEN", "a")
    cloud.values.put_secret("web", "", "token", "b")
    assert len(cloud.values.secrets("web")) == 1, "a PUT makes or replaces"
    cloud.values.create_variable("web", "", "URL", "a")
    with pytest.raises(Conflict, match="Already exists - Variable already exists"):
        cloud.values.create_variable("web", "", "url", "b")


def test_values_of_an_environment_are_apart_from_the_repositorys(cloud: GitHubService, made: Environment) -> None:
    cloud.values.create_variable("web", "", "URL", "a")
    cloud.values.create_variable("web", "production", "URL", "b")
    found = [cloud.values.variable("web", each, "URL") for each in ("", "production")]
    assert [each.value for each in found if each] == ["a", "b"], "each scope has its own"


@pytest.mark.parametrize("name", ["1ST", "WITH-DASH", "GITHUB_TOKEN", "github_token", ""])
def test_a_name_that_actions_cannot_have_is_refused(cloud: GitHubService, name: str) -> None:
    with pytest.raises(ValidationFailed, match="can only contain"):
        cloud.values.put_secret("web", "", name, "x")
    with pytest.raises(ValidationFailed, match="can only contain"):
        cloud.values.create_variable("web", "", name, "x")


def test_a_value_over_48_kb_is_refused_without_showing_it(cloud: GitHubService) -> None:
    value = "hunter2 " * 6145
    with pytest.raises(ValidationFailed, match="larger than 49152 bytes") as error:
        cloud.values.put_secret("web", "", "TOKEN", value)
    assert "hunter2" not in str(error.value), "a message never shows a value"


def test_there_are_limits_to_how_many(cloud: GitHubService, made: Environment) -> None:
    for number in range(MOST_SECRETS):
        cloud.values.put_secret("web", "", f"S{number}", "x")
    for number in range(MOST_ENVIRONMENT_VARIABLES):
        cloud.values.create_variable("web", "production", f"V{number}", "x")
    with pytest.raises(ValidationFailed, match="up to 100"):
        cloud.values.put_secret("web", "", "ONE_MORE", "x")
    cloud.values.put_secret("web", "", "S1", "y")
    with pytest.raises(ValidationFailed, match="up to 100"):
        cloud.values.create_variable("web", "production", "ONE_MORE", "x")


@pytest.mark.parametrize(("repository", "environment"), [("web", "absent"), ("absent", "")])
def test_values_need_their_repository_and_environment(cloud: GitHubService, repository: str, environment: str) -> None:
    with pytest.raises(NotFound):
        cloud.values.put_secret(repository, environment, "TOKEN", "x")
    with pytest.raises(NotFound):
        cloud.values.create_variable(repository, environment, "URL", "x")
    assert cloud.values.secret(repository, environment, "TOKEN") is None, "looking is no error"


def test_a_missing_variable_is_not_updated(cloud: GitHubService) -> None:
    with pytest.raises(NotFound):
        cloud.values.update_variable("web", "", "URL", "x")


def test_deleting_what_is_gone_is_no_error(cloud: GitHubService, made: Environment) -> None:
    cloud.values.delete_secret("web", "", "TOKEN")
    cloud.values.delete_variable("web", "absent", "URL")
    cloud.environments.delete_policy("web", "production", "1")
    cloud.environments.delete("absent", "production")
    cloud.rulesets.delete("web", "1")
