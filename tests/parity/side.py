"""One side of the comparison: a provider plugin over its protocol, spoken to as the engine does."""

import re
from collections.abc import Callable
from typing import Any, Final

import grpc

from localcloud.plugin.diff import root
from localcloud.plugin.properties import Properties, decode, encode, reveal
from localcloud.plugin.protos import provider as rpc

NAME: Final = "thing"
ENDED: Final = "(the plugin crashed)"
FAILED: Final = "(the check failed)"


class Side:
    """A plugin; `stub` gives the stub of a running one, so that one that crashed can be started anew."""

    def __init__(self, stub: Callable[[], Any]) -> None:
        self._stub = stub

    def check(self, token: str, new: Properties, old: Properties | None = None) -> tuple[Properties, list[str] | None]:
        """Check inputs: those to use and no failures, or the refused properties."""
        request = rpc.CheckRequest(
            urn=urn(token), olds=encode(old or {}), news=encode(new), randomSeed=b"0" * 32, name=NAME, type=token
        )
        try:
            answer = self._stub().Check(request)
        except grpc.RpcError as error:
            return {}, [ENDED if error.code() == grpc.StatusCode.UNAVAILABLE else FAILED]
        if answer.failures:
            return {}, sorted({each.property or _told(each.reason) for each in answer.failures})
        return decode(answer.inputs), None

    def create(self, token: str, inputs: Properties, *, preview: bool = False) -> Properties:
        """Make a resource or foresee it: its state with its id; an empty one where that fails."""
        request = rpc.CreateRequest(urn=urn(token), properties=encode(inputs), preview=preview, name=NAME, type=token)
        try:
            answer = self._stub().Create(request)
        except grpc.RpcError:
            return {}
        made = {name: value for name, value in decode(answer.properties).items() if reveal(value) is not None}
        return {**made, "id": answer.id}

    def diff(self, token: str, inputs: Properties, state: Properties, new: Properties) -> tuple[set[str], set[str]]:
        """Compare with new inputs: the top-level properties that change, and those that replace."""
        request = rpc.DiffRequest(
            id=_id(state),
            urn=urn(token),
            olds=encode(state),
            old_inputs=encode(inputs),
            news=encode(new),
            name=NAME,
            type=token,
        )
        try:
            answer = self._stub().Diff(request)
        except grpc.RpcError:
            return {"(the diff failed)"}, set()
        if answer.changes == rpc.DiffResponse.DIFF_NONE:
            return set(), set()
        details = {root(path): rpc.PropertyDiff.Kind.Name(each.kind) for path, each in answer.detailedDiff.items()}
        replacing = {name for name, kind in details.items() if kind.endswith("_REPLACE")}
        return {*details} or {*answer.diffs}, {root(path) for path in answer.replaces} | replacing

    def read(self, token: str, inputs: Properties, state: Properties) -> bool:
        """Refresh a resource; tells whether it was found."""
        request = rpc.ReadRequest(
            id=_id(state), urn=urn(token), properties=encode(state), inputs=encode(inputs), name=NAME, type=token
        )
        try:
            return bool(self._stub().Read(request).id)
        except grpc.RpcError:
            return False

    def update(self, token: str, inputs: Properties, state: Properties, new: Properties) -> bool:
        """Change a resource; tells whether that succeeded."""
        request = rpc.UpdateRequest(
            id=_id(state),
            urn=urn(token),
            olds=encode(state),
            old_inputs=encode(inputs),
            news=encode(new),
            name=NAME,
            type=token,
        )
        return self._succeeds("Update", request)

    def delete(self, token: str, inputs: Properties, state: Properties) -> bool:
        """Delete a resource; tells whether that succeeded."""
        request = rpc.DeleteRequest(
            id=_id(state), urn=urn(token), properties=encode(state), old_inputs=encode(inputs), name=NAME, type=token
        )
        return self._succeeds("Delete", request)

    def _succeeds(self, method: str, request: object) -> bool:
        try:
            getattr(self._stub(), method)(request)
        except grpc.RpcError:
            return False
        return True


def urn(token: str) -> str:
    """Spell the URN of the only resource."""
    return f"urn:pulumi:test::luma::{token}::{NAME}"


def _id(state: Properties) -> str:
    return str(state.get("id") or NAME)


def _told(reason: str) -> str:
    """Find the property in a reason without a path, such as `Missing required property 'name'`."""
    found = re.search(r"'" + NAME + r"\.([^']+)'", reason) or re.search(r"property '([^']+)'", reason)
    return found[1] if found else ""
