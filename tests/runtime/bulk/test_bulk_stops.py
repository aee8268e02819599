"""Bulk: what is known when an upload stops half-way."""

from __future__ import annotations

import asyncio
import copy
import pickle
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tc3 import BulkProgress, errors
from tc3.ses import AsyncSesClient, SesClient

from ..support.driver import KEY, Driver
from ..support.servers import Play, Server, fails, hang_up, ok, reply
from .bulks import addresses, arrived

STOPS: list[tuple[Play, type[Exception], bool]] = [
    (hang_up, errors.TransportError, True),
    (reply(b"<html>", 502), errors.ResponseError, True),
    (reply(b"no json"), errors.ResponseError, True),
    (fails("InternalError"), errors.InternalError, True),
    (fails("InternalError.New"), errors.InternalError, True),
    (fails("FailedOperation"), errors.FailedOperation, True),
    (fails("LimitExceeded.ReceiverDetailCountLimit"), errors.LimitExceeded, False),
    (
        fails("LimitExceeded.ReceiverDetailCountLimit", status=500),
        errors.LimitExceeded,
        True,
    ),
    (fails("RequestLimitExceeded"), errors.RequestLimitExceeded, False),
    (
        fails("FailedOperation.ServiceNotAvailable"),
        errors.FailedOperation,
        False,
    ),
]


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(("trouble", "cause", "is_unknown"), STOPS)
async def test_it_says_what_has_arrived_and_what_nobody_knows(
    driver: Driver,
    server: Server,
    trouble: Play,
    cause: type[Exception],
    is_unknown: bool,
) -> None:
    server.plays(ok(), ok(), trouble)
    async with driver.client(server.url) as client:
        with pytest.raises(errors.BulkError) as caught:
            await client.upload_recipients(7, addresses(11))
        stop = caught.value
        assert isinstance(stop.__cause__, cause)
        assert stop.next_row == stop.progress.next_row == stop.progress.sent == 6
        assert stop.uncertain == (range(6, 9) if is_unknown else range(6, 6))
        text = "rows 6 to 8 may have arrived" if is_unknown else "6 rows are done: "
        assert text in str(stop)
        server.plays(ok())
        await client.upload_recipients(7, addresses(11), start=stop.uncertain.stop)
    behind = 9 if is_unknown else 6
    assert [row for request in arrived(server)[-2:] for row in request][-1] == (
        "10@example.com"
    )
    tried = [emails[0] for emails in arrived(server)]
    assert tried[:3] == addresses(1) + addresses(1, 3) + addresses(1, 6)
    assert f"{behind}@example.com" in tried[3:]


@pytest.mark.usefixtures("small")
async def test_no_row_arrives_twice_or_never_where_all_is_known(
    driver: Driver, server: Server
) -> None:
    """An upload that is begun again until it is through."""
    taken: list[str] = []

    def play(turn: int) -> Play:
        async def run(writer: asyncio.StreamWriter, request: Any) -> bool:
            if turn % 3 == 2:
                refusal = fails("LimitExceeded.ReceiverDetailRequestLimit")
                return await refusal(writer, request)
            taken.extend(request.params["Emails"])
            return await ok()(writer, request)

        return run

    server.plays(*[play(turn) for turn in range(40)])
    start, stops = 0, 0
    async with driver.client(server.url) as client:
        while True:
            try:
                await client.upload_recipients(7, addresses(40), start=start)
                break
            except errors.BulkError as stop:
                start, stops = stop.next_row, stops + 1
    assert taken == addresses(40)
    assert stops > 4


@pytest.mark.usefixtures("small")
async def test_a_wrong_row_in_the_middle(driver: Driver, server: Server) -> None:
    given: list[Any] = [*addresses(4), 5, *addresses(4)]
    async with driver.client(server.url) as client:
        with pytest.raises(errors.InvalidRow) as caught:
            await client.upload_recipients(7, given)
    stop = caught.value
    assert isinstance(stop, errors.ValidationError)
    assert (stop.index, stop.field, stop.next_row) == (4, "rows[4]", 3)
    assert stop.uncertain == range(0)
    assert str(stop) == (
        "UploadRecipients stopped, 3 rows are done: rows[4]: must be text, not int"
    )
    assert arrived(server) == [addresses(3)]


@pytest.mark.usefixtures("small")
async def test_the_rows_or_the_progress_function_fail(
    driver: Driver, server: Server
) -> None:
    def broken() -> Iterator[str]:
        yield from addresses(5)
        raise OSError("the disk is gone")

    def full(progress: BulkProgress[Any]) -> None:
        raise ZeroDivisionError

    async with driver.client(server.url) as client:
        with pytest.raises(errors.BulkError, match="the disk is gone") as caught:
            await client.upload_recipients(7, broken())
        assert (caught.value.next_row, caught.value.uncertain) == (3, range(3, 3))
        with pytest.raises(errors.BulkError, match="ZeroDivisionError") as caught:
            await client.upload_recipients(7, addresses(5), progress=full)
        assert (caught.value.next_row, caught.value.uncertain) == (3, range(3, 3))


def test_an_asynchronous_function_needs_an_asynchronous_client() -> None:
    async def tell(progress: BulkProgress[Any]) -> None: ...

    class Yes:
        """A transport that says yes."""

        def exchange(self, *_: object) -> Any:
            from tc3._core.transport.base import HttpResponse

            return HttpResponse(200, {}, b'{"Response":{"RequestId":"r"}}')

    client = SesClient(KEY, transport=Yes())  # type: ignore[arg-type]
    with pytest.raises(errors.BulkError, match="needs an asynchronous client"):
        client.upload_recipients(7, ["a"], progress=tell)


@pytest.mark.usefixtures("small")
async def test_cancelling(server: Server) -> None:
    from ..support.servers import silence
    from ..support.sources import until

    server.plays(ok(), silence)
    told: list[int] = []
    async with AsyncSesClient(KEY, endpoint=server.url) as client:
        task = asyncio.create_task(
            client.upload_recipients(
                7, addresses(9), progress=lambda p: told.append(p.next_row)
            )
        )
        await until(lambda: len(server.requests) == 2)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert told == [3]


@pytest.mark.parametrize(
    "copied", [copy.copy, lambda error: pickle.loads(pickle.dumps(error))]
)
@pytest.mark.parametrize(
    "error",
    [
        errors.BulkError("Upload", BulkProgress(next_row=3), "why", range(3, 6)),
        errors.InvalidRow("Upload", BulkProgress(next_row=3), 4, "email", "why", "A"),
    ],
)
def test_errors_can_be_copied(
    error: errors.BulkError, copied: Callable[[Any], Any]
) -> None:
    made = copied(error)
    assert type(made) is type(error)
    assert vars(made) == vars(error)
    assert str(made) == str(error)
