"""Vercel, asked and told by the verbs: token, team, projects and what hangs on them, deployments, attack mode.

Facts: vercel.com/docs/rest-api; vercel/sdk. Every function raises `VendorError` with Vercel's own words. A `team` is
an id; times are of UTC.
"""

from __future__ import annotations

from datetime import datetime
from itertools import islice
from urllib.parse import quote

from cli.vendors.http import Client, Json, by_mark
from cli.vendors.vercel_existing import existing
from cli.vendors.vercel_reading import (
    MOST,
    bypass_notes,
    checks,
    domains,
    firewall,
    object_of,
    path_of,
    project,
    projects,
    query_of,
    routes,
    team,
    tokens,
    variables,
)
from cli.vendors.vercel_things import (
    Deployment,
    Domain,
    Firewall,
    Named,
    Project,
    Team,
    Token,
    Variable,
)
from cli.vendors.wire import many, one

__all__ = [
    "Deployment",
    "Domain",
    "Firewall",
    "Named",
    "Project",
    "Team",
    "Token",
    "Variable",
    "bypass_notes",
    "checks",
    "current",
    "deployment",
    "deployments",
    "domains",
    "existing",
    "firewall",
    "pause",
    "project",
    "projects",
    "promote",
    "routes",
    "set_attack_mode",
    "set_git_deployments",
    "team",
    "token",
    "tokens",
    "variables",
]


def token(client: Client) -> Token:
    """Tell what the client's own token reaches and until when."""
    return one(client, Token, object_of(client.get("/v5/user/tokens/current")).get("token"))


def deployments(
    client: Client, where: Project, *, target: str = "", state: str = "", most: int = MOST
) -> list[Deployment]:
    """List a project's latest deployments, newest first.

    Args:
        client: A client of Vercel.
        where: The project.
        target: `production` or `preview`; both when empty.
        state: States separated by commas, such as `READY`; all when empty.
        most: How many at most.
    """
    query: dict[str, str | int] = {**query_of(where), "projectId": where.id, "limit": min(most, MOST)}
    query |= {name: value for name, value in (("target", target), ("state", state)) if value}
    found = client.pages("/v6/deployments", query, items="deployments", following=by_mark("until"))
    return many(client, Deployment, (_spelled(each) for each in islice(found, most)))


def deployment(client: Client, team_id: str, number: str) -> Deployment | None:
    """Find a deployment by id or address."""
    data = client.find(f"/v13/deployments/{quote(number, safe='')}", {"teamId": team_id})
    return None if data is None else one(client, Deployment, _spelled(data))


def current(client: Client, where: Project) -> Deployment | None:
    """Give what serves a project's production now, asked anew."""
    now = project(client, where.team, where.id)
    return deployment(client, where.team, now.current) if now and now.current else None


def promote(client: Client, where: Project, number: str) -> None:
    """Let a deployment serve production, without a build; Vercel does it within seconds: `current` tells when."""
    client.post(f"/v10/projects/{where.id}/promote/{quote(number)}", {}, query_of(where))


def set_attack_mode(client: Client, where: Project, until: datetime | None, *, enabled: bool) -> None:
    """Challenge every visitor, for ever or until a time, or stop it."""
    body: dict[str, Json] = {"projectId": where.id, "attackModeEnabled": enabled}
    if enabled and until is not None:
        body["attackModeActiveUntil"] = round(until.timestamp() * 1000)
    client.post("/v1/security/attack-mode", body, query_of(where))


def set_git_deployments(client: Client, where: Project, *, enabled: bool) -> None:
    """Let Vercel's Git integration deploy what is pushed, or not."""
    body: Json = {"gitProviderOptions": {"createDeployments": "enabled" if enabled else "disabled"}}
    client.patch(path_of(where), body, query_of(where))


def pause(client: Client, where: Project, *, paused: bool) -> None:
    """Take a project's production off the net (visitors see an error), or bring it back."""
    client.post(f"/v1/projects/{where.id}/{'pause' if paused else 'unpause'}", None, query_of(where))


def _spelled(data: Json) -> Json:
    """Give a deployment by itself the words that a list has for it."""
    found = object_of(data)
    return {**found, "id": found.get("uid") or found.get("id"), "state": found.get("state") or found.get("readyState")}
