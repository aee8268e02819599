"""Interceptors: what they see, what their errors mean, for both clients."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import pytest

from tc3 import (
    AsyncInterceptor,
    AttemptContext,
    CallContext,
    Credential,
    Interceptor,
    RetryPolicy,
    errors,
)
from tc3.ses import AsyncSesClient, SesClient, models

from ..support.driver import KEY, Driver
from ..support.servers import Server, fails, hang_up, ok, reply, silence
from .diary import MAIL, Diary, Wrap, swallowing


async def test_order(driver: Driver, server: Server) -> None:
    """The first is the outermost; attempts lie inside the call."""
    server.plays(fails("InternalError"), ok())
    lines: list[str] = []
    diaries = [Diary("a ", lines), Diary("b ", lines)]
    async with driver.client(server.url, interceptors=diaries) as client:
        await client.list_email_identities()
    assert lines == [
        "a call begins",
        "b call begins",
        "a attempt 1 begins",
        "b attempt 1 begins",
        "b attempt 1: InternalError",
        "a attempt 1: InternalError",
        "a attempt 2 begins",
        "b attempt 2 begins",
        "b attempt 2: ok",
        "a attempt 2: ok",
        "b call: ok",
        "a call: ok",
    ]


async def test_what_they_see(driver: Driver, server: Server) -> None:
    server.plays(fails("InternalError", status=500), ok(EmailIdentities=[]))
    diary = Diary()
    async with driver.client(server.url, interceptors=[diary]) as client:
        response = await client.list_email_identities()
    (call,), (first, second) = diary.calls, diary.attempts
    assert (call.service, call.version) == ("ses", "2020-10-02")
    assert (call.action, call.region) == ("ListEmailIdentities", "ap-singapore")
    assert call.endpoint == server.url + "/"
    assert isinstance(call.request, models.ListEmailIdentitiesRequest)
    assert call.response is response
    assert (call.attempts, call.error) == (2, None)
    assert call.duration >= first.duration + second.duration > 0
    assert (first.call, first.number, first.method) == (call, 1, "POST")
    assert (first.url, first.size) == (server.url + "/", 2)
    assert (first.status, first.request_id) == (500, "req-failed")
    assert isinstance(first.error, errors.InternalError)
    assert first.response is None
    assert (second.status, second.request_id) == (200, "req-ok")
    assert second.response_size == len(
        b'{"Response": {"EmailIdentities": [], "RequestId": "req-ok"}}'
    )
    assert second.response is response


async def test_call_without_a_model(driver: Driver, server: Server) -> None:
    diary = Diary()
    async with driver.client(server.url, interceptors=[diary]) as client:
        await client.call("DescribeThing", {"ThingId": "t"})
    assert diary.calls[0].action == "DescribeThing"
    assert diary.calls[0].request == {"ThingId": "t"}


@pytest.mark.parametrize(
    ("play", "kind", "status"),
    [
        (hang_up, errors.TransportError, None),
        (reply("<html>", 502), errors.ResponseError, 502),
        (fails("FailedOperation"), errors.FailedOperation, 200),
    ],
)
async def test_failures(
    driver: Driver, server: Server, play: Any, kind: Any, status: int | None
) -> None:
    server.plays(play)
    diary = Diary()
    async with driver.client(
        server.url, interceptors=[diary], retry=RetryPolicy(1)
    ) as client:
        with pytest.raises(kind) as caught:
            await client.send_email(**MAIL)
    assert diary.calls[0].error is caught.value is diary.attempts[0].error
    assert diary.attempts[0].status == status
    assert diary.calls[0].response is None


async def test_refused_requests_are_not_seen(driver: Driver, server: Server) -> None:
    diary = Diary()
    async with driver.client(server.url, interceptors=[diary]) as client:
        with pytest.raises(errors.ValidationError):
            await client.send_email(from_email_address="a@b.c", subject="")
    assert diary.lines == []


async def test_no_secrets_in_what_they_see(driver: Driver, server: Server) -> None:
    server.plays(fails("FailedOperation"))
    diary = Diary()
    key = Credential("AKIDx", "the-key", "the-token")
    async with driver.client(
        server.url, interceptors=[diary], credential=key
    ) as client:
        with pytest.raises(errors.FailedOperation):
            await client.call("SetPassword", {"Password": "hunter2"})
    seen = repr(diary.calls) + repr(diary.attempts)
    assert "SetPassword" in seen
    for secret in ("AKIDx", "the-key", "the-token", "hunter2", "Signature"):
        assert secret not in seen


async def test_headers(driver: Driver, server: Server) -> None:
    """Added to each attempt, and not part of the signature."""

    @contextmanager
    def add(attempt: AttemptContext) -> Iterator[None]:
        attempt.headers["X-TC-TraceId"] = f"trace-{attempt.number}"
        yield

    server.plays(fails("InternalError"), ok())
    async with driver.client(server.url, interceptors=[Wrap(attempt=add)]) as client:
        await client.list_email_identities()
    assert [r.headers["x-tc-traceid"] for r in server.requests] == [
        "trace-1",
        "trace-2",
    ]
    assert "traceid" not in server.requests[0].headers["authorization"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("authorization", "SKIP"),
        ("host", "example.com"),
        ("X-TC-Action", "Other"),
        ("X-Evil", "a\r\nX-More: b"),
        ("X-Evil", "a\x00"),
        ("X-Evil: a\r\nX-More", "b"),
        ("", ""),
    ],
)
async def test_wrong_headers(
    driver: Driver, server: Server, name: str, value: str
) -> None:
    @contextmanager
    def add(attempt: AttemptContext) -> Iterator[None]:
        attempt.headers[name] = value
        yield

    async with driver.client(server.url, interceptors=[Wrap(attempt=add)]) as client:
        with pytest.raises(errors.ConfigurationError, match="interceptor"):
            await client.list_email_identities()
    assert server.requests == []


async def test_of_one_call(driver: Driver, server: Server) -> None:
    usual, other = Diary(), Diary()
    async with driver.client(server.url, interceptors=[usual]) as client:
        await client.with_options(interceptors=[other]).list_email_identities()
        await client.with_options(interceptors=[]).list_email_identities()
        await client.with_options(timeout=3).list_email_identities()
    assert (len(usual.calls), len(other.calls)) == (1, 1)


@pytest.mark.parametrize("wrong", [Diary, object(), print])
def test_no_interceptor(driver: Driver, wrong: Any) -> None:
    with pytest.raises(errors.ConfigurationError, match=r"interceptor \w+ must be an"):
        driver.client(interceptors=[wrong])


def _generator(context: Any) -> Iterator[None]:
    yield


async def _coroutine(context: Any) -> None: ...


@pytest.mark.parametrize("gives", [_generator, _coroutine, lambda context: None])
@pytest.mark.parametrize("where", ["call", "attempt"])
async def test_method_that_gives_no_context_manager(
    driver: Driver, server: Server, where: str, gives: Any
) -> None:
    """As without `@contextmanager`."""
    wrong = Wrap(**{where: gives})
    async with driver.client(server.url, interceptors=[wrong]) as client:
        message = f"Wrap.around_{where} gave no context manager; is it decorated"
        with pytest.raises(errors.ConfigurationError, match=message):
            await client.list_email_identities()
    assert server.requests == []


def test_asynchronous_one_in_a_synchronous_client() -> None:
    hooks: Any = [AsyncInterceptor()]
    with pytest.raises(errors.ConfigurationError, match="AsyncInterceptor"):
        SesClient(KEY, interceptors=hooks)
    AsyncSesClient(KEY, interceptors=[AsyncInterceptor(), Interceptor()])


async def test_asynchronous_ones(server: Server) -> None:
    lines: list[str] = []

    class Slow(AsyncInterceptor):
        @asynccontextmanager
        async def around_call(self, call: CallContext) -> AsyncIterator[None]:
            await asyncio.sleep(0)
            lines.append(call.action)
            try:
                yield
            finally:
                await asyncio.sleep(0)
                lines.append(f"{call.error!r}, {call.attempts} attempts")

        @asynccontextmanager
        async def around_attempt(self, attempt: AttemptContext) -> AsyncIterator[None]:
            await asyncio.sleep(0)
            yield
            lines.append(f"HTTP {attempt.status}")

    async with AsyncSesClient(
        KEY, endpoint=server.url, interceptors=[Interceptor(), Slow(), Diary()]
    ) as client:
        await client.list_email_identities()
    assert lines == ["ListEmailIdentities", "HTTP 200", "None, 1 attempts"]


async def test_cancellation(server: Server) -> None:
    """It is seen, it cannot be swallowed, and everything is left."""
    server.plays(silence)
    lines: list[str] = []
    hooks = [Diary("", lines), Wrap(swallowing, swallowing)]
    async with AsyncSesClient(KEY, endpoint=server.url, interceptors=hooks) as client:
        task = asyncio.create_task(client.list_email_identities())
        await server.got(1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert lines[2:] == ["attempt 1: CancelledError", "call: CancelledError"]
