"""What the verbs learn from Sentry, asked of the local cloud over HTTP."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cli.vendors import sentry
from cli.vendors.http import Client, VendorError
from localcloud.http.sentry import SENTRY
from tests.cli.vendors.local import Local, serving
from tests.cli.vendors.scripted import Reply, scripted

ORGANIZATION, SITE = "/api/0/organizations/luma", "/api/0/projects/luma/site"


@pytest.fixture
def local(tmp_path: Path) -> Iterator[Local]:
    with serving("sentry", SENTRY, tmp_path) as found:
        yield found


@pytest.fixture
def site(local: Local) -> dict[str, Any]:
    """Make a team with a project; give the project."""
    local.api.good("POST", f"{ORGANIZATION}/teams/", {"name": "web", "slug": "web"})
    made: dict[str, Any] = local.api.good("POST", "/api/0/teams/luma/web/projects/", {"name": "site", "slug": "site"})
    return made


def _alert(local: Local, name: str, *monitors: str) -> str:
    mail = {"type": "email", "config": {"targetType": "issue_owners"}, "data": {"fallthroughType": "ActiveMembers"}}
    body = {
        "name": name,
        "enabled": True,
        "config": {"frequency": 30},
        "detectorIds": [*monitors],
        "triggers": {"logicType": "any-short", "conditions": [{"type": "first_seen_event", "comparison": True}]},
        "actionFilters": [{"logicType": "all", "conditions": [], "actions": [mail]}],
    }
    return str(local.api.good("POST", f"{ORGANIZATION}/workflows/", body)["id"])


def test_everything_in_the_organization_is_listed_with_what_identifies_it(local: Local, site: dict[str, Any]) -> None:
    key = local.api.good("POST", f"{SITE}/keys/", {"name": "app"})
    (default,) = (each for each in sentry.keys(local.client, "luma", "site") if each.name == "Default")
    monitors = {each.type: each.id for each in sentry.monitors(local.client, "luma")}
    alert = _alert(local, "New errors", monitors["error"])
    found = {
        (each.type.rsplit(":", 1)[-1], each.import_id, each.name, each.by_itself, str(dict(each.inputs)))
        for each in sentry.existing(local.client, local.platform)
    }
    luma = {"organization": "luma"}
    at_site = {**luma, "project": "site"}
    assert found == {
        ("SentryTeam", "luma/web", "web", False, str({**luma, "slug": "web"})),
        ("SentryProject", "luma/site", "site", False, str({**luma, "slug": "site", "teams": ["web"]})),
        ("SentryKey", f"luma/site/{key['id']}", "site: app", False, str({**at_site, "name": "app"})),
        ("SentryKey", f"luma/site/{default.id}", "site: Default", True, str({**at_site, "name": "Default"})),
        *(
            ("Monitor", f"luma/{monitors[kind]}", f"site: {name}", True, str({**at_site, "name": name}))
            for kind, name in (("error", "Error Monitor"), ("issue_stream", "Issue Stream"))
        ),
        ("Alert", f"luma/{alert}", "New errors", False, str({**luma, "name": "New errors", "project": "site"})),
    }, "Sentry's own key and monitors are there by themselves"


def test_an_alert_on_several_projects_belongs_to_none(local: Local, site: dict[str, Any]) -> None:
    local.api.good("POST", "/api/0/teams/luma/web/projects/", {"name": "other", "slug": "other"})
    _alert(local, "All errors", *(each.id for each in sentry.monitors(local.client, "luma") if each.type == "error"))
    (found,) = (each for each in sentry.existing(local.client, local.platform) if each.type == "luma:sentry:Alert")
    assert dict(found.inputs) == {"organization": "luma", "name": "All errors"}


def test_the_organization_and_its_projects_are_found_or_none(local: Local, site: dict[str, Any]) -> None:
    organization = sentry.organization(local.client, "luma")
    project = sentry.project(local.client, "luma", "site")
    assert organization is not None
    assert project is not None
    assert (organization.slug, project.id, project.team_slugs) == ("luma", site["id"], ("web",))
    assert sentry.organization(local.client, "other") is None
    assert sentry.project(local.client, "luma", "other") is None
    assert [each.slug for each in sentry.teams(local.client, "luma")] == ["web"]


def test_a_keys_limit_is_told_and_its_secret_is_not(local: Local, site: dict[str, Any]) -> None:
    made = local.api.good("POST", f"{SITE}/keys/", {"name": "app", "rateLimit": {"window": 60, "count": 5}})
    (default, app) = sorted(sentry.keys(local.client, "luma", "site"), key=lambda each: each.rate_limit is not None)
    assert default.rate_limit is None
    assert app.rate_limit is not None
    assert (app.rate_limit.window, app.rate_limit.count, app.is_active) == (60, 5, True)
    assert made["secret"] not in repr(app), "nobody here has use for it"


def test_alerts_and_monitors_tell_whether_they_are_on(local: Local, site: dict[str, Any]) -> None:
    monitors = sentry.monitors(local.client, "luma", site["id"])
    alert = _alert(local, "New errors", monitors[0].id)
    (found,) = sentry.alerts(local.client, "luma")
    assert (found.id, found.enabled, found.monitors) == (alert, True, (monitors[0].id,))
    assert {(each.type, each.enabled, each.is_default) for each in monitors} == {
        ("error", True, True),
        ("issue_stream", True, True),
    }


def test_open_issues_are_counted_and_resolved_ones_are_not(local: Local, site: dict[str, Any]) -> None:
    assert sentry.open_issues(local.client, "luma", "site") == 0
    (key,) = local.api.good("GET", f"{SITE}/keys/")
    for message in ("boom", "boom", "crash", "burn"):
        local.api.good("POST", f"/api/{site['id']}/store/?sentry_key={key['public']}", {"message": message})
    (first, *_) = local.api.good("GET", f"{SITE}/issues/")
    local.api.good("PUT", f"{ORGANIZATION}/issues/{first['id']}/", {"status": "resolved"})
    assert sentry.open_issues(local.client, "luma", "site") == 2


def test_a_count_that_sentry_does_not_tell_is_no_zero() -> None:
    with scripted(Reply(body=[])) as vendor, pytest.raises(VendorError, match="does not tell how many issues"):
        sentry.open_issues(Client("sentry", vendor.url, "token"), "luma", "site")


def test_the_token_tells_what_it_may_do(local: Local) -> None:
    assert {"alerts:write", "org:read", "project:admin", "team:admin"} <= sentry.scopes(local.client)
    with pytest.raises(VendorError, match="401"):
        sentry.scopes(local.stranger())


def test_a_token_that_is_none_has_no_scopes() -> None:
    body = {"version": "0", "auth": None, "user": None}
    with scripted(Reply(body=body)) as vendor, pytest.raises(VendorError, match=r"wrong or absent: auth"):
        sentry.scopes(Client("sentry", vendor.url, "token"))


def test_an_id_may_come_as_a_number() -> None:
    body = [{"id": 1, "name": "New errors", "enabled": True, "detectorIds": [7, "8"]}]
    with scripted(Reply(body=body)) as vendor:
        (found,) = sentry.alerts(Client("sentry", vendor.url, "token"), "luma")
    assert (found.id, found.monitors) == ("1", ("7", "8")), "Sentry's API does not keep to one of them"
