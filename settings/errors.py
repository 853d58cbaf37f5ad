"""The one error of this package, and the words for what pydantic found."""

import difflib
from collections.abc import Iterable

from pydantic import ValidationError
from pydantic_core import ErrorDetails

_FIXES = {
    "extra_forbidden": "Remove it, or correct its spelling",
    "missing": "Add it",
}


class SettingsError(Exception):
    """The stack file cannot be used. The message lists every offender: what, the consequence, the fix."""


def describe(error: ValidationError, stack: str, known: Iterable[str]) -> str:
    """Return one message for all that pydantic found in a stack file.

    Args:
        error: What validation raised.
        stack: Name of the stack, to name its file.
        known: Every key that a stack file may hold, for "did you mean".
    """
    names = sorted(known)
    lines = sorted(line for detail in error.errors() for line in _lines(detail, names))
    count = f"{len(lines)} problem" + ("s" if len(lines) > 1 else "")
    listed = "\n".join(f"  - {line}" for line in lines)
    return f"Pulumi.{stack}.yaml: {count} under luma:platform. Nothing was changed.\n{listed}"


def _lines(detail: ErrorDetails, known: list[str]) -> list[str]:
    where = ".".join(str(part) for part in detail["loc"])
    if detail["type"] == "value_error":
        return detail["msg"].removeprefix("Value error, ").split("\n")
    message = detail["msg"][0].lower() + detail["msg"][1:]
    fix = _FIXES.get(detail["type"], f"It is {detail['input']!r} now; correct it")
    return [f"{where}: {message}. {fix}{_hint(str(detail['loc'][-1]), detail['type'], known)}."]


def _hint(key: str, kind: str, known: list[str]) -> str:
    if kind != "extra_forbidden":
        return ""
    near = difflib.get_close_matches(key, known, n=1)
    return f" (did you mean {near[0]!r}?)" if near else ""
