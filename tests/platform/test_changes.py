"""One setting changes exactly the resources it should, and replaces nothing that holds data."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from tests.engine import Checkout

Settings = dict[str, Any]
FILES = "github-files"
CONTENT = {'files["vercel.json"].content'}


@dataclass(frozen=True)
class Change:
    """An edit of prod's settings, and the properties that change: by resource name, and nothing besides."""

    id: str
    edit: Callable[[Settings], object]
    diffs: dict[str, set[str]]


CHANGES = (
    Change(
        "default-timeout",
        lambda s: s["vercel"].update({"default-timeout": 45}),
        {"vercel-project": {"resourceConfig.functionDefaultTimeout"}, FILES: CONTENT},
    ),
    Change(
        "function-timeout",
        lambda s: s["vercel"]["function-timeouts"][0].update(seconds=90),
        {FILES: CONTENT},
    ),
    Change(
        "retention",
        lambda s: s["vercel"].update(retention={"production": "6m"}),
        {"vercel-retention": {"expirationProduction"}},
    ),
    Change(
        "rate-limit",
        lambda s: s["vercel"]["rate-limit"].update(requests=50),
        {"vercel-firewall": {"rules.rules[0].action.rateLimit.limit", "rules.rules[0].description"}},
    ),
    Change(
        "header-of-a-route",
        lambda s: s["vercel"]["headers"][6].update(value="camera=()"),
        {"vercel-route-headers-/(.*)": {"route.headers.Permissions-Policy"}},
    ),
    Change(
        "header-of-the-file",
        lambda s: s["vercel"]["headers"][1].update(value="SAMEORIGIN"),
        {FILES: CONTENT},
    ),
    Change(
        "repository-description",
        lambda s: s["github"]["repository"].update(description="Other."),
        {"github-repository": {"description"}},
    ),
    Change(
        "reviews",
        lambda s: s["github"].update({"required-reviews": 2}),
        {"github-ruleset-branch": {"rules.pullRequest.requiredApprovingReviewCount"}},
    ),
    Change(
        "variable",
        lambda s: s["variables"].update(EMAIL_FROM="hello@luma.example"),
        {"vercel-env-EMAIL_FROM-production": {"value"}, "trigger-EMAIL_FROM": {"value"}},
    ),
    Change(
        "backup-lifecycle",
        lambda s: s["r2"]["backups"].update({"expire-days": 120}),
        {"r2-backups-lifecycle": {"rules[1].deleteObjectsTransition.condition.maxAge"}},
    ),
    Change(
        "dmarc",
        lambda s: s["dns"].update(dmarc="v=DMARC1; p=reject; adkim=s; aspf=s"),
        {"dns-dmarc": {"content"}},
    ),
    Change(
        "sentry-rate-limit",
        lambda s: s["sentry"]["rate-limit"].update(count=500),
        {"sentry-key": {"rateLimitCount"}},
    ),
    Change(
        "bucket-tokens",
        lambda s: s["r2"].update({"token-expires": "2027-10-01T00:00:00Z"}),
        {"r2-images-token": {"expiresOn"}, "r2-backups-token": {"expiresOn"}},
    ),
)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.id)
def test_one_setting_changes_exactly_what_it_should(prod: Checkout, change: Change) -> None:
    prod.edit("prod", change.edit)
    run = prod.local("preview")
    assert run.code == 0, run.text
    steps = {(operation, name) for operation, _, name in run.steps()}
    assert steps == {("update", name) for name in change.diffs}, "these are updated, and nothing is replaced"
    assert run.diffs() == change.diffs, "property by property"


def test_many_changes_at_once_are_made_in_place(prod: Checkout, prod_built: Checkout) -> None:
    direct = [change for change in CHANGES if FILES not in change.diffs]
    for change in direct:
        prod.edit("prod", change.edit)
    wanted = {name for change in direct for name in change.diffs}
    assert prod.up().changes() == {"update": len(wanted)}, "the sum of the single changes"
    assert prod.up("--expect-no-changes").changes() == {}, "and then nothing more"
    dmarc = ("cloudflare", "dns-record")
    assert {each for each in prod.things() if each[:2] != dmarc} == {
        each for each in prod_built.things() if each[:2] != dmarc
    }, "nothing came or went; a record's content is part of its name"


def test_a_file_of_a_protected_branch_changes_by_one_pull_request(prod: Checkout) -> None:
    main = {name for _, kind, name in prod.things() if kind == "file" and name.startswith("heads/main/")}
    prod.edit("prod", lambda settings: settings["vercel"]["function-timeouts"][0].update(seconds=90))
    prod.up()
    kinds = {(cloud, kind, name) for cloud, kind, name in prod.things() if kind == "pull-request"}
    assert kinds == {("github", "pull-request", "luma-web/1")}, "one pull request carries the change"
    assert {name for _, kind, name in prod.things() if kind == "file" and name in main} == main, "main keeps its files"
    assert prod.up("--expect-no-changes").changes() == {}, "and nothing more is proposed"
    prod.edit("prod", lambda settings: settings["vercel"]["function-timeouts"][0].update(seconds=100))
    prod.up()
    kinds = {(cloud, kind, name) for cloud, kind, name in prod.things() if kind == "pull-request"}
    assert kinds == {("github", "pull-request", "luma-web/1")}, "a further change updates it in place"


def test_a_rotation_makes_a_new_secret_and_takes_it_everywhere(prod: Checkout) -> None:
    prod.edit("prod", lambda settings: settings.update(rotations={"SESSION_SECRET": 1}))
    run = prod.local("preview")
    assert run.code == 0, run.text
    assert {(operation, name) for operation, _, name in run.steps()} == {
        ("create-replacement", "secrets-SESSION_SECRET"),
        ("replace", "secrets-SESSION_SECRET"),
        ("delete-replaced", "secrets-SESSION_SECRET"),
        ("update", "vercel-env-SESSION_SECRET-production"),
    }, "the value is new, and its one place follows"


@pytest.mark.parametrize(
    ("edit", "protected"),
    [
        pytest.param(lambda s: s["r2"]["images"].update(name="other-images"), {"r2-images"}, id="bucket-name"),
        pytest.param(
            lambda s: s["app"].update(domain="app.luma.example"),
            {"vercel-domain", "vercel-domain-www"},
            id="app-domain",
        ),
    ],
)
def test_what_would_replace_a_protected_resource_is_refused(
    prod: Checkout, edit: Callable[[Settings], object], protected: set[str]
) -> None:
    before = prod.world()
    prod.edit("prod", edit)
    run = prod.local("up", "--yes")
    assert run.code != 0, "a replacement would lose what it holds"
    refused = {
        line.split("::")[-1].rstrip('"') for line in run.text.splitlines() if "unable to replace resource" in line
    }
    assert refused == protected, "each is named"
    assert prod.world() == before, "nothing was changed"
