"""Runs the rules inside Pulumi: the only module that imports its policy SDK.

Few engine policies evaluate all rules, because each registered policy costs the engine and the SDK time for every
resource: one mandatory and one advisory policy for resources, the same for the stack, and one that remediates. The
rules are run once; the advisory policy reports what the mandatory one of the same call has found.

The SDK's view of properties raises on an unknown value and then turns the whole policy into a note, so properties
are copied once into plain values in which an unknown one is marked.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterable, Mapping, MutableMapping, Sequence
from typing import Final, TypedDict, cast

import pulumi
from pulumi_policy import (
    EnforcementLevel,
    Policy,
    PolicyConfigSchema,
    PolicyProviderResource,
    PolicyResource,
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    StackValidationArgs,
    StackValidationPolicy,
)
from pulumi_policy import proxy as sdk

from .config import ENGINE_POLICIES, PROPERTIES, BadConfiguration, load
from .engine import Report
from .facts import facts
from .kinds import CREDENTIALS, STACK
from .mending import apply
from .registry import RULES
from .rule import Level
from .session import Session
from .view import UNKNOWN, Node, ProviderView, ResourceView, StackView, Value

PACK_NAME: Final = "luma"
REMEDIATION, RESOURCE_MANDATORY, RESOURCE_ADVISORY, STACK_MANDATORY, STACK_ADVISORY = ENGINE_POLICIES

_SENTINELS: Final = frozenset(value for name, value in vars(sdk).items() if name.startswith("UNKNOWN_"))


class PackArguments(TypedDict):
    """The arguments of PolicyPack."""

    name: str
    enforcement_level: EnforcementLevel
    policies: list[Policy]


def plain(value: object) -> Value:
    """Copy what the SDK hands over into plain values; what is unknown becomes `UNKNOWN`, an asset an empty object."""
    if isinstance(value, str):
        return UNKNOWN if value in _SENTINELS else value
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Mapping):
        return {key: _item(value, key) for key in value}
    if isinstance(value, Sequence):
        return [_item(value, index) for index in range(len(value))]
    return {}


def _item(container: Mapping[str, object] | Sequence[object], key: str | int) -> Value:
    try:
        return plain(container[key])  # type: ignore[index] # a mapping by name, a sequence by position
    except sdk.UnknownValueError:
        return UNKNOWN


def properties(value: object) -> dict[str, Value]:
    """Return the plain properties of a resource."""
    copied = plain(value)
    return dict(copied) if isinstance(copied, Mapping) else {}


class Runner:
    """Evaluates the rules for the engine's calls, which come in several threads."""

    def __init__(self, settings: Mapping[str, object]) -> None:
        """Check the stack file's settings.

        Raises:
            BadConfiguration: naming every problem.
        """
        self._settings = settings
        self._given: Mapping[str, object] = {}
        self._session = self._open({})
        self._thread = threading.local()
        self._lock = threading.Lock()

    def _open(self, given: Mapping[str, object]) -> Session:
        return Session(load({**self._settings, **given}, RULES))  # type: ignore[dict-item] # JSON that `load` checks

    def session(self, given: Mapping[str, object]) -> Session:
        """Return the session under the stack file's settings with `--policy-pack-config` laid over them.

        Raises:
            BadConfiguration: naming every problem.
        """
        with self._lock:
            if given != self._given:
                self._session = self._open(given)
                self._given = dict(given)
            return self._session

    def remediate(self, args: ResourceValidationArgs) -> Mapping[str, object] | None:
        """Put right what the rules found and can mend; None, which changes nothing, unless that is on."""
        try:
            session = self.session(args.get_config())
        except BadConfiguration:
            return None  # the validation that follows stops the change and names every problem
        settings = session.mends(_view(args, args.opts.parent or "", ())) if session.config.remediate else {}
        if not settings:
            return None
        found = cast("MutableMapping[str, object]", args.props)
        apply(found, settings)
        return found

    def resource(self, level: Level) -> Callable[[ResourceValidationArgs, ReportViolation], None]:
        """Return the validation of one resource at a level."""

        def validate(args: ResourceValidationArgs, report: ReportViolation) -> None:
            def judge(session: Session) -> Report:
                return session.judge(_view(args, args.opts.parent or "", ()))

            self._tell(level, args.get_config(), args.urn, judge, report)

        return validate

    def stack(self, level: Level) -> Callable[[StackValidationArgs, ReportViolation], None]:
        """Return the validation of the stack at a level."""

        def validate(args: StackValidationArgs, report: ReportViolation) -> None:
            def judge(session: Session) -> Report:
                return session.close(StackView(tuple(map(_stack_resource, args.resources))))

            self._tell(level, args.get_config(), "", judge, report)

        return validate

    def _tell(
        self,
        level: Level,
        given: Mapping[str, object],
        urn: str,
        judge: Callable[[Session], Report],
        report: ReportViolation,
    ) -> None:
        """Report the violations of one level; the mandatory policy leaves the others for the advisory one."""
        held: tuple[str, Report] | None = getattr(self._thread, "held", None)
        self._thread.held = None
        if level is Level.ADVISORY and held and held[0] == urn:
            found = held[1]
        else:
            try:
                found = judge(self.session(given))
            except BadConfiguration as problem:
                report(str(problem), None)
                return
            self._thread.held = (urn, found)
        for violation in found.violations:
            if violation.level is level:
                report(violation.message, violation.resource.urn if violation.resource else None)


def _view(args: ResourceValidationArgs | PolicyResource, parent: str, dependencies: Iterable[str]) -> ResourceView:
    provider = args.provider
    return ResourceView(
        args.resource_type,
        args.name,
        {} if args.resource_type == STACK else properties(args.props),
        urn=args.urn,
        protect=args.opts.protect,
        ignore_changes=args.opts.ignore_changes,
        provider=provider and ProviderView(provider.resource_type, provider.name, provider.urn, _settings(provider)),
        parent=parent,
        dependencies=tuple(dependencies),
    )


def _settings(provider: PolicyProviderResource) -> Node:
    """Return a provider's settings; no rule needs a credential's value, and whether it is a secret cannot be seen."""
    found = properties(provider.props)
    return Node({name: UNKNOWN if name in CREDENTIALS else value for name, value in found.items()})


def _stack_resource(resource: PolicyResource) -> ResourceView:
    parent = resource.parent.urn if resource.parent else ""
    return _view(resource, parent, (dependency.urn for dependency in resource.dependencies))


def pack() -> PackArguments:
    """Return PolicyPack's arguments. An unusable configuration ends the process with every problem named."""
    try:
        runner = Runner(_stack_settings())
    except BadConfiguration as problem:
        sys.exit(str(problem))
    return {"name": PACK_NAME, "enforcement_level": EnforcementLevel.MANDATORY, "policies": _policies(runner)}


def _stack_settings() -> Mapping[str, object]:
    """Return what the stack file says: facts of `<project>:platform`, and over them the object `<project>:policies`."""
    config = pulumi.Config()
    return {**facts(_object(config, "platform")), **_object(config, "policies")}


def _object(config: pulumi.Config, name: str) -> Mapping[str, object]:
    found = config.get_object(name)
    return found if isinstance(found, Mapping) else {}


def _engine_schema() -> dict[str, dict[str, object]]:
    """Return the settings' schema without defaults: the engine would fill them in, over the stack file's settings."""
    return {
        name: {key: value for key, value in schema.items() if key != "default"} for name, schema in PROPERTIES.items()
    }


def _policies(runner: Runner) -> list[Policy]:
    schema = PolicyConfigSchema(properties=_engine_schema())
    rules = "docs/policies.md explains the rule."
    advice = "docs/policies.md explains the rule, which advises."
    mended = "docs/policies.md says what is put right."
    mandatory, advisory = EnforcementLevel.MANDATORY, EnforcementLevel.ADVISORY
    return [
        ResourceValidationPolicy(
            REMEDIATION, mended, None, EnforcementLevel.REMEDIATE, schema, remediate=runner.remediate
        ),
        ResourceValidationPolicy(RESOURCE_MANDATORY, rules, runner.resource(Level.MANDATORY), mandatory, schema),
        ResourceValidationPolicy(RESOURCE_ADVISORY, advice, runner.resource(Level.ADVISORY), advisory, schema),
        StackValidationPolicy(STACK_MANDATORY, rules, runner.stack(Level.MANDATORY), mandatory, schema),
        StackValidationPolicy(STACK_ADVISORY, advice, runner.stack(Level.ADVISORY), advisory, schema),
    ]
