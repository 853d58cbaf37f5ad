"""Characters that a setting may not hold: a reviewer would not see them, and a file or header would break at them."""

import unicodedata
from collections.abc import Iterator
from typing import Final

from settings.errors import Location, SettingsError, path

_CATEGORIES: Final = frozenset({"Cc", "Cs", "Zl", "Zp"})
"""Control characters with the line breaks, halves of surrogate pairs, line and paragraph separators."""
_HIDDEN: Final = frozenset("\u061c\u200b\u200e\u200f\u2060\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""What has no width, and what turns the direction of the text after it (trojansource.codes)."""
_DEEPEST: Final = 40


def refuse_strange(raw: object) -> list[str]:
    """Return a line for each text among raw settings, keys too, that holds such a character.

    Raises:
        SettingsError: the settings are nested more deeply than any settings are, or without end.
    """
    return [
        f"{path(where)}: holds {_named(character)}, so a reviewer would see another text than is used, or a file would "
        "break at it. Write it on one line, without the character."
        for where, text in _texts(raw)
        if (character := next(filter(is_strange, text), ""))
    ]


def is_strange(character: str) -> bool:
    """Return whether a character is refused."""
    return character in _HIDDEN or unicodedata.category(character) in _CATEGORIES


def _texts(raw: object) -> Iterator[tuple[Location, str]]:
    """Yield every text with its place; a key stands at the place of what it names."""
    left: list[tuple[Location, object]] = [((), raw)]
    while left:
        where, value = left.pop()
        if len(where) > _DEEPEST:
            raise SettingsError(
                f"{path(where[:3])}: nested too deeply for any setting. Nothing was changed. Remove it."
            )
        if isinstance(value, str):
            yield where, value
        elif isinstance(value, dict):
            for key in value:
                yield (*where, str(key)), str(key)
            left.extend(((*where, str(key)), each) for key, each in value.items())
        elif isinstance(value, list | tuple):
            left.extend(((*where, index), each) for index, each in enumerate(value))


def _named(character: str) -> str:
    return f"U+{ord(character):04X} ({unicodedata.name(character, 'a control character')})"
