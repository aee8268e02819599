"""Answering wrongly, as an injected fault demands."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from aiohttp import web

from tc3gen.cloud.answering import Answered
from tc3gen.cloud.exchange import respond
from tc3gen.cloud.faults import ApiFault
from tc3gen.cloud.injected import InjectedFault

DRIPS = 20
"""Pieces in which an answer drips, at most."""


async def answer_wrongly(
    request: web.Request,
    fault: InjectedFault,
    answer: Callable[[], Awaitable[Answered]],
    refuse: Callable[[ApiFault], Answered],
) -> web.StreamResponse:
    """Answer a call with a fault; `answer` carries it out, `refuse` makes an error."""
    if fault.kind != "drip":
        await asyncio.sleep(fault.seconds)
    if fault.kind == "throttle":
        message = "Too many requests; an injected fault says so."
        return await respond(request, refuse(ApiFault("RequestLimitExceeded", message)))
    if fault.kind == "latency":
        return await respond(request, await answer())
    if fault.kind in ("cut", "drip"):
        return await _in_pieces(request, fault, await answer())
    if fault.when == "after":
        await answer()
    if fault.kind == "error":
        return await respond(request, refuse(ApiFault(fault.code, fault.message)))
    if fault.kind == "status":
        body = fault.body.encode("utf-8", "replace")
        return web.Response(status=fault.status, body=body, content_type="text/html")
    _break(request)
    return web.Response()


async def _in_pieces(
    request: web.Request, fault: InjectedFault, answered: Answered
) -> web.StreamResponse:
    """The answer slowly, or only its first half."""
    body = answered.body
    response = web.StreamResponse(headers={"Content-Type": "application/json"})
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
