"""An output whose reader goes away, as `head` does, or that cannot be written: a quiet end, or one message."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cli.errors import refusal
from cli.files import write_private
from tests.engine import Checkout

pytestmark = pytest.mark.slow

GONE = 141
WORDS = (
    ("--help",),
    ("local", "--help"),
    ("local", "env"),
    ("local", "dump"),
    ("stacks",),
    ("check",),
    ("env", "--local", "--stack", "prod"),
    ("graph", "--local", "--stack", "prod"),
)


def luma(checkout: Checkout, words: tuple[str, ...], output: "subprocess._FILE") -> "subprocess.CompletedProcess[str]":
    """Run a verb with an output of the test's own."""
    command = [str(checkout.folder / "luma"), *words]
    return subprocess.run(command, stdout=output, stderr=subprocess.PIPE, text=True, check=False)


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory, prod_built: Checkout) -> Checkout:
    """Give a copy of the checkout with prod up, for all tests here."""
    return Checkout.make(tmp_path_factory.mktemp("output") / "luma", prod_built.folder)


@pytest.mark.parametrize("words", WORDS)
def test_a_reader_that_goes_away_ends_a_verb_quietly(platform: Checkout, words: tuple[str, ...]) -> None:
    reader = subprocess.Popen([sys.executable, "-c", ""], stdin=subprocess.PIPE)
    reader.wait()
    done = luma(platform, words, reader.stdin)
    reader.communicate()
    platform.luma("local", "stop")
    assert (done.returncode, done.stderr) == (GONE, ""), "as a shell says of other tools, and no traceback"


@pytest.mark.parametrize("words", WORDS)
def test_an_output_that_cannot_be_written_is_told_once(platform: Checkout, words: tuple[str, ...]) -> None:
    with open("/dev/full", "w") as full:
        done = luma(platform, words, full)
    platform.luma("local", "stop")
    assert done.returncode == 2, f"it did not do what was asked:\n{done.stderr}"
    assert done.stderr.count("\n") == 1, f"one message:\n{done.stderr}"
    assert "No space left on device" in done.stderr, "why"


def test_a_picture_that_cannot_be_written_names_its_file(platform: Checkout) -> None:
    run = platform.luma("graph", "--local", "--stack", "prod", "--output", "/dev/full")
    assert (run.code, run.err.count("\n")) == (2, 1), run.text
    assert "/dev/full: cannot be written" in run.err, "which file"
    assert "No space left on device" in run.err, "and why"


def test_a_private_file_never_takes_the_place_of_a_device_or_a_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    write_private(pipe, "told")
    assert os.read(reader, 9) == b"told", "its reader gets the text"
    os.close(reader)
    assert pipe.is_fifo(), "and it is still a pipe"


def test_a_private_file_that_cannot_be_written_is_named_and_leaves_no_draft(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "kept").mkdir()
    with pytest.raises(OSError, match="kept"):
        write_private(folder / "kept", "told")
    assert [each.name for each in folder.iterdir()] == ["kept"], "nothing is left over"


def test_a_refusal_of_the_machines_is_told_and_a_mistake_of_the_programs_is_not_hidden() -> None:
    told = refusal(PermissionError(13, "Permission denied", "/etc/luma"))
    assert str(told).startswith("/etc/luma: Permission denied, so the command stopped there. Use a place"), (
        "three parts"
    )
    assert refusal(FileNotFoundError(2, "No such file or directory", "x")) is None, "that needs its traceback"
