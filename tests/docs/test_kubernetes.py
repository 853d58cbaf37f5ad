"""The manifest for the Pulumi Kubernetes Operator names stacks that exist, and holds no secret."""

from pathlib import Path
from typing import Any

import yaml

from cli.local.copies import known_stacks

ROOT = Path(__file__).parents[2]
FIELDS = {
    "branch", "continueResyncOnCommitMatch", "destroyOnFinalize", "gitAuth", "prerequisites", "projectRepo", "refresh",
    "resyncFrequencySeconds", "serviceAccountName", "stack", "workspaceTemplate",
}  # fmt: skip
"""Of `spec` in the CRD pulumi.com_stacks, v2.9.0: what the manifest may use."""


def stacks() -> dict[str, dict[str, Any]]:
    documents = yaml.safe_load_all((ROOT / "docs" / "kubernetes" / "stacks.yaml").read_text())
    return {each["metadata"]["name"]: each["spec"] for each in documents if each["kind"] == "Stack"}


def test_it_has_every_committed_stack() -> None:
    assert sorted(stacks()) == known_stacks(), "a stack nobody reconciles would drift unseen"
    assert {name: spec["stack"] for name, spec in stacks().items()} == {name: name for name in stacks()}, "by its name"


def test_it_uses_only_fields_that_the_operator_knows() -> None:
    unknown = {field for spec in stacks().values() for field in set(spec) - FIELDS}
    assert unknown == set(), "such a field is dropped without a word"


def test_production_waits_for_staging_and_nothing_is_destroyed() -> None:
    waits = {name: [each["name"] for each in spec.get("prerequisites", [])] for name, spec in stacks().items()}
    assert waits == {"staging": [], "prod": ["staging"]}, "staging goes first"
    assert {spec["destroyOnFinalize"] for spec in stacks().values()} == {False}, "the platform outlives the object"


def test_secrets_are_named_and_the_policies_judge() -> None:
    for name, spec in stacks().items():
        workspace = spec["workspaceTemplate"]["spec"]
        assert workspace["envFrom"] == [{"secretRef": {"name": "luma-platform"}}], f"{name}: by reference alone"
        assert [each["name"] for each in workspace["env"]] == ["PULUMI_OPTION_POLICY_PACK"], f"{name}: the pack"
