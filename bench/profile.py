"""`make profile`: where the time of a first preview goes, process by process, ours beside the floor's."""

import os
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from bench.timing import Command, CommandError
from bench.workspace import FLOOR_POLICIES, Workspace

SAMPLE_SECONDS = 0.005
TICKS = os.sysconf("SC_CLK_TCK")
CLOUD, OTHER = "the local cloud", "others"
HOSTS = {"pulumi": "the engine", "pulumi-language-python": "language hosts"}
PACKS = (FLOOR_POLICIES.name, "policies")


@dataclass(slots=True)
class Share:
    """What the processes of one role took, in seconds: from the first one's start to the last one's end, CPU of all."""

    started: float
    ended: float
    cpu: float


def main() -> int:
    """Profile both previews and print them."""
    with tempfile.TemporaryDirectory(prefix="luma-profile-") as folder:
        workspace = Workspace(Path(folder))
        try:
            workspace.init_ours()
            workspace.ours("up", "--yes", "--skip-preview").run()
            workspace.prepare_floor()
            workspace.init_empty()
            empty = workspace.empty_backend()
            for title, command in (
                ("ours", workspace.ours("preview", **empty)),
                ("floor", workspace.floor("preview", **empty)),
            ):
                command.run()
                sys.stdout.write(_text(title, _profiled(command, workspace.announced()["pid"])))
        finally:
            workspace.close()
    return 0


def _profiled(command: Command, cloud: int) -> dict[str, Share]:
    """Run a command and return each role's share; the local cloud runs before and after, so only its part counts."""
    before = _cpu(cloud)
    begun = time.perf_counter()
    process = subprocess.Popen(
        command.arguments, cwd=command.folder, env=dict(command.environment), stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    seen: dict[int, tuple[str, Share]] = {}
    waiter = threading.Thread(target=process.wait)
    waiter.start()
    while waiter.is_alive():
        now = time.perf_counter() - begun
        for each in _below(process.pid):
            _, share = seen.get(each, (OTHER, Share(now, now, 0)))
            # Before its exec a process shows its parent's command, and at its end none.
            if (role := _role(each)) != OTHER or each not in seen:
                seen[each] = (role, share)
            share.ended, share.cpu = now, max(share.cpu, _cpu(each))
        time.sleep(SAMPLE_SECONDS)
    if process.returncode:
        raise CommandError(f"{' '.join(command.arguments)} ended with {process.returncode}")
    found: dict[str, Share] = {CLOUD: Share(0, time.perf_counter() - begun, _cpu(cloud) - before)}
    for role, share in seen.values():
        sum_ = found.setdefault(role, Share(share.started, share.ended, 0))
        sum_.started, sum_.ended = min(sum_.started, share.started), max(sum_.ended, share.ended)
        sum_.cpu += share.cpu
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
    return "the policy pack" if folder.name in PACKS else "the program"


def _text(title: str, shares: dict[str, Share]) -> str:
    lines = [f"{title:<20}{'from':>8}{'to':>8}{'CPU':>8}  seconds"]
    for role, share in sorted(shares.items(), key=lambda item: -item[1].cpu):
        lines.append(f"{role:<20}{share.started:>8.2f}{share.ended:>8.2f}{share.cpu:>8.2f}")
    return "\n".join([*lines, "", ""])


if __name__ == "__main__":
    sys.exit(main())
