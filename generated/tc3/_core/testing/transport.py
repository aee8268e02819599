"""A client without a network, a key or a pause: what is put in their place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..attempt import Attempt
from ..clients.async_client import AsyncClient
from ..credentials import Credential
from ..transport.base import HttpRequest, HttpResponse
from .ledger import MemoryLedger

KEY = Credential("stub", "stub")

Exchange = Callable[[HttpRequest], HttpResponse]


class StubTransport:
    """Has a function answer."""

    takes_any_region = True

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    def exchange(self, request: HttpRequest, attempt: Attempt) -> HttpResponse:
        return self._exchange(request)

    def close(self) -> None: ...


class AsyncStubTransport:
    """The stub's transport of an asynchronous client."""

    takes_any_region = True

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    async def exchange(self, request: HttpRequest, attempt: Attempt) -> HttpResponse:
        from asyncio import sleep

        await sleep(0)  # as a network would, so that other tasks get their turn
        return self._exchange(request)

    async def close(self) -> None: ...


class Pauses:
    """A clock that only sleeping moves, and sleeping that takes no time."""

    def __init__(self) -> None:
        self._slept = 0.0

    def calm(self, client: Any) -> None:
        """Gives it to a client, and to those made from it with other options.

        They keep their key, too: to take another one could ask the network for it.
        """
        is_async = isinstance(client, AsyncClient)
        attributes: dict[str, Any] = {
            "_sleep": self._sleep_async if is_async else self._sleep,
            "_clock": lambda: self._now,
            "_use": _keep_key,
        }
        for name, attribute in attributes.items():
            setattr(client, name, attribute)

    def _now(self) -> float:
        return self._slept

    def _sleep(self, seconds: float) -> None:
        self._slept += seconds

    async def _sleep_async(self, seconds: float) -> None:
        from asyncio import sleep

        self._slept += seconds
        await sleep(0)


def _keep_key(credential: object) -> None: ...


def replace_init(
    cls: Any, options: Mapping[str, Any], calm: Callable[[Any], None]
) -> Callable[[], None]:
    """Has the clients of a class made with these options; what is returned undoes it."""
    original = cls.__init__
    ledger = MemoryLedger()
    own = "__init__" in vars(cls)

    def init(self: Any, *args: Any, **given: Any) -> None:
        given.pop("rate_limiter", None)  # it would wait for real
        if given.get("ledger") is not None:
            given["ledger"] = ledger  # theirs would be asked for real
        for name, value in zip(("credential", "region"), args, strict=False):
            given[name] = value
        original(self, **{**given, **options})
        calm(self)

    cls.__init__ = init

    def undo() -> None:
        if own:
            cls.__init__ = original
        else:
            del cls.__init__

    return undo
