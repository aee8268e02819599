"""What makes a request another one under the same key."""

from __future__ import annotations

from typing import Any

import pytest

from tc3 import Credential, errors
from tc3.testing import MemoryLedger

from ..support.actions import send
from ..support.driver import Driver
from ..support.servers import Server

KEY = "welcome:4711"

CHANGED: dict[str, dict[str, Any]] = {
    "region": {"region": "ap-guangzhou"},
    "site": {"site": "china"},
}


@pytest.mark.parametrize("changed", CHANGED.values(), ids=CHANGED)
async def test_the_same_elsewhere_is_another_request(
    driver: Driver, server: Server, changed: dict[str, Any]
) -> None:
    ledger = MemoryLedger()
    for options, fine in (({}, True), (changed, False), ({}, True)):
        given = {"region": "ap-hongkong", "ledger": ledger, **options}
        async with driver.client(server.url, **given) as ses:
            if fine:
                await send(ses.with_options(once=KEY))
                continue
            with pytest.raises(errors.LedgerConflict):
                await send(ses.with_options(once=KEY))
    assert len(server.requests) == 1


async def test_another_action_is_another_request(
    driver: Driver, server: Server
) -> None:
    async with driver.client(server.url, ledger=MemoryLedger()) as ses:
        once = ses.with_options(once=KEY)
        await once.call("NewAction", {})
        with pytest.raises(errors.LedgerConflict):
            await once.call("OtherAction", {})


async def test_a_key_that_was_renewed_is_the_same_account(
    driver: Driver, server: Server
) -> None:
    """Temporary keys change by the hour."""
    ledger = MemoryLedger()
    for number in range(2):
        key = Credential(f"AKID{number}", "secret", "token")
        async with driver.client(server.url, ledger=ledger, credential=key) as ses:
            assert (await send(ses.with_options(once=KEY))).replayed is bool(number)
