"""Environment variables of projects."""

from collections.abc import Mapping

from localcloud.core.entities import Json
from localcloud.core.errors import CloudError, Invalid, NotFound
from localcloud.core.fingerprint import Fingerprint
from localcloud.core.transaction import Transaction
from localcloud.http.api import Answer, Request
from localcloud.http.vercel.api import PROJECT, VERCEL, project, service, team, whole
from localcloud.plugin.inputs import Inputs
from localcloud.vercel.entities import EnvironmentVariable
from localcloud.vercel.variable_service import VariableChange, VariablePlaces

TYPE = "vercel:index/projectEnvironmentVariable:ProjectEnvironmentVariable"
VARIABLE = f"{PROJECT}/env/{{variable}}"
KINDS = ("encrypted", "plain", "sensitive")


@VERCEL.route("GET", f"{PROJECT}/env", TYPE, "read")
def listed(world: Transaction, request: Request) -> Answer:
    """List a project's variables."""
    found = world.children(EnvironmentVariable, project(world, request).id)
    return whole("envs", [_shown(each) for each in found])


@VERCEL.route("POST", f"{PROJECT}/env", TYPE, "create")
def create(world: Transaction, request: Request) -> Answer:
    """Make a variable, or several: then those that are refused are told beside those that are made."""
    if isinstance(request.json, list):
        return _several(world, request, request.json)
    if request.query.get("upsert") == "true" and (known := _same(world, request, request.body)):
        change = _changed(known, request.body)
        cloud = service(world, request)
        updated = cloud.variables.update(team(request), request.params["project"], known.id, change)
        return Answer({"created": _shown(updated), "failed": []}, 201)
    return Answer({"created": _shown(_make(world, request, request.body)), "failed": []}, 201)


@VERCEL.route("GET", VARIABLE, TYPE, "read")
def find(world: Transaction, request: Request) -> Answer:
    """Give a variable; a sensitive value is empty."""
    return Answer(_shown(_found(world, request), decrypted=True))


@VERCEL.route("PATCH", VARIABLE, TYPE, "update")
def update(world: Transaction, request: Request) -> Answer:
    """Change what is given of a variable."""
    known = _found(world, request)
    kind = request.body.text_or_none("type")
    if kind and (kind == "sensitive") != isinstance(known.value, Fingerprint):
        raise Invalid("You cannot change the type of a Sensitive Environment Variable.", status=400)
    change = _changed(known, request.body)
    cloud = service(world, request)
    return Answer(_shown(cloud.variables.update(team(request), known.project, known.id, change)))


@VERCEL.route("DELETE", VARIABLE, TYPE, "delete")
def delete(world: Transaction, request: Request) -> Answer:
    """Remove a variable."""
    known = _found(world, request)
    service(world, request).variables.delete(team(request), known.project, known.id)
    return Answer(_shown(known))


def _several(world: Transaction, request: Request, given: list[Json]) -> Answer:
    made: list[Json] = []
    failed: list[Json] = []
    for each in given:
        body = Inputs(each if isinstance(each, dict) else {})
        try:
            made.append(_shown(_make(world, request, body)))
        except CloudError as error:
            detail: Mapping[str, Json] = {"envVarKey": body.text_or_none("key"), "target": [*body.texts("target")]}
            failed.append({"error": {"code": error.code, "message": error.message, **detail}})
    return Answer({"created": made, "failed": failed}, 201)


def _make(world: Transaction, request: Request, body: Inputs) -> EnvironmentVariable:
    kind = body.text("type")
    if kind not in KINDS:
        raise Invalid(
            f"Invalid request: `type` should be equal to one of the allowed values {', '.join(KINDS)}.", status=400
        )
    targets = _texts(body, "target")
    change = VariableChange(
        places=VariablePlaces(targets, _texts(body, "customEnvironmentIds"), body.text_or_none("gitBranch")),
        value=body.text("value"),
        comment=body.text_or_none("comment") or "",
        visibility=body.text_or_none("visibility"),
    )
    cloud = service(world, request)
    return cloud.variables.create(
        team(request), request.params["project"], body.text("key"), change, sensitive=kind == "sensitive"
    )


def _changed(known: EnvironmentVariable, body: Inputs) -> VariableChange:
    """Take what a request gives, and the rest as it was."""
    targets = _texts(body, "target") if "target" in body else known.targets
    custom = _texts(body, "customEnvironmentIds") if "customEnvironmentIds" in body else known.custom_environments
    comment = body.text_or_none("comment")
    return VariableChange(
        places=VariablePlaces(
            targets, custom, body.text_or_none("gitBranch") if "gitBranch" in body else known.git_branch
        ),
        value=body.text_or_none("value"),
        comment=known.comment if comment is None else comment,
        visibility=body.text_or_none("visibility") or known.visibility,
    )


def _texts(body: Inputs, name: str) -> tuple[str, ...]:
    """Read a list of texts, or one text that stands for a list of itself."""
    return (str(body.json(name)),) if isinstance(body.json(name), str) else body.texts(name)


def _same(world: Transaction, request: Request, body: Inputs) -> EnvironmentVariable | None:
    """Find the variable of the same name and places."""
    wanted = (
        body.text("key"),
        {*_texts(body, "target"), *_texts(body, "customEnvironmentIds")},
        body.text_or_none("gitBranch"),
    )
    for each in world.children(EnvironmentVariable, project(world, request).id):
        if (each.name, {*each.targets, *each.custom_environments}, each.git_branch) == wanted:
            return each
    return None


def _found(world: Transaction, request: Request) -> EnvironmentVariable:
    owner = project(world, request)
    found = service(world, request).variables.find(owner.team, owner.id, request.params["variable"])
    if found is None:
        raise NotFound("The Environment Variable was not found.", code="ENV_NOT_FOUND")
    return found


def _shown(variable: EnvironmentVariable, *, decrypted: bool = False) -> Json:
    """Show a variable; what is not sensitive is decrypted where one is asked for by itself."""
    sensitive = isinstance(variable.value, Fingerprint)
    return {
        "id": variable.id,
        "key": variable.name,
        "value": "" if isinstance(variable.value, Fingerprint) else variable.value.value,
        "type": "sensitive" if sensitive else "encrypted",
        "target": [*variable.targets],
        "customEnvironmentIds": [*variable.custom_environments],
        "gitBranch": variable.git_branch,
        "comment": variable.comment,
        "visibility": variable.visibility,
        "decrypted": decrypted and not sensitive,
    }
