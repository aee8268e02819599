"""The pool of connections: turns, threads, those that grow old, and what errors keep."""

from __future__ import annotations

import contextlib
import gc
import sys
import threading
import time
from collections.abc import Callable, Iterator
from ctypes import c_ulong, py_object, pythonapi
from itertools import count
from typing import Any

import pytest

from tc3 import RetryPolicy, errors
from tc3._core import clock
from tc3._core.attempt import Attempt
from tc3._core.deadline import Deadline
from tc3._core.transport.synchronous.pool import H11Pool, Lease, Place
from tc3.ses import SesClient

from ...support.peers import Line, answering, mail, peer, ses
from ...support.servers import refusing_port


def run(
    count: int,
    work: Callable[[], object],
    into: list[BaseException] | None = None,
) -> list[BaseException]:
    """Does something in threads; what they raised."""
    raised: list[BaseException] = [] if into is None else into

    def guarded() -> None:
        try:
            work()
        except BaseException as error:
            raised.append(error)

    threads = [threading.Thread(target=guarded) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def slow(line: Line) -> None:
    while True:
        line.request()
        time.sleep(0.1)
        line.answer()


def test_32_threads_on_3_connections() -> None:
    """Switched as often as Python can, each gets its turns, and none waits long."""
    waits: list[float] = []

    with peer() as server, ses(server.url, max_connections=3) as client:

        def work() -> None:
            for _ in range(20):
                began = time.monotonic()
                mail(client)
                waits.append(time.monotonic() - began)

        before = sys.getswitchinterval()
        sys.setswitchinterval(1e-5)
        try:
            assert run(32, work) == []
        finally:
            sys.setswitchinterval(before)
        assert len(server.bodies) == 640
        assert server.connections == 3
        assert len(waits) == 640


class Elsewhere:
    """A route whose connections are not used."""

    way = "nowhere:1"

    def connect(self, attempt: Attempt) -> Any:
        return type("Connection", (), {})()


def test_who_is_overtaken_while_it_enters_takes_no_place_too_many() -> None:
    """A thread may stand still between any two steps, such as drawing its number."""
    pool = H11Pool(1)
    route: Any = Elsewhere()
    leases: list[Lease] = []

    def take() -> None:
        limit = Attempt(1, Deadline(0.01), 1, 1)
        with contextlib.suppress(errors.CallTimeout):
            leases.append(pool.take(route, limit))

    class Overtaken:
        """Draws numbers; before it hands the first one out, another thread comes."""

        def __init__(self) -> None:
            self._numbers = count()

        def __iter__(self) -> Iterator[int]:
            return self

        def __next__(self) -> int:
            number = next(self._numbers)
            if number == 0:
                take()
            return number

    pool._numbers = Overtaken()
    take()
    assert len(leases) == 1


def test_who_came_first_is_served_first() -> None:
    """Though some have looked in vain meanwhile, nobody overtakes."""
    served: list[int] = []

    def play(line: Line) -> None:
        while True:
            body = line.request()
            served.append(int(body.split(b'"')[3]))
            time.sleep(0.15)
            line.answer()

    with peer(play) as server, ses(server.url, max_connections=1) as client:
        threads = []
        for number in range(8):
            arguments = ("SendEmail", {"Subject": str(number)})
            threads.append(threading.Thread(target=client.call, args=arguments))
            threads[-1].start()
            time.sleep(0.02)
        for thread in threads:
            thread.join()
    assert served == [*range(8)]


def test_the_next_one_is_called_at_once() -> None:
    with peer(slow) as server, ses(server.url, max_connections=1) as client:
        began = time.monotonic()
        assert run(6, lambda: mail(client)) == []
        assert 0.6 <= time.monotonic() - began < 1.5


def test_who_looks_at_the_line_holds_up_nobody() -> None:
    """A thread that is counting keeps places alive that have been given up."""
    response = threading.Event()
    gc.collect()
    others = [made for made in gc.get_objects() if type(made) is Place]

    def play(line: Line) -> None:
        line.request()
        response.wait(10)
        line.answer()
        answering(line)

    with peer(play) as server, ses(server.url, max_connections=1) as client:
        threads = [threading.Thread(target=mail, args=[client]) for _ in range(2)]
        for thread in threads:
            thread.start()
        while not server.bodies:
            time.sleep(0.01)
        time.sleep(0.1)
        places = [made for made in gc.get_objects() if type(made) is Place]
        assert len(places) - len(others) == 2
        response.set()
        began = time.monotonic()
        for thread in threads:
            thread.join()
        assert time.monotonic() - began < 0.45  # looking again would take 0.5


@pytest.mark.parametrize("kind", ["refused", "unknown"])
def test_a_failed_attempt_keeps_no_place(kind: str) -> None:
    """Its error is kept until the next one has been made, on the only connection."""
    hosts = {
        "refused": f"http://127.0.0.1:{refusing_port()}",
        "unknown": "http://a.invalid",
    }
    refused = pytest.raises(errors.ConnectError)
    with ses(hosts[kind], max_connections=1) as client, refused as caught:
        mail(client)
    assert caught.value.attempts == 3


def test_a_failed_attempt_lets_the_next_one_go() -> None:
    """Those who wait are called also where no connection could be made."""
    url = f"http://127.0.0.1:{refusing_port()}"
    with ses(url, max_connections=1, retry=RetryPolicy(1)) as client:
        began = time.monotonic()
        raised = run(20, lambda: mail(client))
    assert [type(error) for error in raised] == [errors.ConnectError] * 20
    assert time.monotonic() - began < 2


def test_kept_errors_keep_no_place() -> None:
    with peer(slow) as server, ses(server.url, max_connections=1) as client:
        late = client.with_options(timeout=0.03, retry=RetryPolicy(1))
        kept = run(5, lambda: mail(late))
        assert len(kept) == 5
        began = time.monotonic()
        mail(client)
        assert time.monotonic() - began < 2


class Bye(BaseException):
    """What ends a thread from outside."""


def test_a_thread_that_ends_in_the_middle_of_a_call() -> None:
    """Its place and its connection come back."""
    idents: list[int] = []
    raised: list[BaseException] = []

    def work() -> None:
        idents.append(threading.get_ident())
        mail(late)

    def deaf(line: Line) -> None:
        line.request()
        line.until_closed()

    with peer(deaf, answering) as server, ses(server.url, max_connections=1) as client:
        late = client.with_options(timeout=0.5)
        thread = threading.Thread(target=lambda: raised.extend(run(1, work)))
        thread.start()
        while not server.bodies:
            time.sleep(0.01)
        pythonapi.PyThreadState_SetAsyncExc(c_ulong(idents[0]), py_object(Bye))
        thread.join()
        assert isinstance(raised[0], Bye)
        began = time.monotonic()
        mail(client)
        assert time.monotonic() - began < 2
        assert server.connections == 2


def test_an_old_connection_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """The service closes them after 60 seconds, perhaps just as a mail is written to it."""
    ahead = 0.0
    real = clock.monotonic
    monkeypatch.setattr(clock, "monotonic", lambda: real() + ahead)
    with peer() as server, ses(server.url) as client:
        mail(client)
        ahead += 54
        mail(client)
        assert server.connections == 1
        ahead += 56
        mail(client)
        assert server.connections == 2


def test_idle_connections_count() -> None:
    """Those of other servers make room."""
    with peer(slow) as server, ses(server.url, max_connections=4) as client:
        assert run(4, lambda: mail(client)) == []
        assert run(9, lambda: mail(client)) == []
        assert server.connections == 4


def test_close_during_a_call_and_waits() -> None:
    """What is under way ends; those who wait are told at once."""
    response = threading.Event()

    def play(line: Line) -> None:
        line.request()
        response.wait(10)
        line.answer()
        line.until_closed()

    with peer(play) as server:
        client = ses(server.url, max_connections=1)
        raised: list[BaseException] = []
        thread = threading.Thread(target=run, args=(4, lambda: mail(client), raised))
        thread.start()
        while not server.bodies:
            time.sleep(0.01)
        time.sleep(0.05)
        client.close()
        while len(raised) < 3 and thread.is_alive():
            time.sleep(0.01)
        response.set()
        thread.join()
        assert [str(error) for error in raised] == ["the client is closed"] * 3
        assert not any(error.sent for error in raised)  # type: ignore[attr-defined]
        assert len(server.bodies) == 1


def forget(clients: list[SesClient]) -> None:
    clients.clear()
    gc.collect()


def test_a_client_that_is_dropped_in_use() -> None:
    """Its connections close with it."""
    ended = threading.Event()

    def play(line: Line) -> None:
        line.request()
        line.answer()
        line.until_closed()
        ended.set()

    with peer(play) as server:
        client = ses(server.url)
        mail(client)
        clients = [client]
        del client
        with pytest.warns(ResourceWarning, match="not closed"):
            forget(clients)
        assert ended.wait(5)
