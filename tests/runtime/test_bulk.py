"""Bulk: how rows are cut into requests, and what is known when it stops."""

from __future__ import annotations

import asyncio
import copy
import json
import pickle
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tc3 import BulkProgress, Credential, errors, to_wire
from tc3._core import jsontext
from tc3._core.bulk_forms import Limits
from tc3._core.bulk_rows import BadRow, Chunk, Rows, Seen
from tc3.ses import AsyncSesClient, SesClient, models
from tc3.ses.errors import LimitExceededReceiverDetailCountLimit
from tc3.ses.v20201002 import bulk
from tc3gen.cloud import running_cloud
from tc3gen.spec.load import load

from .driver import KEY, Driver
from .servers import Play, Server, fails, hang_up, ok, reply

MOST = 20_000
Row = models.ReceiverInputData


def addresses(count: int, first: int = 0) -> list[str]:
    return [f"{number}@example.com" for number in range(first, first + count)]


def rows(
    *, max_body: int = 8 * 1024 * 1024, validate: bool = True, **options: Any
) -> Rows:
    """What cuts the rows of an upload to group 7."""
    return Rows(
        bulk.UPLOAD_RECIPIENTS,
        [
            models.CreateReceiverDetailRequest(receiver_id=7, emails=[]),
            models.CreateReceiverDetailWithDataRequest(receiver_id=7, datas=[]),
        ],
        Limits("international", validate, max_body),
        **{"start": 0, "drop_repeats": False, **options},
    )


def items(chunk: Chunk) -> list[Any]:
    """The rows of a request, as they stand on the wire."""
    [found] = [v for v in to_wire(chunk.request).values() if isinstance(v, list)]
    return found


# ---- Cutting -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("count", "sizes"),
    [
        (0, []),
        (1, [1]),
        (MOST, [MOST]),
        (MOST + 1, [MOST, 1]),
        (2 * MOST, [MOST, MOST]),
    ],
)
def test_a_request_has_at_most_20_000_rows(count: int, sizes: list[int]) -> None:
    chunks = list(rows().cut(addresses(count)))
    assert [chunk.rows for chunk in chunks] == sizes
    assert [item for chunk in chunks for item in items(chunk)] == addresses(count)
    assert [chunk.first for chunk in chunks] == list(range(0, count, MOST))


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
DATA = st.dictionaries(TEXTS, TEXTS | st.integers(), max_size=2)


def check_size(all_rows: list[Any], max_body: int) -> list[Chunk]:
    """Every request fits, and none could have taken the first row of the next."""
    chunks = list(rows(max_body=max_body).cut(all_rows))
    bodies = [jsontext.dumps(to_wire(chunk.request)) for chunk in chunks]
    assert all(len(body) <= max_body for body in bodies)
    for chunk, body, following in zip(chunks, bodies, chunks[1:], strict=False):
        first = jsontext.dumps(items(following)[0])
        assert len(body) + 1 + len(first) > max_body
        assert chunk.stop == following.first
    return chunks


@given(st.lists(TEXTS, max_size=40), st.integers(250, 600))
@example(["x" * 100] * 10, 439)  # four rows to the byte
def test_requests_of_addresses_fill_the_bytes_exactly(
    texts: list[str], max_body: int
) -> None:
    chunks = check_size(texts, max_body)
    assert [item for chunk in chunks for item in items(chunk)] == texts


@given(st.lists(st.tuples(TEXTS, DATA), max_size=20), st.integers(1000, 2000))
def test_requests_of_rows_with_data_fill_the_bytes_exactly(
    pairs: list[tuple[str, dict[str, Any]]], max_body: int
) -> None:
    chunks = check_size(pairs, max_body)
    sent = [item for chunk in chunks for item in items(chunk)]
    assert sent == [to_wire(Row(email=e, template_data=d)) for e, d in pairs]


def test_the_limit_is_reached_to_the_byte() -> None:
    body = len('{"ReceiverId":7,"Emails":["aaaa","bbbb"]}')
    assert len(check_size(["aaaa", "bbbb"], body)) == 1
    assert len(check_size(["aaaa", "bbbb"], body - 1)) == 2


def test_a_row_that_fits_into_no_request() -> None:
    with pytest.raises(BadRow, match=r"a request with it has 134 bytes, but at most"):
        list(rows(max_body=131).cut(["a", "x" * 104]))


# ---- The forms of a row --------------------------------------------------------------


@pytest.mark.parametrize(
    "row",
    [
        ("a@example.com", {"name": "Ada"}),
        ("a@example.com", '{"name":"Ada"}'),
        Row(email="a@example.com", template_data={"name": "Ada"}),
    ],
)
def test_a_row_with_data(row: Any) -> None:
    [chunk] = rows().cut([row])
    assert isinstance(chunk.request, models.CreateReceiverDetailWithDataRequest)
    wire = {"Email": "a@example.com", "TemplateData": '{"name":"Ada"}'}
    assert items(chunk) == [wire]


def test_mappings_and_models_may_be_used_again_for_the_next_row() -> None:
    def reusing() -> Iterator[tuple[str, dict[str, int]] | Row]:
        data: dict[str, int] = {}
        row = Row(email="", template_data=data)
        for number in range(3):
            data["n"] = number
            yield "a@example.com", data
            row.email = f"{number}@example.com"
            yield row

    [chunk] = rows().cut(reusing())
    assert [(i["Email"], i["TemplateData"]) for i in items(chunk)] == [
        (email, f'{{"n":{number}}}')
        for number in range(3)
        for email in ("a@example.com", f"{number}@example.com")
    ]


@pytest.mark.parametrize(
    ("given", "index", "field", "reason"),
    [
        (["a", 5], 1, "", "must be text, not int"),
        ([None], 0, "", "must be text, not None"),
        (
            ["a", ("b", {})],
            1,
            "",
            "it has values, but the first row has none",
        ),
        (
            [("a", {}), "b"],
            1,
            "",
            "must be (email, template_data) or ReceiverInputData, not str",
        ),
        ([("a", {}), ("b",)], 1, "", "has 1 values, but needs 2: email, template_data"),
        (
            [("a", {}), ("b", {"x": "y" * 800})],
            1,
            "template_data",
            "808 bytes, but at most 800 allowed",
        ),
        (
            [("a", {}), ("b", ["x"])],
            1,
            "template_data",
            "must be a mapping or JSON text, not list",
        ),
        ([("a", {}), (5, {})], 1, "email", "must be text, not int"),
        (["a", "\ud800"], 1, "", "is no JSON: it holds half of a surrogate pair"),
    ],
)
def test_a_wrong_row_is_named(
    given: list[Any], index: int, field: str, reason: str
) -> None:
    with pytest.raises(BadRow) as caught:
        list(rows().cut(given))
    bad = caught.value
    assert (bad.index, bad.field, bad.reason) == (index, field, reason)
    assert bad.action in ("CreateReceiverDetail", "CreateReceiverDetailWithData")


def test_without_validation_only_what_is_no_json_is_refused() -> None:
    [chunk] = rows(validate=False).cut([("b", "y" * 900)])
    assert chunk.rows == 1
    with pytest.raises(BadRow, match="is no JSON"):
        list(rows(validate=False).cut(["\ud800"]))


# ---- Repeats and beginning later -------------------------------------------------------


def sent(**options: Any) -> Callable[..., list[Any]]:
    def send(*given: Any) -> list[Any]:
        return [i for chunk in rows(**options).cut(given) for i in items(chunk)]

    return send


def test_repeats_are_dropped_if_asked() -> None:
    given = ("a", "b", "a", "A", "b", "c")
    assert sent()(*given) == list(given)
    assert sent(drop_repeats=True)(*given) == ["a", "b", "A", "c"]
    assert sent(drop_repeats=str.casefold)(*given) == ["a", "b", "c"]


def test_rows_with_data_repeat_each_other_by_their_address() -> None:
    found = sent(drop_repeats=True)(("a", {"n": 1}), ("a", {"n": 2}), ("b", {}))
    assert found == [
        {"Email": "a", "TemplateData": '{"n":1}'},
        {"Email": "b", "TemplateData": "{}"},
    ]


@given(st.lists(st.text(max_size=2)), st.integers(0, 50))
def test_repeats_are_exactly_those_that_were_there(
    texts: list[str], start: int
) -> None:
    seen = Seen()
    assert [seen.add(text) for text in texts] == [
        text not in texts[:number] for number, text in enumerate(texts)
    ]


def test_a_million_digests_share_their_buckets() -> None:
    seen = Seen()
    assert all(seen.add(str(number)) for number in range(200_000))
    assert not any(seen.add(str(number)) for number in range(0, 200_000, 7))


def test_rows_before_the_start_are_not_sent_but_remembered() -> None:
    assert sent(start=2)("a", "b", "a", "c") == ["a", "c"]
    assert sent(start=2, drop_repeats=True)("a", "b", "a", "c") == ["c"]
    assert sent(start=2)("a", "b") == []
    [chunk] = rows(start=2).cut(["a", "b", "c"])
    assert (chunk.first, chunk.stop) == (2, 3)


def test_a_start_behind_the_end_is_a_mistake() -> None:
    with pytest.raises(errors.ConfigurationError, match="there are only 2 rows"):
        sent(start=3)("a", "b")


@pytest.mark.parametrize(
    "options", [{"start": -1}, {"start": True}, {"start": "0"}, {"drop_repeats": "yes"}]
)
def test_wrong_options(options: dict[str, Any]) -> None:
    with pytest.raises(errors.ConfigurationError):
        rows(**options)


# ---- The clients ---------------------------------------------------------------------


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A request takes little, so that a few rows make many: three of `addresses`."""
    monkeypatch.setattr(SesClient, "request_size", 90)
    monkeypatch.setattr(AsyncSesClient, "request_size", 90)


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses, which take no time."""
    made: list[float] = []

    async def sleep(seconds: float) -> None:
        made.append(round(seconds, 2))

    monkeypatch.setattr(time, "sleep", lambda seconds: made.append(round(seconds, 2)))
    monkeypatch.setattr(AsyncSesClient, "_sleep", staticmethod(sleep))
    return made


def arrived(server: Server) -> list[list[str]]:
    return [request.params["Emails"] for request in server.requests]


@pytest.mark.usefixtures("small")
async def test_uploading(driver: Driver, server: Server) -> None:
    server.plays(ok(ValidCount=3), ok(ValidCount=1))
    seen: list[BulkProgress[Any]] = []
    async with driver.client(server.url) as client:
        done = await client.upload_recipients(7, addresses(8), progress=seen.append)
    assert arrived(server) == [
        addresses(3),
        addresses(3, 3),
        addresses(2, 6),
    ]
    assert [request.params["ReceiverId"] for request in server.requests] == [7] * 3
    assert [(p.position, p.sent) for p in seen] == [(3, 3), (6, 6), (8, 8)]
    assert done == seen[-1]
    assert [answer.valid_count for answer in done.answers] == [3, 1, 1]
    assert done.request_ids == ("req-ok",) * 3


async def test_no_rows_no_request(driver: Driver, server: Server) -> None:
    async with driver.client(server.url) as client:
        assert await client.upload_recipients(7, []) == BulkProgress()
    assert server.requests == []


@pytest.mark.usefixtures("small")
async def test_repeats_count_as_done(driver: Driver, server: Server) -> None:
    given = [*addresses(3), *addresses(3), *addresses(1, 3), *addresses(2)]
    async with driver.client(server.url) as client:
        done = await client.upload_recipients(7, given, drop_repeats=True)
    assert arrived(server) == [addresses(3), addresses(1, 3)]
    assert (done.position, done.sent, done.repeats) == (9, 4, 5)


async def test_rows_that_come_asynchronously(server: Server) -> None:
    async def gather() -> AsyncIterator[str]:
        for address in addresses(5):
            await asyncio.sleep(0)
            yield address

    told: list[int] = []

    async def tell(progress: BulkProgress[Any]) -> None:
        await asyncio.sleep(0)
        told.append(progress.position)

    async with AsyncSesClient(KEY, endpoint=server.url) as client:
        await client.upload_recipients(7, gather(), progress=tell)
    assert arrived(server) == [addresses(5)]
    assert told == [5]


async def test_other_tasks_go_on(server: Server) -> None:
    turns = 0

    async def count() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    other = asyncio.create_task(count())
    seen: list[int] = []

    def gather() -> Iterator[str]:
        for address in addresses(5000):
            seen.append(turns)
            yield address

    async with AsyncSesClient(KEY, endpoint=server.url) as client:
        await client.upload_recipients(7, gather())
    other.cancel()
    assert len(set(seen)) == 5


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ("ada@example.com", "rows: must be many rows, not one text"),
        (b"ada@example.com", "rows: must be many rows, not one text"),
        ({"a": {}}, r"rows: must be rows, not a mapping: give its items\(\)"),
        (5, "rows: must be many rows, not int"),
    ],
)
async def test_what_are_no_rows(
    driver: Driver, server: Server, wrong: Any, reason: str
) -> None:
    async with driver.client(server.url) as client:
        with pytest.raises(errors.InvalidRequest, match=reason):
            await client.upload_recipients(7, wrong)
    assert server.requests == []


def test_rows_that_come_asynchronously_to_a_synchronous_client() -> None:
    async def none() -> AsyncIterator[str]:
        yield ""

    rows: Any = none()
    with (
        SesClient(KEY) as client,
        pytest.raises(errors.InvalidRequest, match="rows: come asynchronously"),
    ):
        client.upload_recipients(7, rows)


@pytest.mark.parametrize(
    ("group", "options", "error"),
    [
        ("7", {}, errors.InvalidRequest),
        (7, {"start": 9}, errors.ConfigurationError),
        (7, {"deadline": 0}, errors.ConfigurationError),
    ],
)
async def test_a_wrong_call_is_refused_as_any_other(
    driver: Driver, server: Server, group: Any, options: Any, error: Any
) -> None:
    async with driver.client(server.url) as client:
        with pytest.raises(error) as caught:
            await client.upload_recipients(group, addresses(3), **options)
    assert not isinstance(caught.value, errors.BulkError)
    assert server.requests == []


@pytest.mark.parametrize("signature", ["HmacSHA1", "HmacSHA256"])
async def test_an_older_signature_takes_less(
    driver: Driver, server: Server, signature: str
) -> None:
    """1 MB of `Emails.0=...`, which are counted as they are sent."""
    given = [f"{'reader' * 10}{number}@example.com" for number in range(15_000)]
    async with driver.client(server.url, signature=signature) as client:
        done = await client.upload_recipients(7, given)
    assert done.sent == 15_000
    sizes = [len(request.body) for request in server.requests]
    assert len(sizes) == 2
    assert 1_000_000 < sizes[0] < 1024 * 1024 + 500  # the signature is not counted
    bodies = [dict(parse_qsl(request.body.decode())) for request in server.requests]
    sent = [
        body[f"Emails.{n}"]
        for body in bodies
        for n in range(len(body) - 9)
        if f"Emails.{n}" in body
    ]
    assert sent == given


# ---- When it stops -------------------------------------------------------------------

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
        assert stop.position == stop.progress.position == stop.progress.sent == 6
        assert stop.unknown == (range(6, 9) if is_unknown else range(6, 6))
        text = "rows 6 to 8 may have arrived" if is_unknown else "6 rows are done: "
        assert text in str(stop)
        server.plays(ok())
        await client.upload_recipients(7, addresses(11), start=stop.unknown.stop)
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
                start, stops = stop.position, stops + 1
    assert taken == addresses(40)
    assert stops > 4


@pytest.mark.usefixtures("small")
async def test_a_wrong_row_in_the_middle(driver: Driver, server: Server) -> None:
    given: list[Any] = [*addresses(4), 5, *addresses(4)]
    async with driver.client(server.url) as client:
        with pytest.raises(errors.InvalidRow) as caught:
            await client.upload_recipients(7, given)
    stop = caught.value
    assert isinstance(stop, errors.InvalidRequest)
    assert (stop.index, stop.field, stop.position) == (4, "rows[4]", 3)
    assert stop.unknown == range(0)
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
        assert (caught.value.position, caught.value.unknown) == (3, range(3, 3))
        with pytest.raises(errors.BulkError, match="ZeroDivisionError") as caught:
            await client.upload_recipients(7, addresses(5), progress=full)
        assert (caught.value.position, caught.value.unknown) == (3, range(3, 3))


def test_an_asynchronous_function_needs_an_asynchronous_client() -> None:
    async def tell(progress: BulkProgress[Any]) -> None: ...

    class Yes:
        """A transport that says yes."""

        def exchange(self, *_: object) -> Any:
            from tc3._core.http import HttpAnswer

            return HttpAnswer(200, {}, b'{"Response":{"RequestId":"r"}}')

    client = SesClient(KEY, transport=Yes())  # type: ignore[arg-type]
    with pytest.raises(errors.BulkError, match="needs an asynchronous client"):
        client.upload_recipients(7, ["a"], progress=tell)


@pytest.mark.usefixtures("small")
async def test_cancelling(server: Server) -> None:
    from .servers import silence
    from .sources import until

    server.plays(ok(), silence)
    told: list[int] = []
    async with AsyncSesClient(KEY, endpoint=server.url) as client:
        task = asyncio.create_task(
            client.upload_recipients(
                7, addresses(9), progress=lambda p: told.append(p.position)
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
        errors.BulkError("Upload", BulkProgress(position=3), "why", range(3, 6)),
        errors.InvalidRow("Upload", BulkProgress(position=3), 4, "email", "why", "A"),
    ],
)
def test_errors_can_be_copied(
    error: errors.BulkError, copied: Callable[[Any], Any]
) -> None:
    made = copied(error)
    assert type(made) is type(error)
    assert vars(made) == vars(error)
    assert str(made) == str(error)


# ---- Many rows -----------------------------------------------------------------------

PROGRAM = """
import asyncio, json, re, sys
from tc3 import Credential
from tc3.ses import AsyncSesClient, SesClient

def rows():
    for number in range(int(sys.argv[3])):
        yield f"reader.number.{number}@mail.example.com"
        if number % 20 == 0:
            yield f"reader.number.{number // 2}@mail.example.com"

options = {"credential": Credential("id", "key"), "endpoint": sys.argv[2]}
if sys.argv[1] == "sync":
    with SesClient(**options) as client:
        done = client.upload_recipients(7, rows(), drop_repeats=True)
else:
    async def upload():
        async with AsyncSesClient(**options) as client:
            return await client.upload_recipients(7, rows(), drop_repeats=True)
    done = asyncio.run(upload())
# What getrusage tells would include the process that began this one.
most = re.search(r"VmHWM:\\s*([0-9]+) kB", open("/proc/self/status").read())
print(json.dumps([done.position, done.sent, done.repeats, len(done.answers), int(most[1])]))
"""


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="memory is read off /proc")
@pytest.mark.parametrize(
    ("kind", "count"),
    # The asynchronous client with fewer, as the test would take long: what it keeps in
    # memory is the same.
    [("sync", 1_000_000), ("async", 200_000)],
)
async def test_a_million_addresses_take_less_than_150_mb(
    server: Server, kind: str, count: int
) -> None:
    """In a process of its own, repeats being dropped."""
    process = await asyncio.create_subprocess_exec(
        *[sys.executable, "-c", PROGRAM, kind, server.url, str(count)],
        stdout=asyncio.subprocess.PIPE,
    )
    out, _ = await process.communicate()
    *counts, kilobytes = json.loads(out)
    assert counts == [count + count // 20, count, count // 20, count // MOST]
    assert kilobytes < 150 * 1024
    sent = {row for request in server.requests for row in request.params["Emails"]}
    assert len(sent) == count
    assert len(server.requests) == count // MOST


# ---- The local cloud -----------------------------------------------------------------


def test_uploading_to_the_local_cloud() -> None:
    specs = load([Path(__file__).parents[2] / "spec"])
    with (
        running_cloud(specs.services, specs.common) as cloud,
        SesClient(Credential("local", "local"), endpoint=cloud.url) as ses,
    ):
        group = ses.create_receiver(receivers_name="Many").receiver_id
        assert group is not None
        given = [(address, {"name": "x"}) for address in addresses(45_000)]
        done = ses.upload_recipients(group, given)
        assert [answer.valid_count for answer in done.answers] == [
            *[20_000] * 2,
            5_000,
        ]
        more = [(address, {"name": "y"}) for address in addresses(9_000, 45_000)]
        with pytest.raises(errors.BulkError) as caught:
            ses.upload_recipients(group, more)
        cause = caught.value.__cause__
        assert isinstance(cause, LimitExceededReceiverDetailCountLimit)
        ready = ses.wait_until_receiver_uploaded(receiver_id=group)
        assert ready.count == 45_000


# ---- A busy service ------------------------------------------------------------------

BUSY = fails("OperationDenied.ReceiverIsOperating")


@pytest.mark.usefixtures("small")
async def test_the_same_rows_again_while_the_service_is_busy(
    driver: Driver, server: Server, pauses: list[float]
) -> None:
    server.plays(ok(), BUSY, BUSY, ok())
    async with driver.client(server.url) as client:
        done = await client.upload_recipients(7, addresses(6))
    assert arrived(server) == [addresses(3), *[addresses(3, 3)] * 3]
    assert pauses == [3, 3.6]
    assert done.sent == 6


@pytest.mark.usefixtures("small")
async def test_a_service_that_stays_busy(
    driver: Driver,
    server: Server,
    pauses: list[float],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from tc3._core import clock

    monkeypatch.setattr(clock, "monotonic", lambda: sum(pauses))
    server.plays(BUSY)
    async with driver.client(server.url) as client:
        with pytest.raises(errors.BulkError, match="ReceiverIsOperating") as caught:
            await client.upload_recipients(7, addresses(6), deadline=10)
    assert caught.value.unknown == range(0)
    assert pauses == [3, 3.6, 3.4]
