"""Headers of the user's own, and the name of a program in the provider's records."""

from __future__ import annotations

from typing import Any

import pytest

from tc3 import errors
from tc3._core.version import REQUEST_CLIENT

from ..support.actions import look
from ..support.driver import Driver
from ..support.servers import Server

OLDER: Any = ["TC3-HMAC-SHA256", "HmacSHA256"]


@pytest.mark.parametrize("signature", OLDER)
async def test_every_request_has_them(
    driver: Driver, server: Server, signature: Any
) -> None:
    own = {"X-Team": "mail", "user-agent": "shop/1.0"}
    async with driver.client(server.url, headers=own, signature=signature) as client:
        await look(client)
        await look(client.with_options(headers={"X-Team": "news"}))
    first, second = (request.headers for request in server.requests)
    assert (first["x-team"], first["user-agent"]) == ("mail", "shop/1.0")
    assert second["x-team"] == "news"
    assert second["user-agent"].startswith("tc3/")


async def test_name_in_the_records(driver: Driver, server: Server) -> None:
    async with driver.client(server.url, request_client="shop 1.0") as client:
        await look(client)
        await look(client.with_options(request_client="news"))
        await look(client.with_options(signature="HmacSHA1"))
    named = [request.headers.get("x-tc-requestclient") for request in server.requests]
    assert named == [f"{REQUEST_CLIENT}; shop 1.0", f"{REQUEST_CLIENT}; news", None]
    assert b"RequestClient=tc3-" in server.requests[2].body
    assert b"%3B%20shop%201.0" in server.requests[2].body


@pytest.mark.parametrize(
    "name",
    [
        "Host", "content-length", "Transfer-Encoding", "Connection", "Expect", "Upgrade",
        "Proxy-Authorization", "TE", "Content-Encoding", "Accept-Encoding", "Cookie",
        "Authorization", "Content-Type", "X-TC-Action", "x-tc-token", "X-TC-Whatever",
        "", "a b", "a:b", "a\r\nb", "ä",
    ],
)  # fmt: skip
def test_names_that_are_refused(driver: Driver, name: str) -> None:
    with pytest.raises(errors.ConfigurationError, match="the client's header"):
        driver.client("http://127.0.0.1:1", headers={name: "value"})


@pytest.mark.parametrize("value", ["a\r\nb", " a", "a\0", "ä", 5, None])
def test_values_that_are_refused(driver: Driver, value: Any) -> None:
    with pytest.raises(
        errors.ConfigurationError, match="the client's header"
    ) as caught:
        driver.client("http://127.0.0.1:1", headers={"X-Team": value})
    assert repr(value) not in str(caught.value)


@pytest.mark.parametrize("given", ["X-Team: mail", ["X-Team"], 5])
def test_no_headers(driver: Driver, given: Any) -> None:
    with pytest.raises(errors.ConfigurationError, match="headers must be a mapping"):
        driver.client("http://127.0.0.1:1", headers=given)


def test_named_twice(driver: Driver) -> None:
    with pytest.raises(errors.ConfigurationError, match="named twice"):
        driver.client("http://127.0.0.1:1", headers={"X-Team": "a", "x-team": "b"})


@pytest.mark.parametrize("suffix", ["", "a\nb", "a" * 129, "a/b", 5, "ä"])
def test_wrong_request_client(driver: Driver, suffix: Any) -> None:
    with pytest.raises(errors.ConfigurationError, match="request_client must have"):
        driver.client("http://127.0.0.1:1", request_client=suffix)
