"""Our state becomes a Terraform configuration: recorded are ten resources, and of the schemas what they use."""

import copy
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from bench.rivals.convert import SOURCES, ConversionError, equivalent

RECORDED = Path(__file__).parent / "recorded"


@pytest.fixture
def state() -> Any:
    return json.loads((RECORDED / "state.json").read_text())


@pytest.fixture
def schemas() -> Any:
    return json.loads((RECORDED / "schemas.json").read_text())


def resource(state: Any, name: str) -> Any:
    return next(each for each in state["deployment"]["resources"] if each["urn"].endswith(f"::{name}"))


def body(text: str, address: str) -> str:
    kind, label = address.split(".")
    return text.split(f'resource "{kind}" "{label}" {{\n')[1].split("\n}\n", maxsplit=1)[0]


def test_the_recorded_state_becomes_the_recorded_configuration(state: Any, schemas: Any) -> None:
    assert equivalent(state, schemas).text == (RECORDED / "main.tf").read_text(), "the whole text, as Terraform took it"


def test_every_resource_is_counted_as_a_twin_or_as_left_out(state: Any, schemas: Any) -> None:
    found = equivalent(state, schemas)
    assert found.types == Counter(
        [
            *("cloudflare_r2_bucket", "cloudflare_r2_bucket_lifecycle", "github_repository"),
            *("github_repository_ruleset", "random_bytes", "sentry_key", "vercel_project"),
            "vercel_project_environment_variable",
        ]
    ), "one of each type that Terraform has"
    assert found.left_out == Counter(["luma:trigger:EnvVar", "luma:sentry:Alert"]), (
        "only our own provider's are left out"
    )


def test_a_value_that_a_resource_makes_is_a_reference_even_where_it_is_secret(state: Any, schemas: Any) -> None:
    text = body(
        equivalent(state, schemas).text, "vercel_project_environment_variable.vercel-env-CSRF_SECRET-production"
    )
    assert 'value = "${random_bytes.secrets-CSRF_SECRET.base64}"' in text, "Terraform makes a secret of its own"
    assert "depends_on" not in text, "a reference is an order already"


def test_a_value_that_only_looks_like_another_resources_stays_as_it_is(state: Any, schemas: Any) -> None:
    del resource(state, "vercel-env-CSRF_SECRET-production")["propertyDependencies"]["projectId"]
    found = equivalent(state, schemas).text
    text = body(found, "vercel_project_environment_variable.vercel-env-CSRF_SECRET-production")
    assert 'project_id = "prj_' in text, "the program wired nothing there"
    assert "depends_on = [vercel_project.vercel-project]" in text, "the order is kept all the same"


def test_what_terraform_would_take_for_a_template_is_escaped(state: Any, schemas: Any) -> None:
    resource(state, "github-repository")["inputs"]["topics"] = ["${a}", "%{b}", "$c"]
    text = body(equivalent(state, schemas).text, "github_repository.github-repository")
    assert 'topics = ["$${a}", "%%{b}", "$c"]' in text, "a literal stays a literal"


def test_a_list_of_blocks_becomes_one_block_each(state: Any, schemas: Any) -> None:
    rules = resource(state, "github-ruleset-tags")["inputs"]["conditions"]
    rules["refName"] = [rules["refName"], {"includes": ["~ALL"]}]
    text = body(equivalent(state, schemas).text, "github_repository_ruleset.github-ruleset-tags")
    assert text.count("ref_name {") == 2, "Terraform repeats the block where Pulumi has a list"


def test_a_label_keeps_only_what_terraform_allows(state: Any, schemas: Any) -> None:
    resource(state, "sentry-key")["urn"] += "-/(.*)"
    assert 'resource "sentry_key" "sentry-key-_"' in equivalent(state, schemas).text, "Pulumi's names may hold anything"


def test_all_that_terraform_does_not_know_is_named_at_once(state: Any, schemas: Any) -> None:
    resource(state, "sentry-key")["inputs"]["colour"] = "red"
    resource(state, "github-ruleset-tags")["inputs"]["conditions"]["refName"]["moods"] = []
    resource(state, "r2-images")["type"] = "cloudflare:index/r2Sink:R2Sink"
    resource(state, "github")["inputs"]["hat"] = "on"
    with pytest.raises(ConversionError) as caught:
        equivalent(state, schemas)
    assert str(caught.value) == (
        "not in Terraform's schemas, or twice: cloudflare:index/r2Sink:R2Sink r2-images; github.hat; "
        "github_repository_ruleset.conditions.ref_name.moods; sentry_key.colour"
    ), "nothing is dropped in silence: the comparison would be with less"


def test_two_resources_of_one_address_are_refused(state: Any, schemas: Any) -> None:
    twin = copy.deepcopy(resource(state, "sentry-key"))
    twin["urn"] = twin["urn"].replace("urn:pulumi:prod", "urn:pulumi:other")
    state["deployment"]["resources"].append(twin)
    with pytest.raises(ConversionError, match=r"sentry:index/sentryKey:SentryKey sentry-key"):
        equivalent(state, schemas)


def test_terraform_gets_every_provider_from_where_the_schemas_were_recorded(schemas: Any) -> None:
    recorded = {name.removeprefix("registry.terraform.io/") for name in schemas["provider_schemas"]}
    assert {source for source, _ in SOURCES.values()} == recorded, "the five that the program uses"
