"""Calls that succeed although the service refused some of the items."""

from __future__ import annotations

import pickle
import sys
import traceback
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tc3 import errors, from_wire, to_wire
from tc3.ses.models import CreateReceiverDetailResponse
from tc3.sms import AsyncSmsClient, SmsClient, models
from tc3.sms.v20210111 import errors as sms_errors
from tc3.testing import stub

from ..paging.test_pages import answering
from ..support.driver import Driver
from ..support.servers import Server, ok
from ..support.toy import imported

SEND: dict[str, Any] = {
    "phone_number_set": ["+12025550123", "+12025550124"],
    "sms_sdk_app_id": "1400000001",
    "template_id": "20417",
}
LIMIT = "LimitExceeded.PhoneNumberDailyLimit"


def status(number: str, code: str = "Ok", message: str = "m") -> dict[str, Any]:
    return {"PhoneNumber": number, "Code": code, "Message": message, "Fee": 1}


def sent(*statuses: Any, request_id: str = "r-1") -> models.SendSmsResponse:
    wire = {"SendStatusSet": list(statuses), "RequestId": request_id}
    return from_wire(models.SendSmsResponse, wire)


async def test_refused_items_of_a_call(driver: Driver, server: Server) -> None:
    """A call succeeds, and the error of each refused number is that of its code."""
    number = "+12025550124"
    server.plays(
        ok(SendStatusSet=[status("+12025550123"), status(number, LIMIT, "Too many.")])
    )
    async with driver.of(
        SmsClient, AsyncSmsClient, server.url, region="ap-singapore"
    ) as client:
        response = await client.send_sms(**SEND)
    (refused,) = response.refused
    assert (refused.item, refused.count) == (number, 1)
    assert refused.result is response.send_status_set[1]
    assert type(refused.error) is sms_errors.LimitExceededPhoneNumberDailyLimit
    assert (refused.error.message, refused.error.action) == ("Too many.", "SendSms")
    assert refused.error.request_id == response.request_id != ""
    assert refused.error.sent, "the call arrived, and did a part of its work"
    with pytest.raises(errors.PartialFailure) as raised:
        response.raise_for_refused()
    failure = raised.value
    assert failure.exceptions == tuple(each.error for each in failure.refused)
    known = (failure.request_id, failure.action, failure.sent)
    assert known == (response.request_id, "SendSms", True)
    assert failure.response is response


def test_nothing_was_refused() -> None:
    response = sent(status("+1"), status("+2"))
    assert response.refused == ()
    response.raise_for_refused()
    assert sent().refused == from_wire(models.SendSmsResponse, {}).refused == ()


@pytest.mark.parametrize(
    ("code", "cls"),
    [
        (LIMIT, sms_errors.LimitExceededPhoneNumberDailyLimit),
        ("LimitExceeded.New", errors.LimitExceeded),
        ("Unheard.Of", errors.ApiError),
        ("ok", errors.ApiError),  # codes are compared as they are
    ],
)
def test_class_of_a_refused_item(code: str, cls: type) -> None:
    (refused,) = sent(status("+1", code)).refused
    assert type(refused.error) is cls
    assert refused.error.code == code


@pytest.mark.parametrize(("message", "text"), [("No.", "No."), (None, "refused")])
def test_item_without_a_code(message: str | None, text: str) -> None:
    (refused,) = sent({"PhoneNumber": "+1", "Message": message}).refused
    assert isinstance(refused.error, errors.ApiError)
    assert str(refused.error) == f"{text} (SendSms, request r-1)"


@pytest.mark.parametrize(
    "result",
    [
        None,
        7,
        "Ok",
        [],
        {},
        {"Code": None},
        {"Code": ["Ok"]},
        {"PhoneNumber": {"a": 1}},
    ],
)
def test_what_cannot_be_understood_was_not_accepted(result: Any) -> None:
    (refused,) = sent(result).refused
    assert refused.item is None
    assert isinstance(refused.error, errors.ApiError)


def test_results_that_are_no_list() -> None:
    response = from_wire(models.SendSmsResponse, {"SendStatusSet": 7, "RequestId": "r"})
    with pytest.raises(errors.ResponseError, match="send_status_set is not a list"):
        response.raise_for_refused()


def test_the_response_stays_as_it_is() -> None:
    """Being able to tell refused items is no member of it."""
    response = sent(status("+1", LIMIT))
    assert to_wire(response) == response.to_dict()
    assert set(response.to_dict()) == {"SendStatusSet", "RequestId"}
    assert "refused" not in repr(response)


def test_the_items_stand_in_no_text() -> None:
    """Phone numbers are told by `item` only, as other errors name a place, not a value."""
    response = sent(status("+12025550124", LIMIT, "Too many."))
    with pytest.raises(errors.PartialFailure) as raised:
        response.raise_for_refused()
    failure = raised.value
    assert str(failure) == (
        "SendSms: 1 item was refused (request r-1): "
        f"send_status_set[0]: {LIMIT}: Too many."
    )
    for text in (
        str(failure),
        repr(failure),
        repr(failure.refused),
        "".join(traceback.format_exception(failure)),
    ):
        assert "2025550124" not in text


def test_the_text_is_bounded() -> None:
    response = sent(*(status("+1", LIMIT, "m" * 10_000) for _ in range(2_000)))
    with pytest.raises(errors.PartialFailure) as raised:
        response.raise_for_refused()
    assert str(raised.value).endswith("and 1,995 more")
    assert len(str(raised.value)) < 2_000
    assert len(raised.value.exceptions) == 2_000


def test_it_can_be_sent_to_another_process() -> None:
    with pytest.raises(errors.PartialFailure) as raised:
        sent(status("+1", LIMIT)).raise_for_refused()
    again = pickle.loads(pickle.dumps(raised.value))
    assert str(again) == str(raised.value)
    assert again.refused[0].item == "+1"
    assert again.response == raised.value.response


TAKEN_APART = """
try:
    try:
        response.raise_for_refused()
    except* errors.LimitExceeded as caught:
        found.append(caught)
except* errors.ApiError as rest:
    found.append(rest)
"""


@pytest.mark.skipif(sys.version_info < (3, 11), reason="except* is new in Python 3.11")
def test_it_is_taken_apart_by_except_star() -> None:
    response = sent(
        status("+1", LIMIT), status("+2", "Unheard.Of"), status("+3", LIMIT)
    )
    found: list[Any] = []
    exec(TAKEN_APART, {"response": response, "errors": errors, "found": found})
    limits, others = found
    assert [each.item for each in limits.refused] == ["+1", "+3"]
    assert [each.item for each in others.refused] == ["+2"]
    assert type(limits) is type(others) is errors.PartialFailure
    assert others.response is response


# Counts instead of items


def test_counts() -> None:
    wire = {"TotalCount": 9, "ValidCount": 3, "TooLongCount": 2, "EmptyEmailCount": 1}
    response = from_wire(CreateReceiverDetailResponse, {**wire, "RepeatCount": 3})
    assert [(each.place, each.count, each.item) for each in response.refused] == [
        ("too_long_count", 2, None),
        ("empty_email_count", 1, None),
    ]
    with pytest.raises(errors.PartialFailure, match="3 items were refused") as raised:
        response.raise_for_refused()
    assert "too_long_count: 2 items were left out" in str(raised.value)
    assert raised.value.count == 3


@pytest.mark.parametrize("count", [None, 0, -1, "many", 1.5])
def test_counts_that_count_nothing(count: Any) -> None:
    response = from_wire(CreateReceiverDetailResponse, {"TooLongCount": count})
    assert response.refused == ()


# Pages, rows and stubs

TOY = """\
service: toy
version: "2024-01-01"
title: Toy
summary: What no real service has.
actions:
  ListThings:
    summary: List things.
    repeatable: true
    params:
      Offset: {type: integer, doc: D.}
      Limit: {type: integer, doc: D.}
    returns:
      Things: {type: "list[Thing]", doc: D.}
      Total: {type: integer, doc: D.}
    pages: {offset: Offset, limit: Limit, items: Things, total: Total}
    outcomes: {of: Things, item: Id, code: Code, ok: [0, ""], message: Words}
  Put:
    summary: Put things.
    params:
      Names: {type: "list[string]", required: true, items: [1, 2], doc: D.}
    returns:
      Result: {type: Result, doc: D.}
    outcomes: {of: Result.Failed, item: Id, message: Words}
bulk:
  PutAll:
    doc: Put any number of things.
    rows: {Put: Names}
types:
  Result: {doc: D., fields: {Failed: {type: "list[Thing]", always: true, doc: D.}}}
  Thing:
    doc: D.
    fields:
      Id: {type: integer, doc: D.}
      Code: {type: integer, doc: D.}
      Words: {type: string, doc: D.}
"""


@pytest.fixture(scope="module")
def toy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    folder: Path = tmp_path_factory.mktemp("toy")
    with imported(TOY, folder, "outcomes_toy") as package:
        yield package


def of_toy(driver: Driver, toy: ModuleType, server: Server) -> Any:
    from importlib import import_module

    found = import_module(f"{toy.__name__}.toy")
    core = import_module(toy.__name__)
    credential = core.Credential("AKIDtest", "the-secret-key")
    made: Any = found.AsyncToyClient if driver.is_async else found.ToyClient
    from ..support.driver import Either

    return Either(made(credential, endpoint=server.url), driver.is_async)


async def test_refused_items_of_a_walk(
    driver: Driver, toy: ModuleType, server: Server
) -> None:
    """All items come, and those of the pages so far that were refused are told."""

    def page(params: dict[str, Any]) -> dict[str, Any]:
        first = params["Offset"]
        codes: list[Mapping[str, Any]] = [{"Code": 0}, {"Code": 5, "Words": "no"}, {}]
        things = [{"Id": first + n, **codes[n]} for n in range(3)]
        return {"Things": things, "Total": 2_400}

    server.plays(answering(page))
    async with of_toy(driver, toy, server) as client:
        pager = client.client.iter_list_things(limit=3)
        assert pager.refused == ()
        assert len(await client.taken(pager, 4)) == 4
        assert [each.item for each in pager.refused] == [1, 4]
        assert pager.refused[0].error.code == "5"
        assert len(await client.taken(pager)) == 2_396
        assert (len(pager.refused), pager.refused_count) == (800, 800)
        with pytest.raises(
            Exception, match=r"^ListThings: 800 items were refused: "
        ) as raised:
            pager.raise_for_refused()
    assert type(raised.value).__name__ == "PartialFailure"
    assert raised.value.response is None  # type: ignore[attr-defined]


async def test_refused_rows(driver: Driver, toy: ModuleType, server: Server) -> None:
    """Every refused row is counted; the first thousand are kept."""

    def reply(params: dict[str, Any]) -> dict[str, Any]:
        failed = [{"Id": int(name), "Words": "no"} for name in params["Names"]]
        return {"Result": {"Failed": failed[:1]}}

    server.plays(answering(reply))
    told: list[int] = []
    async with of_toy(driver, toy, server) as client:
        done = await client.put_all(
            (str(number) for number in range(2_400)),
            progress=lambda progress: told.append(progress.refused_count),
        )
    assert (done.sent, done.refused_count, len(done.refused)) == (2_400, 1_200, 1_000)
    assert [each.item for each in done.refused[:3]] == [0, 2, 4]
    assert told == list(range(1, 1_201))
    with pytest.raises(Exception, match=r"^Put: 1,200 items were refused: "):
        done.raise_for_refused()


@pytest.mark.parametrize("action", ["send_sms", "create_receiver_detail"])
def test_a_stub_refuses_nothing_by_itself(action: str) -> None:
    from tc3.ses import SesClient

    if action == "send_sms":
        with stub(SmsClient, region="ap-singapore") as sms:
            assert sms.client.send_sms(**SEND).refused == ()
        return
    with stub(SesClient) as ses:
        done = ses.client.create_receiver_detail(receiver_id=1, emails=["a@b.example"])
        assert done.refused == ()


def test_a_stub_that_refuses() -> None:
    with stub(SmsClient, region="ap-singapore") as sms:
        sms.answer(models.SendSmsRequest, sent(status("+1", LIMIT), request_id=""))
        with pytest.raises(errors.PartialFailure):
            sms.client.send_sms(**SEND).raise_for_refused()
