"""Rules on a GitHub repository's own settings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from .branches import check_rules, guards
from .config import Config
from .delivered import delivered_files
from .kinds import ALERTS, BRANCH, DEPENDABOT_UPDATES, PULL_REQUEST, REPOSITORY
from .rule import Finding, Level, Outcome, Rule, Severity, each, must_equal, must_exist
from .view import ResourceView, StackView

_OPENNESS: Final = ("private", "internal", "public")
_DEPRECATED: Final = ("private", "vulnerabilityAlerts", "defaultBranch", "hasDownloads", "pages")
_SCANNERS: Final = ("secretScanning", "secretScanningPushProtection")
_RENOVATE: Final = frozenset(["renovate.json", "renovate.json5", ".github/renovate.json", ".renovaterc"])


def _too_open(view: ResourceView, config: Config) -> Iterator[Finding]:
    allowed = _OPENNESS[: _OPENNESS.index(config.repository_visibility) + 1]
    visibility = view.text("visibility")
    if visibility is None:
        if config.repository_visibility != "public":
            yield Finding(view, "visibility", "is missing, which makes the repository public")
    elif visibility not in allowed:
        yield Finding(view, "visibility", f"is more open than `{config.repository_visibility}`")


def _secret_scanning(view: ResourceView, config: Config) -> Iterator[Finding]:
    if config.secret_protection or view.text("visibility") == "public":
        for scanner in _SCANNERS:
            yield from must_equal(f"securityAndAnalysis.{scanner}.status", "enabled")(view, config)


def _deprecated(view: ResourceView, _config: Config) -> Iterator[Finding]:
    for field in _DEPRECATED:
        if view.has(field):
            yield Finding(view, field, "is deprecated")


def _can_be_lost(view: ResourceView, _config: Config) -> Iterator[Finding]:
    if not view.protect and view.flag("archiveOnDestroy") is not True:
        yield Finding(view, "archiveOnDestroy", "is not true, and the resource is not protected")


def _forks(view: ResourceView, _config: Config) -> Iterator[Finding]:
    if view.flag("allowForking") and view.text("visibility") != "public":
        yield Finding(view, "allowForking", "is true, although the repository is not public")


def _lost_branches(stack: StackView, _config: Config) -> Iterator[Outcome]:
    """Find repositories that delete merged branches while the stack keeps branches that no pull request delivers."""
    heads = {request.text("headRef") for request in stack.of(PULL_REQUEST)}
    kept = [view for view in stack.of(BRANCH) if view.text("branch") not in heads]

    def check(view: ResourceView) -> Iterator[Finding]:
        if kept and view.flag("deleteBranchOnMerge"):
            yield Finding(view, "deleteBranchOnMerge", f"is true, and the stack keeps {len(kept)} branch(es)")

    yield from each(stack.of(REPOSITORY), check)


def _auto_merge(stack: StackView, config: Config) -> Iterator[Outcome]:
    def check(view: ResourceView) -> Iterator[Finding]:
        if view.flag("allowAutoMerge") and not any(list(check_rules(guard)) for guard in guards(stack, config)):
            yield Finding(view, "allowAutoMerge", "is true, and no status check is required")

    yield from each(stack.of(REPOSITORY), check)


def _no_updates(stack: StackView, _config: Config) -> Iterator[Outcome]:
    if any(file.path in _RENOVATE for file in delivered_files(stack)):
        return
    updates = stack.of(DEPENDABOT_UPDATES)
    if not updates:
        yield from must_exist(REPOSITORY, DEPENDABOT_UPDATES, "dependabotSecurityUpdates")(stack, _config)
    yield from each(updates, lambda view: must_equal("enabled", True)(view, _config))


RULES: Final = (
    Rule(
        id="GHR-001",
        name="github-repository-limit-visibility",
        types=(REPOSITORY,),
        severity=Severity.CRITICAL,
        level=Level.MANDATORY,
        why="The source and its whole history would be readable by anyone, and could not be taken back.",
        must="The repository must be no more open than the policies' `repository-visibility`.",
        fix="set `visibility: private`.",
        source="Checkov CKV_GIT_1",
        check=_too_open,
        must_be_known=("visibility",),
        frameworks=("SOC 2 CC6.1",),
    ),
    Rule(
        id="GHR-002",
        name="github-repository-enable-secret-scanning",
        types=(REPOSITORY,),
        severity=Severity.HIGH,
        level=Level.MANDATORY,
        why="A credential in a commit would stay there unseen, for everyone who can read.",
        must="Secret scanning and push protection must be on where the plan has them.",
        fix="set `securityAndAnalysis.secretScanning.status` and `secretScanningPushProtection.status` to `enabled`.",
        source="legitify; mitodl/ol-infrastructure SEC-04",
        check=_secret_scanning,
        frameworks=("CIS GitHub 1.5.1", "SOC 2 CC7.1"),
        note="Judged where `secret-protection` says it is licensed, and for public repositories.",
    ),
    Rule(
        id="GHR-003",
        name="github-repository-forbid-deprecated-fields",
        types=(REPOSITORY,),
        severity=Severity.MEDIUM,
        level=Level.MANDATORY,
        why="The provider will drop them, and some contradict the resource that replaces them.",
        must="A repository must not use deprecated settings.",
        fix="use the resource of its own: `visibility`, RepositoryVulnerabilityAlerts, BranchDefault, RepositoryPages.",
        source="GitHub provider: Repository",
        check=_deprecated,
    ),
    Rule(
        id="GHR-004",
        name="github-repository-require-protection",
        types=(REPOSITORY,),
        severity=Severity.HIGH,
        level=Level.MANDATORY,
        why="A `destroy`, or a change that replaces it, would delete the source with its issues.",
        must="A repository must be protected, or archived instead of deleted.",
        fix="set the option `protect`, or `archiveOnDestroy: true`.",
        source="GitHub provider: Repository.archiveOnDestroy",
        check=_can_be_lost,
        frameworks=("SOC 2 A1.2",),
    ),
    Rule(
        id="GHR-005",
        name="github-repository-disable-forking",
        types=(REPOSITORY,),
        severity=Severity.LOW,
        level=Level.ADVISORY,
        why="A fork is outside the repository's rules and outlives its members.",
        must="A private repository must not be forked.",
        fix="set `allowForking: false`.",
        source="legitify forking_allowed_for_repository",
        check=_forks,
        frameworks=("CIS GitHub 1.2.5",),
    ),
    Rule(
        id="GHR-006",
        name="github-repository-forbid-branch-loss",
        types=(REPOSITORY,),
        severity=Severity.MEDIUM,
        level=Level.MANDATORY,
        why="GitHub deletes a merged branch past every ruleset, and the next update would fail on it.",
        must="Branches that the stack keeps must not be deleted on merge.",
        fix="set `deleteBranchOnMerge: false`, or do not manage the branch.",
        source="Esposter#1184; mitodl/ol-infrastructure#5682",
        stack_check=_lost_branches,
        note="A branch that is the head of a RepositoryPullRequest is meant to end and does not count.",
    ),
    Rule(
        id="GHR-007",
        name="github-repository-limit-auto-merge",
        types=(REPOSITORY,),
        severity=Severity.MEDIUM,
        level=Level.ADVISORY,
        why="A change would be merged as soon as it is approved, tested or not.",
        must="Auto-merge must wait for required checks.",
        fix="require status checks in the ruleset, or set `allowAutoMerge: false`.",
        source="GitHub: auto-merge",
        stack_check=_auto_merge,
    ),
    Rule(
        id="GHR-008",
        name="github-repository-enable-alerts",
        types=(ALERTS,),
        stack_types=(REPOSITORY,),
        severity=Severity.MEDIUM,
        level=Level.MANDATORY,
        why="Nobody would hear of a known hole in a dependency.",
        must="Vulnerability alerts must be on.",
        fix="declare a RepositoryVulnerabilityAlerts with `enabled: true`.",
        source="Checkov CKV_GIT_3",
        check=must_equal("enabled", True),
        stack_check=must_exist(REPOSITORY, ALERTS, "vulnerabilityAlerts"),
        frameworks=("OpenSSF Scorecard: Vulnerabilities", "CIS GitHub 1.5.4", "SOC 2 CC7.1"),
    ),
    Rule(
        id="GHR-009",
        name="github-repository-enable-updates",
        types=(DEPENDABOT_UPDATES,),
        stack_types=(
            REPOSITORY,
            DEPENDABOT_UPDATES,
        ),
        severity=Severity.LOW,
        level=Level.ADVISORY,
        why="A known hole would stay open until somebody finds the time.",
        must="Security updates must come by Dependabot or Renovate.",
        fix="declare a RepositoryDependabotSecurityUpdates with `enabled: true`, or deliver a Renovate file.",
        source="mitodl/ol-infrastructure SEC-05",
        stack_check=_no_updates,
        frameworks=("OpenSSF Scorecard: Dependency-Update-Tool",),
    ),
)
