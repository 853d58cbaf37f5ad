"""A firewall as Vercel's API spells it.

Sources: `client/firewall_config.go` and `vercel/resource_firewall_config.go` of vercel/terraform-provider-vercel.
"""

from collections.abc import Mapping
from dataclasses import fields
from typing import Final

from localcloud.core.entities import Json
from localcloud.plugin.inputs import Inputs
from localcloud.vercel.firewall_rules import (
    Action,
    Condition,
    ConditionGroup,
    FirewallSettings,
    IpRule,
    IpRules,
    ManagedRule,
    ManagedRulesets,
    Owasp,
    RateLimit,
    Redirect,
    Rule,
    Rules,
)
from localcloud.vercel.firewall_service import EXISTENCE_OPERATORS
from localcloud.vercel.wire import from_wire, to_wire

BOTS: Final = ("ai_bots", "bot_filter", "bot_protection")
CATEGORIES: Final = tuple(each.name for each in fields(Owasp))


def settings(given: Inputs) -> FirewallSettings:
    """Read a whole firewall."""
    custom = tuple(rule(Inputs(each)) for each in given.items("rules"))
    addresses = tuple(address(Inputs(each)) for each in given.items("ips"))
    return FirewallSettings(
        enabled=given.flag("firewallEnabled"),
        rules=Rules(rules=custom) if custom else None,
        ip_rules=IpRules(rules=addresses) if addresses else None,
        managed_rulesets=_managed(given.object("managedRules"), given.object("crs")),
    )


def shown_settings(found: FirewallSettings) -> dict[str, Json]:
    """Write a whole firewall."""
    rulesets = found.managed_rulesets or ManagedRulesets()
    crs: dict[str, Json] = {
        name: {"active": each.active is not False, "action": each.action or "log"}
        for name in CATEGORIES
        if (each := getattr(rulesets.owasp or Owasp(), name)) is not None
    }
    return {
        "firewallEnabled": found.enabled,
        "managedRules": _shown_managed(rulesets),
        "crs": crs,
        "rules": [shown_rule(each) for each in (found.rules.rules if found.rules else ())],
        "ips": [to_wire(each) for each in (found.ip_rules.rules if found.ip_rules else ())],
    }


def rule(given: Inputs) -> Rule:
    """Read a custom rule."""
    mitigate = given.object("action").object("mitigate")
    limit, redirect = mitigate.object("rateLimit"), mitigate.object("redirect")
    return Rule(
        id=given.text_or_none("id"),
        name=given.text("name"),
        description=given.text_or_none("description") or None,
        active=given.flag_or_none("active") is not False,
        condition_groups=tuple(
            ConditionGroup(conditions=tuple(_condition(Inputs(each)) for each in Inputs(group).items("conditions")))
            for group in given.items("conditionGroup")
        ),
        action=Action(
            action=mitigate.text("action"),
            action_duration=mitigate.text_or_none("actionDuration"),
            rate_limit=from_wire(RateLimit, limit.values) if limit.values else None,
            redirect=from_wire(Redirect, redirect.values) if redirect.values else None,
        ),
    )


def shown_rule(found: Rule) -> Json:
    """Write a custom rule."""
    groups: list[Json] = [
        {"conditions": [_shown_condition(each) for each in group.conditions]} for group in found.condition_groups
    ]
    return {
        "id": found.id,
        "name": found.name,
        "description": found.description or "",
        "active": found.active is not False,
        "conditionGroup": groups,
        "action": {"mitigate": to_wire(found.action)},
    }


def address(given: Inputs) -> IpRule:
    """Read an address rule; its id follows from its place and address."""
    number = given.text_or_none("id") or f"ip_{given.text('hostname')}_{given.text('ip')}"
    return IpRule(
        id=number,
        hostname=given.text("hostname"),
        ip=given.text("ip"),
        action=given.text("action"),
        notes=given.text_or_none("notes") or None,
    )


def managed_rule(given: Inputs) -> ManagedRule:
    """Read whether a managed rule set is on, and what it does."""
    return ManagedRule(action=given.text_or_none("action") or None, active=given.flag_or_none("active"))


def _managed(given: Inputs, crs: Inputs) -> ManagedRulesets | None:
    found: Mapping[str, ManagedRule] = {name: managed_rule(given.object(name)) for name in BOTS if name in given}
    categories = {name: managed_rule(crs.object(name)) for name in CATEGORIES if name in crs}
    on = given.object("owasp").flag_or_none("active")
    owasp = Owasp(**categories) if on or categories else None
    return ManagedRulesets(**found, owasp=owasp) if found or owasp else None


def _shown_managed(rulesets: ManagedRulesets) -> Json:
    """Write the rule sets; the old name of the bots' one is not spoken any more."""
    found = {"ai_bots": rulesets.ai_bots, "bot_protection": rulesets.bot_protection or rulesets.bot_filter}
    shown: dict[str, Json] = {
        name: {"active": bool(each.active), "action": each.action or "log"} for name, each in found.items() if each
    }
    return {**shown, **({"owasp": {"active": True}} if rulesets.owasp else {})}


def _condition(given: Inputs) -> Condition:
    value, operator = given.json("value"), given.text("op")
    return Condition(
        type=given.text("type"),
        op=operator,
        key=given.text_or_none("key") or None,
        neg=given.flag_or_none("neg") or False,
        value=str(value) if isinstance(value, str | int) and operator not in EXISTENCE_OPERATORS else None,
        values=tuple(str(each) for each in value) if isinstance(value, list) else None,
    )


def _shown_condition(found: Condition) -> Json:
    values: Json = [*found.values] if found.values is not None else found.value
    shown: dict[str, Json] = {"type": found.type, "op": found.op, "neg": bool(found.neg)}
    return {**shown, **({"key": found.key} if found.key else {}), "value": "" if values is None else values}
