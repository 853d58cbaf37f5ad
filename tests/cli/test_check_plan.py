"""What `./luma check` takes for the program's registrations is what the real SDK would register in a first preview."""

import asyncio
import sys
from collections.abc import Mapping
from typing import Any

import pulumi
import pytest
from luma_policies.kinds import STACK
from luma_policies.view import UNKNOWN, ResourceView
from pulumi.runtime import mocks, rpc

import components.platform
from cli.check import sdk
from cli.check.plan import plan
from payload.render import files
from settings.places import provided_secrets
from tests.components import stacks
from tests.components.recorder import Recorder, Registered

Facts = Mapping[str, Any]


class Preview(pulumi.runtime.Mocks):
    """Services that nobody has asked yet: nothing has an id, and nothing is computed."""

    def new_resource(self, args: pulumi.runtime.MockResourceArgs) -> tuple[str, dict[str, Any]]:
        return "", dict(args.inputs)

    def call(self, args: pulumi.runtime.MockCallArgs) -> tuple[dict[str, Any], list[tuple[str, str]]]:
        return {"nodeId": "R_1"}, []


def registered(stack: str) -> list[Registered]:
    """Return what the real SDK registers for a committed stack in a first preview."""
    platform = stacks.changed(stack, {})
    recorder = Recorder()
    recorder.mocks = Preview()

    def program() -> None:
        secrets = {one.name: pulumi.Output.secret(UNKNOWN.value) for one in provided_secrets(platform)}
        components.platform.PlatformStack(platform, secrets, files(platform))

    asyncio.set_event_loop(asyncio.new_event_loop())
    mocks.set_mocks(recorder.mocks, project="luma", stack=stack, preview=True, monitor=recorder)
    if root := pulumi.runtime.get_root_resource():
        root._transformations = []
    run: Any = mocks.test
    run(program)()
    return recorder.registered


def hidden(value: Any) -> Any:
    """Put the mark for what is unknown in the place of the SDK's own, and of the secrets' stand-in."""
    if isinstance(value, Mapping):
        return {key: hidden(item) for key, item in value.items()}
    if isinstance(value, list):
        return [hidden(item) for item in value]
    return UNKNOWN if value in (rpc.UNKNOWN, UNKNOWN.value) and isinstance(value, str) else value


def of_the_sdk(one: Registered) -> Facts:
    """Say of a real registration what rules can see; a provider's version is an option there."""
    return {
        "inputs": hidden(one.inputs),
        "protect": one.protect,
        "ignored": one.ignore_changes,
        "parent": "" if one.parent.split("::")[-2] == STACK else one.parent_name,
        "provider": one.provider,
        "after": one.depends_on,
    }


def of_the_plan(view: ResourceView, custom: frozenset[str]) -> Facts:
    """Say the same of a planned one."""
    return {
        "inputs": view.data,
        "protect": view.protect,
        "ignored": frozenset(view.ignore_changes),
        "parent": view.parent.rsplit("::", 1)[-1],
        "provider": view.provider.name if view.provider else "",
        "after": frozenset(urn.rsplit("::", 1)[-1] for urn in view.dependencies) & custom,
    }


@pytest.mark.parametrize("stack", ["prod", "staging"])
def test_the_plan_is_what_the_sdk_would_register(stack: str) -> None:
    real = registered(stack)
    custom = frozenset(one.name for one in real if one.custom)
    views = [each for each in plan(stacks.changed(stack, {}), stack).resources if each.type != STACK]
    planned = {(each.type, each.name): of_the_plan(each, custom) for each in views}
    wanted = {(one.type, one.name): {**of_the_sdk(one), "after": one.depends_on & custom} for one in real}
    assert set(planned) == set(wanted), "every resource, and no other"
    for key, facts in wanted.items():
        assert planned[key] == facts, f"{key} as the SDK would register it"
    assert len(views) == len(real), "each once"


def test_the_plan_has_providers_with_their_versions_and_the_stack_itself() -> None:
    found = plan(stacks.changed("prod", {}), "prod").resources
    assert [each.name for each in found if each.type == STACK] == ["luma-prod"], "as the engine names it"
    versions = {each.provider.properties.text("version") for each in found if each.provider}
    real = {one.version for one in registered("prod") if one.type.startswith("pulumi:providers:")}
    assert versions == real, "the version is pinned by the program, and a rule asks for it"


def test_planning_leaves_the_real_sdk_in_its_place() -> None:
    before = {name: module for name, module in sys.modules.items() if name.split(".")[0] in ("pulumi", "components")}
    plan(stacks.changed("staging", {}), "staging")
    after = {name: module for name, module in sys.modules.items() if name.split(".")[0] in ("pulumi", "components")}
    assert after == before, "whoever runs in the same process finds what was there"
    assert sys.modules["pulumi"] is pulumi, "and not the stand-in"


def test_what_comes_from_something_unknown_is_unknown() -> None:
    sdk.begin("prod", "luma")
    made = sdk.CustomResource("a:b:C", "thing", {"size": None, "name": "x"})
    size: Any = made
    assert size.size.apply(len).value is UNKNOWN, "a computed value is not known"
    assert size.name.apply(len).value == 1, "an input is"
    assert sdk.Output.json_dumps({"id": made.id}).value is UNKNOWN, "a text around it neither"
    assert sdk.Output.json_dumps({"id": "x"}).value == '{"id": "x"}', "a known one is"
