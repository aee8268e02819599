"""The synchronous and the asynchronous client behind one face, so that a test runs on both.

The synchronous client works in a thread; the server of the test lives in the event loop.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from types import TracebackType
from typing import Any

from tc3 import Credential, RetryPolicy
from tc3.ses import AsyncSesClient, SesClient

KEY = Credential("AKIDtest", "the-secret-key")
AT_ONCE = RetryPolicy(4, base=0.0)
"""Tries again without a wait."""


class Driver:
    """Makes clients of one kind: of SES where no other class is named."""

    def __init__(self, kind: str) -> None:
        self.is_async = kind == "async"

    def client(self, endpoint: str | None = None, **options: Any) -> Either:
        return self.of(SesClient, AsyncSesClient, endpoint, **options)

    def of(
        self, sync: Any, aio: Any, endpoint: str | None = None, **options: Any
    ) -> Either:
        options = {"credential": KEY, "retry": AT_ONCE, **options}
        made = (aio if self.is_async else sync)(endpoint=endpoint, **options)
        return Either(made, self.is_async)


class Either:
    """A client whose methods are awaited, whichever kind it is."""

    def __init__(self, client: Any, is_async: bool) -> None:
        self.client = client
        self._is_async = is_async

    async def __aenter__(self) -> Either:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()

    def __getattr__(self, name: str) -> Callable[..., Coroutine[Any, Any, Any]]:
        method = getattr(self.client, name)

        async def call(*args: Any, **kwargs: Any) -> Any:
            if self._is_async:
                return await method(*args, **kwargs)
            return await asyncio.to_thread(method, *args, **kwargs)

        return call

    def with_options(self, **options: Any) -> Either:
        return Either(self.client.with_options(**options), self._is_async)

    async def items(
        self, name: str, *args: Any, most: int | None = None, **kwargs: Any
    ) -> list[Any]:
        """What an iterator of the client gives, at most so much of it."""
        iterator = getattr(self.client, name)(*args, **kwargs)
        found = await self.taken(iterator, most)
        if self._is_async:
            await iterator.aclose()
        return found

    async def taken(self, iterator: Any, most: int | None = None) -> list[Any]:
        """What comes next from an iterator, at most so much of it."""
        if self._is_async:
            return await _gather(iterator, most)
        return await asyncio.to_thread(_list, iterator, most)


def _list(iterator: Any, most: int | None) -> list[Any]:
    found: list[Any] = []
    while most is None or len(found) < most:
        try:
            found.append(next(iterator))
        except StopIteration:
            break
    return found


async def _gather(iterator: Any, most: int | None) -> list[Any]:
    found: list[Any] = []
    while most is None or len(found) < most:
        try:
            found.append(await iterator.__anext__())
        except StopAsyncIteration:
            break
    return found
