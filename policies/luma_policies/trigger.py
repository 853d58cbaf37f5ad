"""Rules on Trigger.dev: which values its jobs get, and whose key goes where."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from .config import Config
from .kinds import ENVIRONMENT_SECRET, TRIGGER_VARIABLE, VARIABLE
from .rule import Finding, Level, Outcome, Rule, Severity, each
from .shapes import secret_name
from .view import ResourceView, StackView

_NO_VALUE: Final = re.compile(
    r"\s*([<\[(]?(redacted|sensitive|secret|hidden|masked|encrypted)[>\])]?|[*\u2022]*)\s*", re.I
)
_CIPHERTEXT: Final = re.compile(
    r"eyJ2Ijoi|v1:[A-Za-z0-9+/=]{12,64}:|ENC\[AES256_GCM|\$ANSIBLE_VAULT;|-----BEGIN (AGE|PGP)"
)
_KEY_NAMES: Final = frozenset(["TRIGGER_SECRET_KEY", "TRIGGER_API_KEY"])
_PREFIX: Final = "tr_prod_"


def _name(view: ResourceView) -> str:
    return view.text("name") or ""


def _readable(view: ResourceView, _config: Config) -> Iterator[Finding]:
    if secret_name(_name(view)) and view.value("isSecret") not in (None, True):
        yield Finding(view, "isSecret", "is not true, although the name is a secret's")


def _shared_value(stack: StackView, _config: Config) -> Iterator[Outcome]:
    """Find variables of other environments that carry the value of a production secret."""
    production = {view.known_text("value") for view in stack.of(TRIGGER_VARIABLE) if _is_production_secret(view)}
    production.discard(None)

    def check(view: ResourceView) -> Iterator[Finding]:
        if view.text("environment") != "prod" and secret_name(_name(view)) and view.known_text("value") in production:
            yield Finding(view, "value", "equals a production secret's")

    yield from each(stack.of(TRIGGER_VARIABLE), check)


def _is_production_secret(view: ResourceView) -> bool:
    return view.known_text("environment") == "prod" and secret_name(view.known_text("name") or "")


def _no_value(view: ResourceView, _config: Config) -> Iterator[Finding]:
    value = view.text("value")
    if value is None:
        yield Finding(view, "value", "is missing")
    elif _NO_VALUE.fullmatch(value):
        yield Finding(view, "value", "is empty, or what a service shows instead of a value")
    elif _CIPHERTEXT.match(value):
        yield Finding(view, "value", "has the shape of encrypted text")


def _missing(stack: StackView, config: Config) -> Iterator[Outcome]:
    """Find names that both sides need and one lacks; a stack without Trigger.dev or Vercel variables is left alone."""
    jobs = {view.known_text("name") for view in stack.of(TRIGGER_VARIABLE)}
    app = {view.known_text("key") for view in stack.of(VARIABLE)}
    if not jobs or not app:
        return
    for name in config.shared_variables:
        if (name in jobs) != (name in app):
            side = "Trigger.dev" if name in app else "Vercel"
            yield Finding(None, name, f"is missing on the side of {side}")


def _foreign_key(view: ResourceView, config: Config) -> Iterator[Finding]:
    if (view.text("key") or view.text("secretName") or "") not in _KEY_NAMES:
        return
    value = view.text("value") or ""
    if value.startswith("tr_") and value.startswith(_PREFIX) != config.production:
        found = "is not a production key" if config.production else "is production's key"
        yield Finding(view, "value", f"{found}, and the stack is {config.environment}")


RULES: Final = (
    Rule(
        id="TRG-001",
        name="trigger-variable-require-secret",
        types=(TRIGGER_VARIABLE,),
        severity=Severity.HIGH,
        level=Level.MANDATORY,
        why="Everyone with access to the Trigger.dev project could read it.",
        must="A variable whose name is a secret's must be secret.",
        fix="set `isSecret: true`.",
        source="triggerdotdev/trigger.dev#3485",
        check=_readable,
        frameworks=("SOC 2 CC6.1",),
    ),
    Rule(
        id="TRG-002",
        name="trigger-variable-forbid-shared-secret",
        types=(TRIGGER_VARIABLE,),
        severity=Severity.CRITICAL,
        level=Level.MANDATORY,
        why="A job of another environment would work on production's data.",
        must="A production secret's value must be in no other environment.",
        fix="give each environment its own value.",
        source="triggerdotdev/trigger.dev#2714",
        stack_check=_shared_value,
        must_be_known=("environment", "name"),
        frameworks=("SOC 2 CC6.1",),
    ),
    Rule(
        id="TRG-003",
        name="trigger-variable-require-value",
        types=(TRIGGER_VARIABLE,),
        severity=Severity.CRITICAL,
        level=Level.MANDATORY,
        why="Jobs would start with rubbish for a password, and fail far from the cause.",
        must="A variable must have a value: not an empty one, not a placeholder, not encrypted text.",
        fix="give the value itself, from a stack secret.",
        source="triggerdotdev/trigger.dev#4413; vercel/vercel#17641",
        check=_no_value,
        note="A value that is not known yet is not evaluated: it comes from another resource.",
    ),
    Rule(
        id="TRG-004",
        name="trigger-variable-match-app",
        types=(TRIGGER_VARIABLE,),
        stack_types=(
            TRIGGER_VARIABLE,
            VARIABLE,
        ),
        severity=Severity.MEDIUM,
        level=Level.MANDATORY,
        why="Jobs or the app would stop on the first use of what is missing.",
        must="Names that jobs and app share must be set on both sides.",
        fix="add the variable, or take its name out of the policies' `shared-variables`.",
        source="seed: environment variables",
        stack_check=_missing,
    ),
    Rule(
        id="TRG-005",
        name="trigger-key-match-environment",
        types=(
            VARIABLE,
            ENVIRONMENT_SECRET,
        ),
        severity=Severity.HIGH,
        level=Level.MANDATORY,
        why="The app of one environment would start jobs in another.",
        must="A Trigger.dev key must belong to the stack's environment.",
        fix="use the key that begins with `tr_prod_` in production only.",
        source="Trigger.dev: API keys",
        check=_foreign_key,
        frameworks=("SOC 2 CC6.1",),
    ),
)
