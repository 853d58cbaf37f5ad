"""`luma report`: all that a run means, inside GitHub's limit, complete in the page, and without a secret."""

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from cli.__main__ import main
from cli.env.values import SECRET_KEY
from cli.report.content import Content, content
from cli.report.events import gather
from cli.report.markdown import LIMIT, markdown
from cli.report.page import page
from cli.report.properties import HIDDEN, UNKNOWN, differences

Event = dict[str, Any]
BUCKET = "cloudflare:index/r2Bucket:R2Bucket"
VARIABLE = "vercel:index/projectEnvironmentVariable:ProjectEnvironmentVariable"
FILE = "github:index/repositoryFile:RepositoryFile"
FIREWALL = "vercel:index/firewallConfig:FirewallConfig"
MASKED = {SECRET_KEY: "1b47061264138c4ac30d75fd1eb44270", "ciphertext": "[secret]"}
LEAK = "leaked-value-4711"


def step(
    operation: str,
    kind: str,
    name: str,
    old: object = None,
    new: object = None,
    *,
    protect: bool = False,
    **more: object,
) -> Event:
    """Return a step as the engine logs it."""
    urn = f"urn:pulumi:prod::luma::{kind}::{name}"
    state = {"type": kind, "urn": urn, "custom": True}
    before = {**state, "inputs": old, "protect": protect} if old is not None else None
    after = {**state, "inputs": new} if new is not None else None
    metadata = {"op": operation, "urn": urn, "type": kind, "old": before, "new": after, **more}
    return {"resourcePreEvent": {"metadata": metadata}}


def violation(rule: str, level: str = "mandatory") -> Event:
    """Return a policy's violation as the engine logs it."""
    message = f"Rules of the platform.\n[{rule}] thing: `x` is wrong. Fix: mend it."
    return {"policyEvent": {"resourceUrn": "u::thing", "message": message, "enforcementLevel": level}}


def told(*events: Event) -> Content:
    """Return the content of a report on some events."""
    counts = {"same": 1}
    summary = {
        "summaryEvent": {"isPreview": True, "result": "succeeded", "durationSeconds": 2, "resourceChanges": counts}
    }
    return content(gather([{"preludeEvent": {"config": {}}}, *events, summary]), None)


def both(*events: Event) -> list[str]:
    """Return the comment and the page."""
    found = told(*events)
    return [markdown(found), page(found)]


def test_property_diffs_say_what_changes() -> None:
    found = told(step("update", FIREWALL, "fw", {"a": {"limit": 100, "same": 1}}, {"a": {"limit": 200, "same": 1}}))
    text = markdown(found)
    assert "- a.limit: 100" in text, "before"
    assert "+ a.limit: 200" in text, "after"
    assert "a.same" not in text, "what stays is not told"
    assert "<summary>Vercel: 1 update</summary>" in text, "grouped by cloud"


def test_a_changed_file_is_a_diff_by_lines() -> None:
    old, new = "\n".join(map(str, range(40))), "\n".join(map(str, [*range(39), "new"]))
    text = markdown(told(step("update", FILE, "f", {"content": old}, {"content": new})))
    assert "  +new\n" in text, "the new line"
    assert "\n   5\n" not in text, "and not the whole file"


def test_the_blast_radius_names_what_holds_data_first_and_what_is_guarded() -> None:
    text = markdown(
        told(
            step("delete", VARIABLE, "a-variable", {"key": "X", "targets": ["production"]}),
            step("delete", BUCKET, "z-bucket", {"name": "b"}, protect=True),
        )
    )
    bucket, variable = text.index("`z-bucket`"), text.index("`a-variable`")
    assert bucket < variable, "what loses objects comes before what loses a setting"
    assert "every object in it; protected, so it is refused" in text, "what is lost, and that it is refused"


def test_a_replacement_is_one_change_and_says_which_property_asks_for_it() -> None:
    steps = [
        step("create-replacement", BUCKET, "b", {"location": "weur"}, {"location": "enam"}, keys=["location"]),
        step("replace", BUCKET, "b", {"location": "weur"}, {"location": "enam"}, keys=["location"]),
        step("delete-replaced", BUCKET, "b", {"location": "weur"}),
    ]
    found = told(*steps)
    assert [(each.operation, each.name) for each in found.run.ordered] == [("replace", "b")], "one thing happens"
    assert "- location: weur  # replaces the resource" in markdown(found), "and why"


def test_what_needs_a_redeploy_is_listed_by_target() -> None:
    found = told(step("update", VARIABLE, "v", {}, {"key": "CSP_MODE", "targets": ["production"], "value": "enforce"}))
    assert found.redeploys == ["Vercel production: CSP_MODE"], "variables reach new deployments alone"


def test_policy_results_are_told_once_each_by_level() -> None:
    text = markdown(told(violation("VCL-001"), violation("VCL-001"), violation("SEN-012", "advisory")))
    assert "Policies refuse this: 1" in text, "what stops the change"
    assert "Advice of the policies: 1" in text, "what only speaks"


SECRETS: dict[str, tuple[str, dict[str, object]]] = {
    "masked-by-the-engine": (VARIABLE, {"key": "X", "value": MASKED}),
    "of-the-catalogue": (VARIABLE, {"key": "DATABASE_URL", "value": LEAK}),
    "marked-sensitive": (VARIABLE, {"key": "OTHER", "sensitive": True, "value": LEAK}),
    "by-its-name": (BUCKET, {"apiToken": LEAK, "password": LEAK, "nested": {"secretKey": LEAK, "clientSecret": LEAK}}),
    "github-secret": ("github:index/actionsSecret:ActionsSecret", {"secretName": "A", "value": LEAK}),
    "login-in-an-address": (BUCKET, {"comment": f"postgresql://user:{LEAK}@host/db"}),
}


@pytest.mark.parametrize("case", sorted(SECRETS))
@pytest.mark.parametrize("operation", ["create", "update", "delete"])
def test_no_secret_is_shown_even_where_nobody_marked_it(case: str, operation: str) -> None:
    kind, inputs = SECRETS[case]
    old = None if operation == "create" else inputs
    new = None if operation == "delete" else {**inputs, "comment": "new"} if operation == "update" else inputs
    diagnostic = {"diagnosticEvent": {"severity": "error", "message": f"cannot reach postgresql://user:{LEAK}@host/db"}}
    for text in both(step(operation, kind, "thing", old, new), diagnostic):
        assert LEAK not in text, "a report is read by everybody"
        assert "thing" in text, "the change itself is told"


def test_a_changed_secret_is_told_without_its_value() -> None:
    (found,) = differences({"password": "one"}, {"password": "two"})
    assert (found.path, found.before, found.after) == ("password", HIDDEN, HIDDEN), "that it changes, not to what"
    (found,) = differences({"value": MASKED}, {"value": MASKED}, told=["value"])
    assert (found.path, found.before) == ("value", HIDDEN), "the engine knows that masked values differ"


def test_an_unknown_value_says_so() -> None:
    (found,) = differences({}, {"id": "04da6b54-80e4-46f7-96ec-b56ff0331ba9"})
    assert found.after == UNKNOWN, "instead of the engine's own sign"


MARKUP = '<img src=x onerror=alert(1)>@everyone ](http://evil) ``` "quoted"'


def test_names_and_values_are_never_markup() -> None:
    comment, whole = both(
        step("create", BUCKET, MARKUP, None, {"name": MARKUP + "\n```\n<b>"}),
        {"diagnosticEvent": {"severity": "warning", "message": MARKUP}},
    )
    outside = re.sub(r"(?ms)^(\s*)(`{3,}).*?^\s*\2$", "", comment)
    assert "<img" not in re.sub(r"`[^`]*`", "", outside), "no element outside code"
    assert "@everyone" not in re.sub(r"`[^`]*`", "", outside), "nobody is called"
    assert "<img" not in whole, "the page spells it"


def many(count: int) -> list[Event]:
    """Return updates of many long files, with all that a big run brings."""
    text = "\n".join(f"line {line} of a delivered file" for line in range(60))
    return [
        *(
            step("update", FILE, f"file-{place}", {"content": text}, {"content": f"{text}\nmore"})
            for place in range(count)
        ),
        *(step("delete", BUCKET, f"bucket-{place}", {"name": "b"}) for place in range(count)),
        *(step("create", VARIABLE, f"variable-{place}", None, {"key": f"K{place}"}) for place in range(count)),
        *(violation(f"VCL-{place:03}") for place in range(count)),
    ]


@pytest.mark.parametrize("count", [1, 100, 400, 3000])
def test_the_comment_stays_inside_githubs_limit_and_the_page_is_complete(count: int) -> None:
    comment, whole = both(*many(count))
    assert len(comment.encode()) <= LIMIT, "GitHub would refuse it"
    assert comment.count("<details>") == comment.count("</details>"), "nothing is cut in the middle"
    fences = [line.strip() for line in comment.splitlines() if line.strip().startswith("```")]
    assert len(fences) % 2 == 0, "every block is closed"
    missing = [name for name in ("file", "bucket", "variable") if f"{name}-{count - 1}" not in whole]
    assert missing == [], "all is in the page"
    assert ("The page in the run's artifacts is complete" in comment) is (count > 100), "and the comment says so"


class Elements(HTMLParser):
    """Collects every attribute that could load something, and the tags that are open."""

    def __init__(self) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.loads += [
            f"{name}={value}" for name, value in attrs if name in {"src", "href"} and value and value[0] != "#"
        ]
        if tag not in {"meta", "input", "br", "rect", "path"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in {"rect", "path"}:
            assert self.open.pop() == tag, f"{tag} closes what is open"


def test_the_page_loads_nothing_and_is_well_formed() -> None:
    found = Elements()
    found.feed(page(told(*many(3))))
    assert found.loads == [], "no network, no other file"
    assert found.open == [], "every element is closed"


@pytest.mark.parametrize(
    ("text", "code"),
    [(None, 2), ("", 2), ("no json", 2), ('{"sequence": 0}\n', 2), ('{"preludeEvent": {"config": {}}}\n', 0)],
)
def test_a_file_that_is_no_event_log_is_one_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], text: str | None, code: int
) -> None:
    log = tmp_path / "events.jsonl"
    if text is not None:
        log.write_text(text)
    monkeypatch.setattr("sys.argv", ["luma", "report", str(log)])
    assert main() == code, "only a log can be reported"
    error = capsys.readouterr().err
    assert ("--event-log" in error) is (code == 2), "and how to get one"
    assert "Traceback" not in error, "without a traceback"
