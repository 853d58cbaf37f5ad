"""Secrets that get automation past deployment protection: one PATCH that generates, changes or revokes one."""

from localcloud.core.entities import Json
from localcloud.core.errors import Invalid, NotFound
from localcloud.core.transaction import Transaction
from localcloud.http.api import Answer, Request
from localcloud.http.vercel.api import PROJECT, VERCEL, project, service
from localcloud.vercel.entities import Project, ProtectionBypass
from localcloud.vercel.service import VercelService

TYPE = "vercel:index/projectProtectionBypass:ProjectProtectionBypass"


@VERCEL.route("PATCH", f"{PROJECT}/protection-bypass", TYPE, "update")
def patch(world: Transaction, request: Request) -> Answer:
    """Generate, change or revoke a bypass, and list those that are then there."""
    owner, cloud, body = project(world, request), service(world, request), request.body
    if "generate" in body:
        new = body.object("generate")
        secret, note = new.text_or_none("secret"), new.text_or_none("note")
        cloud.bypasses.create(owner.team, owner.id, secret, note, is_env_var=None)
    elif "update" in body:
        _update(cloud, owner, request)
    elif "revoke" in body:
        _revoke(cloud, owner, request)
    else:
        raise Invalid("Invalid request: should have `generate`, `update` or `revoke`.", status=400)
    return Answer({"protectionBypass": shown(world, owner)})


def shown(world: Transaction, owner: Project) -> dict[str, Json]:
    """Show a project's bypasses by their secrets."""
    return {
        each.secret.value: {
            "scope": each.scope,
            "isEnvVar": each.is_env_var,
            "note": each.note or "",
            "createdAt": each.created,
            "createdBy": each.created_by,
        }
        for each in world.children(ProtectionBypass, owner.id)
    }


def _update(cloud: VercelService, owner: Project, request: Request) -> None:
    change = request.body.object("update")
    secret = change.text("secret")
    known = _found(cloud, owner, secret)
    note = change.text_or_none("note") if "note" in change else known.note
    cloud.bypasses.update(owner.team, owner.id, secret, note, is_env_var=change.flag_or_none("isEnvVar"))


def _revoke(cloud: VercelService, owner: Project, request: Request) -> None:
    given = request.body.object("revoke")
    known = _found(cloud, owner, given.text("secret"))
    cloud.bypasses.delete(owner.team, owner.id, known.secret.value)
    if given.flag_or_none("regenerate"):
        cloud.bypasses.create(owner.team, owner.id, None, known.note, is_env_var=None)


def _found(cloud: VercelService, owner: Project, secret: str) -> ProtectionBypass:
    found = cloud.bypasses.find(owner.team, owner.id, secret)
    if found is None:
        raise NotFound("Protection bypass not found")
    return found
