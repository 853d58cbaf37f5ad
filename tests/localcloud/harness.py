"""A lifecycle harness at the level of the wire: real gRPC to a real server, one declarative row a type.

`run_lifecycle(plugin, Lifecycle(...))` does what the engine does: check, preview, create, no-change diff, each
update, refresh, import, replace, delete, and every check failure. Add rows, not code.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import grpc

from localcloud import seed
from localcloud.core.store import Store, open_store
from localcloud.plugin.properties import (
    UNKNOWN,
    Properties,
    SecretValue,
    Value,
    decode,
    encode,
    has,
    reveal,
)
from localcloud.plugin.protos import provider as rpc
from localcloud.plugin.protos import services
from localcloud.plugin.registry import load_all
from localcloud.server import Server
from tests.localcloud.rows import Lifecycle, Made, Refusal, Update, changed, filled, text

__all__ = ["Lifecycle", "Made", "Plugin", "Refusal", "Update", "run_lifecycle", "served", "urn"]
NAME = "thing"


class Plugin:
    """The engine's side of the protocol, for every cloud of a server."""

    def __init__(self, ports: Mapping[str, int], store: Store) -> None:
        self.store = store
        self.ports = ports
        self._channels = {cloud: grpc.insecure_channel(f"127.0.0.1:{port}") for cloud, port in ports.items()}
        self._stubs = {cloud: services.ResourceProviderStub(channel) for cloud, channel in self._channels.items()}

    def stub(self, token: str) -> Any:
        """Give the stub that serves a token."""
        return self._stubs[token.split(":", maxsplit=1)[0]]

    def close(self) -> None:
        """Close every channel."""
        for channel in self._channels.values():
            channel.close()

    def check(self, token: str, new: Properties, old: Properties | None = None) -> tuple[Properties, dict[str, str]]:
        """Check inputs: the inputs to use, and the failures by path."""
        answer = self.stub(token).Check(
            rpc.CheckRequest(urn=urn(token), olds=encode(old or {}), news=encode(new), randomSeed=b"seed")
        )
        return decode(answer.inputs), {each.property: each.reason for each in answer.failures}

    def diff(self, made: Made, new: Properties) -> dict[str, str]:
        """Compare: the detailed diff by path, kinds in lower case."""
        answer = self.stub(made.token).Diff(
            rpc.DiffRequest(
                id=made.id,
                urn=urn(made.token),
                olds=encode(made.outputs),
                old_inputs=encode(made.inputs),
                news=encode(new),
            )
        )
        found = {path: rpc.PropertyDiff.Kind.Name(each.kind).lower() for path, each in answer.detailedDiff.items()}
        some = answer.changes == rpc.DiffResponse.DIFF_SOME
        assert some == bool(found), "the summary of a diff agrees with its details"
        replaced = {path for path, kind in found.items() if kind.endswith("_replace")}
        assert bool(answer.replaces) == bool(replaced), "replaces are named exactly where a path replaces"
        return found

    def create(self, token: str, inputs: Properties, *, preview: bool = False) -> Made:
        """Make a resource from checked inputs, or foresee it."""
        answer = self.stub(token).Create(rpc.CreateRequest(urn=urn(token), properties=encode(inputs), preview=preview))
        return Made(token, answer.id, inputs, decode(answer.properties))

    def update(self, made: Made, new: Properties, *, preview: bool = False) -> Made:
        """Change a resource, or foresee the change."""
        answer = self.stub(made.token).Update(
            rpc.UpdateRequest(
                id=made.id,
                urn=urn(made.token),
                olds=encode(made.outputs),
                old_inputs=encode(made.inputs),
                news=encode(new),
                preview=preview,
            )
        )
        return Made(made.token, made.id, new, decode(answer.properties))

    def read(self, made: Made) -> Made:
        """Refresh a resource."""
        answer = self.stub(made.token).Read(
            rpc.ReadRequest(
                id=made.id,
                urn=urn(made.token),
                properties=encode(made.outputs),
                inputs=encode(made.inputs),
            )
        )
        return Made(made.token, answer.id, decode(answer.inputs), decode(answer.properties))

    def import_(self, token: str, import_id: str) -> Made:
        """Import a resource by the vendor's import id."""
        return self.read(Made(token, import_id, {}, {}))

    def can_import(self, token: str, import_id: str) -> bool:
        """Return whether Pulumi would import something: it does where an answer has properties, be they empty."""
        try:
            return bool(self.stub(token).Read(rpc.ReadRequest(id=import_id, urn=urn(token))).HasField("properties"))
        except grpc.RpcError as error:
            if "nothing can be imported" in str(error):
                return False
            raise

    def delete(self, made: Made) -> None:
        """Delete a resource."""
        self.stub(made.token).Delete(
            rpc.DeleteRequest(
                id=made.id,
                urn=urn(made.token),
                properties=encode(made.outputs),
                old_inputs=encode(made.inputs),
            )
        )

    def make(self, token: str, inputs: Mapping[str, Value]) -> Made:
        """Check and create, asserting that nothing is refused."""
        checked, failures = self.check(token, dict(inputs))
        assert failures == {}, f"{token}: good inputs pass"
        return self.create(token, checked)


@contextmanager
def served(folder: Path, sections: Path) -> Iterator[Plugin]:
    """Serve every cloud from a new world in `folder`, seeded from the file `sections`."""
    store = open_store(folder / "world.db")
    clouds = load_all()
    seed.apply(store, sections, clouds)
    server = Server(store, clouds)
    plugin = Plugin(server.ports, store)
    try:
        yield plugin
    finally:
        plugin.close()
        server.stop()
        store.close()


def urn(token: str) -> str:
    """Spell a URN as the engine does for a child of a component."""
    return f"urn:pulumi:test::luma::luma:test:Parent${token}::{NAME}"


def run_lifecycle(plugin: Plugin, row: Lifecycle) -> None:
    """Run one row from empty to empty; every assert says what was expected."""
    needed = [plugin.make(token, filled(inputs, [])) for token, inputs in row.needs]
    inputs = filled(row.inputs, needed)
    for refusal in row.refusals:
        _assert_refused(plugin, row, inputs, refusal)
    _assert_preview_is_honest(plugin, row, inputs)
    made = plugin.make(row.token, inputs)
    _assert_created(row, made)
    _assert_nothing_to_do(plugin, made, inputs)
    _assert_imported(plugin, row, made, inputs, needed)
    for update in row.updates:
        made = _assert_updated(plugin, made, update)
    for replacement in row.replaces:
        checked, _ = plugin.check(row.token, changed(made.inputs, replacement.change), made.inputs)
        assert plugin.diff(made, checked) == dict(replacement.diff), "exactly these paths replace"
    _assert_deleted(plugin, row, made)


def _assert_refused(plugin: Plugin, row: Lifecycle, inputs: Properties, refusal: Refusal) -> None:
    _, failures = plugin.check(row.token, changed(inputs, refusal.change))
    assert set(failures) == {refusal.path}, f"{row.token}: exactly {refusal.path} is refused"
    assert refusal.words in failures[refusal.path], "the reason says what is wrong"


def _assert_preview_is_honest(plugin: Plugin, row: Lifecycle, inputs: Properties) -> None:
    checked, failures = plugin.check(row.token, dict.fromkeys(inputs, UNKNOWN))
    assert failures == {}, "unknown inputs are accepted"
    checked, _ = plugin.check(row.token, inputs)
    foreseen = plugin.create(row.token, checked, preview=True)
    assert foreseen.id == "", "a preview knows no id"
    known = {name for name in row.computed if reveal(foreseen.outputs.get(name)) != UNKNOWN}
    assert known == set(), "computed outputs are unknown in a preview"


def _assert_created(row: Lifecycle, made: Made) -> None:
    assert made.id != "", "a create gives an id"
    found = {name: reveal(made.outputs.get(name)) for name in row.outputs}
    assert found == dict(row.outputs), "the outputs are those the vendor answers"
    missing = {name for name in row.computed if reveal(made.outputs.get(name)) is None}
    assert missing == set(), "every computed output has a value after the create"
    secret = {name for name, value in made.outputs.items() if isinstance(value, SecretValue)}
    assert secret == set(row.secrets), "exactly the secret properties are secret"
    assert not has(dict(made.outputs), type(UNKNOWN)), "nothing is unknown after the create"


def _assert_nothing_to_do(plugin: Plugin, made: Made, inputs: Properties) -> None:
    checked, failures = plugin.check(made.token, inputs, made.inputs)
    assert failures == {}, "the same inputs pass again"
    assert plugin.diff(made, checked) == {}, "the same inputs are no change"
    refreshed = plugin.read(made)
    assert refreshed == made, "a refresh of an untouched resource changes nothing"


def _assert_imported(plugin: Plugin, row: Lifecycle, made: Made, inputs: Properties, needed: list[Made]) -> None:
    if not row.import_id:
        return
    import_id = text(row.import_id.replace("{id}", made.id), needed)
    imported = plugin.import_(row.token, import_id)
    assert imported.id == made.id, "an import gives the id that the create gave"
    checked, _ = plugin.check(row.token, inputs, imported.inputs)
    assert set(plugin.diff(imported, checked)) == set(row.not_imported), "the program's inputs fit the import"
    assert not plugin.can_import(row.token, f"{import_id}-absent"), "importing what is not there finds nothing"


def _assert_updated(plugin: Plugin, made: Made, update: Update) -> Made:
    new, failures = plugin.check(made.token, changed(made.inputs, update.change), made.inputs)
    assert failures == {}, "the changed inputs pass"
    assert plugin.diff(made, new) == dict(update.diff), "exactly these paths changed"
    foreseen = plugin.update(made, new, preview=True)
    unknown = {name for name, value in foreseen.outputs.items() if reveal(value) == UNKNOWN}
    assert unknown == set(update.volatile), "a preview of an update knows all but the volatile outputs"
    updated = plugin.update(made, new)
    steady = {n for n, v in foreseen.outputs.items() if n not in unknown and updated.outputs.get(n) != v}
    assert steady == set(), "what the preview foresaw came true"
    assert plugin.read(updated) == updated, "a refresh after the update changes nothing"
    return updated


def _assert_deleted(plugin: Plugin, row: Lifecycle, made: Made) -> None:
    plugin.delete(made)
    if not row.state_only:
        assert plugin.read(made).id == "", "a read after the delete finds nothing"
    plugin.delete(made)
