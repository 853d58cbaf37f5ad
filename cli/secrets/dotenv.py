r"""Reads dotenv text strictly: what cannot be read with certainty is a problem, never half a secret.

The form is that of `vercel env pull` and of the dotenv libraries: NAME=value, an optional `export`, single quotes
literally, double quotes with \n, \r, \t, \" and \\ and over several lines, comments after a blank.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

_LINE: Final = re.compile(r"\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=[ \t]*")
_SINGLE: Final = re.compile(r"'([^']*)'")
_DOUBLE: Final = re.compile(r'"((?:[^"\\]|\\.)*)"', re.S)
_PLAIN: Final = re.compile(r"(.*?)[ \t]*(?:(?<=[ \t])#.*)?(?=\r?\n|$)")
_REST: Final = re.compile(r"[ \t]*(?:#[^\n]*)?(?=\r?\n|$)")
_ESCAPES: Final = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\", "$": "$", "'": "'"}


@dataclass(slots=True)
class Dotenv:
    """What was read. The values stay out of the object's text form; `problems` hold none."""

    values: dict[str, str] = field(default_factory=dict, repr=False)
    problems: list[str] = field(default_factory=list)


def parse(text: str) -> Dotenv:
    """Read dotenv text; each problem names its line and repeats nothing of it."""
    found = Dotenv()
    text = text.removeprefix("\ufeff")
    position = 0
    while position < len(text):
        end = text.find("\n", position)
        end = len(text) if end < 0 else end
        line = text[position:end].strip()
        position = end + 1 if not line or line.startswith("#") else _assignment(text, position, end, found)
    return found


def _assignment(text: str, position: int, end: int, found: Dotenv) -> int:
    """Read one assignment and return where the next line begins."""
    number = text.count("\n", 0, position) + 1
    head = _LINE.match(text, position, end)
    if not head:
        found.problems.append(f"line {number}: no NAME=value, so it would be lost. Correct it, or begin it with #.")
        return end + 1
    value, stop = _value(text, head.end())
    if value is None:
        found.problems.append(
            f"line {number}: {head[1]} has a quote that is never closed, or text after it. Correct it."
        )
        return end + 1
    if head[1] in found.values and found.values[head[1]] != value:
        found.problems.append(f"line {number}: {head[1]} is given twice with different values. Keep one of them.")
    found.values[head[1]] = value
    return stop + 1


def _value(text: str, position: int) -> tuple[str | None, int]:
    """Return the value that begins at a position, and where its line ends."""
    first = text[position : position + 1]
    if first not in {"'", '"'}:
        plain = _PLAIN.match(text, position)
        assert plain, "the pattern matches the empty text"
        value = "" if plain[1].startswith("#") else plain[1]
        return value, _end(text, plain.end())
    quoted = (_SINGLE if first == "'" else _DOUBLE).match(text, position)
    rest = quoted and _REST.match(text, quoted.end())
    if not quoted or not rest:
        return None, position
    value = quoted[1] if first == "'" else re.sub(r"\\(.)", _unescaped, quoted[1], flags=re.S)
    return value, _end(text, rest.end())


def _unescaped(found: re.Match[str]) -> str:
    return _ESCAPES.get(found[1], found[0])


def _end(text: str, position: int) -> int:
    end = text.find("\n", position)
    return len(text) if end < 0 else end
