"""Placeholder secrets for local runs: right in shape, the same on every machine, different in every stack."""

import hashlib
import re
from typing import Final

from settings.model import Environment
from settings.variable import Variable

_BLANK: Final = re.compile(r"0{6,}|1{6,}")
"""What the catalogue's examples leave to be filled in."""
_LOGIN: Final = re.compile(r"//[^@/]*@([^:/]+)")
_TRIGGER_PREFIX: Final = {"production": "tr_prod_", "staging": "tr_stg_"}


def placeholder(variable: Variable, stack: str, environment: Environment) -> str:
    """Return a value that looks like the real one of this variable in this stack.

    Args:
        variable: A row of the catalogue; its example gives the shape.
        stack: Name of the stack: no two stacks share a value.
        environment: What the stack is; Trigger.dev's keys carry it in their prefix.
    """
    digest = hashlib.sha256(f"{stack}/{variable.name}".encode()).hexdigest()
    example = variable.example.replace(_TRIGGER_PREFIX["production"], _TRIGGER_PREFIX[environment])
    if variable.format == "postgresql":
        return _LOGIN.sub(lambda found: f"//{stack}:{digest[:24]}@{stack}.{found[1]}", example)
    filled, blanks = _BLANK.subn(lambda found: digest[: len(found[0])], example)
    return filled if blanks else f"{example}{digest[:16]}"
