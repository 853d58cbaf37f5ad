"""What rulesets forbid: which apply to a ref, who passes by them, and GitHub's sentence for each broken rule.

Every write here comes from an owner of the organization (`objects.ACTOR`) and is unsigned, as one with a
personal access token is. Facts: docs.github.com, "Available rules for rulesets" and "Creating rulesets".
"""

import re
from typing import Final, Literal

from localcloud.core.transaction import Transaction
from localcloud.github.entities import Repository
from localcloud.github.entities_actions import BypassActor, Rule, Ruleset
from localcloud.github.errors import RuleViolation

Change = Literal["create", "update", "force", "delete"]

ADMIN_ROLE: Final = 5
"""The id of the repository role `admin` in bypass actors."""
FIXED: Final[dict[tuple[str, Change], str]] = {
    ("creation", "create"): "Cannot create ref due to creations being restricted.",
    ("update", "update"): "Cannot update this protected ref.",
    ("update", "force"): "Cannot update this protected ref.",
    ("deletion", "delete"): "Cannot delete this protected ref.",
    ("non_fast_forward", "force"): "Cannot force-push to this branch.",
    ("pull_request", "update"): "Changes must be made through a pull request.",
    ("pull_request", "force"): "Changes must be made through a pull request.",
    ("merge_queue", "update"): "Changes must be made through the merge queue.",
    ("merge_queue", "force"): "Changes must be made through the merge queue.",
    ("required_signatures", "update"): "Commits must have verified signatures.",
    ("required_signatures", "force"): "Commits must have verified signatures.",
    ("required_deployments", "update"): "Required deployments have not succeeded.",
    ("required_deployments", "force"): "Required deployments have not succeeded.",
}


class Protection:
    """The active rulesets of repositories."""

    def __init__(self, world: Transaction) -> None:
        self.world = world

    def applying(self, repository: Repository, ref: str) -> list[Ruleset]:
        """List the active rulesets that cover a ref (`heads/main`, `tags/v1`), oldest first."""
        target = "branch" if ref.startswith("heads/") else "tag"
        rulesets = self.world.children(Ruleset, repository.id)
        active = (each for each in rulesets if each.enforcement == "active" and each.target == target)
        return [each for each in active if _covers(each, ref, repository.default_branch)]

    def refuse(self, repository: Repository, ref: str, change: Change) -> None:
        """Raise `RuleViolation` with every rule that a change of a ref would break."""
        broken = [
            words
            for ruleset in self.applying(repository, ref)
            if not any(map(_passes, ruleset.bypass_actors))
            for rule in ruleset.rules
            if (words := _broken(rule, change))
        ]
        if broken:
            raise RuleViolation(tuple(dict.fromkeys(broken)))


def _broken(rule: Rule, change: Change) -> str:
    """Say what a change breaks in one rule, nothing where it does not."""
    if rule.type != "required_status_checks":
        return FIXED.get((rule.type, change), "")
    if change == "delete" or (change == "create" and rule.parameters.get("do_not_enforce_on_create")):
        return ""
    checks = rule.parameters.get("required_status_checks")
    names = [each.get("context") for each in checks if isinstance(each, dict)] if isinstance(checks, list) else []
    if len(names) == 1:
        return f'Required status check "{names[0]}" is expected.'
    return f"{len(names)} of {len(names)} required status checks are expected."


def _passes(actor: BypassActor) -> bool:
    """Tell whether an organization's owner passes as this actor; by pull request only does not help a push."""
    owner = actor.type == "OrganizationAdmin" or (actor.type == "RepositoryRole" and actor.actor_id == ADMIN_ROLE)
    return owner and actor.mode in ("always", "exempt")


def _covers(ruleset: Ruleset, ref: str, default_branch: str) -> bool:
    def matches(pattern: str) -> bool:
        if pattern == "~ALL":
            return True
        if pattern == "~DEFAULT_BRANCH":
            return ref == f"heads/{default_branch}"
        return bool(glob(pattern).fullmatch(f"refs/{ref}"))

    return any(map(matches, ruleset.includes)) and not any(map(matches, ruleset.excludes))


def glob(pattern: str) -> re.Pattern[str]:
    """Read a pattern as GitHub does (fnmatch by path): `*` stays within a folder, `**/` spans folders."""
    parts = re.split(r"(\*\*/|\*\*|\*|\?|\[[^\]]+\])", pattern)
    wild = {"**/": "(?:[^/]+/)*", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    return re.compile("".join(wild.get(part) or (part if part[:1] == "[" else re.escape(part)) for part in parts))
