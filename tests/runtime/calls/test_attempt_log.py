"""`error.sent` speaks of all attempts, and `error.attempt_log` tells of each."""

from __future__ import annotations

import copy
import pickle
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from tc3 import Credential, RetryPolicy, errors
from tc3._core.credentials import TemporaryCredential
from tc3.ses import SesClient

from ..bulk.bulks import addresses
from ..support.driver import AT_ONCE
from ..support.peers import Line, mail, peer, ses, whole
from ..support.servers import bound_to, refusing_port
from ..support.sources import Clock

THROTTLED = b'{"Response":{"Error":{"Code":"RequestLimitExceeded"},"RequestId":"r"}}'


def throttled(line: Line) -> None:
    line.request()
    line.say(whole(THROTTLED, "200 OK", "Connection: close"))


def cut(line: Line) -> None:
    line.request()


def look(client: SesClient) -> None:
    client.call("Any", {}, repeatable=True)


def once(response: bytes) -> str:
    """The URL of what answers its only connection; then nothing listens any more."""
    listener = bound_to(refusing_port())
    listener.listen()

    def serve() -> None:
        sock, _ = listener.accept()
        listener.close()
        with sock:
            data = b""
            while b"}" not in data:
                data += sock.recv(1 << 16)
            sock.sendall(response)

    threading.Thread(target=serve).start()
    return f"http://127.0.0.1:{listener.getsockname()[1]}"


def failing(client: SesClient, call: Callable[[SesClient], object]) -> Any:
    """The error of a call."""
    with client, pytest.raises(errors.Tc3Error) as caught:
        call(client)
    return caught.value


def test_sent_and_then_refused() -> None:
    """Attempt 1 may have been carried out, whatever became of attempt 2."""
    with ses(once(b"")) as client, pytest.raises(errors.ConnectError) as caught:
        look(client)
    error = caught.value
    assert error.sent
    assert "may have received it" in str(error)
    assert [attempt.sent for attempt in error.attempt_log] == [True, False, False]
    assert [attempt.connected for attempt in error.attempt_log] == [True, False, False]


def test_answered_that_nothing_was_done_and_then_refused() -> None:
    with (
        ses(once(whole(THROTTLED))) as client,
        pytest.raises(errors.ConnectError) as caught,
    ):
        mail(client)
    error = caught.value
    assert error.sent is False
    assert "did not receive it" in str(error)
    first = error.attempt_log[0]
    assert (first.sent, first.refused) == (True, True)
    assert first.ended == "RequestLimitExceeded"


def test_no_credential_for_the_second_attempt(now: Clock) -> None:
    """The first one may have been carried out, though now there is not even a key."""
    asked = []

    def give() -> TemporaryCredential:
        asked.append(1)
        if len(asked) > 1:
            raise OSError("the vault is closed")
        return TemporaryCredential(Credential("id", "key"), now.now + 100)

    def cut_and_late(line: Line) -> None:
        line.request()
        now.now += 1000

    with peer(cut_and_late) as server:
        options: dict[str, Any] = {"endpoint": server.url, "retry": AT_ONCE}
        error = failing(SesClient(give, **options), look)
    assert type(error) is errors.CredentialError
    assert (error.attempts, error.sent) == (1, True)
    assert "an earlier attempt may have reached the service" in str(error)


@pytest.mark.usefixtures("small")
def test_bulk_believes_it() -> None:
    """Rows of a request that was sent once are unknown, though it was refused later."""
    client = ses(once(b""), retry=RetryPolicy(2, base=0))
    error = failing(client, lambda c: c.upload_recipients(7, addresses(9)))
    assert type(error) is errors.BulkError
    assert error.next_row == 0
    cause = error.__cause__
    assert isinstance(cause, errors.Tc3Error)
    assert cause.sent == bool(error.uncertain)
    assert error.uncertain == range(3)


def test_what_it_tells() -> None:
    before = time.time()
    with peer(throttled, cut) as server:
        first, second = failing(ses(server.url), mail).attempt_log
    assert (first.number, second.number) == (1, 2)
    assert before - 1 <= first.began <= second.began <= time.time() + 1
    for attempt in (first, second):
        assert attempt.address == server.address
        assert attempt.connected
        assert attempt.sent
        sizes = zip(server.heads, server.bodies, strict=True)
        size = {len(head) + len(b"\r\n\r\n") + len(body) for head, body in sizes}
        assert attempt.bytes_written in size
    assert first.refused
    assert first.bytes_read == len(whole(THROTTLED, "200 OK", "Connection: close"))
    assert second.bytes_read == 0
    assert not second.refused
    assert second.ended == "the service closed the connection without a response"
    assert repr(first) == (
        f"<Attempt 1, to {server.address}, sent True, written {first.bytes_written}, "
        f"read {first.bytes_read}, ended RequestLimitExceeded>"
    )


@pytest.mark.parametrize("how", ["pickle", "copy", "deepcopy"])
def test_copies(how: str) -> None:
    copied = {
        "pickle": lambda error: pickle.loads(pickle.dumps(error)),
        "copy": copy.copy,
        "deepcopy": copy.deepcopy,
    }[how]
    with peer(throttled, cut) as server:
        error = failing(ses(server.url), mail)
    twin = copied(error)
    assert type(twin) is type(error)
    assert (str(twin), twin.sent, twin.attempts) == (str(error), True, 2)
    assert [repr(attempt) for attempt in twin.attempt_log] == [
        repr(attempt) for attempt in error.attempt_log
    ]
    assert [attempt.may_have_arrived for attempt in twin.attempt_log] == [False, True]


def test_no_attempt() -> None:
    error = failing(ses("http://127.0.0.1:1"), lambda c: c.call("A", {"x": object()}))
    assert type(error) is errors.ValidationError
    assert (error.attempt_log, error.sent) == ((), False)
