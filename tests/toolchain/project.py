"""A tiny Pulumi project in a folder of its own, and the commands to run it."""

import json
import os
import subprocess
import sys
import textwrap
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from toolchain import Toolchain

RUNTIME: Final = f"runtime: {{name: python, options: {{virtualenv: {sys.prefix}}}}}\n"
"""The line of a project, plugin or policy file that names the tests' own environment."""


@dataclass(frozen=True)
class Project:
    """The project's folder and the CLI that runs it."""

    folder: Path
    toolchain: Toolchain

    def create(self) -> None:
        """Write the project file and make the stack."""
        self.write("Pulumi.yaml", "name: tiny\n" + RUNTIME)
        for name in ("state", "home"):
            (self.folder / name).mkdir()
        self.pulumi("stack", "init", "dev")

    def write(self, name: str, text: str) -> None:
        """Write a file below the project's folder, without the text's common indentation."""
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(textwrap.dedent(text), encoding="utf-8")

    def environment(self) -> dict[str, str]:
        """Return the variables of a command: this toolchain, a backend and a home of the project's own."""
        return {
            **os.environ,
            "PATH": f"{self.toolchain.folder}{os.pathsep}{os.environ['PATH']}",
            "PULUMI_BACKEND_URL": f"file://{self.folder / 'state'}",
            "PULUMI_HOME": str(self.folder / "home"),
            "PULUMI_CONFIG_PASSPHRASE": "a passphrase",
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
            "NO_COLOR": "1",
        }

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start a pulumi command, both streams in one pipe."""
        return subprocess.Popen(
            [str(self.toolchain.pulumi), *arguments, "--non-interactive"],
            cwd=self.folder,
            env=self.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def pulumi(self, *arguments: str, check: bool = True) -> str:
        """Run a pulumi command and return what it printed.

        Raises:
            AssertionError: it failed, and `check` is True.
        """
        with self.start(*arguments) as process:
            printed, _ = process.communicate(timeout=180)
        assert not check or process.returncode == 0, f"pulumi {arguments} failed:\n{printed}"
        return printed

    def refused(self, *arguments: str) -> str:
        """Run a pulumi command that must fail and return what it printed."""
        with self.start(*arguments) as process:
            printed, _ = process.communicate(timeout=180)
        assert process.returncode != 0, f"pulumi {arguments} must fail, yet it printed:\n{printed}"
        return printed

    def outputs(self) -> dict[str, object]:
        """Return the stack's outputs, secrets in plain text."""
        found: dict[str, object] = json.loads(self.pulumi("stack", "output", "--json", "--show-secrets"))
        return found
