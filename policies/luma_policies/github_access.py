"""Rules on who and what reaches a GitHub repository from outside: deploy keys, webhooks, collaborators."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from .config import Config
from .kinds import COLLABORATOR, COLLABORATORS, DEPLOY_KEY, GITHUB_WEBHOOK
from .rule import Finding, Level, Rule, Severity, must_be_present, must_equal
from .view import ResourceView

_POWERFUL: Final = frozenset(["admin", "maintain"])


def _webhook(view: ResourceView, config: Config) -> Iterator[Finding]:
    if not (view.text("configuration.url") or "").startswith("https://"):
        yield Finding(view, "configuration.url", "is missing or not https")
    if view.value("configuration.insecureSsl") not in (None, False):
        yield Finding(view, "configuration.insecureSsl", "is not false")
    yield from must_be_present("configuration.secret")(view, config)


def _collaborators(view: ResourceView, _config: Config) -> Iterator[Finding]:
    for user in view.items("users") if view.type == COLLABORATORS else [view]:
        if user.text("permission") in _POWERFUL:
            yield Finding(view, user.path("permission"), "is `admin` or `maintain` for one person")


RULES: Final = (
    Rule(
        id="GHR-027",
        name="github-key-require-read-only",
        types=(DEPLOY_KEY,),
        severity=Severity.HIGH,
        level=Level.MANDATORY,
        why="A key that writes belongs to nobody, and no review stands in its way.",
        must="A deploy key must be read-only.",
        fix="set `readOnly: true`; deploy with a GitHub App or an environment's token.",
        source="mitodl/ol-infrastructure SEC-08",
        check=must_equal("readOnly", True),
        frameworks=("SOC 2 CC6.3",),
    ),
    Rule(
        id="GHR-028",
        name="github-webhook-require-secret",
        types=(GITHUB_WEBHOOK,),
        severity=Severity.HIGH,
        level=Level.MANDATORY,
        why="Events could be read on the way, or forged at the other end.",
        must="A webhook must use https, check certificates and be signed.",
        fix="use an https `configuration.url`, leave `insecureSsl` false and set `configuration.secret`.",
        source="Checkov CKV_GIT_2; OpenSSF Scorecard Webhooks",
        check=_webhook,
        frameworks=("OpenSSF Scorecard: Webhooks", "SOC 2 CC6.7"),
    ),
    Rule(
        id="GHR-029",
        name="github-collaborator-limit-role",
        types=(
            COLLABORATOR,
            COLLABORATORS,
        ),
        severity=Severity.MEDIUM,
        level=Level.MANDATORY,
        why="One person's account could change the repository's rules, and stays when the person leaves.",
        must="A person must not be given `admin` or `maintain` directly.",
        fix="give the role to a team.",
        source="mitodl/ol-infrastructure SEC-06; Allstar outside collaborators",
        check=_collaborators,
        frameworks=("CIS GitHub 1.3.7", "SOC 2 CC6.3"),
    ),
)
