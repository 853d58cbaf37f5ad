"""The provider as a whole: its registry, its schema, its settings, and what its errors say."""

import json
from typing import Any

import grpc
import pytest
from luma_provider import resources, schema
from luma_provider.registry import UnknownType

from localcloud.plugin.properties import Properties, SecretValue, encode
from localcloud.plugin.protos import provider as rpc
from tests.localcloud.harness import urn
from tests.provider.rows import ALERT, ALERT_INPUTS, ENVVAR, ENVVAR_INPUTS, ROWS, SENTRY_NEEDS
from tests.provider.test_faults import words
from tests.provider.world import PROJECT, World

SCHEMA: dict[str, Any] = schema.package("0.1.0", resources.REGISTRY)


def test_every_type_has_a_row_in_the_lifecycle() -> None:
    assert {token for token, _ in resources.REGISTRY} == {row.token for row in ROWS.values()}


def test_an_unknown_type_names_the_known_ones() -> None:
    with pytest.raises(UnknownType, match=r"luma:a:B: luma serves luma:github:Files, luma:sentry:Alert"):
        resources.REGISTRY.find("luma:a:B")


def test_an_unknown_type_is_refused_over_the_wire(world: World) -> None:
    with pytest.raises(grpc.RpcError) as error:
        world.engine.check("luma:a:B", {})
    assert "unknown resource type luma:a:B" in words(error)
    assert "Traceback" not in words(error)


@pytest.mark.parametrize("token", sorted(SCHEMA["resources"]))
def test_everything_in_the_schema_is_described(token: str) -> None:
    resource = SCHEMA["resources"][token]
    assert resource["description"], "the type itself"
    for side in ("inputProperties", "properties"):
        silent = [name for name, each in resource[side].items() if not each.get("description")]
        assert silent == [], f"{side} without a description"


def test_every_object_in_the_schema_is_described_and_used() -> None:
    text = json.dumps(SCHEMA["resources"]) + json.dumps(SCHEMA["types"])
    for token, spec in SCHEMA["types"].items():
        assert spec["description"], token
        assert f'"#/types/{token}"' in text, f"{token} is used somewhere"
        silent = [name for name, each in spec["properties"].items() if not each.get("description")]
        assert silent == [], f"{token} without a description"


def test_secrets_are_marked_in_the_schema() -> None:
    marked = {
        f"{token}.{name}"
        for token, each in SCHEMA["resources"].items()
        for name, spec in {**each["inputProperties"], **each["properties"]}.items()
        if spec.get("secret")
    }
    assert marked == {f"{ENVVAR}.value", f"{ENVVAR}.fingerprint"}
    assert "value" not in SCHEMA["resources"][ENVVAR]["properties"], "the value is in no output"


def test_the_provider_answers_with_this_schema(world: World) -> None:
    answer = world.engine.stub("luma:").GetSchema(rpc.GetSchemaRequest())
    assert json.loads(answer.schema) == SCHEMA


def test_the_stacks_other_settings_never_reach_the_providers_state(world: World) -> None:
    news: Properties = {"sentryUrl": "https://sentry.io", "DATABASE_URL": SecretValue("canary"), "platform": "{}"}
    answer = world.engine.stub("luma:").CheckConfig(rpc.CheckRequest(urn=urn("luma"), news=encode(news)))
    assert set(answer.inputs.fields) == {"sentryUrl"}, "the project's own namespace is called luma, too"


def test_an_address_without_encryption_is_refused_by_its_setting(world: World) -> None:
    news = encode({"githubUrl": "http://github.example"})
    answer = world.engine.stub("luma:").CheckConfig(rpc.CheckRequest(urn=urn("luma"), news=news))
    assert [each.property for each in answer.failures] == ["githubUrl"]


def test_a_refused_value_is_named_in_words_because_the_engine_prints_the_value_it_is_told(world: World) -> None:
    _, failures = world.engine.check(ENVVAR, {**ENVVAR_INPUTS, "value": SecretValue("<redacted>")})
    assert list(failures) == [""], "no property is named to the engine"
    assert failures[""].startswith("value: is what some service shows"), "but to the reader"


@pytest.mark.parametrize(
    ("actions", "expected"),
    [
        (
            {"slack": [{"workspace": "Luma", "channel": "alert"}]},
            "there is no Slack channel 'alert' in workspace Luma (did you mean 'alerts'?); it has: alerts, deploys, ",
        ),
        (
            {"slack": [{"workspace": "Other", "channel": "alerts"}]},
            "there is no Slack workspace 'Other' in organization luma; it has: Luma",
        ),
        (
            {"email": [{"team": "wob"}]},
            "there is no team 'wob' in organization luma (did you mean 'web'?); it has: web",
        ),
        (
            {"email": [{"member": "nobody@luma.example"}]},
            "there is no member 'nobody@luma.example' in organization luma (did you mean 'admin@luma.example'?)",
        ),
    ],
    ids=["channel", "workspace", "team", "member"],
)
def test_a_name_that_stands_for_nothing_lists_what_exists(world: World, actions: Any, expected: str) -> None:
    for token, inputs in SENTRY_NEEDS:
        world.engine.make(token, inputs)
    with pytest.raises(grpc.RpcError) as error:
        world.engine.make(ALERT, {**ALERT_INPUTS, "actions": actions})
    assert expected in words(error)


def test_a_project_that_does_not_exist_lists_those_that_do(world: World) -> None:
    for token, inputs in SENTRY_NEEDS:
        world.engine.make(token, inputs)
    with pytest.raises(grpc.RpcError) as error:
        world.engine.make(ALERT, {**ALERT_INPUTS, "project": "luma-wob"})
    assert "there is no Sentry project 'luma-wob' in organization luma (did you mean 'luma-web'?)" in words(error)


def test_an_import_id_of_another_shape_says_what_it_must_be(world: World) -> None:
    with pytest.raises(grpc.RpcError) as error:
        world.engine.import_(ENVVAR, PROJECT)
    assert "import it as project/environment/NAME" in words(error)


def test_a_secret_input_stays_secret_in_the_outputs(world: World) -> None:
    for token, inputs in SENTRY_NEEDS:
        world.engine.make(token, inputs)
    made = world.engine.make(ALERT, {**ALERT_INPUTS, "name": SecretValue("canary-name")})
    assert made.outputs["name"] == SecretValue("canary-name")
    assert world.engine.read(made).outputs["name"] == SecretValue("canary-name"), "after a refresh, too"
