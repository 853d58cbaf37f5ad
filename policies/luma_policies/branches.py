"""What GitHub protects: which ruleset or branch protection covers the default branch, and how the rules read both."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Final

from .config import Config
from .kinds import BRANCH_PROTECTION, RULESET
from .view import Node, ResourceView, StackView

_ALL: Final = ("~ALL", "~DEFAULT_BRANCH")


def covers(ruleset: ResourceView, branch: str) -> bool:
    """Whether a ruleset applies to the default branch; one that names no branch does not. May raise UnknownProperty."""
    if (ruleset.text("target") or "branch") != "branch":
        return False
    ref = f"refs/heads/{branch}"
    names = ruleset.object("conditions.refName")
    included = any(pattern in _ALL or fnmatchcase(ref, pattern) for pattern in names.texts("includes"))
    excluded = any(pattern in _ALL or fnmatchcase(ref, pattern) for pattern in names.texts("excludes"))
    return included and not excluded


def guards_default_branch(view: ResourceView, config: Config) -> bool:
    """Whether a ruleset or a branch protection is about the default branch. May raise UnknownProperty."""
    if view.type == BRANCH_PROTECTION:
        return fnmatchcase(config.default_branch, view.text("pattern") or "*")
    return covers(view, config.default_branch)


def active(view: ResourceView) -> bool:
    """Whether it takes effect: a branch protection always does, a ruleset only when it is enforced."""
    return view.type == BRANCH_PROTECTION or view.text("enforcement") == "active"


def guards(stack: StackView, config: Config) -> list[ResourceView]:
    """Return the rulesets and branch protections that take effect on the default branch. May raise UnknownProperty."""
    candidates = stack.of(RULESET, BRANCH_PROTECTION)
    return [view for view in candidates if active(view) and guards_default_branch(view, config)]


def review_rules(view: ResourceView) -> Iterator[Node]:
    """Return the pull-request part of a ruleset or branch protection; none when pull requests are not asked for."""
    path = "requiredPullRequestReviews" if view.type == BRANCH_PROTECTION else "rules.pullRequest"
    yield from view.items(path)


def check_rules(view: ResourceView) -> Iterator[Node]:
    """Return the status-check part of a ruleset or branch protection; none when no check is asked for."""
    path = "requiredStatusChecks" if view.type == BRANCH_PROTECTION else "rules.requiredStatusChecks"
    yield from view.items(path)
