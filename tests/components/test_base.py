"""What the base guarantees for every component: one rule for type tokens, and children that cannot escape."""

import importlib
import inspect
import pkgutil
import re
from pathlib import Path

import pulumi
import pytest

import components
from components._base import Component, type_token
from components.providers import using
from components.resources.random import Provider, RandomId
from tests.components.recorder import Recorder, record
from tests.components.stacks import classes

# Written into every state: a token can be added, and never changed.
TOKENS = {
    "DnsRecords": "luma:cloudflare:DnsRecords",
    "GeneratedSecrets": "luma:random:GeneratedSecrets",
    "GitHubEnvironments": "luma:github:GitHubEnvironments",
    "GitHubRepository": "luma:github:GitHubRepository",
    "R2Storage": "luma:cloudflare:R2Storage",
    "SentryAlerts": "luma:sentry:SentryAlerts",
    "SentryMonitoring": "luma:sentry:SentryMonitoring",
    "TriggerVariables": "luma:trigger:TriggerVariables",
    "VercelHosting": "luma:vercel:VercelHosting",
}


def component_classes() -> list[type[Component]]:
    """Every component of the package, wherever it is."""
    for module in pkgutil.iter_modules([str(Path(components.__file__).parent)]):
        importlib.import_module(f"components.{module.name}")
    return [one for one in Component.__subclasses__() if one.__module__.startswith("components.")]


class Sample(Component):
    """A component with one child of each sort."""

    CLOUD = "random"

    def __init__(self, name: str, foreign: pulumi.Resource | None, opts: pulumi.ResourceOptions, protect: bool) -> None:
        super().__init__(name, opts, protect=protect)
        first = RandomId(self.child_name("first"), self.child_opts(stateful=True), byte_length=1)
        caller = pulumi.ResourceOptions(parent=foreign, retain_on_delete=True)
        RandomId(self.child_name("second"), self.child_opts(caller, after=[first]), byte_length=1)


def build_sample(protect: bool) -> Recorder:
    def program() -> None:
        provider = Provider("random")
        foreign = pulumi.ComponentResource("test:index:Foreign", "foreign")
        Sample("sample", foreign, using(provider), protect)

    return record(program, Recorder())


class TestTokens:
    """A type token is in every state, so it follows one rule and never changes."""

    def test_every_component_has_exactly_the_token_it_always_had(self) -> None:
        found = {one.__name__: type_token(one) for one in component_classes()}
        assert found == TOKENS, "a component was added, renamed or moved: tokens may only be added"

    def test_tokens_follow_the_rule_luma_cloud_class(self) -> None:
        odd = [token for token in TOKENS.values() if not re.fullmatch(r"luma:[a-z]+:[A-Z][A-Za-z0-9]+", token)]
        assert odd == [], "a token is luma:<cloud>:<Class>"

    def test_the_registered_type_is_the_token(self, prod: Recorder) -> None:
        found = {one.type for one in prod.registered if not one.custom}
        assert found == set(TOKENS.values()), "production uses every component, under its token"


class TestDocumentation:
    """A component's docstring is its contract."""

    @pytest.mark.parametrize("component", component_classes(), ids=lambda one: one.__name__)
    def test_the_docstring_says_token_resources_and_what_is_not_owned(self, component: type[Component]) -> None:
        text = inspect.getdoc(component) or ""
        assert text.startswith(f"Type token `{type_token(component)}`."), "the docstring begins with the type token"
        assert "Produces" in text, "it lists what is produced"
        assert "does not own" in text, "it says what is not owned"

    def test_the_docstrings_name_every_type_that_is_produced(self, each_stack: Recorder) -> None:
        documented = {type_token(one): inspect.getdoc(one) or "" for one in component_classes()}
        silent = sorted(
            f"{one.parent_name}: {one.type}"
            for one in each_stack.by_name.values()
            if f"`{one.type.rsplit(':', 1)[-1]}`" not in documented[one.parent.split("::")[2].split("$")[-1]]
        )
        assert silent == [], "each produced resource type is in its component's docstring"


class TestChildren:
    """Whatever a caller passes, a child stays under its component with the component's provider."""

    def test_a_callers_parent_cannot_win(self) -> None:
        found = {one.name: one.parent_name for one in build_sample(protect=False).by_name.values() if "-" in one.name}
        assert found == {"sample-first": "sample", "sample-second": "sample"}, "both children are under the component"

    def test_a_callers_other_options_are_kept(self) -> None:
        assert build_sample(protect=False).by_name["sample-second"].retain, "only the parent is the component's own"

    def test_only_stateful_children_are_protected_and_only_where_asked(self) -> None:
        asked = {one.name for one in build_sample(protect=True).by_name.values() if one.protect}
        assert asked == {"sample-first"}, "the stateful child, and no other"
        assert not any(one.protect for one in build_sample(protect=False).by_name.values()), "nothing asked for it"

    def test_after_makes_a_child_wait(self) -> None:
        assert build_sample(protect=False).by_name["sample-second"].depends_on == {"sample-first"}, "order is stated"

    def test_a_component_without_an_explicit_provider_is_refused(self) -> None:
        def program() -> None:
            Sample("sample", None, pulumi.ResourceOptions(), protect=False)

        with pytest.raises(TypeError, match="sample: opts carry no random provider"):
            record(program, Recorder())


class TestWholeStack:
    """What must hold for every resource of both stacks."""

    def test_every_resource_is_a_child_of_a_component(self, each_stack: Recorder) -> None:
        stray = sorted(
            one.name
            for one in each_stack.by_name.values()
            if "$luma:" not in one.parent and "::luma:" not in one.parent
        )
        assert stray == [], "a resource at the root escapes its component"

    def test_every_resource_has_the_explicit_provider_and_version_of_its_cloud(self, each_stack: Recorder) -> None:
        versions = {one.TYPE: one.PLUGIN.version for one in classes()}
        wrong = sorted(
            one.name
            for one in each_stack.by_name.values()
            if one.provider.rsplit(":", 1)[-1] != one.type.split(":")[0] or one.version != versions[one.type]
        )
        assert wrong == [], "a default provider or another version would be used"

    def test_no_provider_has_a_token_among_its_inputs(self, each_stack: Recorder) -> None:
        found = {one.name: set(one.inputs) for one in each_stack.registered if one.type.startswith("pulumi:providers:")}
        assert found == {
            "cloudflare": set(),
            "github": {"owner", "writeDelayMs"},
            "luma": set(),
            "random": set(),
            "sentry": set(),
            "vercel": {"team"},
        }, "credentials come from the plugins' environment variables, so no state holds them"

    def test_logical_names_are_unique(self, each_stack: Recorder) -> None:
        names = [one.name for one in each_stack.registered if not one.type.startswith(("luma:", "pulumi:"))]
        assert len(names) == len(set(names)), "a name that two types share is hard to read in a preview"
