"""Vercel's rules for a project's firewall.

Facts: vercel.com/docs/vercel-firewall/vercel-waf (custom rules, IP blocking, managed rule sets, rate limiting and the
limits of each plan); `vercel/resource_firewall_config.go` of vercel/terraform-provider-vercel.
A firewall is one document: a write replaces all of it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Final

from localcloud.core import ids
from localcloud.core.errors import Forbidden, Invalid
from localcloud.vercel.entities import Firewall, Project
from localcloud.vercel.firewall_rules import (
    Action,
    Condition,
    FirewallSettings,
    IpRule,
    ManagedRule,
    ManagedRulesets,
    RateLimit,
    Rule,
)
from localcloud.vercel.scope import Scope

LIST_OPERATORS: Final = frozenset({"inc", "ninc"})
EXISTENCE_OPERATORS: Final = frozenset({"ex", "nex"})
KEYED: Final = frozenset({"header", "query", "cookie"})
MANAGED_ACTIONS: Final = {
    "ai_bots": ("log", "deny"),
    "bot_filter": ("log", "challenge"),
    "bot_protection": ("log", "challenge"),
}
RATE_LIMIT_KEYS: Final = ("ip", "ja4")
SHORTEST_WINDOW: Final = 10


@dataclass(frozen=True)
class Limits:
    """What a plan's firewall has: numbers of rules, and the longest window of a rate limit in seconds."""

    custom_rules: int
    ip_rules: int
    rate_limits: int
    window: int


LIMITS: Final = {
    "hobby": Limits(3, 10, 1, 600),
    "pro": Limits(40, 100, 40, 600),
    "enterprise": Limits(1000, 1000, 1000, 3600),
}


class FirewallService:
    """Firewalls of projects, for the length of one operation."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.world = scope.world

    def write(self, team_id: str | None, project_id: str, settings: FirewallSettings) -> Firewall:
        """Replace a project's firewall; raises `NotFound` (project), `Forbidden` (plan), `Invalid` (rules)."""
        project = self.scope.project(team_id, project_id)
        _check(self.scope.plan(project), settings)
        known = self.world.get(Firewall, project.id)
        identified = _identified(project, known, settings)
        if known is None:
            return self.world.add(Firewall(id=project.id, project=project.id, settings=identified))
        return self.world.put(replace(known, settings=identified))

    def find(self, team_id: str | None, project_id: str) -> Firewall | None:
        """Find a project's firewall; `None` where none was ever set up."""
        project = self.scope.find_project(team_id, project_id)
        return self.world.get(Firewall, project.id) if project else None

    def disable(self, team_id: str | None, project_id: str) -> None:
        """Turn a firewall off and forget its rules."""
        firewall = self.find(team_id, project_id)
        if firewall is not None:
            self.world.remove(firewall)


def _identified(project: Project, known: Firewall | None, settings: FirewallSettings) -> FirewallSettings:
    """Give every custom rule an id, the old one to a rule of the same name, so that it keeps its metrics."""
    if settings.rules is None:
        return settings
    old = known.settings.rules.rules if known and known.settings.rules else ()
    by_name = {rule.name: rule.id for rule in old}
    rules = tuple(
        replace(rule, id=by_name.get(rule.name) or _rule_id(project, rule.name)) for rule in settings.rules.rules
    )
    return replace(settings, rules=replace(settings.rules, rules=rules))


def _rule_id(project: Project, name: str) -> str:
    slug = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
    return f"rule_{slug}_{ids.alphanumeric(f'{project.id}|{name}', 6)}"


def _check(plan: str, settings: FirewallSettings) -> None:
    limits = LIMITS[plan]
    custom = settings.rules.rules if settings.rules else ()
    addresses = settings.ip_rules.rules if settings.ip_rules else ()
    limited = [rule for rule in custom if rule.action.action == "rate_limit"]
    _require_number("custom rules", custom, limits.custom_rules)
    _require_number("IP blocking rules", addresses, limits.ip_rules)
    _require_number("rate limiting rules", limited, limits.rate_limits)
    _check_managed(plan, settings.managed_rulesets or ManagedRulesets())
    for rule in custom:
        _check_rule(plan, limits, rule)


def _require_number(what: str, rules: Sequence[Rule | IpRule], limit: int) -> None:
    if len(rules) > limit:
        raise Forbidden(f"Your plan allows {limit} {what} in a project; this configuration has {len(rules)}.")


def _check_managed(plan: str, rulesets: ManagedRulesets) -> None:
    if rulesets.owasp is not None:
        if plan != "enterprise":
            raise Forbidden("The OWASP Core Ruleset is available on the Enterprise plan.", code="upgrade_required")
        for field in fields(rulesets.owasp):
            _require_action(f"owasp.{field.name}", getattr(rulesets.owasp, field.name), ("log", "deny"))
    for name, actions in MANAGED_ACTIONS.items():
        _require_action(name, getattr(rulesets, name), actions)


def _require_action(name: str, rule: ManagedRule | None, actions: tuple[str, ...]) -> None:
    if rule is not None and rule.action is not None and rule.action not in actions:
        raise _invalid(f"The managed ruleset {name} has no action {rule.action!r}: use {' or '.join(actions)}.")


def _check_rule(plan: str, limits: Limits, rule: Rule) -> None:
    _check_rule_action(plan, limits, rule.name, rule.action)
    if not rule.condition_groups:
        raise _invalid(f"The rule {rule.name!r} has no condition.")
    for group_index, group in enumerate(rule.condition_groups):
        for index, condition in enumerate(group.conditions):
            _check_condition(f"rule {rule.name} conditionGroup.{group_index}.condition.{index}", condition)


def _check_rule_action(plan: str, limits: Limits, name: str, action: Action) -> None:
    if action.action == "rate_limit":
        if action.rate_limit is None:
            raise _invalid(f"The rule {name!r} has the action rate_limit but no `rateLimit`.")
        _check_rate_limit(plan, limits, name, action.rate_limit)
    elif action.rate_limit is not None:
        raise _invalid(f"The rule {name!r} has a `rateLimit` but the action {action.action}.")
    if action.action == "redirect" and action.redirect is None:
        raise _invalid(f"The rule {name!r} has the action redirect but no `redirect`.")


def _check_rate_limit(plan: str, limits: Limits, name: str, limit: RateLimit) -> None:
    if limit.algo not in ("fixed_window", "token_bucket"):
        raise _invalid(f"The rule {name!r} has an unknown algorithm {limit.algo!r}: use fixed_window or token_bucket.")
    if limit.algo == "token_bucket" and plan != "enterprise":
        raise Forbidden("The token bucket algorithm is available on the Enterprise plan.", code="upgrade_required")
    if not SHORTEST_WINDOW <= limit.window <= limits.window:
        allowed = f"{SHORTEST_WINDOW} to {limits.window}"
        raise _invalid(f"The rule {name!r} has a window of {limit.window} s: it must be {allowed} s.")
    if limit.limit < 1:
        raise _invalid(f"The rule {name!r} has a limit of {limit.limit} requests: it must be 1 or more.")
    strange = sorted(set(limit.keys) - set(RATE_LIMIT_KEYS))
    if not limit.keys or (strange and plan != "enterprise"):
        raise _invalid(
            f"The rule {name!r} counts by {', '.join(strange) or 'nothing'}: use {' or '.join(RATE_LIMIT_KEYS)}."
        )


def _check_condition(where: str, condition: Condition) -> None:
    if condition.type in KEYED and not condition.key:
        raise _invalid(f"{where}, a condition on a {condition.type} requires a key")
    if condition.op in LIST_OPERATORS:
        if condition.values is None:
            raise _invalid(f"{where}, operator requires list values")
    elif condition.values is not None:
        kind = "existence operator" if condition.op in EXISTENCE_OPERATORS else "operator"
        raise _invalid(f"{where}, {kind} does not allow values")
    elif condition.op not in EXISTENCE_OPERATORS and condition.value is None:
        raise _invalid(f"{where}, operator requires a value")
    if condition.op == "re":
        _require_expression(where, condition.value or "")


def _require_expression(where: str, text: str) -> None:
    try:
        re.compile(text)
    except re.error as error:
        raise _invalid(f"{where}, {text!r} is not a regular expression: {error}") from error


def _invalid(message: str) -> Invalid:
    return Invalid(message, code="invalid_firewall_config", status=400)
