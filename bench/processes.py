"""Which process of a run takes what: the engine, the language hosts, the program, the policy pack, our own provider."""

import os
import subprocess
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from bench.timing import Command, CommandError
from bench.workspace import FLOOR_POLICIES

SAMPLE_SECONDS = 0.005
TICKS = os.sysconf("SC_CLK_TCK")
CLOUD, PROGRAM, PACK, OTHER = "the local cloud", "the program", "the policy pack", "others"
HOSTS = {"pulumi": "the engine", "pulumi-language-python": "language hosts"}
PACKS = (FLOOR_POLICIES.name, "policies")


@dataclass(slots=True)
class Share:
    """What the processes of one role took: seconds to the first start and the last end, CPU seconds, one's peak MiB."""

    started: float
    ended: float
    cpu: float
    mebibytes: float = 0


def watch(command: Command, cloud: int) -> dict[str, Share]:
    """Run a command and return each role's share; the local cloud runs before and after, so only its part counts.

    Raises:
        CommandError: its exit code is not 0.
    """
    before = _cpu(cloud)
    begun = time.perf_counter()
    process = subprocess.Popen(
        command.arguments, cwd=command.folder, env=dict(command.environment), stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    waiter = threading.Thread(target=process.wait)
    waiter.start()
    seen: dict[int, tuple[str, Share]] = {}
    while waiter.is_alive():
        _look(process.pid, time.perf_counter() - begun, seen)
        time.sleep(SAMPLE_SECONDS)
    if process.returncode:
        raise CommandError(f"{' '.join(command.arguments)} ended with {process.returncode}")
    cloud_share = Share(0, time.perf_counter() - begun, _cpu(cloud) - before, _peak(cloud))
    return {CLOUD: cloud_share, **_by_role(seen.values())}


def _look(parent: int, now: float, seen: dict[int, tuple[str, Share]]) -> None:
    """Take down what each process below one has used so far."""
    for each in _below(parent):
        _, share = seen.get(each, (OTHER, Share(now, now, 0)))
        # Before its exec a process shows its parent's command, and at its end none.
        if (role := _role(each)) != OTHER or each not in seen:
            seen[each] = (role, share)
        share.ended = now
        share.cpu = max(share.cpu, _cpu(each))
        share.mebibytes = max(share.mebibytes, _peak(each))


def _by_role(seen: Iterable[tuple[str, Share]]) -> dict[str, Share]:
    found: dict[str, Share] = {}
    for role, share in seen:
        whole = found.setdefault(role, Share(share.started, share.ended, 0))
        whole.started, whole.ended = min(whole.started, share.started), max(whole.ended, share.ended)
        whole.cpu += share.cpu
        whole.mebibytes = max(whole.mebibytes, share.mebibytes)
    return found


def _below(parent: int) -> list[int]:
    """Return a process and all below it."""
    found, level = [parent], [parent]
    while level:
        level = [child for each in level for child in _children(each)]
        found += level
    return found


def _children(process: int) -> list[int]:
    try:
        tasks = list(Path(f"/proc/{process}/task").iterdir())
        return [int(each) for task in tasks for each in (task / "children").read_text().split()]
    except OSError:
        return []


def _cpu(process: int) -> float:
    """Return a process's own CPU seconds, 0 where it is gone (proc(5): fields 14 and 15 of stat)."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / TICKS


def _peak(process: int) -> float:
    """Return a process's own peak of resident memory in MiB, 0 where it is gone."""
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:")), 0.0)


def _role(process: int) -> str:
    """Name a process by its command, and the packs' and the program's interpreters by their folder."""
    try:
        words = Path(f"/proc/{process}/cmdline").read_text().split("\0")
        folder = Path(f"/proc/{process}/cwd").readlink()
    except OSError:
        return OTHER
    command = Path(words[0]).name
    if command in HOSTS:
        return HOSTS[command]
    if not command.startswith("python"):
        return OTHER
    if any(Path(word).name == "provider" for word in words[1:]):
        return "our own provider"
    return PACK if folder.name in PACKS else PROGRAM
