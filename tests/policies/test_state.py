"""The same rules over saved state, plain lists and a program's own inputs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from luma_policies import kinds
from luma_policies.check import main
from luma_policies.config import Config
from luma_policies.guard import refusals
from luma_policies.state import BadState, evaluate_plain, evaluate_state

from .good import good
from .world import SECRET, TODAY, World, drop, put

CONFIG = Config(today=TODAY)
SEALED = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "ciphertext": "AAAA"}
SHOWN = {**SEALED, "plaintext": json.dumps("sk_live_abcdefgh1234")}


def saved(world: World, **provider_inputs: Any) -> dict[str, Any]:
    """Write a world down as `pulumi stack export` does, each resource under one Vercel provider."""
    provider = "urn:pulumi:prod::shop::pulumi:providers:vercel::vercel"
    inputs = {"version": "5.21.1", **provider_inputs}
    resources: list[dict[str, Any]] = [
        {"urn": provider, "id": "1", "type": "pulumi:providers:vercel", "custom": True, "inputs": inputs}
    ]
    for name, item in world.items.items():
        resources.append(
            {
                "urn": world.urn(name),
                "type": item.type,
                "inputs": item.properties,
                "outputs": {"id": "x"},
                "protect": item.protect,
                "provider": f"{provider}::1",
                "dependencies": [world.urn(other) for other in item.depends_on if other in world.items],
            }
        )
    return {"version": 3, "deployment": {"resources": resources}}


def plain_world() -> World:
    """Return the good stack without what JSON cannot say."""
    world = good()
    world.items["token"].provider = None
    return world


def keys(document: dict[str, Any]) -> set[tuple[str, str]]:
    return {violation.key for violation in evaluate_state(document, CONFIG).violations}


def test_a_saved_state_in_order_breaks_no_rule() -> None:
    assert keys(saved(plain_world())) == set(), "the good stack is silent when it is written down, too"


def test_a_saved_state_shows_what_a_preview_would() -> None:
    world = plain_world()
    put("project", "gitForkProtection", False)(world)
    drop("ruleset", "rules.deletion")(world)
    assert keys(saved(world)) == {("VCL-006", "project"), ("GHR-013", "ruleset")}, "resource by resource"


def test_a_checkpoint_file_is_read_like_an_export() -> None:
    deployment = saved(plain_world())["deployment"]
    assert keys({"version": 3, "checkpoint": {"latest": deployment}}) == set(), "both forms say the same"
    assert keys(deployment) == set(), "and so does the bare deployment"
    assert keys({"checkpoint": {"latest": None}}) == set(), "an empty stack breaks no rule"


def test_a_resource_that_is_to_be_deleted_is_left_out() -> None:
    document = saved(plain_world())
    document["deployment"]["resources"].append(
        {"urn": "urn::old", "type": kinds.VARIABLES, "inputs": {}, "delete": True}
    )
    assert keys(document) == set(), "it is gone as soon as the update goes on"


def test_an_encrypted_value_is_not_evaluated_and_a_shown_one_is() -> None:
    world = plain_world()
    put("public-variable", "value", SEALED)(world)
    assert keys(saved(world)) == set(), "nobody can judge what is encrypted"
    put("public-variable", "value", SHOWN)(world)
    assert keys(saved(world)) == {("VCL-002", "public-variable")}, "--show-secrets lets the rules see it"


def test_a_providers_credential_in_plain_text_is_found() -> None:
    world = plain_world()
    first = min(world.items)
    assert keys(saved(world, apiToken=SECRET)) == {("STK-007", first)}, "everyone who reads the state has it"
    assert keys(saved(world, apiToken=SEALED)) == set(), "encrypted it is in order"
    assert keys(saved(world, apiToken=SHOWN)) == set(), "shown by --show-secrets, it is still a secret"


def test_an_output_that_looks_secret_and_is_none_is_found() -> None:
    world = plain_world()
    put("stack", "api_token", SECRET)(world)
    assert keys(saved(world)) == {("STK-008", "stack")}, "plain text"
    put("stack", "api_token", SEALED)(world)
    assert keys(saved(world)) == set(), "a secret output is in order"


@pytest.mark.parametrize("document", [{}, {"version": 3}, {"steps": []}])
def test_a_document_that_is_no_state_is_refused(document: dict[str, Any]) -> None:
    with pytest.raises(BadState, match="pulumi stack export"):
        evaluate_state(document, CONFIG)


def test_a_plain_list_is_judged() -> None:
    resources: list[dict[str, Any]] = [{"type": kinds.VARIABLES, "name": "plural", "properties": {}}]
    report = evaluate_plain(resources, CONFIG)
    assert {violation.key for violation in report.violations} == {("VCL-004", "plural")}, "a list is enough"
    with pytest.raises(BadState, match="Resource 0 has no type"):
        evaluate_plain([{"name": "x"}], CONFIG)


def test_a_program_can_refuse_a_critical_breach_by_itself() -> None:
    inputs = {"gitForkProtection": False, "vercelAuthentication": {"deploymentType": "none"}, "name": object()}
    messages = refusals(kinds.PROJECT, "project", inputs, CONFIG)
    assert [message.split("]")[0] for message in messages] == ["[VCL-006"], "critical rules, and only those"
    assert refusals(kinds.PROJECT, "project", {"gitForkProtection": object()}, CONFIG) == [], "an output is not judged"


def test_the_command_prints_the_table_and_ends_by_what_it_found(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    state = tmp_path / "state.json"
    state.write_text(json.dumps(saved(plain_world())))
    settings = tmp_path / "settings.json"
    settings.write_text(json.dumps({"levels": {"CFT-002": "disabled"}}))
    assert main([str(state), "--config", str(settings)]) == 0, "nothing is broken"
    assert "rules: " in capsys.readouterr().out, "the totals are shown"
    world = plain_world()
    put("project", "gitForkProtection", False)(world)
    state.write_text(json.dumps(saved(world)))
    assert main([str(state), "--config", str(settings), "--json"]) == 1, "a mandatory rule is broken"
    report = json.loads(capsys.readouterr().out)
    assert [each["rule"] for each in report["violations"]] == ["VCL-006"], "the report is the whole output"


@pytest.mark.parametrize("text", ["{", "7", '{"version": 3}'])
def test_the_command_refuses_what_it_cannot_read(text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    state = tmp_path / "state.json"
    state.write_text(text)
    assert main([str(state)]) == 2, "neither good nor bad: unusable"
    assert capsys.readouterr().err.count("\n") == 1, "one line says why"


def test_the_command_refuses_a_bad_configuration(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = tmp_path / "settings.json"
    settings.write_text('{"environment": "produktion", "x": 1}')
    state = tmp_path / "state.json"
    state.write_text("[]")
    assert main([str(state), "--config", str(settings)]) == 2, "unusable"
    assert "policies.environment" in capsys.readouterr().err, "and says why"
