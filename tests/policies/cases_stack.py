"""Cases of the rules on the stack as a whole."""

from __future__ import annotations

from copy import deepcopy

from luma_policies import kinds

from .case import Case, fires, silent
from .good_sentry import ITEMS as SENTRY
from .good_vercel import ITEMS as VERCEL
from .world import SECRET, Item, add, both, configured, drop, option, put

_STAGING = both(configured(environment="staging"), put("alert", "environment", "staging"))


def _provider(name: str, **settings: object) -> tuple[str, str, dict[str, object]]:
    return "pulumi:providers:vercel", name, settings


def _copy(item: Item) -> Item:
    return deepcopy(item)


CASES: tuple[Case, ...] = (
    fires("STK-001", "project", "a project", option("project", protect=False)),
    fires("STK-001", "domain", "a domain", option("domain", protect=False)),
    fires("STK-001", "sentry-project", "a Sentry project", option("sentry-project", protect=False)),
    silent("STK-001", "staging", both(_STAGING, option("project", protect=False))),
    fires("STK-002", "ruleset", "a rule", option("ruleset", ignore_changes=("rules.deletion",))),
    fires("STK-002", "project", "a quoted path", option("project", ignore_changes=('["gitForkProtection"]',))),
    fires("STK-002", "cors", "everything", option("cors", ignore_changes=("*",))),
    silent("STK-002", "a description", option("repository", ignore_changes=("description",))),
    fires(
        "STK-003",
        "project",
        "the default provider",
        option("project", provider=_provider("default_5_21_1", version="5.21.1")),
    ),
    fires("STK-003", "project", "no version", option("project", provider=_provider("vercel"))),
    silent("STK-003", "a version", option("project", provider=_provider("vercel", version="5.21.1"))),
    silent("STK-003", "our own provider", option("alert", provider=("pulumi:providers:luma", "luma", {}))),
    fires("STK-006", "repeated", "one variable twice", add("repeated", _copy(VERCEL["public-variable"]))),
    fires("STK-006", "repeated", "one domain twice", add("repeated", _copy(VERCEL["domain"]))),
    fires(
        "STK-006",
        "repeated",
        "one file twice",
        add(
            "repeated",
            Item(kinds.FILE, {"repository": "shop-web", "branch": "main", "file": "README.md", "content": "x"}),
        ),
        ("GHR-026", "repeated"),
    ),
    silent(
        "STK-006",
        "another target",
        both(add("repeated", _copy(VERCEL["public-variable"])), put("repeated", "targets", ["preview"])),
    ),
    fires(
        "STK-007",
        "project",
        "a credential in plain text",
        option("project", provider=_provider("vercel", version="5", apiToken=SECRET)),
    ),
    silent("STK-007", "a team", option("project", provider=_provider("vercel", version="5", team="team_1"))),
    fires("STK-008", "stack", "a secret by name", put("stack", "deploy_token", SECRET)),
    fires("STK-008", "stack", "a secret by value", put("stack", "key", "sk_live_abcdefgh1234")),
    silent("STK-008", "no outputs", drop("stack", "url")),
    fires("STK-009", "odd name", "a space in the name", add("odd name", _copy(SENTRY["monitor"]))),
    silent("STK-009", "another pattern", both(configured(name_pattern="^"), add("odd name", _copy(SENTRY["monitor"])))),
)
