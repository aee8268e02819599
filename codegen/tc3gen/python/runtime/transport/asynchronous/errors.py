"""aiohttp's errors as ours, and which of them tell that nothing was sent."""

from __future__ import annotations

import asyncio
import os

import aiohttp

from ...errors import CallTimeout, ConnectError, TransportError
from ..base import CUT_SHORT, NO_CONNECTION_TO, NO_REPLY, NO_RESPONSE, not_connected
from ..proxies import refusal
from ..tls import advice
from .body import Body

_BEFORE_SENDING = (
    aiohttp.ClientConnectorError,
    aiohttp.ClientHttpProxyError,
    aiohttp.ConnectionTimeoutError,
    aiohttp.ServerFingerprintMismatch,
)
"""Errors that aiohttp raises only while it connects: not yet, or not any more, with a request."""


def attempt_error(error: Exception, body: Body, is_before: bool) -> TransportError:
    """The error of an attempt, which says if the request may have left.

    It certainly has not only if no byte was handed over *and* the error is one that comes
    before, as the caller may know, too. All else counts as sent.
    """
    sent = may_be_sent(error, body, is_before)
    if isinstance(error, asyncio.exceptions.TimeoutError) or body.late:
        return CallTimeout(NO_RESPONSE) if sent else _late(error, body)
    if sent:
        return TransportError(what_broke(error))
    if isinstance(error, aiohttp.ClientHttpProxyError):
        why = refusal(error.status).reason
        return ConnectError(f"no connection to {body.way}: {why}")
    return ConnectError(f"no connection to {body.way}: {_why_not_connected(error)}")


def may_be_sent(error: Exception, body: Body, is_before: bool) -> bool:
    """Tell, and note for the attempt, if the request may have left when this was raised."""
    before = is_before or body.late or isinstance(error, _BEFORE_SENDING)
    body.attempt.sent = sent = body.may_have_left or not before
    return sent


def _late(error: Exception, body: Body) -> CallTimeout:
    if isinstance(error, aiohttp.ConnectionTimeoutError):
        return not_connected(body.way, body.attempt.connect)
    return CallTimeout(NO_CONNECTION_TO.format(body.way), sent=False)


def _why_not_connected(error: Exception) -> str:
    told = advice(error)
    if told is not None:
        return told
    if not isinstance(error, aiohttp.ClientConnectorError):
        return str(error)
    cause = error.os_error
    code = cause.errno or 0
    why = os.strerror(code) if code > 0 else str(cause)
    if isinstance(error, aiohttp.ClientProxyConnectionError):
        return f"the proxy could not be reached: {error.host}:{error.port}: {why}"
    return why


def what_broke(error: Exception) -> str:
    """Explain the failure of a connection on which the request may have left."""
    told = advice(error)
    if told is not None:
        return told
    if isinstance(error, aiohttp.ServerDisconnectedError):
        return NO_REPLY
    if isinstance(error, aiohttp.ClientPayloadError):
        return CUT_SHORT
    if isinstance(error, aiohttp.ClientResponseError):
        return f"what came is not HTTP: {error.message[:200]}"
    if isinstance(error, (aiohttp.ClientError, OSError)):
        return f"the connection broke: {error or type(error).__name__}"
    return f"the session raised {type(error).__name__}: {error}"
