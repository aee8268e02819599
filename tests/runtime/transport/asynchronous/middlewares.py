"""Middlewares of a user's session, and a call of a client in it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp

from tc3 import RetryPolicy
from tc3.ses import AsyncSesClient

from ...support.actions import send
from ...support.driver import AT_ONCE, KEY, Either
from ...support.servers import (
    Server,
)

Handler = Callable[[aiohttp.ClientRequest], Awaitable[aiohttp.ClientResponse]]
Middleware = Callable[
    [aiohttp.ClientRequest, Handler], Awaitable[aiohttp.ClientResponse]
]
OTHER = b'{"Subject": "another"}'


async def passing(
    request: aiohttp.ClientRequest, handler: Handler
) -> aiohttp.ClientResponse:
    return await handler(request)


async def adding(
    request: aiohttp.ClientRequest, handler: Handler
) -> aiohttp.ClientResponse:
    request.headers["X-Mine"] = "1"
    return await handler(request)


async def rereading(
    request: aiohttp.ClientRequest, handler: Handler
) -> aiohttp.ClientResponse:
    """Takes the body, and sends what it was as something of its own."""
    body = request.body
    assert isinstance(body, aiohttp.Payload)
    await request.update_body(await body.as_bytes())
    return await handler(request)


async def replacing(
    request: aiohttp.ClientRequest, handler: Handler
) -> aiohttp.ClientResponse:
    """Sends another body, without a look at ours."""
    await request.update_body(OTHER)
    return await handler(request)


async def repeating(
    request: aiohttp.ClientRequest, handler: Handler
) -> aiohttp.ClientResponse:
    """Tries everything three times."""
    for _ in range(2):
        try:
            response = await handler(request)
        except (aiohttp.ClientError, OSError):
            continue
        if response.status < 500:
            return response
        response.close()
    return await handler(request)


async def raising(
    request: aiohttp.ClientRequest, handler: Handler
) -> aiohttp.ClientResponse:
    raise ZeroDivisionError("of the middleware")


async def raising_late(
    request: aiohttp.ClientRequest, handler: Handler
) -> aiohttp.ClientResponse:
    response = await handler(request)
    response.close()
    raise ZeroDivisionError("of the middleware")


async def call(
    server: Server,
    *middlewares: Middleware,
    perform: Callable[[Either], Any] = send,
    retry: RetryPolicy = AT_ONCE,
    url: str | None = None,
    timeout: float = 5,
    **session: Any,
) -> Any:
    """The response, or the error, of a call in a session with these middlewares."""
    async with (
        aiohttp.ClientSession(middlewares=middlewares, **session) as made,
        AsyncSesClient(
            KEY,
            endpoint=url or server.url,
            session=made,
            retry=retry,
            timeout=timeout,
        ) as client,
    ):
        try:
            return await perform(Either(client, is_async=True))
        except Exception as error:
            return error
