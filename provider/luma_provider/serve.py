"""Serves a provider to the engine: prints the port, answers until the engine ends the process.

The SDK's own `main` answers an expected error with a Python traceback; here the user reads the message alone.
"""

import argparse
import asyncio
import inspect
import sys
from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeAlias

import grpc
import grpc.aio
from pulumi.provider.experimental.provider import Provider
from pulumi.provider.experimental.server import ProviderServicer
from pulumi.runtime.proto import provider_pb2_grpc

from luma_provider.errors import ProviderError

_LARGEST_MESSAGE: Final = 400 * 1024 * 1024
_OPTIONS: Final = [("grpc.max_receive_message_length", _LARGEST_MESSAGE), ("grpc.max_send_message_length", -1)]

Handler: TypeAlias = "grpc.RpcMethodHandler[Any, Any] | None"  # generic in its type stubs alone
Continuation: TypeAlias = Callable[[grpc.HandlerCallDetails], Awaitable[Handler]]


class PlainErrors(grpc.aio.ServerInterceptor):
    """Answers a `ProviderError` with its message; a bug keeps its traceback."""

    async def intercept_service(
        self, continuation: Continuation, handler_call_details: grpc.HandlerCallDetails
    ) -> Handler:
        """Wrap one method."""
        found = await continuation(handler_call_details)
        if found is None or found.unary_unary is None:
            return found
        inner = found.unary_unary

        async def answered(request: Any, context: Any) -> Any:
            try:
                answer = inner(request, context)
                return await answer if inspect.isawaitable(answer) else answer
            except Exception as error:
                cause = error.__context__ or error
                if isinstance(cause, ProviderError):
                    await context.abort(grpc.StatusCode.UNKNOWN, str(cause))
                raise

        return grpc.unary_unary_rpc_method_handler(answered, found.request_deserializer, found.response_serializer)


def serve(provider: Provider, version: str) -> None:
    """Serve on a free port of this machine and print it, as the engine expects of a plugin."""
    parser = argparse.ArgumentParser(description="The Pulumi provider luma (a gRPC server).")
    parser.add_argument("engine", help="address of the Pulumi engine")
    known, _ = parser.parse_known_args()
    try:
        asyncio.run(_serve(provider, version, known.engine))
    except KeyboardInterrupt:
        return


async def start(provider: Provider, version: str, engine: str) -> tuple[grpc.aio.Server, int]:
    """Start a server on a free port of this machine; gives the port too."""
    server = grpc.aio.server(options=_OPTIONS, interceptors=[PlainErrors()])
    servicer = ProviderServicer(sys.argv[1:], version, provider, engine)
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(servicer, server)
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    return server, port


async def _serve(provider: Provider, version: str, engine: str) -> None:
    server, port = await start(provider, version, engine)
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    await server.wait_for_termination()
