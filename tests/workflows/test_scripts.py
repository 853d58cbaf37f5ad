"""The scripts that speak to GitHub: one issue a stack, and last night's export."""

from pathlib import Path

import pytest

from tests.workflows.gh import Runner


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    return Runner(tmp_path)


@pytest.mark.parametrize(
    ("drift", "number", "calls"),
    [
        ("vercel: changed", "", ["issue list", "issue create"]),
        ("vercel: changed", "7", ["issue list", "issue edit"]),
        ("", "7", ["issue list", "issue close"]),
        ("", "", ["issue list"]),
    ],
    ids=["opened", "updated", "closed", "nothing"],
)
def test_a_stack_has_one_issue(runner: Runner, drift: str, number: str, calls: list[str]) -> None:
    runner.answer = f'if [[ "$2" == list ]]; then echo "{number}"; fi'
    file = runner.folder / "drift.md"
    file.write_text(drift)
    done = runner.run("drift-issue.sh", "prod", str(file))
    assert done.returncode == 0, done.stderr
    assert runner.calls == calls, "never a second one"


def test_what_nobody_has_to_declare_is_passed_on_to_the_look(runner: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DRIFT_IGNORE", "sentry:billing* github:old-*")
    luma = runner.folder / "luma"
    luma.write_text('#!/bin/bash\necho "$@" >> calls\n')
    luma.chmod(0o755)
    done = runner.run("look.sh", "prod", "build")
    assert done.returncode == 0, done.stderr
    assert (runner.folder / "calls").read_text().splitlines() == [
        "drift --stack prod --fail --ignore sentry:billing* --ignore github:old-*",
        "rehearsal export --stack prod --output build/snapshot/prod.json",
    ], "each as a word of its own, and no file's name in its place"


def test_an_issue_that_github_refuses_fails_the_job(runner: Runner) -> None:
    runner.answer = "exit 4"
    file = runner.folder / "drift.md"
    file.write_text("vercel: changed")
    assert runner.run("drift-issue.sh", "prod", str(file)).returncode == 4, "nobody would see the drift"


def test_the_export_of_the_last_good_night_is_fetched(runner: Runner) -> None:
    runner.answer = 'if [[ "$1 $2" == "run list" ]]; then echo 42; else echo "{}" > snapshots/prod.json; fi'
    done = runner.run("snapshot.sh", "prod", "snapshots")
    assert done.returncode == 0, done.stderr
    assert (runner.folder / "snapshots" / "prod.json").exists(), "where rehearse.sh looks"
    assert (runner.folder / "calls").read_text().splitlines()[1] == (
        "run download 42 --repo luma-app/platform --name snapshot-prod --dir snapshots"
    ), "that very run's"


@pytest.mark.parametrize("answer", ["", 'if [[ "$2" == list ]]; then echo 42; else exit 1; fi'], ids=["never", "gone"])
def test_a_missing_export_is_told_and_stops_nothing(runner: Runner, answer: str) -> None:
    runner.answer = answer
    done = runner.run("snapshot.sh", "prod", "snapshots")
    assert done.returncode == 0, "a new repository has none yet"
    assert "::notice title=No export of prod::" in done.stdout, "the reader must know what the preview starts from"
    assert list((runner.folder / "snapshots").iterdir()) == [], "and nothing is invented"
