"""Rules on Vercel's environment variables: who can read a secret, and where its value goes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from .config import Config
from .kinds import SHARED_VARIABLE, VARIABLE, VARIABLES
from .rule import Finding, Level, Rule, Severity, must_be_present, must_not_be_used, must_not_equal
from .shapes import public_secret, secret_name, secret_value
from .view import Known, ResourceView, StackView

_PUBLIC: Final = "NEXT_PUBLIC_"


def _key(view: ResourceView) -> str:
    return view.text("key") or ""


def _is_secret(view: ResourceView) -> bool:
    key = _key(view)
    return secret_name(key) and not key.startswith(_PUBLIC)


def _readable_secret(view: ResourceView, _config: Config) -> Iterator[Finding]:
    if not _is_secret(view):
        return
    if view.flag("sensitive") is not True:
        yield Finding(view, "sensitive", "is not true, although the key names a secret")
    yield from must_not_equal("visibility", "config")(view, _config)


def _public_secret(view: ResourceView, _config: Config) -> Iterator[Finding]:
    key = _key(view)
    if not key.startswith(_PUBLIC):
        return
    if public_secret(key):
        yield Finding(view, "key", f"begins with {_PUBLIC} and names a secret")
    for path in ("value", "valueWo"):
        if secret_value(view.text(path) or ""):
            yield Finding(view, path, "has the shape of a credential, and the key makes it public")


def _targets_mixed(view: ResourceView, config: Config) -> Iterator[Finding]:
    targets = set(view.texts("targets"))
    if config.production and _is_secret(view) and "production" in targets and len(targets) > 1:
        yield Finding(view, "targets", f"sends one secret to production and {len(targets) - 1} other target(s)")


def _value_shared(stack: StackView, config: Config) -> Iterator[Finding]:
    """Find variables of other targets that carry a production secret's value; unknown values are left out."""
    production: set[str] = set()
    others: list[tuple[ResourceView, str]] = []
    for view in stack.of(VARIABLE) if config.production else ():
        value, readable = view.known_text("value"), isinstance(view.lookup("targets"), Known)
        if value and readable and view.known_text("key") is not None and _is_secret(view):
            if "production" in view.texts("targets"):
                production.add(value)
            else:
                others.append((view, value))
    yield from (Finding(view, "value", "equals a production secret's") for view, value in others if value in production)


def _shared_with_all(view: ResourceView, config: Config) -> Iterator[Finding]:
    if _is_secret(view):
        yield from must_be_present("projectIds")(view, config)


RULES: Final = (
    Rule(
        id="VCL-001",
        name="vercel-variable-require-sensitive",
        types=(VARIABLE,),
        severity=Severity.CRITICAL,
        level=Level.MANDATORY,
        why="Anyone with access to the project could read it: only variables that were not sensitive leaked in 2026.",
        must="A variable whose key names a secret must be sensitive and must not be shown as configuration.",
        fix="set `sensitive: true` and leave `visibility` out or set it to `secret`.",
        source="Vercel: April 2026 security bulletin; sensitive environment variables",
        check=_readable_secret,
        must_be_known=("key", "sensitive", "visibility"),
        frameworks=("SOC 2 CC6.1", "OWASP A02"),
        mend={"sensitive": True, "visibility": "secret"},
    ),
    Rule(
        id="VCL-002",
        name="vercel-variable-forbid-public-secret",
        types=(VARIABLE,),
        severity=Severity.CRITICAL,
        level=Level.MANDATORY,
        why="Next.js writes every NEXT_PUBLIC_ value into the files that browsers load.",
        must="A NEXT_PUBLIC_ variable must not hold a secret.",
        fix="rename the variable without the prefix and read it on the server, and rotate the value.",
        source="Next.js: environment variables for the browser",
        check=_public_secret,
        must_be_known=("key",),
        frameworks=("SOC 2 CC6.1", "OWASP A02"),
    ),
    Rule(
        id="VCL-003",
        name="vercel-variable-forbid-shared-secret",
        types=(VARIABLE,),
        severity=Severity.HIGH,
        level=Level.MANDATORY,
        why="A preview of any branch would run with production's credentials.",
        must="A production secret must reach the production target only, and its value no other variable.",
        fix="declare one variable a target, each with a value of its own.",
        source="triggerdotdev/trigger.dev#2714",
        check=_targets_mixed,
        stack_check=_value_shared,
        must_be_known=("key", "targets"),
        frameworks=("SOC 2 CC6.1",),
        note="Judged in production only: a staging project's production target is staging.",
    ),
    Rule(
        id="VCL-004",
        name="vercel-variables-forbid-plural",
        types=(VARIABLES,),
        severity=Severity.MEDIUM,
        level=Level.MANDATORY,
        why="It misses changes made elsewhere, cannot change a sensitive value and cannot be imported.",
        must="Environment variables must be declared one a resource.",
        fix="use one ProjectEnvironmentVariable a key and target.",
        source="vercel/terraform-provider-vercel#277 #358 #262",
        check=must_not_be_used("variables", "is declared by the plural resource"),
    ),
    Rule(
        id="VCL-037",
        name="vercel-shared-variable-limit-projects",
        types=(SHARED_VARIABLE,),
        severity=Severity.HIGH,
        level=Level.MANDATORY,
        why="Every project of the team, present and future, would get the secret.",
        must="A shared secret must name the projects it is for.",
        fix="list the projects in `projectIds`.",
        source="Vercel: shared environment variables",
        check=_shared_with_all,
    ),
)
