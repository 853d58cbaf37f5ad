"""Terraform and checkov are taken at their word: shell scripts stand in for them, and note what they were given."""

import json
from pathlib import Path

import pytest

from bench.rivals.terraform import RivalError, Terraform
from bench.timing import CommandError

SCRIPT = '#!/bin/sh\necho "$(basename "$0") $* proxy=$HTTPS_PROXY" >> "{calls}"\n{lines}\n'


class Tools:
    """Stand-ins for both tools: what they print, and what they were called with."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.calls = folder / "calls"
        self.answer("terraform", "{}")
        self.answer("checkov", '{"summary": {"parsing_errors": 0, "resource_count": 0}}')

    def answer(self, name: str, printed: str, code: int = 0) -> None:
        answer = self.folder / f"{name}.json"
        answer.write_text(printed)
        file = self.folder / name
        file.write_text(
            SCRIPT.format(
                calls=self.calls, lines=f'case "$*" in *-out=plan*) : > plan;; esac\ncat "{answer}"\nexit {code}'
            )
        )
        file.chmod(0o700)

    def plan(self, **actions: list[str]) -> None:
        changes = [{"address": f"x.{name}", "change": {"actions": each}} for name, each in actions.items()]
        self.answer("terraform", json.dumps({"resource_changes": changes}))


@pytest.fixture
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tools:
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.delenv("HTTPS_PROXY", raising=False)
    return Tools(tmp_path)


@pytest.fixture
def terraform(tools: Tools) -> Terraform:
    made = Terraform(tools.folder / "work", {"HTTPS_PROXY": "local-cloud"})
    made.init()
    return made


def test_only_their_owner_can_read_the_folder_and_the_configuration(terraform: Terraform) -> None:
    modes = [oct(path.stat().st_mode & 0o777) for path in (terraform.folder, terraform.folder / "main.tf")]
    assert modes == ["0o700", "0o600"], "secrets stand in the configuration as literals"


def test_the_providers_come_by_the_users_own_way_and_then_meet_the_local_cloud(
    terraform: Terraform, tools: Tools
) -> None:
    terraform.apply()
    assert tools.calls.read_text().splitlines() == [
        "terraform init -input=false -no-color proxy=",
        "terraform apply -input=false -no-color -auto-approve proxy=local-cloud",
    ], "the local cloud's proxy would refuse the registry, and nothing else may be reached afterwards"


def test_what_is_measured_is_plan_and_then_checkov(terraform: Terraform, tools: Tools) -> None:
    tools.calls.unlink()
    terraform.command("-refresh=false").run()
    programs = [line.split()[:2] for line in tools.calls.read_text().splitlines()]
    assert programs == [["terraform", "plan"], ["checkov", "--directory"]], "one after the other"


def test_checkov_is_not_reached_after_a_plan_that_failed(terraform: Terraform, tools: Tools) -> None:
    tools.answer("terraform", "no token", code=1)
    with pytest.raises(CommandError, match="no token"):
        terraform.command().run()
    assert "checkov" not in tools.calls.read_text(), "a failed plan is no measure"


def test_only_what_would_be_created_counts_as_planned(terraform: Terraform, tools: Tools) -> None:
    tools.plan(a=["create"], b=["no-op"], c=["create"])
    assert terraform.planned() == 2, "no-op is there already"
    assert sorted(path.name for path in terraform.folder.iterdir()) == ["main.tf"], (
        "the plan, with its secrets, is gone"
    )


def test_a_plan_that_would_change_what_is_there_is_an_error_that_names_it(terraform: Terraform, tools: Tools) -> None:
    tools.plan(a=["create"], c=["update"], b=["delete", "create"])
    with pytest.raises(RivalError, match=r"change or delete what is as it should be: x\.b, x\.c$"):
        terraform.planned()


def test_checkov_tells_how_many_resources_it_evaluated(terraform: Terraform, tools: Tools) -> None:
    tools.answer("checkov", '{"summary": {"parsing_errors": 0, "resource_count": 85}}')
    assert terraform.evaluated() == 85, "its own count"


def test_a_configuration_that_checkov_cannot_read_is_an_error(terraform: Terraform, tools: Tools) -> None:
    tools.answer("checkov", '{"summary": {"parsing_errors": 1, "resource_count": 84}}')
    with pytest.raises(RivalError, match=r"could not read .*main\.tf"):
        terraform.evaluated()


def test_a_failing_tool_is_an_error_with_what_it_printed(terraform: Terraform, tools: Tools) -> None:
    tools.answer("terraform", "Error: no provider", code=1)
    with pytest.raises(RivalError, match=r"terraform apply .* ended with 1:\nError: no provider"):
        terraform.apply()
