"""An upload that goes on in another process: no row arrives twice."""

from __future__ import annotations

from typing import Any

import pytest

from tc3 import BulkProgress, errors

from ..bulk.bulks import addresses, arrived
from ..support.driver import Driver
from ..support.servers import Server, fails, hang_up, ok
from .conftest import Ledgers

pytestmark = pytest.mark.usefixtures("small")
UPLOAD = "upload:7"


async def test_an_upload_goes_on_elsewhere(
    driver: Driver, server: Server, ledgers: Ledgers
) -> None:
    """The same rows again: the requests that have arrived are not sent."""
    server.plays(ok(), ok(), fails("InvalidParameterValue.X"))
    async with driver.client(server.url, ledger=ledgers()) as ses:
        with pytest.raises(errors.BulkError) as caught:
            await ses.with_options(once=UPLOAD).upload_recipients(7, addresses(9))
        assert caught.value.next_row == 6
    server.plays(ok())
    server.requests.pop()
    async with driver.client(server.url, ledger=ledgers()) as ses:
        once = ses.with_options(once=UPLOAD)
        progress: BulkProgress[Any] = await once.upload_recipients(7, addresses(9))
    assert arrived(server) == [addresses(3), addresses(3, 3), addresses(3, 6)]
    assert progress.next_row == progress.sent == 9
    assert [response.replayed for response in progress.responses] == [True, True, False]


async def test_a_request_with_an_unknown_outcome(
    driver: Driver, server: Server, ledgers: Ledgers
) -> None:
    """It is resolved by its own key, the upload's with the number of the request."""
    server.plays(ok(), hang_up, ok())
    ledger = ledgers()
    async with driver.client(server.url, ledger=ledger) as ses:
        once = ses.with_options(once=UPLOAD)
        causes: list[BaseException | None] = []
        for _ in range(2):
            with pytest.raises(errors.BulkError) as caught:
                await once.upload_recipients(7, addresses(9))
            assert caught.value.uncertain == range(3, 6)
            causes.append(caught.value.__cause__)
        assert isinstance(causes[1], errors.Uncertain)
        assert causes[1].key == f"{UPLOAD}#1"
        ledger.resolve(f"{UPLOAD}#1", sent=True)
        await once.upload_recipients(7, addresses(9))
    assert arrived(server) == [addresses(3), addresses(3, 3), addresses(3, 6)]


async def test_other_rows_are_a_conflict(
    driver: Driver, server: Server, ledgers: Ledgers
) -> None:
    async with driver.client(server.url, ledger=ledgers()) as ses:
        once = ses.with_options(once=UPLOAD)
        await once.upload_recipients(7, addresses(6))
        with pytest.raises(errors.BulkError) as caught:
            await once.upload_recipients(7, addresses(6, 1))
    assert isinstance(caught.value.__cause__, errors.LedgerConflict)
    assert len(server.requests) == 2


async def test_a_service_that_is_still_busy(
    driver: Driver, server: Server, ledgers: Ledgers, pauses: list[float]
) -> None:
    """It took nothing of the request, which is sent again under its key."""
    server.plays(ok(), fails("OperationDenied.ReceiverIsOperating"), ok())
    async with driver.client(server.url, ledger=ledgers()) as ses:
        await ses.with_options(once=UPLOAD).upload_recipients(7, addresses(6))
    assert arrived(server) == [addresses(3), addresses(3, 3), addresses(3, 3)]
    assert len(pauses) == 1


async def test_a_start_makes_no_sense_with_a_key(
    driver: Driver, server: Server, ledgers: Ledgers
) -> None:
    async with driver.client(server.url, ledger=ledgers()) as ses:
        with pytest.raises(errors.ConfigurationError, match="start= or once="):
            await ses.with_options(once=UPLOAD).upload_recipients(
                7, addresses(6), start=3
            )
    assert not server.requests


async def test_a_key_too_long_for_the_numbers_of_requests(
    driver: Driver, server: Server, ledgers: Ledgers
) -> None:
    """It is refused before the first of them, not when a number has a digit more."""
    async with driver.client(server.url, ledger=ledgers()) as ses:
        with pytest.raises(errors.ConfigurationError, match="at most 500 characters"):
            await ses.with_options(once="k" * 501).upload_recipients(7, addresses(4))
        assert not server.requests
        await ses.with_options(once="k" * 500).upload_recipients(7, addresses(4))
    assert len(server.requests) == 2
