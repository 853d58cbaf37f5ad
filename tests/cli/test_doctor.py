"""`luma doctor`: each trouble is found with its fix, no token is shown, and an error is exit code 1."""

import json
import subprocess
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
import yaml

from cli.doctor import access
from cli.doctor import accounts as examine_accounts
from cli.doctor import settings as examine_settings
from cli.doctor import tools as examine_tools
from cli.doctor.findings import Finding
from cli.doctor.verb import doctor
from cli.target import Target
from tests.engine import Checkout

README = Path(__file__).resolve().parents[2] / "README.md"
GOOD_TOKENS = {
    "VERCEL_API_TOKEN": "a" * 24,
    "GITHUB_TOKEN": "github_pat_" + "a" * 40,
    "CLOUDFLARE_API_TOKEN": "a" * 40,
    "SENTRY_AUTH_TOKEN": "a" * 64,
    "TRIGGER_ACCESS_TOKEN": "tr_pat_" + "a" * 40,
}


def levels(found: list[Finding]) -> dict[str, str]:
    """Return the gravity of each finding by its area."""
    return {each.area: each.level for each in found}


def test_tokens_of_the_right_shape_are_well() -> None:
    assert set(levels(list(examine_accounts.tokens(GOOD_TOKENS))).values()) == {"ok"}, "nothing to say"


@pytest.mark.parametrize("name", sorted(GOOD_TOKENS))
@pytest.mark.parametrize(("value", "level"), [(None, "warning"), ("wrong-shape!", "error")])
def test_a_token_that_is_missing_or_misshapen_is_found_and_not_shown(name: str, value: str | None, level: str) -> None:
    given = {key: text for key, text in GOOD_TOKENS.items() if key != name} | ({name: value} if value else {})
    found = list(examine_accounts.tokens(given))
    assert {area: grade for area, grade in levels(found).items() if grade != "ok"} == {name: level}, "exactly that one"
    assert not any(value and value in each.text + each.fix for each in found), "and nothing of it"
    assert all(each.fix for each in found), "each says what to do"


@pytest.mark.parametrize("name", sorted(GOOD_TOKENS))
def test_the_readme_asks_for_the_same_scopes(name: str) -> None:
    (row,) = [line for line in README.read_text().splitlines() if line.startswith(f"| `{name}`")]
    assert examine_accounts.remedy(name).partition("no more than: ")[2] in row, "one truth about least scopes"


@pytest.mark.parametrize(
    ("more", "area", "level"),
    [
        ({"GITHUB_TOKEN": "ghp_" + "a" * 36}, "GITHUB_TOKEN", "warning"),
        ({"CLOUDFLARE_API_KEY": "x"}, "CLOUDFLARE_API_KEY", "error"),
    ],
)
def test_a_credential_that_reaches_too_far_is_found(more: dict[str, str], area: str, level: str) -> None:
    found = levels(list(examine_accounts.tokens({**GOOD_TOKENS, **more})))
    assert found[area] == level, "least scopes only"


def edit(checkout: Path, change: dict[str, Any]) -> None:
    """Change settings of prod, by section and key."""
    path = checkout / "Pulumi.prod.yaml"
    content = yaml.safe_load(path.read_text())
    for section, values in change.items():
        content["config"]["luma:platform"][section].update(values)
    path.write_text(yaml.safe_dump(content))


@pytest.mark.parametrize(("days", "level"), [(-3, "error"), (10, "warning"), (200, None)])
def test_a_token_that_ends_is_found_a_month_before(checkout: Path, days: int, level: str | None) -> None:
    end = (datetime.now(tz=UTC) + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")
    edit(checkout, {"r2": {"token-expires": end}})
    found = [each for each in examine_settings.findings(Target("prod", local=True)) if "token-expires" in each.text]
    assert [each.level for each in found] == ([level] if level else []), "in time to make a new one"


def test_settings_that_cannot_be_used_are_an_error(checkout: Path) -> None:
    edit(checkout, {"vercel": {"regions": ["mars1"]}})
    (found,) = examine_settings.findings(Target("prod", local=True))
    assert (found.level, "mars1" in found.text) == ("error", True), "with every offender"


def test_what_a_plan_lacks_is_told_with_what_stands_in_for_it(checkout: Path) -> None:
    found = [each for each in examine_settings.findings(Target("prod", local=True)) if each.level == "note"]
    assert {each.text.split(":")[0] for each in found} == {"GitHub team", "Vercel pro"}, "the committed plans"
    assert all(each.fix.startswith("Instead: ") for each in found), "and the fallback"


def test_the_checklist_is_for_real_accounts_alone(checkout: Path) -> None:
    people = {
        local: sum(1 for each in examine_settings.findings(Target("prod", local=local)) if each.level == "person")
        for local in (False, True)
    }
    assert people == {False: 7, True: 0}, "one for each service a person has to prepare"


def test_a_package_of_another_version_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(examine_tools, "version", lambda name: "0.0.1" if name == "pulumi" else version(name))
    found = next(each for each in examine_tools.findings() if each.area == "Python packages")
    assert (found.level, "pulumi 0.0.1 instead of" in found.text) == ("error", True), (
        "what is pinned is what was tested"
    )


def test_a_locked_package_is_looked_for_where_it_belongs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [
        f"pulumi[more]=={version('pulumi')} \\",
        "    --hash=sha256:0",
        "colorama==0.1 ; sys_platform == 'beos' \\",
    ]
    (tmp_path / "requirements.txt").write_text("\n".join(["# a comment", *lines, "    # via click", ""]))
    monkeypatch.setattr(examine_tools, "ROOT", tmp_path)
    found = [each.text for each in examine_tools.findings() if each.area == "Python packages"]
    assert found == ["1 as locked"], "extras are no part of its name, and another system's package is none of ours"


def test_without_any_pulumi_nothing_is_built_only_to_look(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(access, "findings", lambda *_, **__: [])  # the local cloud would be started, not Pulumi
    monkeypatch.setattr(examine_accounts, "has_pulumi", lambda: False)
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: pytest.fail("nothing may be started"))
    monkeypatch.setattr(examine_tools, "find_official", lambda: "There is none")
    monkeypatch.setattr(examine_tools, "is_built", lambda: False)
    monkeypatch.setattr("shutil.which", lambda _: None)
    assert doctor(["prod"], local=True, as_json=True) == 1, "no CLI and no way to one"
    found = json.loads(capsys.readouterr().out)["findings"]
    assert [each["area"] for each in found if each["level"] == "error"] == ["Pulumi"], "exactly that"


@pytest.mark.slow
def test_a_cut_off_run_is_an_error_with_its_way_back(tmp_path: Path) -> None:
    checkout = Checkout.make(tmp_path / "luma")
    well = checkout.luma("doctor", "--local", "--stack", "prod", "--json")
    assert (well.code, json.loads(well.out)["counts"]["error"]) == (0, 0), well.text
    accepted = {each["area"]: each["level"] for each in json.loads(well.out)["findings"] if each["area"] in GOOD_TOKENS}
    assert accepted == dict.fromkeys(GOOD_TOKENS, "ok"), "every vendor of the local cloud was asked about its token"
    checkout.up()
    path = checkout.home / "state" / ".pulumi" / "stacks" / "luma" / "prod.json"
    content = json.loads(path.read_text())
    latest = content["checkpoint"]["latest"]
    bucket = next(each for each in latest["resources"] if each["type"].endswith(":R2Bucket"))
    latest["pending_operations"] = [{"resource": bucket, "type": "updating"}]
    path.write_text(json.dumps(content))
    ill = checkout.luma("doctor", "--local", "--stack", "prod", "--json")
    errors = [each for each in json.loads(ill.out)["findings"] if each["level"] == "error"]
    assert (ill.code, [each["fix"] for each in errors]) == (1, ["./luma recover --stack prod"]), ill.text
