"""The project's workflows obey the rules that it demands of others."""

import re
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from luma_policies import kinds
from luma_policies.config import Config
from luma_policies.evaluation import evaluate
from luma_policies.view import ResourceView, StackView

from cli import commands

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / ".github"
WORKFLOWS = sorted((FOLDER / "workflows").glob("*.yml"))
FILES = [*WORKFLOWS, *sorted(FOLDER.glob("actions/*/action.yml"))]
SCRIPTS = sorted((FOLDER / "scripts").glob("*.sh"))
SECRET = re.compile(r"secrets\.(\w+)")


def read(path: Path) -> dict[Any, Any]:
    content: dict[Any, Any] = yaml.safe_load(path.read_text())
    return content


def jobs(name: str) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = read(FOLDER / "workflows" / f"{name}.yml")["jobs"]
    return found


def broken(files: dict[str, str]) -> set[tuple[str, str]]:
    """Return rule and file of every rule on workflow text that files break."""
    views = [ResourceView(kinds.FILE, path, {"file": path, "content": text}) for path, text in files.items()]
    report = evaluate(StackView(tuple(views)), Config(today=date(2026, 1, 1)))
    return {(each.rule.id, str(each.resource)) for each in report.violations if each.rule.family == "WFL"}


def test_there_are_exactly_these_workflows() -> None:
    assert {path.stem for path in WORKFLOWS} == {"audit", "preview", "deploy", "drift", "stack"}, (
        "a new one is judged here, too"
    )


def test_no_rule_on_workflows_is_broken() -> None:
    assert broken({str(path.relative_to(ROOT)): path.read_text() for path in FILES}) == set(), (
        "our own rules hold for us"
    )


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("permissions: {}", "permissions: write-all", "WFL-002"),
        ("@3d3c42e5aac5ba805825da76410c181273ba90b1", "@v7", "WFL-001"),
        ("persist-credentials: false", "persist-credentials: true", "WFL-005"),
    ],
)
def test_a_weaker_preview_would_break_a_rule(old: str, new: str, rule: str) -> None:
    path = FOLDER / "workflows" / "preview.yml"
    text = path.read_text().replace(old, new)
    found = {rule for rule, _ in broken({".github/workflows/preview.yml": text})}
    assert found == {rule}, "the check above can fail"


def test_a_pull_request_meets_no_secret() -> None:
    text = (FOLDER / "workflows" / "preview.yml").read_text()
    assert set(SECRET.findall(text)) == set(), "its code could print whatever its job can decrypt"
    writers = {name for name, job in jobs("preview").items() if "write" in job["permissions"].values()}
    assert writers == {"comment"}, "one job may write, and it runs nothing of the pull request"
    checkout = jobs("preview")["comment"]["steps"][0]["with"]
    assert checkout["ref"] == "${{ github.event.pull_request.base.sha }}", "its script is main's"


def test_credentials_are_reached_through_environments_on_main_alone() -> None:
    assert set(read(FOLDER / "workflows" / "deploy.yml")[True]) == {"push"}, "`on` of the only caller"
    for name in ("stack", "drift"):
        holders = {key for key, job in jobs(name).items() if SECRET.search(str(job))}
        assert {bool(jobs(name)[key].get("environment")) for key in holders} == {True}, f"{name}: each is guarded"
    assert {job.get("secrets") for job in jobs("deploy").values()} == {None}, "nothing is handed on"


def test_production_waits_for_staging_and_for_a_plan() -> None:
    order = {name: job.get("needs", []) for name, job in jobs("deploy").items()}
    assert order == {
        "stacks": [],
        "staging": "stacks",
        "plan": ["stacks", "staging"],
        "production": ["stacks", "plan"],
    }, "who approves has seen what changes"


def test_what_runs_on_one_stack_is_never_cancelled_nor_doubled() -> None:
    held = {"stack": jobs("stack")["run"], "drift": jobs("drift")["look"]}
    groups = {name: re.sub(r"\b(inputs|matrix)\b", "", job["concurrency"]["group"]) for name, job in held.items()}
    assert set(groups.values()) == {"stack-${{ .stack }}"}, "one run at a time on a stack, whoever starts it"
    assert {job["concurrency"]["cancel-in-progress"] for job in held.values()} == {False}, "it may be half done"


def test_every_verb_that_a_workflow_or_script_uses_exists() -> None:
    text = "".join(path.read_text() for path in [*FILES, *SCRIPTS])
    used = set(re.findall(r"\./luma (\w+)", text))
    assert used <= {path.stem for path in Path(str(commands.__file__)).parent.glob("*.py")}, "or it fails at night"
    called = set(re.findall(r"scripts/([\w-]+\.sh)", text))
    assert called == {path.name for path in SCRIPTS}, "every script is there, and used"


def test_owners_stand_for_what_judges_a_change() -> None:
    owned = [line.split()[0] for line in (FOLDER / "CODEOWNERS").read_text().splitlines() if line.startswith("/")]
    assert {"/.github/", "/policies/", "/Pulumi.*.yaml", "/apps/"} <= set(owned), "workflows, policies, waivers"
    assert {"/requirements.in", "/requirements.txt", "/toolchain/", "/Makefile"} <= set(owned), (
        "what is installed, and how"
    )
    missing = [each for each in owned if each != "/apps/" and not list(ROOT.glob(each.strip("/")))]
    assert missing == [], "a pattern that matches nothing guards nothing"


def test_the_comment_is_written_as_the_app_writes_it() -> None:
    own, delivered = (root / ".github/scripts/comment.sh" for root in (ROOT, ROOT / "payload" / "files"))
    assert own.read_bytes() == delivered.read_bytes(), "one script, two repositories; it is tested with the payload"


@pytest.mark.slow
def test_the_linters_have_nothing_to_say() -> None:
    tools = Path(sys.executable).parent
    version = re.search(r"ACTIONLINT_VERSION := (\S+)", (ROOT / "Makefile").read_text())
    assert version, "the Makefile pins actionlint"
    actionlint = f"build/actionlint-{version[1]}/actionlint"
    for command in (
        ["make", "--no-print-directory", actionlint],
        [actionlint, "-shellcheck", str(tools / "shellcheck"), *map(str, WORKFLOWS)],
        [str(tools / "shellcheck"), *map(str, SCRIPTS)],
        [str(tools / "zizmor"), "--config", "zizmor.yml", "--offline", "--no-progress", ".github"],
    ):
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
