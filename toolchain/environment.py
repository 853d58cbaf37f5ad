"""Makes and refreshes the project's virtual environment, ``.venv``, from requirements.txt.

A stamp in the environment says what it was made from; while that holds, nothing is started and nothing printed.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import sys
from pathlib import Path
from typing import Final

from toolchain import progress
from toolchain.errors import ToolchainError

ROOT: Final = Path(__file__).resolve().parent.parent
"""The project's folder."""

OLDEST: Final = (3, 11)


def python_of(root: Path = ROOT) -> Path:
    """Return the environment's interpreter, made or not."""
    return root / ".venv" / "bin" / "python"


def _stamp(root: Path) -> Path:
    return root / ".venv" / "made-from"


def _expected(root: Path) -> str:
    """Return what the stamp says of an environment that this Python made from today's requirements.txt."""
    digest = hashlib.sha256((root / "requirements.txt").read_bytes()).hexdigest()
    return f"{sys.version_info[0]}.{sys.version_info[1]} {digest}\n"


def is_fresh(root: Path = ROOT) -> bool:
    """Tell whether the environment is there and made from today's requirements.txt by this Python version."""
    try:
        return _stamp(root).read_text(encoding="utf-8") == _expected(root) and python_of(root).exists()
    except OSError:
        return False


def ensure(root: Path = ROOT) -> Path:
    """Return the environment's interpreter; makes or refreshes the environment first where needed.

    Raises:
        ToolchainError: this Python is too old, or the packages cannot be installed.
    """
    check_python()
    if not is_fresh(root):
        try:
            _ensure(root)
        except OSError as error:
            raise ToolchainError(
                f"{error.filename or root / '.venv'}: {error.strerror}",
                "The project's packages are missing or others than requirements.txt names, so nothing of it can run.",
                "make the checkout writable, with room on its disk, and run `make setup`",
            ) from None
    return python_of(root)


def _ensure(root: Path) -> None:
    with (root / "requirements.txt").open("rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not is_fresh(root):
            _make(root)


def check_python() -> None:
    """Refuse a Python older than the project needs.

    Raises:
        ToolchainError: it is too old.
    """
    if sys.version_info[:2] < OLDEST:
        wanted = ".".join(map(str, OLDEST))
        raise ToolchainError(
            f"{sys.executable} is Python {sys.version.split()[0]}; at least {wanted} is needed",
            "The project's packages do not install on it.",
            f"install Python {wanted} or newer and name it, such as `make PYTHON=python3.12 setup`",
        )


def _make(root: Path) -> None:
    """Bring the environment up to date; the stamp comes last, so an interrupted run is done again."""
    python, site = str(python_of(root)), root / ".venv" / "lib"
    _stamp(root).unlink(missing_ok=True)
    if not _reusable(root):
        base = os.path.realpath(sys.executable)
        _run(root, "Making .venv", [base, "-m", "venv", "--clear", str(root / ".venv")])
    pip = [python, "-m", "pip", "--disable-pip-version-check"]
    # Wheels alone: to build a package is to run its code.
    hashed = ["--require-hashes", "--only-binary", ":all:", "--no-compile", "-r", "requirements.txt"]
    _run(root, "Installing the packages of requirements.txt", [*pip, "install", *hashed])
    if strays := _strays(root):
        _run(root, "Removing what requirements.txt no longer names", [*pip, "uninstall", "--yes", *strays])
    # -qq and an ignored result: some packages ship templates and test data that are no Python.
    compiler = "import compileall, sys; compileall.compile_dir(sys.argv[1], maxlevels=30, quiet=2, workers=0)"
    _run(root, "Compiling the packages", [python, "-c", compiler, str(site)])
    _stamp(root).write_text(_expected(root), encoding="utf-8")


def _reusable(root: Path) -> bool:
    """Tell whether there is an environment of this Python's version that only needs other packages."""
    config = root / ".venv" / "pyvenv.cfg"
    if not config.is_file() or not python_of(root).exists():
        return False
    found = re.search(r"^version\s*=\s*(\d+)\.(\d+)", config.read_text(encoding="utf-8"), re.MULTILINE)
    return found is not None and (int(found[1]), int(found[2])) == sys.version_info[:2]


def _strays(root: Path) -> list[str]:
    """Return the names of installed packages that requirements.txt does not name, sorted."""
    lock = (root / "requirements.txt").read_text(encoding="utf-8")
    locked = {_plain(name) for name in re.findall(r"^([\w.-]+)==", lock, re.MULTILINE)}
    folders = (root / ".venv" / "lib").glob("python3*/site-packages/*.dist-info")
    return sorted({_plain(folder.name.split("-")[0]) for folder in folders} - locked)


def _plain(name: str) -> str:
    """Return a package's name as all spellings of it compare (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _run(root: Path, label: str, command: list[str]) -> None:
    """Run one step, keeping byte code whatever the caller's environment says."""
    variables = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    try:
        progress.run(command, label=label, cwd=root, env=variables)
    except progress.CommandFailedError as error:
        raise ToolchainError(
            f"{label} failed. Its last words:\n{error}",
            "Nothing of the project can run without its packages.",
            "make sure that `pip config list` and the network lead to a package index, then run `make setup` again",
        ) from None
