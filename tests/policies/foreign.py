"""A foreign program under the pack, in the real engine, against the local cloud.

The program knows nothing of this platform: it registers the resources that a file lists, with explicit providers.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib import metadata
from pathlib import Path
from typing import Any, Final

from toolchain import locate

from .world import World

ROOT: Final = Path(__file__).parents[2]
PACKAGES: Final = {
    "vercel": "pulumiverse-vercel",
    "github": "pulumi-github",
    "cloudflare": "pulumi-cloudflare",
    "sentry": "pulumiverse-sentry",
}
OUTPUTS: Final = frozenset(["dsnPublic"])
"""Properties of the good stack that are outputs, which no program gives."""

RULE: Final = re.compile(r"\[([A-Z0-9]+-\d{3})\] (\S+):")
PROGRAM: Final = """
import json, os, sys
import pulumi

plan = json.load(open(os.environ["SHOP_PLAN"]))
providers = {
    name: pulumi.ProviderResource(name, name, {}, pulumi.ResourceOptions(version=version))
    for name, version in plan["providers"].items()
}
made = {}

def make(name):
    if name not in made:
        item = plan["resources"][name]
        after = [make(other) for other in item["after"]]
        made[name] = pulumi.CustomResource(
            item["type"], name, item["properties"],
            pulumi.ResourceOptions(
                protect=item["protect"], ignore_changes=item["ignore"], depends_on=after,
                provider=providers[item["type"].split(":")[0]],
            ),
        )
    return made[name]

for name in plan["resources"]:
    make(name)

ours = {"components", "settings", "payload", "cli", "luma_policies"} & {name.split(".")[0] for name in sys.modules}
assert not ours, f"a foreign program imports nothing of this platform, but {ours}"
"""


@dataclass(frozen=True)
class Preview:
    """What a preview came to: its exit code, what it wrote, and the rules and resources of its violations by level."""

    code: int
    text: str
    violations: frozenset[tuple[str, str, str]]

    def keys(self) -> set[tuple[str, str]]:
        """Return rule and resource of every violation."""
        return {(rule, resource) for _, rule, resource in self.violations}


class Foreign:
    """A folder with the program, its state backend, a copy of the pack alone, and a running local cloud."""

    def __init__(self, folder: Path, ports: dict[str, int]) -> None:
        self.folder = folder
        tools = str(locate().folder)
        self.environment = {
            **os.environ,
            "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}",
            "PULUMI_HOME": str(folder / "home"),
            "PULUMI_BACKEND_URL": f"file://{folder / 'state'}",
            "PULUMI_CONFIG_PASSPHRASE": "foreign",
            "PULUMI_DEBUG_PROVIDERS": ",".join(f"{name}:{port}" for name, port in ports.items()),
            "PULUMI_DEBUG_COMMANDS": "true",
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
            "PULUMI_DISABLE_REGISTRY_RESOLVE": "true",
            "SHOP_PLAN": str(folder / "plan.json"),
        }
        (folder / "state").mkdir()
        self.pack = folder / "guard" / "policies"
        shutil.copytree(ROOT / "policies", self.pack, ignore=shutil.ignore_patterns("__pycache__"))
        (self.pack.parent / ".venv").symlink_to(ROOT / ".venv")
        (folder / "__main__.py").write_text(PROGRAM)
        options = {"virtualenv": str(ROOT / ".venv")}
        (folder / "Pulumi.yaml").write_text(
            json.dumps({"name": "shop", "runtime": {"name": "python", "options": options}})
        )
        self.pulumi("stack", "init", "prod")

    def pulumi(self, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run the CLI in the program's folder."""
        return subprocess.run(
            ["pulumi", *words],
            cwd=self.folder,
            env={**self.environment, **variables},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    def preview(self, world: World, *words: str, report: Path | None = None) -> Preview:
        """Preview a stack of these resources under the pack, which writes its report to a file where one is named."""
        (self.folder / "plan.json").write_text(json.dumps(plan(world)))
        return self.previewed(*words, report=report)

    def previewed(self, *words: str, report: Path | None = None) -> Preview:
        """Preview what the program in the folder says."""
        log = self.folder / f"events-{time.monotonic_ns()}.jsonl"
        pack = ("--policy-pack", str(self.pack), "--event-log", str(log))
        variables = {"LUMA_POLICY_REPORT": str(report)} if report else {}
        done = self.pulumi("preview", "--stack", "prod", "--non-interactive", *pack, *words, **variables)
        events = [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []
        policy = [event["policyEvent"] for event in events if "policyEvent" in event]
        found = [(event["enforcementLevel"], *match) for event in policy for match in RULE.findall(event["message"])]
        return Preview(done.returncode, done.stdout + done.stderr, frozenset(found))


def plan(world: World) -> dict[str, Any]:
    """Write a world down as the program reads it."""
    later = (datetime.now(tz=UTC) + timedelta(days=200)).strftime("%Y-%m-%dT00:00:00Z")
    resources: dict[str, dict[str, Any]] = {
        name: {
            "type": item.type,
            "properties": {key: value for key, value in item.properties.items() if key not in OUTPUTS},
            "protect": item.protect,
            "ignore": list(item.ignore_changes),
            "after": [other for other in item.depends_on if other in world.items],
        }
        for name, item in world.items.items()
    }
    for item in resources.values():
        if item["properties"].get("expiresOn") == "2027-11-01T00:00:00Z":
            item["properties"]["expiresOn"] = later
    return {"resources": resources, "providers": {name: metadata.version(dist) for name, dist in PACKAGES.items()}}


@contextlib.contextmanager
def local_cloud(folder: Path) -> Iterator[dict[str, int]]:
    """Run a local cloud and yield its ports."""
    announce = folder / "announce.json"
    files = ("--database", str(folder / "cloud.sqlite"), "--announce", str(announce))
    watched = ("--parent-pid", str(os.getpid()))
    process = subprocess.Popen([sys.executable, "-m", "localcloud", "serve", *files, *watched], cwd=ROOT)
    try:
        end = time.monotonic() + 60
        while not announce.exists():
            assert process.poll() is None, "the local cloud ended at once"
            assert time.monotonic() < end, "the local cloud did not start"
            time.sleep(0.05)
        ports: dict[str, int] = json.loads(announce.read_text())["ports"]
        yield {name: port for name, port in ports.items() if name in PACKAGES}
    finally:
        process.terminate()
        process.wait(30)
