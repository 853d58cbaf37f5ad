"""Alerts, monitors, and whom alerts can tell.

Answers carry more than was written: ids in conditions and actions, dates, defaults; and lists of conditions and actions
come back in another order.
"""

import re

from localcloud.core.entities import Json
from localcloud.core.transaction import Transaction
from localcloud.http.api import Answer, Request
from localcloud.http.sentry.api import ORGANIZATION, SENTRY, paged
from localcloud.http.sentry.shapes import detector_change, shown_detector, shown_workflow, workflow_change
from localcloud.sentry.alerting.service import AlertingService
from localcloud.sentry.service import SentryService

ALERT, MONITOR = "luma:sentry:Alert", "luma:sentry:Monitor"
CHANNELS_PAGE = 50


@SENTRY.route("GET", f"{ORGANIZATION}/members/", ALERT, "read")
def members(world: Transaction, request: Request) -> Answer:
    """List people."""
    found = AlertingService(world).members(request.params["organization"])
    shown: list[Json] = [
        {"id": each.id, "email": each.email, "name": each.email, "pending": False, "user": {"id": each.user}}
        for each in found
    ]
    return paged(shown, request, f"{ORGANIZATION}/members/")


@SENTRY.route("GET", f"{ORGANIZATION}/integrations/", ALERT, "read")
def integrations(world: Transaction, request: Request) -> Answer:
    """List what is connected."""
    found = AlertingService(world).integrations(request.params["organization"], request.query.get("provider_key"))
    shown: list[Json] = [
        {"id": each.id, "name": each.name, "status": "active", "provider": {"key": each.provider}} for each in found
    ]
    return paged(shown, request, f"{ORGANIZATION}/integrations/")


@SENTRY.route("GET", f"{ORGANIZATION}/integrations/{{integration}}/channels/", ALERT, "read")
def channels(world: Transaction, request: Request) -> Answer:
    """List a page of a Slack workspace's channels."""
    found = AlertingService(world).integration(request.params["organization"], request.params["integration"])
    start, size = request.number("cursor", 0), request.number("limit", CHANNELS_PAGE)
    shown: list[Json] = [
        {"id": number, "name": name, "display": f"#{name}", "type": "public"} for name, number in found.channels.items()
    ]
    following = str(start + size) if start + size < len(shown) else None
    return Answer({"results": list(shown[start : start + size]), "nextCursor": following})


@SENTRY.route("GET", f"{ORGANIZATION}/detectors/", MONITOR, "read")
def detectors(world: Transaction, request: Request) -> Answer:
    """List monitors."""
    query = request.query.get("query", "")
    found = AlertingService(world).detectors(
        request.params["organization"], request.query.get("project"), _term(query, "type"), _term(query, "name")
    )
    return paged(
        _newest_first([shown_detector(world, each) for each in found], request), request, f"{ORGANIZATION}/detectors/"
    )


@SENTRY.route("POST", f"{ORGANIZATION}/projects/{{project}}/detectors/", MONITOR, "create")
def create_detector(world: Transaction, request: Request) -> Answer:
    """Make a monitor."""
    owner = SentryService(world).existing_project(request.params["organization"], request.params["project"])
    made = AlertingService(world).create_detector(owner.organization, owner.id, detector_change(request.body))
    return Answer(shown_detector(world, made), 201)


@SENTRY.route("GET", f"{ORGANIZATION}/detectors/{{detector}}/", MONITOR, "read")
def detector(world: Transaction, request: Request) -> Answer:
    """Give a monitor."""
    found = AlertingService(world).detector(request.params["organization"], request.params["detector"])
    return Answer(shown_detector(world, found))


@SENTRY.route("PUT", f"{ORGANIZATION}/detectors/{{detector}}/", MONITOR, "update")
def update_detector(world: Transaction, request: Request) -> Answer:
    """Change a monitor."""
    organization, number = request.params["organization"], request.params["detector"]
    found = AlertingService(world).update_detector(organization, number, detector_change(request.body))
    return Answer(shown_detector(world, found))


@SENTRY.route("DELETE", f"{ORGANIZATION}/detectors/{{detector}}/", MONITOR, "delete")
def delete_detector(world: Transaction, request: Request) -> Answer:
    """Remove a monitor."""
    AlertingService(world).delete_detector(request.params["organization"], request.params["detector"])
    return Answer(status=204)


@SENTRY.route("GET", f"{ORGANIZATION}/workflows/", ALERT, "read")
def workflows(world: Transaction, request: Request) -> Answer:
    """List alerts."""
    name = _term(request.query.get("query", ""), "name")
    found = AlertingService(world).workflows(request.params["organization"], name)
    return paged(
        _newest_first([shown_workflow(each) for each in found], request), request, f"{ORGANIZATION}/workflows/"
    )


@SENTRY.route("POST", f"{ORGANIZATION}/workflows/", ALERT, "create")
def create_workflow(world: Transaction, request: Request) -> Answer:
    """Make an alert."""
    made = AlertingService(world).create_workflow(request.params["organization"], workflow_change(request.body))
    return Answer(shown_workflow(made), 201)


@SENTRY.route("GET", f"{ORGANIZATION}/workflows/{{workflow}}/", ALERT, "read")
def workflow(world: Transaction, request: Request) -> Answer:
    """Give an alert."""
    return Answer(shown_workflow(AlertingService(world).workflow(**_numbered(request))))


@SENTRY.route("PUT", f"{ORGANIZATION}/workflows/{{workflow}}/", ALERT, "update")
def update_workflow(world: Transaction, request: Request) -> Answer:
    """Change an alert."""
    found = AlertingService(world).update_workflow(**_numbered(request), change=workflow_change(request.body))
    return Answer(shown_workflow(found))


@SENTRY.route("DELETE", f"{ORGANIZATION}/workflows/{{workflow}}/", ALERT, "delete")
def delete_workflow(world: Transaction, request: Request) -> Answer:
    """Remove an alert."""
    AlertingService(world).delete_workflow(**_numbered(request))
    return Answer(status=204)


def _numbered(request: Request) -> dict[str, str]:
    return {"organization": request.params["organization"], "number": request.params["workflow"]}


def _newest_first(items: list[Json], request: Request) -> list[Json]:
    return items[::-1] if request.query.get("sortBy") == "-id" else items


def _term(query: str, name: str) -> str | None:
    """Read one term of a search: `type:error`, `name:"Error frequency"`."""
    found = re.search(rf'{name}:(?:"([^"]*)"|(\S+))', query)
    return (found.group(1) or found.group(2)) if found else None
