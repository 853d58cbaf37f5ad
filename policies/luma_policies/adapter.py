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
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, Protocol, TypedDict

import pulumi
from pulumi_policy import (
    EnforcementLevel,
    Policy,
    PolicyConfigSchema,
    PolicyResource,
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    StackValidationArgs,
    StackValidationPolicy,
)
from pulumi_policy import proxy as sdk

from .config import PROPERTIES, BadConfiguration, Config, load
from .engine import Report
from .registry import RULE_SET, RULES
from .rule import Level
from .view import UNKNOWN, Node, ProviderView, ResourceView, StackView, Value

PACK_NAME: Final = "luma"
RESOURCE_MANDATORY: Final = "luma-resources"
RESOURCE_ADVISORY: Final = "luma-resources-advice"
STACK_MANDATORY: Final = "luma-stack"
STACK_ADVISORY: Final = "luma-stack-advice"
ENGINE_POLICIES: Final = (RESOURCE_MANDATORY, RESOURCE_ADVISORY, STACK_MANDATORY, STACK_ADVISORY)
"""Names under which `--policy-pack-config` carries the configuration; each gets the same object."""

_SENTINELS: Final = frozenset(value for name, value in vars(sdk).items() if name.startswith("UNKNOWN_"))


class Described(Protocol):
    """What the SDK's arguments for one resource and its resources of a stack have in common."""

    resource_type: str
    props: Mapping[str, object]
    urn: str
    name: str


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
    """Evaluates the rules for the engine's calls, in several threads."""

    def __init__(self, settings: Mapping[str, object]) -> None:
        """Check the stack file's settings.

        Raises:
            BadConfiguration: naming every problem.
        """
        self._settings = settings
        self._given: Mapping[str, object] = {}
        self._config = load(settings, RULES)  # type: ignore[arg-type] # JSON that `load` checks
        self._thread = threading.local()

    def config(self, given: Mapping[str, object]) -> Config:
        """Lay `--policy-pack-config` over the stack file's configuration. May raise BadConfiguration."""
        if given != self._given:
            self._config = load({**self._settings, **given}, RULES)  # type: ignore[dict-item] # JSON that `load` checks
            self._given = dict(given)
        return self._config

    def resource(self, level: Level) -> Callable[[ResourceValidationArgs, ReportViolation], None]:
        """Return the validation of one resource at a level."""

        def validate(args: ResourceValidationArgs, report: ReportViolation) -> None:
            def evaluate(config: Config) -> Report:
                return RULE_SET.check_resource(_view(args, args.opts.parent or "", ()), config)

            self._tell(level, args.get_config(), args.urn, evaluate, report)

        return validate

    def stack(self, level: Level) -> Callable[[StackValidationArgs, ReportViolation], None]:
        """Return the validation of the stack at a level."""

        def validate(args: StackValidationArgs, report: ReportViolation) -> None:
            def evaluate(config: Config) -> Report:
                return RULE_SET.check_stack(StackView(tuple(map(_stack_resource, args.resources))), config)

            self._tell(level, args.get_config(), "", evaluate, report)

        return validate

    def _tell(
        self,
        level: Level,
        given: Mapping[str, object],
        urn: str,
        evaluate: Callable[[Config], Report],
        report: ReportViolation,
    ) -> None:
        """Report the violations of one level; the mandatory policy leaves the others for the advisory one."""
        held: tuple[str, Report] | None = getattr(self._thread, "held", None)
        self._thread.held = None
        if level is Level.ADVISORY and held and held[0] == urn:
            found = held[1]
        else:
            try:
                found = evaluate(self.config(given))
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
        properties(args.props),
        urn=args.urn,
        protect=args.opts.protect,
        ignore_changes=args.opts.ignore_changes,
        provider=provider
        and ProviderView(provider.resource_type, provider.name, provider.urn, Node(properties(provider.props))),
        parent=parent,
        dependencies=tuple(dependencies),
    )


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
    """Return the object `<project>:policies` of the stack file; empty when there is none."""
    settings = pulumi.Config().get_object("policies")
    return settings if isinstance(settings, dict) else {}


def _policies(runner: Runner) -> list[Policy]:
    schema = PolicyConfigSchema(properties=PROPERTIES)
    rules = "Rules of the platform. docs/policies.md explains each."
    advice = "Advice of the platform's rules. docs/policies.md explains each."
    mandatory, advisory = EnforcementLevel.MANDATORY, EnforcementLevel.ADVISORY
    return [
        ResourceValidationPolicy(RESOURCE_MANDATORY, rules, runner.resource(Level.MANDATORY), mandatory, schema),
        ResourceValidationPolicy(RESOURCE_ADVISORY, advice, runner.resource(Level.ADVISORY), advisory, schema),
        StackValidationPolicy(STACK_MANDATORY, rules, runner.stack(Level.MANDATORY), mandatory, schema),
        StackValidationPolicy(STACK_ADVISORY, advice, runner.stack(Level.ADVISORY), advisory, schema),
    ]
