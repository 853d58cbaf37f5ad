"""Pulumi's resource-provider protocol (`proto/pulumi/provider.proto` of pulumi/pulumi) for one cloud.

Methods left out answer Unimplemented: Parameterize, Call, Construct, List, GetMapping, GetMappings.
"""

import json
from typing import Any, Final, TypeAlias

import grpc
from google.protobuf.empty_pb2 import Empty
from google.protobuf.struct_pb2 import Struct

from localcloud.core.faults import Faults
from localcloud.plugin.answers import answered, incomplete
from localcloud.plugin.diff import Change, root
from localcloud.plugin.operations import Difference, Operations, Result
from localcloud.plugin.package import package_schema
from localcloud.plugin.properties import decode, encode
from localcloud.plugin.protos import plugin, services
from localcloud.plugin.protos import provider as rpc
from localcloud.plugin.registry import Cloud
from localcloud.plugin.schema import Failure

Context = grpc.ServicerContext
Request: TypeAlias = (
    "rpc.CheckRequest | rpc.DiffRequest | rpc.CreateRequest | rpc.ReadRequest | rpc.UpdateRequest | rpc.DeleteRequest"
)

KINDS: Final[dict[tuple[Change, bool], rpc.PropertyDiff.Kind.ValueType]] = {
    ("add", False): rpc.PropertyDiff.ADD,
    ("add", True): rpc.PropertyDiff.ADD_REPLACE,
    ("delete", False): rpc.PropertyDiff.DELETE,
    ("delete", True): rpc.PropertyDiff.DELETE_REPLACE,
    ("update", False): rpc.PropertyDiff.UPDATE,
    ("update", True): rpc.PropertyDiff.UPDATE_REPLACE,
}


def _name(request: rpc.CheckRequest) -> str:
    return request.name or request.urn.rsplit("::", 1)[-1]


class Servicer(services.ResourceProviderServicer):
    """One cloud's plugin; the engine's requests come in on many threads."""

    def __init__(self, cloud: Cloud[Any], faults: Faults) -> None:
        self.cloud = cloud
        self.operations = Operations(cloud, faults)

    def Handshake(self, request: rpc.ProviderHandshakeRequest, context: Context) -> rpc.ProviderHandshakeResponse:
        """Agree on the protocol: secrets are taken as such; resource references and outputs come as plain values."""
        del request, context
        return rpc.ProviderHandshakeResponse(accept_secrets=True)

    def Attach(self, request: plugin.PluginAttach, context: Context) -> Empty:
        """Take the engine's address, which these clouds have no use for."""
        del request, context
        return Empty()

    def GetPluginInfo(self, request: Empty, context: Context) -> plugin.PluginInfo:
        """Report the version that the SDK asks for."""
        del request, context
        return plugin.PluginInfo(version=self.cloud.table.version)

    def GetSchema(self, request: rpc.GetSchemaRequest, context: Context) -> rpc.GetSchemaResponse:
        """Give the package schema, made from the tables."""
        del request, context
        return rpc.GetSchemaResponse(schema=json.dumps(package_schema(self.cloud.table)))

    def CheckConfig(self, request: rpc.CheckRequest, context: Context) -> rpc.CheckResponse:
        """Check the provider's own settings."""
        with answered(context):
            settings = decode(request.news)
            return _checked(request.news, self.operations.check_settings(settings))

    def DiffConfig(self, request: rpc.DiffRequest, context: Context) -> rpc.DiffResponse:
        """Compare the provider's settings: a change never replaces anything."""
        with answered(context):
            changed = decode(request.old_inputs or request.olds) != decode(request.news)
            return rpc.DiffResponse(changes=rpc.DiffResponse.DIFF_SOME if changed else rpc.DiffResponse.DIFF_NONE)

    def Configure(self, request: rpc.ConfigureRequest, context: Context) -> rpc.ConfigureResponse:
        """Take the provider's settings."""
        with answered(context):
            self.operations.configure(decode(request.args))
            return rpc.ConfigureResponse(acceptSecrets=True, supportsPreview=True)

    def Invoke(self, request: rpc.InvokeRequest, context: Context) -> rpc.InvokeResponse:
        """Call a function."""
        with answered(context):
            answer = self.operations.invoke(request.tok, decode(request.args))
            response = rpc.InvokeResponse()
            getattr(response, "return").CopyFrom(encode(answer))
            return response

    def Check(self, request: rpc.CheckRequest, context: Context) -> rpc.CheckResponse:
        """Check a resource's inputs."""
        with answered(context):
            olds, news = decode(request.olds), decode(request.news)
            inputs, failures = self.operations.check(_token(request), _name(request), request.randomSeed, olds, news)
            return _checked(encode(inputs), failures)

    def Diff(self, request: rpc.DiffRequest, context: Context) -> rpc.DiffResponse:
        """Compare a resource's old and new inputs."""
        with answered(context):
            return _difference(self.operations.diff(_token(request), decode(request.old_inputs), decode(request.news)))

    def Create(self, request: rpc.CreateRequest, context: Context) -> rpc.CreateResponse:
        """Make a resource, or foresee it."""
        with answered(context):
            inputs = decode(request.properties)
            result = self.operations.create(_token(request), inputs, preview=request.preview)
            _report(context, result)
            return rpc.CreateResponse(id=result.id, properties=encode(result.outputs))

    def Read(self, request: rpc.ReadRequest, context: Context) -> rpc.ReadResponse:
        """Look a resource up, for a refresh or an import.

        One that is not there has no properties at all: with empty ones Pulumi would import it.
        """
        with answered(context):
            inputs, known = decode(request.inputs), decode(request.properties)
            found = self.operations.read(_token(request), request.id, inputs, known)
            if not found.id:
                return rpc.ReadResponse()
            _report(context, found)
            return rpc.ReadResponse(id=found.id, properties=encode(found.outputs), inputs=encode(found.inputs))

    def Update(self, request: rpc.UpdateRequest, context: Context) -> rpc.UpdateResponse:
        """Change a resource, or foresee the change."""
        with answered(context):
            known, old, new = decode(request.olds), decode(request.old_inputs), decode(request.news)
            result = self.operations.update(_token(request), request.id, known, old, new, preview=request.preview)
            _report(context, result)
            return rpc.UpdateResponse(properties=encode(result.outputs))

    def Delete(self, request: rpc.DeleteRequest, context: Context) -> Empty:
        """Remove a resource."""
        with answered(context):
            self.operations.delete(_token(request), request.id, decode(request.old_inputs))
        return Empty()

    def Cancel(self, request: Empty, context: Context) -> Empty:
        """End nothing: operations take milliseconds, and the process serves later runs too."""
        del request, context
        return Empty()


def _token(request: Request) -> str:
    """Give a request's type token; older engines send only the URN, whose type may be `Parent$Child`."""
    return request.type or request.urn.split("::")[2].rsplit("$", 1)[-1]


def _checked(inputs: Struct, failures: list[Failure]) -> rpc.CheckResponse:
    found = [rpc.CheckFailure(property=each.path, reason=each.reason) for each in failures]
    return rpc.CheckResponse(inputs=inputs, failures=found)


def _difference(found: Difference) -> rpc.DiffResponse:
    detailed = {
        path: rpc.PropertyDiff(kind=KINDS[change, path in found.replaced], inputDiff=True)
        for path, change in found.changed.items()
    }
    return rpc.DiffResponse(
        changes=rpc.DiffResponse.DIFF_SOME if detailed else rpc.DiffResponse.DIFF_NONE,
        diffs=found.roots(),
        replaces=sorted({root(path) for path in found.replaced}),
        deleteBeforeReplace=found.delete_first,
        detailedDiff=detailed,
        hasDetailedDiff=True,
    )


def _report(context: Context, result: Result) -> None:
    """Answer with the reasons why a resource is not ready, where there are any."""
    if result.incomplete:
        incomplete(context, result.id, result.outputs, result.inputs, result.incomplete)
