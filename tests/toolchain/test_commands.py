"""./luma, the make targets and the CI script."""

import os
import re
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from toolchain import environment

ROOT = environment.ROOT


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return a copy of the bootstrap with a fresh, empty environment and a cli package that shows its arguments."""
    root = tmp_path / "a project"
    root.mkdir()
    shutil.copy(ROOT / "luma", root)
    shutil.copytree(ROOT / "toolchain", root / "toolchain", ignore=shutil.ignore_patterns("host", "__pycache__"))
    (root / "cli").mkdir()
    (root / "cli" / "__main__.py").write_text(
        "import os, sys\nprint(os.getcwd(), sys.prefix, *sys.argv[1:], sep='|')\nsys.exit(3)\n", encoding="utf-8"
    )
    (root / "requirements.txt").write_text("", encoding="utf-8")
    venv.create(root / ".venv", symlinks=True)
    (root / ".venv" / "made-from").write_text(environment._expected(root), encoding="utf-8")
    return root


def test_luma_runs_the_cli_in_the_environment_from_any_folder(copy: Path, tmp_path: Path) -> None:
    command = [str(copy / "luma"), "local", "up --yes", "*"]
    result = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    wanted = f"{tmp_path}|{copy / '.venv'}|local|up --yes|*\n"
    assert result.stdout == wanted, f"folder, interpreter and arguments are kept as they are: {result.stderr}"
    assert result.returncode == 3, "the exit code is the command's own"


@pytest.mark.slow
def test_luma_without_an_environment_says_what_is_wrong_and_shows_no_traceback(copy: Path) -> None:
    shutil.rmtree(copy / ".venv")
    (copy / "requirements.txt").write_text("./no-such-package\n", encoding="utf-8")
    variables = {"PATH": "/usr/bin:/bin", "PYTHON": sys.executable}
    result = subprocess.run([str(copy / "luma")], env=variables, cwd=copy, capture_output=True, text=True, check=False)
    assert result.returncode == 1, "nothing was run"
    assert "error: Installing the packages of requirements.txt failed" in result.stderr, "what is wrong"
    assert "Traceback" not in result.stderr, "a person's problem, not a bug"


def make(*arguments: str) -> str:
    """Return what make prints."""
    # Run by `make test`, this make would inherit that one's flags and print the folders it enters and leaves.
    variables = {name: value for name, value in os.environ.items() if name not in {"MAKEFLAGS", "MAKELEVEL", "MFLAGS"}}
    result = subprocess.run(["make", *arguments], cwd=ROOT, env=variables, capture_output=True, text=True, check=True)
    return result.stdout


def test_make_alone_lists_every_target() -> None:
    listed = {line.split()[0] for line in make().splitlines()}
    assert listed == {
        "help",
        "setup",
        "demo",
        "test",
        "lint",
        "bench",
        "generate",
        "lock",
        "audit",
        "profile",
        "soak",
        "clean",
    }, "the default is help"


@pytest.mark.parametrize("target", ["demo", "test", "lint", "bench", "generate"])
def test_every_working_target_sets_up_first(target: str) -> None:
    assert make("-n", target).splitlines()[0].endswith("-m toolchain"), "a fresh clone needs no other command"


def test_the_ci_script_runs_the_tests_and_the_demo() -> None:
    text = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert re.findall(r"for target in (.*);", text) == ["test demo"], "what a newcomer is promised"
    assert "set -euo pipefail" in text, "a failing target fails the script"
