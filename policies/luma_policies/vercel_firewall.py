"""Rules on Vercel's firewall: what it blocks, and who gets past it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from .config import Config
from .kinds import ATTACK_MODE, FIREWALL, FIREWALL_BYPASS
from .networks import is_everywhere, is_wide
from .rule import Finding, Level, Rule, Severity, must_be_present, must_equal
from .view import Node, ResourceView

_PATHS: Final = frozenset(["path", "target_path", "raw_path", "route"])
_EVERYTHING: Final = frozenset(["", "/", "*", "/*", ".*", "^.*", "^/", "^/.*", "^.*$", "^/.*$", "0.0.0.0/0", "::/0"])


def _switched_off(view: ResourceView, config: Config) -> Iterator[Finding]:
    if config.production:
        yield from must_equal("enabled", True)(view, config)


def _rules(view: ResourceView) -> list[Node]:
    return [rule for rule in view.items("rules.rules") if rule.flag("active") is not False]


def _conditions(rule: Node) -> Iterator[Node]:
    for group in rule.items("conditionGroups"):
        yield from group.items("conditions")


def _guards_api(condition: Node) -> bool:
    value = condition.text("value") or ""
    return condition.text("type") in _PATHS and any(part in value for part in ("/api", "/auth", "/login"))


def _no_rate_limit(view: ResourceView, _config: Config) -> Iterator[Finding]:
    for rule in _rules(view):
        if rule.text("action.action") == "rate_limit" and any(map(_guards_api, _conditions(rule))):
            return
    yield Finding(view, "rules", "has no active rule that limits requests to /api or to the login paths")


def _restricts(condition: Node) -> bool:
    """Whether a condition leaves anything out; one that is negated or matches everything does not count."""
    if condition.flag("neg") or condition.text("op") in ("neq", "ninc", "nex"):
        return False
    return (condition.text("value") or "") not in _EVERYTHING or bool(condition.texts("values"))


def _open_bypass(view: ResourceView, _config: Config) -> Iterator[Finding]:
    for rule in _rules(view):
        if rule.text("action.action") != "bypass":
            continue
        groups = rule.items("conditionGroups")
        if not groups or not all(any(map(_restricts, group.items("conditions"))) for group in groups):
            yield Finding(view, rule.path("conditionGroups"), "restricts a bypass by nothing")


def _managed_rules(view: ResourceView, config: Config) -> Iterator[Finding]:
    if not config.production or config.vercel_plan != "enterprise":
        return
    path = "managedRulesets.owasp"
    categories = view.object(path)
    rules = [categories.object(name) for name in categories.names()]
    if not any(rule.flag("active") is not False and rule.text("action") == "deny" for rule in rules):
        yield Finding(view, path, "has no category that denies")


def _bot_filter(view: ResourceView, _config: Config) -> Iterator[Finding]:
    if view.has("managedRulesets.botFilter"):
        yield Finding(view, "managedRulesets.botFilter", "is deprecated")


def _wide_bypass(view: ResourceView, config: Config) -> Iterator[Finding]:
    source, domain = view.text("sourceIp") or "", view.text("domain") or "*"
    if is_everywhere(source):
        yield Finding(view, "sourceIp", "covers every address")
    elif domain == "*" and is_wide(source):
        yield Finding(view, "sourceIp", "is a wide network, and the bypass holds for every domain")
    yield from must_be_present("note")(view, config)


def _endless_challenge(view: ResourceView, config: Config) -> Iterator[Finding]:
    if view.flag("enabled"):
        yield from must_be_present("attackModeActiveUntil")(view, config)


RULES: Final = (
    Rule(
        id="VCL-019",
        name="vercel-firewall-enable-firewall",
        types=(FIREWALL,),
        severity=Severity.HIGH,
        level=Level.MANDATORY,
        why="Every rule of the firewall would be inert while it looks configured.",
        must="In production the firewall must be on, and declared so.",
        fix="set `enabled: true`.",
        source="Vercel: web application firewall",
        check=_switched_off,
        frameworks=("SOC 2 CC6.6",),
    ),
    Rule(
        id="VCL-020",
        name="vercel-firewall-require-throttle",
        types=(FIREWALL,),
        severity=Severity.HIGH,
        level=Level.MANDATORY,
        why="One client could run up the bill of the functions or try passwords without end.",
        must="An active rule must limit the requests to /api or to the login paths.",
        fix="add a rule with action `rate_limit` and a condition on a path that begins with /api.",
        source="Vercel: rate limiting",
        check=_no_rate_limit,
        frameworks=("OWASP A07", "SOC 2 CC6.6"),
    ),
    Rule(
        id="VCL-021",
        name="vercel-firewall-limit-bypass-rules",
        types=(FIREWALL,),
        severity=Severity.CRITICAL,
        level=Level.MANDATORY,
        why="Every request would pass all other rules of the firewall.",
        must="A bypass must have a condition that restricts it.",
        fix="name the address or the exact path in the rule's `conditionGroups`, or remove the rule.",
        source="Vercel provider: FirewallConfig",
        check=_open_bypass,
        must_be_known=("rules",),
        frameworks=("SOC 2 CC6.6",),
    ),
    Rule(
        id="VCL-022",
        name="vercel-firewall-enable-managed-rules",
        types=(FIREWALL,),
        severity=Severity.MEDIUM,
        level=Level.ADVISORY,
        why="Attacks that the OWASP rules recognise would be logged at most.",
        must="In production at least one OWASP category must deny.",
        fix="set `action: deny` on the categories under `managedRulesets.owasp`.",
        source="Vercel: managed rulesets",
        check=_managed_rules,
        frameworks=("OWASP A03",),
        note="Judged on the Enterprise plan: the others do not have the OWASP ruleset.",
    ),
    Rule(
        id="VCL-023",
        name="vercel-firewall-forbid-bot-filter",
        types=(FIREWALL,),
        severity=Severity.LOW,
        level=Level.MANDATORY,
        why="The provider will drop it, and with it the protection.",
        must="The deprecated bot filter must not be used.",
        fix="use `managedRulesets.botProtection`.",
        source="Vercel provider: FirewallConfig.managedRulesets",
        check=_bot_filter,
    ),
    Rule(
        id="VCL-024",
        name="vercel-bypass-limit-source",
        types=(FIREWALL_BYPASS,),
        severity=Severity.CRITICAL,
        level=Level.MANDATORY,
        why="Whoever sits in that network passes the firewall, and nobody could say why.",
        must="A firewall bypass must be for a small network, and its note must say what it is for.",
        fix="narrow `sourceIp` and write a `note`.",
        source="vercel/terraform-provider-vercel#250",
        check=_wide_bypass,
        must_be_known=("sourceIp", "domain"),
        frameworks=("SOC 2 CC6.6",),
    ),
    Rule(
        id="VCL-025",
        name="vercel-challenge-limit-duration",
        types=(ATTACK_MODE,),
        severity=Severity.MEDIUM,
        level=Level.ADVISORY,
        why="A forgotten challenge keeps search engines, webhooks and monitors out.",
        must="Attack challenge mode must have an end.",
        fix="set `attackModeActiveUntil`.",
        source="Vercel: attack challenge mode",
        check=_endless_challenge,
    ),
)
