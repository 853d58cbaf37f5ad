"""Runs the real engine on a checkout of its own: the toolkit of every slow test.

A `Checkout` is a copy of the working tree with its own local home. `local` runs `./luma local …` in it, `world` shows
the local cloud, `state` a stack's saved state. pytest keeps the folder for a look after a failure.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

ROOT: Final = Path(__file__).resolve().parents[1]
TIMEOUT_SECONDS: Final = 300
SKIPPED: Final = (".git", ".venv", ".local", "build", "node_modules", "__pycache__", ".hypothesis", "*_cache", "tests")
SEEDED: Final = frozenset(
    {
        ("cloudflare", "account"),
        ("cloudflare", "zone"),
        ("github", "organization"),
        ("sentry", "integration"),
        ("sentry", "organization"),
        ("trigger", "project"),
        ("vercel", "team"),
    }
)
"""What only a person can make, by cloud and type: it is there from the start."""
GIT_OBJECTS: Final = frozenset({"blob", "commit", "tree"})
RULE: Final = re.compile(r"\[([A-Z0-9]+-\d{3})\] (\S+):")
Event = dict[str, Any]
Thing = dict[str, Any]


@dataclass(frozen=True)
class Run:
    """A command that has ended: exit code, what it wrote, and the engine's events."""

    words: Sequence[str]
    code: int
    out: str
    err: str
    events: Sequence[Event]

    @property
    def text(self) -> str:
        """Everything that was written."""
        return self.out + self.err

    def changes(self) -> dict[str, int]:
        """Return the engine's own count of operations by kind, without what stays the same."""
        summary: Event = next((each["summaryEvent"] for each in reversed(self.events) if "summaryEvent" in each), {})
        return {kind: count for kind, count in summary.get("resourceChanges", {}).items() if kind != "same"}

    def steps(self) -> set[tuple[str, str, str]]:
        """Return each change that was made or foreseen: operation, type, resource name."""
        found = (each["resourcePreEvent"]["metadata"] for each in self.events if "resourcePreEvent" in each)
        idle = {"same", "refresh"}
        return {(step["op"], step["type"], step["urn"].rsplit("::", 1)[-1]) for step in found if step["op"] not in idle}

    def violations(self) -> set[tuple[str, str]]:
        """Return what the policy pack refused: rule and resource name."""
        found = (each["policyEvent"] for each in self.events if "policyEvent" in each)
        messages = (each["message"] for each in found if each["enforcementLevel"] == "mandatory")
        return {match.groups() for text in messages for match in RULE.finditer(text)}  # type: ignore[misc]  # two groups

    def diffs(self) -> dict[str, set[str]]:
        """Return the changed properties of each resource by its name."""
        found: dict[str, set[str]] = {}
        for each in self.events:
            step = each.get("resourcePreEvent", {}).get("metadata", {})
            if step.get("detailedDiff"):
                found.setdefault(step["urn"].rsplit("::", 1)[-1], set()).update(step["detailedDiff"])
        return found


class Checkout:
    """A copy of the working tree with a local home of its own. What is in `prefix` runs `./luma`, as `env` does."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.home = folder / ".local"
        self.prefix: Sequence[str] = ()

    @classmethod
    def make(cls, folder: Path, source: Path = ROOT) -> Checkout:
        """Copy a working tree; with a `source` that is a checkout, its local home comes along."""
        skipped = [each for each in SKIPPED if source == ROOT or each not in {".local", "__pycache__"}]
        shutil.copytree(source, folder, ignore=shutil.ignore_patterns(*skipped), symlinks=True)
        if not (folder / ".venv").exists():
            (folder / ".venv").symlink_to(ROOT / ".venv")
        return cls(folder)

    def luma(self, *words: str, **variables: str) -> Run:
        """Run `./luma WORDS` and return what came of it."""
        process = self.start(*words, **variables)
        out, err = process.communicate(timeout=TIMEOUT_SECONDS)
        return Run(words, process.returncode, out, err, ())

    def local(self, *words: str, stack: str = "prod", **variables: str) -> Run:
        """Run `./luma local WORDS --stack STACK` with the engine's events recorded."""
        log = self.folder / f"events-{time.monotonic_ns()}.jsonl"
        recorded = {"up", "preview", "refresh", "destroy"} & set(words[:1])
        more = ["--event-log", str(log)] if recorded else []
        run = self.luma("local", *words, "--stack", stack, *more, PULUMI_DEBUG_COMMANDS="true", **variables)
        events = [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []
        return Run(run.words, run.code, run.out, run.err, events)

    def up(self, *words: str, stack: str = "prod", **variables: str) -> Run:
        """Run `up`, which must succeed."""
        run = self.local("up", "--yes", "--skip-preview", *words, stack=stack, **variables)
        assert run.code == 0, f"up of {stack} failed:\n{run.text}"
        return run

    def start(self, *words: str, **variables: str) -> subprocess.Popen[str]:
        """Start `./luma WORDS` in a process group of its own."""
        environment = {name: value for name, value in os.environ.items() if name != "LUMA_LOCAL_HOME"}
        return subprocess.Popen(
            [*self.prefix, str(self.folder / "luma"), *words],
            cwd=self.folder,
            env={**environment, **variables},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def world(self) -> dict[str, list[dict[str, Any]]]:
        """Return what is in the local cloud, by cloud."""
        done = self.cloud("dump")
        found: dict[str, list[dict[str, Any]]] = json.loads(done.stdout)
        return found

    def things(self) -> Counter[tuple[str, str, str]]:
        """Return what is in the local cloud as cloud, type and name, without what was there from the start.

        Names are spelled without ids. Git's objects are left out, but each file of a branch is a thing.
        """
        world = self.world()
        found = Counter(
            (cloud, each["type"], label(each, entities))
            for cloud, entities in world.items()
            for each in entities
            if (cloud, each["type"]) not in SEEDED and each["type"] not in GIT_OBJECTS
        )
        found.update(("github", "file", path) for path in files(world.get("github", [])))
        return found

    def stored(self) -> list[tuple[str, str, str, dict[str, Any]]]:
        """Return every entity as it is stored, readable values included: cloud, type, label, fields."""
        with contextlib.closing(sqlite3.connect(f"file:{self.home / 'cloud.sqlite'}?mode=ro", uri=True)) as connection:
            rows = connection.execute("SELECT cloud, kind, key, id, data FROM entities").fetchall()
        world: dict[str, list[Thing]] = {}
        for cloud, kind, key, id_, data in rows:
            world.setdefault(cloud, []).append({"type": kind, "name": key, "id": id_, "properties": json.loads(data)})
        return [
            (cloud, each["type"], label(each, others), each["properties"])
            for cloud, others in world.items()
            for each in others
        ]

    def drift(self, cloud: str, kind: str, name: str, *change: str) -> None:
        """Change a thing as somebody in the vendor's console would; `name` is its label."""
        entities = self.world()[cloud]
        key = next(each["name"] for each in entities if each["type"] == kind and label(each, entities) == name)
        self.cloud("drift", cloud, kind, key, *change)

    def size(self) -> int:
        """Return how many things are in the local cloud; cheap enough to be asked while a run goes on."""
        database = self.home / "cloud.sqlite"
        if not database.exists():
            return 0
        with contextlib.closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
            found: int = connection.execute("SELECT count(*) FROM entities").fetchone()[0]
        return found

    def cloud(self, command: str, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command of the local cloud on this checkout's world: dump, fault, drift."""
        database = ["--database", str(self.home / "cloud.sqlite")]
        return subprocess.run(
            [*self.prefix, sys.executable, "-m", "localcloud", command, *database, *words],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )

    def state(self, stack: str = "prod") -> dict[str, Any]:
        """Return a stack's exported deployment, secrets encrypted."""
        run = self.luma("local", "stack", "export", "--stack", stack)
        assert run.code == 0, run.text
        deployment: dict[str, Any] = json.loads(run.out)["deployment"]
        return deployment

    def edit(self, stack: str, change: Callable[[dict[str, Any]], object]) -> None:
        """Change the settings in a stack file."""
        path = self.folder / f"Pulumi.{stack}.yaml"
        content = yaml.safe_load(path.read_text())
        change(content["config"]["luma:platform"])
        path.write_text(yaml.safe_dump(content, sort_keys=False))

    def stack_files(self) -> Mapping[str, bytes]:
        """Return the committed Pulumi files as they stand."""
        return {path.name: path.read_bytes() for path in sorted(self.folder.glob("Pulumi*.yaml"))}


def label(entity: Thing, others: Sequence[Thing]) -> str:
    """Return an entity's name with the ids in it spelled as what they stand for."""
    own = entity["properties"]
    names = {
        each["id"]: name
        for each in others
        if (name := each["properties"].get("slug") or each["properties"].get("name"))
    }
    if name := own.get("name") or own.get("note"):
        names |= {entity["id"]: name, own.get("digest", ""): name}
    return "/".join(str(names.get(part) or part) for part in str(entity["name"]).split("/"))


def files(github: Sequence[Thing]) -> Iterator[str]:
    """Yield every file of every branch as `ref/path`."""
    objects = {each["properties"]["sha"]: each["properties"] for each in github if each["type"] in GIT_OBJECTS}

    def walk(sha: str, path: str) -> Iterator[str]:
        for entry in objects[sha].get("entries", ()):
            inner = f"{path}/{entry['name']}"
            yield from walk(entry["sha"], inner) if entry["kind"] == "tree" else [inner]

    for ref in (each["properties"] for each in github if each["type"] == "ref"):
        yield from walk(objects[ref["sha"]]["tree"], ref["name"])


def kill_tree(process: subprocess.Popen[str]) -> None:
    """End a process and all it started by SIGKILL, as a lost machine would."""
    for each in [*descendants(process.pid), process.pid]:
        try:
            os.kill(each, signal.SIGKILL)
        except ProcessLookupError:
            continue
    process.communicate()


def descendants(process: int) -> list[int]:
    """Return the processes below one, the deepest first."""
    listed = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True).stdout.split()
    parents = dict(zip(map(int, listed[::2]), map(int, listed[1::2]), strict=True))
    found: list[int] = []
    level = [process]
    while level:
        level = [each for each, parent in parents.items() if parent in level]
        found = [*level, *found]
    return found
