"""Each page of `docs/stories/` does what it says: its commands run as they stand and print what the page shows."""

import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.docs.story import FOLDER, commit_all, culprit, fits, pages, parse, run
from tests.engine import ROOT, Checkout


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Path]:
    """Give a way to a checkout with the platform of production built; it is built once, when first asked for."""
    found: list[Path] = []

    def make() -> Path:
        if not found:
            checkout = Checkout.make(tmp_path_factory.mktemp("built") / "luma")
            checkout.up()
            found.append(checkout.folder)
        return found[0]

    return make


@pytest.mark.slow
@pytest.mark.parametrize("page", pages(), ids=lambda page: page.stem)
def test_the_commands_of_a_page_do_what_it_says(page: Path, tmp_path: Path, built: Callable[[], Path]) -> None:
    story = parse(page.name, page.read_text(encoding="utf-8"))
    folder = Checkout.make(tmp_path / "luma", built() if story.built else ROOT).folder
    commit_all(folder)
    for step in story.steps:
        code, printed = run(step, folder)
        where = f"{page.name}:{step.line}\n{step.commands}"
        assert code == step.code, f"{where}ended with {code} instead of {step.code}:\n{printed}"
        if step.expected is not None:
            right = fits(step.expected, printed)
            assert right, f"{where}printed:\n{printed}\nwhich does not fit from: {culprit(step.expected, printed)}"


def test_every_page_is_in_the_table_of_the_readme_and_runs_something() -> None:
    listed = re.findall(r"\]\(([\w-]+\.md)\)", (FOLDER / "README.md").read_text(encoding="utf-8"))
    assert sorted(listed) == [page.name for page in pages()], "each page is listed once, and none else is"
    idle = [page.name for page in pages() if not parse(page.name, page.read_text(encoding="utf-8")).steps]
    assert idle == [], "a story without a command tells nothing that can be tried"


PAGE = """
```sh
echo one
```

```text
one
```

```sh exit=3
echo two; exit 3
```

Some words.

```console
$ never run
```
"""


def test_a_page_is_read_as_blocks_of_commands_with_what_they_print() -> None:
    story = parse("page.md", PAGE)
    assert [(step.line, step.code, step.expected) for step in story.steps] == [(2, 0, "one\n"), (10, 3, None)], (
        "two blocks, the second without output; what is only shown is not run"
    )
    assert not story.built, "it starts from nothing"


def test_a_block_that_would_never_be_looked_at_is_a_mistake_of_the_page() -> None:
    with pytest.raises(ValueError, match=r"page\.md:1: output without commands"):
        parse("page.md", "```text\nlost\n```\n")
    with pytest.raises(ValueError, match=r"page\.md:1: quietly means nothing"):
        parse("page.md", "```sh quietly\ntrue\n```\n")


@pytest.mark.parametrize(
    ("expected", "printed", "right"),
    [
        ("a\nb", "a  \nb\n\n", True),
        ("a\n…\nz", "a\n1\n2\nz\n", True),
        ("a\n…\nz", "a\nz\n", True),
        ("took … s", "took 12.5 s\n", True),
        ("a", "a\nb\n", False),
        ("a\nb", "b\na\n", False),
        ("took … s", "took 12\nor 13 s\n", False),
        ("a.c", "abc\n", False),
    ],
)
def test_printed_lines_are_compared_whole_and_dots_stand_for_anything(expected: str, printed: str, right: bool) -> None:
    assert fits(expected, printed) is right, "a page may leave out, and never say what is not so"


def test_a_page_that_is_wrong_is_told_by_its_first_wrong_line() -> None:
    assert culprit("a\n…\nc\nd", "a\nb\nC\nd\n") == "c", "what comes before it is right"


def test_a_block_stops_at_its_first_failing_command_and_leaves_nothing_running(tmp_path: Path) -> None:
    (step,) = parse("p", "```sh exit=1\nsleep 600 &\necho $!\nfalse\necho late\n```\n").steps
    code, printed = run(step, tmp_path)
    assert code == 1, "the exit code of what failed"
    state, deadline = Path(f"/proc/{int(printed)}/stat"), time.monotonic() + 30
    while state.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not state.exists(), "what it had started is ended"
