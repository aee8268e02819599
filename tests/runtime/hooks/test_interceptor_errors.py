"""Interceptors that raise, swallow or replace errors."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tc3 import (
    AttemptContext,
    CallContext,
    errors,
)

from ..support.driver import Driver
from ..support.servers import Server, fails
from .diary import MAIL, Diary, Wrap, swallowing


async def test_error_before_the_call(driver: Driver, server: Server) -> None:
    """Nothing is sent; the outer ones see it."""

    @contextmanager
    def refuse(_: CallContext) -> Iterator[None]:
        raise PermissionError("not today")
        yield

    lines: list[str] = []
    hooks = [Diary("a ", lines), Wrap(refuse), Diary("b ", lines)]
    async with driver.client(server.url, interceptors=hooks) as client:
        with pytest.raises(PermissionError, match="not today"):
            await client.list_email_identities()
    assert lines == ["a call begins", "a call: PermissionError"]
    assert server.requests == []


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize(
    "error",
    [errors.ConnectError("mine"), errors.CallTimeout("mine", sent=False), OSError()],
    ids=repr,
)
async def test_own_errors_are_not_retried(
    driver: Driver, server: Server, error: Exception, when: str
) -> None:
    """Not even those after which the SDK would: the service may have sent the mail."""

    @contextmanager
    def fail(_: AttemptContext) -> Iterator[None]:
        if when == "before":
            raise error
        yield
        raise error

    hooks = [Wrap(attempt=fail)]
    async with driver.client(server.url, interceptors=hooks) as client:
        with pytest.raises(type(error)) as caught:
            await client.send_email(**MAIL)
    assert caught.value is error
    assert len(server.requests) == (0 if when == "before" else 1)


async def test_errors_cannot_be_swallowed(driver: Driver, server: Server) -> None:
    server.plays(fails("InternalError"), fails("FailedOperation"))
    outer = Diary()
    hooks = [outer, Wrap(swallowing, swallowing)]
    async with driver.client(server.url, interceptors=hooks) as client:
        with pytest.raises(errors.FailedOperation) as caught:
            await client.list_email_identities()
    assert caught.value.attempts == len(server.requests) == 2
    assert outer.lines[1:] == [
        "attempt 1 begins",
        "attempt 1: InternalError",
        "attempt 2 begins",
        "attempt 2: FailedOperation",
        "call: FailedOperation",
    ]


async def test_another_error_instead(driver: Driver, server: Server) -> None:
    @contextmanager
    def translate(_: CallContext) -> Iterator[None]:
        try:
            yield
        except errors.ApiError as error:
            raise LookupError(error.code) from error

    server.plays(fails("FailedOperation"))
    async with driver.client(server.url, interceptors=[Wrap(translate)]) as client:
        with pytest.raises(LookupError, match="FailedOperation"):
            await client.send_email(**MAIL)
