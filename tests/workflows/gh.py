"""A stand-in for GitHub's `gh`: writes each call to a log, and answers what a test says."""

import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]


class Runner:
    """A machine on which `gh` is a stub."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.answer = ""

    def run(self, script: str, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a script of this repository."""
        stub = self.folder / "bin" / "gh"
        stub.parent.mkdir(exist_ok=True)
        stub.write_text(f'#!/bin/bash\necho "$*" >> "$CALLS"\n{self.answer}\n')
        stub.chmod(0o755)
        more = {
            "PATH": f"{stub.parent}:{os.environ['PATH']}",
            "CALLS": str(self.folder / "calls"),
            "GITHUB_REPOSITORY": "luma-app/platform",
        }
        return subprocess.run(
            ["bash", str(ROOT / ".github" / "scripts" / script), *words],
            cwd=self.folder,
            env={**os.environ, **more},
            capture_output=True,
            text=True,
            check=False,
        )

    @property
    def calls(self) -> list[str]:
        """What was asked of GitHub: the first two words of each call."""
        path = self.folder / "calls"
        return [" ".join(line.split()[:2]) for line in path.read_text().splitlines()] if path.exists() else []
