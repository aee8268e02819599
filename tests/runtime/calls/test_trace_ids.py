"""The trace id, which tells the provider's support of a call where no request id can."""

from __future__ import annotations

import pytest

from tc3 import errors

from ..support.actions import look
from ..support.driver import Driver
from ..support.servers import Server, reply

TRACE = {"X-TC-TraceId": "4bf92f3577b34da6a3ce929d0e0e4736"}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("<html>busy</html>", 500),
        ("", 502),
        ({"Response": {}}, 500),
        ({"Response": {"Error": {"Code": "AuthFailure", "Message": "no"}}}, 200),
    ],
)
async def test_errors_have_it(
    driver: Driver, server: Server, body: object, status: int
) -> None:
    server.plays(*[reply(body, status, TRACE)] * 4)
    async with driver.client(server.url) as client:
        with pytest.raises((errors.ResponseError, errors.ApiError)) as caught:
            await look(client)
    assert caught.value.trace_id == TRACE["X-TC-TraceId"]
    if isinstance(caught.value, errors.ResponseError):
        assert f"trace {TRACE['X-TC-TraceId']}" in str(caught.value)


async def test_without_one(driver: Driver, server: Server) -> None:
    server.plays(*[reply("<html>", 500)] * 4)
    async with driver.client(server.url) as client:
        with pytest.raises(errors.ResponseError) as caught:
            await look(client)
    assert caught.value.trace_id is None
