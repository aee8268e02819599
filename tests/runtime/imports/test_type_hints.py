"""Annotations of everything public resolve, without anything being loaded before."""

from __future__ import annotations

import inspect
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from types import ModuleType
from typing import Any, get_type_hints

import attrs
import cattrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tc3
import tc3.errors
import tc3.testing
from tc3.ses import SesClient, models

VERSIONS = ("ses.v20201002", "sms.v20190711", "sms.v20210111", "sts.v20180813")
_DUNDERS = (
    *("__init__", "__call__", "__enter__", "__exit__", "__iter__", "__next__"),
    *("__aenter__", "__aexit__", "__aiter__", "__anext__"),
)


def _modules() -> Iterator[ModuleType]:
    yield from (tc3, tc3.errors, tc3.testing)
    for version in VERSIONS:
        package = import_module(f"tc3.{version}")
        yield package
        for name in package.__all__:
            if inspect.ismodule(getattr(package, name)):
                yield getattr(package, name)


def _public(module: ModuleType) -> Iterator[Any]:
    names = getattr(module, "__all__", [n for n in dir(module) if n[0] != "_"])
    for name in names:
        found = getattr(module, name)
        if getattr(found, "__module__", "").startswith("tc3"):
            yield found


def _methods(cls: type) -> Iterator[Any]:
    for member in dir(cls):
        if member[0] != "_" or member in _DUNDERS:
            found = inspect.getattr_static(cls, member)
            found = getattr(found, "__func__", getattr(found, "fget", found))
            if inspect.isfunction(found) and found.__module__.startswith("tc3"):
                yield found


@pytest.mark.parametrize("module", [*_modules()], ids=lambda module: module.__name__)
def test_everything_public_resolves(module: ModuleType) -> None:
    for found in _public(module):
        if inspect.isclass(found):
            get_type_hints(found)
            if attrs.has(found):
                attrs.resolve_types(found)
            for function in _methods(found):
                get_type_hints(function)
        elif inspect.isfunction(found):
            get_type_hints(found)


def test_resolved_types_are_the_classes() -> None:
    hints = get_type_hints(models.SendEmailRequest)
    assert hints["template"] == models.Template | None
    assert get_type_hints(SesClient.send_email)["return"] is models.SendEmailResponse


def test_a_model_inside_itself(toy: ModuleType) -> None:
    part = import_module("toycloud.toy.models").Part
    assert get_type_hints(part)["inner"] == part | None


def test_cattrs_alone_reads_by_the_names_of_python() -> None:
    read = cattrs.structure({"receiver_id": 7}, models.CreateReceiverResponse)
    assert read.receiver_id == 7


@settings(max_examples=5, deadline=None)
@given(st.builds(models.ReceiverData))
def test_hypothesis_builds_models(made: models.ReceiverData) -> None:
    assert isinstance(made, models.ReceiverData)


def test_pydantic_checks_the_calls_of_a_client() -> None:
    pydantic = pytest.importorskip("pydantic")
    sent: list[str] = []

    class Recording(SesClient):
        def send(self, request: Any) -> Any:
            sent.append(request.subject)

    call = pydantic.validate_call(
        Recording(tc3.Credential("a", "b"), "ap-singapore").send_email
    )
    template = {"TemplateID": 7, "TemplateData": "{}"}
    call(from_email_address="a@example.com", subject="s", template=template)
    with pytest.raises(pydantic.ValidationError):
        call(from_email_address="a@example.com", subject=[], template=template)
    assert sent == ["s"]


def test_nothing_is_loaded_before_it_is_resolved() -> None:
    code = (
        "import sys; from tc3.ses import SesClient, AsyncSesClient\n"
        "from tc3.ses.models import SendEmailRequest\n"
        "print(*(n for n in sys.modules if 'paging' in n or '_enums' in n"
        " or 'template' in n or 'attachment' in n or n in ('cattrs', 'h11', 'aiohttp')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    )
    assert done.stdout.split() == []
