"""Finds what a program names: projects, teams, members, Slack workspaces and channels, default monitors.

Facts: `internal/apiclient/api.yaml` of jianyuan/terraform-provider-sentry v0.15; the channel list is
`organization_integration_channels.py` of getsentry/sentry.
"""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from typing import Final, Literal
from urllib.parse import quote

from luma_provider.errors import NoSuchThing, NotFound
from luma_provider.http import Client
from luma_provider.model import Wire

Default = Literal["errors", "issues"]
Watch = Literal["errors", "issues", "monitors"]
DEFAULT_MONITORS: Final[Mapping[Default, str]] = {"errors": "error", "issues": "issue_stream"}
"""The two monitors that every project has, and their types."""

_CHANNELS_A_PAGE: Final = 200


class _Named(Wire):
    id: str
    slug: str


class _Integration(Wire):
    id: str
    name: str


class _User(Wire):
    id: str


class _Member(Wire):
    email: str
    user: _User | None = None


class _Channel(Wire):
    id: str
    name: str


class _Channels(Wire):
    results: list[_Channel]
    next_cursor: str | None = None


class _Detector(Wire):
    id: str
    type: str
    project_id: str | int


class Directory:
    """What one organization has; each list is read once."""

    def __init__(self, client: Client, organization: str) -> None:
        self.client = client
        self.organization = organization
        self.root = f"/api/0/organizations/{quote(organization, safe='')}"
        self._lists: dict[str, asyncio.Future[dict[str, str]]] = {}

    async def project(self, slug: str) -> str:
        """Give a project's id by its slug; raises `NoSuchThing` listing the organization's projects."""
        path = f"/api/0/projects/{quote(self.organization, safe='')}/{quote(slug, safe='')}/"
        try:
            return _Named.model_validate(await self.client.get(path)).id
        except NotFound:
            known = await self._slugs("projects")
            raise NoSuchThing("Sentry project", slug, f"organization {self.organization}", known) from None

    async def default_monitor(self, project: str, kind: Default) -> str:
        """Give the id of one of a project's two default monitors."""
        query = {"project": await self.project(project), "query": f"type:{DEFAULT_MONITORS[kind]}"}
        pages = self.client.pages(f"{self.root}/detectors/", query)
        found = [_Detector.model_validate(each) async for each in pages]
        ids = [each.id for each in found if each.type == DEFAULT_MONITORS[kind]]
        if not ids:
            raise NoSuchThing("default monitor", kind, f"project {project}", [each.type for each in found])
        return min(ids, key=int)

    async def origin(self, monitors: list[str]) -> tuple[str, Watch]:
        """Tell which project monitors belong to, and whether they are one of its default monitors."""
        path = f"{self.root}/detectors/"
        found = [_Detector.model_validate(await self.client.get(f"{path}{quote(each, safe='')}/")) for each in monitors]
        owners = {str(each.project_id) for each in found}
        project = name_of(await self._slugs("projects"), owners.pop()) if len(owners) == 1 else ""
        kinds: dict[str, Watch] = {wire: name for name, wire in DEFAULT_MONITORS.items()}
        return project, kinds.get(found[0].type, "monitors") if len(found) == 1 else "monitors"

    async def teams(self) -> Mapping[str, str]:
        """Give the id of every team by slug."""
        return await self._slugs("teams")

    async def members(self) -> Mapping[str, str]:
        """Give the user id of every member by e-mail address; invitations not yet accepted have none."""

        async def read() -> dict[str, str]:
            pages = self.client.pages(f"{self.root}/members/")
            found = [_Member.model_validate(each) async for each in pages]
            return {each.email: each.user.id for each in found if each.user}

        return await self._once("members", read)

    async def workspaces(self) -> Mapping[str, str]:
        """Give the integration id of every Slack workspace by name."""

        async def read() -> dict[str, str]:
            pages = self.client.pages(f"{self.root}/integrations/", {"provider_key": "slack"})
            found = [_Integration.model_validate(each) async for each in pages]
            return {each.name: each.id for each in found}

        return await self._once("workspaces", read)

    async def channels(self, integration: str) -> Mapping[str, str]:
        """Give the id of every Slack channel by name, without `#`."""

        async def read() -> dict[str, str]:
            return {each.name: each.id for each in await self._channels(integration)}

        return await self._once(f"channels of {integration}", read)

    async def _channels(self, integration: str) -> list[_Channel]:
        found: list[_Channel] = []
        query: dict[str, str | int] = {"limit": _CHANNELS_A_PAGE}
        while True:
            path = f"{self.root}/integrations/{quote(integration, safe='')}/channels/"
            page = _Channels.model_validate(await self.client.get(path, query))
            found += page.results
            if not page.next_cursor:
                return found
            query["cursor"] = page.next_cursor

    async def _slugs(self, what: str) -> dict[str, str]:
        async def read() -> dict[str, str]:
            pages = self.client.pages(f"{self.root}/{what}/")
            found = [_Named.model_validate(each) async for each in pages]
            return {each.slug: each.id for each in found}

        return await self._once(what, read)

    async def _once(self, name: str, read: Callable[[], Coroutine[None, None, dict[str, str]]]) -> dict[str, str]:
        """Read a list unless it was, or is being, read."""
        if name not in self._lists:
            self._lists[name] = asyncio.ensure_future(read())
        return await self._lists[name]


def pick(known: Mapping[str, str], what: str, name: str, where: str) -> str:
    """Give the id of a name; raises `NoSuchThing` listing what exists."""
    if name not in known:
        raise NoSuchThing(what, name, where, known)
    return known[name]


def name_of(known: Mapping[str, str], wanted: str) -> str:
    """Give the name of an id, or `id:…` for one that has none (any more)."""
    return next((name for name, each in known.items() if each == wanted), f"id:{wanted}")
