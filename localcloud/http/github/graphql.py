"""GitHub's GraphQL API, as far as a repository is found by its name or node id.

The types that the program uses are all written over REST; the GitHub provider asks GraphQL for a repository's node id.
"""

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Final

from localcloud.core.entities import Json
from localcloud.core.errors import Invalid
from localcloud.core.transaction import Transaction
from localcloud.github.entities import Organization, Repository
from localcloud.github.objects import ACTOR
from localcloud.github.service import GitHubService
from localcloud.http.api import Answer, Request
from localcloud.http.github.accounts import account, user
from localcloud.http.github.shared import GITHUB

if TYPE_CHECKING:
    from graphql import GraphQLSchema

SCHEMA: Final = """
interface Node { id: ID! }
type User implements Node { id: ID! login: String! databaseId: Int }
type Organization implements Node { id: ID! login: String! databaseId: Int }
type Repository implements Node {
  id: ID! databaseId: Int name: String! nameWithOwner: String! isPrivate: Boolean! isArchived: Boolean! url: String!
}
type Query {
  viewer: User!
  node(id: ID!): Node
  organization(login: String!): Organization
  repository(owner: String!, name: String!, followRenames: Boolean = true): Repository
}
"""


def query(world: Transaction, request: Request) -> Answer:
    """Answer a query; what is wrong with one stands in `errors` beside a status of 200, as with GitHub."""
    import graphql  # noqa: PLC0415 - few requests come here, and it is large

    variables = request.body.object("variables").values
    roots: dict[str, Callable[..., Json]] = {
        "viewer": lambda _: _account("User", user(ACTOR)),
        "node": lambda _, id: _node(world, id),  # noqa: A006 - GitHub's name
        "organization": lambda _, login: _organization(world, login),
        "repository": lambda _, owner, name, **_more: _repository(world, owner, name),
    }
    done = graphql.graphql_sync(_schema(), request.body.text("query"), roots, variable_values=dict(variables))
    shown: dict[str, Json] = {"data": done.data}
    if done.errors:
        shown["errors"] = [dict(each.formatted) for each in done.errors]  # type: ignore[arg-type]  # JSON by its schema
    return Answer(shown)


for _path in ("/graphql", "/api/graphql"):
    GITHUB.route("POST", _path, "github:index/repository:Repository", "read")(query)


@cache
def _schema() -> "GraphQLSchema":
    import graphql  # noqa: PLC0415 - see above

    return graphql.build_schema(SCHEMA)


def _repository(world: Transaction, owner: str, name: str) -> Json:
    found = GitHubService(world, owner).repositories.find(name)
    if found is None:
        raise Invalid(f"Could not resolve to a Repository with the name '{owner}/{name}'.")
    return _spelled(found)


def _spelled(found: Repository) -> Json:
    return {
        "__typename": "Repository",
        "id": found.node_id,
        "databaseId": int(found.id),
        "name": found.name,
        "nameWithOwner": found.full_name,
        "isPrivate": found.visibility != "public",
        "isArchived": found.archived,
        "url": f"https://github.com/{found.full_name}",
    }


def _organization(world: Transaction, login: str) -> Json:
    found = world.get(Organization, login.lower())
    if found is None:
        raise Invalid(f"Could not resolve to an Organization with the login of '{login}'.")
    return _account("Organization", account(found))


def _account(kind: str, found: dict[str, Json]) -> Json:
    return {"__typename": kind, "id": found["node_id"], "login": found["login"], "databaseId": found["id"]}


def _node(world: Transaction, node: str) -> Json:
    for each in world.all(Repository):
        if each.node_id == node:
            return _spelled(each)
    raise Invalid(f"Could not resolve to a node with the global id of '{node}'")
