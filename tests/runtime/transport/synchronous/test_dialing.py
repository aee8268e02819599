"""Which address of a host is connected to, and what dead ones cost."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest

from tc3 import RetryPolicy, Timeout, errors
from tc3._core.transport.synchronous import name_lookup
from tc3.ses import SesClient

from ...support.peers import mail, peer, ses
from ...support.servers import refusing_port

SLACK = 0.05
"""What a time-out may take longer, or a tenth of it."""


def _has_ipv6() -> bool:
    try:
        with socket.create_server(("::1", 0), family=socket.AF_INET6):
            return True
    except OSError:
        return False


needs_ipv6 = pytest.mark.skipif(not _has_ipv6(), reason="this machine has no IPv6")


@contextmanager
def dead(host: str, port: int) -> Iterator[None]:
    """An address that answers nothing: its queue is full."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with ExitStack() as stack:
        listener = stack.enter_context(socket.socket(family))
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(0)
        for _ in range(4):
            waiting = stack.enter_context(socket.socket(family))
            waiting.setblocking(False)
            waiting.connect_ex((host, port))
        yield


Names = Callable[..., None]


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Names:
    """Gives a name its addresses."""
    real = socket.getaddrinfo

    def set_to(*hosts: str, delay: Callable[[], None] = lambda: None) -> None:
        def look_up(host: Any, port: Any, *args: Any, **kwargs: Any) -> Any:
            if host != "service.test" or kwargs.get("flags"):
                return real(host, port, *args, **kwargs)
            delay()
            return [found for ip in hosts for found in real(ip, port, *args, **kwargs)]

        monkeypatch.setattr(socket, "getaddrinfo", look_up)

    return set_to


def named(port: int) -> str:
    return f"http://service.test:{port}"


def timed(call: Callable[[], object]) -> float:
    began = time.monotonic()
    call()
    return time.monotonic() - began


def quickest(port: int) -> float:
    """Seconds until a new client has sent a mail: the best of three, as machines are busy."""

    def once() -> float:
        with ses(named(port)) as client:
            return timed(lambda: mail(client))

    return min(once() for _ in range(3))


def true_word(client: SesClient) -> bool:
    """Whether a mail was sent, as far as its sender knows, in time or late."""
    try:
        mail(client)
    except errors.CallTimeout as error:
        return error.sent
    return True


def late(**options: Any) -> errors.CallTimeout:
    """A mail that is late, and how it says so."""
    seconds = options["timeout"]
    began = time.monotonic()
    with ses(**options) as client, pytest.raises(errors.CallTimeout) as caught:
        mail(client)
    assert time.monotonic() - began < seconds + max(SLACK, seconds / 10) + 1.2
    return caught.value


def test_first_is_dead(names: Names) -> None:
    names("127.0.0.2", "127.0.0.1")
    with peer() as server, dead("127.0.0.2", server.port):
        with ses(named(server.port)) as client:
            assert 0.2 < timed(lambda: mail(client)) < 2
            # The connection is kept.
            assert min(timed(lambda: mail(client)) for _ in range(3)) < 0.2
        assert len(server.bodies) == 4


def test_first_is_dead_and_there_is_little_time(names: Names) -> None:
    """Either the mail arrives in time, or none does: never a mail and `sent` false."""
    names("127.0.0.2", "127.0.0.1")
    with peer() as server, dead("127.0.0.2", server.port):
        told = 0  # a mail that was sent may arrive while the next one is on its way
        for seconds in (0.1, 0.2, 0.249, 0.25, 0.251, 0.26, 0.3, 1.0):
            with ses(named(server.port), timeout=seconds) as client:
                told += true_word(client)
            assert len(server.bodies) <= told


def test_first_refuses(names: Names) -> None:
    """The next one is tried at once."""
    names("127.0.0.2", "127.0.0.3", "127.0.0.4", "127.0.0.1")
    with peer() as server:
        assert quickest(server.port) < 0.2


def test_all_refuse(names: Names) -> None:
    names("127.0.0.2", "127.0.0.1")
    refused = pytest.raises(errors.ConnectError, match="Connection refused")
    with ses(named(refusing_port())) as client, refused as caught:
        mail(client)
    assert (caught.value.attempts, caught.value.sent) == (3, False)


def test_dead_ones_share_the_time_out(names: Names) -> None:
    hosts = [f"127.0.0.{n}" for n in (2, 3, 4, 5)]
    names(*hosts)
    with ExitStack() as stack:
        port = refusing_port()
        for host in hosts:
            stack.enter_context(dead(host, port))
        error = late(endpoint=named(port), timeout=0.6)
        assert error.sent is False
        assert error.attempt_log[0].connected is False
        # And that for connecting is one, too.
        with ses(named(port), timeout=Timeout(0.3, 5, 5)) as client:
            with pytest.raises(errors.CallTimeout) as caught:
                mail(client)
            assert caught.value.attempts == 3


@needs_ipv6
@pytest.mark.parametrize("hosts", [("::1", "127.0.0.1"), ("127.0.0.1", "::1")])
def test_ipv6_is_dead(names: Names, hosts: tuple[str, str]) -> None:
    names("::1", "::1", "::1", "127.0.0.1")  # one of each family by turns
    with peer() as server, dead("::1", server.port):
        assert quickest(server.port) < 0.5
        assert len(server.bodies) == 3


@needs_ipv6
def test_ipv6_refuses(names: Names) -> None:
    names("::1", "127.0.0.1")
    with peer() as server:
        assert quickest(server.port) < 0.2


@needs_ipv6
def test_both_are_alive(names: Names) -> None:
    """The first is taken, and the other not bothered."""
    names("::1", "127.0.0.1")
    with peer() as four, peer(host="::1", port=four.port) as six:
        with ses(named(six.port)) as client:
            mail(client)
        assert (six.connections, four.connections) == (1, 0)


@needs_ipv6
def test_address_as_endpoint() -> None:
    with peer(host="::1") as server, ses(server.url) as client:
        mail(client)
        assert f"\r\nHost: [::1]:{server.port}".encode() in server.heads[0]


# Lookups


def test_slow_lookup(names: Names) -> None:
    """It is not waited for longer than the call may take, and nothing is sent later."""
    over = threading.Event()
    with peer() as server:
        names("127.0.0.1", delay=over.wait)
        error = late(endpoint=named(server.port), timeout=0.3)
        assert error.sent is False
        over.set()
        with ses(named(server.port)) as client:
            mail(client)
        assert len(server.bodies) == 1


def test_lookup_that_ends_just_in_time(names: Names) -> None:
    with peer() as server:
        names("127.0.0.1", delay=lambda: time.sleep(0.2))
        told = 0
        for seconds in (0.19, 0.2, 0.201, 0.205, 0.22):
            with ses(named(server.port), timeout=seconds) as client:
                told += true_word(client)
            assert len(server.bodies) <= told


def test_one_lookup_for_all_who_wait(names: Names) -> None:
    asked = []
    going_on = threading.Event()

    def delay() -> None:
        asked.append(1)
        going_on.wait(10)

    with peer() as server, ses(named(server.port)) as client:
        names("127.0.0.1", delay=delay)
        threads = [threading.Thread(target=mail, args=[client]) for _ in range(16)]
        for thread in threads:
            thread.start()
        time.sleep(0.1)
        going_on.set()
        for thread in threads:
            thread.join()
        assert (len(asked), len(server.bodies)) == (1, 16)


def test_lookup_that_fails(names: Names) -> None:
    """All who wait are told, each by an error of its own."""

    def delay() -> None:
        time.sleep(0.1)
        raise socket.gaierror(-2, "Name or service not known")

    names(delay=delay)
    caught: list[errors.ConnectError] = []

    def call() -> None:
        with ses(named(1), retry=RetryPolicy(1)) as client:
            try:
                mail(client)
            except errors.ConnectError as error:
                caught.append(error)

    threads = [threading.Thread(target=call) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(caught) == 4
    assert len({id(error.__cause__) for error in caught}) == 4
    assert all("Name or service not known" in error.reason for error in caught)


def test_no_threads_are_left(names: Names, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a process that ends: then the lookup is made by whoever needs it."""

    def refuse(*_: Any) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(name_lookup, "start_new_thread", refuse)
    names("127.0.0.1")
    with peer() as server, ses(named(server.port)) as client:
        mail(client)


@pytest.mark.parametrize("how", ["endpoint", "proxy", "tunnel"])
def test_host_that_no_codec_takes(how: str) -> None:
    """An error of ours, not one of the codec for names."""
    host = "x" * 64 + ".example"
    with peer(lambda line: line.say(b"HTTP/1.1 200 OK\r\n\r\n")) as proxy:
        options: dict[str, Any] = {
            "endpoint": {"endpoint": f"http://{host}"},
            "proxy": {"endpoint": "http://a.test", "proxy": f"http://{host}:1"},
            "tunnel": {"endpoint": f"https://{host}", "proxy": proxy.url},
        }[how]
        with ses(**options) as client, pytest.raises(errors.ConnectError) as caught:
            mail(client)
    assert caught.value.sent is False
