"""The lives of the types that the local cloud serves, and the cases that follow: type by operation by fault."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from localcloud.core.faults import Kind
from localcloud.plugin.properties import Properties
from tests.faults.front.world import Rows, World
from tests.localcloud import test_lifecycle_cloudflare, test_lifecycle_random, test_lifecycle_sentry
from tests.localcloud.github import test_lifecycle as test_lifecycle_github
from tests.localcloud.harness import Lifecycle, Made, Plugin
from tests.localcloud.rows import changed, filled
from tests.localcloud.vercel import test_lifecycle_vercel

Operation = Literal["create", "read", "update", "delete"]
Trouble = Literal["429", "500 once", "500 always", "timeout", "answer lost", "reordered"]

OPERATIONS: tuple[Operation, ...] = ("create", "read", "update", "delete")
TROUBLES: dict[Trouble, tuple[Kind, int | None]] = {
    "429": ("rate-limited", 1),
    "500 once": ("server-error", 1),
    "500 always": ("server-error", None),
    "timeout": ("timeout", 1),
    "answer lost": ("answer-lost", 1),
    "reordered": ("reordered", None),
}
"""Each fault: its kind in the local cloud, and how often it happens."""
SUITES = (
    test_lifecycle_cloudflare.ROWS,
    test_lifecycle_github.ROWS,
    test_lifecycle_random.ROWS,
    test_lifecycle_sentry.ROWS,
    test_lifecycle_vercel.ROWS,
)
ROWS = {row.token: row for rows in SUITES for row in rows}


@dataclass(frozen=True)
class Case:
    """One operation of one type, and what goes wrong."""

    token: str
    operation: Operation
    trouble: Trouble

    def __str__(self) -> str:
        return f"{self.token.rsplit(':', 1)[-1]}-{self.operation}-{self.trouble}"


def operations(row: Lifecycle) -> tuple[Operation, ...]:
    """Give the operations of a type: one whose every change replaces has no update."""
    return tuple(each for each in OPERATIONS if each != "update" or changing(row))


def changing(row: Lifecycle) -> list[Properties]:
    """Give the changes of a row's updates that change something."""
    return [dict(update.change) for update in row.updates if update.diff]


def cases(rows: Iterable[Lifecycle], troubles: Iterable[Trouble] = tuple(TROUBLES)) -> list[Case]:
    """Cross types, their operations and faults."""
    wanted = tuple(troubles)
    return [Case(row.token, operation, each) for row in rows for operation in operations(row) for each in wanted]


@dataclass(frozen=True)
class Stage:
    """The world at one moment: a snapshot to go back to, and its entities."""

    snapshot: bytes
    entities: Rows


@dataclass(frozen=True)
class Life:
    """One type's undisturbed life: before the create, after it, after the update, after the delete."""

    row: Lifecycle
    needed: list[Made]
    inputs: Properties
    changed: Properties
    made: Made
    updated: Made
    gone: Made
    stages: dict[Operation, tuple[Stage, Stage]]
    """The world before and after each operation."""

    def result(self, operation: Operation) -> Made:
        """Give what the engine knows after an operation."""
        return {"create": self.made, "read": self.made, "update": self.updated, "delete": self.gone}[operation]


def live(world: World, plugin: Plugin, row: Lifecycle, empty: bytes) -> Life:
    """Live a row's life without any fault, and note each stage of it."""
    world.go_to(empty)
    needed = [plugin.make(token, filled(inputs, [])) for token, inputs in row.needs]
    inputs, failures = plugin.check(row.token, filled(row.inputs, needed))
    assert failures == {}, f"{row.token}: good inputs pass"
    bare = _stage(world)
    world.go_to(bare.snapshot)
    made = plugin.create(row.token, inputs)
    there = _stage(world)
    change = changing(row)[0] if changing(row) else {}
    new, failures = plugin.check(row.token, changed(made.inputs, change), made.inputs)
    assert failures == {}, f"{row.token}: the changed inputs pass"
    world.go_to(there.snapshot)
    updated = plugin.update(made, new) if change else made
    after = _stage(world)
    world.go_to(there.snapshot)
    plugin.delete(made)
    gone = _stage(world)
    stages: dict[Operation, tuple[Stage, Stage]] = {
        "create": (bare, there),
        "read": (there, there),
        "update": (there, after),
        "delete": (there, gone),
    }
    return Life(row, needed, inputs, new, made, updated, plugin.read(made), stages)


def do(plugin: Plugin, life: Life, operation: Operation) -> Made:
    """Do one operation of a life, and give what the engine then knows."""
    if operation == "create":
        return plugin.create(life.row.token, life.inputs)
    if operation == "read":
        return plugin.read(life.made)
    if operation == "update":
        return plugin.update(life.made, life.changed)
    plugin.delete(life.made)
    return life.gone


def _stage(world: World) -> Stage:
    return Stage(world.store.snapshot(), world.entities())
