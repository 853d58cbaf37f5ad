"""What the vendors say of the tokens: whether each is good, until when, for what, and which plans its accounts have.

Facts: docs.github.com, "Scopes for OAuth apps" and "Permissions required for fine-grained personal access tokens" (what
those may do is in no answer, so it is tried by reading); Cloudflare's "API token permissions"; docs.sentry.io,
"Permissions & Scopes", where admin holds write, and write read. What is needed stands in the README's table of tokens.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Final, TypeVar

from cli.doctor.accounts import is_well_shaped, remedy
from cli.doctor.findings import Finding
from cli.doctor.verdicts import ends, missing, plan, wide
from cli.errors import UserError
from cli.local.copies import committed
from cli.local.generate import PLATFORM, platform_of
from cli.stackfile import read_config
from cli.target import Target
from cli.vendors import cloudflare, github, sentry, trigger, vercel
from cli.vendors.addresses import VENDORS
from cli.vendors.http import Client, VendorError, client_for
from cli.vendors.listing import CLOUDS, asking
from cli.vendors.retry import Patience
from settings.platform import Platform

T = TypeVar("T")
_QUICK_SECONDS: Final = 1.0
_PATIENCE: Final = Patience(attempts=2, longest=15.0)
_CLASSIC: Final = frozenset({"repo", "workflow"})
_HARMLESS: Final = ("read:", "repo", "workflow", "public_repo", "security_events")
_UNSEEN: Final = ("Administration", "Contents", "Dependabot alerts", "Environments", "Workflows")
"""What a fine-grained token needs, and no reading proves."""
_GROUPS: Final = frozenset({"Account API Tokens Write", "DNS Write", "Workers R2 Storage Write"})
_SENTRY: Final = frozenset({"alerts:read", "alerts:write", "event:read", "org:read", "project:admin", "team:admin"})
_SENTRY_WIDE: Final = frozenset({"member:admin", "member:write", "org:admin", "org:integrations", "org:write"})
_ABOVE: Final[Mapping[str, tuple[str, ...]]] = {"read": ("write", "admin"), "write": ("admin",), "admin": ()}


@dataclass(frozen=True, slots=True)
class Subject:
    """A stack file by its name, and its settings: the accounts that the tokens have to reach."""

    area: str
    platform: Platform


def findings(chosen: Sequence[Target], *, local: bool, tell: Callable[[str], None]) -> list[Finding]:
    """Ask every vendor about its token; stacks whose settings cannot be used are left out.

    Args:
        chosen: The stacks whose accounts the tokens have to reach.
        local: Whether the local cloud is asked.
        tell: Shows a person what is being waited for, once it takes over a second.
    """
    usable = [(target, subject) for target in chosen if (subject := _subject(target))]
    rounds = [[each] for each in usable] if local else [usable] if usable else []
    found: list[Finding] = []
    for stacks in rounds:
        try:
            with asking(stacks[0][0]) as variables:
                found += ask([subject for _, subject in stacks], variables, local=local, tell=tell)
        except UserError as error:
            found.append(Finding("error", "local cloud", str(error), "Mend what it says."))
    return list(dict.fromkeys(found))


def ask(
    subjects: Sequence[Subject], variables: Mapping[str, str], *, local: bool, tell: Callable[[str], None]
) -> list[Finding]:
    """Ask the vendors side by side. A token that is absent, or has the shape of another thing, is sent to nobody.

    Args:
        subjects: The stacks.
        variables: Addresses and tokens, as `cli.vendors.listing.asking` gives them.
        local: Whether they are the local cloud's, whose tokens have a shape of their own.
        tell: As for `findings`.
    """
    names = {cloud: VENDORS[cloud].token_variable for cloud in CLOUDS}
    clouds = [cloud for cloud, name in names.items() if _may_be_sent(name, variables.get(name, ""), local=local)]
    with ThreadPoolExecutor(len(CLOUDS)) as pool:
        running = {pool.submit(lambda each: list(_about(each, subjects, variables)), cloud): cloud for cloud in clouds}
        _, slow = wait(running, timeout=_QUICK_SECONDS)
        if slow:
            tell(f"Waiting for {', '.join(sorted(VENDORS[running[each]].name for each in slow))}")
        return [finding for each in running for finding in each.result()]


def _subject(target: Target) -> Subject | None:
    path = committed(target.stack)
    try:
        return Subject(path.name, platform_of(target.stack, {PLATFORM: read_config(path).get(PLATFORM)}))
    except UserError:  # the settings have a finding of their own
        return None


def _may_be_sent(name: str, value: str, *, local: bool) -> bool:
    return bool(value) and (local or is_well_shaped(name, value))


def _about(cloud: str, subjects: Sequence[Subject], variables: Mapping[str, str]) -> Iterator[Finding]:
    """Yield what one vendor says; that it cannot be asked, or refuses, is a finding too."""
    vendor = VENDORS[cloud]
    try:
        client = client_for(cloud, variables, patience=_PATIENCE)
        for subject in subjects:
            yield from _CHECKS[cloud](client, subject)
    except VendorError as error:
        yield _failure(cloud, error)
    except UserError as error:
        yield Finding("error", vendor.token_variable, str(error), remedy(vendor.token_variable))


def _failure(cloud: str, error: VendorError) -> Finding:
    vendor = VENDORS[cloud]
    # GitHub says 401 of a bad token, and 403 to an app's good one that asks for its user.
    bad = {"github": (401,), "cloudflare": (400, 401, 403)}.get(cloud, (401, 403))
    if error.status in bad:
        text = f"{vendor.name} refuses it ({error.status}): it has ended, was revoked, or is none of {vendor.name}'s"
        return Finding("error", vendor.token_variable, text, remedy(vendor.token_variable))
    text = f"{vendor.name} could not be asked, so what the token may do is not known: {_words(error)}"
    return Finding(
        "warning", vendor.token_variable, text, "Look at the vendor's status page and the network; ask again."
    )


def _words(error: VendorError) -> str:
    return str(error).partition(". Is ")[0]


def _vercel(client: Client, subject: Subject) -> Iterator[Finding]:
    token, team = vercel.token(client), subject.platform.vercel.team
    yield ends(client, token.expires)
    if token.project_id:
        yield missing(client, ["the team: it is limited to one project"])
    if not token.teams:
        yield wide(client, ["the whole account, not the team alone"])
    found = _allowed(lambda: vercel.team(client, team))
    if found is None or (token.teams and team not in token.teams):
        yield missing(client, [f"the team {team}"])
    else:
        told = found.billing.plan if found.billing else None
        yield plan(client, subject.area, subject.platform.plan.vercel, told)


def _github(client: Client, subject: Subject) -> Iterator[Finding]:
    token, organization = github.token(client), subject.platform.github.organization
    yield ends(client, token.expires)
    yield from _fine_grained(client, subject) if token.scopes is None else _classic(client, token.scopes)
    try:
        told = github.plan(client, organization)
    except VendorError as error:
        if error.status not in (403, 404):
            raise
        yield missing(client, [f"the organization {organization}"])
    else:
        yield plan(client, subject.area, subject.platform.plan.github, told)


def _classic(client: Client, scopes: frozenset[str]) -> Iterator[Finding]:
    if lacks := _CLASSIC - scopes:
        yield missing(client, lacks)
    if extra := {each for each in scopes if not each.startswith(_HARMLESS)}:
        yield wide(client, extra)


def _fine_grained(client: Client, subject: Subject) -> Iterator[Finding]:
    """Yield which permissions are refused, and which cannot be tried: all, before a run has made the repository."""
    where = github.place(subject.platform)
    reads: Mapping[str, Callable[[], object]] = {
        "Actions": lambda: github.environments(client, where),
        "Pull requests": lambda: github.open_pulls(client, where),
        "Secrets": lambda: github.secrets(client, where),
        "Variables": lambda: github.variables(client, where),
    }
    tried = reads if _allowed(lambda: github.repository(client, where)) else {}
    if lacks := _refused(tried):
        yield missing(client, lacks)
    unseen = ", ".join(sorted({*_UNSEEN, *reads} - {*tried}))
    name = client.vendor.token_variable
    yield Finding(
        "note",
        name,
        f"GitHub does not tell whether it may do: {unseen}",
        "See them at GitHub, Settings, Developer settings, Fine-grained tokens.",
    )


def _cloudflare(client: Client, subject: Subject) -> Iterator[Finding]:
    where = cloudflare.place(subject.platform)
    own = cloudflare.own_token(client, where)
    if own.status != "active":
        name = client.vendor.token_variable
        yield Finding("error", name, f"Cloudflare refuses it: it is {own.status}", remedy(name))
        return
    yield ends(client, own.expires_on)
    token = _allowed(lambda: cloudflare.token(client, where, own.id))
    if token is None:
        if refused := _refused(_readable(client, where)):
            yield missing(client, refused)
        return
    groups = _groups(client, where, token)
    if lacks := _GROUPS - groups:
        yield missing(client, lacks)
    if extra := {each for each in groups - _GROUPS if not each.endswith(" Read")}:
        yield wide(client, extra)


def _readable(client: Client, where: cloudflare.Place) -> Mapping[str, Callable[[], object]]:
    """Return what to read for each permission, where the token's own are not told, as of a user's token."""
    return {
        "Account API Tokens": lambda: cloudflare.tokens(client, where),
        "DNS": lambda: cloudflare.records(client, where),
        "Workers R2 Storage (or R2 is not switched on)": lambda: cloudflare.buckets(client, where),
    }


def _groups(client: Client, where: cloudflare.Place, token: cloudflare.Token) -> frozenset[str]:
    """Return the names of all that a token may do; an id stands for a name that is not told."""
    told = {number: name for each in token.policies if each.effect == "allow" for number, name in each.allowed.items()}
    known = {} if all(told.values()) else cloudflare.permission_groups(client, where)
    return frozenset(name or known.get(number, number) for number, name in told.items())


def _sentry(client: Client, subject: Subject) -> Iterator[Finding]:
    scopes, slug = sentry.scopes(client), subject.platform.sentry.organization
    yield ends(client, None, told=False)
    if lacks := {each for each in _SENTRY if not _holds(scopes, each)}:
        yield missing(client, lacks)
    elif _allowed(lambda: sentry.organization(client, slug)) is None:
        yield missing(client, [f"the organization {slug}"])
    if extra := scopes & _SENTRY_WIDE:
        yield wide(client, extra)


def _holds(scopes: frozenset[str], needed: str) -> bool:
    thing, _, right = needed.partition(":")
    return any(f"{thing}:{each}" in scopes for each in (right, *_ABOVE[right]))


def _trigger(client: Client, subject: Subject) -> Iterator[Finding]:
    trigger.owner(client)
    yield ends(client, None, told=False)
    project = subject.platform.variables.get("TRIGGER_PROJECT_REF", "")
    if _allowed(lambda: trigger.variables(client, project, "prod")) is None:
        yield missing(client, [f"the project {project}"])


def _allowed(read: Callable[[], T]) -> T | None:
    """Return what is read, None where the vendor hides or refuses it."""
    try:
        return read()
    except VendorError as error:
        if error.status not in (401, 403, 404):
            raise
        return None


def _refused(reads: Mapping[str, Callable[[], object]]) -> list[str]:
    return [name for name, read in reads.items() if _allowed(read) is None]


_CHECKS: Final[Mapping[str, Callable[[Client, Subject], Iterator[Finding]]]] = {
    "cloudflare": _cloudflare,
    "github": _github,
    "sentry": _sentry,
    "trigger": _trigger,
    "vercel": _vercel,
}
