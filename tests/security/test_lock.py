"""Every package is locked with its hashes, the locks follow what people wrote, and nothing else is installed."""

import re
import subprocess
import sys
import zipfile
from importlib.metadata import distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.security.lock import LOCKS, ROOT, Locked, locked, written


@pytest.fixture(scope="module", params=sorted(LOCKS), ids=lambda source: LOCKS[source])
def pair(request: pytest.FixtureRequest) -> tuple[dict[str, str], dict[str, Locked], str]:
    """Return what people wrote, the lock made of it, and the lock's text."""
    source = str(request.param)
    text = (ROOT / LOCKS[source]).read_text(encoding="utf-8")
    return written((ROOT / source).read_text(encoding="utf-8")), locked(text), text


Pair = tuple[dict[str, str], dict[str, Locked], str]


def test_every_package_has_its_hashes(pair: Pair) -> None:
    bare = sorted(name for name, each in pair[1].items() if not each.hashes)
    assert bare == [], "without a hash, a registry decides what is installed"
    assert {str(each.requirement.specifier)[:2] for each in pair[1].values()} == {"=="}, "one version each"


def test_a_lock_holds_nothing_but_packages_hashes_and_comments(pair: Pair) -> None:
    package = re.compile(r"[\w.-]+==\S+( ; [^\\]+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?|\s*#.*")
    strange = [line for line in pair[2].splitlines() if not package.fullmatch(line)]
    assert strange == [], "no address of a registry, no option, no path"


def test_a_lock_follows_what_people_wrote(pair: Pair) -> None:
    wanted, lock, _ = pair
    assert {pin[:2] for pin in wanted.values()} == {"=="}, "people pin, too: an update is a change that is seen"
    direct = {name: str(each.requirement.specifier) for name, each in lock.items() if each.direct}
    assert direct == wanted, "both ways; after a change of the .in file run `make lock`"


def test_a_change_that_was_not_locked_is_seen() -> None:
    lock = locked((ROOT / "requirements.txt").read_text())
    wanted = written((ROOT / "requirements.in").read_text())
    assert {"moto", "pip"} <= {name for name, each in lock.items() if each.direct}, "extras and tools as well"
    assert ("botocore" in wanted, lock["botocore"].direct) == (False, False), "what moto brings along nobody named"


def test_the_pack_alone_gets_the_versions_of_the_whole() -> None:
    whole, pack = (locked((ROOT / name).read_text()) for name in ("requirements.txt", "policies/requirements.txt"))
    other = {name for name, each in pack.items() if str(each.requirement) != str(whole[name].requirement)}
    assert other == set(), "it is tested with these"


def test_nothing_is_installed_that_is_not_locked() -> None:
    lock = {name: each for name, each in locked((ROOT / "requirements.txt").read_text()).items() if each.applies}
    installed = {canonicalize_name(each.name): each for each in distributions(path=[_site()])}
    assert set(installed) == set(lock), "`make setup` removes what is no longer named, and adds what is missing"
    other = [name for name, each in installed.items() if not lock[name].requirement.specifier.contains(each.version)]
    assert other == [], "at these versions"


def test_the_lock_is_closed() -> None:
    lock = locked((ROOT / "requirements.txt").read_text())
    needed = {need for each in distributions(path=[_site()]) for need in each.requires or ()}
    names = {canonicalize_name(Requirement(need).name) for need in needed if _applies(Requirement(need))}
    assert sorted(names - set(lock)) == [], "what a package needs would come without a hash"


def _applies(need: Requirement) -> bool:
    return need.marker is None or need.marker.evaluate({"extra": ""})


def _site() -> str:
    """Return the folder of the project's own environment, whichever runs this."""
    return str(next((ROOT / ".venv" / "lib").glob("python3*/site-packages")))


def test_pip_refuses_a_package_of_another_hash(tmp_path: Path) -> None:
    wheel = _wheel(tmp_path)
    text = f"luma-canary==1.0 --hash=sha256:{'0' * 64}\n"
    (tmp_path / "lock.txt").write_text(text)
    pip = [sys.executable, "-m", "pip", "install", "--no-index", "--find-links", str(wheel.parent), "--dry-run"]
    run = subprocess.run([*pip, "-r", str(tmp_path / "lock.txt")], capture_output=True, text=True, check=False)
    assert (run.returncode != 0, "DO NOT MATCH THE HASHES" in run.stderr) == (True, True), run.stderr


def _wheel(folder: Path) -> Path:
    """Make a package that holds nothing."""
    path = folder / "luma_canary-1.0-py3-none-any.whl"
    info = "luma_canary-1.0.dist-info"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\nName: luma-canary\nVersion: 1.0\n")
        archive.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        archive.writestr(f"{info}/RECORD", "")
    return path
