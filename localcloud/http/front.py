"""Starts the HTTP front ends beside the plugin front ends, on the same store."""

import secrets
import string
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Final

from localcloud.core.faults import Faults
from localcloud.core.store import Store
from localcloud.http.api import Api
from localcloud.http.cloudflare import CLOUDFLARE
from localcloud.http.github import GITHUB
from localcloud.http.proxy.server import Proxy
from localcloud.http.proxy.sites import SITES, VENDORS
from localcloud.http.sentry import SENTRY
from localcloud.http.server import HttpServer, handler_for
from localcloud.http.trigger import TRIGGER
from localcloud.http.vercel import VERCEL

APIS: Final[dict[str, Api]] = {
    "cloudflare": CLOUDFLARE,
    "github": GITHUB,
    "sentry": SENTRY,
    "trigger": TRIGGER,
    "vercel": VERCEL,
}
"""Every API with a port of its own; adding one is a line here."""
ALPHABET: Final = string.ascii_letters + string.digits


@dataclass(frozen=True)
class Fronts:
    """The running front ends by cloud, the proxy to those with a fixed address, and the token that they ask for."""

    servers: dict[str, HttpServer]
    proxy: Proxy
    token: str = field(repr=False)
    stack: ExitStack

    @property
    def ports(self) -> dict[str, int]:
        """The port of each."""
        return {name: server.port for name, server in self.servers.items()}

    @property
    def tokens(self) -> dict[str, str]:
        """The token of each, as long as the vendor's own."""
        return {name: self.token[: APIS[name].token_length] for name in self.servers}

    def stop(self) -> None:
        """Stop them all."""
        self.stack.close()


def start(store: Store) -> Fronts:
    """Serve every API on a port of its own, for a token made for this run."""
    token = "".join(secrets.choice(ALPHABET) for _ in range(max(each.token_length for each in APIS.values())))
    faults = Faults(store)
    with ExitStack() as stack:
        servers: dict[str, HttpServer] = {}
        for name, api in APIS.items():
            servers[name] = HttpServer(api, faults, token[: api.token_length])
            stack.callback(servers[name].stop)
        handlers = {host: servers[name].handler for host, name in VENDORS.items()}
        handlers |= {host: handler_for(api, faults, "") for host, api in SITES.items()}
        proxy = Proxy(handlers, token)
        stack.callback(proxy.stop)
        return Fronts(servers, proxy, token, stack.pop_all())
