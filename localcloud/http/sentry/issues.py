"""Issues: listed and resolved by people, opened by the events that a project's DSN takes."""

from dataclasses import replace
from typing import Final

from localcloud.core.entities import Json
from localcloud.core.transaction import Transaction
from localcloud.http.api import Answer, Request
from localcloud.http.sentry.api import ORGANIZATION, PROJECT, SENTRY, paged
from localcloud.plugin.inputs import Inputs
from localcloud.sentry.entities import Issue
from localcloud.sentry.issue_service import IssueService
from localcloud.sentry.service import SentryService

KIND: Final = "sentry:index/sentryProject:SentryProject"
MOST_HITS: Final = 1000
"""As far as Sentry counts what a query finds."""
UNRESOLVED: Final = "is:unresolved"


@SENTRY.route("GET", f"{PROJECT}/issues/", KIND, "read")
def of_project(world: Transaction, request: Request) -> Answer:
    """List a project's issues, the unresolved ones unless a query says otherwise."""
    found = SentryService(world).existing_project(request.params["organization"], request.params["project"])
    return _listed(world, request, found.id, f"{PROJECT}/issues/")


@SENTRY.route("GET", f"{ORGANIZATION}/issues/", KIND, "read")
def of_organization(world: Transaction, request: Request) -> Answer:
    """List an organization's issues, those of one project (by id) where asked."""
    return _listed(world, request, request.query.get("project"), f"{ORGANIZATION}/issues/")


@SENTRY.route("PUT", f"{ORGANIZATION}/issues/{{issue}}/", KIND, "update")
def update(world: Transaction, request: Request) -> Answer:
    """Resolve an issue, ignore it, or open it again."""
    service, organization = IssueService(world), request.params["organization"]
    found = service.set_status(organization, request.params["issue"], request.body.text("status"))
    return Answer(_shown(found))


@SENTRY.route("POST", "/api/{project}/store/", KIND, "update")
def receive(world: Transaction, request: Request) -> Answer:
    """Take an event as an app sends it to its DSN; the key is a query parameter."""
    body = request.body
    title = body.text_or_none("message") or _exception(body) or "<unlabeled event>"
    level = body.text_or_none("level") or "error"
    found = IssueService(world).receive(request.params["project"], request.query.get("sentry_key", ""), title, level)
    return Answer({"id": found.id})


def _listed(world: Transaction, request: Request, project: str | None, path: str) -> Answer:
    organization, query = request.params["organization"], request.query.get("query", UNRESOLVED)
    found = IssueService(world).issues(organization, project, query)
    shown = paged([_shown(each) for each in found], request, path)
    return replace(
        shown, headers={**shown.headers, "X-Hits": str(min(len(found), MOST_HITS)), "X-Max-Hits": str(MOST_HITS)}
    )


def _exception(body: Inputs) -> str:
    values = body.object("exception").items("values")
    last = Inputs(values[-1] if values else {})
    return ": ".join(part for part in (last.text_or_none("type"), last.text_or_none("value")) if part)


def _shown(found: Issue) -> Json:
    return {
        "id": found.id,
        "shortId": found.short,
        "title": found.title,
        "level": found.level,
        "status": found.status,
        "count": str(found.count),
        "firstSeen": found.first_seen,
        "lastSeen": found.last_seen,
        "project": {"id": found.project},
    }
