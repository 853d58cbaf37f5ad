"""The generated tables: fresh, complete, and read off the SDKs as they really are."""

import json
import shutil
from pathlib import Path

import pytest

from codegen import __main__ as command
from codegen import sdk, tables
from codegen.model import Package
from codegen.types import CLASSES, tokens

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def packages() -> dict[str, Package]:
    return {each.cloud: each for each in sdk.packages()}


def test_no_generated_file_is_stale() -> None:
    assert command.stale(ROOT) == [], "run `python -m codegen` and commit what it writes"


def test_a_changed_table_and_a_missing_one_are_both_named_as_stale(tmp_path: Path) -> None:
    shutil.copytree(ROOT / tables.FOLDER, tmp_path / tables.FOLDER)
    (tmp_path / tables.FOLDER / "random.json").write_text("{}\n")
    (tmp_path / tables.FOLDER / "sentry.json").unlink()
    found = [path for path in command.stale(tmp_path) if path.parent == tables.FOLDER]
    assert found == [tables.FOLDER / "random.json", tables.FOLDER / "sentry.json"], "both, and only these"


def test_every_type_in_use_has_a_table_entry_and_no_other_type_has() -> None:
    found = {
        (cloud, token)
        for cloud in CLASSES
        for token in json.loads((ROOT / tables.FOLDER / f"{cloud}.json").read_text())["resources"]
    }
    assert found == set(tokens()), "the tables follow codegen/types.py exactly"


def test_an_input_is_described_with_its_wire_name_type_and_whether_it_is_required(
    packages: dict[str, Package],
) -> None:
    key = next(each for each in packages["sentry"].resources if each.class_name == "SentryKey")
    found = {each.wire: (each.python, each.text()) for each in key.inputs}
    assert found == {
        "name": ("name", "string"),
        "organization": ("organization", "string!"),
        "project": ("project", "string!"),
        "rateLimitCount": ("rate_limit_count", "integer"),
        "rateLimitWindow": ("rate_limit_window", "integer"),
    }, "the inputs are those of SentryKeyArgs"
    assert key.secrets == ("dsnSecret", "secret"), "the SDK lists these as additional secret outputs"


def test_an_input_that_the_sdk_wraps_as_secret_is_secret_and_a_deprecated_one_says_why(
    packages: dict[str, Package],
) -> None:
    secret = next(each for each in packages["github"].resources if each.class_name == "ActionsSecret")
    assert {each.wire for each in secret.inputs if each.secret} == {
        "encryptedValue",
        "plaintextValue",
        "value",
        "valueEncrypted",
    }, "exactly the values are secret"
    deprecated = {each.wire for each in secret.inputs if each.deprecated}
    assert deprecated == {"destroyOnDrift", "encryptedValue", "plaintextValue"}, "the SDK marks these as deprecated"


def test_nested_object_types_are_followed_to_the_end(packages: dict[str, Package]) -> None:
    cors = next(each for each in packages["cloudflare"].resources if each.class_name == "R2BucketCors")
    assert set(cors.objects) == {"R2BucketCorsRule", "R2BucketCorsRuleAllowed"}, "rules hold `allowed`"
    found = {each.wire: each.text() for each in cors.objects["R2BucketCorsRule"].properties}
    assert found == {
        "allowed": "#R2BucketCorsRuleAllowed!",
        "exposeHeaders": "[string]",
        "id": "string",
        "maxAgeSeconds": "number",
    }, "nested properties carry type and requirement too"


def test_every_input_and_type_carries_the_sdks_own_first_sentence(packages: dict[str, Package]) -> None:
    project = next(each for each in packages["vercel"].resources if each.class_name == "Project")
    undocumented = {each.wire for each in project.inputs if not each.doc}
    assert undocumented == set(), "the SDK documents each input of Project"
    assert project.doc, "and Project itself"


def test_provider_settings_that_travel_as_json_are_marked(packages: dict[str, Package]) -> None:
    found = {each.wire for each in packages["github"].provider.inputs if each.as_json}
    assert "writeDelayMs" in found, "numbers of a provider travel as JSON text"
    assert "owner" not in found, "strings travel as they are"


def test_a_class_that_the_sdk_does_not_have_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(CLASSES, "random", ("RandomTypo",))
    with pytest.raises(sdk.SdkError, match="RandomTypo"):
        sdk.read_package("random")
