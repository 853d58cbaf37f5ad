"""Trigger.dev's API for environment variables, and for whose a token is."""

from typing import Final

from localcloud.core.entities import Json
from localcloud.core.errors import CloudError, Invalid, RateLimited, ServerError
from localcloud.core.transaction import Transaction
from localcloud.http.api import Answer, Api, Request
from localcloud.trigger.entities import Variable
from localcloud.trigger.service import TriggerService

TARGET = "luma:trigger:EnvVar"
ROOT = "/api/v1/projects/{project}/envvars/{environment}"
DONE = Answer({"success": True})


_BROKEN: Final = "Something went wrong, please try again."
_TOO_MANY: Final = "https://developer.mozilla.org/en-US/docs/Web/HTTP/Status/429"


def _spell(error: CloudError) -> Json:
    if isinstance(error, RateLimited):
        detail = f"Rate limit exceeded 0/1500 requests remaining. Retry after {error.retry_after:g} seconds."
        return {"title": "Rate Limit Exceeded", "status": error.http_status, "type": _TOO_MANY, "detail": detail}
    return {"error": _BROKEN if isinstance(error, ServerError) else error.message}


TRIGGER = Api("trigger", _spell)


@TRIGGER.route("GET", "/api/v2/whoami", TARGET, "read")
def whoami(world: Transaction, request: Request) -> Answer:
    """Tell whose the token of this request is: the server has looked at it before."""
    del world, request
    return Answer({"userId": "user_local", "email": "operator@local.invalid", "dashboardUrl": ""})


@TRIGGER.route("GET", ROOT, TARGET, "read")
def listed(world: Transaction, request: Request) -> Answer:
    """List an environment's variables."""
    found = TriggerService(world).variables(request.params["project"], request.params["environment"])
    return Answer([_shown(each) for each in found])


@TRIGGER.route("POST", f"{ROOT}/import", TARGET, "create")
def imported(world: Transaction, request: Request) -> Answer:
    """Write several variables."""
    given = request.body.json("variables")
    if not isinstance(given, dict) or not all(isinstance(each, str) for each in given.values()):
        raise Invalid("Invalid body", status=400)
    TriggerService(world).write(
        request.params["project"],
        request.params["environment"],
        {name: str(value) for name, value in given.items()},
        secret=request.body.flag_or_none("isSecret") or False,
        override=request.body.flag_or_none("override") or False,
    )
    return DONE


@TRIGGER.route("GET", f"{ROOT}/{{name}}", TARGET, "read")
def retrieved(world: Transaction, request: Request) -> Answer:
    """Give one variable."""
    return Answer(_shown(TriggerService(world).variable(**request.params)))


@TRIGGER.route("PUT", f"{ROOT}/{{name}}", TARGET, "update")
def edited(world: Transaction, request: Request) -> Answer:
    """Write another value."""
    TriggerService(world).edit(**request.params, value=request.body.text("value"))
    return DONE


@TRIGGER.route("DELETE", f"{ROOT}/{{name}}", TARGET, "delete")
def deleted(world: Transaction, request: Request) -> Answer:
    """Remove a variable."""
    TriggerService(world).delete(**request.params)
    return DONE


def _shown(variable: Variable) -> Json:
    value = variable.value if isinstance(variable.value, str) else "<redacted>"
    return {"name": variable.name, "value": value, "isSecret": variable.secret}
