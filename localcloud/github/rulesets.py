"""GitHub's rules for rulesets.

Facts: docs.github.com, "REST API endpoints for rules", "Available rules for rulesets" (what each plan has);
the words of some refusals: eclipse-csi/otterdog issue 483.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from localcloud.core import ids
from localcloud.core.entities import Json
from localcloud.core.errors import Forbidden
from localcloud.core.transaction import KeyTaken, Transaction
from localcloud.github.entities import Repository
from localcloud.github.entities_actions import BypassActor, Rule, Ruleset
from localcloud.github.errors import UPGRADE, ValidationFailed, not_found
from localcloud.github.protection import Protection
from localcloud.github.repositories import Repositories

PUSH_RULES: Final = frozenset(
    {"file_path_restriction", "max_file_path_length", "file_extension_restriction", "max_file_size"}
)
BRANCH_RULES: Final = frozenset({"branch_name_pattern", "copilot_code_review", "merge_queue", "pull_request"})
TAG_RULES: Final = frozenset({"tag_name_pattern"})
# Rules on metadata, which only Enterprise has.
METADATA_RULES: Final = frozenset(
    {
        "branch_name_pattern",
        "commit_author_email_pattern",
        "commit_message_pattern",
        "committer_email_pattern",
        "tag_name_pattern",
    }
)
# What a rule's parameters are where they are left out.
PARAMETERS: Final[Mapping[str, Mapping[str, Json]]] = {
    "copilot_code_review": {"review_draft_pull_requests": False, "review_on_push": False},
    "merge_queue": {
        "check_response_timeout_minutes": 60,
        "grouping_strategy": "ALLGREEN",
        "max_entries_to_build": 5,
        "max_entries_to_merge": 5,
        "merge_method": "MERGE",
        "min_entries_to_merge": 1,
        "min_entries_to_merge_wait_minutes": 5,
    },
    "pull_request": {
        "allowed_merge_methods": ["merge", "squash", "rebase"],
        "dismiss_stale_reviews_on_push": False,
        "require_code_owner_review": False,
        "require_last_push_approval": False,
        "required_approving_review_count": 0,
        "required_review_thread_resolution": False,
    },
    "required_status_checks": {"do_not_enforce_on_create": False, "strict_required_status_checks_policy": False},
    "update": {"update_allows_fetch_and_merge": False},
}
PREFIX: Final = {"branch": "refs/heads/", "tag": "refs/tags/"}


class Rulesets:
    """Rulesets of repositories."""

    def __init__(self, world: Transaction, repositories: Repositories) -> None:
        self.world = world
        self.protection = Protection(world)
        self._repositories = repositories

    def create(self, repository: str, draft: Ruleset) -> Ruleset:
        """Make a ruleset; its id and repository come from here.

        Raises `NotFound`, `Forbidden` where the plan has none for a private repository or the repository is
        archived, `ValidationFailed` for a taken name, unfit rules or patterns.
        """
        owner = self._repositories.writable(repository)
        self._refuse(owner, draft)
        number = ids.number(self.world.seed(Ruleset, owner.id, draft.name), 8)
        try:
            return self.world.add(replace(draft, id=str(number), repository=owner.id))
        except KeyTaken as error:
            raise _taken() from error

    def find(self, repository: str, number: str) -> Ruleset | None:
        """Find a ruleset by its id."""
        owner = self._repositories.find(repository)
        found = self.world.by_id(Ruleset, number)
        return found if owner and found and found.repository == owner.id else None

    def listed(self, repository: str) -> list[Ruleset]:
        """List a repository's rulesets, oldest first; raises `NotFound`."""
        return self.world.children(Ruleset, self._repositories.require(repository).id)

    def rules_for_branch(self, repository: str, branch: str) -> list[tuple[Ruleset, Rule]]:
        """List every active rule that covers a branch, which need not exist, with its ruleset; raises `NotFound`."""
        owner = self._repositories.require(repository)
        rulesets = self.protection.applying(owner, f"heads/{branch}")
        return [(ruleset, rule) for ruleset in rulesets for rule in ruleset.rules]

    def update(self, repository: str, number: str, wanted: Ruleset) -> Ruleset:
        """Replace a ruleset; raises as `create` does, and `NotFound` where it is missing."""
        owner = self._repositories.writable(repository)
        known = self.find(repository, number)
        if known is None:
            raise not_found()
        self._refuse(owner, wanted)
        try:
            return self.world.put(replace(wanted, id=known.id, repository=known.repository))
        except KeyTaken as error:
            raise _taken() from error

    def delete(self, repository: str, number: str) -> None:
        """Remove a ruleset; one that is gone already is no error."""
        found = self.find(repository, number)
        if found is not None:
            self.world.remove(found)

    def _refuse(self, owner: Repository, ruleset: Ruleset) -> None:
        if not self._repositories.paid(owner):
            raise Forbidden(UPGRADE)
        plan = self._repositories.organization().plan
        if ruleset.enforcement == "evaluate" and plan != "enterprise":
            raise ValidationFailed(
                "Ruleset", "enforcement", "Enforcement evaluate option is not supported on this plan."
            )
        for rule in ruleset.rules:
            if not fits(rule.type, ruleset.target) or (rule.type in METADATA_RULES and plan != "enterprise"):
                raise ValidationFailed("Ruleset", "rules", f"Invalid rule '{rule.type}': ")
        _refuse_patterns(ruleset)


def ruleset_of(
    *,
    name: str,
    target: str,
    enforcement: str,
    includes: tuple[str, ...],
    excludes: tuple[str, ...],
    rules: Iterable[Rule],
    bypass_actors: Iterable[BypassActor],
) -> Ruleset:
    """Draft a ruleset as GitHub keeps it: absent parameters filled in, what has no order sorted."""
    return Ruleset(
        id="",
        repository="",
        name=name,
        target=target,
        enforcement=enforcement,
        includes=includes,
        excludes=excludes,
        rules=tuple(sorted((rule_of(each) for each in rules), key=lambda each: each.type)),
        bypass_actors=tuple(sorted(bypass_actors, key=lambda each: (each.type, each.actor_id or 0, each.mode))),
    )


def rule_of(rule: Rule) -> Rule:
    """Fill a rule's absent parameters in; a required check without an app (0) may be reported by any."""
    filled = {**PARAMETERS.get(rule.type, {}), **rule.parameters}
    checks = filled.get("required_status_checks")
    if isinstance(checks, list):
        rows = [each for each in checks if isinstance(each, dict)]
        named: list[Json] = [
            {"context": each.get("context"), "integration_id": each.get("integration_id") or 0} for each in rows
        ]
        filled["required_status_checks"] = sorted(named, key=repr)
    return Rule(rule.type, filled)


def fits(rule: str, target: str) -> bool:
    """Tell whether a target can have a rule."""
    if target == "push":
        return rule in PUSH_RULES
    return rule not in PUSH_RULES | (TAG_RULES if target == "branch" else BRANCH_RULES)


def _refuse_patterns(ruleset: Ruleset) -> None:
    patterns = (*ruleset.includes, *ruleset.excludes)
    if ruleset.target == "push":
        bad = list(patterns)
    else:
        special = ("~ALL", "~DEFAULT_BRANCH") if ruleset.target == "branch" else ("~ALL",)
        bad = [each for each in patterns if each not in special and not each.startswith(PREFIX[ruleset.target])]
    if bad:
        listed = ", ".join(f"'{each}'" for each in bad)
        raise ValidationFailed("Ruleset", "conditions", f"Invalid target patterns: {listed}")


def _taken() -> ValidationFailed:
    return ValidationFailed("Ruleset", "name", "Name must be unique")
