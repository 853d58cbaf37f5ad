"""Places that cannot be written: what only reads works, what needs more says where else to go, nothing is changed."""

from pathlib import Path

import pytest

from tests.engine import Checkout
from tests.faults.machine.place import BOUND, read_only

pytestmark = pytest.mark.slow

UP = ("local", "up", "--yes", "--skip-preview", "--stack", "prod")


def bound(checkout: Checkout, home: Path | None = None) -> Checkout:
    """Let the modes of files count for a checkout's commands, with another home where one is given."""
    checkout.prefix = (*BOUND, *(("env", f"LUMA_LOCAL_HOME={home}") if home else ()))
    checkout.home = home or checkout.home
    return checkout


def content(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder but for Python's own."""
    files = (each for each in folder.rglob("*") if each.is_file() and ".venv" not in each.parts)
    return {str(each.relative_to(folder)): each.read_bytes() for each in files if each.suffix != ".pyc"}


def refused(checkout: Checkout, *words: str) -> str:
    """Run a command that must be refused with one message; return it."""
    run = checkout.luma(*words)
    assert run.code == 2, f"nothing was run:\n{run.text}"
    assert run.err.startswith("error: "), f"a message and no traceback:\n{run.err}"
    assert run.err.count("\n") == 1, f"one message:\n{run.err}"
    return run.err


def test_a_read_only_checkout_runs_with_a_home_elsewhere(empty: Checkout, tmp_path: Path, prod_built: Checkout) -> None:
    bound(empty, tmp_path / "home")
    before = content(empty.folder)
    with read_only(empty.folder):
        empty.up()
        assert empty.things() == prod_built.things(), "the platform is whole"
    assert content(empty.folder) == before, "nothing of the checkout was changed"


def test_a_read_only_checkout_says_where_else_the_home_can_be(empty: Checkout) -> None:
    bound(empty)
    with read_only(empty.folder):
        for words in (UP, ("local", "env"), ("local", "dump"), ("demo",)):
            told = refused(empty, *words)
            assert f"{empty.home}: the local cloud's home cannot be there" in told, "which folder"
            assert "Set LUMA_LOCAL_HOME to a folder that you may write into" in told, "and the way out"
        assert empty.luma("stacks").code == 0, "what needs no home works"
        assert empty.luma("check").code == 0, "so do the checks"


@pytest.mark.parametrize("part", [".", "state/.pulumi/stacks/luma"], ids=["whole", "state"])
def test_a_read_only_home_is_told_before_anything_is_run(prod: Checkout, part: str) -> None:
    bound(prod)
    before = content(prod.home)
    with read_only(prod.home / part):
        for words in (UP, ("local", "destroy", "--yes", "--ignore-protect", "--stack", "prod"), ("local", "env")):
            told = refused(prod, *words)
            assert f"{(prod.home / part).resolve()}: the local cloud's home cannot be there" in told, "which folder"
        refused(prod, "recover", "--stack", "prod", "--yes")
        refused(prod, "local", "reset", "--yes")
    assert content(prod.home) == before, "nothing was changed"


def test_a_file_of_the_home_that_cannot_be_written_is_named(prod: Checkout) -> None:
    bound(prod)
    with read_only(prod.home / "cloud.sqlite"):
        told = refused(prod, *UP)
    assert f"{prod.home / 'cloud.sqlite'} is read-only for you: let its owner change that" in told, "which, and why"
    after = prod.local("preview", "--expect-no-changes")
    assert after.code == 0, f"with that it is as good as before:\n{after.text}"
