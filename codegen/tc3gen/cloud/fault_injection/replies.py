"""Wrong responses, as an injected fault demands."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from aiohttp import web

from tc3gen.cloud.fault_injection.faults import InjectedFault
from tc3gen.cloud.http.adapter import send_response
from tc3gen.cloud.protocol.api_error import ApiErrorResponse
from tc3gen.cloud.responses.responder import CallResponse

DRIPS = 20
"""Pieces in which a response drips, at most."""


async def respond_wrongly(
    request: web.Request,
    fault: InjectedFault,
    carry_out: Callable[[], Awaitable[CallResponse]],
    refuse: Callable[[ApiErrorResponse], CallResponse],
    is_over: Callable[[], bool],
) -> web.StreamResponse:
    """Respond with a fault: `carry_out` makes the right response, `refuse` an error.

    `is_over` tells if the cloud was reset in the meantime: then the call is one of a test
    before, and must not be carried out in this one.
    """
    if fault.kind != "drip":
        await asyncio.sleep(fault.seconds)
    if is_over():
        _break(request)
        return web.Response()
    if fault.kind == "throttle":
        message = "Too many requests; an injected fault says so."
        return await send_response(
            request, refuse(ApiErrorResponse("RequestLimitExceeded", message))
        )
    if fault.kind == "latency":
        return await send_response(request, await carry_out())
    if fault.kind in ("cut", "drip"):
        return await _in_pieces(request, fault, await carry_out())
    if fault.when == "after":
        await carry_out()
    if fault.kind == "error":
        return await send_response(
            request, refuse(ApiErrorResponse(fault.code, fault.message))
        )
    if fault.kind == "status":
        body = fault.body.encode("utf-8", "replace")
        return web.Response(status=fault.status, body=body, content_type="text/html")
    _break(request)
    return web.Response()


async def _in_pieces(
    request: web.Request, fault: InjectedFault, call_response: CallResponse
) -> web.StreamResponse:
    """The response slowly, or only its first half."""
    body = call_response.body
    kind = "application/json" if call_response.events is None else "text/event-stream"
    response = web.StreamResponse(
        headers={**call_response.headers, "Content-Type": kind}
    )
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
