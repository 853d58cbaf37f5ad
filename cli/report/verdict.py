"""What a reader must know first: whether anything here is dangerous."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from cli.report.content import Content

Level = Literal["danger", "caution", "calm"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """How much care a run needs, and why, the gravest reason first."""

    level: Level
    reasons: tuple[str, ...]


def verdict(content: Content) -> Verdict:
    """Judge a run: danger where something fails, is refused, loses data or loosens a guard."""
    if dangers := tuple(_dangers(content)):
        return Verdict("danger", dangers)
    if content.radius:
        return Verdict(
            "caution", (f"{_many(len(content.radius), 'setting')} deleted or replaced; no data goes with it.",)
        )
    if not content.run.changes:
        return Verdict("calm", ("Nothing changes.",))
    return Verdict("calm", ("Nothing is deleted or replaced, and no policy objects.",))


def _dangers(content: Content) -> Iterator[str]:
    run = content.run
    if run.result not in {"succeeded", "success"}:
        yield f"The {'preview' if run.preview else 'run'} {run.result}" + (
            f" with {_many(len(run.errors), 'error')}." if run.errors else "."
        )
    if weaker := sum(each.weaker for each in content.judges or ()):
        yield f"This branch's policies are weaker than the base branch's in {_many(weaker, 'point')}."
    if refused := sum(each.mandatory for each in run.policies):
        yield f"Policies refuse this: {_many(refused, 'violation')}."
    if grave := [change.name for change, lost in content.radius if lost]:
        yield f"Something is lost with {len(grave)} of what is deleted or replaced: {_some(grave)}."
    if run.unprotected:
        yield f"Protection is taken off {_many(len(run.unprotected), 'thing')}: {_some(run.unprotected)}."


def _many(count: int, word: str) -> str:
    return f"{count} {word}{'' if count == 1 else 's'}"


def _some(names: list[str], most: int = 6) -> str:
    """Return the first names and a count of the others."""
    shown = sorted(names)[:most]
    return ", ".join(shown) + (f" and {len(names) - most} more" if len(names) > most else "")
