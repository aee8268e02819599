"""The client of a scenario, and that of the hooks around it."""

from __future__ import annotations

from contextlib import AsyncExitStack, suppress
from typing import Any

import aiohttp

from tc3 import Credential, RetryPolicy, Timeout
from tc3.ses import AsyncSesClient, SesClient

from ..roads import SESSIONS
from ..scenario import Scenario
from ..server.port import Port
from .calls import AsyncSmallSes, SmallSes
from .hooks import (
    LIMIT,
    CallingAsyncInterceptor,
    CallingInterceptor,
    Inner,
    calling_traces,
    passing,
    repeating,
)

KEY = Credential("AKIDtest", "the-secret-key")
_RETRY = RetryPolicy(3, base=0)


def inner_client(port: Port, aio: bool) -> Any:
    """The client of the hooks."""
    kind = AsyncSesClient if aio else SesClient
    return kind(
        KEY,
        endpoint=f"http://{port.address}",
        timeout=LIMIT,
        retry=_RETRY,
        trust_env=False,
    )


async def client_of(
    scenario: Scenario, port: Port, inner: Inner, stack: AsyncExitStack
) -> Any:
    """The client of a scenario; the stack closes a session that it is given."""
    setting = scenario.setting
    bulk = any(call.kind == "bulk" for call in scenario.calls)
    options: dict[str, Any] = {
        "endpoint": setting.road.endpoint(port),
        "timeout": Timeout(scenario.total, scenario.total * 2 / 3, scenario.total),
        "retry": _RETRY,
        "trust_env": False,
    }
    if setting.extra in SESSIONS:
        options["session"] = session = _session(scenario, port, inner)
        stack.push_async_callback(_close, session)
    else:
        options["proxy"] = setting.road.proxy_of(port)
        if setting.road.tls:
            options["ca_file"] = port.contexts.ca_file
    if setting.extra == "calling interceptor":
        made = CallingAsyncInterceptor if setting.aio else CallingInterceptor
        options["interceptors"] = [made(inner, scenario.hooks % 15 + 1)]
    if setting.aio:
        return (AsyncSmallSes if bulk else AsyncSesClient)(KEY, **options)
    return (SmallSes if bulk else SesClient)(KEY, **options)


def _session(scenario: Scenario, port: Port, inner: Inner) -> aiohttp.ClientSession:
    extra = scenario.setting.extra
    options: dict[str, Any] = {}
    if scenario.setting.road.tls:
        trust = port.contexts.trusting()
        options["connector"] = aiohttp.TCPConnector(ssl=trust)
    if extra == "passing middleware":
        options["middlewares"] = (passing,)
    elif extra == "repeating middleware":
        options["middlewares"] = (repeating,)
    elif extra == "calling traces":
        options["trace_configs"] = calling_traces(inner, scenario.hooks % 511 + 1)
    elif extra == "raising session":
        options["raise_for_status"] = True
    return aiohttp.ClientSession(proxy=scenario.setting.road.proxy_of(port), **options)


async def _close(session: aiohttp.ClientSession) -> None:
    # Of Python 3.11 a transport of TLS inside of TLS may be broken; that is not our client's.
    with suppress(AttributeError):
        await session.close()
