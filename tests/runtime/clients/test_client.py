"""The life of a client, and many calls at once: both kinds, on real sockets."""

from __future__ import annotations

import asyncio
import time
from types import SimpleNamespace
from typing import Any

import pytest

from tc3 import RetryPolicy, Timeout, errors
from tc3._core.attempt import Attempt
from tc3._core.transport.base import HttpRequest, HttpResponse
from tc3.ses import AsyncSesClient, SesClient, models

from ..support.driver import KEY, Driver
from ..support.servers import Received, Server, fails, late, ok, reply, silence

MAIL = {"from_email_address": "a@example.com", "subject": "Hello"}


async def test_method(driver: Driver, server: Server) -> None:
    server.plays(ok(MessageId="m", Extra=1))
    async with driver.client(server.url) as client:
        response = await client.send_email(
            **MAIL,
            template=models.Template(template_id=1, template_data={"a": 1}),
        )
    assert isinstance(response, models.SendEmailResponse)
    assert (response.message_id, response.request_id) == ("m", "req-ok")
    assert response.raw == {"MessageId": "m", "Extra": 1, "RequestId": "req-ok"}
    (request,) = server.requests
    assert request.start == "POST / HTTP/1.1"
    assert request.action == "SendEmail"
    assert request.params == {
        "FromEmailAddress": "a@example.com",
        "Subject": "Hello",
        "Template": {"TemplateID": 1, "TemplateData": '{"a":1}'},
    }
    assert request.headers["content-type"] == "application/json"
    assert request.headers["content-length"] == str(len(request.body))
    assert request.headers["x-tc-region"] == "ap-singapore"
    assert request.headers.get("accept-encoding", "identity") == "identity"


async def test_send(driver: Driver, server: Server) -> None:
    server.plays(ok(Data=[{"ReceiverId": 7}]))
    async with driver.client(server.url) as client:
        response = await client.send(models.ListReceiversRequest(offset=0, limit=10))
    assert response.data[0].receiver_id == 7
    assert server.requests[0].params == {"Offset": 0, "Limit": 10}


async def test_call_of_an_action_without_a_model(
    driver: Driver, server: Server
) -> None:
    server.plays(ok(Thing={"Colour": "red"}))
    async with driver.client(server.url) as client:
        response = await client.call(
            "DescribeThing", {"ThingId": "t", "Deep": [{"A": 1}]}
        )
        for action in ("Describe Thing", "A\r\nX-Evil: 1"):
            with pytest.raises(errors.ValidationError):
                await client.call(action, {})
    assert response.raw["Thing"] == {"Colour": "red"}
    assert response.request_id == "req-ok"
    (request,) = server.requests
    assert request.action == "DescribeThing"
    assert request.params == {"ThingId": "t", "Deep": [{"A": 1}]}


async def test_broken_request_is_not_sent(driver: Driver, server: Server) -> None:
    async with driver.client(server.url) as client:
        with pytest.raises(errors.ValidationError) as caught:
            await client.send_email(from_email_address="a@b.c", subject="")
        assert (caught.value.field, caught.value.action) == ("subject", "SendEmail")
        loose = client.with_options(validate=False)
        await loose.send_email(from_email_address="a@b.c", subject="")
    assert [r.params["Subject"] for r in server.requests] == [""]


async def test_connection_is_kept(driver: Driver, server: Server) -> None:
    async with driver.client(server.url) as client:
        for _ in range(20):
            await client.list_email_identities()
    assert (len(server.requests), server.connections) == (20, 1)


async def test_connection_is_kept_after_errors(driver: Driver, server: Server) -> None:
    server.plays(
        fails("InternalError", status=500),
        fails("Unheard.Of"),
        reply("<html>", 502),
        reply("<html>"),
        reply(b"", 307, {"Location": "/"}),
        ok(),
    )
    async with driver.client(server.url, retry=RetryPolicy(1)) as client:
        for _ in range(5):
            with pytest.raises(errors.Tc3Error):
                await client.list_email_identities()
        await client.list_email_identities()
    assert (len(server.requests), server.connections) == (6, 1)


async def test_options_of_one_call(driver: Driver, server: Server) -> None:
    """`with_options` shares the connections and leaves the client as it is."""
    async with driver.client(server.url) as client:
        other = client.with_options(region="eu-frankfurt", language="zh-CN")
        await client.list_email_identities()
        await other.list_email_identities()
        await other.with_options(region="mars-1").list_email_identities()
        await client.list_email_identities()
    heads = [request.headers for request in server.requests]
    assert [h["x-tc-region"] for h in heads] == [
        "ap-singapore",
        "eu-frankfurt",
        "mars-1",
        "ap-singapore",
    ]
    assert [h["x-tc-language"] for h in heads] == ["en-US", "zh-CN", "zh-CN", "en-US"]
    assert server.connections == 1


async def test_timeout_of_one_call(driver: Driver, server: Server) -> None:
    server.plays(late(0.3, ok()))
    async with driver.client(server.url) as client:
        with pytest.raises(errors.CallTimeout):
            await client.with_options(timeout=0.1).list_email_identities()
        await client.list_email_identities()
        await client.with_options(timeout=Timeout(read=2)).list_email_identities()


async def test_retry_of_one_call(driver: Driver, server: Server) -> None:
    server.plays(fails("InternalError"))
    async with driver.client(server.url) as client:
        with pytest.raises(errors.InternalError) as caught:
            await client.with_options(retry=RetryPolicy(1)).list_email_identities()
        assert caught.value.attempts == 1
        with pytest.raises(errors.InternalError) as caught:
            await client.list_email_identities()
        assert caught.value.attempts == 4


def test_wrong_options_of_one_call() -> None:
    with SesClient(KEY) as client:
        wrong: list[dict[str, Any]] = [
            {"region": "a b"},
            {"region": "ap-singapore\r\nX-Evil: 1"},
            {"timeout": -1},
            {"language": "en\r\nX-Evil: 1"},
            {"credential": "AKID"},
            {"retry": 3},
            {"interceptors": 3},
        ]
        for options in wrong:
            with pytest.raises(errors.ConfigurationError):
                client.with_options(**options)


@pytest.mark.parametrize("client", [SesClient, AsyncSesClient])
@pytest.mark.parametrize("most", [0, -1, "10"])
def test_wrong_number_of_connections(client: Any, most: Any) -> None:
    with pytest.raises(errors.ConfigurationError, match="max_connections"):
        client(KEY, max_connections=most)


@pytest.mark.usefixtures("threads")
async def test_32_threads_share_a_client(server: Server) -> None:
    server.plays(late(0.01, ok()))
    with SesClient(KEY, endpoint=server.url, max_connections=8) as client:

        def work(number: int) -> None:
            for step in range(5):
                client.call("Any", {"Number": number, "Step": step})

        await asyncio.gather(*(asyncio.to_thread(work, n) for n in range(32)))
    sent = {(r.params["Number"], r.params["Step"]) for r in server.requests}
    assert len(server.requests) == len(sent) == 160
    assert server.connections <= 8


async def test_1000_tasks_share_10_connections(server: Server) -> None:
    server.plays(late(0.001, ok()))
    async with AsyncSesClient(KEY, endpoint=server.url, max_connections=10) as client:
        await asyncio.gather(*(client.call("Any", {"N": n}) for n in range(1000)))
    assert {r.params["N"] for r in server.requests} == set(range(1000))
    assert len(server.requests) == 1000
    assert server.connections <= 10


async def test_responses_go_to_those_who_asked(driver: Driver, server: Server) -> None:
    async def echo(writer: asyncio.StreamWriter, request: Received) -> bool:
        number = request.params["N"]
        return await late(0.02 * (3 - number % 4), ok(N=number))(writer, request)

    server.plays(echo)
    async with driver.client(server.url) as client:
        responses = await asyncio.gather(
            *(client.call("Any", {"N": n}) for n in range(12))
        )
    assert [response.raw["N"] for response in responses] == list(range(12))


async def test_client_of_another_event_loop(server: Server) -> None:
    """Of one that goes on: its connections are in use there."""
    async with AsyncSesClient(KEY, endpoint=server.url) as client:
        await client.list_email_identities()
        with pytest.raises(errors.ConfigurationError, match="another event loop"):
            await asyncio.to_thread(asyncio.run, client.list_email_identities())


def test_client_may_be_made_outside_of_a_loop() -> None:
    client = AsyncSesClient(KEY, endpoint="http://127.0.0.1:9", retry=RetryPolicy(1))

    async def main() -> None:
        async with client:
            with pytest.raises(errors.ConnectError):
                await client.list_email_identities()

    asyncio.run(main())


async def test_limits_of_calls_do_not_mix(server: Server) -> None:
    """Calls with time-outs of their own, at once: each ends when it should."""
    server.plays(silence)
    took: dict[float, float] = {}
    async with AsyncSesClient(KEY, endpoint=server.url, retry=RetryPolicy(1)) as client:

        async def wait(seconds: float) -> None:
            began = time.monotonic()
            with pytest.raises(errors.CallTimeout):
                await client.with_options(timeout=seconds).list_email_identities()
            took[seconds] = time.monotonic() - began

        await asyncio.gather(*(wait(s) for s in (0.6, 0.2, 0.4, 0.3, 0.5)))
    assert all(seconds - 0.02 <= t < seconds + 0.3 for seconds, t in took.items())


async def test_transport_of_the_user(driver: Driver) -> None:
    """Tests of an application need no server; the client does not close what it is given."""
    seen: list[HttpRequest] = []
    closed: list[bool] = []
    response = HttpResponse(
        200, {}, b'{"Response": {"MessageId": "m", "RequestId": "r"}}'
    )

    def exchange(request: HttpRequest, attempt: Attempt) -> Any:
        seen.append(request)
        return _later(response) if driver.is_async else response

    transport = SimpleNamespace(exchange=exchange, close=lambda: closed.append(True))
    async with driver.client(transport=transport) as client:
        assert (await client.send_email(**MAIL)).message_id == "m"
        other = client.with_options(timeout=1)
        await other.send_email(**MAIL)
    assert [request.url for request in seen] == [
        "https://ses.intl.tencentcloudapi.com/"
    ] * 2
    for unusable in (client, other):
        with pytest.raises(errors.ConfigurationError, match="the client is closed"):
            await unusable.send_email(**MAIL)
    assert closed == []


async def _later(response: HttpResponse) -> HttpResponse:
    return response
