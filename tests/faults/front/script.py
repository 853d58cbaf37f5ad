"""Walks through a script of requests: each is asked in good order once, and what it answered and did is noted."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx
from nacl.public import PublicKey, SealedBox

from localcloud.http.api import Api, Route
from tests.faults.front.lives import Stage
from tests.faults.front.world import World

FILE = "application/octet-stream"


@dataclass(frozen=True)
class Ask:
    """One request. `{name}` in path and body stands for what an earlier answer had at the path that `keep` gave.

    A body of bytes is a file; one of `Sealed` is encrypted for the key that was kept as `key` and `key_id`.
    """

    method: str
    path: str
    body: Any = None
    keep: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.method} {self.path.split('?')[0]}"


@dataclass(frozen=True)
class Sealed:
    """A secret of GitHub's: encrypted before it is sent."""

    value: str


@dataclass(frozen=True)
class Sent:
    """A request with everything filled in."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: Any

    def through(self, http: httpx.Client) -> httpx.Response:
        """Send it."""
        if isinstance(self.body, bytes):
            headers = {**self.headers, "Content-Type": FILE}
            return http.request(self.method, self.path, content=self.body, headers=headers)
        return http.request(self.method, self.path, json=self.body, headers=dict(self.headers))


@dataclass(frozen=True)
class Step:
    """A request in good order: the route it took, what was answered, and the world before and after."""

    sent: Sent
    route: Route
    answer: tuple[int, Any]
    before: Stage
    after: Stage


def walk(world: World, http: httpx.Client, api: Api, script: tuple[Ask, ...]) -> list[Step]:
    """Ask everything of a script once, from an empty world."""
    kept, steps = dict[str, str](), list[Step]()
    for ask in script:
        before = Stage(world.store.snapshot(), world.entities())
        world.go_to(before.snapshot)
        sent = Sent(ask.method, _filled(ask.path, kept), ask.headers, _filled(ask.body, kept))
        answer = sent.through(http)
        assert answer.is_success, f"{ask} is in good order, and not: {answer.status_code} {answer.text}"
        found = api.find(sent.method, sent.path.split("?")[0])
        assert found is not None, f"{ask} has a route"
        after = Stage(world.store.snapshot(), world.entities())
        steps.append(Step(sent, found[0], shown(answer), before, after))
        kept |= {name: str(_at(answer.json(), path)) for name, path in ask.keep.items()}
    return steps


def shown(answer: httpx.Response) -> tuple[int, Any]:
    """Give an answer's status and JSON."""
    return answer.status_code, answer.json() if answer.content else None


def _filled(value: Any, kept: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        for name, known in kept.items():
            value = value.replace(f"{{{name}}}", known)
        return value
    if isinstance(value, dict):
        return {name: _filled(each, kept) for name, each in value.items()}
    if isinstance(value, list):
        return [_filled(each, kept) for each in value]
    if isinstance(value, Sealed):
        box = SealedBox(PublicKey(base64.b64decode(kept["key"])))
        sealed = base64.b64encode(box.encrypt(value.value.encode())).decode()
        return {"encrypted_value": sealed, "key_id": kept["key_id"]}
    return value


def _at(data: Any, path: str) -> Any:
    """Find what is at a path such as `result.0.id`; `*` is an object's first name."""
    for name in path.split("."):
        data = next(iter(data)) if name == "*" else data[int(name) if name.isdigit() else name]
    return data
