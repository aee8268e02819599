"""Faults of a server, and what comes of each with both clients: see `test_faults`.

An action that must not be repeated reaches the server once, unless the server said that it
did nothing.
"""

from __future__ import annotations

import asyncio
import gzip
import time
from collections.abc import Callable
from email.utils import formatdate

import attrs

from tc3 import errors
from tc3.ses import errors as ses

from ..support.servers import (
    Play,
    Received,
    bad_chunk,
    chunked,
    drip_body,
    drip_head,
    fails,
    hang_up,
    no_http,
    ok,
    refusing_port,
    reply,
    reset,
    reset_mid_body,
    silence,
    truncated,
)

HTML = "<html>Bad gateway</html>"


Outcome = tuple[int, type[errors.Tc3Error] | None]
"""How many requests the server gets, and the error's class, or None for success."""


@attrs.frozen
class Case:
    """A server's conduct, and what comes of it with three attempts."""

    name: str
    plays: list[Play]
    once: Outcome
    repeatable: Outcome
    url: Callable[[], str] | None = attrs.field(default=None, kw_only=True)
    """Of what stands in the server's place; then the requests are those in vain."""
    total: float = attrs.field(default=10, kw_only=True)
    """Seconds for the whole call."""
    warm: bool = attrs.field(default=False, kw_only=True)
    """Whether a call goes before, whose connection is kept."""


Transport, Timed, Bad = errors.TransportError, errors.CallTimeout, errors.ResponseError
Api = errors.ApiError
DEEP = b'{"Response":' + b"[" * 100_000 + b"]" * 100_000 + b"}"

ERROR = {"Response": {"Error": {"Code": "FailedOperation", "Message": "no"}}}
FAR = 999_999_999
BOMB = gzip.compress(bytes(30_000_000), mtime=0)


def retry_after(value: object) -> list[Play]:
    """What some take for a wish to wait, and then success."""
    return [reply(b"", 503, {"Retry-After": str(value)}), ok()]


def expired(ahead: float) -> Play:
    """Refuses a signature for its time, by a clock that is so many seconds ahead."""
    error = {"Code": "AuthFailure.SignatureExpire", "Message": "expired"}

    async def play(writer: asyncio.StreamWriter, request: Received) -> bool:
        date = formatdate(time.time() + ahead, usegmt=True)
        refused = reply({"Response": {"Error": error}}, 200, {"Date": date})
        return await refused(writer, request)

    return play


CASES = [
    # The service has seen nothing.
    Case(
        "no server",
        [],
        *[(3, errors.ConnectError)] * 2,
        url=lambda: f"http://127.0.0.1:{refusing_port()}",
    ),
    Case(
        "no such host",
        [],
        *[(3, errors.ConnectError)] * 2,
        url=lambda: "http://nowhere.invalid",
    ),
    Case(
        "a kept connection was closed meanwhile",
        [reply({"Response": {}}, close=True), ok()],
        *[(2, None)] * 2,
        warm=True,
    ),
    # The service may have carried the request out.
    Case("closes without a response", [hang_up], (1, Transport), (3, Transport)),
    Case("closes, then answers", [hang_up, ok()], (1, Transport), (2, None)),
    Case("resets", [reset, ok()], (1, Transport), (2, None)),
    Case("stays silent", [silence], (1, Timed), (3, Timed)),
    Case(
        "closes a kept connection instead of a response",
        [ok(), hang_up, ok()],
        (2, Transport),
        (3, None),
        warm=True,
    ),
    Case("drips its headers for ever", [drip_head], *[(1, Timed)] * 2, total=0.25),
    Case("drips its body for ever", [drip_body], *[(1, Timed)] * 2, total=0.25),
    Case("stays silent, then answers", [silence, ok()], (1, Timed), (2, None)),
    Case("resets in the body", [reset_mid_body, ok()], (1, Transport), (2, None)),
    Case("ends the body too early", [truncated, ok()], (1, Transport), (2, None)),
    Case("sends a bad chunk", [bad_chunk, ok()], (1, Transport), (2, None)),
    Case("speaks no HTTP", [no_http, ok()], (1, Transport), (2, None)),
    Case("500 in HTML", [reply(HTML, 500), ok()], (1, Bad), (2, None)),
    Case("502 in HTML", [reply(HTML, 502)], (1, Bad), (3, Bad)),
    Case("503 without a body", [reply(b"", 503), ok()], (1, Bad), (2, None)),
    Case("500 in JSON", [reply({"Response": {}}, 500), ok()], (1, Bad), (2, None)),
    Case("502 without a body", [reply(b"", 502), ok()], (1, Bad), (2, None)),
    Case("at once", retry_after(0), (1, Bad), (2, None)),
    Case("before now", retry_after(-1), (1, Bad), (2, None)),
    Case("after no number", retry_after("nan"), (1, Bad), (2, None)),
    Case("never", retry_after("inf"), (1, Bad), (2, None)),
    Case("after a past date", retry_after(formatdate(0)), (1, Bad), (2, None)),
    Case("after a far date", retry_after(formatdate(FAR * 9)), *[(1, Bad)] * 2),
    Case("after years", retry_after(FAR), *[(1, Bad)] * 2),
    Case("after no date", retry_after("Fri, 99 Foo"), (1, Bad), (2, None)),
    # The service said what happened.
    Case("another clock", [expired(1200), ok()], *[(2, None)] * 2),
    Case("a clock behind", [expired(-1200), ok()], *[(2, None)] * 2),
    Case(
        "another clock that is not meant",
        [expired(1200)],
        *[(2, errors.AuthFailureSignatureExpire)] * 2,
    ),
    Case(
        "the same clock",
        [expired(5), ok()],
        *[(1, errors.AuthFailureSignatureExpire)] * 2,
    ),
    Case(
        "a clock that it does not tell",
        [fails("AuthFailure.SignatureExpire"), ok()],
        *[(1, errors.AuthFailureSignatureExpire)] * 2,
    ),
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
    Case(
        "an error whose content type has a charset",
        [reply(ERROR, 200, {"Content-Type": "application/json; charset=utf-8"})],
        *[(1, errors.FailedOperation)] * 2,
    ),
    Case("an unknown code", [fails("Brand.New", status=500)], *[(1, Api)] * 2),
    # Not a response of the service, and trying again would not help.
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
        *[(1, None)] * 2,
    ),
    Case(
        "a bomb",
        [reply(BOMB, headers={"Content-Encoding": "gzip"})],
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
        "closes after the response",
        [reply({"Response": {}}, close=True)],
        *[(1, None)] * 2,
    ),
]
