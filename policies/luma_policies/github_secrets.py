"""Rules on what GitHub keeps for workflows: secrets, variables, Dependabot's secrets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from .config import Config
from .kinds import ACTIONS_VARIABLE, DEPENDABOT_SECRET, ENVIRONMENT_SECRET, ENVIRONMENT_VARIABLE, SECRET
from .rule import Finding, Level, Rule, Severity
from .shapes import secret_name, secret_value
from .view import ResourceView

_DEPRECATED: Final = ("plaintextValue", "encryptedValue", "destroyOnDrift")
_REGISTRIES: Final = frozenset(["NPM", "NODE", "REGISTRY", "PACKAGES", "PYPI", "MAVEN", "NUGET"])


def _for_everyone(view: ResourceView, _config: Config) -> Iterator[Finding]:
    if secret_name(view.text("secretName") or ""):
        yield Finding(view, "secretName", "names a credential that every workflow on every branch can read")


def _deprecated(view: ResourceView, _config: Config) -> Iterator[Finding]:
    for name in _DEPRECATED:
        if view.has(name):
            yield Finding(view, name, "is deprecated")


def _secret_variable(view: ResourceView, _config: Config) -> Iterator[Finding]:
    if secret_name(view.text("variableName") or ""):
        yield Finding(view, "variableName", "names a secret")
    if secret_value(view.text("value") or ""):
        yield Finding(view, "value", "has the shape of a credential")


def _dependabot(view: ResourceView, _config: Config) -> Iterator[Finding]:
    name = view.text("secretName") or ""
    if secret_name(name) and not _REGISTRIES.intersection(name.upper().split("_")):
        yield Finding(view, "secretName", "names a credential that is not a package registry's")


RULES: Final = (
    Rule(
        id="GHS-001",
        name="github-secret-forbid-repository-wide",
        types=(SECRET,),
        severity=Severity.HIGH,
        level=Level.MANDATORY,
        why="A workflow on any branch could read it, without the environment's reviewers and branch policy.",
        must="A credential must be the secret of an environment.",
        fix="declare it as an ActionsEnvironmentSecret of the environment that uses it.",
        source="zizmor secrets-outside-env",
        check=_for_everyone,
        frameworks=("OpenSSF Scorecard: Token-Permissions", "SOC 2 CC6.1"),
    ),
    Rule(
        id="GHS-002",
        name="github-secret-forbid-deprecated-fields",
        types=(SECRET, ENVIRONMENT_SECRET),
        severity=Severity.MEDIUM,
        level=Level.MANDATORY,
        why="The provider will drop them, and their drift detection has wiped secrets.",
        must="A secret must be given by `value` or `valueEncrypted`.",
        fix="use `value`, and remove `destroyOnDrift`.",
        source="integrations/terraform-provider-github#3069",
        check=_deprecated,
    ),
    Rule(
        id="GHS-003",
        name="github-variable-forbid-secret",
        types=(ACTIONS_VARIABLE, ENVIRONMENT_VARIABLE),
        severity=Severity.HIGH,
        level=Level.MANDATORY,
        why="Variables are stored and logged in plain text.",
        must="A variable must not hold a secret.",
        fix="declare it as an ActionsEnvironmentSecret, and rotate the value.",
        source="GitHub: variables",
        check=_secret_variable,
        frameworks=("OWASP A02", "SOC 2 CC6.1"),
    ),
    Rule(
        id="GHS-006",
        name="github-dependabot-forbid-credentials",
        types=(DEPENDABOT_SECRET,),
        severity=Severity.MEDIUM,
        level=Level.MANDATORY,
        why="The code of an update that nobody has read yet would run with it.",
        must="Dependabot must get credentials of package registries only.",
        fix="remove the secret; run what needs it after the merge.",
        source="GitHub: Dependabot secrets",
        check=_dependabot,
        frameworks=("SOC 2 CC6.3",),
    ),
)
