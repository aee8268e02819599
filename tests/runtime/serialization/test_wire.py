"""`to_wire` and `from_wire` over every model of every service."""

from __future__ import annotations

import enum
import inspect
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import attrs
import pytest
from effort import many
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tc3 import errors, from_wire, to_wire
from tc3._core.endpoints import Site
from tc3._core.serialization import json_codec as jsontext
from tc3._core.serialization.hooks import site_conversion
from tc3._core.serialization.shapes import Shape, members
from tc3.ses import enums
from tc3.ses.models import (
    ReceiverInputData,
    SendEmailRequest,
    SendEmailResponse,
    Template,
)

from .wire_values import json_values, models

VERSIONS = (
    "tc3.ses.v20201002",
    "tc3.sms.v20190711",
    "tc3.sms.v20210111",
    "tc3.sts.v20180813",
)
MODELS = [
    pytest.param(
        getattr(package, name),
        id=f"{version[4:]}.{name}",
        marks=[pytest.mark.nightly] if number % 3 else [],
    )
    for version in VERSIONS
    for package in [import_module(f"{version}.models")]
    for number, name in enumerate(package.__all__)
]
QUICK = settings(
    max_examples=many(30),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    database=None,
)

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


def test_every_version_is_here() -> None:
    root = Path(import_module("tc3").__path__[0])
    found = {
        ".".join(("tc3", *path.parts[-2:])) for path in root.glob("[a-z]*/v[0-9]*")
    }
    assert found == set(VERSIONS)
    assert len(MODELS) > 150


@pytest.mark.thorough
@pytest.mark.parametrize("cls", MODELS)
def test_what_is_sent_is_read_back(cls: Any) -> None:
    @QUICK
    @given(data=st.data(), site=st.sampled_from(["international", "china"]))
    def check(data: st.DataObject, site: Site) -> None:
        model = data.draw(models(cls, site))
        wire = to_wire(model, site=site)
        assert _is_plain(wire)
        received = jsontext.loads(jsontext.dumps(wire))
        assert from_wire(cls, received, site=site) == model
        assert to_wire(model, site=site, validate=False) == wire
        # The first object of a class is not written and read as all that follow are.
        forget()
        for _ in "123":
            assert to_wire(model, site=site) == wire
            assert from_wire(cls, received, site=site) == model

    check()


def forget() -> None:
    """All that was learned about models."""
    site_conversion.cache_clear()


@pytest.mark.parametrize("name", ["EchoRequest", "EchoResponse", "Part"])
def test_so_is_what_no_real_service_has(toy: ModuleType, name: str) -> None:
    """Numbers with limits, times with and without zones, lists of lists, recursion."""
    cls = getattr(import_module("toycloud.toy.models"), name)

    @settings(QUICK, max_examples=many(300))
    @given(model=models(cls, "international"))
    def check(model: Any) -> None:
        wire = toy.to_wire(model)
        assert toy.from_wire(cls, jsontext.loads(jsontext.dumps(wire))) == model

    check()


@pytest.mark.thorough
@pytest.mark.parametrize("cls", MODELS)
def test_anything_can_be_read(cls: Any) -> None:
    """Members of any JSON at all: what does not fit stays as it was received."""
    known = members(cls)
    names = [member.info.wire for member in known]

    @QUICK
    @given(st.fixed_dictionaries({}, optional=dict.fromkeys(names, json_values)))
    def check(values: dict[str, Any]) -> None:
        model = from_wire(cls, values, strict=False)
        assert type(model) is cls
        for member in known:
            received = values.get(member.info.wire)
            read = getattr(model, member.name)
            if received is None:
                assert read == ([] if member.empty_list else None)
            else:
                assert read == received or _fits(read, member.shape)

    check()


def test_names_are_those_of_the_wire() -> None:
    request = SendEmailRequest(
        from_email_address="Shop <noreply@mail.example.com>",
        subject="Hello",
        destination=["a@example.com"],
        template=Template(template_id=7, template_data={"name": "Zoë"}),
        unsubscribe=enums.UnsubscribeLanguage.ENGLISH,
        trigger_type=enums.TriggerType.TRIGGERED,
    )
    wire = {
        "FromEmailAddress": "Shop <noreply@mail.example.com>",
        "Subject": "Hello",
        "Destination": ["a@example.com"],
        "Template": {"TemplateID": 7, "TemplateData": '{"name":"Zoë"}'},
        "Unsubscribe": "1",
        "TriggerType": 1,
    }
    assert to_wire(request) == wire
    assert from_wire(SendEmailRequest, wire) == request


def test_none_is_left_out_and_an_empty_list_is_not() -> None:
    request = SendEmailRequest(from_email_address="a@b.c", subject="s", cc=[])
    assert set(to_wire(request)) == {"FromEmailAddress", "Subject", "Cc"}


def test_response_keeps_what_was_received() -> None:
    received = {"MessageId": "m", "Brand": {"New": 1}, "RequestId": "r"}
    response = from_wire(SendEmailResponse, received)
    assert response.message_id == "m"
    assert response.raw == received


def test_source_is_not_changed() -> None:
    wire = {"Email": "a@b.c", "TemplateData": '{"a":1}'}
    assert from_wire(ReceiverInputData, wire).template_data == {"a": 1}
    assert wire == {"Email": "a@b.c", "TemplateData": '{"a":1}'}


def test_site_must_be_one_of_the_two() -> None:
    with pytest.raises(errors.ConfigurationError, match="site must be"):
        to_wire(SendEmailResponse(), site="mars")  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]
    with pytest.raises(errors.ConfigurationError, match="site must be"):
        from_wire(SendEmailResponse, {}, site="mars")  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]


def _is_plain(value: object) -> bool:
    """Whether a value is made of JSON's own types, and no subclasses of them."""
    if type(value) is dict:
        return all(type(k) is str and _is_plain(v) for k, v in value.items())
    if type(value) is list:
        return all(map(_is_plain, value))
    return type(value) in (str, int, float, bool)


_TYPES: dict[str, type | tuple[type, ...]] = {
    "string": str,
    "integer": int,
    "float": float,
    "boolean": bool,
    "bytes": bytes,
    "json": dict,
}


def _fits(value: object, shape: Shape) -> bool:
    """Whether a value was read as its shape says, at least on its outside."""
    if shape.kind == "list":
        return isinstance(value, list)
    if shape.kind == "model":
        return inspect.isclass(shape.cls) and attrs.has(type(value))
    if shape.kind in ("enum", "site enum"):
        return isinstance(value, (enum.Enum, str, int))
    if shape.kind in ("date", "datetime"):
        return hasattr(value, "isoformat")
    return isinstance(value, _TYPES[shape.kind])
