"""Settings that nobody meant: refused in words with everything that is wrong, or harmless in every delivered file."""

import json
import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from payload.render import files
from settings.errors import SettingsError
from settings.parse import parse
from settings.schema import schema
from tests.security.fuzz import STRANGE, TEXTS, profile, trees
from tests.security.stack import Place, Raw, delivered, good, texts, with_text

PLACES = list(texts(good()))
PATIENCE_SECONDS = 60.0  # what runs away takes hours


@pytest.fixture(autouse=True, scope="module")
def schema_made_once() -> Iterator[None]:
    """Make the schema once: each mistake pays for it, and here are thousands."""
    with pytest.MonkeyPatch.context() as patch:
        made = schema()
        patch.setattr("settings.schema.schema", lambda: made)
        yield


def _refusal(raw: object) -> str:
    """Return the message of a refusal, "" where settings are taken."""
    start = time.monotonic()
    try:
        parse(raw, "prod")
    except SettingsError as error:
        return str(error)
    finally:
        assert time.monotonic() - start < PATIENCE_SECONDS, "before it costs anything"
    return ""


def _documented(node: Any, found: set[str]) -> set[str]:
    """Return the names of all settings that hold text, by the committed schema."""
    if isinstance(node, dict):
        for name, each in node.get("properties", {}).items():
            if '"type": "string"' in json.dumps(each) and "enum" not in json.dumps(each):
                found.add(name)
        for each in node.values():
            _documented(each, found)
    elif isinstance(node, list):
        for each in node:
            _documented(each, found)
    return found


def test_every_text_setting_is_tried() -> None:
    tried = {str(part) for place in PLACES for part in place}
    left = _documented(schema(), set()) - tried
    assert left == {"framework", "preview-token-expires"}, "one word, and a date of another stack"


@pytest.mark.parametrize("text", [*STRANGE, "\t", "a\nb", "a\0b", "\x7f", "\u2066x", "\ud800"])
def test_no_text_reaches_what_is_run(text: str) -> None:
    """A text may be in vercel.json, as a text of JSON; workflows and scripts stay as they are, byte for byte."""
    before = delivered(good())
    tried = [(place, told) for place in PLACES for told in (text, f"{_at(place)}{text}")]
    for place, told in tried:
        raw = with_text(place, told)
        if _refusal(raw):
            continue
        after = delivered(raw)
        changed = {path for path in before if before[path] != after[path]}
        assert changed <= ALLOWED.get(place, {"vercel.json"}), f"{place} = {told!r}"
        written = json.loads(after["vercel.json"])
        old = json.loads(before["vercel.json"])
        assert _other_texts(written) - _other_texts(old) <= {told}, "as it was given, and nothing beside it"


ALLOWED: dict[Place, set[str]] = {
    ("github", "default-branch"): {".github/workflows/deploy.yml", ".github/workflows/test.yml"},
    ("github", "code-owners", 0): {".github/CODEOWNERS"},
    ("vercel", "project"): {"src/lib/app.generated.ts"},
    ("sentry", "project"): {"src/lib/app.generated.ts"},
    ("trigger", "scheduled-jobs", 0, "name"): {"src/lib/app.generated.ts"},
    ("vercel", "crons", 0, "path"): {"src/lib/app.generated.ts", "vercel.json"},
}
"""Places whose text another file holds, and which: a branch that git takes, a name of letters and dashes."""


def _at(place: Place) -> str:
    """Return the good text of a place, whose beginning a form may ask for."""
    node: Any = good()
    for key in place:
        node = node[key]
    return str(node)


@pytest.mark.parametrize("text", ["'; evil(); '", "\\", '"', "${evil()}", "`", "*/", "//", "</script>"])
def test_a_text_in_delivered_code_is_a_text_there(text: str) -> None:
    platform = parse(good(), "prod")
    cron = platform.vercel.crons[0].model_copy(update={"path": f"/api/{text}"})
    odd = platform.model_copy(update={"vercel": platform.vercel.model_copy(update={"crons": (cron,)})})
    code = files(odd)["src/lib/app.generated.ts"].text
    (row,) = [line for line in code.splitlines() if line.startswith("  '/api/")]
    assert re.fullmatch(r"  ('(?:[^'\\]|\\.)*'): ('(?:[^'\\]|\\.)*'),", row), f"two texts, whatever is in them: {row}"
    assert _refusal(with_text(("vercel", "crons", 0, "path"), f"/api/{text}")) or text in {"//"}, "refused before, too"


def _other_texts(value: object) -> set[str]:
    """Return every text of a JSON value, keys too."""
    if isinstance(value, dict):
        return {*value} | {each for part in value.values() for each in _other_texts(part)}
    if isinstance(value, list):
        return {each for part in value for each in _other_texts(part)}
    return {value} if isinstance(value, str) else set()


def _branches(event: object) -> list[object]:
    return list(event.get("branches", [])) if isinstance(event, dict) else []


@pytest.mark.parametrize("branch", ["release/1.0", "true", "null", "1.0", "no", "1e3", "a.b", "0x1f", "2027-01-01"])
def test_a_branch_of_any_name_is_that_branch_in_every_workflow(branch: str) -> None:
    raw = with_text(("github", "default-branch"), branch)
    named: list[object] = []
    for path, text in delivered(raw).items():
        if path.startswith(".github/workflows/"):
            events = yaml.safe_load(text)[True]
            events = events if isinstance(events, dict) else {}
            named += [each for event in events.values() if event for each in _branches(event)]
    assert named, "some workflows name it"
    assert set(map(repr, named)) == {repr(branch)}, "a text, and not what YAML makes of it"


@pytest.mark.parametrize(
    "branch", ["-x", "a..b", "/a", "a/", "a//b", ".a", "a/.b", "a.lock", "a b", "a]", "\u00e9", "a.", "@"]
)
def test_a_branch_that_git_refuses_is_refused(branch: str) -> None:
    assert "github.default-branch: " in _refusal(with_text(("github", "default-branch"), branch)), "before any run"


@pytest.mark.parametrize("text", ["a\nb", "a\0b", "a\x1b[2Jb", "a\u202eb", "a\u2028b", "\ufeffa", "a\rb", "\ud800"])
def test_what_a_reviewer_cannot_see_is_refused_everywhere(text: str) -> None:
    for place in PLACES:
        message = _refusal(with_text(place, text))
        assert "so a reviewer would see another text" in message, f"named with its place: {place}"
        assert all(line.isprintable() for line in message.splitlines()), f"and not written to the terminal: {place}"


def test_it_is_refused_in_a_name_too() -> None:
    raw = {**good(), "vari\u202eables": {}}
    assert "vari\\u202eables: holds U+202E (RIGHT-TO-LEFT OVERRIDE)" in _refusal(raw), "spelled, not shown"


def test_everything_that_is_wrong_is_told_at_once() -> None:
    raw = with_text(("app", "domain"), "no domain")
    raw["github"]["repository"]["description"] = "a\nb"
    raw["vercel"]["regions"] = ["mars1"]
    message = _refusal(raw)
    assert message.startswith("Pulumi.prod.yaml: 3 problems"), message
    assert [line.split(":")[0] for line in message.splitlines()[1:]] == [
        "  - app.domain",
        "  - github.repository.description",
        "  - vercel.regions[0]",
    ], "sorted, whoever found it"


def test_no_number_breaks_a_message() -> None:
    for number in (10**5000, -(10**5000), float("inf"), float("nan"), 2**63, 0, -1, 1.5, True):
        raw = good()
        raw["vercel"]["default-timeout"] = number
        assert "vercel.default-timeout" in _refusal(raw), "refused in words"


def test_a_long_value_is_not_repeated() -> None:
    raw = good()
    raw["vercel"]["regions"] = ["s3cr3t" * 20]
    assert "s3cr3t" * 4 not in _refusal(raw), "it may be a key that was put in the wrong place"


def _holes(depth: int) -> object:
    found: object = "x"
    for _ in range(depth):
        found = {"a": found}
    return found


@pytest.mark.parametrize("depth", [41, 200, 100_000])
def test_a_hole_is_refused(depth: int) -> None:
    assert "nested too deeply" in _refusal({**good(), "variables": _holes(depth)}), "and not walked to its end"


KEYS = st.sampled_from(sorted({str(part) for place in PLACES for part in place})) | TEXTS


@profile(150)
@given(trees(KEYS, 25))
def test_any_value_is_taken_or_refused_in_words(raw: object) -> None:
    message = _refusal(raw)
    assert message.startswith("Pulumi.prod.yaml: "), "nothing of this kind is a stack"


@profile(250)
@given(st.lists(st.tuples(st.sampled_from(PLACES), trees(KEYS, 4)), min_size=1, max_size=3))
def test_a_good_stack_with_wrong_values_is_taken_or_refused_in_words(changes: list[tuple[Place, object]]) -> None:
    raw: Raw = good()
    for place, value in changes:
        node: Any = raw
        for key in place[:-1]:
            if isinstance(node, list) and isinstance(key, int):
                node = node[key]
            else:
                node = node.get(key) if isinstance(node, dict) else None
        if isinstance(node, dict):
            node[str(place[-1])] = value
    message = _refusal(raw)
    assert not message or message.splitlines()[0].endswith("under luma:platform. Nothing was changed."), message


def test_good_settings_are_the_same_when_read_again() -> None:
    first = parse(good(), "prod")
    again = parse(json.loads(first.model_dump_json(by_alias=True, exclude_none=True)), "prod")
    assert again == first, "written and read again, each is what it was"


@profile(40)
@given(st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=300))
def test_a_good_text_is_kept_as_it_is(text: str) -> None:
    raw = with_text(("github", "repository", "description"), text)
    assert parse(raw, "prod").github.repository.description == text, "nothing is trimmed, folded or expanded"
