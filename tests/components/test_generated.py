"""The generated classes stay light, leave out what is deprecated, and keep names and secrets straight."""

import dataclasses
import json
import subprocess
import sys

import pulumi
import pytest

from codegen import resources, sdk
from codegen.model import Property, Type
from codegen.types import READ
from components.resources.inputs import github as github_inputs
from components.resources.inputs import vercel as vercel_inputs
from components.resources.random import RandomBytes
from components.resources.sentry import SentryKey
from components.resources.vercel import ProjectEnvironmentVariable, ProjectRoute
from tests.components import stacks
from tests.components.recorder import Recorder, record

PROGRAM = "import json, sys, components.platform, payload.render, settings.load; print(json.dumps(sorted(sys.modules)))"


def register(program: object) -> Recorder:
    """Run what registers one resource."""
    return record(program, stacks.recorder())  # type: ignore[arg-type]  # a lambda that answers with its resource


class TestWeight:
    """Importing an SDK costs seconds and up to 165 MB: the program imports none."""

    def test_the_program_imports_no_sdk_and_no_module_for_type_checkers(self) -> None:
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM], cwd=stacks.ROOT, capture_output=True, text=True, check=True
        )
        heavy = [
            name
            for name in json.loads(done.stdout)
            if name.startswith(
                ("pulumi_", "pulumiverse_", "components.resources.inputs", "components.resources.objects")
            )
        ]
        assert heavy == [], "one import of these breaks the budget"


class TestDeprecation:
    """What an SDK deprecates cannot be set."""

    @pytest.mark.parametrize(
        ("args", "gone"),
        [
            (
                github_inputs.RepositoryArgs,
                {"private", "vulnerability_alerts", "default_branch", "has_downloads", "pages"},
            ),
            (github_inputs.ActionsEnvironmentSecretArgs, {"plaintext_value", "encrypted_value"}),
            (vercel_inputs.ProjectArgs, {"environments", "serverless_function_region", "public_source"}),
        ],
        ids=["Repository", "ActionsEnvironmentSecret", "Project"],
    )
    def test_a_deprecated_input_does_not_exist(self, args: type, gone: set[str]) -> None:
        assert not gone & set(args.__annotations__), "a policy refuses these; a type checker does so earlier"


class TestNames:
    """Python's names outside, the wire's names inside, and a person's own keys untouched."""

    def test_inputs_travel_under_the_wires_names(self) -> None:
        built = register(lambda: RandomBytes("sample", length=32, keepers={"my_key": "1"}) and None)
        (one,) = built.registered
        assert one.inputs == {"length": 32, "keepers": {"my_key": "1"}}, "a map's keys are a person's own"

    def test_header_names_inside_an_object_are_untouched(self) -> None:
        headers = {"X_Odd_Name": "1", "Strict-Transport-Security": "max-age=1"}
        built = register(
            lambda: ProjectRoute("sample", project_id="p", route={"src": "/", "headers": headers}) and None
        )
        assert built.registered[0].inputs["route"]["headers"] == headers, "a renamed header is another header"

    def test_an_input_that_is_none_is_left_out(self) -> None:
        built = register(lambda: SentryKey("sample", organization="o", project="p", name=None) and None)
        assert set(built.registered[0].inputs) == {"organization", "project"}, "as if it had not been given"

    def test_a_computed_output_is_an_attribute(self) -> None:
        found: list[pulumi.Output[str]] = []
        register(lambda: found.append(SentryKey("sample", organization="o", project="p").dsn_public))
        assert len(found) == 1, "dnsPublic is read as dsn_public"

    def test_a_secret_input_is_a_secret_although_it_was_given_in_plain_text(self) -> None:
        def program() -> None:
            ProjectEnvironmentVariable("sample", project_id="p", key="K", sensitive=True, value="plain")

        assert record(program, stacks.recorder()).registered[0].secrets == {"value"}, "the SDK wraps it, and so do we"

    def test_an_output_that_does_not_exist_stops_the_generator(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(resources, "READ", {RandomBytes.TYPE: ("base64", "base32")})
        with pytest.raises(sdk.SdkError, match="no output is called base32"):
            resources.generate()

    def test_every_type_whose_outputs_are_read_is_a_type_of_ours(self) -> None:
        assert set(READ) == {one.TYPE for one in stacks.classes() if one.OUTPUTS}, "a stale row hides a misspelt one"

    def test_a_name_that_no_rule_gives_stops_the_generator(self, monkeypatch: pytest.MonkeyPatch) -> None:
        package = sdk.read_package("random")
        odd = dataclasses.replace(package.resources[0], inputs=(Property("oddName", "strange", Type("string")),))
        monkeypatch.setattr(resources, "packages", lambda: [dataclasses.replace(package, resources=(odd,))])
        with pytest.raises(sdk.SdkError, match="oddName is spelt strange"):
            resources.generate()
