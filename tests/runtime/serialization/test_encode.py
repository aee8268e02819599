"""Requests are checked against the spec before anything is sent."""

from __future__ import annotations

import math
from datetime import date, datetime, timedelta, timezone
from importlib import import_module
from types import ModuleType
from typing import Any

import pytest

from tc3 import errors, to_wire
from tc3._core.serialization import encoder as encode
from tc3._core.serialization.hooks import site_conversion
from tc3._core.serialization.violations import Violation, check_bounds
from tc3.ses import enums, models

from ..support.halfway import both
from .requests_to_break import mail, row

FILE = models.Attachment(file_name="a.txt", content=b"x")


# Request, path of the member at fault, what the message must say.
BROKEN: list[tuple[Any, str, str]] = [
    # required
    (mail(subject=None), "subject", "is required"),
    (mail(from_email_address=None), "from_email_address", "is required"),
    (
        mail(template=models.Template(template_id=None, template_data={})),  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]
        "template.template_id",
        "is required",
    ),
    # length, in characters
    (mail(subject=""), "subject", "0 characters, but at least 1 needed"),
    (mail(subject="é" * 999), "subject", "999 characters, but at most 998 allowed"),
    (
        mail(attachments=[FILE, FILE, models.Attachment(file_name="")]),
        "attachments[2].file_name",
        "0 characters, but at least 1",
    ),
    (
        mail(attachments=[models.Attachment(file_name="x" * 256)]),
        "attachments[0].file_name",
        "at most 255 allowed",
    ),
    # size, in bytes as sent
    (
        mail(attachments=[models.Attachment(file_name="a", content=b"x" * 4194307)]),
        "attachments[0].content",
        "5592412 bytes, but at most 5592408 allowed",
    ),
    (
        row(template_data={"a": "é" * 400}),
        "template_data",
        "808 bytes, but at most 800",
    ),
    (row(template_data="x" * 801), "template_data", "801 bytes, but at most 800"),
    # items
    (
        mail(destination=["a@b.c"] * 51),
        "destination",
        "51 items, but at most 50 allowed",
    ),
    (mail(cc=["a@b.c"] * 21), "cc", "21 items, but at most 20 allowed"),
    # range
    (
        models.ListReceiversRequest(offset=0, limit=101),
        "limit",
        "101, but at most 100 allowed",
    ),
    (
        models.ListReceiversRequest(offset=-1, limit=1),
        "offset",
        "-1, but at least 0 needed",
    ),
    # types
    (mail(subject=5), "subject", "must be text, not int"),
    (mail(subject=b"x"), "subject", "must be text, not bytes"),
    (mail(reply_to_addresses=["a"]), "reply_to_addresses", "must be text, not list"),
    (mail(destination="a@example.com"), "destination", "must be a list, not str"),
    (mail(destination={"a": 1}), "destination", "must be a list, not dict"),
    (mail(destination=5), "destination", "must be a list, not int"),
    (mail(destination=["a@b.c", None]), "destination[1]", "must be text, not None"),
    (mail(attachments=[{"FileName": "x"}]), "attachments[0]", "must be Attachment"),
    (mail(template={"TemplateID": 1}), "template", "must be Template, not dict"),
    (
        mail(template=models.Template(template_id="1", template_data={})),  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]
        "template.template_id",
        "must be a whole number, not str",
    ),
    (mail(trigger_type="1"), "trigger_type", "must be a whole number, not str"),
    (mail(trigger_type=True), "trigger_type", "must be a whole number, not bool"),
    (mail(trigger_type=1.0), "trigger_type", "must be a whole number, not float"),
    (
        models.ListReceiversRequest(offset=True, limit=1),
        "offset",
        "must be a whole number, not bool",
    ),
    (
        mail(attachments=[models.Attachment(file_name="a", content="text")]),  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]
        "attachments[0].content",
        "must be bytes, not str",
    ),
    (row(template_data=[1]), "template_data", "must be a mapping or JSON text"),
    (row(template_data={"a": math.nan}), "template_data", "is no JSON"),
    (row(template_data={"a": {1, 2}}), "template_data", "is no JSON"),
    (row(template_data={"a": date(2024, 1, 1)}), "template_data", "is no JSON"),
    (row(template_data={"a": "\ud800"}), "template_data", "is no JSON"),
    (
        models.GetSendEmailStatusRequest(
            request_date="2024-01-01",  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]
            offset=0,
            limit=1,
        ),
        "request_date",
        "must be a date, not str",
    ),
    (
        models.GetSendEmailStatusRequest(
            request_date=datetime(2024, 1, 1), offset=0, limit=1
        ),
        "request_date",
        "must be a date, not datetime",
    ),
]


@pytest.mark.parametrize(
    ("request_", "field", "message"), BROKEN, ids=[f"{b[1]}: {b[2]}" for b in BROKEN]
)
def test_broken_request(request_: Any, field: str, message: str) -> None:
    with pytest.raises(errors.ValidationError) as caught:
        to_wire(request_)
    error = caught.value
    assert error.field == field
    assert message in error.reason
    action = getattr(type(request_), "__action__", None)
    assert error.action == (action and action.name)
    assert str(error) == ": ".join(filter(None, [error.action, field, error.reason]))


TOY_BROKEN: list[tuple[dict[str, Any], str, str]] = [
    ({"parts": []}, "parts", "0 items, but at least 1 needed"),
    ({"level": 1.5}, "level", "1.5, but at most 1 allowed"),
    ({"level": math.nan}, "level", "must be a finite number, not nan"),
    ({"level": -math.inf}, "level", "must be a finite number, not -inf"),
    ({"level": True}, "level", "must be a number, not bool"),
    ({"level": "0.5"}, "level", "must be a number, not str"),
    ({"count": 11}, "count", "11, but at most 10 allowed"),
    ({"count": 3.0}, "count", "must be a whole number, not float"),
    ({"flag": 1}, "flag", "must be true or false, not int"),
    ({"flag": "true"}, "flag", "must be true or false, not str"),
    ({"rows": [["a"], ["b", 5]]}, "rows[1][1]", "must be text, not int"),
    ({"rows": [["a"], "b"]}, "rows[1]", "must be a list, not str"),
    ({"words": ["a", "toolong"]}, "words[1]", "7 characters, but at most 5 allowed"),
    ({"mood": 5}, "mood", "must be text, not int"),
    ({"when": date(2024, 1, 1)}, "when", "must be a datetime, not date"),
    (
        {"when": datetime(2024, 1, 1, tzinfo=timezone.utc)},
        "when",
        "must be a time without a time zone",
    ),
    ({"moment": datetime(2024, 1, 1)}, "moment", "must be a time with a time zone"),
]


@pytest.mark.parametrize(
    ("members", "field", "message"),
    TOY_BROKEN,
    ids=[f"{b[1]}: {b[2]}" for b in TOY_BROKEN],
)
def test_broken_in_ways_no_real_service_forbids(
    toy: ModuleType, members: dict[str, Any], field: str, message: str
) -> None:
    echo = import_module("toycloud.toy.models").EchoRequest
    with pytest.raises(toy.errors.ValidationError) as caught:
        toy.to_wire(echo(**members))
    assert (caught.value.field, caught.value.action) == (field, "Echo")
    assert message in caught.value.reason


def test_deep_paths(toy: ModuleType) -> None:
    parts = import_module("toycloud.toy.models")
    inner = parts.Part(name="ok", inner=parts.Part(name="too long"))
    with pytest.raises(toy.errors.ValidationError) as caught:
        toy.to_wire(parts.EchoRequest(parts=[parts.Part(name="a"), inner]))
    assert caught.value.field == "parts[1].inner.name"


@pytest.mark.parametrize(
    "request_",
    [
        mail(subject="x", destination=[], cc=("a@b.c",), bcc={"a@b.c"}),
        mail(trigger_type=enums.TriggerType.unlisted(99)),
        mail(subject="x" * 998, destination=["a@b.c"] * 50),
        mail(trigger_type=enums.TriggerType.TRIGGERED),
        mail(attachments=[models.Attachment(file_name="a", content=b"x" * 4194306)]),
        mail(
            attachments=[
                models.Attachment(
                    file_name="a",
                    content=memoryview(b"x"),  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]
                )
            ]
        ),
        row(template_data="x" * 800),
        models.ListReceiversRequest(offset=0, limit=1),
        models.ListReceiversRequest(offset=2**40, limit=100),
    ],
)
def test_limits_are_inclusive(request_: Any) -> None:
    assert to_wire(request_)


@pytest.mark.parametrize(
    ("members", "wire"),
    [
        ({"when": datetime(2024, 1, 31, 8, 0, 5, 99)}, {"When": "2024-01-31 08:00:05"}),
        (
            {"moment": datetime(2024, 1, 31, 8, tzinfo=timezone.utc)},
            {"Moment": "2024-01-31T08:00:00Z"},
        ),
        (
            {"moment": datetime(2024, 1, 31, 8, tzinfo=timezone(timedelta(hours=8)))},
            {"Moment": "2024-01-31T08:00:00+08:00"},
        ),
        (
            {"moment": datetime(2024, 1, 31, tzinfo=timezone(timedelta(seconds=30)))},
            {"Moment": "2024-01-31T00:00:00+00:00:30"},
        ),
        ({"level": 1}, {"Level": 1}),
        ({"blob": memoryview(b"\xff")}, {"Blob": "/w=="}),
        ({"settings": "{not even JSON"}, {"Settings": "{not even JSON"}),
        ({"settings": {"b": 1, "a": "é"}}, {"Settings": '{"b":1,"a":"é"}'}),
        ({"rows": [[], ["a"]]}, {"Rows": [[], ["a"]]}),
    ],
)
def test_forms_on_the_wire(
    toy: ModuleType, members: dict[str, Any], wire: dict[str, Any]
) -> None:
    echo = import_module("toycloud.toy.models").EchoRequest
    assert toy.to_wire(echo(**members)) == wire


@pytest.mark.parametrize(
    "values",
    [
        {"Part": "a", "Parts": "b", "Rows": [["a"], "b", 3], "Numbers": {"a": 1}},
        {"Part": ["a"], "Parts": [1, None, {"Name": "a"}]},
        {"When": "2024-01-01T00:00:00+08:00", "Moment": "2024-01-01T00:00:00"},
        {"When": 1704067200, "Moment": ["a"], "Day": 5},
        {"Settings": [1], "Blob": 3, "Level": "high", "Flag": "no", "Mood": {"a": 1}},
    ],
    ids=str,
)
def test_what_cannot_be_read_goes_back_as_it_came(
    toy: ModuleType, values: dict[str, Any]
) -> None:
    """Without validation: with it, nobody can send it by mistake."""
    response = toy.from_wire(import_module("toycloud.toy.models").EchoResponse, values)
    again = toy.to_wire(response, validate=False)
    assert {name: value for name, value in again.items() if value != []} == values


def test_sensitive_members_are_not_shown() -> None:
    request = models.UpdateEmailSmtpPasswordRequest(
        email_address="a@b.c", password="hunter2hunter2"
    )
    assert "hunter2" not in repr(request)
    assert "a@b.c" in repr(request)
    assert to_wire(request)["Password"] == "hunter2hunter2"


def test_model_that_contains_itself(toy: ModuleType) -> None:
    part = import_module("toycloud.toy.models").Part(name="a")
    part.inner = part
    for validate in (True, False):
        with pytest.raises(toy.errors.ValidationError, match="contains itself"):
            toy.to_wire(part, validate=validate)


@pytest.mark.parametrize("uses", [0, 1])
def test_threads_that_use_a_model_first_send_all_of_it(
    uses: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    request = models.ListReceiversRequest(offset=0, limit=7)
    site_conversion.cache_clear()
    for _ in range(uses):
        to_wire(request)
    sent = both(encode, type(request), lambda: to_wire(request), monkeypatch)
    assert sent == [{"Offset": 0, "Limit": 7}] * 2


@pytest.mark.parametrize(
    ("value", "unit", "told"),
    [(1, "items", "1 item, but"), (2, "items", "2 items, but"), (1, "", "1, but")],
)
def test_one_is_counted_in_the_singular(value: int, unit: str, told: str) -> None:
    with pytest.raises(Violation) as caught:
        check_bounds(value, 5, None, unit)
    assert caught.value.reason.startswith(told)
