"""What vendors answer, checked: an answer of another shape is the vendor's error, told without any of its values."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from cli.vendors.http import Client, Json, VendorError

OK = 200


class Wire(BaseModel):
    """Base of what is read from an answer; what nobody reads is left out."""

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)


W = TypeVar("W", bound=Wire)


def one(client: Client, kind: type[W], data: Json) -> W:
    """Read one thing from an answer.

    Raises:
        VendorError: the answer has another shape; the message names the fields.
    """
    try:
        return kind.model_validate(data)
    except ValidationError as error:
        fields = ", ".join(sorted({".".join(map(str, each["loc"])) for each in error.errors(include_input=False)}))
        raise VendorError(
            f"{client.vendor.name} answered with something else than a {kind.__name__.strip('_').lower()} "
            f"(wrong or absent: {fields or 'all of it'}), so nothing was learned.",
            OK,
        ) from None


def many(client: Client, kind: type[W], data: Iterable[Json]) -> list[W]:
    """Read every thing of a list; raises as `one` does."""
    return [one(client, kind, each) for each in data]
