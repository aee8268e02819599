"""Alerts that are encrypted by hand are read by a client as what they are."""

from __future__ import annotations

import asyncio
import ssl
from pathlib import Path

import pytest

from .server.contexts import HOST, Contexts, Side
from .server.faults import ALERTS, Fault
from .server.port import Port

REQUEST = b'POST / HTTP/1.1\r\nContent-Length: 15\r\n\r\n{"Subject":"1"}'
NAMES = {
    40: "HANDSHAKE_FAILURE",
    45: "CERTIFICATE_EXPIRED",
    48: "UNKNOWN_CA",
    49: "ACCESS_DENIED",
}


@pytest.mark.parametrize("version", ["TLSv1_2", "TLSv1_3"])
@pytest.mark.parametrize("code", sorted(NAMES))
@pytest.mark.parametrize("before", [0, 1])
async def test_alert(tmp_path: Path, version: str, code: int, before: int) -> None:
    """Ahead of the first response, and in the middle of the second."""
    contexts = Contexts(tmp_path)
    fault = Fault(stage="response", deed="alert", share=0.5 * before, alert=code)
    port = Port(contexts, [Fault()] * before + [fault], [Side(version, HOST)])
    await port.listen()
    try:
        reader, writer = await asyncio.open_connection(
            HOST, port.number, ssl=contexts.trusting()
        )
        for _ in range(before):
            writer.write(REQUEST)
            assert (await reader.readuntil(b"}}")).startswith(b"HTTP/1.1 200")
        writer.write(REQUEST)
        with pytest.raises(ssl.SSLError, match=NAMES[code]):
            await reader.readexactly(1 << 16)
        assert len(port.notes.entries["1"]) == before + 1
        writer.close()
    finally:
        port.close()


def test_codes_are_those_that_are_drawn() -> None:
    assert set(NAMES) <= set(ALERTS)
