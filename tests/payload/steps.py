"""A stand-in for GitHub's runner: runs the workflows' own scripts with every outside command replaced by a stub."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from payload.files import PayloadFile

from .workflows import jobs

Delivered = Mapping[str, PayloadFile]

CONTEXT = {
    "GITHUB_SHA": "0123456789abcdef0123456789abcdef01234567",
    "GITHUB_REPOSITORY": "luma-app/luma-web",
    "SMOKE_PAUSE_SECONDS": "0",
}
VALUES = {
    "steps.deploy.outputs.url": "https://luma-web-abc.vercel.app",
    "steps.dump.outputs.file": "backup.sql.gz",
    "github.event.pull_request.number": "7",
    "github.event.pull_request.head.sha": "feedfacefeedfacefeedfacefeedfacefeedface",
    "github.event.before": "9876543210",
    "github.token": "runner-token",
}
OUTSIDE = ("npx", "npm", "node", "gh", "curl", "age", "aws", "sudo", "pg_dump", "git")


@dataclass
class Runner:
    """A machine with stubs: each writes its call to a log, then does what a test says."""

    folder: Path
    answers: dict[str, str] = field(default_factory=dict)

    def run(self, script: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run a step's script with the runner's own shell options."""
        for name in OUTSIDE:
            stub = self.folder / "bin" / name
            stub.parent.mkdir(exist_ok=True)
            stub.write_text(f'#!/bin/bash\necho "{name} $*" >> "$CALLS"\n{self.answers.get(name, "")}\n')
            stub.chmod(0o755)
        files = {
            name: str(self.folder / name) for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY", "GITHUB_PATH", "CALLS")
        }
        temp = {"RUNNER_TEMP": str(self.folder), "PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}"}
        return subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
            cwd=self.folder / "repository",
            env=files | temp | CONTEXT | environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def read(self, name: str) -> str:
        """Return what was written to one of the runner's files."""
        path = self.folder / name
        return path.read_text(encoding="utf-8") if path.exists() else ""

    @property
    def calls(self) -> list[str]:
        """Return the outside commands that were run, with their arguments."""
        return self.read("CALLS").splitlines()


def step(delivered: Delivered, key: str, name: str) -> tuple[str, dict[str, str]]:
    """Return a step's script and its environment, with every expression replaced by a value."""
    (job,) = (job for job in jobs(delivered) if job.key == key)
    (found,) = (step for step in job.steps if step.get("name") == name)
    return found["run"], {key: evaluate(str(value)) for key, value in found.get("env", {}).items()}


def evaluate(text: str) -> str:
    """Replace `${{ … }}`: known ones by a value, secrets and variables by their names in lower case."""
    while "${{" in text:
        before, _, rest = text.partition("${{")
        expression, _, after = rest.partition("}}")
        name = expression.strip()
        text = before + VALUES.get(name, name.rpartition(".")[2].lower().replace("_", "-")) + after
    return text


def perform(runner: Runner, delivered: Delivered, key: str, name: str) -> subprocess.CompletedProcess[str]:
    """Run one step of a job."""
    script, environment = step(delivered, key, name)
    return runner.run(script, **environment)
