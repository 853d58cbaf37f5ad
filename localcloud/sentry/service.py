"""Sentry's rules for teams, projects and client keys.

Facts: Sentry's API reference; `sentry/resource_sentry_{team,project,key}.go` of jianyuan/terraform-provider-sentry
v0.11.2. A new project brings a key named Default and two default monitors; deleting a team leaves its projects
without it; deleting a project takes its keys and monitors along.
"""

import re
import secrets
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from localcloud.core import ids
from localcloud.core.errors import Conflict, Invalid, NotFound
from localcloud.core.fingerprint import Secret
from localcloud.core.transaction import KeyTaken, Transaction
from localcloud.sentry.alerting.service import AlertingService
from localcloud.sentry.entities import ClientKey, Issue, Organization, Project, Team

T = TypeVar("T")
MISSING: Final = "The requested resource does not exist"
SLUG: Final = re.compile(r"(?!^\d+$)^[a-z0-9_-]{1,50}$")


@dataclass(frozen=True)
class ProjectChange:
    """What a caller asks of a project; `None` leaves a value to Sentry."""

    name: str
    slug: str | None
    platform: str | None
    teams: tuple[str, ...]
    digests_min_delay: int | None
    digests_max_delay: int | None
    resolve_age: int | None


@dataclass(frozen=True)
class KeyChange:
    """What a caller asks of a client key: `window` in seconds, `count` in events; 0 for no limit."""

    name: str
    window: int
    count: int


class SentryService:
    """Sentry, for the length of one operation."""

    def __init__(self, transaction: Transaction) -> None:
        self.world = transaction

    def seed_organization(self, slug: str, plan: str) -> Organization:
        """Make or update the account, as a person would."""
        known = self.world.get(Organization, slug)
        if known is not None:
            return self.world.put(replace(known, plan=plan))
        number = ids.number(self.world.seed(Organization, slug), 15)
        return self.world.add(Organization(id=str(number), slug=slug, plan=plan))

    def organization(self, slug: str) -> Organization:
        """Find an organization; raises `NotFound`."""
        return _found(self.world.get(Organization, slug))

    def create_team(self, organization: str, name: str, slug: str | None) -> Team:
        """Make a team; raises `NotFound` (organization), `Conflict` (slug), `Invalid` (slug)."""
        self.organization(organization)
        slug = _slug(slug) if slug else self._free_slug(Team, organization, name)
        number = ids.number(self.world.seed(Team, organization, slug), 15)
        team = Team(id=str(number), organization=organization, slug=slug, name=name)
        try:
            return self.world.add(team)
        except KeyTaken as error:
            raise Conflict("A team with this slug already exists.") from error

    def teams(self, organization: str) -> list[Team]:
        """List an organization's teams; raises `NotFound`."""
        return self.world.children(Team, self.organization(organization).slug)

    def existing_team(self, organization: str, slug: str) -> Team:
        """Find a team; raises `NotFound`."""
        return _found(self.team(organization, slug))

    def team(self, organization: str, slug: str) -> Team | None:
        """Find a team."""
        return self.world.get(Team, organization, slug)

    def update_team(self, organization: str, slug: str, name: str, new_slug: str | None) -> Team:
        """Rename a team; its projects follow. Raises `NotFound`, `Conflict`, `Invalid`."""
        team = _found(self.team(organization, slug))
        changed = replace(team, name=name, slug=_slug(new_slug or slug))
        try:
            self.world.put(changed)
        except KeyTaken as error:
            raise Conflict("A team with this slug already exists.") from error
        self._rename_in_projects(team, changed.slug)
        return changed

    def delete_team(self, organization: str, slug: str) -> None:
        """Remove a team, also from its projects, which stay."""
        team = self.team(organization, slug)
        if team is not None:
            self.world.remove(team)
            self._rename_in_projects(team, None)

    def create_project(self, organization: str, change: ProjectChange) -> Project:
        """Make a project with its Default key; raises `NotFound` (organization, team), `Conflict`, `Invalid`."""
        self.organization(organization)
        if not change.teams:
            raise Invalid("one of team or teams must be configured", status=400)
        self._require_teams(organization, change.teams)
        slug = _slug(change.slug) if change.slug else self._free_slug(Project, organization, change.name)
        number = ids.number(self.world.seed(Project, organization, slug), 15)
        blank = Project(
            id=str(number), organization=organization, slug=slug, name=change.name, platform="other", teams=()
        )
        try:
            project = self.world.add(_changed(blank, change, slug))
        except KeyTaken as error:
            raise Conflict("A project with this slug already exists.") from error
        self.create_key(organization, slug, KeyChange("Default", 0, 0))
        AlertingService(self.world).project_made(organization, project.id)
        return project

    def projects(self, organization: str) -> list[Project]:
        """List an organization's projects; raises `NotFound`."""
        return self.world.children(Project, self.organization(organization).slug)

    def existing_project(self, organization: str, slug: str) -> Project:
        """Find a project; raises `NotFound`."""
        return _found(self.project(organization, slug))

    def project(self, organization: str, slug: str) -> Project | None:
        """Find a project."""
        return self.world.get(Project, organization, slug)

    def update_project(self, organization: str, slug: str, change: ProjectChange) -> Project:
        """Change a project; raises `NotFound` (project, team), `Conflict` (slug), `Invalid`."""
        project = _found(self.project(organization, slug))
        self._require_teams(organization, change.teams)
        try:
            return self.world.put(_changed(project, change, _slug(change.slug or slug)))
        except KeyTaken as error:
            raise Conflict("Another project is already using that slug") from error

    def delete_project(self, organization: str, slug: str) -> None:
        """Remove a project with its keys, monitors and issues."""
        project = self.project(organization, slug)
        if project is not None:
            for each in (*self.world.children(ClientKey, project.id), *self.world.children(Issue, project.id)):
                self.world.remove(each)
            AlertingService(self.world).project_gone(project.id)
            self.world.remove(project)

    def create_key(self, organization: str, project: str, change: KeyChange) -> ClientKey:
        """Make a client key; raises `NotFound` where the project is missing."""
        owner = _found(self.project(organization, project))
        public = secrets.token_hex(16)
        key = ClientKey(
            id=public,
            project=owner.id,
            name=change.name,
            public=public,
            secret=Secret(secrets.token_hex(16)),
            rate_limit_window=change.window,
            rate_limit_count=change.count,
        )
        return self.world.add(key)

    def keys(self, organization: str, project: str) -> list[ClientKey]:
        """List a project's keys; raises `NotFound`."""
        return self.world.children(ClientKey, self.existing_project(organization, project).id)

    def key(self, organization: str, project: str, key_id: str) -> ClientKey | None:
        """Find a key of a project."""
        owner = self.project(organization, project)
        return self.world.get(ClientKey, owner.id, key_id) if owner else None

    def update_key(self, organization: str, project: str, key_id: str, change: KeyChange) -> ClientKey:
        """Change a key; its public and secret parts stay. Raises `NotFound`."""
        key = _found(self.key(organization, project, key_id))
        return self.world.put(
            replace(key, name=change.name, rate_limit_window=change.window, rate_limit_count=change.count)
        )

    def delete_key(self, organization: str, project: str, key_id: str) -> None:
        """Remove a key."""
        key = self.key(organization, project, key_id)
        if key is not None:
            self.world.remove(key)

    def _free_slug(self, kind: type[Team] | type[Project], organization: str, name: str) -> str:
        """Choose a slug for a name, with an addition where another one has it."""
        base = _slug(name)
        slug = base
        while self.world.get(kind, organization, slug) is not None:
            slug = f"{base}-{ids.hexadecimal(self.world.seed(kind, organization, base), 4)}"
        return slug

    def _require_teams(self, organization: str, teams: tuple[str, ...]) -> None:
        for slug in teams:
            _found(self.team(organization, slug))

    def _rename_in_projects(self, team: Team, slug: str | None) -> None:
        for project in self.world.children(Project, team.organization):
            if team.slug in project.teams and slug != team.slug:
                renamed = tuple(slug if each == team.slug else each for each in project.teams)
                self.world.put(replace(project, teams=tuple(each for each in renamed if each is not None)))


def _changed(project: Project, change: ProjectChange, slug: str) -> Project:
    """Apply a change; what it leaves open stays as it is."""
    given = {
        "platform": change.platform,
        "digests_min_delay": change.digests_min_delay,
        "digests_max_delay": change.digests_max_delay,
        "resolve_age": change.resolve_age,
    }
    kept = {field: value for field, value in given.items() if value is not None}
    changed = replace(project, name=change.name, slug=slug, teams=tuple(sorted(change.teams)))
    return replace(changed, **kept)  # type: ignore[arg-type]  # each value comes from the field of its name


def _found(value: T | None) -> T:
    if value is None:
        raise NotFound(MISSING)
    return value


def _slug(text: str) -> str:
    """Make a slug of a name; raises `Invalid` for what Sentry refuses (only digits, over 50 characters)."""
    slug = re.sub(r"[^a-z0-9_-]+", "-", text.lower()).strip("-")
    if not SLUG.match(slug):
        raise Invalid(
            f"Enter a valid slug consisting of lowercase letters, numbers, underscores or hyphens, not {text!r}.",
            status=400,
        )
    return slug
