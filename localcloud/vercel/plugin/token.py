"""API tokens, and the secrets that bypass deployment protection."""

from collections.abc import Iterable

from localcloud.core.errors import Invalid
from localcloud.plugin.inputs import Inputs
from localcloud.plugin.resource import Output, Resource, State
from localcloud.plugin.schema import Failure
from localcloud.vercel.entities import ProtectionBypass, UserToken
from localcloud.vercel.plugin import checks
from localcloud.vercel.plugin.cloud import CLOUD, Place
from localcloud.vercel.service import VercelService


@CLOUD.resource("vercel:index/userToken:UserToken")
class UserTokenHandler(Resource[VercelService]):
    """A token; its import id is `team/token` or `token`. Nothing about it can be changed."""

    AUTONAME = "name"
    REPLACE = frozenset({"expiresAt", "name", "projectId", "teamId"})
    FILLED = frozenset({"teamId"})
    ONCE = frozenset({"bearerToken"})

    def check(self, inputs: Inputs) -> Iterable[Failure]:
        """Refuse what the provider's validators refuse."""
        yield from checks.lengths(inputs, {"name": (1, 256)})
        yield from checks.require(inputs, "expiresAt", lambda value: value != 0, "must be at least 1")

    def create(self, cloud: VercelService, inputs: Inputs) -> State:
        """Make the token, and show it this once."""
        team, project = inputs.text_or_none("teamId"), inputs.text_or_none("projectId")
        made = cloud.tokens.create(team, inputs.text("name"), project, inputs.integer_or_none("expiresAt"))
        state = _token(made.token, inputs)
        return State(state.id, {**state.outputs, "bearerToken": made.text})

    def read(self, cloud: VercelService, resource_id: str, inputs: Inputs) -> State | None:
        """Find the token."""
        found = cloud.tokens.find(resource_id.rpartition("/")[2])
        return _token(found, inputs) if found else None

    def update(self, cloud: VercelService, resource_id: str, old: Inputs, new: Inputs) -> State:
        """Refuse: every change makes another token."""
        raise Invalid("Updating a User Token is not supported", status=400)

    def delete(self, cloud: VercelService, resource_id: str, inputs: Inputs) -> None:
        """Revoke the token."""
        cloud.tokens.delete(resource_id)


@CLOUD.resource("vercel:index/projectProtectionBypass:ProjectProtectionBypass")
class BypassHandler(Resource[VercelService]):
    """A bypass; its id is `project/secret`, its import id `team/project/secret` or `project/secret`."""

    REPLACE = frozenset({"projectId", "secret", "teamId"})
    FILLED = frozenset({"isEnvVar", "secret", "teamId"})

    def check(self, inputs: Inputs) -> Iterable[Failure]:
        """Refuse what the provider's validators refuse."""
        yield from checks.matches(inputs, "secret", "[a-zA-Z0-9]{32}", "must be a 32 character alphanumeric string")
        yield from checks.lengths(inputs, {"note": (0, 100)})

    def create(self, cloud: VercelService, inputs: Inputs) -> State:
        """Make the bypass."""
        team, project = inputs.text_or_none("teamId"), inputs.text("projectId")
        secret, note = inputs.text_or_none("secret"), inputs.text_or_none("note")
        is_env_var = inputs.flag_or_none("isEnvVar")
        made = cloud.bypasses.create(team, project, secret, note, is_env_var=is_env_var)
        return _bypass(cloud, made, project)

    def read(self, cloud: VercelService, resource_id: str, inputs: Inputs) -> State | None:
        """Find the bypass."""
        place = Place.of(resource_id, inputs)
        found = cloud.bypasses.find(place.team, place.project, _secret(resource_id))
        return _bypass(cloud, found, place.project) if found else None

    def update(self, cloud: VercelService, resource_id: str, old: Inputs, new: Inputs) -> State:
        """Change the note, or which bypass is in the environment."""
        team, project = new.text_or_none("teamId"), new.text("projectId")
        is_env_var, note = new.flag_or_none("isEnvVar"), new.text_or_none("note")
        changed = cloud.bypasses.update(team, project, _secret(resource_id), note, is_env_var=is_env_var)
        return _bypass(cloud, changed, project)

    def delete(self, cloud: VercelService, resource_id: str, inputs: Inputs) -> None:
        """Revoke the bypass."""
        cloud.bypasses.delete(inputs.text_or_none("teamId"), inputs.text("projectId"), _secret(resource_id))


def _token(token: UserToken, inputs: Inputs) -> State:
    outputs: dict[str, Output] = {
        "name": token.name,
        "expiresAt": token.expires,
        "projectId": inputs.text_or_none("projectId") or token.project,
        "teamId": token.team,
        "type": "token",
        "origin": "manual",
        "prefix": "vcp_",
        "suffix": token.suffix,
        "createdAt": token.created,
        "activeAt": token.created,
    }
    return State(token.id, outputs)


def _secret(resource_id: str) -> str:
    return resource_id.rpartition("/")[2]


def _bypass(cloud: VercelService, bypass: ProtectionBypass, project: str) -> State:
    return State(
        f"{bypass.project}/{bypass.secret.value}",
        {
            "projectId": project,
            "teamId": cloud.scope.owner(bypass.project),
            "secret": bypass.secret,
            "note": bypass.note,
            "isEnvVar": bypass.is_env_var,
            "scope": bypass.scope,
            "createdAt": bypass.created,
            "createdBy": bypass.created_by,
        },
    )
