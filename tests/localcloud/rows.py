"""A resource type's life as data: the rows that `harness.run_lifecycle` runs."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from localcloud.plugin.properties import Properties, SecretValue, Value, reveal


@dataclass(frozen=True)
class Update:
    """Inputs to add or change (`None` takes one away) and the exact detailed diff this must give.

    `diff` maps paths to kinds (`update`, `add_replace`, …); `volatile` are outputs unknown in the preview.
    """

    change: Mapping[str, Value]
    diff: Mapping[str, str]
    volatile: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Refusal:
    """Inputs to add or change (`None` takes one away), the path that is refused and words of the reason."""

    change: Mapping[str, Value]
    path: str
    words: str


@dataclass(frozen=True)
class Lifecycle:
    """One resource type's row.

    `needs` are resources made first: (token, inputs), whose ids and outputs stand in `inputs` as
    `"{0.id}"` or `"{0.output}"`. `outputs` are expected exactly after create (a subset of all outputs);
    `computed` must be unknown in the preview and known after. `import_id` (same placeholders, `{id}` for
    its own) is empty where the type cannot be imported; `not_imported` are inputs that import cannot know.
    """

    token: str
    inputs: Mapping[str, Value]
    needs: tuple[tuple[str, Mapping[str, Value]], ...] = ()
    outputs: Mapping[str, Value] = field(default_factory=dict)
    computed: frozenset[str] = frozenset()
    secrets: frozenset[str] = frozenset()
    updates: tuple[Update, ...] = ()
    replaces: tuple[Update, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    import_id: str = "{id}"
    not_imported: frozenset[str] = frozenset()
    state_only: bool = False


@dataclass(frozen=True)
class Made:
    """A resource as the engine knows it: its id, checked inputs and outputs."""

    token: str
    id: str
    inputs: Properties
    outputs: Properties


def changed(inputs: Mapping[str, Value], change: Mapping[str, Value]) -> Properties:
    """Add, change and (where the value is `None`) take away inputs."""
    return {name: value for name, value in {**inputs, **change}.items() if value is not None}


def filled(inputs: Mapping[str, Value], needed: list[Made]) -> Properties:
    """Put the ids and outputs of needed resources into inputs."""
    return {name: _fill(value, needed) for name, value in inputs.items()}


def _fill(value: Value, needed: list[Made]) -> Value:
    if isinstance(value, str):
        return text(value, needed)
    if isinstance(value, list):
        return [_fill(each, needed) for each in value]
    if isinstance(value, dict):
        return {name: _fill(each, needed) for name, each in value.items()}
    return SecretValue(_fill(value.value, needed)) if isinstance(value, SecretValue) else value


def text(spelled: str, needed: list[Made]) -> str:
    """Put the ids and outputs of needed resources into a text."""
    for index, made in enumerate(needed):
        spelled = spelled.replace(f"{{{index}.id}}", made.id)
        for name, value in made.outputs.items():
            spelled = spelled.replace(f"{{{index}.{name}}}", str(reveal(value)))
    return spelled
