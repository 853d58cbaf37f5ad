"""Vercel's rules for API tokens and for the secrets that bypass deployment protection.

Facts: vercel.com/docs/rest-api (user tokens; protection bypass for automation); `vercel/resource_user_token.go`,
`vercel/resource_project_protection_bypass.go` and `client/project_protection_bypass.go` of
vercel/terraform-provider-vercel. Exactly one bypass of a project, the first unless told otherwise, is in the
deployments' environment; when it goes, another takes its place.
"""

import secrets
import string
from dataclasses import dataclass, replace
from typing import Final

from localcloud.core import ids
from localcloud.core.errors import Conflict, Invalid, NotFound
from localcloud.core.fingerprint import Secret
from localcloud.core.transaction import KeyTaken
from localcloud.vercel.entities import ProtectionBypass, UserToken
from localcloud.vercel.scope import USER, Scope

ALPHABET: Final = string.ascii_letters + string.digits
SOLO: Final = (
    "Vercel requires exactly one bypass per project to have is_env_var = true, and this is currently the only bypass "
    "on the project."
)


@dataclass(frozen=True)
class NewToken:
    """A new API token, and its text, which nobody sees again."""

    token: UserToken
    text: Secret


class TokenService:
    """API tokens, for the length of one operation."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.world = scope.world

    def create(self, team_id: str | None, name: str, project_id: str | None, expires: int | None) -> NewToken:
        """Make a token; `expires` in milliseconds. Raises `NotFound` (project), `Invalid` (name, expiry)."""
        team = self.scope.team(team_id)
        project = self.scope.project(team.id, project_id) if project_id else None
        if name.strip() != name or not name:
            raise Invalid("Token name must not be empty, nor have leading or trailing whitespace.", status=400)
        now = self.world.clock.milliseconds()
        if expires is not None and expires <= now:
            raise Invalid("`expiresAt` must be in the future.", status=400)
        text = "vcp_" + _random(52)
        token = UserToken(
            id=ids.hexadecimal(self.world.seed(UserToken, team.id, name), 64),
            team=team.id,
            name=name,
            token=self.world.fingerprints.of(text),
            suffix=text[-4:],
            created=now,
            project=project.id if project else None,
            expires=expires,
        )
        return NewToken(self.world.add(token), Secret(text))

    def find(self, token_id: str) -> UserToken | None:
        """Find a token by id."""
        return self.world.by_id(UserToken, token_id)

    def delete(self, token_id: str) -> None:
        """Revoke a token."""
        token = self.find(token_id)
        if token is not None:
            self.world.remove(token)


class BypassService:
    """Secrets that bypass deployment protection, for the length of one operation."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.world = scope.world

    def create(
        self, team_id: str | None, project_id: str, secret: str | None, note: str | None, *, is_env_var: bool | None
    ) -> ProtectionBypass:
        """Make a bypass, with a new secret unless one is given; raises `NotFound`, `Conflict`, `Invalid`."""
        project = self.scope.project(team_id, project_id)
        others = self.world.children(ProtectionBypass, project.id)
        if is_env_var is False and not others:
            raise Invalid(SOLO, status=400)
        text = secret or _random(32)
        bypass = ProtectionBypass(
            id=ids.alphanumeric(self.world.seed(ProtectionBypass, project.id), 24),
            project=project.id,
            secret=Secret(text),
            digest=self._digest(text),
            is_env_var=not others,
            created=self.world.clock.milliseconds(),
            created_by=USER,
            note=note,
        )
        try:
            self.world.add(bypass)
        except KeyTaken as error:
            raise Conflict("A protection bypass with this secret already exists.") from error
        return self._promoted(bypass) if is_env_var and others else bypass

    def find(self, team_id: str | None, project_id: str, secret: str) -> ProtectionBypass | None:
        """Find a bypass of a project by its secret."""
        project = self.scope.find_project(team_id, project_id)
        return self.world.get(ProtectionBypass, project.id, self._digest(secret)) if project else None

    def update(
        self, team_id: str | None, project_id: str, secret: str, note: str | None, *, is_env_var: bool | None
    ) -> ProtectionBypass:
        """Change the note, or which bypass is in the environment; raises `NotFound`, `Invalid`."""
        bypass = self.find(team_id, project_id, secret)
        if bypass is None:
            raise NotFound("Protection bypass not found")
        bypass = self.world.put(replace(bypass, note=note))
        if is_env_var and not bypass.is_env_var:
            return self._promoted(bypass)
        if is_env_var is False and bypass.is_env_var:
            return self._demoted(bypass)
        return bypass

    def delete(self, team_id: str | None, project_id: str, secret: str) -> None:
        """Revoke a bypass; another takes its place in the environment."""
        bypass = self.find(team_id, project_id, secret)
        if bypass is None:
            return
        self.world.remove(bypass)
        others = self._others(bypass)
        if bypass.is_env_var and others:
            self.world.put(replace(others[0], is_env_var=True))

    def _promoted(self, bypass: ProtectionBypass) -> ProtectionBypass:
        for other in self._others(bypass):
            self.world.put(replace(other, is_env_var=False))
        return self.world.put(replace(bypass, is_env_var=True))

    def _demoted(self, bypass: ProtectionBypass) -> ProtectionBypass:
        others = self._others(bypass)
        if not others:
            raise Invalid(SOLO, status=400)
        self._promoted(others[0])
        return replace(bypass, is_env_var=False)

    def _others(self, bypass: ProtectionBypass) -> list[ProtectionBypass]:
        """List a project's other bypasses in the order of their secrets."""
        found = self.world.children(ProtectionBypass, bypass.project)
        return sorted((each for each in found if each.id != bypass.id), key=lambda each: each.secret.value)

    def _digest(self, secret: str) -> str:
        return self.world.fingerprints.of(secret).digest


def _random(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))
