"""Notifications: names in the program, ids in Sentry's API."""

import asyncio
from collections.abc import Mapping
from typing import Final, Literal

from pydantic import Field, JsonValue

from luma_provider.model import Wire
from luma_provider.sentry.directory import Directory, name_of, pick
from luma_provider.sentry.vocabulary import Actions, Email, Slack
from luma_provider.values import Json

Fallback = Literal["all-members", "active-members", "no-one"]
_FALLBACKS: Final[Mapping[Fallback, str]] = {
    "all-members": "AllMembers",
    "active-members": "ActiveMembers",
    "no-one": "NoOne",
}


class Action(Wire):
    """An action as Sentry has it."""

    type: str
    integration_id: str | int | None = None
    data: dict[str, JsonValue] = Field(default_factory=dict)
    config: dict[str, JsonValue] = Field(default_factory=dict)


async def to_wire(actions: Actions, directory: Directory) -> list[Json]:
    """Spell actions for a request; raises `NoSuchThing` for a name that stands for nothing."""
    mails = (_mail(each, directory) for each in actions.email)
    return await asyncio.gather(*mails, *(_message(each, directory) for each in actions.slack))


async def from_wire(found: list[Action], directory: Directory) -> tuple[Actions, list[str]]:
    """Read actions as Sentry has them, and name those that this vocabulary cannot say."""
    email, slack, unmanaged = [], [], []
    for each in found:
        if each.type == "email" and (mail := await _read_mail(each, directory)):
            email.append(mail)
        elif each.type == "slack" and each.integration_id is not None:
            slack.append(await _read_message(each, directory))
        else:
            unmanaged.append(each.type)
    return Actions(email=email, slack=slack), sorted(unmanaged)


async def _mail(wanted: Email, directory: Directory) -> Json:
    where = f"organization {directory.organization}"
    if wanted.team:
        team = pick(await directory.teams(), "team", wanted.team, where)
        return {"type": "email", "data": {}, "config": {"targetType": "team", "targetIdentifier": team}}
    if wanted.member:
        member = pick(await directory.members(), "member", wanted.member, where)
        return {"type": "email", "data": {}, "config": {"targetType": "user", "targetIdentifier": member}}
    fallback = _FALLBACKS[wanted.issue_owners or "no-one"]
    return {"type": "email", "data": {"fallthroughType": fallback}, "config": {"targetType": "issue_owners"}}


async def _message(wanted: Slack, directory: Directory) -> Json:
    where = f"organization {directory.organization}"
    workspace = pick(await directory.workspaces(), "Slack workspace", wanted.workspace, where)
    known = await directory.channels(workspace)
    channel = pick(known, "Slack channel", wanted.channel, f"workspace {wanted.workspace}")
    return {
        "type": "slack",
        "integrationId": workspace,
        "data": {"tags": ", ".join(wanted.tags), "notes": wanted.notes or ""},
        "config": {"targetType": "specific", "targetIdentifier": channel, "targetDisplay": f"#{wanted.channel}"},
    }


async def _read_mail(found: Action, directory: Directory) -> Email | None:
    target = str(found.config.get("targetIdentifier") or "")
    kind = found.config.get("targetType")
    if kind == "team":
        return Email(team=name_of(await directory.teams(), target))
    if kind == "user":
        return Email(member=name_of(await directory.members(), target))
    fallback = next((n for n, each in _FALLBACKS.items() if each == found.data.get("fallthroughType")), None)
    return Email(issue_owners=fallback) if kind == "issue_owners" and fallback else None


async def _read_message(found: Action, directory: Directory) -> Slack:
    tags = str(found.data.get("tags") or "")
    return Slack(
        workspace=name_of(await directory.workspaces(), str(found.integration_id)),
        channel=str(found.config.get("targetDisplay") or ""),
        tags=[each.strip() for each in tags.split(",") if each.strip()],
        notes=str(found.data.get("notes") or "") or None,
    )
