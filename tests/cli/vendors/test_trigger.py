"""What the verbs learn from Trigger.dev, asked of the local cloud over HTTP."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.vendors import trigger
from cli.vendors.http import Client, VendorError
from localcloud.http.trigger import TRIGGER
from tests.cli.vendors.local import Local, serving
from tests.cli.vendors.scripted import Reply, scripted

CANARY = "canary-4711"


@pytest.fixture
def local(tmp_path: Path) -> Iterator[Local]:
    with serving("trigger", TRIGGER, tmp_path) as found:
        yield found


@pytest.fixture
def project(local: Local) -> str:
    """Set a secret in production and a plain variable in staging; give the project."""
    found = local.platform.variables["TRIGGER_PROJECT_REF"]
    for environment, name, secret in (("prod", "DATABASE_URL", True), ("staging", "CSP_MODE", False)):
        body = {"variables": {name: CANARY}, "isSecret": secret}
        local.api.good("POST", f"/api/v1/projects/{found}/envvars/{environment}/import", body)
    return found


def test_the_variables_of_every_environment_are_listed_without_a_value(local: Local, project: str) -> None:
    found = trigger.existing(local.client, local.platform)
    assert {(each.import_id, each.name, str(dict(each.inputs))) for each in found} == {
        (
            f"{project}/{environment}/{name}",
            f"{environment}: {name}",
            str({"project": project, "environment": environment, "name": name}),
        )
        for environment, name in (("prod", "DATABASE_URL"), ("staging", "CSP_MODE"))
    }, "each in its environment"
    assert CANARY not in repr(found), "not even the value that Trigger.dev tells"


def test_an_environment_tells_its_variables_and_which_are_secret(local: Local, project: str) -> None:
    found = {name: trigger.variables(local.client, project, name) for name in ("prod", "staging", "dev", "preview")}
    assert {name: _told(each) for name, each in found.items()} == {
        "prod": [("DATABASE_URL", True)],
        "staging": [("CSP_MODE", False)],
        "dev": [],
        "preview": None,
    }, "an environment without variables is another thing than none"


def test_the_token_tells_its_owner_and_a_strangers_is_refused(local: Local) -> None:
    assert trigger.owner(local.client).email == "operator@local.invalid"
    with pytest.raises(VendorError, match="401"):
        trigger.owner(local.stranger())


def test_an_answer_that_is_no_list_is_not_taken_for_an_empty_one() -> None:
    with scripted(Reply(body={"data": []})) as vendor, pytest.raises(VendorError, match="did not answer with a list"):
        trigger.variables(Client("trigger", vendor.url, "token"), "proj_x", "prod")


def _told(variables: list[trigger.Variable] | None) -> list[tuple[str, bool]] | None:
    return None if variables is None else [(each.name, each.is_secret) for each in variables]
