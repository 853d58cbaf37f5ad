"""The scripts of the workflows on the real engine: the night's export, a pull request's preview, a deployment."""

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from tests.engine import Checkout

pytestmark = pytest.mark.slow


def script(checkout: Checkout, name: str, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a script as a job does, in the checkout's folder."""
    environment = {key: value for key, value in os.environ.items() if key != "LUMA_LOCAL_HOME"}
    return subprocess.run(
        ["bash", f".github/scripts/{name}", *words],
        cwd=checkout.folder,
        env={**environment, **variables},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


@dataclass(frozen=True)
class Night:
    """Main with prod up, and what the nightly job left: a snapshot, and no drift."""

    main: Checkout
    snapshots: Path


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Night:
    main = Checkout.make(tmp_path_factory.mktemp("main") / "luma")
    main.up()
    done = script(main, "look.sh", "prod", "build", "--local")
    assert done.returncode == 0, done.stdout + done.stderr
    return Night(main, main.folder / "build" / "snapshot")


@pytest.fixture
def branch(tmp_path: Path) -> Checkout:
    """Give a pull request's checkout, with main's beside it as the workflow has it."""
    made = Checkout.make(tmp_path / "luma")
    Checkout.make(made.folder / "build" / "base")
    (made.folder / "build" / "base" / ".venv").unlink()
    return made


def rehearse(branch: Checkout, snapshots: Path) -> subprocess.CompletedProcess[str]:
    return script(branch, "rehearse.sh", "prod", str(snapshots), "build/base", "build/report")


def comment(branch: Checkout) -> str:
    return (branch.folder / "build" / "report" / "comment.md").read_text()


def test_a_night_without_drift_leaves_an_empty_finding_and_an_export(night: Night) -> None:
    assert (night.main.folder / "build" / "drift" / "drift.md").read_text() == "", "the issue is closed by that"
    assert [path.name for path in night.snapshots.iterdir()] == ["prod.json"], "what pull requests are held against"


def test_a_night_with_drift_tells_it(tmp_path: Path, night: Night) -> None:
    main = Checkout.make(tmp_path / "luma", night.main.folder)
    main.drift("github", "repository", "luma-app/luma-web", "allow_merge_commit=true")
    done = script(main, "look.sh", "prod", "build", "--local")
    assert done.returncode == 0, "drift is told, not failed on: the export is still wanted"
    text = (main.folder / "build" / "drift" / "drift.md").read_text()
    assert "allowMergeCommit" in text, "in words, property by property"


def test_a_pull_request_is_told_what_it_changes(night: Night, branch: Checkout) -> None:
    branch.edit("prod", lambda settings: settings["vercel"]["rate-limit"].update(requests=250))
    done = rehearse(branch, night.snapshots)
    assert done.returncode == 0, done.stdout + done.stderr
    assert {"comment.md", "report.html", "policies.json", "base-policies.json", "base.txt"} == {
        path.name for path in (branch.folder / "build" / "report").iterdir()
    }, "the comment, the page, and both judges' reports"
    assert "vercel-firewall" in comment(branch), "the one resource that changes"


def test_a_pull_request_cannot_allow_itself_what_main_forbids(night: Night, branch: Checkout) -> None:
    path = branch.folder / "Pulumi.prod.yaml"
    content = yaml.safe_load(path.read_text())
    content["config"]["luma:platform"]["vercel"]["regions"] = ["hnd1"]
    content["config"]["luma:policies"] = {"regions": ["hnd1"]}
    path.write_text(yaml.safe_dump(content, sort_keys=False))
    done = rehearse(branch, night.snapshots)
    assert done.returncode != 0, "its own judge lets it pass, main's does not"
    assert "Main's policies refuse this change" in done.stdout, "and the job's page says who"


def test_a_pull_request_cannot_weaken_its_own_judge(night: Night, branch: Checkout) -> None:
    path = branch.folder / "policies" / "luma_policies" / "registry.py"
    path.write_text(path.read_text() + "\nRULES = type(RULES)(each for each in RULES if each.family != 'VCL')\n")
    done = rehearse(branch, night.snapshots)
    assert "weaker" in comment(branch)[:1000], "it comes first in the report"
    reports = [
        json.loads((branch.folder / "build" / "report" / name).read_text())
        for name in ("base-policies.json", "policies.json")
    ]
    base, own = ({each["id"] for each in report["rules"]} for report in reports)
    assert {rule.split("-")[0] for rule in base - own} == {"VCL"}, "main's judge still holds every rule"
    assert done.returncode == 0, "nothing is broken yet: the report is what a reviewer needs"


def test_without_an_export_the_preview_starts_from_nothing(tmp_path: Path, branch: Checkout) -> None:
    done = rehearse(branch, tmp_path / "none")
    assert done.returncode == 0, done.stdout + done.stderr
    assert not (branch.folder / ".local").exists(), "in a home of its own"
    assert "create" in comment(branch), "everything is new"


def test_a_deployment_runs_with_the_pack_and_reports(tmp_path: Path) -> None:
    checkout = Checkout.make(tmp_path / "luma")
    exports = checkout.luma("local", "env")
    assert exports.code == 0, exports.text
    try:
        line = "bash .github/scripts/run-stack.sh up prod build/report"
        done = subprocess.run(
            ["bash", "-c", f"{exports.out}\n{line}"], cwd=checkout.folder, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        assert {path.name for path in (checkout.folder / "build" / "report").iterdir()} == {
            "comment.md",
            "report.html",
            "policies.json",
        }, "the report, and no event log: it is the engine's own"
    finally:
        checkout.luma("local", "stop")
