"""What happens behind the last byte of a request, on every road: one mail, and no lie."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from storm.roads import Road
from storm.server.contexts import HOST, NAME, Contexts, Side
from storm.server.faults import Fault
from storm.server.port import Port

from tc3 import errors

from ..support.peers import ses

TO_PROXY = Side("TLSv1_3", HOST)
ROADS = [
    Road("direct", "direct", ()),
    Road("TLS 1.2", "direct", (Side("TLSv1_2", HOST),)),
    Road("TLS 1.3", "direct", (Side("TLSv1_3", HOST),)),
    Road("forwarding", "forward", ()),
    Road("forwarding by TLS", "forward", (TO_PROXY,)),
    Road("tunnel", "tunnel", ("tunnel", Side("TLSv1_3", NAME))),
    Road("tunnel by TLS", "tunnel", (TO_PROXY, "tunnel", Side("TLSv1_3", NAME))),
]
WITH_TLS = [road for road in ROADS if road.tls]
ALERTS = {
    40: "refuses the TLS handshake",
    45: "certificate expired",
    46: "certificate unknown",
    48: "unknown ca",
    49: "access denied",
}


@asynccontextmanager
async def listening(road: Road, folder: Path, *faults: Fault) -> AsyncIterator[Port]:
    port = Port(Contexts(folder), faults, road.parts, road.way == "forward")
    await port.listen()
    try:
        yield port
    finally:
        port.close()


def one_mail(road: Road, port: Port, **options: Any) -> errors.Tc3Error:
    """The error of a mail, and of another one."""
    options = {
        "proxy": road.proxy_of(port),
        "ca_file": port.contexts.ca_file,
        **options,
    }
    with ses(road.endpoint(port), **options) as client:
        with pytest.raises(errors.Tc3Error) as caught:
            client.call("SendEmail", {"Subject": "1"})
        client.call("SendEmail", {"Subject": "2"})
    return caught.value


def check(error: errors.Tc3Error, port: Port, reason: str = "") -> None:
    assert type(error) is errors.TransportError
    assert (error.sent, error.attempts) == (True, 1)
    assert reason in error.reason
    assert [len(port.notes.entries[number]) for number in "12"] == [1, 1]
    (attempt,) = error.attempt_log
    assert attempt.connected
    assert attempt.address == port.address
    assert attempt.sent
    assert attempt.bytes_written


@pytest.mark.parametrize("share", [0.0, 0.2, 0.9])
@pytest.mark.parametrize("deed", ["close", "reset"])
@pytest.mark.parametrize("road", ROADS, ids=lambda road: road.name)
async def test_ends_behind_the_request(
    road: Road, deed: Any, share: float, tmp_path: Path
) -> None:
    """Ahead of the status line, in the headers, in the body."""
    fault = Fault(stage="response", deed=deed, share=share)
    async with listening(road, tmp_path, fault) as port:
        check(await asyncio.to_thread(one_mail, road, port), port)


@pytest.mark.parametrize("deed", ["close", "reset"])
@pytest.mark.parametrize("road", ROADS[3:], ids=lambda road: road.name)
async def test_proxy_of_the_environment(
    road: Road, deed: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("NO_PROXY", "no_proxy", "https_proxy", "http_proxy"):
        monkeypatch.delenv(name, raising=False)
    fault = Fault(stage="response", deed=deed, share=0)
    async with listening(road, tmp_path, fault) as port:
        for name in ("HTTP_PROXY", "HTTPS_PROXY"):
            monkeypatch.setenv(name, road.proxy_of(port) or "")
        check(await asyncio.to_thread(one_mail, road, port, proxy=None), port)


@pytest.mark.parametrize("share", [0.0, 0.75])
@pytest.mark.parametrize("code", ALERTS)
@pytest.mark.parametrize("road", WITH_TLS, ids=lambda road: road.name)
async def test_alert(road: Road, code: int, share: float, tmp_path: Path) -> None:
    """Ahead of the response, and in the middle of its body."""
    fault = Fault(stage="response", deed="alert", alert=code, share=share)
    async with listening(road, tmp_path, fault) as port:
        error = await asyncio.to_thread(one_mail, road, port)
        check(error, port, ALERTS[code])
        assert port.alerts == 1


@pytest.mark.parametrize("road", ROADS, ids=lambda road: road.name)
async def test_cut_in_the_headers(road: Road, tmp_path: Path) -> None:
    """What may be repeated is made again."""
    cuts = [Fault(stage="response", deed="close", share=share) for share in (0.1, 0.3)]

    def look(port: Port) -> None:
        options = {"proxy": road.proxy_of(port), "ca_file": port.contexts.ca_file}
        with ses(road.endpoint(port), **options) as client:
            client.call("Any", {"Subject": "1"}, repeatable=True)

    async with listening(road, tmp_path, *cuts) as port:
        await asyncio.to_thread(look, port)
        assert len(port.notes.entries["1"]) == 3


@pytest.mark.parametrize("behind", ["forged", "x"])
@pytest.mark.parametrize("interims", [(), ("103 Early Hints",), ("100 Continue",) * 3])
@pytest.mark.parametrize("road", ROADS, ids=lambda road: road.name)
async def test_each_call_gets_its_own_response(
    road: Road, interims: tuple[str, ...], behind: str, tmp_path: Path
) -> None:
    """Interim responses are none; bytes behind a response belong to no call."""
    faults = [Fault(interims=interims, behind=behind, pieces=n) for n in (1, 2, 1)]

    def calls(port: Port) -> list[str]:
        options = {"proxy": road.proxy_of(port), "ca_file": port.contexts.ca_file}
        with ses(road.endpoint(port), **options) as client:
            numbers = ("1", "2", "3", "4")
            return [client.call("Any", {"Subject": n}).request_id for n in numbers]

    async with listening(road, tmp_path, *faults) as port:
        assert await asyncio.to_thread(calls, port) == ["1/1", "2/1", "3/1", "4/1"]
