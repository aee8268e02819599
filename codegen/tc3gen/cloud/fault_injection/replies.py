"""Answering wrongly, as an injected fault demands."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from aiohttp import web

from tc3gen.cloud.fault_injection.faults import InjectedFault
from tc3gen.cloud.http.adapter import respond
from tc3gen.cloud.protocol.api_error import ApiErrorResponse
from tc3gen.cloud.responses.responder import Answered

DRIPS = 20
"""Pieces in which a response drips, at most."""


async def answer_wrongly(
    request: web.Request,
    fault: InjectedFault,
    answer: Callable[[], Awaitable[Answered]],
    refuse: Callable[[ApiErrorResponse], Answered],
) -> web.StreamResponse:
    """Answer a call with a fault; `answer` carries it out, `refuse` makes an error."""
    if fault.kind != "drip":
        await asyncio.sleep(fault.seconds)
    if fault.kind == "throttle":
        message = "Too many requests; an injected fault says so."
        return await respond(
            request, refuse(ApiErrorResponse("RequestLimitExceeded", message))
        )
    if fault.kind == "latency":
        return await respond(request, await answer())
    if fault.kind in ("cut", "drip"):
        return await _in_pieces(request, fault, await answer())
    if fault.when == "after":
        await answer()
    if fault.kind == "error":
        return await respond(
            request, refuse(ApiErrorResponse(fault.code, fault.message))
        )
    if fault.kind == "status":
        body = fault.body.encode("utf-8", "replace")
        return web.Response(status=fault.status, body=body, content_type="text/html")
    _break(request)
    return web.Response()


async def _in_pieces(
    request: web.Request, fault: InjectedFault, answered: Answered
) -> web.StreamResponse:
    """The response slowly, or only its first half."""
    body = answered.body
    kind = "application/json" if answered.events is None else "text/event-stream"
    response = web.StreamResponse(headers={**answered.headers, "Content-Type": kind})
    response.content_length = len(body)
    await response.prepare(request)
    if fault.kind == "cut":
        await response.write(body[: len(body) // 2])
        _break(request)
        return response
    size = -(-len(body) // DRIPS)
    starts = range(0, len(body), size)
    for start in starts:
        await asyncio.sleep(fault.seconds / len(starts))
        await response.write(body[start : start + size])
    return response


def _break(request: web.Request) -> None:
    """Break the connection, so that its other end sees it at once."""
    if request.transport is not None:
        request.transport.abort()
