"""Large requests: responses that come before they have been sent, and time-outs meanwhile."""

from __future__ import annotations

import gc
import time
import tracemalloc
from collections.abc import Iterator
from types import TracebackType
from typing import Any

import pytest

from tc3 import Timeout, errors
from tc3.ses import SesClient

from ...support.authorities import Authority
from ...support.peers import Line, Play, peer, ses
from ...support.servers import refusing_port

SIZE = 7_000_000
BODY = {"Subject": "x" * SIZE}
TOO_LARGE = b"HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\n\r\n"


@pytest.fixture(params=["plain", "TLS"])
def tls(request: pytest.FixtureRequest, ours: Authority) -> dict[str, Any]:
    return {"tls": ours.server()} if request.param == "TLS" else {}


def upload(client: SesClient) -> errors.Tc3Error:
    with pytest.raises(errors.Tc3Error) as caught:
        client.call("SendEmail", BODY)
    return caught.value


def open_and_deaf(line: Line) -> None:
    line.head()
    line.say(TOO_LARGE)
    line.wait()


def with_a_hint_before(line: Line) -> None:
    line.head()
    line.say(b"HTTP/1.1 100 Continue\r\n\r\n" + TOO_LARGE)
    line.wait()


def then_closes(line: Line) -> None:
    line.head()
    line.say(TOO_LARGE)


def half_of_it(line: Line) -> None:
    line.head()
    line.say(TOO_LARGE[:30])
    time.sleep(0.05)
    line.say(TOO_LARGE[30:])
    line.wait()


@pytest.mark.parametrize(
    "play", [open_and_deaf, with_a_hint_before, then_closes, half_of_it]
)
def test_early_response(play: Play, ours: Authority, tls: dict[str, Any]) -> None:
    """It is read, whatever becomes of the connection, which is not used again."""

    def other(line: Line) -> None:
        line.request()
        line.answer()

    with (
        peer(play, other, **tls) as server,
        ses(server.url, ca_file=ours.path) as client,
    ):
        error = upload(client)
        if isinstance(error, errors.ResponseError):
            assert error.status == 413
        else:  # the response may be lost where the system resets the connection
            assert play is then_closes
        assert (error.sent, error.attempts) == (True, 1)
        client.call("SendEmail", {})
        assert server.connections == 2


def test_early_response_and_a_reset(ours: Authority, tls: dict[str, Any]) -> None:
    def play(line: Line) -> None:
        line.head()
        line.say(TOO_LARGE)
        line.reset()

    with peer(play, **tls) as server, ses(server.url, ca_file=ours.path) as client:
        error = upload(client)
        assert isinstance(error, (errors.ResponseError, errors.TransportError))
        assert (error.sent, error.attempts) == (True, 1)
        assert server.connections == 1


@pytest.mark.parametrize("said", [b"", b"220 mail.example.com ESMTP\r\n\r\n"])
def test_end_or_nonsense_meanwhile(said: bytes) -> None:
    """The server finishes its side, or speaks no HTTP, and reads no more."""

    def play(line: Line) -> None:
        line.head()
        line.say(said)
        line.sock.shutdown(1)
        line.wait()

    with peer(play) as server, ses(server.url) as client:
        error = upload(client)
        assert type(error) is errors.TransportError
        assert (error.sent, error.attempts) == (True, 1)


def test_time_out_while_sending(ours: Authority, tls: dict[str, Any]) -> None:
    def deaf(line: Line) -> None:
        line.head()
        line.wait()

    options: dict[str, Any] = {"ca_file": ours.path, "timeout": Timeout(1, 5, 0.5)}
    with peer(deaf, **tls) as server, ses(server.url, **options) as client:
        began = time.monotonic()
        error = upload(client)
        assert type(error) is errors.CallTimeout
        assert "could not be sent in time" in error.reason
        assert error.sent
        assert 0.5 <= time.monotonic() - began < 2
        (attempt,) = error.attempt_log
        assert 0 < (attempt.bytes_written or 0) < SIZE


def test_slow_reader(ours: Authority, tls: dict[str, Any]) -> None:
    """It may pause: only the whole call is limited while it is sent."""

    def slow(line: Line) -> None:
        line.head()
        time.sleep(1.2)
        line.take(SIZE)
        line.answer()
        line.wait()

    options: dict[str, Any] = {"ca_file": ours.path, "timeout": Timeout(1, 1, 60)}
    with peer(slow, **tls) as server, ses(server.url, **options) as client:
        client.call("SendEmail", BODY)


def test_an_idle_connection_keeps_no_body() -> None:
    """Nor token and signature, which are in the same bytes."""
    with peer() as server, ses(server.url) as client:
        client.call("SendEmail", {})
        gc.collect()
        tracemalloc.start()
        try:
            client.call("SendEmail", BODY)
            server.bodies.clear()
            gc.collect()
            held, _ = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert held < SIZE / 4


@pytest.mark.parametrize("how", ["cut", "late", "nonsense", "early", "refused"])
def test_kept_errors_keep_no_bodies(how: str) -> None:
    """But for what the frames of the caller and of the method itself have."""

    def play(line: Line) -> None:
        line.head()
        line.rest()
        said = {"nonsense": b"zzz\r\n\r\n", "early": TOO_LARGE}
        line.say(said.get(how, b""))
        if how != "cut":
            line.wait()

    def failed(client: SesClient) -> errors.Tc3Error:
        error = upload(client)
        assert error.__traceback__ is not None
        *_, own = inner_frames(error)
        error.__traceback__ = own
        return error

    options: dict[str, Any] = {"timeout": 0.1} if how == "late" else {}
    with peer(play) as server:
        url = f"http://127.0.0.1:{refusing_port()}" if how == "refused" else server.url
        with ses(url, **options) as client:
            failed(client)
            gc.collect()
            tracemalloc.start()
            try:
                kept = [failed(client) for _ in range(5)]
                gc.collect()
                held, _ = tracemalloc.get_traced_memory()
            finally:
                tracemalloc.stop()
    assert len(kept) == 5
    assert held / 5 < 20_000


def inner_frames(error: BaseException) -> Iterator[TracebackType]:
    """The tracebacks of an error up to the one that is below the method of the client."""
    traceback = error.__traceback__
    while traceback is not None:
        yield traceback
        if traceback.tb_frame.f_code.co_name == "_perform":
            return
        traceback = traceback.tb_next
