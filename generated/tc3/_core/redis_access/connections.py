"""Connections to one Redis: those of threads, and those of each event loop."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from importlib import import_module
from typing import Any

from ..errors import ConfigurationError
from .address import RedisAddress
from .commands import IdleConnections, Pipeline, Script


class RedisConnections:
    """Makes clients of one Redis, or of one cluster, which connect when they are used.

    Threads share a client; each event loop has its own, closed when the loop ends.
    """

    def __init__(
        self,
        address: RedisAddress,
        user: str,
        patience: float,
        *,
        cluster: bool = False,
    ) -> None:
        """Sets them up. Redis is not asked yet.

        Args:
            address: Where it is.
            user: The class that needs it, for a message.
            patience: Seconds to wait for it, connecting and reading each.
            cluster: True if it is a node of a cluster, which tells of the others.

        Raises:
            ConfigurationError: The URL is wrong, or the library `redis` is missing.
        """
        try:
            redis = import_module("redis")  # by name: type checkers need not know it
        except ImportError as error:
            raise ConfigurationError(
                f"{user} needs more: pip install tc3[redis] ({error})"
            ) from None
        self.error: type[Exception] = redis.RedisError
        """The class of the library's errors."""
        self.errors = (self.error, OSError, asyncio.exceptions.TimeoutError)
        """The errors of a Redis that cannot be used."""
        self._refusal: type[Exception] = redis.ResponseError
        self._unknown: type[Exception] = import_module("redis.exceptions").NoScriptError
        self._address = address
        self._patience = patience
        self._cluster = cluster
        self._idle = IdleConnections(self._unknown)
        self._threads: Held | None = None
        if not cluster:  # whose clients connect when they are made
            self._of_threads()
        self.held: dict[asyncio.AbstractEventLoop, HeldByLoop] = {}
        """By event loop."""

    @property
    def client(self) -> Any:
        """The client of all threads."""
        return self._of_threads().client

    def script(self, text: str) -> Any:
        """A script for threads, to be called with `keys` and `args`."""
        return self._of_threads().script(text)

    def _of_threads(self) -> Held:
        if self._threads is None:
            self._threads = Held(self._connect(asynchronous=False))
        return self._threads

    async def of_loop(self) -> HeldByLoop:
        """The client of the event loop that runs."""
        loop = asyncio.get_running_loop()
        held = self.held.get(loop)
        if held is None:
            for other in [*self.held]:
                if other.is_closed():  # without having closed its generators
                    self.held.pop(other, None)
            client = self._connect(asynchronous=True)
            held = self.held[loop] = HeldByLoop(client, self._hold(loop, client))
            await held.holder.__anext__()
        return held

    def close(self) -> None:
        """Close the connections of threads; the next use opens one again."""
        self._idle.close()
        if self._threads is not None:
            self._threads.client.close()

    def run(self, script: Script, key: str, args: Sequence[str]) -> Any:
        """Run a script that needs one key.

        Raises:
            Exception: One of `errors`.
        """
        if self._cluster:
            return self.script(script.text)(keys=[key], args=args)
        pool = self.client.connection_pool
        try:
            return self._idle.ask(pool, script.by_digest(key, args))
        except self._unknown:
            return self._idle.ask(pool, script.whole(key, args))

    async def run_async(self, script: Script, key: str, args: Sequence[str]) -> Any:
        """Run a script that needs one key; those of many tasks go out together.

        Raises:
            Exception: One of `errors`.
        """
        held = await self.of_loop()
        if self._cluster:
            return await held.script(script.text)(keys=[key], args=args)
        if held.pipeline is None:
            held.pipeline = Pipeline(
                held.client.connection_pool,
                self._patience,
                self._refusal,
                self._unknown,
            )
        try:
            return await held.pipeline.ask(script.by_digest(key, args))
        except self._unknown:
            return await held.pipeline.ask(script.whole(key, args))

    async def aclose(self) -> None:
        """Close the connections of the event loop that runs."""
        held = self.held.get(asyncio.get_running_loop())
        if held is not None:
            await held.holder.aclose()

    async def _hold(
        self, loop: asyncio.AbstractEventLoop, client: Any
    ) -> AsyncGenerator[None, None]:
        """Close a client when its event loop ends, which ends what it has begun to iterate."""
        try:
            yield
        finally:
            held = self.held.pop(loop, None)
            if held is not None and held.pipeline is not None:
                await held.pipeline.close()
            await client.aclose()

    def _connect(self, *, asynchronous: bool) -> Any:
        lost = import_module("redis").ConnectionError
        at_once = import_module("redis.backoff").NoBackoff()
        client, retry = _classes(asynchronous, self._cluster)
        try:
            return client.from_url(
                self._address.url,
                socket_timeout=self._patience,
                socket_connect_timeout=self._patience,
                # At once, for a connection that Redis has closed; the default waits
                # seconds, and asks again where Redis is mute.
                retry=retry(at_once, 1, supported_errors=(lost,)),
            )
        except self.errors:
            raise  # of a cluster, which is asked for its nodes
        except Exception:  # noqa: BLE001
            # Its text may quote the URL.
            raise self._address.bad() from None


class Held:
    """A client, and its scripts."""

    def __init__(self, client: Any) -> None:
        self.client = client
        self._scripts: dict[str, Any] = {}

    def script(self, text: str) -> Any:
        """A Lua script, to be called with `keys` and `args`."""
        found = self._scripts.get(text)
        if found is None:
            found = self._scripts[text] = self.client.register_script(text)
        return found


class HeldByLoop(Held):
    """The client of an event loop, and what closes it."""

    def __init__(self, client: Any, holder: AsyncGenerator[None, None]) -> None:
        super().__init__(client)
        self.holder = holder
        self.pipeline: Pipeline | None = None


def _classes(asynchronous: bool, cluster: bool) -> tuple[Any, Any]:
    """The classes of a client and of its retries."""
    package = "redis.asyncio" if asynchronous else "redis"
    retry = import_module(f"{package}.retry").Retry
    if cluster:
        return import_module(f"{package}.cluster").RedisCluster, retry
    return import_module(package).Redis, retry
