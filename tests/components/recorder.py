"""Runs a program against Pulumi's mock monitor and keeps every registration as the engine would get it."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pulumi
from google.protobuf import json_format
from pulumi.runtime import mocks, rpc

_SIGNATURE = rpc._special_sig_key
_SECRET = rpc._special_secret_sig


@dataclass(frozen=True)
class Registered:
    """One registration: inputs in plain text, and which of them travelled as secrets."""

    type: str
    name: str
    custom: bool
    urn: str
    parent: str
    inputs: Mapping[str, Any]
    secrets: frozenset[str]
    depends_on: frozenset[str]
    provider: str
    version: str
    server: str
    protect: bool
    retain: bool
    secret_outputs: frozenset[str]
    replace_on_changes: frozenset[str]
    import_id: str
    ignore_changes: frozenset[str]

    @property
    def parent_name(self) -> str:
        """Name of the parent resource."""
        return self.parent.rsplit("::", 1)[-1]


@dataclass
class Recorder(mocks.MockMonitor):
    """A monitor that answers like a cloud with predictable values, and keeps what it was asked."""

    calls: Callable[[str, Mapping[str, Any]], Mapping[str, Any]] = lambda token, args: {"nodeId": "R_1"}
    outputs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    registered: list[Registered] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(_Answers(self))

    def RegisterResource(self, request: Any) -> Any:  # noqa: N802  # the protocol's name
        """Keep the registration."""
        monitor: Any = super()
        answer = monitor.RegisterResource(request)
        if request.type != "pulumi:pulumi:Stack":
            self.registered.append(_registered(request, answer.urn))
        return answer

    @property
    def by_name(self) -> Mapping[str, Registered]:
        """Every custom resource by its name."""
        return {one.name: one for one in self.registered if one.custom and not one.type.startswith("pulumi:")}

    def of(self, kind: str) -> list[Registered]:
        """Every registration whose class is `kind`, by name."""
        found = [one for one in self.registered if one.type.rsplit(":", 1)[-1] == kind]
        return sorted(found, key=lambda one: one.name)


class _Answers(pulumi.runtime.Mocks):
    """Answers every creation with its inputs and a telling value for each computed property."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder

    def new_resource(self, args: pulumi.runtime.MockResourceArgs) -> tuple[str, dict[str, Any]]:
        """Create a resource: its id and computed values are made of its name."""
        computed: dict[str, Any] = {name: f"{args.name}.{name}" for name in self._recorder.outputs.get(args.typ, ())}
        return f"{args.name}.id", {**computed, **args.inputs}

    def call(self, args: pulumi.runtime.MockCallArgs) -> tuple[dict[str, Any], list[tuple[str, str]]]:
        """Answer a function call."""
        return dict(self._recorder.calls(args.token, args.args)), []


def record(program: Callable[[], None], recorder: Recorder, stack: str = "prod") -> Recorder:
    """Run `program` to its end, every registration and output included.

    Raises:
        Exception: what the program raised.
    """
    asyncio.set_event_loop(asyncio.new_event_loop())
    logging.disable(logging.ERROR)
    try:
        mocks.set_mocks(recorder.mocks, project="luma", stack=stack, preview=False, monitor=recorder)
        if root := pulumi.runtime.get_root_resource():
            root._transformations = []  # what an earlier program registered would judge this one
        run: Any = mocks.test
        run(program)()
    finally:
        logging.disable(logging.NOTSET)
    return recorder


def _registered(request: Any, urn: str) -> Registered:
    wire = json_format.MessageToDict(request.object)
    return Registered(
        type=request.type,
        name=request.name,
        custom=request.custom,
        urn=urn,
        parent=request.parent,
        inputs={name: _plain(value) for name, value in wire.items()},
        secrets=frozenset(name for name, value in wire.items() if _is_secret(value)),
        depends_on=frozenset(one.rsplit("::", 1)[-1] for one in request.dependencies),
        provider=request.provider.split("::")[-2] if request.provider else "",
        version=request.version,
        server=request.pluginDownloadURL,
        protect=request.protect,
        retain=request.retainOnDelete,
        secret_outputs=frozenset(request.additionalSecretOutputs),
        replace_on_changes=frozenset(request.replaceOnChanges),
        import_id=request.importId,
        ignore_changes=frozenset(request.ignoreChanges),
    )


def _is_secret(value: Any) -> bool:
    return isinstance(value, dict) and value.get(_SIGNATURE) == _SECRET


def _plain(value: Any) -> Any:
    """Unwrap secrets; a whole number is an int again."""
    if _is_secret(value):
        return _plain(value["value"])
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value
