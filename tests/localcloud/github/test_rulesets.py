"""What rulesets protect, and which ones GitHub refuses."""

from dataclasses import replace

import pytest

from localcloud.core.errors import Forbidden
from localcloud.github.entities_actions import BypassActor, Rule, Ruleset
from localcloud.github.errors import RuleViolation, ValidationFailed
from localcloud.github.protection import glob
from localcloud.github.service import GitHubService
from tests.localcloud.github.conftest import PULL_REQUEST, RULESET, branch_off, head, plan, write

CHECKS = Rule("required_status_checks", {"required_status_checks": [{"context": "checks"}, {"context": "lint"}]})


def _protect(cloud: GitHubService, *rules: str, **changes: object) -> Ruleset:
    made = tuple(Rule(each, {}) for each in rules) or (PULL_REQUEST,)
    draft: Ruleset = replace(RULESET, rules=made, **changes)  # type: ignore[arg-type]
    return cloud.rulesets.create("web", draft)


def test_a_private_repository_on_the_free_plan_has_no_rulesets(cloud: GitHubService) -> None:
    plan(cloud, "free")
    with pytest.raises(Forbidden, match="Upgrade to GitHub Pro or make this repository public"):
        cloud.rulesets.create("web", RULESET)
    cloud.repositories.update("web", replace(cloud.repositories.require("web"), visibility="public"))
    assert cloud.rulesets.create("web", RULESET).name == "Default branch", "a public one has them on every plan"


def test_two_rulesets_of_one_name_are_refused(cloud: GitHubService) -> None:
    cloud.rulesets.create("web", RULESET)
    with pytest.raises(ValidationFailed, match="Name must be unique"):
        cloud.rulesets.create("web", RULESET)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"includes": ("main",)}, "Invalid target patterns: 'main'"),
        ({"excludes": ("refs/tags/v*",)}, "Invalid target patterns: 'refs/tags/v\\*'"),
        ({"target": "tag", "includes": ("~DEFAULT_BRANCH",), "rules": ()}, "Invalid target patterns"),
        ({"target": "tag", "includes": ("refs/tags/v*",)}, "Invalid rule 'pull_request'"),
        ({"target": "push", "includes": ()}, "Invalid rule 'pull_request'"),
        ({"rules": (Rule("max_file_size", {}),)}, "Invalid rule 'max_file_size'"),
        ({"rules": (Rule("branch_name_pattern", {}),)}, "Invalid rule 'branch_name_pattern'"),
        ({"enforcement": "evaluate"}, "not supported on this plan"),
    ],
)
def test_a_ruleset_that_does_not_fit_its_target_or_the_plan_is_refused(
    cloud: GitHubService, changes: dict[str, object], words: str
) -> None:
    with pytest.raises(ValidationFailed, match=words):
        cloud.rulesets.create("web", replace(RULESET, **changes))  # type: ignore[arg-type]


def test_enterprise_has_the_rules_on_metadata_and_evaluation(cloud: GitHubService) -> None:
    plan(cloud, "enterprise")
    made = _protect(cloud, "branch_name_pattern", enforcement="evaluate")
    assert made.enforcement == "evaluate", "what Team lacks, Enterprise has"


@pytest.mark.parametrize("enforcement", ["disabled", "evaluate"])
def test_a_ruleset_that_is_not_active_forbids_nothing(cloud: GitHubService, enforcement: str) -> None:
    plan(cloud, "enterprise")
    _protect(cloud, enforcement=enforcement)
    assert write(cloud, "a.md", "a").sha == head(cloud), "only active rulesets count"


def test_a_ruleset_leaves_the_branches_it_does_not_name_alone(cloud: GitHubService) -> None:
    branch_off(cloud)
    _protect(cloud)
    assert write(cloud, "a.md", "a", "luma/platform").sha == head(cloud, "luma/platform"), "main alone is protected"


def test_an_excluded_branch_is_not_protected(cloud: GitHubService) -> None:
    branch_off(cloud)
    _protect(cloud, includes=("~ALL",), excludes=("refs/heads/luma/*",))
    write(cloud, "a.md", "a", "luma/platform")
    with pytest.raises(RuleViolation):
        write(cloud, "a.md", "a")


def test_a_ruleset_follows_the_default_branch(cloud: GitHubService) -> None:
    branch_off(cloud, "next")
    _protect(cloud)
    cloud.repositories.update("web", replace(cloud.repositories.require("web"), default_branch="next"))
    write(cloud, "a.md", "a")
    with pytest.raises(RuleViolation):
        write(cloud, "a.md", "a", "next")


@pytest.mark.parametrize(
    ("actor", "passes"),
    [
        (BypassActor("OrganizationAdmin", "always"), True),
        (BypassActor("OrganizationAdmin", "exempt"), True),
        (BypassActor("RepositoryRole", "always", 5), True),
        (BypassActor("RepositoryRole", "always", 4), False),
        (BypassActor("OrganizationAdmin", "pull_request"), False),
        (BypassActor("Integration", "always", 15368), False),
    ],
)
def test_an_owner_passes_only_where_the_ruleset_lets_owners_push(
    cloud: GitHubService, actor: BypassActor, passes: bool
) -> None:
    _protect(cloud, bypass_actors=(actor,))
    if passes:
        assert write(cloud, "a.md", "a").sha == head(cloud), "the write goes through"
    else:
        with pytest.raises(RuleViolation):
            write(cloud, "a.md", "a")


def test_every_broken_rule_is_named_once(cloud: GitHubService) -> None:
    cloud.rulesets.create("web", replace(RULESET, rules=(PULL_REQUEST, CHECKS, Rule("required_signatures", {}))))
    cloud.rulesets.create("web", replace(RULESET, name="Again"))
    with pytest.raises(RuleViolation) as error:
        write(cloud, "a.md", "a")
    assert error.value.reasons == (
        "Changes must be made through a pull request.",
        "2 of 2 required status checks are expected.",
        "Commits must have verified signatures.",
    ), "all reasons at once, none twice"


def test_a_protected_branch_is_neither_deleted_nor_forced(cloud: GitHubService) -> None:
    branch_off(cloud, "release/1")
    _protect(cloud, "deletion", "non_fast_forward", includes=("refs/heads/release/**",))
    old = head(cloud, "release/1")
    write(cloud, "a.md", "a", "release/1")
    with pytest.raises(RuleViolation, match="Cannot force-push"):
        cloud.refs.update_ref("web", "heads/release/1", old, force=True)
    with pytest.raises(RuleViolation, match="Cannot delete this protected ref"):
        cloud.refs.delete_ref("web", "heads/release/1")


def test_a_release_tag_is_made_once_and_never_moved(cloud: GitHubService) -> None:
    _protect(cloud, "update", "deletion", target="tag", includes=("refs/tags/v*",))
    cloud.refs.create_ref("web", "refs/tags/v1.0.0", head(cloud))
    new = write(cloud, "a.md", "a").sha
    with pytest.raises(RuleViolation, match="Cannot update this protected ref"):
        cloud.refs.update_ref("web", "tags/v1.0.0", new)
    with pytest.raises(RuleViolation, match="Cannot delete this protected ref"):
        cloud.refs.delete_ref("web", "tags/v1.0.0")


def test_restricted_creations_stop_a_new_branch(cloud: GitHubService) -> None:
    _protect(cloud, "creation", includes=("refs/heads/release/*",))
    with pytest.raises(RuleViolation, match="creations being restricted"):
        branch_off(cloud, "release/2")
    branch_off(cloud, "next")


def test_required_checks_count_at_creation_unless_the_rule_says_otherwise(cloud: GitHubService) -> None:
    strict = replace(RULESET, includes=("refs/heads/release/*",), rules=(CHECKS,))
    made = cloud.rulesets.create("web", strict)
    with pytest.raises(RuleViolation, match="2 of 2 required status checks"):
        branch_off(cloud, "release/2")
    lenient = Rule(CHECKS.type, {**CHECKS.parameters, "do_not_enforce_on_create": True})
    cloud.rulesets.update("web", made.id, replace(strict, rules=(lenient,)))
    branch_off(cloud, "release/2")


def test_the_rules_of_a_branch_are_listed_with_their_rulesets(cloud: GitHubService) -> None:
    made = cloud.rulesets.create("web", replace(RULESET, rules=(PULL_REQUEST, CHECKS)))
    _protect(cloud, name="Off", enforcement="disabled")
    assert cloud.rulesets.rules_for_branch("web", "main") == [(made, PULL_REQUEST), (made, CHECKS)], "the active ones"
    assert cloud.rulesets.rules_for_branch("web", "next") == [], "another branch has none"


def test_a_deleted_ruleset_protects_no_more(cloud: GitHubService) -> None:
    cloud.rulesets.delete("web", _protect(cloud).id)
    assert write(cloud, "a.md", "a").sha == head(cloud), "the branch is open again"


@pytest.mark.parametrize(
    ("pattern", "ref", "fits"),
    [
        ("refs/heads/main", "refs/heads/main", True),
        ("refs/heads/*", "refs/heads/luma/platform", False),
        ("refs/heads/**/*", "refs/heads/luma/platform", True),
        ("refs/heads/**/*", "refs/heads/main", True),
        ("refs/tags/v?.*", "refs/tags/v1.0", True),
        ("refs/tags/v[0-9]", "refs/tags/vx", False),
        ("refs/heads/a.b", "refs/heads/aXb", False),
    ],
)
def test_patterns_match_as_githubs_do(pattern: str, ref: str, fits: bool) -> None:
    assert bool(glob(pattern).fullmatch(ref)) is fits, "a star stays within a folder, two stars span folders"
