"""One resource operation of the engine, from property values to property values; no gRPC here."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from localcloud.core.faults import Faults
from localcloud.core.transaction import Transaction
from localcloud.plugin.diff import Change, changes, root
from localcloud.plugin.inputs import Inputs
from localcloud.plugin.properties import Properties, Value
from localcloud.plugin.registry import Cloud
from localcloud.plugin.resource import Resource, State
from localcloud.plugin.schema import Failure

T = TypeVar("T")


@dataclass(frozen=True)
class Result:
    """A resource after an operation: an empty `id` says that it is gone (or, in a preview, not there yet)."""

    id: str
    outputs: Properties
    inputs: Properties
    incomplete: tuple[str, ...] = ()


@dataclass(frozen=True)
class Difference:
    """What differs, by path, and which of these paths need a new resource."""

    changed: dict[str, Change]
    replaced: frozenset[str]
    delete_first: bool

    def roots(self) -> list[str]:
        """Name the top-level properties that changed."""
        return sorted({root(path) for path in self.changed})


class Operations:
    """The lifecycle of one cloud's resources, with the store's faults around every call of the service."""

    def __init__(self, cloud: Cloud[Any], faults: Faults) -> None:
        self.cloud = cloud
        self.faults = faults
        self.settings = Inputs()

    def check_settings(self, settings: Properties) -> list[Failure]:
        """List what is wrong with the provider's own settings; `version` and the like belong to the engine."""
        engines = ("version", "pluginDownloadURL")
        own = {name: value for name, value in settings.items() if name not in engines}
        return self.cloud.table.check(self.cloud.table.provider, own)

    def configure(self, settings: Properties) -> None:
        """Keep the settings that are not secret.

        Every provider instance of a program shares this process (the engine attaches by port), so a setting
        that one of them leaves out keeps its last value.
        """
        specs = self.cloud.table.provider
        known = {n: v for n, v in settings.items() if n in specs and not specs[n].secret}
        self.settings = Inputs({**self.settings.values, **Inputs.of(known).values})

    def check(
        self, token: str, name: str, seed: bytes, old: Properties, new: Properties
    ) -> tuple[Properties, list[Failure]]:
        """Check new inputs: against the table, then by the handler; fills in the automatic name and defaults."""
        handler = self.cloud.handler(token)
        inputs = handler.marked(handler.checked(_named(handler, name, seed, old, _given(new))))
        failures = self.cloud.table.check(handler.input_specs, inputs)
        return inputs, failures or sorted(handler.check(handler.inputs(inputs)), key=lambda each: each.path)

    def diff(self, token: str, old: Properties, new: Properties) -> Difference:
        """Compare the inputs of the last operation with new ones."""
        handler = self.cloud.handler(token)
        found = changes(old, new, handler.rules)
        replaced = frozenset(path for path in found if handler.rules.replaces(path))
        return Difference(found, replaced, handler.DELETE_FIRST)

    def create(self, token: str, inputs: Properties, *, preview: bool) -> Result:
        """Make a resource, or foresee it: a preview calls no service and knows no id."""
        handler = self.cloud.handler(token)
        if preview:
            return Result("", handler.preview_create(inputs), inputs)
        wanted = handler.inputs(inputs)

        def work(tx: Transaction) -> Result:
            return self._result(handler, handler.create(self._service(tx), wanted), inputs, tx)

        return self._answered(handler, "create", work)

    def read(self, token: str, resource_id: str, inputs: Properties, known: Properties) -> Result:
        """Look a resource up; with neither inputs nor known outputs this is an import.

        A refresh keeps the id that the engine knows: an update (a rename) cannot give it another one either.
        """
        handler = self.cloud.handler(token)

        def work(tx: Transaction) -> Result:
            state = handler.read(self._service(tx), resource_id, handler.inputs(inputs) if inputs else Inputs())
            if state is None:
                return Result("", {}, {})
            return self._result(handler, state, inputs, tx)

        found = self._answered(handler, "read", work)
        if not found.id:
            return found
        if handler.STATE_ONLY and inputs:
            return Result(found.id, known, inputs)
        outputs = handler.kept(known, found.outputs)
        known_id = resource_id if inputs else found.id
        return Result(known_id, outputs, handler.refreshed(inputs, known, outputs), found.incomplete)

    def update(
        self, token: str, resource_id: str, known: Properties, old: Properties, new: Properties, *, preview: bool
    ) -> Result:
        """Change a resource, or foresee the change."""
        handler = self.cloud.handler(token)
        if preview:
            return Result(resource_id, handler.preview_update(known, old, new), new)
        before, after = handler.inputs(old), handler.inputs(new)

        def work(tx: Transaction) -> Result:
            state = handler.update(self._service(tx), resource_id, before, after)
            return self._result(handler, state, new, tx)

        changed = self._answered(handler, "update", work)
        return replace(changed, outputs=handler.kept(known, changed.outputs))

    def delete(self, token: str, resource_id: str, inputs: Properties) -> None:
        """Remove a resource."""
        handler = self.cloud.handler(token)
        given = handler.inputs(inputs)
        self._run(token, "delete", lambda tx: handler.delete(self._service(tx), resource_id, given))

    def invoke(self, token: str, arguments: Properties) -> Properties:
        """Call a function of the cloud; no list in its answer has an order."""
        function = self.cloud.called(token)
        given = Inputs.of(arguments)
        answer, reordered = self._run(token, "invoke", lambda tx: function(self._service(tx), given))
        return {n: v[::-1] if reordered and isinstance(v, list) else v for n, v in answer.items()}

    def _answered(self, handler: Resource[Any], operation: str, work: Callable[[Transaction], Result]) -> Result:
        """Do what is answered with a resource, whose lists without an order may come back turned around."""
        found, reordered = self._run(handler.token, operation, work)
        return replace(found, outputs=_reversed_sets(handler, found.outputs)) if reordered else found

    def _run(self, token: str, operation: str, work: Callable[[Transaction], T]) -> tuple[T, bool]:
        return self.faults.run(self.cloud.name, token, operation, work)

    def _service(self, transaction: Transaction) -> Any:
        return self.cloud.service(transaction, self.settings)

    def _result(self, handler: Resource[Any], state: State, inputs: Properties, tx: Transaction) -> Result:
        return Result(state.id, handler.properties(state, inputs, tx.fingerprints), inputs, state.incomplete)


def _given(properties: Properties) -> Properties:
    return {name: value for name, value in properties.items() if value is not None}


def _named(handler: Resource[Any], name: str, seed: bytes, old: Properties, new: Properties) -> Properties:
    """Fill in the automatic name: the old one, or the resource's name with seven hex digits, as Pulumi does."""
    if not handler.AUTONAME or handler.AUTONAME in new:
        return new
    suffix = hashlib.sha256(seed or name.encode()).hexdigest()[:7]
    return {**new, handler.AUTONAME: old.get(handler.AUTONAME) or f"{name}-{suffix}"}


def _reversed_sets(handler: Resource[Any], outputs: Properties) -> Properties:
    """Give the same outputs with every list that has no order turned around."""
    return {name: _reversed(handler, value, name) for name, value in outputs.items()}


def _reversed(handler: Resource[Any], value: Value, path: str) -> Value:
    if isinstance(value, dict):
        return {name: _reversed(handler, each, f"{path}.{name}") for name, each in value.items()}
    if isinstance(value, list):
        inner = [_reversed(handler, each, path) for each in value]
        return inner[::-1] if path in handler.SETS else inner
    return value
