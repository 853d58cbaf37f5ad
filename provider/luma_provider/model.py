"""The base of inputs, and how a model's complaints become check failures."""

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, TypeAlias, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, TypeAdapter, ValidationError
from pydantic.alias_generators import to_camel
from pydantic_core import ErrorDetails

from luma_provider.diff import join
from luma_provider.values import Unknown, Value, has_unknown

T = TypeVar("T", bound=str)
M = TypeVar("M", bound=BaseModel)


class Model(BaseModel):
    """Inputs, or an object within them: camelCase on the wire, nothing undeclared, frozen."""

    model_config = ConfigDict(
        alias_generator=to_camel, extra="forbid", frozen=True, populate_by_name=True, hide_input_in_errors=True
    )


class Wire(BaseModel):
    """What a service answers: only the fields that are used, in the service's own spelling."""

    model_config = ConfigDict(alias_generator=to_camel, extra="ignore", frozen=True, populate_by_name=True)


def in_order(values: list[T]) -> list[T]:
    """Sort, and drop repetitions: the normal form of a list in which order means nothing."""
    return sorted(set(values))


Texts: TypeAlias = Annotated[list[str], AfterValidator(in_order)]
"""A list of texts in which order and repetition mean nothing."""


@dataclass(frozen=True)
class Failure:
    """What is wrong with an input: its path and the reason."""

    path: str
    reason: str


def dump(model: BaseModel) -> dict[str, Value]:
    """Give a model's values by wire name, without those that are not set."""
    found: dict[str, Value] = model.model_dump(by_alias=True, exclude_none=True, warnings=False)
    return found


def as_found(model: type[M], values: Mapping[str, Any]) -> M:
    """Build a model of what a service says, unchecked: what our words do not cover shows as a difference."""
    return model.model_construct(None, **values)


def normal(model: type[Model], values: Mapping[str, Value]) -> tuple[dict[str, Value], list[Failure]]:
    """Check inputs and give them in their normal form, defaults filled in; what is not known yet passes."""
    try:
        return dump(model.model_validate(values)), []
    except ValidationError as error:
        details = [each for each in error.errors() if not isinstance(each["input"], Unknown)]
    if details:
        return dict(values), [Failure(_path(each), _reason(each, model)) for each in details]
    return dict(_partly(model, values)), []


def _partly(model: type[Model], values: Mapping[str, Value]) -> Iterator[tuple[str, Value]]:
    """Give the normal form property by property; one with something unknown in it stays as it is."""
    for name, field in model.model_fields.items():
        wire = field.alias or name
        if wire not in values and not field.is_required():
            default = field.get_default(call_default_factory=True)
            if default is not None:
                yield wire, dump(default) if isinstance(default, BaseModel) else default
        elif has_unknown(values.get(wire)):
            yield wire, values[wire]
        elif values.get(wire) is not None:
            adapter = _adapter(model, name)
            parsed = adapter.validate_python(values[wire])
            yield wire, adapter.dump_python(parsed, by_alias=True, exclude_none=True)


@cache
def _adapter(model: type[Model], name: str) -> TypeAdapter[Any]:
    field = model.model_fields[name]
    annotation: Any = Annotated[field.annotation, field]
    return TypeAdapter(annotation)


def _path(detail: ErrorDetails) -> str:
    path = ""
    for part in detail["loc"]:
        path = f"{path}[{part}]" if isinstance(part, int) else join(path, part)
    return path


def _reason(detail: ErrorDetails, model: type[Model]) -> str:
    if detail["type"] == "missing":
        return "is required"
    if detail["type"] == "extra_forbidden":
        return _unknown_name(str(detail["loc"][-1]), model)
    message = detail["msg"].removeprefix("Value error, ")
    return message[0].lower() + message[1:]


def _unknown_name(name: str, model: type[Model]) -> str:
    near = difflib.get_close_matches(name, sorted(_names(model)), n=1)
    return f"there is no property {name}" + (f": did you mean {near[0]}?" if near else "")


@cache
def _names(model: type[Model]) -> frozenset[str]:
    """Give the wire names of a model and of every model within it."""
    schema = model.model_json_schema()
    parts = [schema, *schema.get("$defs", {}).values()]
    return frozenset(name for part in parts for name in part.get("properties", {}))
