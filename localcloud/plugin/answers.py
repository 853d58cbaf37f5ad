"""Turns what goes wrong in a cloud into the gRPC errors that the engine understands."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import grpc
from google.protobuf.any_pb2 import Any as AnyMessage
from google.rpc.status_pb2 import Status

from localcloud.core.entities import EntityError
from localcloud.core.errors import CloudError, Refused
from localcloud.core.store import StoreError
from localcloud.plugin import protos
from localcloud.plugin.properties import Properties, WireError, encode
from localcloud.plugin.registry import UnknownToken

LOG: Final = logging.getLogger(__name__)

# Unavailable and Unimplemented have a meaning of their own for the engine, so no cloud error becomes one.
# A failure of the service becomes Unknown, on which the engine assumes that the work may have been done.
CODES: Final = {
    303: grpc.StatusCode.ALREADY_EXISTS,
    400: grpc.StatusCode.INVALID_ARGUMENT,
    403: grpc.StatusCode.PERMISSION_DENIED,
    404: grpc.StatusCode.NOT_FOUND,
    409: grpc.StatusCode.ALREADY_EXISTS,
    410: grpc.StatusCode.FAILED_PRECONDITION,
    422: grpc.StatusCode.INVALID_ARGUMENT,
    429: grpc.StatusCode.RESOURCE_EXHAUSTED,
    504: grpc.StatusCode.UNKNOWN,
}


@contextmanager
def answered(context: grpc.ServicerContext) -> Iterator[None]:
    """Answer every error with its status; a bug in the local cloud names itself as one and is logged."""
    try:
        yield
    except CloudError as error:
        context.abort(_code(error), str(error))
    except (UnknownToken, WireError) as error:
        context.abort(grpc.StatusCode.INVALID_ARGUMENT, str(error))
    except StoreError as error:
        context.abort(grpc.StatusCode.UNKNOWN, str(error))
    except EntityError as error:
        context.abort(grpc.StatusCode.INTERNAL, f"another version of the local cloud wrote this world: {error}")
    except Exception as error:
        if context.code() is not None:  # type: ignore[attr-defined]  # `incomplete` has answered already
            raise
        LOG.exception("a bug in the local cloud")
        context.abort(grpc.StatusCode.INTERNAL, f"a bug in the local cloud: {type(error).__name__}: {error}")


def _code(error: CloudError) -> grpc.StatusCode:
    """Choose the status of a cloud's error; a refusal never leaves it open whether the work was done."""
    other = grpc.StatusCode.FAILED_PRECONDITION if isinstance(error, Refused) else grpc.StatusCode.UNKNOWN
    return CODES.get(error.http_status, other)


def incomplete(
    context: grpc.ServicerContext,
    resource_id: str,
    properties: Properties,
    inputs: Properties,
    reasons: tuple[str, ...],
) -> None:
    """Answer that the resource exists but is not ready: the engine keeps it and shows the reasons."""
    detail = AnyMessage()
    detail.Pack(
        protos.provider.ErrorResourceInitFailed(
            id=resource_id, properties=encode(properties), inputs=encode(inputs), reasons=reasons
        )
    )
    message = "; ".join(reasons)
    status = Status(code=grpc.StatusCode.UNKNOWN.value[0], message=message, details=[detail])
    context.set_trailing_metadata((("grpc-status-details-bin", status.SerializeToString()),))
    context.abort(grpc.StatusCode.UNKNOWN, message)
