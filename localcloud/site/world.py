"""Reads off the local cloud's world what the deployed site would answer."""

import json
from collections.abc import Iterator, Mapping

from localcloud.cloudflare.entities import BucketRules, CustomDomain
from localcloud.core.entities import Json
from localcloud.core.fingerprint import Secret
from localcloud.core.transaction import Transaction
from localcloud.github.service import GitHubService
from localcloud.site.edge import CorsRule, Edge, HeaderRule, RedirectRule
from localcloud.vercel.entities import EnvironmentVariable, Project, ProjectDomain, Route

TEMPORARY, PERMANENT = 307, 308


def edge_of(world: Transaction, project_name: str) -> Edge:
    """Return what the production of a Vercel project, and every bucket with a host, would answer.

    Raises:
        ValueError: there is no such project; the message says what to do.
    """
    project = next((each for each in world.all(Project) if each.name == project_name), None)
    if project is None:
        raise ValueError(f"there is no Vercel project {project_name} in the local cloud: run up first")
    document = _vercel_json(world, project)
    routes = [each for each in world.children(Route, project.id) if each.enabled]
    return Edge(
        hosts={each.id: each.redirect for each in world.children(ProjectDomain, project.id)},
        headers=(*_file_headers(document), *_route_headers(routes)),
        redirects=(*_file_redirects(document), *_route_redirects(routes)),
        buckets={each.domain: _cors(world, each) for each in world.all(CustomDomain) if each.enabled},
        csp=_csp(world, project),
    )


def _vercel_json(world: Transaction, project: Project) -> Mapping[str, Json]:
    """Return `vercel.json` of the default branch of the repository the project is linked with."""
    link = project.settings.git_repository
    owner, _, name = (link.repo if link else "").partition("/")
    content = GitHubService(world, owner).contents.file(name, "vercel.json")
    document: Json = json.loads(content.blob.data) if content else {}
    return document if isinstance(document, dict) else {}


def _file_headers(document: Mapping[str, Json]) -> Iterator[HeaderRule]:
    for rule in _objects(document.get("headers")):
        for header in _objects(rule.get("headers")):
            yield HeaderRule(source=str(rule["source"]), name=str(header["key"]), value=str(header["value"]))


def _file_redirects(document: Mapping[str, Json]) -> Iterator[RedirectRule]:
    for rule in _objects(document.get("redirects")):
        status = PERMANENT if rule.get("permanent") else TEMPORARY
        yield RedirectRule(source=str(rule["source"]), destination=str(rule["destination"]), status=status)


def _route_headers(routes: list[Route]) -> Iterator[HeaderRule]:
    for each in sorted(routes, key=lambda route: route.rank):
        for name, value in (each.route.headers or {}).items():
            yield HeaderRule(source=each.route.src, name=name, value=value)


def _route_redirects(routes: list[Route]) -> Iterator[RedirectRule]:
    for each in sorted(routes, key=lambda route: route.rank):
        if each.route.redirects and each.route.dest and each.route.status:
            yield RedirectRule(source=each.route.src, destination=each.route.dest, status=each.route.status)


def _cors(world: Transaction, domain: CustomDomain) -> tuple[CorsRule, ...]:
    found = [each for each in world.children(BucketRules, domain.bucket) if each.aspect == "cors"]
    rules = [each.get("allowed") for rules in found for each in _objects(list(rules.rules))]
    return tuple(
        CorsRule(**{part: tuple(map(str, _list(allowed.get(part)))) for part in ("origins", "methods", "headers")})
        for allowed in rules
        if isinstance(allowed, dict)
    )


def _csp(world: Transaction, project: Project) -> str:
    """Return the header the app sends its policy in: its variable CSP_MODE says so."""
    values = [each.value for each in world.children(EnvironmentVariable, project.id) if each.name == "CSP_MODE"]
    reports = any(isinstance(value, Secret) and value.value == "report-only" for value in values)
    return "Content-Security-Policy-Report-Only" if reports else "Content-Security-Policy"


def _objects(value: Json) -> list[dict[str, Json]]:
    return [each for each in _list(value) if isinstance(each, dict)]


def _list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []
