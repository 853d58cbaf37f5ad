"""Every refusal: one mutation of the good production settings each, and the exact place that is named."""

import ast
from dataclasses import dataclass
from typing import Any

import pytest

from settings.parse import parse
from settings.variable import Variable
from tests.settings.conftest import ROOT, Raw, Refusal, put, raw_settings


@dataclass(frozen=True)
class Case:
    """A mutation, and what its refusal must say: the place, what is wrong, the consequence, the fix."""

    id: str
    change: dict[str, Any]
    where: str
    says: tuple[str, str, str]
    stack: str = "prod"


HEADER = {"source": "/(.*)", "name": "x-frame-options", "value": "SAMEORIGIN", "owner": "project-route"}
CASES = (
    Case("timeout-over-plan", {"plan.vercel": "hobby", "vercel.default-timeout": 400}, "vercel.default-timeout",
         ("400 s is more than plan.vercel 'hobby' allows", "refuse the deployment", "at most 300")),
    Case("window-over-plan", {"vercel.rate-limit.window-seconds": 900}, "vercel.rate-limit.window-seconds",
         ("900 is more than plan.vercel 'pro' allows", "refuse the firewall", "at most 600")),
    Case("previews-of-production", {"vercel.targets": ["production", "preview"]}, "vercel.targets",
         ("serves 'preview'", "with production's secrets", "Use [production]")),
    Case("endless-preview-token", {"vercel.preview-token-expires": ...}, "vercel.preview-token-expires",
         ("missing", "would never end", "Set a date"), "staging"),
    Case("preview-token-for-nobody", {"vercel.preview-token-expires": "2027-11-01T00:00:00Z"},
         "vercel.preview-token-expires", ("set, but this stack does not own the GitHub environment 'preview'",
                                          "stored nowhere", "Remove it")),
    Case("header-twice", {"vercel.headers.6": HEADER}, "vercel.headers",
         ("'x-frame-options' on '/(.*)' is there more than once", "depend on who answers first", "Keep one")),
    Case("redirect-twice", {"vercel.redirects": [{"source": "/home", "destination": "/", "permanent": True}] * 2},
         "vercel.redirects", ("'/home' is redirected more than once", "only one of them could win", "Keep one")),
    Case("free-github", {"plan.github": "free"}, "plan.github",
         ("no environments and no rulesets", "open to every push", "Use 'team' or 'enterprise'")),
    Case("reviewers-without-plan", {"github.reviewer-teams": [12]}, "github.reviewer-teams",
         ("has no reviewers for a private repository", "GitHub would answer 422", "Remove the teams")),
    Case("nobody-reviews", {"plan.github": "enterprise"}, "github.reviewer-teams",
         ("empty", "nobody's approval", "Name at least one team's id")),
    Case("environment-of-another-stack", {"github.environments": ["production", "backup", "staging"]},
         "github.environments", ("'staging' does not belong to a production stack", "write the same secrets",
                                 "Use only backup, production")),
    Case("host-outside-the-zone", {"r2.images.host": "images.elsewhere.example"}, "r2.images.host",
         ("is not in the zone 'luma.example'", "would be refused", "ends in .luma.example")),
    Case("lock-outlives-lifecycle", {"r2.backups.expire-days": 30}, "r2.backups.expire-days",
         ("30 is not more than lock-days (30)", "the lock would keep", "larger number")),
    Case("backups-without-writer", {"github.environments": ["production"]}, "r2.backups",
         ("together or neither", "no place or no writer", "Add the missing one")),
    Case("alerts-for-nobody", {"sentry.alerts.notifications": {"email": False}}, "sentry.alerts.notifications",
         ("neither email nor slack", "alerts would tell nobody", "Set email: true")),
    Case("job-twice", {"trigger.scheduled-jobs": [{"name": "reset", "schedule": "0 0 1 * *"}] * 2},
         "trigger.scheduled-jobs", ("'reset' is there more than once", "check in with one monitor", "Keep one")),
    Case("variable-unknown", {"variables.API_URL": "https://x.example"}, "variables.API_URL",
         ("not a configured variable", "nothing would read it", "settings/catalogue.py")),
    Case("variable-missing", {"variables.EMAIL_FROM": ...}, "variables.EMAIL_FROM",
         ("missing", "would be empty in the app", "Add it under luma:platform.variables")),
    Case("rotation-unknown", {"rotations.DATABASE_URL": 1}, "rotations.DATABASE_URL",
         ("no generated secret", "nothing would rotate", "CSRF_SECRET")),
    Case("region-unknown", {"vercel.regions": ["iad1", "mars1"]}, "vercel.regions[1]",
         ("'mars1' is no Vercel region", "could not be deployed", "Use one of arn1")),
    Case("build-that-migrates", {"vercel.build-command": "prisma migrate deploy && next build"}, "vercel.build-command",
         ("it migrates a database", "would change its tables", "Leave migrations to the workflow")),
)  # fmt: skip
FIELD_RULES = ("region-unknown", "build-that-migrates")


def mutated(case: Case) -> Raw:
    """Give the good settings with one case's change."""
    raw = raw_settings(case.stack)
    for path, value in case.change.items():
        put(raw, path, value)
    return raw


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_setting_that_cannot_work_is_refused_with_what_why_and_how(case: Case, refusal: Refusal) -> None:
    found = refusal(mutated(case))
    assert set(found) == {case.where}, "the offender is named, and nothing else"
    what, consequence, fix = case.says
    message = found[case.where]
    assert what in message, "what is wrong"
    assert consequence in message, "what it would cause"
    assert fix in message, "how to fix it"


def test_every_rule_has_a_case() -> None:
    tree = ast.parse((ROOT / "settings" / "rules.py").read_text())
    messages = [
        node
        for function in tree.body
        if isinstance(function, ast.FunctionDef) and function.name != "_timeouts"
        for node in ast.walk(function)
        if isinstance(node, ast.Yield)
    ]
    assert len(messages) == len(CASES) - len(FIELD_RULES), "add a case for each new rule"


def test_contradictions_are_all_named_at_once(prod: Raw, refusal: Refusal) -> None:
    put(put(prod, "plan.github", "free"), "variables.EMAIL_FROM", ...)
    assert set(refusal(prod)) == {"plan.github", "variables.EMAIL_FROM"}, "one round of corrections is enough"


def test_an_enterprise_plan_with_reviewers_is_accepted(prod: Raw) -> None:
    put(put(prod, "plan.github", "enterprise"), "github.reviewer-teams", [12])
    assert parse(prod, "prod").github.reviewer_teams == (12,), "what the plan has may be used"


def test_a_variable_whose_condition_does_not_hold_is_no_variable(refusal: Refusal, prod: Raw) -> None:
    conditional = Variable("X", "", "", "config", "config", "", "optional", condition="crons")
    assert conditional.condition == "crons", "the catalogue may tie a variable to a part of the platform"
    put(prod, "variables.BACKUP_PUBLIC_KEY", "age1")
    assert set(refusal(prod)) == {"variables.BACKUP_PUBLIC_KEY"}, "a wired variable is not configured by hand"
