"""Rules on how changes of the default branch are reviewed and tested, and on branch protections.

Whether there are reviews and checks at all is GHR-014 and GHR-019; these rules judge the ones that there are.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from .branches import check_rules, guards_default_branch, review_rules
from .config import Config
from .delivered import delivered_files
from .kinds import BRANCH_PROTECTION, REPOSITORY, RULESET
from .rule import Finding, Level, Outcome, ResourceCheck, Rule, Severity, each
from .view import ResourceView, StackView

_BOTH: Final = (RULESET, BRANCH_PROTECTION)
_CODEOWNERS: Final = frozenset(["CODEOWNERS", ".github/CODEOWNERS", "docs/CODEOWNERS"])


def _review_setting(in_ruleset: str, in_protection: str) -> ResourceCheck:
    """Make a check that a setting of the review rules is on; it is named differently in the two types."""

    def check(view: ResourceView, config: Config) -> Iterator[Finding]:
        if guards_default_branch(view, config):
            name = in_protection if view.type == BRANCH_PROTECTION else in_ruleset
            for rules in review_rules(view):
                if rules.flag(name) is not True:
                    yield Finding(view, rules.path(name), "is not true")

    return check


def _threads(view: ResourceView, config: Config) -> Iterator[Finding]:
    if view.type != BRANCH_PROTECTION:
        yield from _review_setting("requiredReviewThreadResolution", "")(view, config)
    elif guards_default_branch(view, config) and view.flag("requireConversationResolution") is not True:
        yield Finding(view, "requireConversationResolution", "is not true")


def _no_owners(stack: StackView, _config: Config) -> Iterator[Outcome]:
    files = delivered_files(stack)
    if files and not any(file.path in _CODEOWNERS for file in files):
        yield from (Finding(view, "CODEOWNERS", "is not among the delivered files") for view in stack.of(REPOSITORY))


def _unpinned_checks(view: ResourceView, _config: Config) -> Iterator[Finding]:
    for rules in check_rules(view):
        for required in rules.items("requiredChecks"):
            if not required.number("integrationId"):
                yield Finding(view, required.path("integrationId"), "is missing")


def _administrators(view: ResourceView, _config: Config) -> Iterator[Finding]:
    if view.flag("enforceAdmins") is not True:
        yield Finding(view, "enforceAdmins", "is not true")
    bypassers = len(view.items("forcePushBypassers"))
    if bypassers:
        yield Finding(view, "forcePushBypassers", f"lets {bypassers} actor(s) rewrite history")


def _two_truths(stack: StackView, config: Config) -> Iterator[Outcome]:
    rulesets = [view for view in stack.of(RULESET) if guards_default_branch(view, config)]

    def check(view: ResourceView) -> Iterator[Finding]:
        if rulesets and guards_default_branch(view, config):
            yield Finding(view, "pattern", "covers a branch that a ruleset covers, too")

    yield from each(stack.of(BRANCH_PROTECTION), check)


RULES: Final = (
    Rule(
        id="GHR-015",
        name="github-ruleset-enable-stale-dismissal",
        types=(*_BOTH,),
        severity=Severity.MEDIUM,
        level=Level.MANDATORY,
        why="A change made after the approval would be merged without a second look.",
        must="New commits must dismiss approvals.",
        fix="set `rules.pullRequest.dismissStaleReviewsOnPush: true`.",
        source="Checkov CKV_GITHUB_11",
        check=_review_setting("dismissStaleReviewsOnPush", "dismissStaleReviews"),
        frameworks=("OpenSSF Scorecard: Branch-Protection", "CIS GitHub 1.1.4"),
    ),
    Rule(
        id="GHR-016",
        name="github-ruleset-require-last-push-approval",
        types=(*_BOTH,),
        severity=Severity.MEDIUM,
        level=Level.MANDATORY,
        why="The author of the last commit could approve it.",
        must="Somebody else than the last pusher must approve.",
        fix="set `rules.pullRequest.requireLastPushApproval: true`.",
        source="OpenSSF Scorecard Branch-Protection, tier 2",
        check=_review_setting("requireLastPushApproval", "requireLastPushApproval"),
        frameworks=("OpenSSF Scorecard: Branch-Protection", "SOC 2 CC8.1"),
    ),
    Rule(
        id="GHR-017",
        name="github-ruleset-require-owners",
        types=(*_BOTH,),
        stack_types=(REPOSITORY,),
        severity=Severity.MEDIUM,
        level=Level.ADVISORY,
        why="Whoever knows the code would not be asked.",
        must="Code owners must review what they own.",
        fix="deliver a CODEOWNERS file and set `rules.pullRequest.requireCodeOwnerReview: true`.",
        source="Checkov CKV_GITHUB_13; Allstar CODEOWNERS",
        check=_review_setting("requireCodeOwnerReview", "requireCodeOwnerReviews"),
        stack_check=_no_owners,
        frameworks=("OpenSSF Scorecard: Branch-Protection", "CIS GitHub 1.1.7"),
    ),
    Rule(
        id="GHR-018",
        name="github-ruleset-require-resolved-threads",
        types=(*_BOTH,),
        severity=Severity.LOW,
        level=Level.MANDATORY,
        why="A reviewer's open question would not keep the change from being merged.",
        must="Review threads must be resolved before a merge.",
        fix="set `rules.pullRequest.requiredReviewThreadResolution: true`.",
        source="Checkov CKV_GITHUB_16",
        check=_threads,
        frameworks=("CIS GitHub 1.1.11",),
    ),
    Rule(
        id="GHR-020",
        name="github-ruleset-pin-checks",
        types=(RULESET,),
        severity=Severity.MEDIUM,
        level=Level.MANDATORY,
        why="Anyone with a token that may set a status could report the check as passed.",
        must="A required check must name the app that reports it.",
        fix="set `integrationId` (15368 is GitHub Actions) on each required check.",
        source="integrations/terraform-provider-github#3172",
        check=_unpinned_checks,
        note="A branch protection cannot name the app, so it is not judged.",
    ),
    Rule(
        id="GHR-024",
        name="github-protection-enable-admins",
        types=(BRANCH_PROTECTION,),
        severity=Severity.HIGH,
        level=Level.MANDATORY,
        why="Administrators could push past every rule, which is how most take-overs go on.",
        must="A branch protection must bind administrators and let nobody force a push.",
        fix="set `enforceAdmins: true` and empty `forcePushBypassers`.",
        source="Checkov CKV_GITHUB_10",
        check=_administrators,
        frameworks=("OpenSSF Scorecard: Branch-Protection", "CIS GitHub 1.1.14"),
    ),
    Rule(
        id="GHR-025",
        name="github-protection-forbid-second-truth",
        types=(BRANCH_PROTECTION,),
        severity=Severity.MEDIUM,
        level=Level.ADVISORY,
        why="Two places say what holds for one branch, and readers see only one of them.",
        must="A branch must be protected by a ruleset or by a branch protection, not by both.",
        fix="move what the branch protection says into the ruleset, and remove it.",
        source="GitHub: about rulesets",
        stack_check=_two_truths,
    ),
)
