"""Translates a ruleset's rules between Pulumi's spelling and that of GitHub's API.

Pulumi has one property a rule (`pullRequest`), the API a list of types (`pull_request`) with parameters. Facts:
`util_rules.go` of integrations/terraform-provider-github.
"""

import re
from collections.abc import Callable, Mapping
from typing import Final

from localcloud.core.entities import Json
from localcloud.github.entities_actions import BypassActor, Rule, Ruleset
from localcloud.github.rulesets import PARAMETERS
from localcloud.plugin.inputs import Inputs

FLAGS: Final = (
    "creation",
    "deletion",
    "nonFastForward",
    "requiredLinearHistory",
    "requiredSignatures",
    "update",
)
# Where the API's word is not Pulumi's in snake case.
WORDS: Final = {
    "requiredChecks": "required_status_checks",
    "requiredCodeScanning": "code_scanning",
    "requiredCodeScanningTools": "code_scanning_tools",
}
_CAMEL: Final = {snake: camel for camel, snake in WORDS.items()}
_TYPES: Final = {"code_scanning": "requiredCodeScanning", "required_status_checks": "requiredStatusChecks"}


def rules(inputs: Inputs) -> tuple[Rule, ...]:
    """Read the rules of a program, in the order of the alphabet."""
    return tuple(rule for _, rule in named(inputs))


def named(inputs: Inputs) -> list[tuple[str, Rule]]:
    """Read the rules of a program, each with Pulumi's name for it."""
    given = inputs.object("rules").values
    return [
        (name, Rule(_snake(name), _parameters(name, given)))
        for name, value in sorted(given.items())
        if value not in (None, False) and name != "updateAllowsFetchAndMerge"
    ]


def described(ruleset: Ruleset) -> dict[str, Json]:
    """Spell a ruleset's rules for Pulumi, every flag included."""
    found: dict[str, Json] = {**dict.fromkeys(FLAGS, False), "updateAllowsFetchAndMerge": False}
    for rule in ruleset.rules:
        name = _TYPES.get(rule.type) or _camel(rule.type)
        if name in FLAGS:
            found[name] = True
            if rule.type == "update":
                found["updateAllowsFetchAndMerge"] = rule.parameters["update_allows_fetch_and_merge"]
        else:
            found[name] = _without_any_app(_spelled(rule.parameters, _camel))
    return found


def _without_any_app(parameters: Json) -> Json:
    """Take the app out of required checks that any app may report, as programs leave it out."""
    checks = parameters.get("requiredChecks") if isinstance(parameters, dict) else None
    if not isinstance(parameters, dict) or not isinstance(checks, list):
        return parameters
    rows = (each for each in checks if isinstance(each, dict))
    shown: list[Json] = [{name: value for name, value in each.items() if value != 0} for each in rows]
    return {**parameters, "requiredChecks": shown}


def actors(inputs: Inputs) -> tuple[BypassActor, ...]:
    """Read the bypass actors of a program."""
    read = (Inputs(each) for each in inputs.items("bypassActors"))
    return tuple(
        BypassActor(each.text("actorType"), each.text("bypassMode"), each.integer_or_none("actorId")) for each in read
    )


def _parameters(name: str, given: Mapping[str, Json]) -> Mapping[str, Json]:
    """Read a rule's parameters; an empty list of merge methods is none, so GitHub's own is taken."""
    value = given[name]
    if name == "update":
        return {"update_allows_fetch_and_merge": bool(given.get("updateAllowsFetchAndMerge"))}
    if not isinstance(value, dict):
        return {}
    kept = {key: each for key, each in value.items() if each is not None and (key, each) != ("allowedMergeMethods", [])}
    spelled = _spelled(kept, _snake)
    return spelled if isinstance(spelled, dict) else {}


def _spelled(value: Json | Mapping[str, Json], spell: Callable[[str], str]) -> Json:
    if isinstance(value, Mapping):
        return {spell(name): _spelled(each, spell) for name, each in value.items()}
    return [_spelled(each, spell) for each in value] if isinstance(value, list) else value


def _snake(name: str) -> str:
    return WORDS.get(name) or re.sub(r"([A-Z])", lambda match: f"_{match[1].lower()}", name)


def _camel(name: str) -> str:
    return _CAMEL.get(name) or re.sub(r"_([a-z])", lambda match: match[1].upper(), name)


DEFAULTS: Final[dict[str, Json]] = {
    **{f"rules.{flag}": False for flag in FLAGS},
    "rules.updateAllowsFetchAndMerge": False,
    **{
        f"rules.{_TYPES.get(rule) or _camel(rule)}.{_camel(name)}": value
        for rule, given in PARAMETERS.items()
        for name, value in given.items()
        if rule != "update" and name != "allowed_merge_methods"
    },
    "rules.requiredStatusChecks.requiredChecks.integrationId": 0,
}
