"""Between aiohttp and calls: requests in, responses out."""

from __future__ import annotations

import uuid

from aiohttp import web
from aiohttp.typedefs import Handler

from tc3gen.cloud.answering import Answered, logger
from tc3gen.cloud.answers import failure
from tc3gen.cloud.faults import ApiFault
from tc3gen.cloud.protocol import BODY_LIMIT
from tc3gen.cloud.requests import Request

_READ_LIMIT = 4 * BODY_LIMIT
"""Bytes read, and thrown away, of a body that is too large, so that its sender gets to
read the answer."""


async def read_request(request: web.Request) -> Request:
    """The request as sent: `aiohttp` would decode and normalise what was signed."""
    return Request(
        method=request.method,
        query=request.raw_path.partition("#")[0].partition("?")[2],
        headers={
            name.lower(): _readable(value) for name, value in request.headers.items()
        },
        body=await _body(request),
    )


async def respond(request: web.Request, answered: Answered) -> web.StreamResponse:
    """Send what goes back."""
    if answered.events is None:
        return web.Response(
            body=answered.body,
            content_type="application/json",
            headers=answered.headers,
        )
    response = web.StreamResponse(headers=answered.headers)
    response.content_type = "text/event-stream"
    await response.prepare(request)
    for event in answered.events:
        await response.write(event)
    return response


@web.middleware
async def json_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """What is no call at all (another path or method) gets a body like all others.

    So does what goes wrong in the server itself.
    """
    try:
        return await handler(request)
    except web.HTTPException as error:
        code = "UnsupportedProtocol" if error.status == 405 else "InvalidRequest"
        fault = ApiFault(code, f"{error.reason}. Calls go to `/`, by GET or POST.")
        return web.Response(
            status=error.status,
            headers={"Allow": error.headers["Allow"]} if error.status == 405 else None,
            body=failure(fault, str(uuid.uuid4())),
            content_type="application/json",
        )
    except ConnectionError:
        raise
    except Exception:
        logger.exception("A request failed")
        fault = ApiFault("InternalError", "The local cloud failed; its log says why.")
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
