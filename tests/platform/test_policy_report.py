"""What the rules say of both stacks: the same before Pulumi starts, in a first preview, and of what is up."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.engine import Checkout, Run

VALUES = frozenset(["SEN-011", "TRG-003", "TRG-005"])
"""Rules that judge the values of secrets, which a preview knows and a check before it does not."""


def reported(run: Callable[..., Run], checkout: Checkout, *words: str, **options: str) -> tuple[Run, dict[str, Any]]:
    """Run a command and return it with the pack's report."""
    target = checkout.folder / "policies.json"
    done = run(*words, LUMA_POLICY_REPORT=str(target), **options)
    return done, json.loads(target.read_text(encoding="utf-8"))


def checked(checkout: Checkout, *words: str) -> tuple[int, dict[str, Any]]:
    """Run `./luma check` and return its exit code and the report of its one stack."""
    done = checkout.luma("check", "--json", *words)
    (found,) = json.loads(done.out)["stacks"]
    return done.code, found["policies"]


def by_rule(report: dict[str, Any]) -> dict[str, Any]:
    return {each["id"]: each for each in report["rules"]}


@pytest.mark.parametrize(("stack", "before"), [("prod", "empty"), ("staging", "prod")])
def test_a_first_preview_passes_the_whole_pack_as_the_check_before_it_says(
    stack: str, before: str, request: pytest.FixtureRequest
) -> None:
    checkout: Checkout = request.getfixturevalue(before)
    run, report = reported(checkout.local, checkout, "preview", stack=stack)
    assert run.code == 0, f"nothing stops it, unknowns and all:\n{run.text}"
    assert report["complete"], "the stack as a whole was judged, too"
    assert report["violations"] == [], "no rule is broken, advice included"
    total = f"{len(report['rules'])} rules: "
    assert [line for line in run.out.splitlines() if line.strip().startswith(total)], "the table closes the run"
    code, foreseen = checked(checkout, "--stack", stack)
    assert code == 0, "the check before Pulumi starts says the same"
    differing = {rule for rule, line in by_rule(report).items() if by_rule(foreseen)[rule] != line}
    assert differing == VALUES, "rule by rule, count by count, but for the values of secrets"


@pytest.mark.parametrize("stack", ["prod", "staging"])
def test_what_is_up_breaks_no_rule_either(stack: str, both_built: Checkout) -> None:
    code, report = checked(both_built, "--state", "--local", "--stack", stack)
    assert (code, report["violations"]) == (0, []), "saved state is judged by the same rules"
    judged = {rule for rule, line in by_rule(report).items() if line["evaluated"]}
    assert {"VCL-006", "GHR-010", "R2-001", "SEN-009", "STK-001"} & judged, "and it is not empty"


def test_an_update_that_ends_at_a_breach_still_leaves_a_report(empty: Checkout) -> None:
    empty.edit("prod", lambda settings: settings["vercel"].update(regions=["fra1"]))
    run, report = reported(empty.local, empty, "up", "--yes", "--skip-preview", stack="prod")
    assert run.code != 0, "the pack is mandatory"
    assert not report["complete"], "the stack as a whole was not judged"
    assert {(each["rule"], each["resource"]) for each in report["violations"]} == {("VCL-011", "vercel-project")}, (
        "what ended it is in the report"
    )
