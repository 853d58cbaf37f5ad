"""`luma check`: the settings and the policies, before Pulumi starts."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from cli.__main__ import main
from cli.target import Target

Settings = dict[str, Any]
WAIVER = {"rule": "VCL-011", "resource": "vercel-project", "reason": "a move", "owner": "ops", "expires": "2999-12-31"}


def luma(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    """Run a verb as a person types it."""
    monkeypatch.setattr("sys.argv", ["luma", *words])
    return main()


def edit(checkout: Path, change: Callable[[Settings], object], stack: str = "prod") -> None:
    """Change a stack file's `config`."""
    path = checkout / f"Pulumi.{stack}.yaml"
    document = yaml.safe_load(path.read_text())
    change(document["config"])
    path.write_text(yaml.safe_dump(document))


def move(config: Settings) -> None:
    """Run the functions where the policies do not allow it."""
    config["luma:platform"]["vercel"]["regions"] = ["fra1"]


def test_both_committed_stacks_hold_before_pulumi_starts(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert luma(monkeypatch, "check", "--json") == 0, "the settings are good and no rule is broken"
    reports = {each["stack"]: each["policies"] for each in json.loads(capsys.readouterr().out)["stacks"]}
    assert {stack: report["violations"] for stack, report in reports.items()} == {"prod": [], "staging": []}, "silent"
    undecided = {stack: {each["rule"] for each in report["not-evaluated"]} for stack, report in reports.items()}
    values = {"SEN-011", "STK-006", "TRG-003", "TRG-005", "VCL-002"}
    assert undecided == {"prod": values, "staging": values | {"VCL-032"}}, (
        "only what hangs on a secret or on what a service makes is not evaluated"
    )


def test_an_unsafe_setting_is_refused_in_the_packs_own_words(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(checkout, move)
    assert luma(monkeypatch, "check", "--stack", "prod") == 1, "a mandatory rule is broken"
    told = capsys.readouterr().out
    assert "mandatory: [VCL-011] vercel-project: `resourceConfig.functionDefaultRegions" in told, "rule and setting"
    assert "Fix: " in told, "and the way out"
    assert "162 rules: 1 violated" in told, "the totals close the table"


def test_a_waiver_of_the_stack_file_counts(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def waived(config: Settings) -> None:
        move(config)
        config["luma:policies"] = {"waivers": [WAIVER]}

    edit(checkout, waived)
    assert luma(monkeypatch, "check", "--stack", "prod", "--json") == 0, "somebody answers for it"
    (found,) = json.loads(capsys.readouterr().out)["stacks"]
    assert [(each["rule"], each["resource"]) for each in found["policies"]["waived"]] == [
        ("VCL-011", "vercel-project")
    ], "it is still told"
    edit(checkout, lambda config: config["luma:policies"]["waivers"][0].update(expires="2020-01-01"))
    assert luma(monkeypatch, "check", "--stack", "prod", "--json") == 1, "its day is over"
    (found,) = json.loads(capsys.readouterr().out)["stacks"]
    assert {each["rule"] for each in found["policies"]["violations"]} == {"STK-005", "VCL-011"}, "both are broken now"


def test_settings_of_the_policies_that_cannot_be_used_are_all_named(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(checkout, lambda config: config.update({"luma:policies": {"remediate": 1, "waiver": []}}))
    edit(checkout, lambda config: config["luma:platform"]["vercel"].update(region="x"), "staging")
    assert luma(monkeypatch, "check") == 2, "nothing could be judged"
    told = capsys.readouterr().out
    named = [line.strip().split(":")[0] for line in told.splitlines() if line.startswith("  policies.")]
    assert named == ["policies.remediate", "policies.waiver"], "every problem of the policies, sorted"
    assert "Did you mean 'vercel.regions'?" in told, "and the other stack's, in the same run"


@pytest.mark.parametrize("policies", ["{", ["VCL-001"], 7], ids=["no-json", "a-list", "a-number"])
def test_policies_that_are_no_object_are_refused(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], policies: object
) -> None:
    edit(checkout, lambda config: config.update({"luma:policies": policies}))
    assert luma(monkeypatch, "check", "--stack", "prod", "--json") == 2, "no rule could be trusted"
    (found,) = json.loads(capsys.readouterr().out)["stacks"]
    assert found["problem"].startswith("Pulumi.prod.yaml: luma:policies is no object"), "where and what"
    assert not found["usable"], "a machine sees it, too"


def test_a_setting_that_a_machine_wrote_as_text_is_read(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def waived(config: Settings) -> None:
        move(config)
        config["luma:policies"] = json.dumps({"waivers": [WAIVER]})

    edit(checkout, waived)
    assert luma(monkeypatch, "check", "--stack", "prod") == 0, "`pulumi config set` writes an object as text"
    assert "waived" in capsys.readouterr().out, "and it counts"


def test_saved_state_is_judged_by_the_same_rules(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    project = {
        "urn": "urn:pulumi:prod::luma::vercel:index/project:Project::vercel-project",
        "type": "vercel:index/project:Project",
        "inputs": {"gitForkProtection": False},
    }
    monkeypatch.setattr(Target, "resources", lambda _self: [project])
    assert luma(monkeypatch, "check", "--state", "--stack", "prod", "--local", "--json") == 1, "it is unsafe"
    (found,) = json.loads(capsys.readouterr().out)["stacks"]
    rules = {each["rule"] for each in found["policies"]["violations"] if each["severity"] == "critical"}
    assert rules == {"VCL-006"}, "the rule that a preview would name"


def test_a_state_that_is_not_there_is_no_good_state(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(Target, "resources", lambda _self: None)
    assert luma(monkeypatch, "check", "--state", "--local", "--stack", "prod") == 2, "nothing was judged"
    assert "prod: there is no such stack yet" in capsys.readouterr().err, "which is said"
    assert luma(monkeypatch, "check", "--local") == 2, "settings are the same for both worlds"
    assert "Add --state" in capsys.readouterr().err, "what --local is for"
