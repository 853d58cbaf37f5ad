"""Vercel's rules for the domains of projects.

Facts: vercel.com/docs/rest-api (project domains), vercel.com/docs/domains; `vercel/resource_project_domain.go` of
vercel/terraform-provider-vercel; vercel/vercel#15678 (the words of a conflict).
"""

import re
from dataclasses import dataclass, replace
from typing import Final

from localcloud.cloudflare.entities import DnsRecord
from localcloud.core.errors import Conflict, Invalid, NotFound
from localcloud.core.transaction import KeyTaken
from localcloud.vercel.entities import Project, ProjectDomain
from localcloud.vercel.git import GitHost
from localcloud.vercel.scope import Scope

DOMAIN: Final = re.compile(r"(\*\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")
ADDRESSES: Final = frozenset({"76.76.21.21"})
HOSTS: Final = (".vercel-dns.com", ".vercel-dns-017.com")


@dataclass(frozen=True)
class DomainChange:
    """What can be set on a domain: where it redirects to, or which branch or custom environment it serves."""

    redirect: str | None = None
    redirect_status_code: int | None = None
    git_branch: str | None = None
    custom_environment: str | None = None


class DomainService:
    """Domains of projects, for the length of one operation."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.world = scope.world
        self.git = GitHost(scope.world)

    def create(self, team_id: str | None, project_id: str, name: str, change: DomainChange) -> ProjectDomain:
        """Give a project a domain; raises `NotFound` (project), `Conflict` (domain), `Invalid`."""
        project = self.scope.project(team_id, project_id)
        if not DOMAIN.fullmatch(name):
            raise Invalid(f"The domain name {name!r} is invalid.", code="invalid_domain", status=400)
        self._require(project, name, change)
        try:
            return self.world.add(_changed(ProjectDomain(id=name, project=project.id), change))
        except KeyTaken as error:
            raise self._in_use(project, name) from error

    def find(self, team_id: str | None, project_id: str, name: str) -> ProjectDomain | None:
        """Find a domain of a project."""
        project = self.scope.find_project(team_id, project_id)
        found = self.world.get(ProjectDomain, name)
        return found if project and found and found.project == project.id else None

    def update(self, team_id: str | None, project_id: str, name: str, change: DomainChange) -> ProjectDomain:
        """Change a domain; raises `NotFound`, `Invalid`."""
        domain = self.find(team_id, project_id, name)
        if domain is None:
            raise NotFound("The domain is not assigned to this project.")
        self._require(self.scope.project(team_id, project_id), name, change)
        return self.world.put(_changed(domain, change))

    def delete(self, team_id: str | None, project_id: str, name: str) -> None:
        """Take a domain away; raises `Conflict` while another domain redirects to it."""
        domain = self.find(team_id, project_id, name)
        if domain is None:
            return
        others = sorted(each.id for each in self.world.children(ProjectDomain, domain.project) if each.redirect == name)
        if others:
            raise Conflict(
                f"Cannot remove {name} since {', '.join(others)} redirects to it.", code="domain_is_redirect"
            )
        self.world.remove(domain)

    def is_misconfigured(self, name: str) -> bool:
        """Tell whether no record leads a domain to Vercel; one that Cloudflare proxies hides it, and counts as none."""
        records = [each for each in self.world.all(DnsRecord) if each.name == name and not each.proxied]
        return not name.endswith(".vercel.app") and not any(map(_leads_here, records))

    def _require(self, project: Project, name: str, change: DomainChange) -> None:
        if change.redirect is not None:
            self._require_redirect(project, name, change.redirect)
        elif change.redirect_status_code is not None:
            raise Invalid("`redirectStatusCode` can only be set together with `redirect`.", status=400)
        if change.git_branch is not None:
            self._require_branch(project, name, change.git_branch)

    def _require_redirect(self, project: Project, name: str, target: str) -> None:
        found = self.world.get(ProjectDomain, target)
        if target == name:
            raise Invalid(f"Cannot redirect {name} to itself.", code="invalid_redirect", status=400)
        if found is None or found.project != project.id:
            raise Invalid(
                f"Cannot redirect {name} to {target} since {target} is not a domain of the project {project.name}.",
                code="invalid_redirect",
                status=400,
            )

    def _require_branch(self, project: Project, name: str, branch: str) -> None:
        repository = project.settings.git_repository
        if repository is not None and repository.production_branch == branch:
            raise Invalid(
                f"Could not add domain {name} to project {project.id}, the git_branch specified is the production "
                "branch. If you want to use this domain as a production domain, please omit the git_branch field.",
                status=400,
            )
        self.git.require_branch(project, branch)

    def _in_use(self, project: Project, name: str) -> Conflict:
        holder = self.world.get(ProjectDomain, name)
        where = "this project" if holder and holder.project == project.id else "another project"
        return Conflict(f"Cannot add {name} since it's already assigned to {where}.", code="domain_already_in_use")


def _changed(domain: ProjectDomain, change: DomainChange) -> ProjectDomain:
    return replace(
        domain,
        redirect=change.redirect,
        redirect_status_code=change.redirect_status_code,
        git_branch=change.git_branch,
        custom_environment=change.custom_environment,
    )


def _leads_here(record: DnsRecord) -> bool:
    target = record.content.rstrip(".")
    return target in ADDRESSES if record.type == "A" else record.type == "CNAME" and target.endswith(HOSTS)
