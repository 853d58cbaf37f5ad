"""What a report says first: whether the run is dangerous, and whether its judge was made milder."""

import json
import re
from pathlib import Path

import pytest

from cli.__main__ import main
from cli.report.content import content
from cli.report.events import gather
from cli.report.markdown import LIMIT, markdown
from cli.report.page import page
from cli.report.verdict import verdict
from tests.cli.test_report import BUCKET, FIREWALL, VARIABLE, Event, step, told, violation

FAILED: Event = {"summaryEvent": {"isPreview": True, "result": "failed", "durationSeconds": 2}}
ROUTE = "vercel:index/projectRoute:ProjectRoute"


@pytest.mark.parametrize(
    ("events", "level", "reasons"),
    [
        ([], "calm", ("Nothing changes.",)),
        (
            [step("create", VARIABLE, "v", None, {"key": "X"}), violation("SEN-012", "advisory")],
            "calm",
            ("Nothing is deleted or replaced, and no policy objects.",),
        ),
        (
            [step("delete", ROUTE, "r", {"name": "r"})],
            "caution",
            ("1 setting deleted or replaced; no data goes with it.",),
        ),
        (
            [step("delete", BUCKET, "b", {"name": "b"})],
            "danger",
            ("Something is lost with 1 of what is deleted or replaced: b.",),
        ),
        ([violation("VCL-001")], "danger", ("Policies refuse this: 1 violation.",)),
        (
            [step("same", BUCKET, "b", {"name": "b"}, {"name": "b"}, protect=True)],
            "danger",
            ("Protection is taken off 1 thing: b.",),
        ),
        ([FAILED], "danger", ("The preview failed.",)),
    ],
    ids=["nothing", "create", "setting", "bucket", "refused", "unprotected", "failed"],
)
def test_the_verdict_says_how_much_care_a_run_needs_and_why(
    events: list[Event], level: str, reasons: tuple[str, ...]
) -> None:
    found = verdict(told(*events)) if FAILED not in events else verdict(content(gather(events), None))
    assert (found.level, found.reasons) == (level, reasons), "danger is what fails, is refused, loses or loosens"


def test_the_verdict_stands_before_everything_else_in_both() -> None:
    found = told(step("delete", BUCKET, "b", {"name": "b"}))
    comment, whole = markdown(found), page(found)
    assert comment.index("[!CAUTION]") < comment.index("####"), "GitHub draws it as a red box"
    assert whole.index('class="verdict danger"') < whole.index("<section"), "and so does the page"


def test_protection_that_goes_with_its_resource_or_stays_is_no_finding() -> None:
    kept = step("update", FIREWALL, "kept", {"a": 1}, {"a": 2}, protect=True)
    kept["resourcePreEvent"]["metadata"]["new"]["protect"] = True
    gone = step("delete", BUCKET, "gone", {"name": "b"}, protect=True)
    assert told(kept, gone).run.unprotected == [], "only what stays can lose its protection"


def pack(*rules: tuple[str, str], violations: tuple[str, ...] = ()) -> str:
    """Return a pack's report with rules of some levels, and violations of them on one resource."""
    lines = [
        {"id": id_, "name": id_.lower(), "severity": "high", "level": level, "status": "passed", "evaluated": 1}
        for id_, level in rules
    ]
    return json.dumps(
        {"complete": True, "rules": lines, "violations": [{"rule": id_, "resource": "b"} for id_ in violations]}
    )


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """Give an event log of a run that changes nothing."""
    path = tmp_path / "events.jsonl"
    lines: list[Event] = [{"preludeEvent": {"config": {}}}, {"summaryEvent": {"result": "succeeded"}}]
    path.write_text("\n".join(map(json.dumps, lines)))
    return path


def reported(log: Path, own: str, base: str | None, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the comment on a run that two packs have judged."""
    folder = log.parent
    (folder / "own.json").write_text(own)
    if base is not None:
        (folder / "base.json").write_text(base)
    files = {"--policies": "own.json", "--base-policies": "base.json", "--markdown": "c.md", "--html": "r.html"}
    words = [word for option, name in files.items() for word in (option, str(folder / name))]
    monkeypatch.setattr("sys.argv", ["luma", "report", str(log), *words])
    assert main() == 0, "two reports are compared"
    return (folder / "c.md").read_text() + (folder / "r.html").read_text()


def test_a_milder_judge_is_the_first_thing_that_is_told(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    base = pack(("R2-008", "mandatory"), ("R2-009", "advisory"), violations=("R2-008",))
    own = pack(("R2-008", "advisory"), ("R2-009", "mandatory"))
    text = reported(log, own, base, monkeypatch)
    assert "> - This branch's policies are weaker than the base branch's in 2 points." in text, "in the verdict"
    told_first = text.index("- **weaker:** R2-008 on b: a violation for the base branch's policies, none for these")
    assert told_first < text.index("- R2-009: advisory for the base branch's policies, mandatory for these"), (
        "weak first"
    )
    assert 'id="judges"' in text, "and on the page"


def test_the_page_says_which_points_of_a_framework_the_rules_serve(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = json.loads(pack(("R2-008", "mandatory")))
    own["frameworks"] = {"SOC 2 A1.2": {"passed": 4, "violated": 1}}
    text = reported(log, json.dumps(own), pack(("R2-008", "mandatory")), monkeypatch)
    row = text[text.index("SOC 2 A1.2</th>") :].split("</tr>")[0]
    assert re.findall(r">(\d \w+)<", row) == ["1 violated", "4 passed"], "the worst first"


def test_the_same_judge_is_not_worth_a_word(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    same = pack(("R2-008", "mandatory"))
    assert "judge otherwise" not in reported(log, same, same, monkeypatch), "nothing differs"


def test_a_base_that_made_no_report_counts_as_stricter(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = reported(log, pack(("R2-008", "mandatory")), None, monkeypatch)
    assert "- **weaker:** The base branch's policies made no report" in text, "what is not known is not safe"


def test_a_base_without_an_own_report_is_a_mistake(
    log: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["luma", "report", str(log), "--base-policies", "base.json"])
    assert main() == 2, "there is nothing to compare"
    assert "--policies FILE" in capsys.readouterr().err, "and the message says what is missing"


def test_a_machine_gets_the_verdict_and_the_counts(
    log: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with log.open("a") as file:
        file.write("\n" + json.dumps(step("delete", BUCKET, "b", {"name": "b"})))
    monkeypatch.setattr("sys.argv", ["luma", "report", str(log), "--json"])
    assert main() == 0, "it is reported"
    assert json.loads(capsys.readouterr().out) == {
        "title": "prod run: 1 delete, 0 the same",
        "stack": "prod",
        "preview": False,
        "result": "succeeded",
        "verdict": "danger",
        "reasons": ["Something is lost with 1 of what is deleted or replaced: b."],
        "counts": {"delete": 1, "replace": 0, "update": 0, "import": 0, "create": 0, "same": 0},
        "violations": 0,
        "weaker": 0,
    }, "all that a workflow decides by, and no prose to parse"


@pytest.mark.parametrize("count", [9, 11])
def test_a_long_list_is_folded_after_its_first_lines(count: int) -> None:
    text = markdown(told(*(step("delete", BUCKET, f"b{place:02}", {"name": "b"}) for place in range(count))))
    radius = text[text.index("#### Blast radius") : text.index("<details><summary>Cloudflare")]
    assert ("<summary>1 more</summary>" in radius) is (count == 11), "ten lines are read, a hundred are not"
    assert radius.count("every object in it") == count, "and none is left out"


def test_one_message_that_is_longer_than_a_comment_is_in_the_page_alone() -> None:
    error = {"diagnosticEvent": {"severity": "error", "message": "a long trace\n" * 8000}}
    found = told(error)
    assert len(markdown(found)) <= LIMIT, "GitHub takes it"
    assert "- … and 1 more, in the page of the run's artifacts" in markdown(found), "it says what is left out"
    assert page(found).count("a long trace") == 8000, "and the page has it"


def test_what_loses_its_protection_is_listed_whole() -> None:
    names = [f"b{place}" for place in range(8)]
    found = told(*(step("same", BUCKET, name, {"name": "b"}, {"name": "b"}, protect=True) for name in names))
    listed = markdown(found).split("#### Protection is taken off: 8")[1]
    assert [name for name in names if f"- `{name}`" not in listed] == [], "the verdict names the first alone"
    assert 'id="unprotected"' in page(found), "and so does the page"


def big(path: Path, count: int) -> list[str]:
    """Write an event log as the engine does for a change of many resources; return their names."""
    kinds = {
        "create": (VARIABLE, None, {"key": "K", "value": "v" * 40, "targets": ["production"], "projectId": "prj_1"}),
        "update": (FIREWALL, {"rules": ["old rule " * 12] * 4}, {"rules": ["new rule " * 12] * 4}),
        "delete": (BUCKET, {"name": "bucket", "location": "weur", "accountId": "a" * 32}, None),
    }
    names = []
    lines: list[Event] = [{"preludeEvent": {"config": {}}}]
    for place in range(count):
        operation = ("update", "create", "update", "delete", "update")[place % 5]
        kind, old, new = kinds[operation]
        names.append(f"resource-{place:04}")
        lines.append(step(operation, kind, names[-1], old, new))
    summary = {"isPreview": True, "result": "succeeded", "durationSeconds": 9}
    path.write_text("\n".join(map(json.dumps, [*lines, {"summaryEvent": summary}])))
    return names


@pytest.mark.parametrize("count", [300, 1000])
def test_the_comment_on_a_big_preview_names_every_change_inside_the_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    log, comment, whole = (tmp_path / name for name in ("e.jsonl", "c.md", "r.html"))
    names = big(log, count)
    monkeypatch.setattr("sys.argv", ["luma", "report", str(log), "--markdown", str(comment), "--html", str(whole)])
    assert main() == 0, "it is reported"
    text, html = comment.read_text(), whole.read_text()
    assert len(text) <= 65_536, "GitHub takes it"
    assert text.startswith("<!-- luma report: prod -->\n"), "and the next run finds it to update it in place"
    assert text.count("<details>") == text.count("</details>") > 0, "folded, and nothing is cut in the middle"
    assert [name for name in names if f"`{name}`" not in text] == [], "each change is named"
    assert [name for name in names if f'data-name="{name}"' not in html] == [], "the artifact has every change"
    assert html.count("new rule " * 12) == 4 * sum(place % 5 in {0, 2, 4} for place in range(count)), "and every value"
