"""What the repository's rulesets say: main changes by reviewed and tested pull request, a release tag never."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from settings.github import GitHub

if TYPE_CHECKING:
    from components.resources.objects.github import (
        RepositoryRulesetConditions,
        RepositoryRulesetRules,
        RepositoryRulesetRulesPullRequest,
        RepositoryRulesetRulesRequiredStatusChecks,
    )

ACTIONS_APP: Final = 15368
"""Id of the GitHub Actions app (api.github.com/apps/github-actions): no other app can fake a check pinned to it."""


def branch_conditions() -> RepositoryRulesetConditions:
    """Return the condition for the default branch, whatever its name."""
    return {"refName": {"includes": ["~DEFAULT_BRANCH"], "excludes": []}}


def branch_rules(settings: GitHub) -> RepositoryRulesetRules:
    """Return the rules of the default branch."""
    return {
        "deletion": True,
        "nonFastForward": True,
        "requiredLinearHistory": True,
        "pullRequest": _pull_request(settings),
        "requiredStatusChecks": _status_checks(settings),
    }


def _pull_request(settings: GitHub) -> RepositoryRulesetRulesPullRequest:
    return {
        "allowedMergeMethods": ["squash"],
        "requiredApprovingReviewCount": settings.required_reviews,
        "dismissStaleReviewsOnPush": True,
        "requireLastPushApproval": True,
        "requiredReviewThreadResolution": True,
        "requireCodeOwnerReview": bool(settings.code_owners),
    }


def _status_checks(settings: GitHub) -> RepositoryRulesetRulesRequiredStatusChecks:
    return {
        "strictRequiredStatusChecksPolicy": True,
        "doNotEnforceOnCreate": False,
        "requiredChecks": [
            {"context": check, "integrationId": ACTIONS_APP} for check in sorted(set(settings.required_checks))
        ],
    }


def tag_conditions(settings: GitHub) -> RepositoryRulesetConditions:
    """Return the condition for release tags."""
    return {"refName": {"includes": [f"refs/tags/{settings.release_tags}"], "excludes": []}}


def tag_rules() -> RepositoryRulesetRules:
    """Return the rules of a release tag: once made, it is neither moved nor deleted."""
    return {"deletion": True, "update": True, "nonFastForward": True}
