"""Firewalls of projects: a document that is written whole, or changed rule by rule."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from localcloud.core.entities import Json
from localcloud.core.errors import Invalid, NotFound
from localcloud.core.transaction import Transaction
from localcloud.http.api import Answer, Request
from localcloud.http.vercel import firewall_shapes as shapes
from localcloud.http.vercel.api import VERCEL, V, checked, project, service
from localcloud.plugin.inputs import Inputs
from localcloud.vercel.entities import Firewall
from localcloud.vercel.firewall_rules import FirewallSettings, IpRule, IpRules, ManagedRulesets, Rule, Rules

TYPE = "vercel:index/firewallConfig:FirewallConfig"
CONFIG = f"{V}/security/firewall/config"
ABSENT: Final = "The firewall configuration was not found."


@VERCEL.route("GET", CONFIG, TYPE, "read")
def overview(world: Transaction, request: Request) -> Answer:
    """Give the active configuration, and that there is no draft."""
    found = _known(world, request)
    return Answer({"active": _shown(found) if found else None, "draft": None, "versions": [1] if found else []})


@VERCEL.route("GET", f"{CONFIG}/active", TYPE, "read")
def active(world: Transaction, request: Request) -> Answer:
    """Give the active configuration."""
    found = _known(world, request)
    if found is None:
        raise NotFound(ABSENT)
    return Answer(_shown(found))


@VERCEL.route("PUT", CONFIG, TYPE, "update")
def write(world: Transaction, request: Request) -> Answer:
    """Replace the whole configuration."""
    owner = project(world, request)
    made = service(world, request).firewalls.write(owner.team, owner.id, checked(shapes.settings(request.body)))
    return Answer({"active": _shown(made)})


@VERCEL.route("PATCH", CONFIG, TYPE, "update")
def change(world: Transaction, request: Request) -> Answer:
    """Make one change to the configuration."""
    owner, body = project(world, request), request.body
    known = _known(world, request)
    found = CHANGES.get(body.text("action"))
    if found is None:
        raise Invalid(f"Invalid request: `action` should be one of {', '.join(CHANGES)}.", status=400)
    settings = found(known.settings if known else FirewallSettings(), body)
    service(world, request).firewalls.write(owner.team, owner.id, checked(settings))
    return Answer({})


def _enable(settings: FirewallSettings, body: Inputs) -> FirewallSettings:
    return replace(settings, enabled=body.flag("value"))


def _insert_rule(settings: FirewallSettings, body: Inputs) -> FirewallSettings:
    return replace(settings, rules=Rules(rules=(*_rules(settings), shapes.rule(body.object("value")))))


def _update_rule(settings: FirewallSettings, body: Inputs) -> FirewallSettings:
    known = _rules(settings)
    index = _index([each.id for each in known], body)
    # The service gives a rule the id of the one that had its name.
    changed = replace(shapes.rule(body.object("value")), id=known[index].id)
    return replace(settings, rules=Rules(rules=(*known[:index], changed, *known[index + 1 :])))


def _remove_rule(settings: FirewallSettings, body: Inputs) -> FirewallSettings:
    known = _rules(settings)
    index = _index([each.id for each in known], body)
    return replace(settings, rules=Rules(rules=(*known[:index], *known[index + 1 :])))


def _move_rule(settings: FirewallSettings, body: Inputs) -> FirewallSettings:
    """Put a rule at a place, counted from 0."""
    known = [*_rules(settings)]
    moved = known.pop(_index([each.id for each in known], body))
    known.insert(body.integer("value"), moved)
    return replace(settings, rules=Rules(rules=tuple(known)))


def _insert_address(settings: FirewallSettings, body: Inputs) -> FirewallSettings:
    return replace(settings, ip_rules=IpRules(rules=(*_addresses(settings), shapes.address(body.object("value")))))


def _remove_address(settings: FirewallSettings, body: Inputs) -> FirewallSettings:
    known = _addresses(settings)
    index = _index([each.id for each in known], body)
    return replace(settings, ip_rules=IpRules(rules=(*known[:index], *known[index + 1 :])))


def _update_managed(settings: FirewallSettings, body: Inputs) -> FirewallSettings:
    name = body.text("id")
    if name not in shapes.BOTS:
        raise Invalid(f"Invalid request: `id` should be one of {', '.join(shapes.BOTS)}.", status=400)
    rulesets = settings.managed_rulesets or ManagedRulesets()
    changed = shapes.managed_rule(body.object("value"))
    bots = {each: changed if each == name else getattr(rulesets, each) for each in shapes.BOTS}
    return replace(settings, managed_rulesets=ManagedRulesets(owasp=rulesets.owasp, **bots))


CHANGES: Final[Mapping[str, Callable[[FirewallSettings, Inputs], FirewallSettings]]] = {
    "firewallEnabled": _enable,
    "ip.insert": _insert_address,
    "ip.remove": _remove_address,
    "managedRules.update": _update_managed,
    "rules.insert": _insert_rule,
    "rules.priority": _move_rule,
    "rules.remove": _remove_rule,
    "rules.update": _update_rule,
}


def _rules(settings: FirewallSettings) -> tuple[Rule, ...]:
    return settings.rules.rules if settings.rules else ()


def _addresses(settings: FirewallSettings) -> tuple[IpRule, ...]:
    return settings.ip_rules.rules if settings.ip_rules else ()


def _index(known: list[str | None], body: Inputs) -> int:
    number = body.text("id")
    if number not in known:
        raise NotFound(f"The rule {number} was not found.")
    return known.index(number)


def _known(world: Transaction, request: Request) -> Firewall | None:
    owner = project(world, request)
    return service(world, request).firewalls.find(owner.team, owner.id)


def _shown(found: Firewall) -> Json:
    return {**shapes.shown_settings(found.settings), "id": found.id, "projectKey": found.project, "version": 1}
