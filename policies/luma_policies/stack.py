"""Rules on the stack as a whole and on how resources are declared."""

from __future__ import annotations

from typing import Final

from .rule import ANY_TYPE, Level, Rule, Severity

UNKNOWN_PROPERTY: Final = Rule(
    id="STK-004",
    name="stack-property-require-known",
    types=(ANY_TYPE,),
    severity=Severity.HIGH,
    level=Level.MANDATORY,
    why="A preview that cannot judge it would pass, and the breach would only show while the change is being made.",
    must="A property that decides about safety must be known in a preview.",
    fix="compute it from settings instead of from another resource's outputs.",
    source="pulumi/pulumi-policy#258: an unknown value turns a mandatory policy into a note",
    note="Raised by the engine for a rule whose `must_be_known` property is unknown.",
)

RULES: Final = (UNKNOWN_PROPERTY,)
