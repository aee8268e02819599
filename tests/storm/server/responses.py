"""The bytes of the responses that the service gives."""

from __future__ import annotations

import json
import time
from email.utils import formatdate
from random import Random
from typing import Any, NamedTuple

from .faults import Fault
from .http import CROOKED, head, whole

PIECES = 3
"""Events of a whole stream."""

_CODES = {
    "throttled": "RequestLimitExceeded",
    "unavailable": "FailedOperation.ServiceNotAvailable",
    "clock": "AuthFailure.SignatureExpire",
    "invalid": "InvalidParameterValue.ReceiverEmailInvalid",
    "internal": "InternalError",
}
_AHEAD = 1200.0
"""Seconds by which the service's clock is ahead, where it refuses a signature."""


class Content(NamedTuple):
    """All that is written to answer a request."""

    data: bytes
    lead: int
    """Bytes of the interim responses."""
    whole: int
    """Bytes of all that belongs to the response; what follows does not."""


def response_to(fault: Fault, request_id: str, events: bool) -> Content:
    """What answers a request."""
    lead = b"".join(head(line, "Link: </x>") for line in fault.interims)
    made = lead + _final(fault, request_id, events)
    return Content(made + _behind(fault), len(lead), len(made))


def closes(fault: Fault) -> bool:
    """Whether the response is one that ends with the connection."""
    return fault.framing == "close" and fault.response == "good"


def _final(fault: Fault, request_id: str, events: bool) -> bytes:
    kind = fault.response
    if kind == "good":
        return _good(fault, request_id, events)
    if kind in _CODES:
        return _error(fault, request_id)
    body = _success(request_id)
    lengths = {"twin lengths": (0, 0), "short length": (-9, 0), "long length": (9, 0)}
    if kind in lengths:
        lines = [f"Content-Length: {len(body) + more}" for more in lengths[kind]]
        return head("200 OK", *lines) + body
    if kind == "bad chunk":
        first = b"%x\r\n%s\r\n" % (10, body[:10])
        return head("200 OK", "Transfer-Encoding: chunked") + first + b"zzz\r\n{}\r\n"
    if kind == "crooked":
        return CROOKED[fault.crooked % len(CROOKED)]
    return _STRANGE[kind]


_STRANGE = {
    "500": whole(b"<html>", "500 Internal Server Error"),
    "502": whole(b"<html>", "502 Bad Gateway"),
    "503": whole(b"", "503 Busy", "Retry-After: 0"),
    "html": whole(b"<html>"),
    "empty": whole(b""),
    "null": whole(b'{"Response":null}'),
    "403": whole(b"no", "403 Forbidden"),
    "407": whole(b"", "407 Proxy Authentication Required"),
}


def _success(request_id: str) -> bytes:
    return json.dumps({"Response": {"RequestId": request_id}}).encode()


def _good(fault: Fault, request_id: str, events: bool) -> bytes:
    parts = [_success(request_id)]
    lines = ["Content-Type: application/json"]
    if events:
        parts = [_event(request_id, number) for number in range(PIECES)]
        lines = ["Content-Type: text/event-stream", f"X-TC-RequestId: {request_id}"]
    return _framed(fault, parts, lines)


def _event(request_id: str, number: int) -> bytes:
    content = {"RequestId": request_id, "MessageId": str(number), "TotalCount": number}
    return b"data: %s\n\n" % json.dumps(content).encode()


def _framed(fault: Fault, parts: list[bytes], lines: list[str]) -> bytes:
    body = b"".join(parts)
    if fault.framing == "chunked":
        chunks = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts)
        return head("200 OK", *lines, "Transfer-Encoding: chunked") + (
            chunks + b"0\r\n\r\n"
        )
    if closes(fault):
        return head("200 OK", *lines, "Connection: close") + body
    return head("200 OK", *lines, f"Content-Length: {len(body)}") + body


def _error(fault: Fault, request_id: str) -> bytes:
    error = {"Code": _CODES[fault.response], "Message": "no"}
    content: dict[str, Any] = {"Response": {"Error": error, "RequestId": request_id}}
    lines = ["Content-Type: application/json"]
    if fault.response == "clock":
        lines.append(f"Date: {formatdate(time.time() + _AHEAD, usegmt=True)}")
    return _framed(fault, [json.dumps(content).encode()], lines)


def _behind(fault: Fault) -> bytes:
    if closes(fault) or fault.response == "crooked":
        return (
            b""  # it would be a part of the response, or could be taken for all of it
        )
    if fault.behind == "forged":
        return whole(_success("forged"))
    if fault.behind == "throttled":
        return _error(fault._replace(response="throttled", framing="length"), "forged")
    return fault.behind.encode()


def tunnel(fault: Fault, random: Random) -> bytes:
    """What a proxy says when it is asked for a tunnel."""
    made = b"".join(head(line) for line in fault.interims)
    if fault.response == "crooked":
        return made + random.choice(CROOKED)
    if fault.response in _STRANGE:
        return made + _STRANGE[fault.response]
    return made + head("200 Connection established")
