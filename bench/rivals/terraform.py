"""Terraform and checkov on the equivalent set, in a folder of their own, led to a local cloud."""

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.floor_state import Resource
from bench.rivals.convert import Equivalent, equivalent, required_providers
from bench.timing import Command
from cli.files import write_private

_PLAN: Final = ("terraform", "plan", "-input=false", "-no-color")
_CHECKOV: Final = (
    *("checkov", "--directory", ".", "--framework", "terraform"),
    *("--skip-download", "--soft-fail", "--compact", "--output", "json"),
)
"""The quickest of checkov's three ways to read the set (the plan as JSON and Terraform's JSON take longer), offline."""
_SETTINGS: Final = {"CHECKPOINT_DISABLE": "1", "TF_IN_AUTOMATION": "1"}


class RivalError(Exception):
    """Terraform or checkov could not do its part; the message says what it printed."""


@dataclass(frozen=True, slots=True)
class Terraform:
    """Terraform's folder, and the variables that lead its providers to a local cloud."""

    folder: Path
    variables: Mapping[str, str]

    def init(self) -> None:
        """Get the providers as the user's own Terraform does: from the internet, or as TF_CLI_CONFIG_FILE says.

        Raises:
            RivalError: it cannot.
        """
        self.folder.mkdir(mode=0o700)
        write_private(self._file, required_providers())
        _output(("terraform", "init", "-input=false", "-no-color"), self.folder, {**os.environ, **_SETTINGS})

    def write(self, state: Resource) -> Equivalent:
        """Write the configuration that equals a stack's state, and return it.

        Args:
            state: Our state, as `pulumi stack export --show-secrets` gives it.

        Raises:
            RivalError: Terraform cannot tell its providers' schemas.
        """
        found = equivalent(state, json.loads(self._led("terraform", "providers", "schema", "-json")))
        write_private(self._file, found.text)
        return found

    def apply(self) -> None:
        """Make all of it in the local cloud.

        Raises:
            RivalError: it ended with an error.
        """
        self._led("terraform", "apply", "-input=false", "-no-color", "-auto-approve")

    def command(self, *options: str) -> Command:
        """Return `terraform plan` with more options, followed by checkov."""
        line = " ".join([*_PLAN, *options, "&&", *_CHECKOV])
        return Command(["sh", "-c", line], self.folder, self._environment)

    def planned(self) -> int:
        """Return how many resources `terraform plan` would create.

        Raises:
            RivalError: it would change, replace or delete one.
        """
        self._led(*_PLAN, "-out=plan")
        plan = json.loads(self._led("terraform", "show", "-json", "plan"))
        (self.folder / "plan").unlink()
        actions = {each["address"]: each["change"]["actions"] for each in plan["resource_changes"]}
        wrong = sorted(address for address, each in actions.items() if each not in (["create"], ["no-op"]))
        if wrong:
            raise RivalError(f"terraform plan would change or delete what is as it should be: {', '.join(wrong)}")
        return list(actions.values()).count(["create"])

    def evaluated(self) -> int:
        """Return how many resources checkov evaluated.

        Raises:
            RivalError: it could not read the configuration.
        """
        summary = json.loads(self._led(*_CHECKOV))["summary"]
        if summary["parsing_errors"]:
            raise RivalError(f"checkov could not read {self._file}")
        return int(summary["resource_count"])

    @property
    def _file(self) -> Path:
        return self.folder / "main.tf"

    @property
    def _environment(self) -> dict[str, str]:
        return {**os.environ, **_SETTINGS, **self.variables}

    def _led(self, *words: str) -> str:
        return _output(words, self.folder, self._environment)


def missing() -> list[str]:
    """Return which of Terraform and checkov are not on PATH."""
    return [name for name in ("terraform", "checkov") if shutil.which(name) is None]


def _output(words: tuple[str, ...], folder: Path, environment: Mapping[str, str]) -> str:
    done = subprocess.run(
        words, cwd=folder, env=dict(environment), stdin=subprocess.DEVNULL, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    if done.returncode:
        raise RivalError(f"{' '.join(words)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout
