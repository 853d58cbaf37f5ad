"""The verb `./luma verify`: what the deployed site really answers, against what is declared."""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from functools import partial
from urllib.parse import urlsplit

from cli.errors import FAILED, OK, UserError
from cli.local.copies import committed
from cli.local.generate import PLATFORM, platform_of
from cli.stackfile import read_config
from cli.target import Target, targets
from cli.vendors import cloudflare, github
from cli.vendors.http import Client, client_for
from cli.vendors.listing import asking
from cli.verify.bucket import cors_checks, public_checks
from cli.verify.checks import Area, Check
from cli.verify.declared import Declared
from cli.verify.headers import header_checks
from cli.verify.redirects import redirect_checks
from cli.verify.rules import Rules, rule_checks
from cli.verify.tls import tls_check
from cli.verify.wire import Place, UnreachableError, Wire
from settings.platform import Platform


def verify(url: str, stack: str, *, local: bool, as_json: bool) -> int:
    """Look at a stack's deployed site.

    Args:
        url: Its address, or a deployment's own; empty for the app's domain.
        stack: Name of the stack that declares it.
        local: Whether the local cloud's stand-in is meant.
        as_json: Write JSON alone.

    Returns:
        1 where something is not as declared or not known, otherwise 0.

    Raises:
        UserError: the address or the stack's file cannot be used, or the local cloud holds no such site.
    """
    (target,) = targets([stack], local=local)
    platform = platform_of(stack, {PLATFORM: read_config(committed(stack)).get(PLATFORM)})
    declared = Declared(platform, host_of(url) or platform.app.domain)
    found = list(tell(look(target, declared), as_json=as_json))
    bad = [each for each in found if not each.good]
    if as_json:
        content = {"url": f"https://{declared.host}/", "stack": stack, "checks": [asdict(each) for each in found]}
        sys.stdout.write(json.dumps({**content, "findings": [asdict(each) for each in bad]}, indent=2) + "\n")
    else:
        told = f"{len(bad)} not as declared" if bad else "all as declared"
        sys.stdout.write(f"https://{declared.host}/: {len(found)} checks, {told}\n")
    return FAILED if bad else OK


def look(target: Target, declared: Declared) -> Iterator[Check]:
    """Yield every check of a site, in the order in which it is made.

    Raises:
        UserError: the local cloud holds no such site.
    """
    platform = declared.platform
    with asking(target) as variables, contextlib.ExitStack() as exits:
        wire = exits.enter_context(Wire(exits.enter_context(_stand_in(platform)) if target.local else None))
        yield from site_checks(wire, declared)
        yield from public_checks(platform, partial(_is_public, client_for("cloudflare", variables), platform))
        yield from rule_checks(platform.github, _effective(platform, variables))


def site_checks(wire: Wire, declared: Declared) -> Iterator[Check]:
    """Yield the checks that only ask the site: a host that cannot be trusted is not asked for anything else."""
    images = declared.platform.r2.images.host
    trusted: dict[str, bool] = {"": True}
    for host in filter(None, (declared.host, declared.www, images)):
        check, trusted[host] = tls_check(wire, host)
        yield check
    if trusted[declared.host]:
        yield from _reached("headers", declared.host, lambda: header_checks(wire, declared))
    if trusted[declared.host] and trusted[declared.www]:
        yield from _reached("redirects", declared.host, lambda: redirect_checks(wire, declared))
    if trusted[images]:
        yield from _reached("cors", images, lambda: cors_checks(wire, declared.platform))


def _reached(area: Area, host: str, ask: Callable[[], Iterator[Check]]) -> Iterator[Check]:
    """Yield checks until there is no answer, which then is a finding."""
    try:
        yield from ask()
    except UnreachableError as error:
        yield Check(area, host, good=False, words=f"not looked at to the end: {error}")


def tell(checks: Iterator[Check], *, as_json: bool) -> Iterator[Check]:
    """Write each check as soon as it is made, unless JSON is asked for, and pass it on."""
    for each in checks:
        if not as_json:
            mark = "ok " if each.good else "BAD"
            sys.stdout.write(f"{mark} {each.area:9} {each.subject}: {each.words}\n")
            sys.stdout.flush()
        yield each


def host_of(url: str) -> str:
    """Return the host of an address; empty for none.

    Raises:
        UserError: it is no https address of a site.
    """
    if not url:
        return ""
    parts = urlsplit(url if "//" in url else f"https://{url}")
    if parts.scheme != "https" or not parts.hostname or parts.path not in {"", "/"} or ":" in parts.netloc:
        raise UserError(
            f"{url}: no address of a site, so nothing was looked at. Give one such as https://luma.example, or none "
            "for the app's own domain."
        )
    return parts.hostname


@contextlib.contextmanager
def _stand_in(platform: Platform) -> Iterator[Place]:
    """Serve what the local cloud holds as the deployed site.

    Raises:
        UserError: it holds no such site.
    """
    from cli.local.home import open_home
    from localcloud.core.store import open_store
    from localcloud.site.server import Site
    from localcloud.site.world import edge_of

    try:
        with open_store(open_home().database) as store, store.transaction(write=False) as world:
            edge = edge_of(world, platform.vercel.project)
    except ValueError as error:
        raise UserError(f"There is no site to look at: {error}.") from None
    with Site(edge) as site:
        yield Place({"http": site.http, "https": site.https}, site.authority)


def _effective(platform: Platform, variables: Mapping[str, str]) -> Rules | UserError:
    """Return the rules that hold on the default branch, or why they are not known."""
    client = client_for("github", variables)
    try:
        found = github.effective_rules(client, github.place(platform), platform.github.default_branch)
    except UserError as error:
        return error
    return [(each.type, each.parameters) for each in found]


def _is_public(client: Client, platform: Platform, bucket: str) -> bool:
    """Return whether a bucket's r2.dev address serves it.

    Raises:
        UserError: Cloudflare does not say.
    """
    found = cloudflare.managed_domain(client, cloudflare.place(platform), bucket)
    return found.enabled
