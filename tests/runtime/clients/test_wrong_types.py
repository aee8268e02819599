"""What is given in the place of a request, a model or its values is refused in words."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, cast

import pydantic
import pytest

import tc3
from tc3.errors import ConfigurationError, EventError, ValidationError
from tc3.ses import events, models

from ..support.driver import Driver

SECRET = "hunter2-the-secret-key"


@pytest.mark.parametrize("method", ["send", "stream", "paginate", "pages"])
@pytest.mark.parametrize("given", [{"Subject": SECRET}, None, models.SendEmailRequest])
async def test_no_request(driver: Driver, method: str, given: Any) -> None:
    async with driver.client("http://127.0.0.1:1") as client:
        with pytest.raises(ValidationError, match="must be a request such") as caught:
            await _call(getattr(client.client, method), given)
    assert SECRET not in str(caught.value)


async def _call(method: Any, given: object) -> None:
    made = method(given)
    await made  # which says more in an asynchronous client only


@pytest.mark.parametrize(
    ("convert", "said"),
    [
        (lambda: tc3.to_wire({"a": 1}), "must be a model, not dict"),
        (lambda: tc3.to_wire(models.Template), "must be a model, not type"),
        (lambda: tc3.from_wire(dict, {}), "the class of a model"),
        (lambda: tc3.from_wire(models.Template, []), "must be an object, not list"),  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]
        (lambda: tc3.from_wire(models.Template, "{}"), "must be an object, not str"),  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]
    ],
)
def test_no_model(convert: Callable[[], object], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        convert()


def test_no_event() -> None:
    with pytest.raises(EventError, match="must be bytes, text or a mapping"):
        events.parse(5)  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize("mode", ["validation", "serialization"])
def test_pydantic_describes_models(mode: Any) -> None:
    """As FastAPI does for the page of an application, for what it takes and gives."""
    for model in (models.Template, models.SendEmailRequest, models.SendEmailResponse):
        schema = pydantic.TypeAdapter(list[model]).json_schema(mode=mode)  # type: ignore[valid-type]
        assert schema["items"]["type"] == "object"
        json.dumps(schema)


@pytest.mark.parametrize(
    "make",
    [
        lambda: tc3.LocalRateLimiter(rates={"SendEmail": cast(Any, SECRET)}),
        lambda: tc3.RedisRateLimiter(SECRET),
        lambda: tc3.Client(f"{SECRET} ", "2017-03-12"),
        lambda: tc3.Client("cvm", SECRET),
        lambda: tc3.Client("cvm", "2017-03-12", headers={f"{SECRET} ": "x"}),
        lambda: tc3.Client("cvm", "2017-03-12", request_client=f"{SECRET}/"),
    ],
)
def test_no_option_is_quoted(make: Callable[[], object]) -> None:
    with pytest.raises(ConfigurationError) as caught:
        make()
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize(
    "cls", [tc3.Credential, tc3.RetryPolicy, tc3.RedisRateLimiter, tc3.EventStream]
)
def test_what_could_not_be_made_has_a_repr(cls: Any) -> None:
    """Tools show it, as the variable `self` of the frame in which it failed."""
    assert repr(object.__new__(cls)).startswith("<")
