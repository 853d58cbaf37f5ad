"""The program's entry: short, the same for every stack, and a user's mistake is a sentence."""

import runpy
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pulumi
import pytest
from pulumi.runtime import config

from payload.render import files
from settings.places import provided_secrets
from tests.components import stacks
from tests.components.recorder import Recorder, record

MAIN = stacks.ROOT / "__main__.py"


def run(
    raw: Mapping[str, Any], secrets: list[str], stack: str = "prod", policies: Mapping[str, Any] | None = None
) -> Recorder:
    """Run `__main__.py` with a configuration."""
    values = {"luma:platform": pulumi.runtime.to_json(raw), **{f"luma:{name}": stacks.secret(name) for name in secrets}}
    values["luma:policies"] = pulumi.runtime.to_json(policies or {})
    config.set_all_config(values, [f"luma:{name}" for name in secrets])
    try:
        return record(lambda: (runpy.run_path(str(MAIN)), None)[1], stacks.recorder(), stack)
    finally:
        config.set_all_config({}, [])


def all_secrets(stack: str) -> list[str]:
    return [one.name for one in provided_secrets(stacks.changed(stack, {}))]


@pytest.mark.parametrize("stack", ["prod", "staging"])
def test_a_committed_stack_file_builds_the_whole_platform(stack: str) -> None:
    built = run(stacks.raw(stack), all_secrets(stack), stack)
    expected = {one.name for one in stacks.build(stack).by_name.values() if one.type.split(":")[0] != "github"}
    found = {one.name for one in built.by_name.values() if one.type.split(":")[0] != "github"}
    assert found == expected, "the program adds nothing to the components but the delivered files"


def test_the_delivered_files_are_those_of_the_payload() -> None:
    built = run(stacks.raw("prod"), all_secrets("prod"))
    (delivered,) = built.of("Files")
    found = {path: file["mode"] for path, file in delivered.inputs["files"].items()}
    payload = files(stacks.changed("prod", {}))
    assert found == {path: file.mode for path, file in payload.items()}, "nothing is left out or added"
    assert "vercel.json" in found, "the payload is not empty"


def test_a_misspelt_key_ends_in_one_sentence_without_a_traceback() -> None:
    raw = stacks.raw("prod")
    raw["vercel"]["region"] = raw["vercel"].pop("regions")
    with pytest.raises(pulumi.RunError, match=r"Did you mean 'vercel.regions'\?") as caught:
        run(raw, all_secrets("prod"))
    assert caught.value.__cause__ is None, "Pulumi shows a RunError's message alone"


def test_every_missing_secret_is_named_with_its_command() -> None:
    with pytest.raises(pulumi.RunError) as caught:
        run(stacks.raw("prod"), [])
    missing = [
        line for line in str(caught.value).splitlines() if line.startswith("  pulumi config set --stack prod --secret ")
    ]
    assert [line.rsplit(" ", 1)[-1] for line in missing] == all_secrets("prod"), "all at once, ready to be run"


def test_the_program_is_short_and_knows_no_stack_by_name() -> None:
    text = Path(MAIN).read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 60, "it wires settings to components and no more"
    named = [name for name in ("prod", "staging", "get_stack") if name in text]
    assert named == [], "what a stack is, its file says"


def test_settings_of_the_policies_that_cannot_be_used_are_one_error() -> None:
    with pytest.raises(pulumi.RunError, match="waiver") as caught:
        run(stacks.raw("prod"), all_secrets("prod"), policies={"waiver": []})
    assert caught.value.__cause__ is None, "Pulumi shows a RunError's message alone"
