"""How cost grows with the stack: seconds a resource in preview against the floor, and everybody's memory."""

import shutil
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import grpc

from bench.processes import PACK, PROGRAM, watch
from bench.results import Row, at_most
from bench.timing import Command
from bench.workspace import FLOOR_POLICIES, ROOT, Workspace
from localcloud.plugin.properties import Properties, encode
from localcloud.plugin.protos import provider as rpc
from localcloud.plugin.protos import services

SIZES = {10: 15, 100: 15, 1000: 4}
"""How many previews are run of each number of resources."""
RECORD = "cloudflare:index/dnsRecord:DnsRecord"


def rows(workspace: Workspace) -> Iterator[Row]:
    """Yield the rows for marginal time and the local cloud's memory."""
    project = workspace.folder / "grown"
    shutil.copytree(ROOT / "bench" / "grown", project, dirs_exist_ok=True)
    (project / ".venv").symlink_to(ROOT / ".venv")
    workspace.init(project)
    measured = {size: _seconds(workspace, project, size, runs) for size, runs in SIZES.items()}
    ours = {size: seconds for size, (seconds, _) in measured.items()}
    floor = {size: seconds for size, (_, seconds) in measured.items()}
    for small, large in pairwise(SIZES):
        ratio = (ours[large] - ours[small]) / (floor[large] - floor[small])
        yield at_most(f"time a resource / floor's, {small} to {large} resources", ratio, 1.2, " x")
    yield from _memory(workspace, project)
    yield at_most("memory of the local cloud at 1,000 resources", _cloud_memory(workspace), 150, " MiB")


def _seconds(workspace: Workspace, project: Path, size: int, runs: int) -> tuple[float, float]:
    """Return the seconds that a preview takes, ours and the floor's, run in turn: the best of each."""
    ours, floor = _preview(workspace, project, size, bare=False), _preview(workspace, project, size, bare=True)
    pairs = [(ours.run().seconds, floor.run().seconds) for _ in range(runs)]
    return min(one for one, _ in pairs), min(other for _, other in pairs)


def _memory(workspace: Workspace, project: Path) -> Iterator[Row]:
    """Yield the rows for the peak memory of the program and of the policy pack at the largest size."""
    size, cloud = max(SIZES), workspace.announced()["pid"]
    ours, floor = (watch(_preview(workspace, project, size, bare=bare), cloud) for bare in (False, True))
    for role in (PROGRAM, PACK):
        ratio = ours[role].mebibytes / floor[role].mebibytes
        yield at_most(f"memory of {role} at {size:,} resources / floor's", ratio, 1.3, " x")


def _preview(workspace: Workspace, project: Path, size: int, *, bare: bool) -> Command:
    pack = FLOOR_POLICIES if bare else ROOT / "policies"
    variables = {"COUNT": str(size), "ROOT": str(ROOT), "BARE": "1" if bare else ""}
    return workspace.command(project, {**variables, "PULUMI_OPTION_POLICY_PACK": str(pack)}, ("preview",))


def _cloud_memory(workspace: Workspace) -> float:
    """Return the resident memory in MiB of the local cloud after 1,000 more creates."""
    announced = workspace.announced()
    with grpc.insecure_channel(f"127.0.0.1:{announced['ports']['cloudflare']}") as channel:
        stub = services.ResourceProviderStub(channel)
        zone = workspace.zone()
        for index in range(max(SIZES)):
            name = f"bench-{index}"
            inputs: Properties = {"zoneId": zone, "name": name, "type": "TXT", "content": "x", "ttl": 1}
            urn = f"urn:pulumi:bench::bench::{RECORD}::{name}"
            stub.Create(rpc.CreateRequest(urn=urn, properties=encode(inputs)))
    status = Path(f"/proc/{announced['pid']}/status").read_text()
    kibibytes = next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS:"))
    return int(kibibytes) / 1024
