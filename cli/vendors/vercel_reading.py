"""What Vercel has of a team, its projects and what hangs on them: asked, never changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final
from urllib.parse import quote

from cli.vendors.http import Client, Json, Query, by_mark
from cli.vendors.vercel_things import Domain, Firewall, Named, Project, Team, Token, Variable
from cli.vendors.wire import many, one

MOST: Final = 100
"""The longest page that Vercel gives."""


def tokens(client: Client) -> list[Token]:
    """List the tokens of the token's user."""
    return many(client, Token, _listed(client, "/v6/user/tokens", "tokens", {"limit": MOST}))


def team(client: Client, team_id: str) -> Team | None:
    """Find a team; None where the token reaches no such team."""
    data = client.find(f"/v2/teams/{quote(team_id)}")
    return None if data is None else one(client, Team, data)


def projects(client: Client, team_id: str) -> list[Project]:
    """List a team's projects."""
    query: Query = {"teamId": team_id, "limit": MOST}
    return many(client, Project, client.pages("/v10/projects", query, items="projects", following=by_mark("from")))


def project(client: Client, team_id: str, name: str) -> Project | None:
    """Find a project by name or id."""
    data = client.find(f"/v9/projects/{quote(name)}", {"teamId": team_id})
    return None if data is None else one(client, Project, data)


def variables(client: Client, where: Project) -> list[Variable]:
    """List a project's environment variables, without their values."""
    return many(client, Variable, _listed(client, f"{path_of(where)}/env", "envs", query_of(where)))


def domains(client: Client, where: Project) -> list[Domain]:
    """List a project's domains."""
    query = {**query_of(where), "limit": MOST}
    return many(client, Domain, _listed(client, f"{path_of(where)}/domains", "domains", query))


def routes(client: Client, where: Project) -> list[Named]:
    """List a project's live routing rules in their order."""
    return many(client, Named, _listed(client, f"/v1/projects/{where.id}/routes", "routes", query_of(where)))


def checks(client: Client, where: Project) -> list[Named]:
    """List a project's deployment checks."""
    return many(client, Named, _listed(client, f"/v2/projects/{where.id}/checks", "checks", query_of(where)))


def firewall(client: Client, where: Project) -> Firewall | None:
    """Give a project's firewall, None where none was ever set up."""
    data = client.find("/v1/security/firewall/config/active", {**query_of(where), "projectId": where.id})
    return None if data is None else one(client, Firewall, data)


def bypass_notes(client: Client, where: Project) -> list[str]:
    """List the notes of a project's secrets that get past deployment protection, never the secrets; sorted."""
    found = object_of(object_of(client.get(path_of(where), query_of(where))).get("protectionBypass"))
    return sorted(str(each.get("note") or "") for each in found.values() if isinstance(each, dict))


def path_of(where: Project) -> str:
    """Give the path of a project."""
    return f"/v9/projects/{where.id}"


def query_of(where: Project) -> dict[str, str | int]:
    """Give the query that says whose project it is."""
    return {"teamId": where.team}


def object_of(data: Json) -> Mapping[str, Json]:
    """Give an answer that is an object, else an empty one."""
    return data if isinstance(data, dict) else {}


def _listed(client: Client, path: str, items: str, query: Query) -> Iterator[Json]:
    return client.pages(path, query, items=items, following=by_mark("until"))
