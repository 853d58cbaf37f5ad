"""Both stacks against the whole policy pack, as a first preview sees them and as they are when they are up."""

from collections.abc import Mapping
from typing import Any

import pytest
from luma_policies.config import Config, load
from luma_policies.engine import Report
from luma_policies.evaluation import evaluate
from luma_policies.registry import RULES
from luma_policies.view import UNKNOWN, Node, ProviderView, ResourceView, StackView

from cli.local.policies import policy_config
from payload.render import files
from tests.components import stacks
from tests.components.recorder import Recorder, Registered

STACKS = ("prod", "staging")


def judge(stack: str, *, preview: bool) -> Report:
    """Run every rule over a stack's registrations."""
    platform = stacks.changed(stack, {})
    built = stacks.build(stack, files=files(platform))
    return evaluate(stack_view(built, preview=preview), config(stack))


def config(stack: str) -> Config:
    """Make the policies' configuration as the command line makes it."""
    (facts, *_) = policy_config(stacks.changed(stack, {})).values()
    return load(facts, RULES)  # type: ignore[arg-type]  # the facts are JSON


def stack_view(built: Recorder, *, preview: bool) -> StackView:
    """Show the rules what the engine would show them."""
    providers = {one.name: one for one in built.registered if one.type.startswith("pulumi:providers:")}
    urns = {one.name: one.urn for one in built.registered}
    return StackView(tuple(view(one, providers, urns, preview) for one in built.by_name.values()))


def view(one: Registered, providers: Mapping[str, Registered], urns: Mapping[str, str], preview: bool) -> ResourceView:
    """Show the rules one registration; in a first preview what a service makes is unknown."""
    provider = providers[one.type.split(":")[0]]
    inputs = {"version": provider.version, **provider.inputs}
    return ResourceView(
        one.type,
        one.name,
        {key: hidden(value) if preview else value for key, value in one.inputs.items()},
        urn=one.urn,
        protect=one.protect,
        ignore_changes=sorted(one.ignore_changes),
        provider=ProviderView(provider.type, provider.name, provider.urn, Node(inputs)),
        parent=one.parent,
        dependencies=[urns[name] for name in one.depends_on],
    )


MADE = (".id", ".value", ".base64", ".dnsPublic", ".secret", ".bearerToken", ".htmlUrl")


def hidden(value: Any) -> Any:
    """Hide what only a service can say, as the recorder spells it."""
    return UNKNOWN if isinstance(value, str) and value.endswith(MADE) else value


@pytest.mark.parametrize("stack", STACKS)
@pytest.mark.parametrize("preview", [True, False], ids=["first-preview", "up"])
def test_a_committed_stack_breaks_no_rule(stack: str, preview: bool) -> None:
    report = judge(stack, preview=preview)
    found = {(one.level.name, *one.key) for one in report.violations}
    assert found == set(), "the platform passes its own pack, advice included"
    assert len(report.evaluated) > 60, "most rules have something to judge in each stack"


@pytest.mark.parametrize("stack", STACKS)
def test_a_first_preview_leaves_only_rules_on_what_services_make_undecided(stack: str) -> None:
    found = {rule.id for rule, _ in judge(stack, preview=True).undecided}
    ids = {"SEN-011", "STK-006", "TRG-003"}
    assert found == ids | ({"VCL-032"} if stack == "staging" else set()), "what settings decide is decided at once"
