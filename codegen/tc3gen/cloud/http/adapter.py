"""Between aiohttp and calls: requests in, responses out."""

from __future__ import annotations

import uuid

from aiohttp import web
from aiohttp.typedefs import Handler

from tc3gen.cloud.gateway.gateway import BODY_LIMIT
from tc3gen.cloud.http.multipart import read_parts
from tc3gen.cloud.protocol.api_error import ApiErrorResponse
from tc3gen.cloud.protocol.request import Parts, ReceivedRequest
from tc3gen.cloud.responses.responder import CallResponse, logger
from tc3gen.cloud.responses.wire import failure

_READ_LIMIT = 4 * BODY_LIMIT
"""Bytes read, and thrown away, of a body that is too large, so that its sender gets to
read the response."""


async def read_request(request: web.Request) -> ReceivedRequest:
    """The request as sent: `aiohttp` would decode and normalise what was signed."""
    body = await _body(request)
    is_multipart = request.content_type.lower() == "multipart/form-data"
    return ReceivedRequest(
        method=request.method,
        query=request.raw_path.partition("#")[0].partition("?")[2],
        headers={
            name.lower(): _readable(value) for name, value in request.headers.items()
        },
        body=body,
        parts=await read_parts(request, body) if is_multipart else Parts(),
    )


async def send_response(
    request: web.Request, call_response: CallResponse
) -> web.StreamResponse:
    """Send what goes back."""
    if call_response.events is None:
        return web.Response(
            body=call_response.body,
            content_type="application/json",
            headers=call_response.headers,
        )
    response = web.StreamResponse(headers=call_response.headers)
    response.content_type = "text/event-stream"
    await response.prepare(request)
    for event in call_response.events:
        await response.write(event)
    return response


@web.middleware
async def json_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Give what is not a call (another path or method) a body like all others.

    So does what goes wrong in the server itself.
    """
    try:
        return await handler(request)
    except web.HTTPException as error:
        code = "UnsupportedProtocol" if error.status == 405 else "InvalidRequest"
        fault = ApiErrorResponse(
            code, f"{error.reason}. Calls go to `/`, by GET or POST."
        )
        return web.Response(
            status=error.status,
            headers={"Allow": error.headers["Allow"]} if error.status == 405 else None,
            body=failure(fault, str(uuid.uuid4())),
            content_type="application/json",
        )
    except ConnectionError:
        raise
    except Exception:  # noqa: BLE001
        logger.exception("A request failed")
        fault = ApiErrorResponse(
            "InternalError", "The local cloud failed; its log says why."
        )
        body = failure(fault, str(uuid.uuid4()))
        return web.Response(status=500, body=body, content_type="application/json")


def _readable(value: str) -> str:
    """A header without the surrogates that stand for bytes that are not UTF-8."""
    return value.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


async def _body(request: web.Request) -> bytes:
    """The body, or its beginning where that is larger than any product takes."""
    body = bytearray()
    seen = 0
    try:
        async for chunk in request.content.iter_any():
            seen += len(chunk)
            if len(body) <= BODY_LIMIT:
                body += chunk
            if seen > _READ_LIMIT:
                break
    except web.RequestPayloadError:
        raise web.HTTPBadRequest from None
    return bytes(body)
