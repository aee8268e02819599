"""What both clients do when a server misbehaves, on real sockets.

An action that must not be repeated reaches the server once, unless the server said that it
did nothing.
"""

from __future__ import annotations

import gzip
from collections.abc import Coroutine
from typing import Any, NamedTuple

import pytest

from tc3 import RetryPolicy, Timeout, errors
from tc3.ses import errors as ses

from .actions import look, send
from .driver import Driver, Either
from .servers import (
    Play,
    Server,
    bad_chunk,
    chunked,
    fails,
    hang_up,
    no_http,
    ok,
    reply,
    reset,
    reset_mid_body,
    silence,
    truncated,
)

QUICK = Timeout(connect=2, read=0.3, total=10)
HTML = "<html>Bad gateway</html>"


class Case(NamedTuple):
    """A server's conduct, and what comes of it with three attempts.

    Of each kind of action: how many requests the server gets, and the error's class or
    None for success.
    """

    name: str
    plays: list[Play]
    once: tuple[int, type[errors.Tc3Error] | None]
    repeatable: tuple[int, type[errors.Tc3Error] | None]


Transport, Timed, Bad = errors.TransportError, errors.CallTimeout, errors.ResponseError
Api = errors.ApiError
DEEP = b'{"Response":' + b"[" * 100_000 + b"]" * 100_000 + b"}"

CASES = [
    # The service may have carried the request out.
    Case("closes without an answer", [hang_up], (1, Transport), (3, Transport)),
    Case("closes, then answers", [hang_up, ok()], (1, Transport), (2, None)),
    Case("resets", [reset, ok()], (1, Transport), (2, None)),
    Case("stays silent", [silence], (1, Timed), (3, Timed)),
    Case("stays silent, then answers", [silence, ok()], (1, Timed), (2, None)),
    Case("resets in the body", [reset_mid_body, ok()], (1, Transport), (2, None)),
    Case("ends the body too early", [truncated, ok()], (1, Transport), (2, None)),
    Case("sends a bad chunk", [bad_chunk, ok()], (1, Transport), (2, None)),
    Case("speaks no HTTP", [no_http, ok()], (1, Transport), (2, None)),
    Case("500 in HTML", [reply(HTML, 500), ok()], (1, Bad), (2, None)),
    Case("502 in HTML", [reply(HTML, 502)], (1, Bad), (3, Bad)),
    Case("503 without a body", [reply(b"", 503), ok()], (1, Bad), (2, None)),
    Case("500 in JSON", [reply({"Response": {}}, 500), ok()], (1, Bad), (2, None)),
    # The service said what happened.
    Case(
        "too many requests",
        [fails("RequestLimitExceeded"), ok()],
        (2, None),
        (2, None),
    ),
    Case(
        "too many requests of an address",
        [fails("RequestLimitExceeded.IPLimitExceeded"), ok()],
        (2, None),
        (2, None),
    ),
    Case(
        "always too many requests",
        [fails("RequestLimitExceeded")],
        (3, errors.RequestLimitExceeded),
        (3, errors.RequestLimitExceeded),
    ),
    Case(
        "a quota that looks like a rate",
        [fails("RequestLimitExceeded.CreateDomainLimit")],
        (1, errors.RequestLimitExceeded),
        (1, errors.RequestLimitExceeded),
    ),
    Case(
        "did not take effect",
        [fails("FailedOperation.ServiceNotAvailable"), ok()],
        (2, None),
        (2, None),
    ),
    Case(
        "still did not take effect",
        [fails("FailedOperation.ServiceNotAvailable")],
        (3, ses.FailedOperationServiceNotAvailable),
        (3, ses.FailedOperationServiceNotAvailable),
    ),
    Case(
        "failed inside",
        [fails("InternalError"), ok()],
        (1, errors.InternalError),
        (2, None),
    ),
    Case(
        "failed inside with status 500",
        [fails("InternalError", status=500), ok()],
        (1, errors.InternalError),
        (2, None),
    ),
    Case(
        "refused, then failed inside",
        [fails("RequestLimitExceeded"), fails("InternalError"), ok()],
        (2, errors.InternalError),
        (3, None),
    ),
    Case(
        "refused for good",
        [fails("FailedOperation")],
        *[(1, errors.FailedOperation)] * 2,
    ),
    Case("an unknown code", [fails("Brand.New", status=500)], *[(1, Api)] * 2),
    # Not an answer of the service, and trying again would not help.
    Case("HTML", [reply(HTML)], *[(1, Bad)] * 2),
    Case("404 in HTML", [reply(HTML, 404)], *[(1, Bad)] * 2),
    Case("no body", [reply(b"")], *[(1, Bad)] * 2),
    Case("no UTF-8", [reply(b'{"Response":{"A":"\xc3"}}')], *[(1, Bad)] * 2),
    Case("nested 100,000 deep", [reply(DEEP)], *[(1, Bad)] * 2),
    Case("no Response", [reply({})], *[(1, Bad)] * 2),
    Case("Response is null", [reply({"Response": None})], *[(1, Bad)] * 2),
    Case("Response is a list", [reply({"Response": [{}]})], *[(1, Bad)] * 2),
    Case("a redirect", [reply(b"", 307, {"Location": "/"})], *[(1, Bad)] * 2),
    Case(
        "gzip that nobody asked for",
        [
            reply(
                gzip.compress(mtime=0, data=b'{"Response":{}}'),
                headers={"Content-Encoding": "gzip"},
            )
        ],
        *[(1, Bad)] * 2,
    ),
    # Nothing is wrong.
    Case(
        "a content type with a charset",
        [
            reply(
                {"Response": {}},
                200,
                {"Content-Type": "application/json; charset=utf-8"},
            )
        ],
        *[(1, None)] * 2,
    ),
    Case(
        "a content type of its own",
        [reply({"Response": {}}, 200, {"Content-Type": "text/plain"})],
        *[(1, None)] * 2,
    ),
    Case("chunks", [chunked(b'{"Respo', b'nse": {}}')], *[(1, None)] * 2),
    Case(
        "closes after the answer",
        [reply({"Response": {}}, close=True)],
        *[(1, None)] * 2,
    ),
]


def unmodelled(client: Either) -> Coroutine[Any, Any, Any]:
    return client.call("SendSomething", {})


def unmodelled_read(client: Either) -> Coroutine[Any, Any, Any]:
    return client.call("GetSomething", {}, repeatable=True)


ACTIONS = {
    "send": (send, False),
    "look": (look, True),
    "call": (unmodelled, False),
    "call repeatable": (unmodelled_read, True),
}


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
async def test_fault(driver: Driver, server: Server, case: Case, action: str) -> None:
    perform, repeatable = ACTIONS[action]
    requests, error = case.repeatable if repeatable else case.once
    server.plays(*case.plays)
    retry = RetryPolicy(3, base=0)
    async with driver.client(server.url, timeout=QUICK, retry=retry) as client:
        if error is None:
            await perform(client)
        else:
            with pytest.raises(errors.Tc3Error) as caught:
                await perform(client)
            assert type(caught.value) is error
            assert caught.value.attempts == requests
    assert len(server.requests) == requests
    assert len({r.body for r in server.requests}) == 1
