"""The JSON Schema that editors use."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from codegen.schema import generate
from settings.catalogue import CATALOGUE
from settings.schema import schema, stack_file_schema
from tests.settings.conftest import ROOT


def described(node: dict[str, Any], where: str) -> Iterator[tuple[str, str]]:
    """Yield every property with its description."""
    for name, child in node.get("properties", {}).items():
        yield f"{where}.{name}", child.get("description", "")


def test_the_committed_schema_is_what_the_models_say() -> None:
    for path, text in generate().items():
        assert (ROOT / path).read_text() == text, f"{path} is stale: run `make generate` and commit it"


def test_the_schema_has_the_shape_of_a_stack_file() -> None:
    found = stack_file_schema()
    config = found["properties"]["config"]["properties"]
    secrets = {f"luma:{variable.name}" for variable in CATALOGUE if variable.source == "secret"}
    assert set(config) == {"luma:platform", *secrets}, "the settings, and a key for each provided secret"
    assert config["luma:platform"]["additionalProperties"] is False, "an editor marks a misspelt key"


def test_every_setting_is_described() -> None:
    found = schema()
    nodes = {"platform": found, **found["$defs"]}
    silent = [where for name, node in nodes.items() for where, text in described(node, name) if not text]
    assert silent == [], "the description is what an editor and an error show"


def test_names_that_follow_from_the_app_may_be_left_out() -> None:
    definitions = schema()["$defs"]
    required = {name: set(node.get("required", ())) for name, node in definitions.items()}
    assert required["ImageBucket"] == {"host"}, "the bucket's name follows the app"
    assert "project" not in required["Vercel"], "so does the project's"
    assert "name" not in required["Repository"], "and the repository's"
    assert required["Sentry"] == {"organization"}, "and Sentry's team and project"
    assert required["BackupBucket"] == {"public-key"}, "and the backup bucket's"


@pytest.mark.parametrize("stack", ["prod", "staging"])
def test_a_stack_file_points_editors_to_the_schema(stack: str) -> None:
    first = (ROOT / f"Pulumi.{stack}.yaml").read_text().split("\n", 1)[0]
    assert first == "# yaml-language-server: $schema=settings/schema.json", "the comment maps the file to the schema"


def test_the_schema_file_is_valid_json_without_titles() -> None:
    found = json.loads((ROOT / "settings" / "schema.json").read_text())
    assert "title" not in found["$defs"]["Vercel"]["properties"]["team"], "titles would only repeat the keys"
