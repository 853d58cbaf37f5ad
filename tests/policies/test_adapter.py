"""The pack as Pulumi starts it: the real process, asked over gRPC what the engine asks."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import grpc
import pytest
from google.protobuf import struct_pb2
from luma_policies import kinds
from luma_policies.config import ENGINE_POLICIES
from pulumi.runtime import proto
from pulumi.runtime.proto import analyzer_pb2_grpc
from pulumi_policy.deserialize import SPECIAL_SECRET_SIG, SPECIAL_SIG_KEY
from pulumi_policy.proxy import UNKNOWN_BOOLEAN_VALUE

from .good import good

PACK = Path(__file__).parents[2] / "policies"
PROTECTED = proto.AnalyzerResourceOptions(protect=True)
PROJECT = good().items["project"].properties


def _environment(settings: object | None) -> dict[str, str]:
    environment = {**os.environ, "PULUMI_PROJECT": "shop", "PULUMI_STACK": "prod", "PULUMI_DRY_RUN": "true"}
    if settings is not None:
        environment["PULUMI_CONFIG"] = json.dumps({"shop:policies": json.dumps(settings)})
    return environment


def _start(settings: object | None) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-u", "-m", "pulumi.policy", "127.0.0.1:1", str(PACK)],
        cwd=PACK,
        env=_environment(settings),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@contextmanager
def pack(settings: object | None = None) -> Iterator[Any]:
    """Run the pack as the engine would and yield a client for it."""
    process = _start(settings)
    try:
        assert process.stdout is not None
        with grpc.insecure_channel(f"127.0.0.1:{int(process.stdout.readline())}") as channel:
            yield analyzer_pb2_grpc.AnalyzerStub(channel)
    finally:
        process.kill()
        process.communicate()


@pytest.fixture(scope="module")
def client() -> Iterator[Any]:
    with pack() as stub:
        yield stub


def _struct(value: dict[str, Any]) -> struct_pb2.Struct:
    struct = struct_pb2.Struct()
    struct.update(value)
    return struct


def resource_request(kind: str, properties: dict[str, Any], name: str = "thing") -> dict[str, Any]:
    return {"type": kind, "name": name, "urn": f"urn:{name}", "properties": _struct(properties), "options": PROTECTED}


def _analyze(client: Any, kind: str, properties: dict[str, Any]) -> list[Any]:
    return list(client.Analyze(proto.AnalyzeRequest(**resource_request(kind, properties))).diagnostics)


def _ids(diagnostics: list[Any]) -> list[str]:
    return sorted(diagnostic.message.splitlines()[1][1:].split("]")[0] for diagnostic in diagnostics)


def test_the_pack_and_its_policies_are_mandatory_unless_they_advise(client: Any) -> None:
    info = client.GetAnalyzerInfo(proto.google_dot_protobuf_dot_empty__pb2.Empty())
    levels = {policy.name: policy.enforcementLevel for policy in info.policies}
    assert set(ENGINE_POLICIES) <= set(levels), "the names that carry the configuration exist"
    assert {name: level for name, level in levels.items() if level == proto.ADVISORY} == {
        "luma-resources-advice": proto.ADVISORY,
        "luma-stack-advice": proto.ADVISORY,
    }, "nothing is advisory by the SDK's default"


def test_a_compliant_resource_is_silent(client: Any) -> None:
    assert _analyze(client, kinds.PROJECT, PROJECT) == [], "no diagnostic, not even a note"


def test_a_breach_is_a_mandatory_diagnostic(client: Any) -> None:
    found = _analyze(client, kinds.PROJECT, {**PROJECT, "gitForkProtection": False})
    assert _ids(found) == ["VCL-006"], "the rule that is broken, and no other"
    assert [diagnostic.enforcementLevel for diagnostic in found] == [proto.MANDATORY], "it stops the change"


def test_an_unknown_critical_property_stops_a_preview_instead_of_becoming_a_note(client: Any) -> None:
    found = _analyze(client, kinds.PROJECT, {**PROJECT, "gitForkProtection": UNKNOWN_BOOLEAN_VALUE})
    assert _ids(found) == ["STK-004"], "the property must be known"
    assert [diagnostic.enforcementLevel for diagnostic in found] == [proto.MANDATORY], "and its absence stops"


def test_an_unknown_property_hides_no_other_breach(client: Any) -> None:
    properties = {**PROJECT, "gitForkProtection": False, "resourceConfig": UNKNOWN_BOOLEAN_VALUE}
    assert _ids(_analyze(client, kinds.PROJECT, properties)) == ["VCL-006"], "the others are still judged"


def test_a_value_marked_secret_is_read_through(client: Any) -> None:
    value = {SPECIAL_SIG_KEY: SPECIAL_SECRET_SIG, "value": "sk_live_abcdefgh1234"}
    found = _analyze(client, kinds.VARIABLE, {"key": "NEXT_PUBLIC_X", "sensitive": False, "value": value})
    assert _ids(found) == ["VCL-002"], "a secret's shape is seen behind the mark"
    assert "sk_live" not in found[0].message, "and is not repeated"


def test_the_stack_is_judged_as_a_whole(client: Any) -> None:
    repository = proto.AnalyzerResource(**resource_request(kinds.REPOSITORY, {"name": "shop"}))
    found = list(client.AnalyzeStack(proto.AnalyzeStackRequest(resources=[repository])).diagnostics)
    assert "GHR-010" in _ids(found), "a repository without a ruleset is found"
    assert {diagnostic.urn for diagnostic in found} == {"urn:thing"}, "the violation belongs to the resource"


def test_the_stack_files_configuration_is_used() -> None:
    with pack({"regions": ["fra1"], "levels": {"VCL-006": "advisory"}}) as client:
        found = _analyze(client, kinds.PROJECT, {**PROJECT, "gitForkProtection": False})
        assert _ids(found) == ["VCL-006", "VCL-011"], "both are found"
        assert {diagnostic.policyName: _ids([diagnostic]) for diagnostic in found} == {
            "luma-resources": ["VCL-011"],
            "luma-resources-advice": ["VCL-006"],
        }, "each at its level"


def test_the_engines_configuration_goes_before_the_stack_files() -> None:
    with pack({"regions": ["fra1"]}) as client:
        config = proto.PolicyConfig(enforcementLevel=proto.MANDATORY, properties=_struct({"regions": ["iad1"]}))
        client.Configure(proto.ConfigureAnalyzerRequest(policyConfig=dict.fromkeys(ENGINE_POLICIES, config)))
        assert _analyze(client, kinds.PROJECT, PROJECT) == [], "the region of --policy-pack-config is allowed"


def test_an_engine_configuration_that_cannot_be_used_stops_the_change() -> None:
    with pack() as client:
        config = proto.PolicyConfig(
            enforcementLevel=proto.MANDATORY, properties=_struct({"levels": {"VCL-999": "disabled"}})
        )
        client.Configure(proto.ConfigureAnalyzerRequest(policyConfig=dict.fromkeys(ENGINE_POLICIES, config)))
        messages = [diagnostic.message for diagnostic in _analyze(client, kinds.PROJECT, PROJECT)]
        assert any("VCL-999: no such rule" in message for message in messages), "it fails closed and says why"


def test_a_bad_stack_file_is_refused_at_start_without_a_traceback() -> None:
    process = _start({"environment": "produktion", "remediate": 1})
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 1, "the pack does not start"
    assert "policies.environment: must be one of" in errors, "the first problem is named"
    assert "policies.remediate: must be of type boolean" in errors, "and the second"
    assert "Traceback" not in errors, "a user's mistake gets no traceback"


def test_a_waiver_of_the_stack_file_is_applied_across_resources_and_stack() -> None:
    waiver = {"rule": "VCL-013", "resource": "thing", "reason": "old", "owner": "ops", "expires": "2999-01-01"}
    with pack({"waivers": [waiver]}) as client:
        properties = {name: value for name, value in PROJECT.items() if name != "nodeVersion"}
        assert _analyze(client, kinds.PROJECT, properties) == [], "the violation is waived"
        empty = client.AnalyzeStack(proto.AnalyzeStackRequest(resources=[]))
        assert list(empty.diagnostics) == [], "the waiver was needed"
    with pack({"waivers": [waiver]}) as client:
        unused = client.AnalyzeStack(proto.AnalyzeStackRequest(resources=[]))
        assert _ids(list(unused.diagnostics)) == ["STK-005"], "here it was not"


def test_the_report_of_a_run_is_written_where_it_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "report.json"
    target.write_text('{"rules": [], "complete": true}')
    monkeypatch.setenv("LUMA_POLICY_REPORT", str(target))

    def told() -> tuple[bool, list[str]]:
        report = json.loads(target.read_text(encoding="utf-8"))
        return report["complete"], [each["rule"] for each in report["violations"]]

    with pack() as client:
        assert told() == (False, []), "an earlier run's report does not pass for this one's"
        _analyze(client, kinds.PROJECT, {**PROJECT, "gitForkProtection": False})
        assert told() == (False, ["VCL-006"]), "a breach can end the run, so it is told at once"
        client.AnalyzeStack(proto.AnalyzeStackRequest(resources=[]))
        assert told() == (True, ["VCL-006"]), "what the resources showed is in it"
    assert list(tmp_path.iterdir()) == [target], "nothing else is left behind"


def test_the_table_is_shown_at_the_end_of_a_run() -> None:
    process = _start(None)
    assert process.stdout is not None
    with grpc.insecure_channel(f"127.0.0.1:{int(process.stdout.readline())}") as channel:
        client = analyzer_pb2_grpc.AnalyzerStub(channel)
        _analyze(client, kinds.PROJECT, {**PROJECT, "gitForkProtection": False})
        client.AnalyzeStack(proto.AnalyzeStackRequest(resources=[]))
    process.kill()
    _, shown = process.communicate()
    assert [row.split()[0] for row in shown.splitlines() if "  violated  " in row][-1] == "VCL-006", "the finding"
    assert shown.count("family ") == 1, "the table, once"


def test_the_engines_defaults_do_not_cover_the_stack_files_settings(client: Any) -> None:
    info = client.GetAnalyzerInfo(proto.google_dot_protobuf_dot_empty__pb2.Empty())
    schemas = [dict(policy.configSchema.properties) for policy in info.policies]
    assert all(schemas), "the engine checks the configuration, too"
    assert not any("default" in setting for schema in schemas for setting in schema.values()), (
        "the engine would fill defaults in and pass them as if they had been given"
    )
