"""Whatever a member of a request holds, it is sent or refused with `ValidationError`."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType
from typing import Any

import attrs
import pytest

from tc3 import errors, to_wire
from tc3.ses import models

HUGE = 10**5000
"""Too long for Python to write."""

VALUES: list[Any] = [
    "\ud800", {"a": "\ud800"}, {"\ud800": 1}, ["\ud800"], b"\xff",
    float("nan"), float("-inf"), {"a": float("nan")}, HUGE, -HUGE, {"a": HUGE}, [HUGE],
    True, {1: 2}, object(), {"a": object()}, object, [None], [[]] * 3, (), range(5), set(),
    iter([]), memoryview(b""), "x" * 900, "\x00", "\r\n",
]  # fmt: skip


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("validate", [True, False])
@pytest.mark.parametrize("service", ["tc3.ses", "toycloud.toy"])
def test_any_value_of_any_member(toy: ModuleType, service: str, validate: bool) -> None:
    package = import_module(service.partition(".")[0])
    sample = import_module(f"{package.__name__}._core.testing.samples").sample
    home = import_module(service)
    kind = home.SesClient if service == "tc3.ses" else home.ToyClient
    core = kind(package.Credential("AKID", "key"), validate=validate)._core
    refused = 0
    tried = 0
    for name in import_module(f"{service}.models").__all__:
        if not name.endswith("Request"):
            continue
        request = sample(getattr(import_module(f"{service}.models"), name))
        for holder, member in _members(request):
            usual = getattr(holder, member)
            for value in VALUES:
                setattr(holder, member, value)
                tried += 1
                try:
                    core.prepare(request)
                except package.errors.ValidationError as error:
                    refused += str(error).isprintable()
            setattr(holder, member, usual)
    assert refused > tried // (2 if validate else 4)


def _members(model: Any) -> list[tuple[Any, str]]:
    """The members of a model, and those of the models in it."""
    found = []
    for field in attrs.fields(type(model)):
        value = getattr(model, field.name)
        found.append((model, field.name))
        for inner in value if isinstance(value, list) else [value]:
            if attrs.has(type(inner)):
                found += _members(inner)
    return found


def test_half_of_a_pair_in_a_text_of_limited_size() -> None:
    row = models.ReceiverInputData(email="a@b.c", template_data="\ud800")
    with pytest.raises(
        errors.ValidationError, match="template_data: is no JSON: it holds half"
    ):
        to_wire(row)
