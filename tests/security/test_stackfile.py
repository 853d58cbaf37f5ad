"""Stack files that nobody meant: each is read as it stands or refused with a message, and nothing of it is run."""

import time
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from cli.errors import UserError
from cli.stackfile import read_config
from tests.security.fuzz import STRANGE, TEXTS, profile

CANARY = "do-not-print-7f3a"
PATIENCE_SECONDS = 60.0  # what runs away takes hours


def bomb(kind: str, levels: int = 40) -> str:
    """Return a few lines that stand for 10^40 values."""
    merged = kind == "merge"
    lines = ["a0: &a0 {k: v}" if merged else "a0: &a0 [x]"]
    for level in range(1, levels):
        again = ", ".join([f"*a{level - 1}"] * 10)
        lines.append(f"a{level}: &a{level} " + (f"{{<<: [{again}]}}" if merged else f"[{again}]"))
    return "\n".join(["config:", *(f"  {line}" for line in lines)])


REFUSED = {
    "a Python object": ("config: {a: !!python/object/apply:os.system [id]}", "python/object"),
    "a Python name": ("config: {a: !!python/name:os.system }", "python/name"),
    "a tag of nobody": ("config: {a: !run id}", "!run"),
    "a bomb of lists": (bomb("list"), "without end"),
    "a bomb of merges": (bomb("merge"), "without end"),
    "a list within itself": ("config: {a: &a [*a]}", "within what it names"),
    "an object within itself": ("config: &a {b: *a}", "within what it names"),
    "a key twice": ("config: {b: 1, a: 1, a: 2}", "line 1: a is there twice"),
    "config twice": ("config: {a: 1}\nconfig: {a: 2}", "config is there twice"),
    "a hole": ("config: " + "[" * 50_000, "nested too deeply"),
    "a number that no number holds": (f"config: {{a: {'9' * 5000}}}", "none of its kind"),
    "a number that is none": ("config: {a: !!int x}", "none of its kind"),
    "a date that is none": ("config: {a: !!timestamp x}", "none of its kind"),
    "a truth that is none": ("config: {a: !!bool maybe}", "none of its kind"),
    "a list as a key": ("config: {? [a] : b}", "unhashable key"),
    "a control character": ("config: {a: \x07}", "special characters are not allowed"),
    "two documents": ("config: {a: 1}\n---\nconfig: {a: 2}", "another document"),
    "an unknown alias": ("config: {a: *b}", "undefined alias"),
    "a book": ("config:\n" + "  a: b\n" * 100_000, "more than 500000 characters"),
    "nothing": ("", "no `config:` section"),
    "a list": ("[1]", "no `config:` section"),
    "a text as config": ("config: id", "no `config:` section"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_no_stack_file_is_refused_soon_and_in_words(tmp_path: Path, kind: str) -> None:
    text, words = REFUSED[kind]
    (tmp_path / "Pulumi.prod.yaml").write_text(text, encoding="utf-8")
    start = time.monotonic()
    with pytest.raises(UserError) as refusal:
        read_config(tmp_path / "Pulumi.prod.yaml")
    assert words in str(refusal.value), "what is wrong"
    assert str(refusal.value).startswith("Pulumi.prod.yaml: "), "and where"
    assert time.monotonic() - start < PATIENCE_SECONDS, "before it costs anything"


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    (tmp_path / "Pulumi.prod.yaml").write_bytes(b"config: {a: \xff}")
    with pytest.raises(UserError, match="cannot be read as YAML"):
        read_config(tmp_path / "Pulumi.prod.yaml")


@pytest.mark.parametrize(
    "text", [f"config: {{KEY: {CANARY}, b: [}}", f"config:\n  KEY: {CANARY}\n bad: %", f"{CANARY}: *x"]
)
def test_a_broken_line_is_not_repeated(tmp_path: Path, text: str) -> None:
    (tmp_path / "Pulumi.prod.yaml").write_text(text)
    with pytest.raises(UserError, match=r"line \d+: ") as refusal:
        read_config(tmp_path / "Pulumi.prod.yaml")
    assert CANARY not in str(refusal.value), "a secret may stand there by mistake"


def test_an_honest_alias_is_read(tmp_path: Path) -> None:
    (tmp_path / "Pulumi.prod.yaml").write_text("config: {luma:a: &a [x, y], luma:b: *a}")
    assert read_config(tmp_path / "Pulumi.prod.yaml") == {"luma:a": ["x", "y"], "luma:b": ["x", "y"]}, "as Pulumi does"


MARKS = [
    *("config:", "a:", "-", "{", "}", "[", "]", "&a", "*a", "<<:", "!!", "!!set", "!!binary", "!!omap", "!!pairs"),
    *("!!null", "?", "|", ">", "'", '"', "---", "...", "#", ",", "luma:x"),
]
PIECES = st.sampled_from([*MARKS, *(f"{mark} " for mark in MARKS), "\n", "  ", "\t", "%YAML 1.1\n"])


@profile(500)
@given(st.lists(PIECES | TEXTS, max_size=30).map("".join), st.booleans())
def test_any_text_is_read_or_refused(tmp_path: Path, text: str, inside: bool) -> None:
    path = tmp_path / "Pulumi.prod.yaml"
    path.write_bytes((f"config:\n  a: {text}" if inside else text).encode("utf-8", "surrogatepass"))
    assert all(":" in key for key in _read(path)), "every key has its namespace"


def _read(path: Path) -> dict[str, object]:
    """Read a stack file; a refusal counts as an empty one. Any other exception is the defect looked for."""
    try:
        return read_config(path)
    except UserError:
        return {}


@pytest.mark.parametrize("text", STRANGE)
def test_a_strange_text_in_quotes_is_that_text(tmp_path: Path, text: str) -> None:
    path = tmp_path / "Pulumi.prod.yaml"
    path.write_text(yaml.safe_dump({"config": {"luma:a": text}}), encoding="utf-8")
    assert read_config(path) == {"luma:a": text}, "nothing in it is expanded, run or looked up"
