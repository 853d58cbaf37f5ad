"""What GitHub refuses, in its own words."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from localcloud.http.github import GITHUB
from tests.localcloud.conftest import SEED
from tests.localcloud.http.github.conftest import ROOT
from tests.localcloud.http.speaker import Speaker, seeded, speaking


@pytest.fixture(scope="module")
def refusing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Speaker]:
    """Serve GitHub's API on one world for all: what is refused changes nothing."""
    folder = tmp_path_factory.mktemp("world")
    sections = folder / "seed.json"
    sections.write_text(json.dumps(SEED))
    with seeded(folder, sections) as store, speaking(GITHUB, store) as found:
        found.good("POST", "/orgs/luma-app/repos", {"name": "web", "private": True, "auto_init": True})
        yield found


REFUSED: list[tuple[tuple[str, str, Any], int, Any]] = [
    (("GET", "/repos/luma-app/absent", None), 404, {"message": "Not Found"}),
    (("GET", "/repos/other/web", None), 404, {"message": "Not Found"}),
    (("GET", "/orgs/other", None), 404, {"message": "Not Found"}),
    (("DELETE", f"{ROOT}/rulesets/7", None), 404, {"message": "Not Found"}),
    (("GET", f"{ROOT}/actions/secrets/ABSENT", None), 404, {"message": "Not Found"}),
    (("GET", "/repositories/7/environments/production/secrets/A", None), 404, {"message": "Not Found"}),
    (
        ("POST", "/orgs/luma-app/repos", {"name": "Web"}),
        422,
        {
            "message": "Repository creation failed.",
            "errors": [
                {
                    "resource": "Repository",
                    "field": "name",
                    "code": "custom",
                    "message": "name already exists on this account",
                }
            ],
        },
    ),
    (
        ("PATCH", ROOT, {"visibility": "private"}),
        422,
        {
            "message": "Validation Failed",
            "errors": [
                {
                    "resource": "Repository",
                    "field": "visibility",
                    "code": "custom",
                    "message": "Visibility is already private.",
                }
            ],
        },
    ),
    (
        (
            "POST",
            f"{ROOT}/rulesets",
            {"name": "r", "enforcement": "active", "conditions": {"ref_name": {"include": ["main"], "exclude": []}}},
        ),
        422,
        {"message": "Validation Failed", "errors": ["Invalid target patterns: 'main'"]},
    ),
    (
        ("POST", f"{ROOT}/rulesets", {"name": "r", "target": "file", "enforcement": "active"}),
        422,
        {
            "message": "Invalid property /target: `file` is not a possible value. "
            "Must be one of: ('branch', 'push', 'tag')."
        },
    ),
    (
        ("PUT", f"{ROOT}/actions/secrets/TOKEN", {"encrypted_value": "c2VjcmV0"}),
        422,
        {"message": 'Invalid request.\n\n"key_id" wasn\'t supplied.'},
    ),
    (
        ("PUT", f"{ROOT}/actions/secrets/TOKEN", {"encrypted_value": "c2VjcmV0", "key_id": "1"}),
        422,
        {"message": "Bad request - validation failed due to an improperly encrypted secret"},
    ),
    (
        ("PUT", f"{ROOT}/contents/a.txt", {"message": "Add", "content": "%"}),
        422,
        {"message": "content is not valid Base64"},
    ),
    (
        ("POST", f"{ROOT}/git/blobs", {"encoding": "base64", "content": "%"}),
        422,
        {"message": "content is not valid Base64"},
    ),
    (
        ("POST", f"{ROOT}/git/refs", {"ref": "refs/heads/x"}),
        422,
        {"message": 'Invalid request.\n\n"sha" wasn\'t supplied.'},
    ),
    (
        ("POST", f"{ROOT}/actions/variables", {"name": "A", "value": 3}),
        422,
        {"message": "Invalid request.\n\nFor 'properties/value', the value is not a string."},
    ),
    (
        ("PUT", f"{ROOT}/topics", {"names": ["Next"]}),
        422,
        {
            "message": "Validation Failed",
            "errors": [
                {
                    "resource": "Repository",
                    "field": "topics",
                    "code": "custom",
                    "message": "Topics must start with a lowercase letter or number, consist of 50 characters or less, "
                    "and can include hyphens.",
                }
            ],
        },
    ),
    (
        ("PUT", f"{ROOT}/automated-security-fixes", None),
        422,
        {"message": "Vulnerability alerts must be enabled to configure automated security fixes."},
    ),
    (
        ("PUT", f"{ROOT}/actions/permissions/workflow", {"default_workflow_permissions": "admin"}),
        422,
        {"message": "Invalid request.\n\nadmin is not a member of [read, write]."},
    ),
]


@pytest.mark.parametrize(("ask", "status", "words"), REFUSED)
def test_a_refusal_is_in_githubs_words(
    refusing: Speaker, ask: tuple[str, str, Any], status: int, words: dict[str, Any]
) -> None:
    answer = refusing.ask(*ask)
    shape = {"documentation_url": "https://docs.github.com/rest", "status": str(status)}
    assert (answer.status_code, answer.json()) == (status, {**words, **shape}), "status, words and shape are GitHub's"


@pytest.mark.usefixtures("repository")
def test_an_archived_repository_is_read_only(api: Speaker) -> None:
    api.good("PATCH", ROOT, {"archived": True})
    body = {"message": "Repository was archived so is read-only."}
    for method, path, sent in (
        ("PATCH", ROOT, {"description": "x"}),
        ("PUT", f"{ROOT}/environments/e", {}),
        ("POST", f"{ROOT}/issues", {"title": "t"}),
        ("PUT", f"{ROOT}/topics", {"names": []}),
    ):
        answer = api.ask(method, path, sent)
        assert (answer.status_code, answer.json()["message"]) == (403, body["message"]), f"{method} {path} is refused"
    assert api.good("PATCH", ROOT, {"archived": False})["archived"] is False, "until it is taken back"
