"""Actions secrets and variables, of a repository (`repository:NAME`) or an environment (`repository:environment:NAME`).

Facts: `resource_github_actions_secret.go`, `…_environment_secret.go`, `…_variable.go`, `…_environment_variable.go` of
integrations/terraform-provider-github.
"""

import base64
import binascii
from collections.abc import Iterable
from typing import Final

from localcloud.github.entities_actions import Secret, Variable
from localcloud.github.plugin.cloud import CLOUD
from localcloud.github.plugin.shared import join, open_repository, spelled, split
from localcloud.github.secret_values import NAME
from localcloud.github.service import GitHubService
from localcloud.plugin.inputs import Inputs
from localcloud.plugin.resource import Output, Resource, State
from localcloud.plugin.schema import Failure

VALUES: Final = ("value", "valueEncrypted", "encryptedValue", "plaintextValue")
ENCRYPTED: Final = ("valueEncrypted", "encryptedValue")


class _Secret(Resource[GitHubService]):
    """A secret: written, never read back; another value written outside shows as drift."""

    WRITE_ONLY = frozenset(VALUES)
    FILLED = frozenset({"keyId"})
    VOLATILE = frozenset({"remoteUpdatedAt", "updatedAt"})

    def check(self, inputs: Inputs) -> Iterable[Failure]:
        """Refuse bad names, no value or several, and an encrypted one that is none."""
        yield from _bad_name(inputs, "secretName")
        given = [each for each in VALUES if each in inputs or inputs.unknown(each)]
        if len(given) != 1:
            yield Failure("value", f"give one of {', '.join(VALUES)}")
        for name in ENCRYPTED:
            if not _is_base64(inputs.text_or_none(name)):
                yield Failure(name, "must be base64")
        if "keyId" in inputs and "valueEncrypted" not in given:
            yield Failure("keyId", "is for valueEncrypted only")

    def create(self, cloud: GitHubService, inputs: Inputs) -> State:
        """Write the secret, over one that is there, as GitHub's one call does."""
        path = _path(self, "", inputs, "secretName")
        value = next(inputs.text(each) for each in VALUES if each in inputs)
        return _secret(cloud, cloud.values.put_secret(*path, value), path, inputs)

    def read(self, cloud: GitHubService, resource_id: str, inputs: Inputs) -> State | None:
        """Find the secret; nobody finds its value."""
        path = _path(self, resource_id, inputs, "secretName")
        found = cloud.values.secret(*path)
        return _secret(cloud, found, path, inputs) if found else None

    def update(self, cloud: GitHubService, resource_id: str, old: Inputs, new: Inputs) -> State:
        """Write the secret again."""
        return self.create(cloud, new)

    def delete(self, cloud: GitHubService, resource_id: str, inputs: Inputs) -> None:
        """Remove the secret."""
        repository, environment, name = _path(self, resource_id, inputs, "secretName")
        if open_repository(cloud, repository):
            cloud.values.delete_secret(repository, environment, name)


@CLOUD.resource("github:index/actionsSecret:ActionsSecret")
class ActionsSecret(_Secret):
    """A repository's secret."""

    REPLACE = frozenset({"secretName"})


@CLOUD.resource("github:index/actionsEnvironmentSecret:ActionsEnvironmentSecret")
class ActionsEnvironmentSecret(_Secret):
    """An environment's secret."""

    REPLACE = frozenset({"environment", "secretName"})


class _Variable(Resource[GitHubService]):
    """A variable; its create refuses one that exists."""

    VOLATILE = frozenset({"updatedAt"})

    def check(self, inputs: Inputs) -> Iterable[Failure]:
        """Refuse bad names."""
        yield from _bad_name(inputs, "variableName")

    def create(self, cloud: GitHubService, inputs: Inputs) -> State:
        """Make the variable."""
        repository, environment, name = _path(self, "", inputs, "variableName")
        made = cloud.values.create_variable(repository, environment, name, inputs.text("value"))
        return _variable(cloud, made, repository, environment, name)

    def read(self, cloud: GitHubService, resource_id: str, inputs: Inputs) -> State | None:
        """Find the variable."""
        repository, environment, name = _path(self, resource_id, inputs, "variableName")
        found = cloud.values.variable(repository, environment, name)
        return _variable(cloud, found, repository, environment, name) if found else None

    def update(self, cloud: GitHubService, resource_id: str, old: Inputs, new: Inputs) -> State:
        """Change the variable."""
        repository, environment, name = _path(self, resource_id, new, "variableName")
        changed = cloud.values.update_variable(repository, environment, name, new.text("value"))
        return _variable(cloud, changed, repository, environment, name)

    def delete(self, cloud: GitHubService, resource_id: str, inputs: Inputs) -> None:
        """Remove the variable."""
        repository, environment, name = _path(self, resource_id, inputs, "variableName")
        if open_repository(cloud, repository):
            cloud.values.delete_variable(repository, environment, name)


@CLOUD.resource("github:index/actionsVariable:ActionsVariable")
class ActionsVariable(_Variable):
    """A repository's variable."""

    REPLACE = frozenset({"variableName"})


@CLOUD.resource("github:index/actionsEnvironmentVariable:ActionsEnvironmentVariable")
class ActionsEnvironmentVariable(_Variable):
    """An environment's variable."""

    REPLACE = frozenset({"environment", "variableName"})


def _bad_name(inputs: Inputs, property_name: str) -> Iterable[Failure]:
    name = inputs.text_or_none(property_name)
    if name is not None and not NAME.fullmatch(name.upper()):
        words = "must have letters, digits and underscores only, and not start with a digit or GITHUB_"
        yield Failure(property_name, words)


def _is_base64(text: str | None) -> bool:
    try:
        base64.b64decode(text or "", validate=True)
    except binascii.Error:
        return False
    return True


def _path(handler: Resource[GitHubService], resource_id: str, inputs: Inputs, name: str) -> tuple[str, str, str]:
    """Give repository, environment (empty for none) and name: from the inputs, or on import out of the id."""
    if inputs.values:
        return inputs.text("repository"), inputs.text_or_none("environment") or "", inputs.text(name)
    if "environment" in handler.input_specs:
        repository, environment, own = split(resource_id, 3)
        return repository, environment, own
    repository, own = split(resource_id, 2)
    return repository, "", own


def _common(cloud: GitHubService, entity: Secret | Variable, repository: str, environment: str) -> dict[str, Output]:
    return {
        "repository": repository,
        **({"environment": environment} if environment else {}),
        "repositoryId": int(cloud.repositories.require(repository).id),
        "createdAt": spelled(entity.created_at),
        "updatedAt": spelled(entity.updated_at),
    }


def _id(repository: str, environment: str, name: str) -> str:
    return join(repository, environment, name) if environment else join(repository, name)


def _secret(cloud: GitHubService, secret: Secret, path: tuple[str, str, str], inputs: Inputs) -> State:
    repository, environment, name = path
    written = {each: secret.value for each in VALUES if each in inputs}
    outputs: dict[str, Output] = {
        **_common(cloud, secret, repository, environment),
        **written,
        "secretName": name,
        "keyId": inputs.text_or_none("keyId") or secret.key_id,
        "remoteUpdatedAt": spelled(secret.updated_at),
    }
    return State(_id(repository, environment, name), outputs)


def _variable(cloud: GitHubService, variable: Variable, repository: str, environment: str, name: str) -> State:
    common = _common(cloud, variable, repository, environment)
    return State(_id(repository, environment, name), {**common, "variableName": name, "value": variable.value})
