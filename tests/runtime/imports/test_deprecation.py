"""Warnings about what goes away point at the line of the user's code: those marked `# here`."""

from __future__ import annotations

import asyncio
import json
import linecache
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from tc3 import from_wire, to_wire
from tc3._core.transport.base import HttpResponse
from tc3.ses import AsyncSesClient, SesClient, models

from ..support.driver import KEY

OLD: dict[str, Any] = {
    "from_email_address": "a@b.c",
    "subject": "s",
    "simple": models.Simple(text=b"Hello"),
}
MEMBER = "simple is deprecated. Use `template`."


@contextmanager
def warned(*texts: str) -> Iterator[None]:
    """These warnings, each at a line that is marked."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        yield
    assert [str(warning.message) for warning in caught] == [*texts]
    for warning in caught:
        assert warning.category is DeprecationWarning
        assert warning.filename == __file__
        assert linecache.getline(__file__, warning.lineno).endswith("# here\n")


def stub(*, aio: bool, warning: str | None = None) -> Any:
    """A transport that answers without a server."""
    content = {"RequestId": "r", "DeprecatedWarning": warning}
    text = json.dumps({"Response": content}).encode()
    response = HttpResponse(200, {}, text)

    async def later(*_: Any) -> HttpResponse:
        return response

    async def close() -> None:
        pass

    if aio:
        return SimpleNamespace(exchange=later, close=close)
    return SimpleNamespace(exchange=lambda *_: response, close=lambda: None)


def test_member() -> None:
    request = models.SendEmailRequest(**OLD)
    with warned(MEMBER):
        to_wire(request)  # here
    with warned(MEMBER):
        to_wire(request, validate=False)  # here


def test_member_that_is_left_out() -> None:
    request = models.SendEmailRequest(from_email_address="a@b.c", subject="s")
    with warned():
        to_wire(request)


def test_member_of_a_synchronous_call() -> None:
    with SesClient(KEY, transport=stub(aio=False)) as client:
        with warned(MEMBER):
            client.send_email(**OLD)  # here
        request = models.SendEmailRequest(**OLD)
        with warned(MEMBER):
            client.send(request)  # here
        with warned(MEMBER):
            client.with_options(timeout=1).send(request)  # here


async def test_member_of_an_asynchronous_call() -> None:
    async with AsyncSesClient(KEY, transport=stub(aio=True)) as client:
        with warned(MEMBER):
            await client.send_email(**OLD)  # here
        request = models.SendEmailRequest(**OLD)
        with warned(MEMBER):
            await client.send(request)  # here

        async def wrapped() -> None:
            await client.send(request)  # here

        with warned(MEMBER):
            await asyncio.gather(wrapped())


async def test_member_of_a_call_that_is_a_task_of_its_own() -> None:
    """No line of the user's is on the stack then; the warning is given all the same."""
    async with AsyncSesClient(KEY, transport=stub(aio=True)) as client:
        with pytest.warns(DeprecationWarning, match="simple is deprecated"):
            await asyncio.create_task(client.send_email(**OLD))


def test_member_that_is_received() -> None:
    """Only sending warns: what a service returns is not the user's doing."""
    with warned():
        from_wire(models.SendEmailStatus, {"UserComplainted": True})


@pytest.fixture
def service(toy: ModuleType) -> Any:
    return import_module(f"{toy.__name__}.toy")


def test_action(toy: ModuleType, service: Any) -> None:
    key = toy.Credential("id", "key")
    with service.ToyClient(key, transport=stub(aio=False)) as client:
        with warned("old is deprecated. Use `echo`."):
            client.old(name="x")  # here
        with warned():
            client.echo()


async def test_asynchronous_action(toy: ModuleType, service: Any) -> None:
    key = toy.Credential("id", "key")
    async with service.AsyncToyClient(key, transport=stub(aio=True)) as client:
        with warned("old is deprecated. Use `echo`."):
            await client.old(name="x")  # here
        with warned("old is deprecated. Use `echo`."):
            await asyncio.gather(client.old(name="x"))  # here


def test_deprecated_method_keeps_its_name_and_its_signature(service: Any) -> None:
    for client in (service.ToyClient, service.AsyncToyClient):
        assert client.old.__name__ == "old"
        assert "An action that goes away" in client.old.__doc__


def test_member_of_a_request_of_a_service_of_ones_own(
    toy: ModuleType, service: Any
) -> None:
    request = service.models.EchoRequest(gone="x")
    with warned("gone is deprecated. Leave it out."):
        toy.to_wire(request)  # here


def test_warning_of_the_service() -> None:
    transport = stub(aio=False, warning="Use V2.")
    with (
        SesClient(KEY, transport=transport) as client,
        warned("ListEmailIdentities: Use V2.", "Any: Use V2."),
    ):
        client.list_email_identities()  # here
        client.call("Any", {})  # here


async def test_warning_of_the_service_to_an_asynchronous_call() -> None:
    transport = stub(aio=True, warning="Use V2.")
    async with AsyncSesClient(KEY, transport=transport) as client:
        with warned("ListEmailIdentities: Use V2."):
            await client.list_email_identities()  # here


def test_warning_may_be_an_error() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with (
            SesClient(KEY, transport=stub(aio=False)) as client,
            pytest.raises(DeprecationWarning),
        ):
            client.send_email(**OLD)


def test_paging_warns_at_the_loop() -> None:
    transport = stub(aio=False, warning="Use V2.")
    with (
        SesClient(KEY, transport=transport) as client,
        warned("ListReceivers: Use V2."),
    ):
        for _ in client.iter_list_receivers():  # here
            pass
