"""A disk that fills up: what is saved stays whole, what is full is named, and with room again the way back works."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engine import Checkout
from tests.faults.machine.place import Disk, small_disk

pytestmark = pytest.mark.slow

MEGABYTES = 100
PATIENCE_SECONDS = 200


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    """Give a disk with room for a run, and not for much more."""
    with small_disk(tmp_path / "disk", MEGABYTES) as made:
        yield made


@pytest.fixture
def checkout(tmp_path: Path, disk: Disk) -> Checkout:
    """Give a checkout whose home is on that disk."""
    made = Checkout.make(tmp_path / "luma")
    made.prefix = (*disk.enter, f"--wd={made.folder}", "env", f"LUMA_LOCAL_HOME={disk.folder / 'home'}")
    made.home = disk.folder / "home"
    return made


def test_a_disk_that_fills_up_in_the_middle_of_an_up_loses_nothing(
    checkout: Checkout, disk: Disk, prod_built: Checkout
) -> None:
    whole = len(prod_built.state()["resources"])
    run = checkout.start("local", "up", "--yes", "--skip-preview", "--stack", "prod")
    deadline = time.monotonic() + PATIENCE_SECONDS
    while len(_resources(disk)) < whole / 3:
        assert run.poll() is None, "the run must still be there"
        assert time.monotonic() < deadline, "the run must go on"
        time.sleep(0.005)
    disk.fill()
    out, err = run.communicate(timeout=PATIENCE_SECONDS)
    assert run.returncode not in {0, 2}, f"it could not be finished:\n{out}{err}"
    assert f"{disk.folder / 'home'}: its disk is full." in err, f"what is full:\n{out}{err}"
    assert "./luma recover --stack prod" in err, "and the way back"
    assert "Traceback" not in out + err, "a full disk is no mistake of the program's"
    assert len(_resources(disk)) >= whole / 3, "the state is whole, with what was made until then"
    disk.free()
    disk.fill()
    looked = checkout.local("preview")
    assert (looked.code, "Nothing was run. Make room there" in looked.err) == (2, True), looked.text
    refused = checkout.local("up", "--yes", "--skip-preview")
    assert (refused.code, "Nothing was run. Make room there" in refused.err) == (2, True), refused.text
    disk.free()
    recovered = checkout.luma("recover", "--stack", "prod", "--yes")
    assert recovered.code == 0, recovered.text
    checkout.up()
    assert checkout.things() == prod_built.things(), "the same world as an undisturbed run makes"


def _resources(disk: Disk) -> list[str]:
    """Return what the saved state holds, none before there is one."""
    path = disk.inside / "home/state/.pulumi/stacks/luma/prod.json"
    latest = json.loads(path.read_text())["checkpoint"].get("latest") if path.exists() else None
    return [each["urn"] for each in (latest or {}).get("resources", ())]


def test_a_disk_without_room_for_a_home_is_named_and_nothing_is_half_made(checkout: Checkout, disk: Disk) -> None:
    disk.fill()
    assert disk.is_full(), "nothing more fits"
    run = checkout.luma("local", "up", "--yes", "--stack", "prod")
    assert run.code == 2, run.text
    assert f"error: {disk.folder / 'home'}" in run.err, "what is full"
    assert "No space left on device" in run.err, "and why nothing was run"
    assert "Traceback" not in run.text, "a full disk is no mistake of the program's"
    disk.free()
    made = checkout.luma("local", "stack", "ls")
    assert made.code == 0, f"what was left does not stand in the way:\n{made.text}"
