"""The virtual environment: when it is fresh, what refreshes it, and what a person is told."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from toolchain import ToolchainError, environment


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a project with an environment that was made from its requirements.txt by this Python."""
    (tmp_path / "requirements.txt").write_text("pulumi==3.272.0\n", encoding="utf-8")
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "python").symlink_to(sys.executable)
    version = ".".join(map(str, sys.version_info[:3]))
    (tmp_path / ".venv" / "pyvenv.cfg").write_text(f"version = {version}\n", encoding="utf-8")
    (tmp_path / ".venv" / "made-from").write_text(environment._expected(tmp_path), encoding="utf-8")
    return tmp_path


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the labels of the steps taken, none of which is run."""
    taken: list[str] = []
    monkeypatch.setattr(environment, "_run", lambda root, label, command: taken.append(label))
    return taken


REFRESH = ["Installing the packages of requirements.txt", "Compiling the packages"]
LOCK = ["-r", "requirements.txt"]
ANEW = ["Making .venv", *REFRESH]


def test_a_fresh_environment_is_left_alone(root: Path, steps: list[str]) -> None:
    assert environment.ensure(root) == root / ".venv" / "bin" / "python", "the interpreter to use"
    assert steps == [], "nothing is started while the stamp holds"


def test_other_requirements_are_installed_into_the_same_environment(root: Path, steps: list[str]) -> None:
    (root / "requirements.txt").write_text("pulumi==3.273.0\n", encoding="utf-8")
    assert not environment.is_fresh(root), "the stamp is of other requirements"
    environment.ensure(root)
    assert steps == REFRESH, "an environment of this Python is kept"
    assert environment.is_fresh(root), "the new stamp holds"


def test_the_packages_are_installed_by_hash_and_never_built(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commands: list[list[str]] = []
    monkeypatch.setattr(environment, "_run", lambda root, label, command: commands.append(command))
    (root / "requirements.txt").write_text("pulumi==3.273.0\n", encoding="utf-8")
    environment.ensure(root)
    install = commands[0][commands[0].index("install") :]
    assert install == [*["install", "--require-hashes", "--only-binary", ":all:", "--no-compile"], *LOCK], "all of it"


def test_a_package_that_is_no_longer_named_is_removed(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commands: list[list[str]] = []
    monkeypatch.setattr(environment, "_run", lambda root, label, command: commands.append(command))
    for name in ("Left_Over-1.0", "pulumi-3.273.0", "zope.interface-1.0"):
        (root / ".venv" / "lib" / "python3.11" / "site-packages" / f"{name}.dist-info").mkdir(parents=True)
    (root / "requirements.txt").write_text("pulumi==3.273.0 \\\n    --hash=x\nzope-interface==1.0\n", encoding="utf-8")
    environment.ensure(root)
    assert commands[1][-3:] == ["uninstall", "--yes", "left-over"], "what nobody pinned is not imported by chance"


def test_an_environment_of_another_python_is_made_anew(root: Path, steps: list[str]) -> None:
    (root / ".venv" / "pyvenv.cfg").write_text("version = 3.8.1\n", encoding="utf-8")
    (root / ".venv" / "made-from").write_text("3.8 0\n", encoding="utf-8")
    environment.ensure(root)
    assert steps == ANEW, "its packages are of another version"


def test_an_environment_whose_interpreter_is_gone_is_made_anew(root: Path, steps: list[str]) -> None:
    (root / ".venv" / "bin" / "python").unlink()
    (root / ".venv" / "bin" / "python").symlink_to(root / "gone")
    environment.ensure(root)
    assert steps == ANEW, "an upgrade of the system's Python leaves a dangling link"


def test_an_interrupted_refresh_is_done_again(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    (root / "requirements.txt").write_text("pulumi==3.273.0\n", encoding="utf-8")
    monkeypatch.setattr(environment, "_run", interrupt)
    with pytest.raises(KeyboardInterrupt):
        environment.ensure(root)
    assert not environment.is_fresh(root), "the stamp comes last"


def test_a_failing_step_is_told_with_its_last_words_and_the_fix(root: Path) -> None:
    (root / "requirements.txt").write_text("not-a-package-at-all @ file:///nowhere\n", encoding="utf-8")
    script = "#!/bin/sh\necho 'No matching distribution found'; exit 1\n"
    python = root / ".venv" / "bin" / "python"
    python.unlink()
    python.write_text(script, encoding="utf-8")
    python.chmod(0o755)
    with pytest.raises(ToolchainError, match=r"No matching distribution found(.|\n)*pip config list(.|\n)*make setup"):
        environment.ensure(root)


def test_a_python_that_is_too_old_is_refused_before_anything_is_made(
    root: Path, steps: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 10, 4, "final", 0))
    with pytest.raises(ToolchainError, match=r"at least 3\.11 is needed(.|\n)*make PYTHON="):
        environment.ensure(root)
    assert steps == [], "nothing is half made"


def test_the_steps_run_without_the_variable_that_forbids_byte_code(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    code = "import os, sys; sys.exit('PYTHONDONTWRITEBYTECODE' in os.environ)"
    environment._run(root, "Looking", [sys.executable, "-c", code])
    assert os.environ["PYTHONDONTWRITEBYTECODE"] == "1", "the caller's own environment is left alone"


def test_a_bare_old_python_can_read_every_module() -> None:
    """The refusal of an old Python must not itself be a syntax error there."""
    code = "import ast, sys; [ast.parse(open(f).read(), f, feature_version=(3, 8)) for f in sys.argv[1:]]"
    modules = [str(file) for file in (environment.ROOT / "toolchain").glob("*.py")]
    result = subprocess.run([sys.executable, "-c", code, *modules], capture_output=True, text=True, check=False)
    assert result.stderr == "", "no syntax newer than Python 3.8"


def test_the_package_needs_nothing_but_the_standard_library() -> None:
    code = "import sys; sys.path.insert(0, sys.argv[1]); import toolchain, toolchain.environment, toolchain.progress"
    command = [sys.executable, "-I", "-S", "-c", code, str(environment.ROOT)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.stderr == "", "set-up runs before any package is installed"
