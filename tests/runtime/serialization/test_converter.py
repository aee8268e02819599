"""Converters of cattrs that know the models of the package: `tc3.converter`."""

from __future__ import annotations

import json
import linecache
from datetime import date, datetime, timezone
from decimal import Decimal
from importlib import import_module
from types import ModuleType
from typing import Any

import attrs
import cattrs
import pytest

import tc3
from tc3 import errors
from tc3.ses import enums, models

MAIL = {
    "FromEmailAddress": "a@example.com",
    "Subject": "Hello",
    "Template": {"TemplateID": 7, "TemplateData": '{"name":"Ada"}'},
    "TriggerType": 1,
}


@attrs.define
class Order:
    number: int
    mail: models.SendEmailRequest | None
    templates: list[models.Template]


@pytest.fixture(params=["plain", "json", "orjson", "pyyaml"])
def converter(request: pytest.FixtureRequest) -> cattrs.Converter:
    if request.param == "plain":
        return tc3.converter()
    module = import_module(f"cattrs.preconf.{request.param}")
    made: cattrs.Converter = tc3.configure_converter(module.make_converter())
    return made


@pytest.fixture
def echo(toy: ModuleType) -> Any:
    return import_module("toycloud.toy.models")


def test_it_converts_as_the_clients_do(converter: cattrs.Converter) -> None:
    for _ in range(2):  # the first by a loop, the second by code
        request = converter.structure(MAIL, models.SendEmailRequest)
        assert request == tc3.from_wire(models.SendEmailRequest, MAIL)
        assert converter.unstructure(request) == MAIL == tc3.to_wire(request)


def test_models_nest_in_classes_of_the_user(converter: cattrs.Converter) -> None:
    wire = {"number": 3, "mail": MAIL, "templates": [MAIL["Template"]]}
    order = converter.structure(wire, Order)
    assert order.mail is not None
    assert order.mail.trigger_type is enums.TriggerType.TRIGGERED
    assert order.templates[0].template_data == {"name": "Ada"}
    assert converter.unstructure(order) == wire


def test_models_in_unions() -> None:
    from cattrs.strategies import configure_tagged_union

    converter = tc3.converter()
    either: Any = models.ReceiverData | models.TemplatesMetadata
    configure_tagged_union(either, converter)
    wire = converter.unstructure(models.ReceiverData(receiver_id=1), either)
    assert wire == {"ReceiverId": 1, "_type": "ReceiverData"}
    read = converter.structure(wire, either)
    assert isinstance(read, models.ReceiverData)
    assert read.receiver_id == 1


def test_text_and_bytes_keep_the_forms_of_the_wire(
    converter: cattrs.Converter, toy: ModuleType, echo: Any
) -> None:
    """The preconfigured ones would write bytes in base85 and times with a `T`."""
    toy.configure_converter(converter)
    wire = {"Blob": "eA==", "When": "2024-01-31 08:00:05", "Level": 0.5}
    request = converter.structure(wire, echo.EchoRequest)
    assert request.blob == b"x"
    assert request.when == datetime(2024, 1, 31, 8, 0, 5)
    assert converter.unstructure(request) == wire


def test_hooks_of_the_user_hold_for_members(toy: ModuleType, echo: Any) -> None:
    converter = toy.converter()
    converter.register_structure_hook(float, lambda value, _: Decimal(str(value)))
    converter.register_unstructure_hook(float, float)
    converter.register_structure_hook(date, lambda text, _: text.split("-"))
    converter.register_unstructure_hook(date, "-".join)
    mood = import_module("toycloud.toy.enums").Mood
    converter.register_structure_hook(mood, lambda value, _: f"feeling {value}")
    wire = {"Level": 0.1, "Day": "2024-01-31", "Mood": "glad", "Parts": []}
    for _ in range(3):
        read = converter.structure(wire, echo.EchoResponse)
        assert (read.level, read.day) == (Decimal("0.1"), ["2024", "01", "31"])
        assert read.mood == "feeling glad"
        read.mood = None
        assert converter.unstructure(read)["Day"] == "2024-01-31"
        assert converter.unstructure(read)["Level"] == 0.1
    # The clients' own is another one.
    assert toy.from_wire(echo.EchoResponse, wire).level == 0.1


def test_what_a_hook_makes_is_held_to_the_limits(toy: ModuleType, echo: Any) -> None:
    converter = toy.converter()
    converter.register_unstructure_hook(float, float)
    with pytest.raises(toy.errors.ValidationError, match="level: 2"):
        converter.unstructure(echo.EchoRequest(level=Decimal(2)))


def test_a_hook_for_a_model_holds_inside_others() -> None:
    converter = tc3.converter()
    converter.register_structure_hook(models.Template, lambda value, _: value)
    converter.register_unstructure_hook(models.Template, lambda value: value)
    for _ in range(2):
        request = converter.structure(MAIL, models.SendEmailRequest)
        read: Any = request.template
        assert read == MAIL["Template"]
        assert converter.unstructure(request) == MAIL


def test_sites_differ() -> None:
    language = enums.UnsubscribeLanguage.SIMPLIFIED_CHINESE
    wire = {"FromEmailAddress": "a", "Subject": "s", "Unsubscribe": "1"}
    china = tc3.converter(site="china")
    request = china.structure(wire, models.SendEmailRequest)
    assert request.unsubscribe is language
    assert china.unstructure(request) == wire
    assert tc3.converter().unstructure(request)["Unsubscribe"] == "2"
    assert china.structure("1", enums.UnsubscribeLanguage) is language
    assert china.unstructure(language) == "1"


def test_without_validation() -> None:
    wire = {"Subject": "", "Colour": "red"}
    with pytest.raises(errors.ValidationError, match="Colour: is unknown"):
        tc3.converter().structure(wire, models.SendEmailRequest)
    loose = tc3.converter(validate=False)
    request = loose.structure(wire, models.SendEmailRequest)
    assert loose.unstructure(request) == {"Subject": ""}


def test_copies_keep_the_hooks() -> None:
    copied = tc3.converter().copy()
    assert copied.unstructure(copied.structure(MAIL, models.SendEmailRequest)) == MAIL


def test_what_is_made_can_be_read_in_a_debugger() -> None:
    for _ in range(2):
        tc3.from_wire(models.ReceiverData, {"ReceiverId": 1})
    name = "<tc3 structure tc3.ses.v20201002.models.receiver_data.ReceiverData>"
    assert "it = get('ReceiverId')\n" in "".join(linecache.getlines(name))


def test_a_time_is_the_same_on_every_python(toy: ModuleType, echo: Any) -> None:
    eight = datetime(2024, 1, 31, 0, 0, tzinfo=timezone.utc)
    for text, moment in {
        "2024-01-31T08:00:00+0800": eight,
        "2024-01-31T08:00:00+08": eight,
        "2024-01-31T08:00+08:00": eight,
        "2024-01-31 00:00:00Z": eight,
        "2024-01-31T00:00:00.5Z": eight.replace(microsecond=500_000),
        "2024-01-31T00:00:00.1234567Z": eight.replace(microsecond=123_456),
        "2024-01-31T00:00:00,12Z": eight.replace(microsecond=120_000),
        "2024-01-31": "2024-01-31",
        "20240131T000000Z": "20240131T000000Z",
        "2024-W05-3T00:00:00": "2024-W05-3T00:00:00",
        "2024-01-31T24:00:01Z": "2024-01-31T24:00:01Z",
    }.items():
        assert toy.from_wire(echo.EchoResponse, {"Moment": text}).moment == moment
    for text in ("20240131", "2024-W05-3"):
        assert toy.from_wire(echo.EchoResponse, {"Day": text}).day == text


class Mine(models.SendEmailRequest):
    """A subclass of a user, who does not use attrs."""


@attrs.define(kw_only=True)
class Marked(models.SendEmailRequest):
    note: str = "none"
    tags: list[str] = attrs.field(factory=list)


@pytest.mark.parametrize("cls", [Mine, Marked])
def test_subclasses_of_models(cls: Any) -> None:
    request = tc3.from_wire(cls, MAIL)
    for _ in range(2):
        request = tc3.from_wire(cls, MAIL)
        assert type(request) is cls
        assert request.template.template_id == 7
        assert tc3.to_wire(request) == MAIL
    assert "note" not in vars(cls) or request.note == "none"


def test_any_model_to_json_and_back() -> None:
    request = tc3.from_wire(models.SendEmailRequest, MAIL)
    assert models.SendEmailRequest.from_json(request.to_json()) == request
    assert request.to_dict() == MAIL
    with pytest.raises(errors.ValidationError, match="not a JSON object"):
        models.Template.from_json("[]")
    with pytest.raises(errors.ValidationError, match="not JSON"):
        models.Template.from_json("{")


def test_a_response_goes_back_as_it_came() -> None:
    wire = {"ReceiverId": "much", "RequestId": "r", "Colour": "red"}
    read = tc3.from_wire(models.CreateReceiverResponse, wire)
    assert read.request_id == "r"
    assert read.raw == wire
    assert read.to_dict() == wire
    again = models.CreateReceiverResponse.from_json(read.to_json())
    assert (again, again.raw) == (read, wire)


def test_unknown_members_inside_go_back_too() -> None:
    one = {"ReceiverId": 1, "Colour": "red", "Inner": {"Deep": [1]}}
    wire = {"TotalCount": "2", "Data": [one, {"ReceiverId": 2}], "RequestId": "r"}
    read = tc3.from_wire(models.ListReceiversResponse, wire)
    sent = {**wire, "TotalCount": 2}
    assert tc3.to_wire(read, validate=False) == read.to_dict() == sent
    again = models.ListReceiversResponse.from_json(read.to_json())
    assert (again.data, again.raw) == (read.data, sent)
    assert tc3.converter().unstructure(read) == sent


def test_unknown_members_stay_with_their_own() -> None:
    """Who changes what was read gets no member of something else."""
    rows = [{"ReceiverId": number, "Colour": number} for number in (1, 2, 3)]
    read = tc3.from_wire(models.ListReceiversResponse, {"Data": rows})
    read.data.reverse()
    assert read.to_dict() == {
        "Data": [{"ReceiverId": 3}, rows[1], {"ReceiverId": 1}],
    }
    del read.data[0]
    assert read.to_dict() == {"Data": [{"ReceiverId": 2}, {"ReceiverId": 1}]}


def test_types_of_requests_are_read_strictly_by_themselves() -> None:
    """What is dropped from a part would be missing from the mail."""

    @attrs.define
    class Job:
        simple: models.Simple
        files: list[models.Attachment]

    good: dict[str, Any] = {"simple": {"Html": "eA=="}, "files": []}
    converter = tc3.converter()
    converter.detailed_validation = False  # or cattrs would wrap the error in its own
    assert converter.structure(good, Job).simple == models.Simple(html=b"x")
    for wrong in (
        {"simple": {"HTML": "eA=="}},
        {"files": [{"FileName": "a.txt", "content": "eA=="}]},
    ):
        with pytest.raises(errors.ValidationError, match="did you mean"):
            converter.structure({**good, **wrong}, Job)
    with pytest.raises(errors.ValidationError, match="HTML: is unknown; did you mean"):
        tc3.from_wire(models.Simple, {"HTML": "eA=="})
    assert tc3.from_wire(models.Simple, {"HTML": "x"}, strict=False) == models.Simple()


def test_types_of_responses_are_read_and_written_leniently() -> None:
    """One that a service has put something new into can be stored, and come out of an app."""
    pydantic = pytest.importorskip("pydantic")
    wire = {"ReceiverId": "much", "ReceiversStatus": 99}
    stored = {**wire, "New": 1}
    items = [
        tc3.from_wire(models.ListReceiversResponse, {"Data": [stored]}).data[0],
        tc3.from_wire(models.ReceiverData, stored),
        models.ReceiverData.from_json(json.dumps(stored)),
        tc3.converter().structure(stored, models.ReceiverData),
        pydantic.TypeAdapter(models.ReceiverData).validate_python(stored),
    ]
    assert [item.to_dict() for item in items] == [wire] * 5
    dumped = pydantic.TypeAdapter(models.ReceiverData).dump_json(items[0])
    assert json.loads(dumped) == wire


def test_pydantic_knows_models() -> None:
    pydantic = pytest.importorskip("pydantic")

    adapter = pydantic.TypeAdapter(models.Template)
    template = adapter.validate_python(MAIL["Template"])
    assert template == models.Template(template_id=7, template_data={"name": "Ada"})
    assert adapter.dump_python(template) == MAIL["Template"]
    assert b"TemplateID" in adapter.dump_json(template)

    @pydantic.validate_call  # type: ignore[untyped-decorator]
    def send(template: models.Template) -> int:
        found: int = template.template_id
        return found

    assert send(MAIL["Template"]) == 7
    with pytest.raises(pydantic.ValidationError):
        send("text")


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"TemplateId": 7}, "TemplateID"),  # the nearest name
        ({"TemplateData": "{}"}, "template_id: is required"),
        ({"TemplateID": "seven"}, "template_id"),
    ],
)
def test_what_pydantic_reads_is_held_against_the_spec(
    values: dict[str, Any], said: str
) -> None:
    pydantic = pytest.importorskip("pydantic")
    with pytest.raises(pydantic.ValidationError, match=said):
        pydantic.TypeAdapter(models.Template).validate_python(values)


def test_pydantic_reads_responses_as_clients_do() -> None:
    pydantic = pytest.importorskip("pydantic")
    adapter = pydantic.TypeAdapter(models.SendEmailResponse)
    values = {"MessageId": "m-1", "New": 1, "RequestId": "r-1"}
    assert adapter.validate_python(values).message_id == "m-1"


def test_pydantic_describes_models() -> None:
    pydantic = pytest.importorskip("pydantic")
    assert pydantic.TypeAdapter(models.Template).json_schema() == {
        "title": "Template",
        "type": "object",
        "properties": {"TemplateID": {}, "TemplateData": {}},
        "required": ["TemplateID", "TemplateData"],
    }
