"""What the plugin front end does for every cloud, over real gRPC: settings, schema, functions, errors."""

import json
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import grpc
import pytest
from google.protobuf.empty_pb2 import Empty
from google.protobuf.struct_pb2 import Struct
from google.rpc.status_pb2 import Status

from codegen.types import PACKAGES
from localcloud.core.inspection import drift
from localcloud.core.store import open_store
from localcloud.plugin.properties import SIGNATURE, UNKNOWN, Properties, SecretValue, decode, encode
from localcloud.plugin.protos import provider as rpc
from localcloud.plugin.registry import NAMES, load
from localcloud.plugin.resource import CHANGED
from localcloud.server import Server
from tests.localcloud import toy
from tests.localcloud.harness import Made, Plugin, urn

INPUTS: Properties = {"repository": "luma", "secretName": "KEY", "value": SecretValue("first")}
UNKNOWN_TYPE = "github:index/issue:Issue"


@pytest.fixture
def served_toy(tmp_path: Path) -> Iterator[Plugin]:
    """Serve the toy cloud."""
    with open_store(tmp_path / "world.db") as store:
        server = Server(store, {"github": toy.CLOUD})
        plugin = Plugin(server.ports, store)
        yield plugin
        plugin.close()
        server.stop()


def refusal(call: grpc.RpcError) -> tuple[grpc.StatusCode, str]:
    """Give an error's code and words."""
    return call.code(), str(call.details())


# --- who the plugin is ---


@pytest.mark.parametrize("name", NAMES)
def test_a_plugin_reports_the_version_of_the_installed_sdk(plugin: Plugin, name: str) -> None:
    reported = plugin.stub(name).GetPluginInfo(Empty()).version
    assert reported == version(PACKAGES[name]), "the engine refuses a plugin of another version"


@pytest.mark.parametrize("name", NAMES)
def test_a_schema_describes_every_type_served_and_refers_to_nothing_else(plugin: Plugin, name: str) -> None:
    text = plugin.stub(name).GetSchema(rpc.GetSchemaRequest()).schema
    schema = json.loads(text)
    assert (schema["name"], schema["version"]) == (load(name).table.plugin, load(name).table.version), "its own package"
    assert set(schema["resources"]) == set(load(name).resources), "each type served, and no other"
    referred = {each.split('"')[0] for each in text.split('"#/types/')[1:]}
    assert referred == set(schema["types"]), "each object type is there and used"


def test_a_schema_tells_types_required_inputs_and_secrets(plugin: Plugin) -> None:
    schema = json.loads(plugin.stub("sentry").GetSchema(rpc.GetSchemaRequest()).schema)
    key = schema["resources"]["sentry:index/sentryKey:SentryKey"]
    assert key["requiredInputs"] == ["organization", "project"], "the name is Pulumi's to give"
    assert key["inputProperties"]["rateLimitCount"] == {"type": "integer"}, "an input has its type"
    assert key["properties"]["secret"] == {"type": "string", "secret": True}, "a secret is marked"


def test_a_handshake_takes_secrets_and_leaves_references_to_the_engine(plugin: Plugin) -> None:
    answer = plugin.stub("sentry").Handshake(rpc.ProviderHandshakeRequest(engine_address="127.0.0.1:1"))
    assert (answer.accept_secrets, answer.accept_resources, answer.accept_outputs) == (True, False, False), (
        "what this front end reads off the wire"
    )


# --- the provider's settings ---


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"owner": "luma-app", "token": SecretValue("t"), "writeDelayMs": "100"}, {}),
        ({"owner": UNKNOWN, "version": "6.15.0", "pluginDownloadURL": "https://plugins.example"}, {}),
        ({"ownr": "luma-app"}, {"ownr": "there is no property ownr: did you mean owner?"}),
        ({"owner": 3}, {"owner": "must be a string, not a number"}),
    ],
    ids=["good", "unknown and the engine's own", "misspelt", "wrong type"],
)
def test_a_providers_settings_are_checked(served_toy: Plugin, settings: Properties, expected: dict[str, str]) -> None:
    answer = served_toy.stub("github").CheckConfig(rpc.CheckRequest(news=encode(settings)))
    assert {each.property: each.reason for each in answer.failures} == expected, "each offender by name"
    assert decode(answer.inputs) == settings, "the settings come back as they were"


def test_changed_settings_are_an_update_that_replaces_nothing(served_toy: Plugin) -> None:
    stub, old = served_toy.stub("github"), encode({"owner": "luma-app"})
    same = stub.DiffConfig(rpc.DiffRequest(old_inputs=old, news=old))
    changed = stub.DiffConfig(rpc.DiffRequest(old_inputs=old, news=encode({"owner": "luma"})))
    assert same.changes == rpc.DiffResponse.DIFF_NONE, "the same settings are no change"
    assert (changed.changes, list(changed.replaces)) == (rpc.DiffResponse.DIFF_SOME, []), "others are, in place"


def invoke(plugin: Plugin, token: str, arguments: Properties) -> Properties:
    answer = plugin.stub(token).Invoke(rpc.InvokeRequest(tok=token, args=encode(arguments)))
    return decode(getattr(answer, "return"))


def test_a_function_sees_its_arguments_and_the_settings_but_no_secret_of_them(served_toy: Plugin) -> None:
    settings: Properties = {"owner": "luma-app", "token": SecretValue("t"), "unheardOf": "x"}
    answer = served_toy.stub("github").Configure(rpc.ConfigureRequest(args=encode(settings), acceptSecrets=True))
    assert (answer.acceptSecrets, answer.supportsPreview) == (True, True), "creates and updates can be foreseen"
    found = invoke(served_toy, toy.SETTINGS, {"name": SecretValue("a")})
    assert found == {"owner": "luma-app", "hasToken": False, "name": "a"}, (
        "a vendor's token is no business of its rules"
    )


def test_a_second_provider_instance_keeps_what_it_does_not_set(served_toy: Plugin) -> None:
    for settings in ({"owner": "luma-app"}, {"token": "t"}):
        served_toy.stub("github").Configure(rpc.ConfigureRequest(args=encode(settings)))
    assert invoke(served_toy, toy.SETTINGS, {"name": "a"})["owner"] == "luma-app", "instances share this process"


# --- tokens nobody serves ---


def test_an_unknown_function_is_refused_with_the_known_ones_named(served_toy: Plugin) -> None:
    with pytest.raises(grpc.RpcError) as raised:
        invoke(served_toy, "github:index/getNothing:getNothing", {})
    assert refusal(raised.value) == (
        grpc.StatusCode.INVALID_ARGUMENT,
        f"unknown function github:index/getNothing:getNothing: github serves {toy.SETTINGS}",
    ), "the error helps"


@pytest.mark.parametrize("method", ["Check", "Diff", "Create", "Read", "Update", "Delete"])
def test_an_unknown_type_is_refused_by_every_method_with_the_known_ones_named(served_toy: Plugin, method: str) -> None:
    request = getattr(rpc, f"{method}Request")(urn=urn(UNKNOWN_TYPE))
    with pytest.raises(grpc.RpcError) as raised:
        getattr(served_toy.stub("github"), method)(request)
    assert refusal(raised.value) == (
        grpc.StatusCode.INVALID_ARGUMENT,
        f"unknown resource type {UNKNOWN_TYPE}: github serves {toy.SECRET}, {toy.BRANCH}",
    ), "never a permissive default"


@pytest.mark.parametrize(
    ("signature", "words"),
    [
        ("c44067f5952c0a294b673a41bacd8c17", "an asset"),
        ("0def7320c3a5731c473e5ecbe6d01bc7", "an archive"),
        ("5cf8f73096256a8f31e491e813e4eb8e", "a resource reference"),
        ("another", "a value of an unknown kind"),
    ],
)
def test_a_value_that_is_no_plain_data_is_refused_by_its_path(served_toy: Plugin, signature: str, words: str) -> None:
    inputs = Struct()
    inputs.update({"value": {"deep": [{SIGNATURE: signature}]}})
    with pytest.raises(grpc.RpcError) as raised:
        served_toy.stub("github").Check(rpc.CheckRequest(urn=urn(toy.SECRET), news=inputs))
    assert refusal(raised.value) == (
        grpc.StatusCode.INVALID_ARGUMENT,
        f"value.deep[0] is {words}; give plain data instead",
    ), "path and kind"


# --- a resource that exists but is not ready ---


@pytest.mark.parametrize("method", ["Create", "Read", "Update"])
def test_a_resource_that_is_not_ready_arrives_with_its_id_state_and_reasons(served_toy: Plugin, method: str) -> None:
    inputs: Properties = {"repository": "luma", "branch": "main"}
    known: dict[str, Any] = {"id": "luma:main", "olds": encode(inputs), "old_inputs": encode(inputs)}
    fields: dict[str, dict[str, Any]] = {
        "Create": {"properties": encode(inputs)},
        "Read": {"id": "luma:main", "inputs": encode(inputs), "properties": encode(inputs)},
        "Update": {**known, "news": encode(inputs)},
    }
    with pytest.raises(grpc.RpcError) as raised:
        getattr(served_toy.stub("github"), method)(
            getattr(rpc, f"{method}Request")(urn=urn(toy.BRANCH), **fields[method])
        )
    found = _init_failure(raised.value)
    assert (found.id, list(found.reasons)) == ("luma:main", [toy.REASON]), "the engine keeps it and says why"
    assert decode(found.properties) == {**inputs, "ref": "refs/heads/main"}, "with the state it has"
    assert decode(found.inputs) == inputs, "and the inputs it came from"


def _init_failure(error: grpc.RpcError) -> rpc.ErrorResourceInitFailed:
    (details,) = [each.value for each in error.trailing_metadata() if each.key == "grpc-status-details-bin"]
    status = Status.FromString(details)
    assert status.code == grpc.StatusCode.UNKNOWN.value[0], "the code that makes the engine look at the details"
    found = rpc.ErrorResourceInitFailed()
    assert status.details[0].Unpack(found), "the detail is the engine's own message"
    return found


# --- write-only values ---


def test_a_write_only_value_changed_elsewhere_reads_as_changed_and_never_as_itself(served_toy: Plugin) -> None:
    made = served_toy.make(toy.SECRET, INPUTS)
    assert served_toy.read(made) == made, "while nobody else writes, it reads as written"
    drift(served_toy.store, "github", "sealed", "luma/KEY", {"value": "theirs"})
    read = served_toy.read(made)
    expected = {**INPUTS, "value": SecretValue(CHANGED)}
    assert (read.inputs, read.outputs) == (expected, expected), "the drift shows, the value does not"
    assert served_toy.diff(read, INPUTS) == {"value": "update"}, "the next up writes the program's value again"
    mended = served_toy.update(read, INPUTS)
    assert served_toy.read(mended) == mended, "and then nothing has changed"


def test_an_imported_write_only_value_is_not_there_until_it_is_written(served_toy: Plugin) -> None:
    served_toy.make(toy.SECRET, INPUTS)
    imported = served_toy.import_(toy.SECRET, "luma:KEY")
    assert imported.inputs == {"repository": "luma", "secretName": "KEY"}, "nobody can read it back"
    assert served_toy.diff(imported, INPUTS) == {"value": "add"}, "so the program writes it"


def test_a_secret_input_stays_secret_wherever_it_goes(served_toy: Plugin) -> None:
    inputs: Properties = {**INPUTS, "repository": SecretValue("luma")}
    made = served_toy.make(toy.SECRET, inputs)
    assert made.outputs["repository"] == SecretValue("luma"), "in the outputs"
    drift(served_toy.store, "github", "sealed", "luma/KEY", {"repository": "other"})
    read = served_toy.read(made)
    assert read.inputs["repository"] == SecretValue("other"), "and in what a refresh finds instead"


def test_the_notes_of_a_vendors_own_plugin_are_no_change(served_toy: Plugin) -> None:
    made = served_toy.make(toy.SECRET, INPUTS)
    noted = Made(made.token, made.id, {**made.inputs, "__defaults": ["repository"]}, made.outputs)
    assert served_toy.diff(noted, INPUTS) == {}, "a stack that the real plugins made can go on with the stand-ins"


# --- what goes wrong inside ---


def test_a_bug_of_the_local_cloud_names_itself_as_one(served_toy: Plugin) -> None:
    with pytest.raises(grpc.RpcError) as raised:
        served_toy.delete(Made(toy.BRANCH, "luma:main", {}, {}))
    assert refusal(raised.value) == (
        grpc.StatusCode.INTERNAL,
        "a bug in the local cloud: KeyError: 'a bug of the handler'",
    ), "so that nobody looks for the mistake in the program"


def test_a_stored_record_of_another_version_says_so(served_toy: Plugin) -> None:
    made = served_toy.make(toy.SECRET, INPUTS)
    with served_toy.store.transaction() as world:
        world.connection.execute("UPDATE entities SET data = json_remove(data, '$.value')")
    with pytest.raises(grpc.RpcError) as raised:
        served_toy.read(made)
    assert "another version of the local cloud wrote this world" in refusal(raised.value)[1], "what to look for"
