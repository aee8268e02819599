"""Credentials: they never show their secret; and functions that give them."""

from __future__ import annotations

import copy
import logging
import pickle
import traceback
from typing import Any

import pytest

from tc3 import Credential, InstanceRole, errors
from tc3._core.signing.tc3 import authorization
from tc3.ses import AsyncSesClient, SesClient

from ..support.driver import Driver
from ..support.servers import Server, fails, ok, refusing_port

ID, SECRET, TOKEN = "AKIDexample", "the-secret-key", "the-token"
CREDENTIAL = Credential(ID, SECRET, TOKEN)


# Secrets


@pytest.mark.parametrize("show", [repr, str, "{}".format, "{!r}".format, ascii])
def test_text_shows_no_secret(show: Any) -> None:
    assert show(CREDENTIAL) == "<Credential AKID***, temporary>"
    assert show(Credential(ID, SECRET)) == "<Credential AKID***>"
    assert show([CREDENTIAL]) == "[<Credential AKID***, temporary>]"


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_it_is_not_pickled(protocol: int) -> None:
    with pytest.raises(TypeError, match="not pickled"):
        pickle.dumps(CREDENTIAL, protocol)
    with pytest.raises(TypeError, match="not pickled"):
        pickle.dumps({"client": [CREDENTIAL]}, protocol)


def test_copies_are_the_credential_itself() -> None:
    assert copy.copy(CREDENTIAL) is CREDENTIAL
    assert copy.deepcopy({"key": CREDENTIAL})["key"] is CREDENTIAL


def test_it_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        CREDENTIAL.secret_key = "x"
    with pytest.raises(AttributeError):
        CREDENTIAL.colour = "red"  # pyright: ignore[reportAttributeAccessIssue]
    assert not hasattr(CREDENTIAL, "__dict__")


def test_equality() -> None:
    assert Credential(ID, SECRET, TOKEN) == CREDENTIAL
    assert hash(Credential(ID, SECRET, TOKEN)) == hash(CREDENTIAL)
    assert Credential(ID, SECRET) != CREDENTIAL
    assert CREDENTIAL != (ID, SECRET, TOKEN)


@pytest.mark.parametrize(
    "bad", ["", " ", "a b", "a\r\nX-Evil: 1", "a\x00", "ключ", None, 5]
)
def test_every_part_is_a_word(bad: Any) -> None:
    for name, values in {
        "secret_id": (bad, SECRET),
        "secret_key": (ID, bad),
        "token": (ID, SECRET, bad),
    }.items():
        if name == "token" and bad is None:
            continue
        with pytest.raises(errors.ConfigurationError) as caught:
            Credential(*values)
        assert (
            str(caught.value) == f"{name} must be printable ASCII text without spaces"
        )


async def test_logs_and_tracebacks_hold_no_secret(
    driver: Driver, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server.plays(fails("InternalError"), ok(), fails("Unheard.Of"))
    async with driver.client(server.url, credential=CREDENTIAL) as client:
        await client.list_email_identities()
        with pytest.raises(errors.ApiError) as refused:
            await client.send_email(from_email_address="a@b.c", subject="s")
    url = f"http://127.0.0.1:{refusing_port()}"
    async with driver.client(url, credential=CREDENTIAL) as client:
        with pytest.raises(errors.ConnectError) as failed:
            await client.list_email_identities()
    logged = caplog.text + "".join(repr(vars(r)) for r in caplog.records)
    for shown in (logged, _text(refused.value), _text(failed.value)):
        assert SECRET not in shown
    for caught in (refused, failed):
        assert TOKEN not in "".join(traceback.format_exception(caught.value))
    assert TOKEN not in logged
    # The test can fail: both were in use.
    assert server.requests[0].headers["x-tc-token"] == TOKEN


def _text(error: BaseException) -> str:
    """A traceback with the variables of the runtime's frames, as some tools log it."""
    shown = traceback.TracebackException.from_exception(error, capture_locals=True)
    return "".join(
        line for line in shown.format() if f"SECRET = {SECRET!r}" not in line
    )


@pytest.mark.parametrize("client", [SesClient, AsyncSesClient])
def test_client_shows_no_secret(client: Any) -> None:
    made = client(CREDENTIAL)
    assert repr(made) == (
        f"<{client.__name__} ses.intl.tencentcloudapi.com ap-singapore>"
    )
    assert SECRET not in repr(vars(made))
    assert SECRET not in repr(made._core.settings)


async def test_token_of_one_call_is_not_sent_with_the_next(
    driver: Driver, server: Server
) -> None:
    params = {"A": [1]}
    async with driver.client(server.url, credential=CREDENTIAL) as client:
        await client.call("Any", params)
        await client.with_options(credential=Credential(ID, SECRET)).call("Any", params)
    tokens = [request.headers.get("x-tc-token") for request in server.requests]
    assert tokens == [TOKEN, None]
    assert params == {"A": [1]}  # what the caller gives stays the caller's


# Providers


async def test_provider_is_asked_before_each_attempt(
    driver: Driver, server: Server
) -> None:
    keys = iter([Credential("one", "k"), Credential("two", "k", "t"), CREDENTIAL])
    server.plays(fails("InternalError"), ok())
    async with driver.client(server.url, credential=lambda: next(keys)) as client:
        await client.list_email_identities()
        await client.list_email_identities()
    heads = [request.headers for request in server.requests]
    assert [h["authorization"].split("/")[0].split("=")[1] for h in heads] == [
        "one",
        "two",
        ID,
    ]
    assert [h.get("x-tc-token") for h in heads] == [None, "t", TOKEN]


@pytest.mark.parametrize(
    "raised", [errors.ConnectError("no metadata"), KeyError("credential")]
)
async def test_error_of_a_provider_ends_the_call(
    driver: Driver, server: Server, raised: Exception
) -> None:
    asked = []

    def provide() -> Credential:
        asked.append(1)
        raise raised

    async with driver.client(server.url, credential=provide) as client:
        with pytest.raises(type(raised)) as caught:
            await client.list_email_identities()
    assert caught.value is raised
    assert len(asked) == 1
    assert server.requests == []


@pytest.mark.parametrize("returned", [None, "AKID", (ID, SECRET)])
async def test_provider_that_gives_something_else(
    driver: Driver, server: Server, returned: Any
) -> None:
    async with driver.client(server.url, credential=lambda: returned) as client:
        with pytest.raises(errors.ConfigurationError, match="must return a Credential"):
            await client.list_email_identities()


@pytest.mark.parametrize("credential", ["AKID", (ID, SECRET), {}, 5, InstanceRole])
def test_wrong_credential(credential: Any) -> None:
    with pytest.raises(errors.ConfigurationError, match="credential must be a Cred"):
        SesClient(credential)
    with SesClient(CREDENTIAL) as client, pytest.raises(errors.ConfigurationError):
        client.with_options(credential=credential)


def test_signature_shows_no_secret() -> None:
    signed = authorization(
        secret_id=ID,
        secret_key=SECRET,
        service="ses",
        timestamp=0,
        headers=[],
        payload=b"",
    )
    assert SECRET not in signed
