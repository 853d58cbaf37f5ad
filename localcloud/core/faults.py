"""Faults on demand: how a cloud misbehaves, by target and operation, for a number of times.

A fault is a row in the store, so that tests and the command line can set it while a server runs.
A target is a resource type token, a cloud (`github`) or `*`; an operation is one of `OPERATIONS` or `*`.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias, TypeVar, get_args

from localcloud.core.errors import Gone, RateLimited, ServerError, Timeout
from localcloud.core.store import Store
from localcloud.core.transaction import Transaction

T = TypeVar("T")
Kind = Literal["latency", "rate-limited", "server-error", "timeout", "answer-lost", "reordered", "gone"]
Row: TypeAlias = "tuple[int, str, str, Kind, float, int | None]"
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
# Checks and diffs are the plugin's own work: they call no cloud, so nothing can go wrong in them.
OPERATIONS: Final = ("create", "read", "update", "delete", "invoke")


@dataclass(frozen=True)
class Fault:
    """One way to misbehave.

    `seconds` is the delay of `latency` and `timeout` and the Retry-After of `rate-limited`; `times` is how
    often it happens, `None` for ever.
    """

    kind: Kind
    target: str = "*"
    operation: str = "*"
    seconds: float = 0.0
    times: int | None = None


@dataclass(frozen=True)
class Faults:
    """The faults of a store; `closing` ends every delay, so that a server can end in the middle of one."""

    store: Store = field(repr=False)
    closing: threading.Event = field(default_factory=threading.Event, repr=False)

    def add(self, fault: Fault) -> None:
        """Let a fault happen from now on; raises `ValueError` for one that could never happen."""
        if fault.kind not in KINDS:
            raise ValueError(f"there is no fault {fault.kind!r}: choose one of {', '.join(KINDS)}")
        if fault.operation not in (*OPERATIONS, "*"):
            raise ValueError(f"there is no operation {fault.operation!r}: choose one of {', '.join(OPERATIONS)}")
        if not 0 <= fault.seconds < threading.TIMEOUT_MAX:
            raise ValueError(f"seconds must be 0 or more and finite, not {fault.seconds:g}")
        if fault.times is not None and fault.times < 1:
            raise ValueError(f"times must be 1 or more, not {fault.times}; leave it out for ever")
        row = (fault.target, fault.operation, fault.kind, fault.seconds, fault.times)
        with self.store.transaction() as transaction:
            transaction.connection.execute(
                "INSERT INTO faults (target, operation, kind, seconds, remaining) VALUES (?, ?, ?, ?, ?)", row
            )

    def clear(self) -> None:
        """End every fault."""
        with self.store.transaction() as transaction:
            transaction.connection.execute("DELETE FROM faults")

    def run(self, cloud: str, target: str, operation: str, work: Callable[[Transaction], T]) -> tuple[T, bool]:
        """Do one operation in one transaction with the faults that apply to it.

        Returns the work's result and whether lists should come back reordered. Raises what `work` raises, or
        the fault's own `CloudError`; a lost answer is raised after the work was committed.
        """
        kinds = self._take(cloud, target, operation)
        for each in kinds:
            self._before(each, operation)
        with self.store.transaction(write=operation not in ("read", "invoke")) as transaction:
            result = work(transaction)
        if any(each.kind == "answer-lost" for each in kinds):
            raise Timeout(f"the answer to this {operation} was lost after the service had done it")
        return result, any(each.kind == "reordered" for each in kinds)

    def _before(self, fault: Fault, operation: str) -> None:
        """Do what a fault does before the work: wait, or refuse."""
        if fault.kind in ("latency", "timeout"):
            self.closing.wait(fault.seconds)
        if fault.kind == "timeout":
            raise Timeout(f"no answer to this {operation} in {fault.seconds:g} s; nothing was done")
        if fault.kind == "rate-limited":
            raise RateLimited(f"too many requests: retry after {fault.seconds:g} s", retry_after=fault.seconds)
        if fault.kind == "server-error":
            raise ServerError("the service failed; nothing was done")
        if fault.kind == "gone":
            raise Gone("This API no longer exists.")

    def _take(self, cloud: str, target: str, operation: str) -> list[Fault]:
        """Find the faults that happen now and count them down."""
        with self.store.transaction(write=False) as transaction:
            rows = transaction.connection.execute(
                "SELECT seq, target, operation, kind, seconds, remaining FROM faults "
                "WHERE target IN (?, ?, '*') AND operation IN (?, '*') ORDER BY seq",
                (cloud, target, operation),
            ).fetchall()
        used = (self._use(row) for row in _script(rows))
        return [fault for fault in used if fault is not None]

    def _use(self, row: Row) -> Fault | None:
        """Use a fault once; `None` where another thread has used it up since it was seen."""
        number, target, operation, kind, seconds, remaining = row
        if remaining is not None and not self._count_down(number):
            return None
        return Fault(kind, target, operation, seconds)

    def _count_down(self, number: int) -> bool:
        with self.store.transaction() as transaction:
            used = transaction.connection.execute(
                "UPDATE faults SET remaining = remaining - 1 WHERE seq = ? AND remaining > 0", (number,)
            )
            transaction.connection.execute("DELETE FROM faults WHERE remaining <= 0")
        return used.rowcount == 1


def _script(rows: list[Row]) -> list[Row]:
    """Choose what happens to one operation: every delay and reordering, but only the first that fails it.

    So `429` and then `500`, once each, are two failures in this order and then success.
    """
    mild = [row for row in rows if row[3] in ("latency", "reordered")]
    return mild + [row for row in rows if row not in mild][:1]
