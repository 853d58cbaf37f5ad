"""The rules on workflow text against zizmor and actionlint, on every workflow that the cases of those rules change.

Where they differ, the difference is explained in a table here; an explanation that nothing needs fails, too.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from luma_policies import kinds
from luma_policies.config import Config
from luma_policies.delivered import files_of
from luma_policies.evaluation import evaluate
from luma_policies.view import ResourceView, StackView
from luma_policies.workflow_text import is_workflow

from . import cases_workflow_jobs, cases_workflows
from .good import good
from .world import TODAY, World

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
UNREADABLE = "WFL-017"

AUDITS: Mapping[str, str] = {
    "adhoc-packages": "WFL-015",
    "artipacked": "WFL-005",
    "bot-conditions": "WFL-014",
    "cache-poisoning": "WFL-016",
    "concurrency-limits": "WFL-010",
    "dangerous-triggers": "WFL-003",
    "excessive-permissions": "WFL-002",
    "github-env": "WFL-009",
    "hardcoded-container-credentials": "WFL-013",
    "insecure-commands": "WFL-009",
    "overprovisioned-secrets": "WFL-008",
    "secrets-inherit": "WFL-007",
    "secrets-outside-env": "WFL-006",
    "self-hosted-runner": "WFL-012",
    "template-injection": "WFL-004",
    "unpinned-images": "WFL-021",
    "unpinned-tools": "WFL-015",
    "unpinned-uses": "WFL-001",
    "unredacted-secrets": "WFL-008",
    "unsound-condition": "WFL-022",
    "unsound-contains": "WFL-022",
}
"""zizmor's audits, and the rule that means the same."""

NOT_OURS: Mapping[str, str] = {
    "anonymous-definition": "style",
    "obfuscation": "style: a `format` that could be written out",
    "self-repository": "actionlint 1.7.12 refuses what it asks for",
    "undocumented-permissions": "style",
}
"""zizmor's audits that no rule means to follow."""

ZIZMOR_ALONE: Mapping[str, str] = {
    "WFL-002": "a token that reads everything: the rule is about writing",
    "WFL-003": "the event alone: the rule asks for a stranger's code, too",
    "WFL-004": "an expression whose text no stranger can choose",
    "WFL-010": "asked of every workflow: the rule is about jobs that deploy",
}

OURS_ALONE: Mapping[str, str] = {
    "WFL-006": "in a workflow that is called zizmor takes every secret for the caller's",
    "WFL-009": "zizmor looks for the variable that allows the old commands, and follows GITHUB_ENV by data flow",
    "WFL-010": "zizmor asks that it is there, not that a deployment is left to end",
    "WFL-011": "zizmor has no such audit",
    "WFL-014": "zizmor leaves out a comparison by != beside another condition",
    "WFL-015": "zizmor knows the package managers' own actions, not a script from the net or npx",
    "WFL-016": "zizmor looks at workflows that publish packages",
    "WFL-018": "zizmor has no such audit",
    "WFL-019": "zizmor has no such audit",
    "WFL-020": "zizmor has no such audit",
}

OTHER_KINDS = frozenset(["expression", "deprecated-commands", "if-cond", "credentials"])
"""actionlint's findings that are not about whether GitHub runs a workflow."""

ACTIONLINT_ALONE: Mapping[str, str] = {
    'both "username" and "password" must be specified': "GitHub runs it, and the registry refuses it",
    "no workflow is configured": "GitHub runs it never, and says nothing",
}


@dataclass(frozen=True)
class Text:
    """One workflow: the case it comes from, its text, and the rules that it breaks."""

    label: str
    text: str
    rules: frozenset[str]


def broken(text: str) -> frozenset[str]:
    """Return the rules on workflow text that a workflow breaks."""
    view = ResourceView(kinds.FILE, "file", {"file": ".github/workflows/x.yml", "content": text})
    report = evaluate(StackView((view,)), Config(today=TODAY))
    return frozenset(each.rule.id for each in report.violations if each.rule.family == "WFL")


def workflows(world: World) -> Iterator[str]:
    """Yield the texts of the workflows of a stack."""
    for view in world.stack().of(kinds.FILE, kinds.FILES):
        for file in files_of(view):
            if is_workflow(file.path) and file.text is not None:
                yield file.text


def corpus() -> dict[str, Text]:
    """Return every workflow that a case changes, by a file name."""
    usual = set(workflows(good()))
    found: dict[str, Text] = {}
    for case in (*cases_workflows.CASES, *cases_workflow_jobs.CASES):
        world = good()
        case.change(world)
        for text in sorted(set(workflows(world)) - usual):
            found[f"case-{len(found)}.yml"] = Text(case.label, text, broken(text))
    return found


CORPUS = corpus()


def written(folder: Path, texts: Mapping[str, Text]) -> list[Path]:
    """Write texts where the tools look for workflows."""
    place = folder / ".github" / "workflows"
    place.mkdir(parents=True)
    for text in workflows(good()):
        name = "test.yml" if text.startswith("name: test") else "usual.yml"
        (place / name).write_text(text)
    for name, each in texts.items():
        (place / name).write_text(each.text)
    return [place / name for name in texts]


@pytest.fixture(scope="module")
def audited(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """Run zizmor once over every workflow that it can read; return its audits by file."""
    folder = tmp_path_factory.mktemp("zizmor")
    written(folder, {name: each for name, each in CORPUS.items() if UNREADABLE not in each.rules})
    command = [str(ROOT / ".venv/bin/zizmor"), "--offline", "--quiet", "--format", "json", "--no-exit-codes"]
    done = subprocess.run([*command, "--persona", "auditor", str(folder)], capture_output=True, text=True, check=True)
    found: dict[str, set[str]] = {}
    for finding in json.loads(done.stdout):
        place: dict[str, Any] = finding["locations"][0]["symbolic"]["key"]["Local"]
        name = next(Path(path).name for path in place.values() if isinstance(path, str) and path.endswith(".yml"))
        found.setdefault(name, set()).add(finding["ident"])
    return found


def test_every_audit_that_zizmor_reports_is_a_rule_or_explained(audited: dict[str, set[str]]) -> None:
    seen = set().union(*audited.values())
    assert seen - set(AUDITS) == set(NOT_OURS), "every audit has its rule or a reason why it has none"


def test_zizmor_and_the_rules_differ_only_where_it_is_explained(audited: dict[str, set[str]]) -> None:
    theirs_alone: set[str] = set()
    ours_alone: set[str] = set()
    for name, each in CORPUS.items():
        if UNREADABLE not in each.rules:
            theirs = {AUDITS[audit] for audit in audited.get(name, ()) if audit in AUDITS}
            theirs_alone |= theirs - each.rules
            ours_alone |= each.rules - theirs
    assert theirs_alone == set(ZIZMOR_ALONE), "what zizmor alone reports is explained, and nothing more"
    assert ours_alone == set(OURS_ALONE), "what the rules alone report is explained, and nothing more"


def test_zizmor_and_the_rules_agree_on_each_that_both_have(audited: dict[str, set[str]]) -> None:
    agreed = {
        AUDITS[audit]
        for name, audits in audited.items()
        for audit in audits
        if name in CORPUS and audit in AUDITS and AUDITS[audit] in CORPUS[name].rules
    }
    assert agreed == set(AUDITS.values()) - {"WFL-015", "WFL-016"}, "both see it at least once, but for two explained"


@pytest.fixture(scope="module")
def actionlint() -> Path:
    """Build actionlint as `make lint` does."""
    version = next(
        line.split(":=")[1].strip()
        for line in (ROOT / "Makefile").read_text().splitlines()
        if line.startswith("ACTIONLINT_VERSION")
    )
    target = f"build/actionlint-{version}/actionlint"
    subprocess.run(["make", "--silent", target], cwd=ROOT, check=True, capture_output=True, timeout=300)
    return ROOT / target


def test_actionlint_and_the_rules_agree_on_what_github_runs(actionlint: Path, tmp_path: Path) -> None:
    files = written(tmp_path, CORPUS)
    command = [str(actionlint), "-shellcheck=", "-pyflakes=", "-format", "{{json .}}"]
    done = subprocess.run([*command, *map(str, files)], capture_output=True, text=True, check=False)
    refused: dict[str, set[str]] = {}
    for error in json.loads(done.stdout):
        refused.setdefault(Path(error["filepath"]).name, set()).add(f"{error['kind']}: {error['message']}")
    needed = set()
    for name, each in CORPUS.items():
        errors = {error for error in refused.get(name, ()) if error.split(":")[0] not in OTHER_KINDS}
        if UNREADABLE in each.rules:
            assert refused.get(name), f"actionlint refuses {each.label}, too"
        else:
            unexplained = {error for error in errors if not any(known in error for known in ACTIONLINT_ALONE)}
            needed |= {known for known in ACTIONLINT_ALONE for error in errors if known in error}
            assert unexplained == set(), f"what actionlint alone refuses in {each.label} is explained"
    assert needed == set(ACTIONLINT_ALONE), "each explanation is needed"
