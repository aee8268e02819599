"""Commands of Redis as bytes, and connections that carry them with little ado.

A client of the library takes many times as long for a command as the system for its bytes.
Connecting, TLS, passwords and replies are the library's all the same.
"""

from __future__ import annotations

import asyncio
import os
from collections import deque
from collections.abc import Iterable, Sequence
from hashlib import sha1
from typing import Any


def pack_command(*parts: str) -> bytes:
    """A command as Redis reads it."""
    return b"*%d\r\n%b" % (len(parts), _bulk(parts))


def _bulk(parts: Sequence[str]) -> bytes:
    """The parts of a command, each with its length in bytes."""
    text = "".join([f"${len(part)}\r\n{part}\r\n" for part in parts])
    if text.isascii():
        return text.encode()
    values = [part.encode() for part in parts]
    return b"".join([b"$%d\r\n%b\r\n" % (len(value), value) for value in values])


class Script:
    """A Lua script that needs one key, as commands."""

    def __init__(self, text: str) -> None:
        self.text = text
        digest = sha1(text.encode()).hexdigest()
        self._beginning = _bulk(["EVALSHA", digest, "1"])

    def by_digest(self, key: str, args: Sequence[str]) -> bytes:
        """The command for a Redis that knows it."""
        rest = _bulk([key, *args])
        return b"*%d\r\n%b%b" % (4 + len(args), self._beginning, rest)

    def whole(self, key: str, args: Sequence[str]) -> bytes:
        """The command for a Redis that does not, and does from then on."""
        return pack_command("EVAL", self.text, "1", key, *args)


class IdleConnections:
    """Connections of threads that nobody uses just now. Without locks."""

    def __init__(self, unknown: type[Exception]) -> None:
        """Sets them up; `unknown` is the error of a script that a Redis does not know yet.

        After any other one connections are closed: another Redis may have taken over.
        """
        self._unknown = unknown
        self._idle: deque[Any] = deque()
        self._pid = os.getpid()

    def ask(self, pool: Any, command: bytes) -> Any:
        """Send a command over a connection like those of a pool, and read its reply.

        Raises:
            redis.RedisError: It cannot be reached, or refused the command.
            OSError: As before.
        """
        if self._pid != os.getpid():
            self._idle, self._pid = deque(), os.getpid()  # those are the parent's
        try:
            connection = self._idle.pop()
        except IndexError:
            connection = pool.connection_class(**pool.connection_kwargs)
        try:
            connection.send_packed_command([command])
            reply = connection.read_response()
        except self._unknown:
            self._idle.append(connection)
            raise
        except BaseException:
            connection.disconnect()
            self.close()  # they are likely to be as dead
            raise
        self._idle.append(connection)
        return reply

    def close(self) -> None:
        """Close all that are idle."""
        while self._pid == os.getpid() and self._idle:
            try:
                connection = self._idle.pop()
            except IndexError:
                return
            connection.disconnect()


class Pipeline:
    """One connection of an event loop: the commands of all tasks go out together.

    A task that is cancelled does not take its command back.
    """

    def __init__(
        self,
        pool: Any,
        patience: float,
        refusal: type[Exception],
        unknown: type[Exception],
    ) -> None:
        """Sets it up.

        Args:
            pool: Where connections are made so.
            patience: Seconds for the replies to what went out together.
            refusal: The class of replies that are errors.
            unknown: That of a script which a Redis does not know yet. After any other refusal
                the connection is made anew: another Redis may have taken over.
        """
        self._refusal = refusal
        self._unknown = unknown
        # One time-out is enough for all replies.
        kwargs = {**pool.connection_kwargs, "socket_timeout": None}
        self._connection = pool.connection_class(**kwargs)
        self._patience = patience
        self._waiting: list[tuple[bytes, asyncio.Future[Any]]] = []
        self._worker: asyncio.Task[None] | None = None

    async def ask(self, command: bytes) -> Any:
        """Send a command, and wait for its reply.

        Raises:
            redis.RedisError: It cannot be reached, or refused the command.
            OSError: As before.
            asyncio.TimeoutError: It did not reply in time.
        """
        loop = asyncio.get_running_loop()
        reply: asyncio.Future[Any] = loop.create_future()
        self._waiting.append((command, reply))
        if self._worker is None or self._worker.done():
            self._worker = loop.create_task(self._work())
        return await reply

    async def close(self) -> None:
        """Close the connection. Commands under way fail."""
        if self._worker is not None:
            self._worker.cancel()
            await asyncio.gather(self._worker, return_exceptions=True)
        await self._connection.disconnect()

    async def _work(self) -> None:
        """Send what waits, until nothing does."""
        while self._waiting:
            together, self._waiting = self._waiting, []
            replies = [reply for _, reply in together]
            try:
                exchange = self._exchange([command for command, _ in together], replies)
                await asyncio.wait_for(exchange, self._patience)
            except BaseException as error:
                _fail_replies(replies, error)
                await self._connection.disconnect(nowait=True)
                if not isinstance(error, Exception):
                    _fail_replies((reply for _, reply in self._waiting), error)
                    self._waiting = []
                    raise

    async def _exchange(
        self, commands: list[bytes], replies: list[asyncio.Future[Any]]
    ) -> None:
        connection = self._connection
        await connection.send_packed_command([b"".join(commands)], check_health=False)
        is_fine = True
        for reply in replies:
            try:
                value = await connection.read_response()
            except self._refusal as error:
                is_fine = is_fine and isinstance(error, self._unknown)
                _fail_replies([reply], error)
            else:
                if not reply.done():
                    reply.set_result(value)
        if not is_fine:
            await connection.disconnect(nowait=True)


def _fail_replies(replies: Iterable[asyncio.Future[Any]], error: BaseException) -> None:
    for reply in replies:
        if not reply.done():
            reply.set_exception(
                error if isinstance(error, Exception) else ConnectionError("closed")
            )
            reply.exception()  # whoever waits for it may be gone
