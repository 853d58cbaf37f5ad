"""GitHub's API of Actions secrets and variables, of a repository or of one of its environments.

A secret comes encrypted for the public key of its place (libsodium's sealed box). An environment's secrets stand under
the repository's name and, as the GitHub provider asks for them, under its number. Facts: docs.github.com, "REST API
endpoints for GitHub Actions Secrets" and "Variables"; words: integrations/terraform-provider-github issues 869, 2315,
github/rest-api-description issue 419.
"""

import re
from dataclasses import dataclass
from typing import Final

from localcloud.core.entities import Json
from localcloud.core.errors import Invalid
from localcloud.core.transaction import Transaction
from localcloud.github.entities_actions import Secret, Variable
from localcloud.github.errors import not_found
from localcloud.github.secret_values import SecretValues
from localcloud.http.api import Answer, Request
from localcloud.http.github.shared import DONE, ROOT, github, paged, repository_name, rest

_BASE64: Final = "^(?:[A-Za-z0-9+\\/]{4})*(?:[A-Za-z0-9+\\/]{2}==|[A-Za-z0-9+\\/]{3}=|[A-Za-z0-9+\\/]{4})$"


@dataclass(frozen=True)
class _Place:
    """Where values are: the path in front of them, and the resource types that faults name."""

    path: str
    secret: str
    variable: str


_REPOSITORY: Final = _Place(
    f"{ROOT}/actions", "github:index/actionsSecret:ActionsSecret", "github:index/actionsVariable:ActionsVariable"
)
_ENVIRONMENTS: Final = [
    _Place(
        f"{root}/environments/{{environment}}",
        "github:index/actionsEnvironmentSecret:ActionsEnvironmentSecret",
        "github:index/actionsEnvironmentVariable:ActionsEnvironmentVariable",
    )
    for root in (ROOT, "/repositories/{id}")
]


def public_key(world: Transaction, request: Request) -> Answer:
    """Give the key to encrypt secrets for."""
    service, repository, environment = _at(world, request)
    number, key = service.public_key(repository, environment)
    return Answer({"key_id": number, "key": key})


def secrets(world: Transaction, request: Request) -> Answer:
    """List secrets, without their values."""
    service, repository, environment = _at(world, request)
    return paged(request, [_secret(each) for each in service.secrets(repository, environment)], "secrets")


def secret(world: Transaction, request: Request) -> Answer:
    """Give a secret, without its value."""
    return Answer(_secret(_known_secret(world, request)))


def put_secret(world: Transaction, request: Request) -> Answer:
    """Make or replace a secret."""
    service, repository, environment = _at(world, request)
    name, key = request.params["name"], request.body.text_or_none("key_id")
    sealed = request.body.text_or_none("encrypted_value")
    if sealed is None or key is None:
        missing = "encrypted_value" if sealed is None else "key_id"
        raise Invalid(f'Invalid request.\n\n"{missing}" wasn\'t supplied.')
    if not re.fullmatch(_BASE64, sealed):
        raise Invalid(f"Invalid request.\n\nencrypted_value does not match /{_BASE64}/.")
    known = service.secret(repository, environment, name)
    service.put_sealed_secret(repository, environment, name, sealed, key)
    return DONE if known else Answer({}, 201)


def delete_secret(world: Transaction, request: Request) -> Answer:
    """Remove a secret."""
    service, repository, environment = _at(world, request)
    github(world, request).repositories.writable(repository)
    service.delete_secret(repository, environment, _known_secret(world, request).name)
    return DONE


def variables(world: Transaction, request: Request) -> Answer:
    """List variables."""
    service, repository, environment = _at(world, request)
    return paged(request, [_variable(each) for each in service.variables(repository, environment)], "variables")


def create_variable(world: Transaction, request: Request) -> Answer:
    """Make a variable."""
    service, repository, environment = _at(world, request)
    service.create_variable(repository, environment, request.body.text("name"), request.body.text("value"))
    return Answer({}, 201)


def variable(world: Transaction, request: Request) -> Answer:
    """Give a variable."""
    return Answer(_variable(_known_variable(world, request)))


def update_variable(world: Transaction, request: Request) -> Answer:
    """Change a variable's value."""
    service, repository, environment = _at(world, request)
    value = request.body.text_or_none("value")
    known = _known_variable(world, request)
    service.update_variable(repository, environment, known.name, known.value if value is None else value)
    return DONE


def delete_variable(world: Transaction, request: Request) -> Answer:
    """Remove a variable."""
    service, repository, environment = _at(world, request)
    github(world, request).repositories.writable(repository)
    service.delete_variable(repository, environment, _known_variable(world, request).name)
    return DONE


def _register(place: _Place) -> None:
    at = f"{place.path}/secrets"
    rest("GET", f"{at}/public-key", place.secret, "read")(public_key)
    rest("GET", at, place.secret, "read")(secrets)
    rest("GET", f"{at}/{{name}}", place.secret, "read")(secret)
    rest("PUT", f"{at}/{{name}}", place.secret, "create")(put_secret)
    rest("DELETE", f"{at}/{{name}}", place.secret, "delete")(delete_secret)
    at = f"{place.path}/variables"
    rest("GET", at, place.variable, "read")(variables)
    rest("POST", at, place.variable, "create")(create_variable)
    rest("GET", f"{at}/{{name}}", place.variable, "read")(variable)
    rest("PATCH", f"{at}/{{name}}", place.variable, "update")(update_variable)
    rest("DELETE", f"{at}/{{name}}", place.variable, "delete")(delete_variable)


for _each in (_REPOSITORY, *_ENVIRONMENTS):
    _register(_each)


def _at(world: Transaction, request: Request) -> tuple[SecretValues, str, str]:
    """Give the service, and the repository and environment (empty for none) of a request."""
    environment = request.params.get("environment", "")
    return github(world, request).values, repository_name(world, request), environment


def _known_secret(world: Transaction, request: Request) -> Secret:
    service, repository, environment = _at(world, request)
    found = service.secret(repository, environment, request.params["name"])
    if found is None:
        raise not_found()
    return found


def _known_variable(world: Transaction, request: Request) -> Variable:
    service, repository, environment = _at(world, request)
    found = service.variable(repository, environment, request.params["name"])
    if found is None:
        raise not_found()
    return found


def _secret(found: Secret) -> Json:
    return {"name": found.name, "created_at": found.created_at, "updated_at": found.updated_at}


def _variable(found: Variable) -> Json:
    times: dict[str, Json] = {"created_at": found.created_at, "updated_at": found.updated_at}
    return {"name": found.name, "value": found.value, **times}
