"""What exists in a platform's Vercel team, of the types that the program uses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Final

from cli.vendors import vercel_reading as reading
from cli.vendors.existing import Existing
from cli.vendors.http import Client
from cli.vendors.vercel_things import Project

if TYPE_CHECKING:
    from settings.platform import Platform

_AT_ONCE: Final = 4
_OWN_DOMAIN: Final = ".vercel.app"
"""Vercel gives every project a domain below this one."""


def existing(client: Client, platform: Platform) -> list[Existing]:
    """List the team's projects, and of the platform's own project all that hangs on it.

    What hangs on the team's other projects is theirs, and not asked for.

    Args:
        client: A client of Vercel.
        platform: The settings, for the team and the project's name.

    Raises:
        VendorError: Vercel refuses, or cannot be reached.
    """
    found = reading.projects(client, platform.vercel.team)
    own = [each for each in found if each.name == platform.vercel.project]
    asked = [(part, each) for each in own for part in _PARTS]
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        parts = list(pool.map(lambda pair: pair[0](client, pair[1]), asked))
    return [*map(_project, found), *(thing for part in parts for thing in part)]


def _thing(kind: str, import_id: str, name: str, inputs: Mapping[str, Any], *, by_itself: bool = False) -> Existing:
    token = f"vercel:index/{kind[0].lower()}{kind[1:]}:{kind}"
    return Existing("vercel", token, import_id, name, by_itself, inputs)


def _project(project: Project) -> Existing:
    return _thing("Project", f"{project.team}/{project.id}", project.name, {"name": project.name})


def _variables(client: Client, project: Project) -> list[Existing]:
    return [
        _thing(
            "ProjectEnvironmentVariable",
            f"{_place(project)}/{each.id}",
            f"{project.name}: {each.key} ({', '.join(sorted(each.target))})",
            {
                "projectId": project.id,
                "key": each.key,
                "targets": sorted(each.target),
                "sensitive": each.kind == "sensitive",
            }
            | ({"gitBranch": each.git_branch} if each.git_branch else {}),
        )
        for each in reading.variables(client, project)
    ]


def _domains(client: Client, project: Project) -> list[Existing]:
    return [
        _thing(
            "ProjectDomain",
            f"{_place(project)}/{each.name}",
            each.name,
            {"projectId": project.id, "domain": each.name},
            by_itself=each.name.endswith(_OWN_DOMAIN),
        )
        for each in reading.domains(client, project)
    ]


def _routes(client: Client, project: Project) -> list[Existing]:
    return [
        _thing(
            "ProjectRoute",
            f"{_place(project)}/{each.id}",
            f"{project.name}: {each.name}",
            {"projectId": project.id, "name": each.name},
        )
        for each in reading.routes(client, project)
    ]


def _checks(client: Client, project: Project) -> list[Existing]:
    return [
        _thing(
            "ProjectDeploymentCheck",
            f"{_place(project)}/{each.id}",
            f"{project.name}: {each.name}",
            {"projectId": project.id, "name": each.name},
        )
        for each in reading.checks(client, project)
    ]


def _firewall(client: Client, project: Project) -> list[Existing]:
    found = reading.firewall(client, project)
    return [_single("FirewallConfig", project)] if found else []


def _retention(_client: Client, project: Project) -> list[Existing]:
    return [_single("ProjectDeploymentRetention", project)] if project.expiration else []


def _bypasses(client: Client, project: Project) -> list[Existing]:
    """List the bypasses, which cannot be imported: the id would hold the secret."""
    return [
        _thing("ProjectProtectionBypass", "", f"{project.name}: {note}", {"projectId": project.id, "note": note})
        for note in reading.bypass_notes(client, project)
    ]


def _tokens(client: Client, project: Project) -> list[Existing]:
    """List the tokens that reach this project alone; a person's others are that person's."""
    return [
        _thing("UserToken", f"{project.team}/{each.id}", each.name, {"name": each.name, "projectId": project.id})
        for each in reading.tokens(client)
        if each.project_id == project.id
    ]


def _single(kind: str, project: Project) -> Existing:
    """Give what a project has one of."""
    return _thing(kind, _place(project), project.name, {"projectId": project.id})


def _place(project: Project) -> str:
    return f"{project.team}/{project.id}"


_PARTS: Final[tuple[Callable[[Client, Project], list[Existing]], ...]] = (
    *(_variables, _domains, _routes, _checks, _firewall, _retention, _bypasses, _tokens),
)
