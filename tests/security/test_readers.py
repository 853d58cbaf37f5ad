"""The other readers of what people or programs wrote: nothing breaks them, and what cannot be read is never good."""

import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from luma_policies import kinds
from luma_policies.config import Config
from luma_policies.evaluation import evaluate
from luma_policies.view import ResourceView, StackView
from luma_policies.workflow_text import read_yaml

from cli.errors import UserError
from cli.recover import checkpoint
from cli.rehearsal import snapshot
from cli.report import events
from cli.secrets import dotenv
from tests.policies.world import TODAY
from tests.security.fuzz import TEXTS, profile, trees
from tests.security.test_stackfile import bomb

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 60.0  # what runs away takes hours
WORKFLOW = (ROOT / "payload/files/.github/workflows/test.yml").read_text()
WORDS = st.sampled_from(
    (
        *("on", "jobs", "steps", "run", "uses", "with", "env", "permissions", "if", "needs", "secrets", "concurrency"),
        *("contents", "write-all", "pull_request_target", "a/b@main", "${{ secrets.X }}", "shell", "container", "true"),
    )
)


def broken_rules(text: str) -> set[str]:
    """Return the workflow rules that a workflow of this text breaks; a rule that fails itself is named so."""
    path = ".github/workflows/x.yml"
    view = ResourceView(kinds.FILE, path, {"file": path, "content": text})
    found = evaluate(StackView((view,)), Config(today=TODAY)).violations
    assert [each.message for each in found if "the rule itself failed" in each.message] == [], text
    return {each.rule.id for each in found if each.rule.family == "WFL"}


@profile(120)
@given(trees(WORDS | TEXTS, 25).map(json.dumps) | st.text(max_size=200))
def test_no_workflow_breaks_a_rule_on_workflows(text: str) -> None:
    _, problem = read_yaml(text)
    found = broken_rules(text)
    assert found or not problem, "what cannot be read is unsafe"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[",
        "- a",
        "a: 1\na: 2",
        "\x07",
        "on: !!python/object:x y\n: :",
        bomb("list"),
        "[" * 5000,
        "? [a]\n: b",
        "x" * 500_000,
    ],
    ids=["nothing", "broken", "a list", "twice", "control", "odd", "bomb", "hole", "list key", "book"],
)
def test_a_workflow_that_cannot_be_read_is_unsafe_and_soon_told(text: str) -> None:
    start = time.monotonic()
    assert broken_rules(text), "no rule takes it for good"
    assert time.monotonic() - start < PATIENCE_SECONDS, "before it costs anything"


@profile(60)
@given(st.integers(0, len(WORKFLOW) - 1), st.integers(0, 40), TEXTS)
def test_a_damaged_workflow_is_judged_or_refused(start: int, length: int, text: str) -> None:
    broken_rules(WORKFLOW[:start] + text + WORKFLOW[start + length :])


@profile(300)
@given(
    st.lists(st.sampled_from(["A", "=", "\n", "'", '"', "\\", "#", " ", "export ", "\r\n", "$", "x"]) | TEXTS).map(
        "".join
    )
)
def test_any_dotenv_text_is_read_or_named_by_line(text: str) -> None:
    found = dotenv.parse(text)
    assert all(name.isidentifier() and name.isascii() for name in found.values), "names that a shell has"
    assert all(problem.startswith("line ") for problem in found.problems), "nothing of the line, which holds a secret"


@profile(150)
@given(st.dictionaries(st.from_regex(r"[A-Z_][A-Z0-9_]{0,8}", fullmatch=True), TEXTS, max_size=4))
def test_a_dotenv_value_comes_back_as_it_was(values: dict[str, str]) -> None:
    escaped = {"\n": "\\n", "\r": "\\r", "\t": "\\t", '"': '\\"', "\\": "\\\\"}
    lines = [f'{name}="{"".join(escaped.get(each, each) for each in value)}"' for name, value in values.items()]
    found = dotenv.parse("\n".join(lines))
    assert (found.values, found.problems) == (values, []), "whatever is in it"


EVENTS = st.sampled_from(
    (
        *("resourcePreEvent", "resOutputsEvent", "policyEvent", "diagnosticEvent", "preludeEvent", "summaryEvent"),
        *("metadata", "op", "urn", "type", "config", "message", "severity", "resourceChanges", "detailedDiff", "old"),
        *("new", "deployment", "stack", "secrets", "checkpoint", "latest", "resources", "pid", "hostname", "inputs"),
    )
)
READERS: dict[str, Callable[[Path], object]] = {"event log": events.read, "snapshot": snapshot.read}


@pytest.mark.parametrize("reader", READERS)
def test_any_file_is_read_or_refused_in_words(tmp_path: Path, reader: str) -> None:
    path = tmp_path / "given"
    documents = st.lists(trees(EVENTS, 20), max_size=4).map(lambda each: "\n".join(map(json.dumps, each)).encode())

    @profile(150)
    @given(documents | st.binary(max_size=60))
    def attack(data: bytes) -> None:
        path.write_bytes(data)
        try:
            READERS[reader](path)
        except UserError as refusal:
            said.add(str(refusal).startswith(f"{path}: "))

    said: set[bool] = set()
    attack()
    assert said == {True}, "what is wrong, and where; never a traceback"


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("text", ["[" * 100_000, "9" * 5000, "\ufeff{}", "{}\x00", '{"preludeEvent": 1}'])
def test_a_file_made_to_break_a_reader_is_refused(tmp_path: Path, reader: str, text: str) -> None:
    (tmp_path / "given").write_text(text)
    with pytest.raises(UserError):
        READERS[reader](tmp_path / "given")


@profile(150)
@given(trees(EVENTS, 20).map(json.dumps) | st.text(max_size=40) | st.just("9" * 5000))
def test_no_state_file_and_no_lock_breaks_the_way_back(tmp_path: Path, text: str) -> None:
    path = tmp_path / "prod.json"
    path.write_text(text, encoding="utf-8", errors="surrogatepass")
    assert checkpoint._whole(path) in {True, False}, "whole or not"
    assert checkpoint._lock(path).path == path, "somebody's, if not told whose"


def test_a_hole_is_no_whole_state(tmp_path: Path) -> None:
    path = tmp_path / "prod.json"
    path.write_text("[" * 100_000)
    assert (checkpoint._whole(path), checkpoint._is_json(path)) == (False, False), "and is told as damage"
    assert not checkpoint._lock(path).runs, "nor does it keep a stack locked for ever"
