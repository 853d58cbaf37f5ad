"""Vercel's attack challenge mode of a project: every visitor proves to be a browser, until a moment.

Source: vercel.com/docs/attack-challenge-mode.
"""

from __future__ import annotations

from cli.errors import FAILED, UserError
from cli.lockdown.record import Before
from cli.vendors import vercel
from cli.vendors.http import Client
from cli.vendors.vercel_things import moment
from settings.vercel import Vercel


def read(client: Client, settings: Vercel) -> Before:
    """Return whether visitors of a project are challenged, and until when.

    Raises:
        UserError: Vercel does not say.
    """
    security = find_project(client, settings).security
    if security is None or not security.attack_mode:
        return Before(challenged=False)
    return Before(challenged=True, until=security.attack_mode_until)


def set_to(client: Client, settings: Vercel, wanted: Before) -> None:
    """Challenge visitors, or stop it.

    Raises:
        UserError: Vercel refused.
    """
    until = moment(wanted.until) if wanted.until is not None else None
    vercel.set_attack_mode(client, find_project(client, settings), until, enabled=wanted.challenged)


def find_project(client: Client, settings: Vercel) -> vercel.Project:
    """Return a stack's project.

    Raises:
        UserError: there is none, or Vercel does not say.
    """
    found = vercel.project(client, settings.team, settings.project)
    if found is None:
        raise UserError(f"Vercel: there is no project {settings.project} that this token may see.", FAILED)
    return found
