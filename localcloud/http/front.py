"""Starts the HTTP front ends beside the plugin front ends, on the same store."""

import secrets
from dataclasses import dataclass

from localcloud.core.faults import Faults
from localcloud.core.store import Store
from localcloud.http.api import Api
from localcloud.http.github import GITHUB
from localcloud.http.sentry import SENTRY
from localcloud.http.server import HttpServer
from localcloud.http.trigger import TRIGGER

APIS: dict[str, Api] = {"github": GITHUB, "sentry": SENTRY, "trigger": TRIGGER}


@dataclass(frozen=True)
class Fronts:
    """The running front ends by cloud, and the token that they ask for."""

    servers: dict[str, HttpServer]
    token: str

    @property
    def ports(self) -> dict[str, int]:
        """The port of each."""
        return {name: server.port for name, server in self.servers.items()}

    def stop(self) -> None:
        """Stop them all."""
        for server in self.servers.values():
            server.stop()


def start(store: Store) -> Fronts:
    """Serve every API on a port of its own, for a token made for this run."""
    token = secrets.token_urlsafe(32)
    faults = Faults(store)
    return Fronts({name: HttpServer(api, faults, token) for name, api in APIS.items()}, token)
