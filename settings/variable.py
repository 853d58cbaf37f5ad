"""What a row of the variable catalogue says."""

from dataclasses import dataclass
from typing import Literal

from settings.model import GitHubEnvironment, VercelTarget

Kind = Literal["secret", "config", "public"]
"""secret: never readable again. config: readable by the team. public: bundled into the browser's code."""

Source = Literal["secret", "config", "generated", "wired", "validated"]
"""secret and config: provided in the stack file. generated: made here. wired: an output of a resource.
validated: only checked by the app, sent nowhere."""

Required = Literal["always", "production", "optional"]
Format = Literal["string", "url", "email", "postgresql", "base64"]
Condition = Literal["crons", "backups", "previews"]


@dataclass(frozen=True, slots=True)
class Variable:
    """One row of the catalogue.

    `vercel`, `github` and `trigger` are the variable's places; a stack fills those it owns. `value_of` names the
    variable whose value it carries under another name. `condition` is what a stack must have for the variable to
    exist there.
    """

    name: str
    description: str
    example: str
    kind: Kind
    source: Source
    group: str
    required: Required
    format: Format = "string"
    vercel: frozenset[VercelTarget] = frozenset()
    github: frozenset[GitHubEnvironment] = frozenset()
    trigger: bool = False
    condition: Condition | None = None
    value_of: str | None = None
