"""The import file takes what exists to the URNs that the program uses, and nothing else."""

from __future__ import annotations

from typing import Any

from cli.adopt.importing import completed, import_file
from cli.adopt.matching import Match
from tests.cli.adopt.samples import CORS, REPOSITORY, ROUTE, SECRET, resource, thing

PROVIDERS: list[dict[str, Any]] = [
    {"type": f"pulumi:providers:{each}", "name": each, "inputs": {"version": f"{each}-1"}}
    for each in ("cloudflare", "github")
]
GROUP = {"type": "luma:x:Group", "name": "groupGroup", "component": True, "logicalName": "group"}
IDLE = {"type": "luma:x:Idle", "name": "idle", "component": True}
CREATED = {"type": CORS, "name": "cors", "id": "<PLACEHOLDER>", "parent": "groupGroup", "provider": "cloudflare"}
OTHER = {"type": SECRET, "name": "secret", "id": "<PLACEHOLDER>", "parent": "groupGroup", "provider": "github"}
REPO = {"type": REPOSITORY, "name": "r2", "logicalName": "repo", "id": "<PLACEHOLDER>", "provider": "github"}
WRITTEN = {"resources": [*PROVIDERS, GROUP, IDLE, CREATED, OTHER, REPO]}


def test_an_id_is_filled_in_and_what_nobody_needs_is_left_to_the_update() -> None:
    taken = Match(resource(REPOSITORY, "repo", name="web"), thing(REPOSITORY, "web"), "import")
    assert import_file(WRITTEN, [taken]) == {
        "nameTable": {},
        "resources": [PROVIDERS[1], {**REPO, "id": "web"}],
    }, "the resource by its logical name, and its provider"


def test_what_has_no_import_comes_with_what_the_vendor_answers() -> None:
    live: dict[str, Any] = {"accountId": "4f9a", "bucketName": "files", "rules": [{"id": "by-hand"}]}
    taken = Match(resource(CORS, "cors", accountId="4f9a", bucketName="files", rules=[]), thing(CORS, **live), "prove")
    (entry,) = [each for each in import_file(WRITTEN, [taken])["resources"] if each["type"] == CORS]
    assert entry == {**CREATED, "id": "4f9a", "inputs": live, "outputs": live}, "as it is, not as it is declared"


def test_a_resource_that_the_program_imports_itself_is_added_below_its_component() -> None:
    written = {"resources": [*PROVIDERS, GROUP, OTHER]}
    taken = Match(resource(REPOSITORY, "repo", "import", name="web"), thing(REPOSITORY, "web"), "import")
    file = import_file(written, [taken])
    own = {"type": REPOSITORY, "name": "repo", "id": "web", "parent": "groupGroup", "provider": "github"}
    assert file["resources"] == [PROVIDERS[1], GROUP, {**own, "version": "github-1"}], (
        "Pulumi's file has no entry for it"
    )


def test_a_component_and_a_provider_of_the_state_are_named_by_their_urns() -> None:
    taken = Match(resource(REPOSITORY, "repo", "import", name="web"), thing(REPOSITORY, "web"), "import")
    file = import_file({"resources": []}, [taken])
    (entry,) = file["resources"]
    assert file["nameTable"][entry["parent"]] == taken.resource.parent, "the component, imported by an earlier attempt"
    assert file["nameTable"][entry["provider"]] == "urn:pulumi:prod::luma::pulumi:providers:github::github", (
        "and the provider"
    )


def test_what_no_vendor_tells_is_taken_to_have_been_made_as_declared() -> None:
    wanted = resource(ROUTE, "route", name="headers", position={"placement": "end"}, enabled=True)
    state = {"resources": [{"urn": wanted.urn, "inputs": {"name": "headers"}, "outputs": {"name": "headers"}}]}
    assert completed(state, [Match(wanted, thing(ROUTE, "team/prj/1"), "import")]), "the position was missing"
    told = {"name": "headers", "position": {"placement": "end"}}
    assert [(each["inputs"], each["outputs"]) for each in state["resources"]] == [(told, told)], (
        "or the update would replace the route; and nothing else is written"
    )


def test_a_state_that_lacks_nothing_is_left_alone() -> None:
    taken = Match(resource(REPOSITORY, "repo", name="web"), thing(REPOSITORY, "web"), "import")
    assert not completed({"resources": [{"urn": taken.resource.urn}]}, [taken]), "GitHub tells everything"
