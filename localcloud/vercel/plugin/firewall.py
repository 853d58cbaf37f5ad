"""Firewalls of projects."""

import json
from collections.abc import Iterable, Iterator
from typing import ClassVar, Final

from localcloud.plugin.inputs import Inputs
from localcloud.plugin.resource import Output, Resource, State
from localcloud.plugin.schema import Failure
from localcloud.vercel.entities import Firewall
from localcloud.vercel.firewall_rules import FirewallSettings
from localcloud.vercel.plugin import checks
from localcloud.vercel.plugin.cloud import CLOUD, Place
from localcloud.vercel.service import VercelService
from localcloud.vercel.wire import from_wire, said, to_wire

CONDITION: Final = "rules.rules.conditionGroups.conditions"
TYPES: Final = (
    *("host", "path", "method", "header", "query", "cookie", "target_path", "ip_address", "region", "protocol"),
    *("scheme", "environment", "user_agent", "geo_continent", "geo_country", "geo_country_region", "geo_city"),
    *("geo_as_number", "ja4_digest", "ja3_digest", "rate_limit_api_id"),
)
OPERATORS: Final = (*("re", "eq", "neq", "ex", "nex", "inc", "ninc", "pre", "suf", "sub", "gt", "gte", "lt", "lte"),)
CHOICES: Final = {
    "ipRules.rules.action": ("bypass", "log", "challenge", "deny"),
    "rules.rules.action.action": ("bypass", "log", "challenge", "deny", "rate_limit", "redirect"),
    "rules.rules.action.rateLimit.action": ("bypass", "log", "challenge", "deny", "rate_limit"),
    f"{CONDITION}.op": OPERATORS,
    f"{CONDITION}.type": TYPES,
}


@CLOUD.resource("vercel:index/firewallConfig:FirewallConfig")
class FirewallHandler(Resource[VercelService]):
    """A firewall; its id and import id are `team/project`. Deleting it turns it off."""

    REPLACE = frozenset({"projectId", "teamId"})
    DEFAULTS: ClassVar = {
        "enabled": True,
        "rules.rules.active": True,
        f"{CONDITION}.neg": False,
    }
    FILLED = frozenset({"ipRules.rules.id", "rules.rules.id", "teamId"})

    def check(self, inputs: Inputs) -> Iterable[Failure]:
        """Refuse what the provider's validators refuse."""
        yield from checks.choices(inputs, CHOICES)
        yield from checks.lengths(inputs, {"rules.rules.name": (4, 160), "rules.rules.description": (0, 260)})
        yield from _check_rules(inputs)
        rulesets = inputs.object("managedRulesets")
        if "botFilter" in rulesets and "botProtection" in rulesets:
            yield Failure("managedRulesets.botFilter", "cannot be set together with managedRulesets.botProtection")

    def create(self, cloud: VercelService, inputs: Inputs) -> State:
        """Write the firewall, whatever was there."""
        team, project = inputs.text_or_none("teamId"), inputs.text("projectId")
        settings = from_wire(FirewallSettings, inputs.values)
        return _firewall(cloud, cloud.firewalls.write(team, project, settings), project, inputs)

    def read(self, cloud: VercelService, resource_id: str, inputs: Inputs) -> State | None:
        """Find the firewall."""
        place = Place.of_single(resource_id, inputs)
        found = cloud.firewalls.find(place.team, place.project)
        return _firewall(cloud, found, place.project, inputs) if found else None

    def update(self, cloud: VercelService, resource_id: str, old: Inputs, new: Inputs) -> State:
        """Write the firewall."""
        return self.create(cloud, new)

    def delete(self, cloud: VercelService, resource_id: str, inputs: Inputs) -> None:
        """Turn the firewall off."""
        cloud.firewalls.disable(inputs.text_or_none("teamId"), inputs.text("projectId"))


def _check_rules(inputs: Inputs) -> Iterator[Failure]:
    seen: set[str] = set()
    for index, rule in enumerate(inputs.object("rules").items("rules")):
        text = json.dumps(rule, sort_keys=True)
        if text in seen:
            yield Failure(f"rules.rules[{index}]", "repeats another rule")
        seen.add(text)
    for where, condition in checks.found(dict(inputs.values), CONDITION):
        if isinstance(condition, dict) and condition.get("value") is not None and condition.get("values") is not None:
            yield Failure(f"{where}.value", "cannot be set together with values")


def _firewall(cloud: VercelService, firewall: Firewall, project: str, inputs: Inputs) -> State:
    outputs: dict[str, Output] = {"projectId": project, "teamId": cloud.scope.owner(firewall.project)}
    outputs["enabled"] = firewall.settings.enabled
    for name, value in (
        ("ipRules", firewall.settings.ip_rules),
        ("managedRulesets", firewall.settings.managed_rulesets),
        ("rules", firewall.settings.rules),
    ):
        outputs[name] = said(to_wire(value), inputs.json(name))
    return State(f"{outputs['teamId']}/{firewall.project}", outputs)
