"""`luma:trigger:EnvVar`: one environment variable of one Trigger.dev environment.

Facts: https://trigger.dev/docs/management/envvars and the routes `api.v1.projects.$projectRef.envvars.*` of
triggerdotdev/trigger.dev: a secret variable never gives its value back, and whether it is one is fixed when it is made.
"""

import re
from collections.abc import Iterable, Mapping
from typing import ClassVar, Final, Literal
from urllib.parse import quote

from pydantic import Field

from luma_provider.diff import Change
from luma_provider.errors import NotFound, ProviderError
from luma_provider.http import again
from luma_provider.model import Failure, Model, Wire, as_found
from luma_provider.registry import REGISTRY
from luma_provider.resource import Computed, Found, Resource
from luma_provider.trigger.values import fingerprint, matches, refusal
from luma_provider.values import Json, Secret, Value

TOKEN: Final = "luma:trigger:EnvVar"  # noqa: S105 - a type token
_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_OWN: Final = ("TRIGGER_SECRET_KEY", "TRIGGER_API_URL")
"""Set by Trigger.dev itself in every run."""
_HIDDEN: Final = Secret("<redacted>")


class EnvVarInputs(Model):
    """One variable of one environment."""

    project: str = Field(description="Reference of the project: proj_…")
    environment: Literal["dev", "staging", "prod", "preview"] = Field(description="The environment that gets it.")
    name: str = Field(description="Name of the variable.")
    value: Secret = Field(description="Its value: kept as a secret, and in no output.")
    is_secret: bool = Field(default=True, description="Whether Trigger.dev hides the value from everybody.")


class _Variable(Wire):
    value: str
    is_secret: bool = False


@REGISTRY.resource(TOKEN)
class EnvVar(Resource[EnvVarInputs]):
    """An environment variable of a Trigger.dev environment; one that exists already is overwritten.

    Import id: project/environment/NAME.
    """

    INPUTS = EnvVarInputs
    REPLACE = frozenset({"project", "environment", "name", "isSecret"})
    DELETE_FIRST = True
    SECRET = frozenset({"value", "fingerprint"})
    APART = frozenset({"value"})
    WRITE_ONLY = frozenset({"value"})
    VOLATILE = frozenset({"fingerprint"})
    COMPUTED: ClassVar = {
        "fingerprint": Computed("string", "A salted hash of the value written last, to notice another one."),
    }

    def check(self, inputs: EnvVarInputs) -> Iterable[Failure]:
        """Refuse a name that cannot be set, and a value that cannot be one."""
        if not _NAME.fullmatch(inputs.name):
            yield Failure("name", "must consist of letters, digits and underscores, and not start with a digit")
        if inputs.name in _OWN:
            yield Failure("name", f"must not be {inputs.name}: Trigger.dev sets it itself")
        if reason := refusal(inputs.value, inputs.environment):
            yield Failure("value", reason)

    def drift(self, outputs: Mapping[str, Value], wanted: Mapping[str, Value]) -> Mapping[str, Change]:
        """Compare the value by its fingerprint."""
        value, known = wanted.get("value"), outputs.get("fingerprint")
        same = isinstance(value, Secret) and isinstance(known, Secret) and matches(value, known.reveal())
        return {} if same else {"value": "update"}

    async def create(self, inputs: EnvVarInputs) -> Found[EnvVarInputs]:
        """Write the variable; asking twice makes one."""
        body: Json = {
            "variables": {inputs.name: inputs.value.reveal()},
            "override": True,
            "isSecret": inputs.is_secret,
        }
        path = f"{_root(inputs.project, inputs.environment)}/import"
        await self.services.trigger.send("POST", path, body, recover=again, hide=(inputs.value,))
        return _found(inputs, fingerprint(inputs.value))

    async def read(
        self, resource_id: str, inputs: EnvVarInputs | None, outputs: Mapping[str, Value]
    ) -> Found[EnvVarInputs] | None:
        """Look the variable up; a hidden value counts as unchanged, since nobody can read it."""
        project, environment, name = _split(resource_id)
        try:
            data = await self.services.trigger.get(_path(project, environment, name))
        except NotFound:
            return None
        live = _Variable.model_validate(data)
        known = outputs.get("fingerprint")
        mark = known.reveal() if isinstance(known, Secret) else ""
        value = Secret(live.value)
        if live.is_secret:
            value = inputs.value if inputs else _HIDDEN
        else:
            mark = fingerprint(value, mark)
        seen = {"project": project, "environment": environment, "name": name, "value": value}
        found = as_found(EnvVarInputs, {**seen, "is_secret": live.is_secret})
        return _found(found, mark)

    async def update(self, resource_id: str, inputs: EnvVarInputs, outputs: Mapping[str, Value]) -> Found[EnvVarInputs]:
        """Write another value."""
        del resource_id, outputs
        path = _path(inputs.project, inputs.environment, inputs.name)
        await self.services.trigger.send("PUT", path, {"value": inputs.value.reveal()}, hide=(inputs.value,))
        return _found(inputs, fingerprint(inputs.value))

    async def delete(self, resource_id: str, outputs: Mapping[str, Value]) -> None:
        """Remove the variable from its environment."""
        del outputs
        try:
            await self.services.trigger.send("DELETE", _path(*_split(resource_id)))
        except NotFound:
            return


def _found(inputs: EnvVarInputs, mark: str) -> Found[EnvVarInputs]:
    found = f"{inputs.project}/{inputs.environment}/{inputs.name}"
    return Found(found, inputs, {"fingerprint": mark})


def _split(resource_id: str) -> tuple[str, str, str]:
    parts = resource_id.split("/")
    if len(parts) != 3 or not all(parts):  # noqa: PLR2004 - project, environment, name
        raise ProviderError(f"{resource_id!r} is no id of a {TOKEN}: import it as project/environment/NAME")
    return parts[0], parts[1], parts[2]


def _root(project: str, environment: str) -> str:
    return f"/api/v1/projects/{quote(project, safe='')}/envvars/{quote(environment, safe='')}"


def _path(project: str, environment: str, name: str) -> str:
    return f"{_root(project, environment)}/{quote(name, safe='')}"
