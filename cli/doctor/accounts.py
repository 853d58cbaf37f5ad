"""What the machine holds for real accounts: tokens by presence and shape, the backend, locks and cut-off runs."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from cli.doctor.findings import Finding
from cli.doctor.tools import has_pulumi
from cli.errors import UserError
from cli.target import Target


@dataclass(frozen=True, slots=True)
class _Token:
    """What is known of a token: its shape, in words too, where it is made, and its least scopes."""

    shape: str
    words: str
    made: str
    scopes: str


_TOKENS: Final[Mapping[str, _Token]] = {
    "VERCEL_API_TOKEN": _Token(
        r"[0-9A-Za-z_]{24,}", "24 letters and digits", "Vercel, Account Settings, Tokens", "the team"
    ),
    "GITHUB_TOKEN": _Token(
        r"(github_pat_|ghp_|gho_|ghs_)\w{20,}",
        "github_pat_ and letters",
        "GitHub, fine-grained tokens",
        "the organization's repositories: Administration, Contents, Environments, Secrets, Variables, Actions, "
        "Workflows, Pull requests, Dependabot alerts",
    ),
    "CLOUDFLARE_API_TOKEN": _Token(
        r"[0-9A-Za-z_-]{40,}",
        "40 letters and digits",
        "Cloudflare, account-owned tokens",
        "Workers R2 Storage Edit, Account API Tokens Edit; for the zone: DNS Edit",
    ),
    "SENTRY_AUTH_TOKEN": _Token(
        r"[0-9a-f]{64}|sntry[su]_\S{20,}",
        "64 hexadecimal digits, or sntrys_ and more",
        "Sentry, internal integration",
        "Team and Project: Admin; Alerts: Read and Write; Issue & Event: Read; Organization: Read",
    ),
    "TRIGGER_ACCESS_TOKEN": _Token(
        r"tr_pat_\w{20,}", "tr_pat_ and letters", "Trigger.dev, Account, Personal Access Tokens", "the project"
    ),
}
_LEGACY: Final = ("CLOUDFLARE_API_KEY", "CLOUDFLARE_EMAIL")


def findings(chosen: Sequence[Target], *, local: bool) -> Iterator[Finding]:
    """Yield what is wrong with tokens, backend and states; of a token nothing but its name is told."""
    if not local:
        yield from tokens(os.environ)
    if not has_pulumi():
        yield Finding("note", "state", "not looked at: there is no Pulumi CLI yet")
    elif local:
        for target in chosen:
            yield from _state(target)
    else:
        yield from _backend(chosen)


def tokens(environment: Mapping[str, str]) -> Iterator[Finding]:
    """Yield a finding for each token that real accounts need."""
    for name, token in _TOKENS.items():
        value = environment.get(name, "")
        fix = remedy(name)
        if not value:
            yield Finding("warning", name, "not set; runs on real accounts need it", fix)
        elif not is_well_shaped(name, value):
            yield Finding("error", name, f"{len(value)} characters that are no such token ({token.words})", fix)
        elif value.startswith("ghp_"):
            yield Finding("warning", name, "a classic token: it reaches every repository of its owner", fix)
        else:
            yield Finding("ok", name, "present, and of the right shape", f"Least scopes: {token.scopes}")
    if both := [name for name in _LEGACY if environment.get(name)]:
        yield Finding(
            "error", " and ".join(both), "set: the global key reaches the whole account, and fights with the token",
            f"unset {' '.join(both)}",
        )  # fmt: skip


def is_well_shaped(name: str, value: str) -> bool:
    """Return whether a value looks like the token that belongs into the variable `name`."""
    return re.fullmatch(_TOKENS[name].shape, value) is not None


def remedy(name: str) -> str:
    """Say where the token for the variable `name` is made, and with which scopes."""
    token = _TOKENS[name]
    return f"Make one at {token.made}, with no more than: {token.scopes}"


def _backend(chosen: Sequence[Target]) -> Iterator[Finding]:
    try:
        listed = {target.stack: target.exists() for target in chosen}
    except UserError as error:
        yield Finding("warning", "backend", str(error), "pulumi login")
        return
    yield Finding("ok", "backend", "reachable")
    for target in chosen:
        if listed[target.stack]:
            yield from _state(target)
        else:
            yield Finding("note", f"stack {target.stack}", "not made yet", f"pulumi stack init {target.stack}")


def _state(target: Target) -> Iterator[Finding]:
    """Yield what a killed run left in a stack's state."""
    area = f"stack {target.stack}"
    try:
        yield from _locks(target, area)
        if not target.exists():
            yield Finding("note", area, "not made yet", f"{target.command} up --stack {target.stack}")
            return
        deployment = json.loads(target.output("stack", "export")).get("deployment") or {}
    except UserError as error:
        yield Finding("error", area, str(error), "Mend what it says.")
        return
    if pending := deployment.get("pending_operations"):
        yield Finding(
            "error",
            area,
            f"{len(pending)} operations were cut off; a resource may exist that nobody knows",
            _way(target),
        )
    else:
        count = sum(1 for each in deployment.get("resources") or () if each.get("custom"))
        yield Finding("ok", area, f"{count} resources, nothing pending")


def _locks(target: Target, area: str) -> Iterator[Finding]:
    if not target.local:
        return
    from cli.local.home import location, open_home
    from cli.recover import checkpoint

    if location().exists() and (stale := checkpoint.stale_locks(open_home(), target.stack)):
        yield Finding("error", area, f"{len(stale)} lock of a process that is gone; no run can begin", _way(target))


def _way(target: Target) -> str:
    if target.local:
        return f"./luma recover --stack {target.stack}"
    return f"pulumi cancel --stack {target.stack}; then pulumi refresh --stack {target.stack} asks about each"
