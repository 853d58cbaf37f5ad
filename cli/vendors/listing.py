"""Everything of a platform that is in the vendors' accounts, asked for side by side."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from cli.errors import UserError
from cli.target import Target
from cli.vendors.existing import Existing
from cli.vendors.http import Client, client_for
from settings.platform import Platform

CLOUDS: Final = ("cloudflare", "github", "sentry", "trigger", "vercel")


@contextlib.contextmanager
def asking(target: Target) -> Iterator[Mapping[str, str]]:
    """Give the variables by which `client_for` finds a stack's vendors; the local cloud runs until the end.

    Raises:
        UserError: the local cloud cannot start.
    """
    if not target.local:
        yield os.environ
        return
    from cli.local import cloud, copies, environment
    from cli.local.home import open_home

    home = open_home()
    with cloud.running(home, copies.prepare(home, target.stack).seed) as running:
        yield environment.cloud_variables(running)


def everything(platform: Platform, variables: Mapping[str, str]) -> list[Existing]:
    """Return what is in every account, sorted by cloud, type and name.

    Args:
        platform: The settings, for whose accounts and names to look at.
        variables: Addresses and tokens, as `asking` gives them.

    Raises:
        UserError: with what every vendor that could not be asked says.
    """

    def ask(cloud: str) -> list[Existing] | UserError:
        try:
            return _lister(cloud)(client_for(cloud, variables), platform)
        except UserError as error:
            return error

    with ThreadPoolExecutor(len(CLOUDS)) as pool:
        answers = list(pool.map(ask, CLOUDS))
    if refused := [each for each in answers if isinstance(each, UserError)]:
        listed = "\n".join(f"  - {each}" for each in refused)
        code = max(each.code for each in refused)
        raise UserError(f"What exists is not known, so nothing was changed.\n{listed}", code)
    found = [thing for answer in answers if not isinstance(answer, UserError) for thing in answer]
    return sorted(found, key=lambda each: (each.cloud, each.type, each.name, each.import_id))


def _lister(cloud: str) -> Callable[[Client, Platform], list[Existing]]:
    from importlib import import_module

    lister: Callable[[Client, Platform], list[Existing]] = import_module(f"cli.vendors.{cloud}").existing
    return lister
