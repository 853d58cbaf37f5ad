"""The delivered tree under the linters that read workflows and scripts: actionlint, zizmor, shellcheck."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from payload.files import PayloadFile

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
ACTIONLINT = "v1.7.12"
TOOLS = Path(sys.executable).parent

EXPLAINED = {
    # The syntax it asks for is one that actionlint 1.7.12 refuses.
    ("self-repository", "Low"),
}
"""What zizmor may find, with the reason."""


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory, delivered: Mapping[str, PayloadFile]) -> Path:
    """Write the tree into a repository, which is where actionlint looks for workflows."""
    folder = tmp_path_factory.mktemp("repository")
    for path, file in delivered.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(file.text, encoding="utf-8")
    run(["git", "init", "-q", "."], folder)
    return folder


def run(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def actionlint() -> str:
    """Return actionlint, built from its Go module where it is not yet; one line says so where Go is missing."""
    done = run(["make", "--no-print-directory", f"build/actionlint-{ACTIONLINT}/actionlint"], ROOT)
    assert done.returncode == 0, f"actionlint cannot be built; Go is needed: {done.stderr[-500:]}"
    return str(ROOT / "build" / f"actionlint-{ACTIONLINT}" / "actionlint")


def test_actionlint_has_nothing_to_say(repository: Path) -> None:
    done = run([actionlint(), "-shellcheck", str(TOOLS / "shellcheck")], repository)
    assert done.stdout == "", done.stdout
    assert done.returncode == 0, done.stderr


def test_zizmor_finds_nothing_that_is_not_explained(repository: Path) -> None:
    done = run([str(TOOLS / "zizmor"), "--offline", "--no-config", "--format=json", "."], repository)
    found = {(each["ident"], each["determinations"]["severity"]) for each in json.loads(done.stdout)}
    assert found == EXPLAINED, "each remaining finding has a reason here, and none is above low"


def test_shellcheck_has_nothing_to_say(repository: Path) -> None:
    scripts = sorted(str(path.relative_to(repository)) for path in repository.rglob("*.sh"))
    done = run([str(TOOLS / "shellcheck"), "--external-sources", *scripts], repository)
    assert len(scripts) >= 9, "the scripts are found"
    assert done.stdout == "", done.stdout
