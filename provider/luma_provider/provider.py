"""Dispatches the engine's calls to the resource types. Values are translated here and nowhere else."""

import json
from typing import Any, Final

from pulumi.provider.experimental import provider as engine
from pulumi.provider.experimental.property_value import PropertyValue

from luma_provider import config, schema
from luma_provider.config import Services
from luma_provider.diff import Change, top, under
from luma_provider.errors import ProviderError
from luma_provider.model import Failure, dump, normal
from luma_provider.registry import Registry
from luma_provider.resource import Found, Resource
from luma_provider.retry import Patience
from luma_provider.values import Value, has_unknown
from luma_provider.wire import Properties, decode, encode

_PUBLISHED: Final = "holds a secret, which everybody could read there: take it out"
_ENGINES_OWN: Final = frozenset({"version", "pluginDownloadURL"})
_KINDS: Final[dict[tuple[Change, bool], engine.PropertyDiffKind]] = {
    ("add", False): engine.PropertyDiffKind.ADD,
    ("add", True): engine.PropertyDiffKind.ADD_REPLACE,
    ("delete", False): engine.PropertyDiffKind.DELETE,
    ("delete", True): engine.PropertyDiffKind.DELETE_REPLACE,
    ("update", False): engine.PropertyDiffKind.UPDATE,
    ("update", True): engine.PropertyDiffKind.UPDATE_REPLACE,
}


class LumaProvider(engine.Provider):
    """The provider: its settings, and a handler for each call."""

    def __init__(self, version: str, registry: Registry, patience: Patience | None = None) -> None:
        self.version = version
        self.registry = registry
        self._patience = patience
        self._services: Services | None = None

    async def get_schema(self, request: engine.GetSchemaRequest) -> engine.GetSchemaResponse:
        """Give the package schema."""
        del request
        return engine.GetSchemaResponse(json.dumps(schema.package(self.version, self.registry), indent=2))

    async def check_config(self, request: engine.CheckRequest) -> engine.CheckResponse:
        """Check the provider's settings; a stack's other keys in the namespace `luma:` are left out."""
        known = {*config.DESCRIPTIONS, *_ENGINES_OWN}
        kept = {name: value for name, value in request.new_inputs.items() if name in known}
        inputs = {name: value.with_secret(value.is_secret or name in config.SECRETS) for name, value in kept.items()}
        wrong = config.problems({name: decode(value) for name, value in inputs.items()})
        return engine.CheckResponse(inputs, [engine.CheckFailure(name, reason) for name, reason in wrong.items()])

    async def diff_config(self, request: engine.DiffRequest) -> engine.DiffResponse:
        """Compare the provider's settings: a change never replaces anything."""
        return engine.DiffResponse(changes=_plain(request.old_state) != _plain(request.new_inputs))

    async def configure(self, request: engine.ConfigureRequest) -> engine.ConfigureResponse:
        """Take the settings and make the clients."""
        settings = {name: decode(value, hide=name in config.SECRETS) for name, value in request.args.items()}
        self._services = config.connect(settings, self.version, self._patience)
        return engine.ConfigureResponse(accept_secrets=True, supports_preview=True)

    async def check(self, request: engine.CheckRequest) -> engine.CheckResponse:
        """Check inputs and fill in what they leave out."""
        kind = self._kind(request.type)
        values, failures = normal(kind.INPUTS, _values(kind, request.new_inputs))
        if not failures and not has_unknown(values):
            failures = list(kind.check(kind.parse(values)))
        secret = _secret_names(kind, request.new_inputs)
        failures += [Failure(name, _PUBLISHED) for name in sorted(kind.PUBLIC & secret)]
        return engine.CheckResponse(_marked(values, secret), [_failure(each, secret) for each in failures])

    async def diff(self, request: engine.DiffRequest) -> engine.DiffResponse:
        """Compare what was last known with what is wanted."""
        kind = self._kind(request.type)
        found = kind.changes(_values(kind, request.old_state), _values(kind, request.new_inputs))
        detailed = {
            path: engine.PropertyDiff(_KINDS[change, path in found.replaced], input_diff=True)
            for path, change in found.paths.items()
            if not under(path, request.ignore_changes)
        }
        return engine.DiffResponse(
            changes=bool(detailed),
            diffs=sorted({top(path) for path in detailed}),
            replaces=sorted({top(path) for path in found.replaced if path in detailed}),
            delete_before_replace=found.delete_first,
            detailed_diff=detailed,
        )

    async def create(self, request: engine.CreateRequest) -> engine.CreateResponse:
        """Make a resource, or foresee it."""
        kind = self._kind(request.type)
        values, secret = _values(kind, request.properties), _secret_names(kind, request.properties)
        if request.preview:
            return engine.CreateResponse("", _marked(kind.foreseen(values, {}), secret))
        made = await kind.create(kind.parse(values))
        return engine.CreateResponse(made.id, _marked(kind.outputs(made), secret))

    async def read(self, request: engine.ReadRequest) -> engine.ReadResponse:
        """Look a resource up, for a refresh or an import; an empty answer says that it is gone.

        Raises:
            ProviderError: what is to be imported is not there. The SDK sends empty properties rather than none, with
                which Pulumi would import it.
        """
        kind = self._kind(request.type)
        known = kind.parse(_values(kind, request.inputs)) if request.inputs else None
        found = await kind.read(request.resource_id, known, _values(kind, request.properties))
        if found is None and not request.inputs and not request.properties:
            raise ProviderError(f"{request.resource_id}: there is no such {request.type}, so nothing can be imported")
        if found is None:
            return engine.ReadResponse("", {}, {})
        secret = _secret_names(kind, {**request.properties, **request.inputs})
        return engine.ReadResponse(
            found.id, _marked(kind.outputs(found), secret), _marked(_inputs(kind, found), secret)
        )

    async def update(self, request: engine.UpdateRequest) -> engine.UpdateResponse:
        """Change a resource, or foresee the change."""
        kind = self._kind(request.type)
        known, values = _values(kind, request.olds), _values(kind, request.news)
        secret = _secret_names(kind, request.news)
        if request.preview:
            return engine.UpdateResponse(_marked(kind.foreseen(values, known), secret))
        made = await kind.update(request.resource_id, kind.parse(values), known)
        return engine.UpdateResponse(_marked(kind.outputs(made), secret))

    async def delete(self, request: engine.DeleteRequest) -> None:
        """Remove a resource."""
        kind = self._kind(request.type)
        await kind.delete(request.resource_id, _values(kind, request.properties))

    def _kind(self, token: str) -> Resource[Any]:
        """Find the resource type; the engine spells that of a component's child `Parent$Child`."""
        services = self._services or config.connect({}, self.version, self._patience)
        return self.registry.find(token.rsplit("$", 1)[-1])(services)


def _values(kind: Resource[Any], properties: Properties) -> dict[str, Value]:
    found = {name: decode(value, hide=name in kind.SECRET) for name, value in properties.items()}
    return {name: value for name, value in found.items() if value is not None and not name.startswith("__")}


def _inputs(kind: Resource[Any], found: Found[Any]) -> dict[str, Value]:
    return kind.marked(dump(found.inputs))


def _secret_names(kind: Resource[Any], properties: Properties) -> frozenset[str]:
    """Name the properties that are secret by their table or because the program says so."""
    return kind.SECRET | {name for name, value in properties.items() if value.contains_secret()}


def _marked(values: dict[str, Value], secret: frozenset[str]) -> Properties:
    found = {name: encode(value) for name, value in values.items() if value is not None}
    return {name: value.with_secret(name in secret or value.is_secret) for name, value in found.items()}


def _failure(failure: Failure, secret: frozenset[str]) -> engine.CheckFailure:
    """Report a failure; the engine prints the value of the property it names, so a secret one is named in words."""
    if top(failure.path) in secret:
        return engine.CheckFailure("", f"{failure.path}: {failure.reason}")
    return engine.CheckFailure(failure.path, failure.reason)


def _plain(properties: dict[str, PropertyValue]) -> dict[str, Value]:
    return {name: decode(value) for name, value in properties.items()}
