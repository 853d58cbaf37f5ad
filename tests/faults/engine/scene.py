"""One disturbed run and the way back: what has to hold whatever went wrong."""

from __future__ import annotations

import json
import math
import re
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from cli.local.placeholders import placeholder
from localcloud.core.faults import Fault, Faults
from localcloud.core.store import open_store
from settings.catalogue import CATALOGUE
from tests.engine import TIMEOUT_SECONDS, Checkout, Run, kill_tree
from tests.faults.engine.cases import Command
from tests.faults.engine.change import change
from tests.faults.engine.contents import contents

VENDORS_WORDS: Final = re.compile(
    r"429|too many requests|rate.?limit|500|504|Server ?Error|service failed|timeout|no answer|answer to this", re.I
)
"""What a vendor says of each fault, or our provider where no answer came."""
SECRET: Final = "1b47061264138c4ac30d75fd1eb44270"
"""The mark of a secret in a state (pulumi sdk/v3, go/common/resource/sig)."""
MAKERS: Final = (
    "random:index/randomBytes:RandomBytes",
    "cloudflare:index/accountToken:AccountToken",
    "vercel:index/userToken:UserToken",
)
"""The types that make secrets. Other values are marked as such where a vendor never shows them, whatever they are."""
POLL_SECONDS: Final = 0.02
SHORTEST: Final = 16
"""No shorter secret is looked for: it might be there by chance."""
LINES: Final[Mapping[Command, tuple[str, ...]]] = {
    "first up": ("up", "--yes", "--skip-preview"),
    "change": ("up", "--yes", "--skip-preview"),
    "refresh": ("refresh", "--yes", "--skip-preview"),
    "same": ("up", "--refresh", "--yes", "--skip-preview"),
    "destroy": ("destroy", "--yes", "--skip-preview"),
}


@dataclass(frozen=True)
class Worlds:
    """Checkouts that nothing has disturbed: with an empty local cloud, with prod up, with both stacks, prod changed."""

    empty: Checkout
    prod: Checkout
    both: Checkout
    changed: Checkout

    @staticmethod
    def build(folder: Path) -> Worlds:
        """Make all of them in one folder."""
        prod = Checkout.make(folder / "prod")
        prod.up()
        both = Checkout.make(folder / "both", prod.folder)
        both.up(stack="staging")
        return Worlds(Worlds.nothing(folder / "empty"), prod, both, Worlds.change(folder / "changed", prod))

    @staticmethod
    def nothing(folder: Path) -> Checkout:
        """Make the first."""
        made = Checkout.make(folder)
        listed = made.luma("local", "stack", "ls")
        assert listed.code == 0, listed.text
        open_store(made.home / "cloud.sqlite").close()
        return made

    @staticmethod
    def change(folder: Path, prod: Checkout) -> Checkout:
        """Make the last from the one with prod up."""
        made = Checkout.make(folder, prod.folder)
        change(made)
        (made.folder / "run.json").write_text(json.dumps(sorted(made.up().steps())))
        return made

    @cached_property
    def steps(self) -> set[tuple[str, str, str]]:
        """What the change did: operation, type, resource name."""
        return {tuple(each) for each in json.loads((self.changed.folder / "run.json").read_text())}


class Scene:
    """A checkout in which a command runs while clouds misbehave.

    Args:
        folder: Where the checkout is made.
        worlds: What it starts from and is compared with.
        command: What a person does.
    """

    def __init__(self, folder: Path, worlds: Worlds, command: Command) -> None:
        self._worlds = worlds
        self.command: Command = command
        self.stack = "staging" if command == "destroy" else "prod"
        self.told: list[str] = []
        self._times = 0
        self.checkout = self._made(folder)

    def _made(self, folder: Path) -> Checkout:
        sources: Mapping[Command, Checkout] = {"first up": self._worlds.empty, "destroy": self._worlds.both}
        made = Checkout.make(folder, sources.get(self.command, self._worlds.prod).folder)
        if self.command == "change":
            change(made)
        return made

    @property
    def line(self) -> tuple[str, ...]:
        """What the person types after `./luma local`."""
        return LINES[self.command]

    def fault(self, fault: Fault) -> None:
        """Let a cloud misbehave."""
        self._times = fault.times or 0
        with open_store(self.checkout.home / "cloud.sqlite", create=False) as store:
            Faults(store).add(fault)

    def happened(self) -> bool:
        """Return whether a fault of a number of times has happened at least once; one for ever is not counted."""
        with open_store(self.checkout.home / "cloud.sqlite", create=False) as store, store.transaction() as transaction:
            left = transaction.connection.execute("SELECT remaining FROM faults").fetchall()
        return all(remaining is None or remaining < self._times for (remaining,) in left)

    def run(self, *more: str) -> Run:
        """Run the command and return what came of it."""
        return self._ran(self.checkout.local(*self.line, *more, stack=self.stack))

    def run_and_kill(self, moment: Callable[[float], bool]) -> Run | None:
        """Run the command, and kill it with its cloud as soon as `moment` says so.

        Args:
            moment: Told the seconds since the engine began; asked again and again.

        Returns:
            What came of the command where it ended before the moment, otherwise None.
        """
        log = self.checkout.folder / "killed.jsonl"
        words = ("local", *self.line, "--stack", self.stack, "--event-log", str(log))
        process = self.checkout.start(*words, PULUMI_DEBUG_COMMANDS="true")
        ended = cut_off(process, log.exists, moment)
        lines = log.read_text().splitlines() if log.exists() else []
        self.told += lines
        if ended is None:
            return None
        return Run(words, process.returncode, *ended, [json.loads(line) for line in lines])

    def recover_and_kill(self, moment: Callable[[float], bool]) -> bool:
        """End all faults, recover the stack, and kill the recovery as soon as `moment` says so; return whether it did.

        The moment is told the seconds since the recovery began.
        """
        self._end_faults()
        process = self.checkout.start("recover", "--stack", self.stack, "--yes")
        ended = cut_off(process, lambda: True, moment)
        self.told += ended or ()
        return ended is None

    def recover(self) -> Run:
        """End all faults and recover the stack, which must work and tell what it did."""
        self._end_faults()
        run = self._ran(self.checkout.luma("recover", "--stack", self.stack, "--yes"))
        assert run.code == 0, f"recover failed:\n{run.text}"
        assert run.out.startswith(f"{self.stack}: "), f"recover says what it did, or that there is nothing:\n{run.text}"
        return run

    def _end_faults(self) -> None:
        with open_store(self.checkout.home / "cloud.sqlite", create=False) as store:
            Faults(store).clear()

    def finish(self) -> Run:
        """Bring the stack up, which must work."""
        return self._ran(self.checkout.up(stack=self.stack))

    def _ran(self, run: Run) -> Run:
        self.told += [run.text, json.dumps(run.events)]
        return run

    def require_right(self) -> None:
        """Require the undisturbed world: nothing twice, nothing left over, nothing missing, in cloud and state."""
        there, wanted = self.checkout.things(), self.wanted.things()
        assert there == wanted, f"too much: {there - wanted}; missing: {wanted - there}"
        holds, should = contents(self.checkout), contents(self.wanted)
        assert holds == should, f"holds: {holds - should}; should hold: {should - holds}"
        known, wanted_urns = urns(self.checkout, self.stack), urns(self.wanted, self.stack)
        assert known == wanted_urns, f"state: too much: {known - wanted_urns}; missing: {wanted_urns - known}"

    @property
    def end(self) -> Checkout:
        """What the world looks like after the command alone."""
        return self._worlds.prod if self.command == "destroy" else self.wanted

    @property
    def wanted(self) -> Checkout:
        """What the world has to look like when all is done."""
        others: Mapping[Command, Checkout] = {"change": self._worlds.changed, "destroy": self._worlds.both}
        return others.get(self.command, self._worlds.prod)

    def require_silence(self) -> None:
        """Require that no secret was shown in any run, on the console or in the engine's events."""
        told = "".join(self.told)
        shown = sorted(name for name, value in secrets(self.checkout, self.stack) if value in told)
        assert shown == [], f"shown in plain text: {shown}"


def cut_off(
    process: subprocess.Popen[str], begun: Callable[[], bool], moment: Callable[[float], bool]
) -> tuple[str, str] | None:
    """Kill a process with all it started at a moment; return what it wrote where it ended before."""
    began = math.inf
    deadline = time.monotonic() + TIMEOUT_SECONDS
    while time.monotonic() < deadline:
        try:
            return process.communicate(timeout=POLL_SECONDS)
        except subprocess.TimeoutExpired:
            began = min(began, time.monotonic()) if begun() else began
        if began < math.inf and moment(time.monotonic() - began):
            kill_tree(process)
            return None
    raise AssertionError(f"the run hangs: {process.args!r}")


def require_clear(run: Run) -> None:
    """Require that a failed run says which resource failed, and what the vendor said; no traceback."""
    assert "Traceback" not in run.text, f"a traceback tells a person nothing:\n{run.text}"
    errors = [each["diagnosticEvent"] for each in run.events if "diagnosticEvent" in each]
    told = [each for each in errors if each["severity"] == "error" and VENDORS_WORDS.search(each["message"])]
    assert told, f"what the vendor said is nowhere to be found:\n{run.text}"
    vague = [each["message"] for each in told if not each.get("urn")]
    assert vague == [], f"each error names its resource: {vague}"
    silent = [each["urn"] for each in told if each["urn"].rsplit("::", 1)[-1] not in run.text]
    assert silent == [], f"on the console too: {silent}"


def urns(checkout: Checkout, stack: str) -> Counter[str]:
    """Return the resources of a stack's state; one that still has to be deleted, or is pending, is marked."""
    content = json.loads((checkout.home / f"state/.pulumi/stacks/luma/{stack}.json").read_text())
    latest = content["checkpoint"]["latest"] or {}
    found = Counter(
        f"{each['urn']}{' to delete' * each.get('delete', False)}" for each in latest.get("resources") or ()
    )
    found.update(f"{each['resource']['urn']} {each['type']}" for each in latest.get("pending_operations") or ())
    return found


def secrets(checkout: Checkout, stack: str) -> Iterator[tuple[str, str]]:
    """Yield every secret of a stack that is long enough to be told from chance: where it is, and its value."""
    environment = "production" if stack == "prod" else "staging"
    for variable in CATALOGUE:
        if variable.source == "secret":
            yield variable.name, placeholder(variable, stack, environment)  # type: ignore[arg-type]  # one of two
    exported = checkout.luma("local", "stack", "export", "--show-secrets", "--stack", stack)
    assert exported.code == 0, exported.err
    for each in json.loads(exported.out)["deployment"].get("resources") or ():
        for value in _plain(each.get("outputs")) if each["type"] in MAKERS else ():
            yield each["urn"].rsplit("::", 1)[-1], value


def _plain(value: Any) -> Iterator[str]:
    """Yield the texts of the secrets within an exported value."""
    if isinstance(value, dict) and SECRET in value.values():
        yield from _texts(json.loads(value["plaintext"]))
    elif isinstance(value, dict):
        for each in value.values():
            yield from _plain(each)
    elif isinstance(value, list):
        for each in value:
            yield from _plain(each)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str) and len(value) >= SHORTEST:
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts(each)
