"""Trigger.dev, asked by the verbs: the token, and which variables an environment has.

Facts: `apps/webapp/app/routes/api.v2.whoami.ts` and `api.v1.projects.$projectRef.envvars.$slug.ts` of
triggerdotdev/trigger.dev. Every function raises `VendorError` with Trigger.dev's own words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from pydantic import Field

from cli.vendors.existing import Existing
from cli.vendors.http import Client, VendorError
from cli.vendors.wire import OK, Wire, many, one

if TYPE_CHECKING:
    from settings.platform import Platform

_ENVIRONMENTS: Final = ("dev", "staging", "prod", "preview")
_PROJECT: Final = "TRIGGER_PROJECT_REF"


class Owner(Wire):
    """Whose token it is."""

    user_id: str = Field(alias="userId")
    email: str


class Variable(Wire):
    """A variable of an environment: its value is not read, even where it is no secret."""

    name: str
    is_secret: bool = Field(default=False, alias="isSecret")


def owner(client: Client) -> Owner:
    """Tell whose token it is; a refusal says that it is none."""
    return one(client, Owner, client.get("/api/v2/whoami"))


def variables(client: Client, project: str, environment: str) -> list[Variable] | None:
    """List an environment's variables; None where the project has no such environment."""
    found = client.find(f"/api/v1/projects/{quote(project, safe='')}/envvars/{quote(environment, safe='')}")
    if found is None:
        return None
    if not isinstance(found, list):
        raise VendorError(f"Trigger.dev did not answer with a list of {environment}'s variables.", OK)
    return many(client, Variable, found)


def existing(client: Client, platform: Platform) -> list[Existing]:
    """List the variables of every environment of the platform's project.

    Args:
        client: A client of Trigger.dev.
        platform: The settings, for the project.

    Raises:
        VendorError: Trigger.dev refuses, or cannot be reached.
    """
    project = platform.variables.get(_PROJECT, "")
    return [
        Existing(
            "trigger",
            "luma:trigger:EnvVar",
            f"{project}/{environment}/{each.name}",
            f"{environment}: {each.name}",
            by_itself=False,
            inputs={"project": project, "environment": environment, "name": each.name},
        )
        for environment in _ENVIRONMENTS
        for each in variables(client, project, environment) or ()
    ]
