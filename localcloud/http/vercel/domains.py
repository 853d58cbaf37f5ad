"""Domains of projects, and whether records lead them to Vercel."""

from localcloud.core.entities import Json
from localcloud.core.errors import NotFound
from localcloud.core.transaction import Transaction
from localcloud.http.api import Answer, Request
from localcloud.http.vercel.api import PROJECT, VERCEL, V, project, service, team, whole
from localcloud.vercel.domain_service import DomainChange
from localcloud.vercel.entities import ProjectDomain

TYPE = "vercel:index/projectDomain:ProjectDomain"
DOMAIN = f"{PROJECT}/domains/{{domain}}"


@VERCEL.route("GET", f"{PROJECT}/domains", TYPE, "read")
def listed(world: Transaction, request: Request) -> Answer:
    """List a project's domains."""
    return whole("domains", [_shown(each) for each in world.children(ProjectDomain, project(world, request).id)])


@VERCEL.route("POST", f"{PROJECT}/domains", TYPE, "create")
def create(world: Transaction, request: Request) -> Answer:
    """Give a project a domain."""
    body = request.body
    change = DomainChange(
        redirect=body.text_or_none("redirect"),
        redirect_status_code=body.integer_or_none("redirectStatusCode"),
        git_branch=body.text_or_none("gitBranch"),
        custom_environment=body.text_or_none("customEnvironmentId"),
    )
    cloud = service(world, request)
    return Answer(_shown(cloud.domains.create(team(request), request.params["project"], body.text("name"), change)))


@VERCEL.route("GET", DOMAIN, TYPE, "read")
def find(world: Transaction, request: Request) -> Answer:
    """Give a domain of a project."""
    return Answer(_shown(_found(world, request)))


@VERCEL.route("PATCH", DOMAIN, TYPE, "update")
def update(world: Transaction, request: Request) -> Answer:
    """Change what is given of a domain; null takes a value away."""
    known, body = _found(world, request), request.body
    given = request.json if isinstance(request.json, dict) else {}
    change = DomainChange(
        redirect=body.text_or_none("redirect") if "redirect" in given else known.redirect,
        redirect_status_code=body.integer_or_none("redirectStatusCode")
        if "redirectStatusCode" in given
        else known.redirect_status_code,
        git_branch=body.text_or_none("gitBranch") if "gitBranch" in given else known.git_branch,
        custom_environment=body.text_or_none("customEnvironmentId")
        if "customEnvironmentId" in given
        else known.custom_environment,
    )
    return Answer(_shown(service(world, request).domains.update(team(request), known.project, known.id, change)))


@VERCEL.route("DELETE", DOMAIN, TYPE, "delete")
def delete(world: Transaction, request: Request) -> Answer:
    """Take a domain away."""
    known = _found(world, request)
    service(world, request).domains.delete(team(request), known.project, known.id)
    return Answer({})


@VERCEL.route("GET", f"{V}/domains/{{domain}}/config", TYPE, "read")
def config(world: Transaction, request: Request) -> Answer:
    """Say whether the records of a domain lead to Vercel, and which would."""
    wrong = service(world, request).domains.is_misconfigured(request.params["domain"])
    return Answer(
        {
            "configuredBy": None if wrong else "CNAME",
            "acceptedChallenges": [],
            "recommendedIPv4": [{"rank": 1, "value": ["76.76.21.21"]}],
            "recommendedCNAME": [{"rank": 1, "value": "cname.vercel-dns.com."}],
            "misconfigured": wrong,
        }
    )


def _found(world: Transaction, request: Request) -> ProjectDomain:
    owner = project(world, request)
    found = service(world, request).domains.find(owner.team, owner.id, request.params["domain"])
    if found is None:
        raise NotFound("The domain is not assigned to this project.")
    return found


def _shown(domain: ProjectDomain) -> Json:
    parts = domain.id.split(".")
    return {
        "name": domain.id,
        "apexName": ".".join(parts[-2:]),
        "projectId": domain.project,
        "redirect": domain.redirect,
        "redirectStatusCode": domain.redirect_status_code,
        "gitBranch": domain.git_branch,
        "customEnvironmentId": domain.custom_environment,
        "verified": True,
    }
