"""The configuration of the rules: what may differ between stacks, with defaults that suit production.

It comes from the stack file (`<project>:policies`) or from `--policy-pack-config`, is checked against `SCHEMA` before
any rule runs, and is refused with every problem named at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Final

from .rule import FAMILIES, Level, Rule
from .schema import Json, Schema, problems

ENGINE_POLICIES: Final = (
    "luma-remediation",
    "luma-resources",
    "luma-resources-advice",
    "luma-stack",
    "luma-stack-advice",
)
"""The policies that the pack registers: under each name `--policy-pack-config` carries the same object."""

_NAMES: Final[Schema] = {"type": "array", "items": {"type": "string", "pattern": r"\S"}}
_DATE: Final[Schema] = {"type": "string", "pattern": r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$"}


def _texts(description: str, *default: str) -> dict[str, Json]:
    return {**_NAMES, "description": description, "default": list(default)}


def _choice(description: str, default: str, *others: str) -> dict[str, Json]:
    return {"type": "string", "enum": [default, *others], "description": description, "default": default}


def _count(description: str, default: int, low: int, high: int) -> dict[str, Json]:
    return {"type": "integer", "minimum": low, "maximum": high, "description": description, "default": default}


def _switch(description: str, *, default: bool) -> dict[str, Json]:
    return {"type": "boolean", "description": description, "default": default}


_WAIVER: Final[Schema] = {
    "type": "object",
    "properties": {
        "rule": {"type": "string", "pattern": r"^[A-Z][A-Z0-9]+-\d{3}$"},
        "resource": {"type": "string", "pattern": r"\S"},
        "reason": {"type": "string"},
        "owner": {"type": "string"},
        "expires": _DATE,
    },
    "required": ["rule", "resource"],
}

PROPERTIES: Final[dict[str, dict[str, Json]]] = {
    "environment": _choice("What the stack is. Some rules hold in production only.", "production", "staging"),
    "levels": {
        "type": "object",
        "additionalProperties": {"type": "string", "enum": [level.value for level in Level]},
        "description": "Level of a rule (VCL-001) or of a family (VCL), instead of its own.",
        "default": {},
    },
    "remediate": _switch("Put right what the rules can put right, instead of refusing it.", default=False),
    "waivers": {
        "type": "array",
        "items": _WAIVER,
        "description": "Dated exceptions: rule, resource (name or pattern), reason, owner, expires (YYYY-MM-DD).",
        "default": [],
    },
    "waive-critical": _switch("Whether a waiver may hide a critical rule in production.", default=False),
    "repository-visibility": _choice("What the app's repository is.", "private", "internal", "public"),
    "default-branch": {
        "type": "string",
        "pattern": r"^\S+$",
        "description": "The branch that is deployed.",
        "default": "main",
    },
    "minimum-reviews": _count("Approvals a pull request needs.", 1, 1, 6),
    "github-plan": _choice("GitHub plan; decides whether reviewers are asked for.", "enterprise", "team", "free"),
    "secret-protection": _switch("Whether GitHub's secret scanning is licensed.", default=True),
    "vercel-plan": _choice("Vercel plan; decides function and cron limits.", "pro", "hobby", "enterprise"),
    "regions": _texts("Vercel regions where functions may run.", "iad1"),
    "node-versions": _texts("Node.js versions that may run.", "22.x", "24.x"),
    "function-timeout": _count("Longest default time limit of a function in seconds.", 300, 1, 800),
    "app-csp": _switch(
        "Whether the app sends its CSP itself, from code that this stack does not deliver.", default=False
    ),
    "redirect-hosts": _texts("Hosts outside the stack's own domains that a redirect may lead to."),
    "r2-locations": _texts("Places where a bucket may be.", "apac", "eeur", "enam", "oc", "weur", "wnam"),
    "r2-jurisdictions": _texts("Jurisdictions a bucket may have.", "default", "eu", "fedramp"),
    "private-buckets": _texts("Patterns of bucket names that must never be public.", "*backup*", "*private*"),
    "cors-hosts": _texts("Hosts outside the stack's own domains that may call a bucket."),
    "token-groups": _texts(
        "Cloudflare permission groups a token may have: R2 bucket item read and write.",
        "2efd5506f9c8494dacb1fa10a3e7d5b6",
        "6a018a9f2fc74eb6b293b0c548f38b39",
    ),
    "token-networks": _texts("Networks that use the Cloudflare tokens; none where nobody knows them."),
    "token-days": _count("Longest life of a token in days.", 400, 1, 3650),
    "shared-variables": _texts("Variables that the app and its Trigger.dev jobs both need.", "DATABASE_URL"),
    "self-hosted-sentry": _switch("Whether Sentry is self-hosted and still has the legacy alert API.", default=False),
    "name-pattern": {
        "type": "string",
        "pattern": r"\S",
        "description": "What a resource's Pulumi name must match.",
        "default": r"^[A-Za-z0-9][A-Za-z0-9._/*()$:-]*$",
    },
}
"""Every setting with its JSON Schema; the schema carries the description and the default."""

SCHEMA: Final[Schema] = {"type": "object", "properties": PROPERTIES, "additionalProperties": False}


class BadConfiguration(Exception):
    """The configuration of the policies cannot be used. The message names every problem."""


@dataclass(frozen=True, slots=True)
class Waiver:
    """A dated exception: violations of `rule` on resources whose name matches `resource` do not count."""

    rule: str
    resource: str
    reason: str = ""
    owner: str = ""
    expires: str = ""


@dataclass(frozen=True, slots=True)
class Config:
    """The checked configuration; `PROPERTIES` describes each field. `today` is the day on which the rules run."""

    environment: str = "production"
    levels: Mapping[str, Level] = field(default_factory=dict)
    remediate: bool = False
    waivers: tuple[Waiver, ...] = ()
    waive_critical: bool = False
    repository_visibility: str = "private"
    default_branch: str = "main"
    minimum_reviews: int = 1
    github_plan: str = "enterprise"
    secret_protection: bool = True
    vercel_plan: str = "pro"
    regions: tuple[str, ...] = ("iad1",)
    node_versions: tuple[str, ...] = ("22.x", "24.x")
    function_timeout: int = 300
    app_csp: bool = False
    redirect_hosts: tuple[str, ...] = ()
    r2_locations: tuple[str, ...] = ("apac", "eeur", "enam", "oc", "weur", "wnam")
    r2_jurisdictions: tuple[str, ...] = ("default", "eu", "fedramp")
    private_buckets: tuple[str, ...] = ("*backup*", "*private*")
    cors_hosts: tuple[str, ...] = ()
    token_groups: tuple[str, ...] = ("2efd5506f9c8494dacb1fa10a3e7d5b6", "6a018a9f2fc74eb6b293b0c548f38b39")
    token_networks: tuple[str, ...] = ()
    token_days: int = 400
    shared_variables: tuple[str, ...] = ("DATABASE_URL",)
    self_hosted_sentry: bool = False
    name_pattern: str = r"^[A-Za-z0-9][A-Za-z0-9._/*()$:-]*$"
    today: date = field(default_factory=lambda: datetime.now(tz=UTC).date())

    @property
    def production(self) -> bool:
        """Whether the rules that hold in production only apply."""
        return self.environment == "production"

    def level(self, rule: Rule) -> Level:
        """Return the level at which a rule runs: set for the rule, else for its family, else its own."""
        return self.levels.get(rule.id) or self.levels.get(rule.family) or rule.level


def load(settings: Mapping[str, Json], known_rules: Sequence[Rule]) -> Config:
    """Check settings as they stand in JSON and make a Config of them.

    Raises:
        BadConfiguration: one line for each problem, sorted; none prints a value.
    """
    found = [*problems(settings, SCHEMA, "policies")]
    if not found:
        found = _strangers(settings, known_rules)
    if found:
        raise BadConfiguration(
            "The configuration of the policies is not usable, so no rule could be trusted. Correct:\n  "
            + "\n  ".join(sorted(found))
        )
    return Config(**{name.replace("-", "_"): _field(name, value) for name, value in settings.items()})  # type: ignore[arg-type] # checked against SCHEMA above


def _strangers(settings: Mapping[str, Json], known_rules: Sequence[Rule]) -> list[str]:
    """Return the rules and families that the settings name and that do not exist."""
    ids = {rule.id for rule in known_rules}
    levels, waivers = settings.get("levels", {}), settings.get("waivers", [])
    assert isinstance(levels, Mapping), "checked by the schema"
    assert isinstance(waivers, Sequence), "checked by the schema"
    found = [f"policies.levels.{name}: no such rule or family" for name in levels if name not in {*ids, *FAMILIES}]
    for index, waiver in enumerate(waivers):
        if isinstance(waiver, Mapping) and waiver["rule"] not in ids:
            found.append(f"policies.waivers[{index}].rule: no such rule")
    return found


def _field(name: str, value: Json) -> object:
    if name == "levels" and isinstance(value, Mapping):
        return {rule: Level(str(level)) for rule, level in value.items()}
    if name == "waivers" and isinstance(value, Sequence):
        entries = (item for item in value if isinstance(item, Mapping))
        return tuple(Waiver(**{key: str(text) for key, text in entry.items()}) for entry in entries)
    if isinstance(value, float):
        return int(value)
    return tuple(value) if isinstance(value, list) else value
