"""Clients for services without models."""

from __future__ import annotations

from typing import Any

import pytest

import tc3
from tc3 import RetryPolicy, errors
from tc3.ses.errors import OperationDeniedReceiverNotExist

from ..support.driver import AT_ONCE, KEY, Driver, Either
from ..support.servers import Server, fails, hang_up, ok


def client_of(
    driver: Driver, server: Server, service: str = "cvm", version: str = "2017-03-12"
) -> Either:
    cls: Any = tc3.AsyncClient if driver.is_async else tc3.Client
    made = cls(
        service, version, KEY, "ap-singapore", endpoint=server.url, retry=AT_ONCE
    )
    return Either(made, driver.is_async)


async def test_any_action(driver: Driver, server: Server) -> None:
    server.plays(ok(TotalCount=2))
    async with client_of(driver, server) as client:
        page = await client.call("DescribeInstances", {"Limit": 10})
    assert (page.raw["TotalCount"], page.request_id) == (2, "req-ok")
    (request,) = server.requests
    assert request.params == {"Limit": 10}
    assert request.headers["x-tc-action"] == "DescribeInstances"
    assert request.headers["x-tc-version"] == "2017-03-12"
    assert request.headers["x-tc-region"] == "ap-singapore"
    assert "/cvm/tc3_request" in request.headers["authorization"]


async def test_copy(driver: Driver, server: Server) -> None:
    async with client_of(driver, server) as client:
        await client.with_options(region="ap-tokyo").call("DescribeZones", {})
    assert server.requests[0].headers["x-tc-region"] == "ap-tokyo"
    assert server.requests[0].headers["x-tc-version"] == "2017-03-12"


@pytest.mark.parametrize(("repeatable", "sent"), [(False, 1), (True, 2)])
async def test_repeating(
    driver: Driver, server: Server, repeatable: bool, sent: int
) -> None:
    server.plays(hang_up, ok())
    async with client_of(driver, server) as client:
        call = client.call("RunInstances", {}, repeatable=repeatable)
        if repeatable:
            await call
        else:
            with pytest.raises(errors.TransportError):
                await call
    assert len(server.requests) == sent


@pytest.mark.parametrize(
    ("service", "code", "expected"),
    [
        ("cvm", "AuthFailure.SecretIdNotFound", errors.AuthFailureSecretIdNotFound),
        ("cvm", "InvalidInstanceId.NotFound", errors.ApiError),
        ("ses", "OperationDenied.ReceiverNotExist", OperationDeniedReceiverNotExist),
    ],
)
async def test_errors(
    driver: Driver, server: Server, service: str, code: str, expected: type
) -> None:
    """The common classes; those of a service that the package has models of, too."""
    server.plays(fails(code))
    version = {"ses": "2020-10-02"}.get(service, "2017-03-12")
    async with client_of(driver, server, service, version) as client:
        with pytest.raises(errors.ApiError) as caught:
            await client.call("DescribeInstances", {})
    assert type(caught.value) is expected


@pytest.mark.parametrize("cls", [tc3.Client, tc3.AsyncClient])
@pytest.mark.parametrize(
    ("service", "version", "reason"),
    [
        ("CVM", "2017-03-12", "service must be"),
        ("cvm.evil", "2017-03-12", "service must be"),
        ("cvm", "20170312", "version must be"),
        (None, "2017-03-12", "service must be"),
        ("cvm", None, "version must be"),
    ],
)
def test_wrong_service(cls: Any, service: Any, version: Any, reason: str) -> None:
    with pytest.raises(errors.ConfigurationError, match=reason):
        cls(service, version, KEY)


@pytest.mark.parametrize("cls", [tc3.Client, tc3.AsyncClient])
def test_options_are_those_of_every_client(cls: Any) -> None:
    client = cls("cvm", "2017-03-12", KEY, site="china", retry=RetryPolicy(2))
    assert client._core.settings.endpoint.host == "cvm.tencentcloudapi.com"
    with pytest.raises(TypeError, match="no_option"):
        cls("cvm", "2017-03-12", KEY, no_option=1)


@pytest.mark.parametrize("params", [[1], None, "Limit=10", 5, [("Limit", 10)]])
@pytest.mark.parametrize("signature", ["TC3-HMAC-SHA256", "HmacSHA1"])
async def test_parameters_that_are_no_mapping(
    driver: Driver, server: Server, params: Any, signature: Any
) -> None:
    async with driver.client(server.url, signature=signature) as client:
        with pytest.raises(errors.ValidationError, match="a mapping such as") as caught:
            await client.call("DescribeInstances", params)
    assert type(params).__name__ in str(caught.value)
    assert server.requests == []
