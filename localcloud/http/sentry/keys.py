"""A project's client keys, with their DSNs."""

from typing import Final

from localcloud.core.entities import Json
from localcloud.core.errors import NotFound
from localcloud.core.transaction import Transaction
from localcloud.http.api import Answer, Request
from localcloud.http.sentry.api import PROJECT, SENTRY, paged
from localcloud.plugin.inputs import Inputs
from localcloud.sentry.entities import ClientKey, Dsn
from localcloud.sentry.service import MISSING, KeyChange, SentryService

KIND: Final = "sentry:index/sentryKey:SentryKey"
KEYS: Final = f"{PROJECT}/keys/"
ONE: Final = f"{KEYS}{{key}}/"


@SENTRY.route("GET", KEYS, KIND, "read")
def keys(world: Transaction, request: Request) -> Answer:
    """List a project's keys."""
    service = SentryService(world)
    found = service.keys(request.params["organization"], request.params["project"])
    return paged([_shown(service, request, each) for each in found], request, KEYS)


@SENTRY.route("POST", KEYS, KIND, "create")
def create(world: Transaction, request: Request) -> Answer:
    """Make a key."""
    service, body = SentryService(world), request.body
    change = _change(body, body.text_or_none("name") or "Default")
    made = service.create_key(request.params["organization"], request.params["project"], change)
    return Answer(_shown(service, request, made), 201)


@SENTRY.route("GET", ONE, KIND, "read")
def key(world: Transaction, request: Request) -> Answer:
    """Give a key."""
    return Answer(_shown(SentryService(world), request, _found(world, request)))


@SENTRY.route("PUT", ONE, KIND, "update")
def update(world: Transaction, request: Request) -> Answer:
    """Change a key; its public and secret parts stay."""
    service, found = SentryService(world), _found(world, request)
    change = _change(request.body, request.body.text_or_none("name") or found.name)
    changed = service.update_key(request.params["organization"], request.params["project"], found.id, change)
    return Answer(_shown(service, request, changed))


@SENTRY.route("DELETE", ONE, KIND, "delete")
def delete(world: Transaction, request: Request) -> Answer:
    """Remove a key."""
    found = _found(world, request)
    SentryService(world).delete_key(request.params["organization"], request.params["project"], found.id)
    return Answer(status=204)


def _found(world: Transaction, request: Request) -> ClientKey:
    found = SentryService(world).key(request.params["organization"], request.params["project"], request.params["key"])
    if found is None:
        raise NotFound(MISSING)
    return found


def _change(body: Inputs, name: str) -> KeyChange:
    """Read a key; a limit of 0 is none."""
    limit = body.object("rateLimit")
    return KeyChange(name, limit.integer_or_none("window") or 0, limit.integer_or_none("count") or 0)


def _shown(service: SentryService, request: Request, found: ClientKey) -> Json:
    dsn = Dsn.of(service.organization(request.params["organization"]), found)
    limit: Json = {"window": found.rate_limit_window, "count": found.rate_limit_count}
    return {
        "id": found.id,
        "name": found.name,
        "label": found.name,
        "public": found.public,
        "secret": found.secret.value,
        "projectId": int(found.project),
        "isActive": found.active,
        "rateLimit": limit if found.rate_limit_count else None,
        "dsn": {"public": dsn.public, "secret": dsn.secret, "csp": dsn.csp},
    }
