"""A local cloud and a Pulumi home of the bench's own, and the two stacks it compares: ours and the floor."""

import json
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bench.floor_state import bare_resources, floor_state
from bench.timing import Command, CommandError
from toolchain import locate

ROOT = Path(__file__).resolve().parent.parent
FLOOR = ROOT / "bench" / "floor"
FLOOR_POLICIES = ROOT / "bench" / "floor_policies"
STACK = "prod"


class Workspace:
    """A local home in `folder` with a running local cloud. `environment` is what `./luma local env` prints."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.home = folder / "home"
        self.python = sys.executable
        self.pulumi = str(locate().pulumi)
        self.environment: dict[str, str] = {**os.environ, "LUMA_LOCAL_HOME": str(self.home)}
        self.environment.pop("PYTHONDONTWRITEBYTECODE", None)
        self._read_variables()

    def _read_variables(self) -> None:
        """Start the local cloud and take over its variables; plain `pulumi` stays the CLI itself."""
        for line in self.luma("local", "env").splitlines():
            name, value = shlex.split(line)[1].split("=", 1)
            self.environment[name] = value
        tools = [str(Path(self.pulumi).parent), str(Path(self.python).parent)]
        self.environment["PATH"] = os.pathsep.join([*tools, os.environ["PATH"]])

    def luma(self, *words: str) -> str:
        """Run `./luma` and return what it printed.

        Raises:
            CommandError: its exit code is not 0.
        """
        return _output([str(ROOT / "luma"), *words], ROOT, self.environment)

    def ours(self, *words: str, **variables: str) -> Command:
        """Return a Pulumi command on the real program, as `./luma local` would run it."""
        project = self.home / "project"
        own = {
            "PULUMI_OPTION_CONFIG_FILE": str(project / f"Pulumi.{STACK}.yaml"),
            "PULUMI_OPTION_POLICY_PACK": str(ROOT / "policies"),
            "PULUMI_OPTION_POLICY_PACK_CONFIG": str(project / f"policies.{STACK}.json"),
        }
        return self.command(ROOT, {**own, **variables}, words)

    def floor(self, *words: str, **variables: str) -> Command:
        """Return a Pulumi command on the floor: the same resources, bare, with an empty policy."""
        own = {"PULUMI_OPTION_POLICY_PACK": str(FLOOR_POLICIES)}
        return self.command(self.folder / "floor", {**own, **variables}, words)

    def prepare_floor(self) -> None:
        """Make the floor's project, and give it our stack's state, so that both look at the same world."""
        project = self.folder / "floor"
        shutil.copytree(FLOOR, project, dirs_exist_ok=True)
        for name in (".venv", "provider"):
            (project / name).symlink_to(ROOT / name)
        state = self.our_state()
        (project / "resources.json").write_text(json.dumps(bare_resources(state)))
        self.init(project)
        rebuilt = floor_state(state, self.state(project), "floor")
        file = project / "state.json"
        file.write_text(json.dumps(rebuilt))
        self.command(project, {}, ("stack", "import", "--file", str(file))).run()

    def init(self, project: Path) -> None:
        """Make the stack of a project of the bench's own."""
        self.command(project, {}, ("stack", "init", "--no-select")).run()

    def init_ours(self) -> None:
        """Make our stack; `./luma local` also makes its generated files."""
        self.luma("local", "stack", "--stack", STACK)

    def our_state(self) -> dict[str, Any]:
        """Return our stack's state with its secrets."""
        return self.state(ROOT)

    def announced(self) -> dict[str, Any]:
        """Return what the running local cloud says of itself."""
        found: dict[str, Any] = json.loads((self.home / "announce.json").read_text())
        return found

    def zone(self) -> str:
        """Return the id of the zone in the local cloud."""
        seed = json.loads((self.home / "project" / f"seed.{STACK}.json").read_text())
        return str(seed["cloudflare"]["zones"][0]["id"])

    def init_empty(self) -> None:
        """Make both stacks in the empty backend, away from the committed stack file."""
        for project in (self.home / "project", self.folder / "floor"):
            self.command(project, self.empty_backend(), ("stack", "init", "--no-select")).run()

    def empty_backend(self) -> dict[str, str]:
        """Return the variables of a local state in which both stacks are new."""
        home = self.folder / "empty"
        (home / "state").mkdir(parents=True, exist_ok=True)
        return {"LUMA_LOCAL_HOME": str(home), "PULUMI_BACKEND_URL": f"file://{home}/state"}

    def state(self, folder: Path) -> dict[str, Any]:
        """Return a project's state with its secrets."""
        words = ["stack", "export", "--stack", STACK, "--show-secrets", "--non-interactive"]
        found: dict[str, Any] = json.loads(_output([self.pulumi, *words], folder, self.environment))
        return found

    def close(self) -> None:
        """End the local cloud."""
        self.luma("local", "stop")

    def command(self, folder: Path, variables: Mapping[str, str], words: tuple[str, ...]) -> Command:
        """Return a Pulumi command in a folder, on the stack, with more variables."""
        arguments = [self.pulumi, *words, "--stack", STACK, "--non-interactive"]
        return Command(arguments, folder, {**self.environment, **variables})


def _output(arguments: list[str], folder: Path, environment: Mapping[str, str]) -> str:
    done = subprocess.run(
        arguments, cwd=folder, env=dict(environment), stdin=subprocess.DEVNULL, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    if done.returncode:
        raise CommandError(f"{' '.join(arguments)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout
