"""Handlers of JSON objects, for what lies under `/_local/`.

A body must say that it is JSON, which a form of some web page cannot.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from tc3gen.cloud.protocol.strict_json import read_json

Body = dict[str, Any]


def json_handler(
    change: Callable[[Body], Any], *, in_thread: bool = False
) -> Callable[[web.Request], Awaitable[web.Response]]:
    """A handler that gives the object of a body to a function, and returns its result.

    A `ValueError` or `TypeError` of it is what is wrong with the body. What may take long
    runs in a thread, so that other requests are answered meanwhile.
    """

    async def handle(request: web.Request) -> web.Response:
        try:
            body = await read_object(request)
            result = (
                await asyncio.to_thread(change, body) if in_thread else change(body)
            )
            return web.json_response(result)
        except (ValueError, TypeError, OverflowError) as error:
            return refusal_response(error)

    return handle


def refusal_response(error: Exception) -> web.Response:
    """The response that says what is wrong with a request."""
    reason = str(error.args[0]) if error.args else type(error).__name__
    if isinstance(error, UnicodeError):
        reason = "a text is not valid Unicode"
    return web.json_response({"error": reason}, status=400)


async def read_object(request: web.Request) -> Body:
    """The object of a body. Raises `ValueError` or `TypeError` if it holds none."""
    if request.content_type != "application/json":
        raise ValueError("the content type must be application/json")
    try:
        body = read_json(await request.read())
    except (ValueError, RecursionError):
        raise ValueError("the body is not JSON") from None
    if not isinstance(body, dict):
        raise TypeError("the body is not a JSON object")
    return body


def take_member(body: Body, name: str, kind: type, default: Any = None) -> Any:
    """A member of a body, which is taken out of it. Raises `TypeError`."""
    value = body.pop(name, default)
    if not isinstance(value, kind):
        raise TypeError(f"`{name}` must be of the type {kind.__name__}")
    return value


def nothing_more(body: Body) -> None:
    """Raise `ValueError` where members are left."""
    if body:
        raise ValueError(f"there is no `{min(body)}` here")
