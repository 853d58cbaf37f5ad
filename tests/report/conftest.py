"""One real change of production, reported: what every test of the report looks at."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from cli.report.content import Content, content
from cli.report.events import read
from tests.engine import Checkout


@dataclass(frozen=True)
class Reported:
    """A preview's event log and the pack's report, with what `./luma report` made of them."""

    checkout: Checkout
    log: Path
    rules: Path
    comment: Path
    page: Path

    @property
    def content(self) -> Content:
        """What the report tells."""
        return content(read(self.log), self.rules)


def change(platform: dict[str, Any]) -> None:
    """Edit production's settings: four updates, a new route, and two DNS records less."""
    platform["vercel"]["rate-limit"]["requests"] = 200
    platform["vercel"]["redirects"].append(
        {"source": "/docs", "destination": "/help", "permanent": False, "owner": "project-route"}
    )
    platform["sentry"]["alerts"]["errors-per-hour"] = 25
    platform["variables"]["CSP_MODE"] = "report-only"
    del platform["dns"]["resend"]


@pytest.fixture(scope="session")
def reported(tmp_path_factory: pytest.TempPathFactory) -> Reported:
    """Bring production up, preview a change, and report it by the commands that a workflow runs."""
    checkout = Checkout.make(tmp_path_factory.mktemp("report") / "luma")
    checkout.up()
    checkout.edit("prod", change)
    found = Reported(checkout, *(checkout.folder / name for name in ("e.jsonl", "rules.json", "c.md", "r.html")))
    words = ("local", "preview", "--stack", "prod", "--event-log", str(found.log))
    run = checkout.luma(*words, PULUMI_DEBUG_COMMANDS="true", LUMA_POLICY_REPORT=str(found.rules))
    assert run.code == 0, run.text
    options: Mapping[str, Path] = {"--policies": found.rules, "--markdown": found.comment, "--html": found.page}
    done = checkout.luma("report", str(found.log), *(str(word) for pair in options.items() for word in pair))
    assert done.code == 0, done.text
    return found


def secrets(checkout: Checkout) -> list[str]:
    """Return the secret texts of production's state that are long enough to be looked for, and nowhere public.

    Public are the committed settings and the stack's plain outputs, such as the project's id, which one holds, too.
    """
    run = checkout.luma("local", "stack", "export", "--stack", "prod", "--show-secrets")
    resources = json.loads(run.out)["deployment"]["resources"]
    values = [
        json.loads(value["plaintext"])
        for each in resources
        for value in each.get("inputs", {}).values()
        if isinstance(value, dict) and "plaintext" in value
    ]
    outputs = next(each["outputs"] for each in resources if each["type"] == "pulumi:pulumi:Stack")
    public = checkout.stack_files()["Pulumi.prod.yaml"].decode() + json.dumps(
        [value for value in outputs.values() if not isinstance(value, dict)]
    )
    return [value for value in values if isinstance(value, str) and len(value) > 12 and value not in public]
