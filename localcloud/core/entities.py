"""Entities: frozen dataclasses that a cloud stores, and their translation to and from JSON.

Field types allowed: `str`, `int`, `float`, `bool`, `None` unions of these, `tuple[X, ...]`,
`Mapping[str, X]`, other frozen dataclasses, `Json`, `Fingerprint` and `Secret`.
"""

import dataclasses
import types
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias, TypeVar, Union, get_args, get_origin, get_type_hints

from localcloud.core.fingerprint import Fingerprint, Secret

if TYPE_CHECKING:
    Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"
else:
    Json = object  # at run time: anything, as `_decoder` sees it

E = TypeVar("E", bound="Entity")

_SPECIAL: dict[str, type[Fingerprint] | type[Secret]] = {"$fingerprint": Fingerprint, "$secret": Secret}


class EntityError(Exception):
    """A stored record or an edit does not fit its entity; the message names entity and field."""


@dataclass(frozen=True, kw_only=True)
class Entity:
    """Base of what a cloud stores. Subclasses are frozen keyword-only dataclasses and state `CLOUD` and `KIND`.

    `id` is the vendor's id, unique within the kind.
    """

    CLOUD: ClassVar[str]
    KIND: ClassVar[str]
    id: str

    def key(self) -> tuple[str, ...]:
        """Name the entity as people do (unique within the kind), e.g. `("luma", "web")`."""
        raise NotImplementedError

    def parent(self) -> str:
        """Give the id or name under which `Transaction.children` finds this entity; empty for none."""
        return ""


def entity_class(cloud: str, kind: str) -> type[Entity]:
    """Find the class of a stored kind among those loaded; raises `EntityError` where there is none."""
    for each in _descendants(Entity):
        if (getattr(each, "CLOUD", ""), getattr(each, "KIND", "")) == (cloud, kind):
            return each
    raise EntityError(f"no entity is loaded for {cloud} {kind}")


def _descendants(base: type[Entity]) -> Iterator[type[Entity]]:
    for each in base.__subclasses__():
        yield each
        yield from _descendants(each)


def to_json(value: object) -> Json:
    """Turn an entity, or any value a field may have, into JSON data; raises `EntityError` for others."""
    if isinstance(value, Fingerprint):
        return {"$fingerprint": value.digest}
    if isinstance(value, Secret):
        return {"$secret": value.value}
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, list | tuple):
        return [to_json(each) for each in value]
    if isinstance(value, Mapping):
        return {str(name): to_json(each) for name, each in value.items()}
    if dataclasses.is_dataclass(value):
        return {field.name: to_json(getattr(value, field.name)) for field in dataclasses.fields(value)}
    raise EntityError(f"{type(value).__name__} cannot be stored: see the field types in {__name__}")


def from_json(cls: type[E], data: Mapping[str, Json]) -> E:
    """Build an entity from JSON data; raises `EntityError` naming the field that does not fit."""
    decoded: E = _decoder(cls)(data, cls.__name__)  # type: ignore[arg-type]  # classes are hashable
    return decoded


def redacted(value: Json) -> Json:
    """Repeat JSON data with every stored secret replaced; fingerprints stay, they reveal nothing."""
    if isinstance(value, dict):
        if set(value) == {"$secret"}:
            return "[secret]"
        return {name: redacted(each) for name, each in value.items()}
    return [redacted(each) for each in value] if isinstance(value, list) else value


# What a decoder yields is whatever the annotation says; mypy cannot follow a type built at run time.
Decoder: TypeAlias = Callable[[Any, str], Any]


@cache
def _decoder(kind: Hashable) -> Decoder:
    """Choose the decoder of an annotation."""
    if kind is object:
        return lambda data, _: data
    if kind in (Fingerprint, Secret):
        return _special(kind)
    if dataclasses.is_dataclass(kind):
        return _dataclass(kind)
    return _generic(kind, get_origin(kind))


def _generic(kind: Hashable, origin: object) -> Decoder:
    if origin in (Union, types.UnionType):
        return _union(get_args(kind))
    if origin is tuple:
        return _sequence(get_args(kind)[0])
    if origin in (Mapping, dict):
        return _mapping(get_args(kind)[1])
    return _scalar(kind)


def _special(kind: Any) -> Decoder:
    tag = next(name for name, each in _SPECIAL.items() if each is kind)

    def decode(data: Any, where: str) -> Any:
        if not isinstance(data, dict) or set(data) != {tag}:
            raise EntityError(f"{where} must be a {kind.__name__.lower()}")
        return kind(data[tag])

    return decode


def _dataclass(kind: Any) -> Decoder:
    hints = get_type_hints(kind)
    decoders = {field.name: _decoder(hints[field.name]) for field in dataclasses.fields(kind)}

    def decode(data: Any, where: str) -> Any:
        if not isinstance(data, dict):
            raise EntityError(f"{where} must be an object")
        for name in sorted(set(data) - set(decoders)):
            raise EntityError(f"{where} has no field {name}: it has {', '.join(decoders)}")
        values = {name: decoders[name](each, f"{where}.{name}") for name, each in data.items()}
        try:
            return kind(**values)
        except TypeError as error:
            raise EntityError(f"{where}: {error}") from error

    return decode


def _union(kinds: tuple[Any, ...]) -> Decoder:
    decoders = [_decoder(kind) for kind in kinds]

    def decode(data: Any, where: str) -> Any:
        problems = []
        for decoder in decoders:
            try:
                return decoder(data, where)
            except EntityError as error:
                problems.append(str(error))
        raise EntityError("; or ".join(problems))

    return decode


def _sequence(kind: Any) -> Decoder:
    decoder = _decoder(kind)

    def decode(data: Any, where: str) -> Any:
        if not isinstance(data, list | tuple):
            raise EntityError(f"{where} must be a list")
        return tuple(decoder(each, f"{where}[{index}]") for index, each in enumerate(data))

    return decode


def _mapping(kind: Any) -> Decoder:
    decoder = _decoder(kind)

    def decode(data: Any, where: str) -> Any:
        if not isinstance(data, dict):
            raise EntityError(f"{where} must be an object")
        return {name: decoder(each, f"{where}.{name}") for name, each in data.items()}

    return decode


def _scalar(kind: Any) -> Decoder:
    allowed: tuple[type, ...] = (int, float) if kind is float else (kind,)
    wanted = "null" if kind is types.NoneType else kind.__name__

    def decode(data: Any, where: str) -> Any:
        if not isinstance(data, allowed) or (isinstance(data, bool) and kind is not bool):
            raise EntityError(f"{where} must be {wanted}, not {type(data).__name__}")
        return data

    return decode
