"""The built CLI and our language host, running policy packs and provider folders."""

import pytest

from tests.toolchain.project import RUNTIME, Project

pytestmark = pytest.mark.slow

SECRET = "a-word-nobody-may-see"

PACK = """
import os
import sys

import pulumi
from pulumi_policy import EnforcementLevel, PolicyPack, ResourceValidationPolicy

started = " ".join([*sys.orig_argv, *os.environ.values()])


def check(args, report):
    config = pulumi.Config("tiny")
    if args.resource_type == "tiny:index:Thing" and config.require("word") == "forbidden":
        report(f"{args.name} must not be here, in {pulumi.get_project()}/{pulumi.get_stack()}")
    if pulumi.runtime.is_dry_run() and config.require("hidden") in started:
        report("a secret stands in arguments or variables")


PolicyPack(
    name="tiny-pack",
    enforcement_level=EnforcementLevel.MANDATORY,
    policies=[ResourceValidationPolicy(name="no-things", description="no things", validate=check)],
)
"""

PROGRAM = """
import pulumi


class Thing(pulumi.ComponentResource):
    def __init__(self, name):
        super().__init__("tiny:index:Thing", name)


Thing("one")
"""

PROVIDER = """
import sys

from pulumi.provider.experimental import provider
from pulumi.provider.experimental.property_value import PropertyValue
from pulumi.provider.experimental.server import main


class Tiny(provider.Provider):
    async def get_schema(self, request):
        return provider.GetSchemaResponse("{}")

    async def check_config(self, request):
        return provider.CheckResponse(request.new_inputs)

    async def diff_config(self, request):
        return provider.DiffResponse()

    async def configure(self, request):
        return provider.ConfigureResponse(accept_secrets=True, supports_preview=True)

    async def check(self, request):
        return provider.CheckResponse(request.new_inputs)

    async def create(self, request):
        loud = PropertyValue(request.properties["word"].value.upper())
        return provider.CreateResponse("tiny-1", {**request.properties, "loud": loud})

    async def diff(self, request):
        return provider.DiffResponse()

    async def delete(self, request):
        return None


main(sys.argv[1:], "0.1.0", Tiny())
"""

USER = """
import pulumi


class Word(pulumi.CustomResource):
    def __init__(self, name, word):
        super().__init__("tiny:index:Word", name, {"word": word, "loud": None})


pulumi.export("loud", Word("one", "hello").loud)
"""


@pytest.fixture
def packed(project: Project) -> Project:
    """Return the project with a program of one component and a policy pack beside it, in a folder `pack`."""
    project.write("__main__.py", PROGRAM)
    project.write("pack/PulumiPolicy.yaml", RUNTIME)
    project.write("pack/__main__.py", PACK)
    project.pulumi("config", "set", "--secret", "hidden", SECRET)
    return project


def test_a_mandatory_policy_lets_a_good_program_pass(packed: Project) -> None:
    packed.pulumi("config", "set", "word", "allowed")
    printed = packed.pulumi("preview", "--policy-pack", "pack")
    assert "✅ tiny-pack" in printed, "the pack has run, and sees no secret in arguments or variables"


def test_a_mandatory_policy_blocks_preview_and_update(packed: Project) -> None:
    packed.pulumi("config", "set", "word", "forbidden")
    for command in (("preview",), ("up", "--yes", "--skip-preview")):
        printed = packed.refused(*command, "--policy-pack", "pack")
        assert "one must not be here, in tiny/dev" in printed, "the pack knows configuration, project and stack"
        assert "[mandatory]" in printed, "the level that blocks"
        assert SECRET not in printed, "no secret is shown"


def test_a_pack_judges_saved_state_without_a_run(packed: Project) -> None:
    packed.pulumi("up", "--yes", "--skip-preview")
    packed.write("pack/__main__.py", PACK.replace('config.require("word") == "forbidden"', "True"))
    packed.write("__main__.py", "raise SystemExit('the program must not run')")
    printed = packed.refused("policy", "analyze", "--policy-pack", "pack")
    assert "one must not be here" in printed, (
        "the engine passes no configuration here, and the pack starts all the same"
    )


def test_a_pack_that_breaks_is_an_error_with_its_traceback(packed: Project) -> None:
    packed.write("pack/__main__.py", "raise ValueError('a broken pack')\n")
    assert "ValueError: a broken pack" in packed.refused("preview", "--policy-pack", "pack"), "never a silent pass"


def test_a_provider_folder_serves_its_resources(project: Project) -> None:
    project.write("Pulumi.yaml", f"name: tiny\n{RUNTIME}plugins: {{providers: [{{name: tiny, path: ./provider}}]}}\n")
    project.write("provider/PulumiPlugin.yaml", RUNTIME)
    project.write("provider/__main__.py", PROVIDER)
    project.write("__main__.py", USER)
    project.pulumi("up", "--yes", "--skip-preview")
    assert project.outputs() == {"loud": "HELLO"}, "what the provider computed"
    assert "- 2 deleted" in project.pulumi("destroy", "--yes", "--skip-preview"), "the stack and the resource"


def test_a_provider_that_breaks_is_an_error_with_its_words(project: Project) -> None:
    project.write("Pulumi.yaml", f"name: tiny\n{RUNTIME}plugins: {{providers: [{{name: tiny, path: ./provider}}]}}\n")
    project.write("provider/PulumiPlugin.yaml", RUNTIME)
    project.write("provider/__main__.py", "raise SystemExit('a broken provider')\n")
    project.write("__main__.py", USER)
    assert "a broken provider" in project.refused("preview"), "the provider's last words reach the user"
