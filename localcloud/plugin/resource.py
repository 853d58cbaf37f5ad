"""The base class of resource types: a handler states tables and five methods, the base does the rest.

A handler only translates between inputs and its cloud's service; how to add one is in `localcloud/README.md`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar, Final, Generic, TypeAlias, TypeVar

from localcloud.core.entities import Json
from localcloud.core.fingerprint import Fingerprint, Fingerprinter, Secret
from localcloud.plugin.diff import Rules, refreshed_inputs, same
from localcloud.plugin.inputs import Inputs
from localcloud.plugin.properties import (
    UNKNOWN,
    Properties,
    SecretValue,
    Value,
    has,
    reveal,
    secret,
)
from localcloud.plugin.schema import Failure, Specs

S = TypeVar("S")
Output: TypeAlias = "Json | Fingerprint | Secret | tuple[str, ...]"

# What a write-only value reads as when somebody else has written another one since: visible as drift.
CHANGED: Final = "(changed outside Pulumi)"


@dataclass(frozen=True)
class State:
    """What a handler answers: the vendor's id and the outputs by wire name.

    An output of `None` says that the service holds none; an input left out of `outputs` is echoed as given (for
    what only the provider knows, such as `waitForReady`). A `Fingerprint` stands for a write-only value, a
    `Secret` for a readable secret. `incomplete` gives reasons why the resource exists but is not ready: the
    engine then keeps it and reports the reasons as an error.
    """

    id: str
    outputs: Mapping[str, Output]
    incomplete: tuple[str, ...] = ()


class Resource(Generic[S]):
    """A resource type of a cloud whose service is `S`. Subclasses are registered with `Cloud.resource(token)`.

    Tables (property names are wire names; nested ones are dotted, without indexes):

    - `REPLACE`: inputs whose change makes a new resource (`DELETE_FIRST`: the old one goes first)
    - `DEFAULTS`: what the service takes for an absent optional input
    - `CHECKED`: those of `DEFAULTS` that the vendor's plugin fills in at the check already, where policies see them
    - `FILLED`: optional inputs for which the service chooses a value
    - `SETS`: lists without an order
    - `FIXED`: inputs that count only at the create; the vendor's plugin ignores a later change
    - `WRITE_ONLY`: inputs that the service never gives back; their output must be a `Fingerprint`
    - `SECRET`: secret properties besides those the SDK states
    - `ONCE`: computed outputs that only the create answers with; later ones keep what Pulumi's state holds
    - `VOLATILE`: computed outputs that any update may change
    - `STATE_ONLY`: whether the service keeps nothing, so that a read answers what Pulumi's state holds (but on import)
    - `AUTONAME`: the input that Pulumi names after the resource when it is absent
    """

    REPLACE: ClassVar[frozenset[str]] = frozenset()
    DELETE_FIRST: ClassVar[bool] = False
    DEFAULTS: ClassVar[Mapping[str, Json]] = {}
    CHECKED: ClassVar[frozenset[str]] = frozenset()
    FILLED: ClassVar[frozenset[str]] = frozenset()
    SETS: ClassVar[frozenset[str]] = frozenset()
    FIXED: ClassVar[frozenset[str]] = frozenset()
    WRITE_ONLY: ClassVar[frozenset[str]] = frozenset()
    SECRET: ClassVar[frozenset[str]] = frozenset()
    ONCE: ClassVar[frozenset[str]] = frozenset()
    VOLATILE: ClassVar[frozenset[str]] = frozenset()
    STATE_ONLY: ClassVar[bool] = False
    AUTONAME: ClassVar[str] = ""

    def __init__(self, token: str, inputs: Specs, outputs: Specs) -> None:
        self.token = token
        self.input_specs = inputs
        self.output_specs = outputs
        stated = {name for name, spec in {**inputs, **outputs}.items() if spec.secret}
        self.secrets = self.SECRET | self.WRITE_ONLY | stated
        self.rules = Rules(self.REPLACE, self.DEFAULTS, self.FILLED, self.SETS, self.FIXED)
        self.defaults = {name: value for name, value in self.DEFAULTS.items() if "." not in name}
        self._require_real_names()

    # The five methods of a resource type, in the order of its life.

    def check(self, inputs: Inputs) -> Iterable[Failure]:
        """Yield what the vendor's provider refuses before any call, beyond names and types."""
        del inputs
        return ()

    def create(self, cloud: S, inputs: Inputs) -> State:
        """Make the resource; raises `CloudError`."""
        raise NotImplementedError

    def read(self, cloud: S, resource_id: str, inputs: Inputs) -> State | None:
        """Look the resource up by its id, or on import by the vendor's import id (`inputs` is then empty).

        `None` where it does not exist.
        """
        raise NotImplementedError

    def update(self, cloud: S, resource_id: str, old: Inputs, new: Inputs) -> State:
        """Change the resource; raises `CloudError`."""
        raise NotImplementedError

    def delete(self, cloud: S, resource_id: str, inputs: Inputs) -> None:
        """Remove the resource; one that is gone already is no error."""
        raise NotImplementedError

    # What the front end asks of every resource type.

    def checked(self, properties: Properties) -> Properties:
        """Fill in the defaults that the vendor's plugin fills in at the check."""
        return {**_values({name: self.defaults[name] for name in self.CHECKED if name not in properties}), **properties}

    def inputs(self, properties: Properties) -> Inputs:
        """Wrap checked properties for a method, with the defaults filled in."""
        return Inputs.of(properties, self.defaults)

    def marked(self, properties: Properties) -> Properties:
        """Make the secret properties secret."""
        return {n: secret(v) if n in self.secrets and v is not None else v for n, v in properties.items()}

    def properties(self, state: State, inputs: Properties, fingerprints: Fingerprinter) -> Properties:
        """Turn a handler's answer into outputs: secrets marked, write-only values from the caller's inputs."""
        self._refuse_unknown_outputs(state)
        found: Properties = {n: v for n, v in inputs.items() if n not in state.outputs}
        for name, output in state.outputs.items():
            value = _output(output, inputs.get(name), fingerprints)
            if value is not None:
                found[name] = secret(value) if has(inputs.get(name), SecretValue) else value
        return self.marked(found)

    def kept(self, known: Properties, outputs: Properties) -> Properties:
        """Add what the service shows only once from what it answered then."""
        return {**{name: known[name] for name in self.ONCE & set(known)}, **outputs}

    def refreshed(self, inputs: Properties, known: Properties, current: Properties) -> Properties:
        """Give the inputs after a read: the caller's, with what was changed in the service since."""
        live = {name: value for name, value in current.items() if name in self.input_specs}
        if not inputs and not known:
            return {n: v for n, v in live.items() if not same(None, v, n, self.rules)}
        return self.marked(refreshed_inputs(inputs, known, live, self.rules))

    def preview_create(self, inputs: Properties) -> Properties:
        """Foresee the outputs of a create: what is computed stays unknown."""
        chosen = {name: UNKNOWN for name in self.FILLED if "." not in name}
        computed = dict.fromkeys(self.output_specs, UNKNOWN)
        given = {name: value for name, value in inputs.items() if value is not None}
        return self.marked({**computed, **chosen, **_values(self.defaults), **given})

    def preview_update(self, known: Properties, old: Properties, new: Properties) -> Properties:
        """Foresee the outputs of an update: computed ones stay as they are, but for the volatile ones."""
        removed = {name for name in old if new.get(name) is None}
        kept = {name: value for name, value in known.items() if name not in removed}
        chosen = dict.fromkeys(removed & self.FILLED, UNKNOWN)
        restored = {name: self.defaults[name] for name in removed & set(self.defaults)}
        given = {n: v for n, v in new.items() if v is not None and not (n in self.FIXED and n in kept)}
        volatile = {name: UNKNOWN for name in self.VOLATILE if name not in given}
        return self.marked({**kept, **chosen, **_values(restored), **given, **volatile})

    def _refuse_unknown_outputs(self, state: State) -> None:
        strangers = sorted(set(state.outputs) - set(self.input_specs) - set(self.output_specs))
        if strangers:
            raise TypeError(f"{self.token} answers with {', '.join(strangers)}, which its SDK does not have")
        shown = [n for n in self.WRITE_ONLY if not isinstance(state.outputs.get(n), Fingerprint | None)]
        if shown:
            raise TypeError(f"{self.token} answers with the write-only {', '.join(sorted(shown))} in plain text")

    def _require_real_names(self) -> None:
        """Refuse a table that names a property the SDK does not have."""
        roots = {*self.REPLACE, *self.DEFAULTS, *self.FILLED, *self.SETS, *self.FIXED}
        roots |= (
            self.WRITE_ONLY | self.SECRET | self.ONCE | self.VOLATILE | ({self.AUTONAME} if self.AUTONAME else set())
        )
        known = {*self.input_specs, *self.output_specs}
        strangers = sorted(name for name in roots if name.split(".")[0] not in known)
        if strangers:
            raise TypeError(f"the tables of {self.token} name {', '.join(strangers)}, which its SDK does not have")


def _values(values: Mapping[str, Json]) -> Properties:
    return {name: _output(value, None, None) for name, value in values.items()}


def _output(output: object, given: Value, fingerprints: Fingerprinter | None) -> Value:
    """Turn one output of a handler into a property value; a write-only one needs what the caller gave."""
    if isinstance(output, Fingerprint):
        return _write_only(output, given, fingerprints)
    if isinstance(output, Secret):
        return SecretValue(output.value)
    if isinstance(output, Mapping):
        return {str(name): _output(each, None, fingerprints) for name, each in output.items() if each is not None}
    if isinstance(output, list | tuple):
        return [_output(each, None, fingerprints) for each in output]
    if output is None or isinstance(output, str | int | float):
        return output
    raise TypeError(f"{type(output).__name__} is no output")


def _write_only(output: Fingerprint, given: Value, fingerprints: Fingerprinter | None) -> Value:
    """Give the caller's own value back while it is the one written last; without one (import) nothing."""
    value = reveal(given)
    if fingerprints is None or not isinstance(value, str):
        return None
    return SecretValue(value if fingerprints.matches(output, value) else CHANGED)
