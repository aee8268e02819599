"""Traces and metrics, as the OpenTelemetry SDK gets them."""

from __future__ import annotations

import asyncio
import sys
from typing import Any

import pytest
from opentelemetry import trace
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import HistogramDataPoint, InMemoryMetricReader
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode

from tc3 import Credential, OpenTelemetry, RetryPolicy, errors
from tc3.ses import AsyncSesClient

from ..support.driver import KEY, Driver
from ..support.servers import Server, fails, hang_up, ok, reply, silence

MAIL = {"from_email_address": "a@example.com", "subject": "Hello"}


class Telemetry:
    """Collects what is recorded."""

    def __init__(self, **options: Any) -> None:
        self._spans = InMemorySpanExporter()
        self._reader = InMemoryMetricReader()
        self.tracers = TracerProvider()
        self.tracers.add_span_processor(SimpleSpanProcessor(self._spans))
        self.meters = MeterProvider([self._reader])
        self.hook = OpenTelemetry(
            tracer_provider=self.tracers, meter_provider=self.meters, **options
        )

    @property
    def spans(self) -> list[ReadableSpan]:
        """In the order in which they began."""
        return sorted(self._spans.get_finished_spans(), key=lambda s: s.start_time or 0)

    def attributes(self) -> list[dict[str, Any]]:
        return [dict(span.attributes or {}) for span in self.spans]

    def durations(self, name: str) -> list[HistogramDataPoint]:
        data: Any = self._reader.get_metrics_data()
        return [
            point
            for metric in data.resource_metrics[0].scope_metrics[0].metrics
            if metric.name == name
            for point in metric.data.data_points
        ]


async def test_a_call(driver: Driver, server: Server) -> None:
    telemetry = Telemetry()
    async with driver.client(server.url, interceptors=[telemetry.hook]) as client:
        await client.send_email(**MAIL)
    call, attempt = telemetry.spans
    port = int(server.url.rpartition(":")[2])
    assert (call.name, attempt.name) == ("ses/SendEmail", "POST")
    assert {span.kind for span in (call, attempt)} == {SpanKind.CLIENT}
    assert {span.status.status_code for span in (call, attempt)} == {StatusCode.UNSET}
    assert attempt.parent == call.context
    assert call.parent is None
    place = {"server.address": "127.0.0.1", "server.port": port}
    assert telemetry.attributes() == [
        {
            "rpc.system.name": "tencentcloud-api",
            "rpc.method": "ses/SendEmail",
            "tencentcloud.api_version": "2020-10-02",
            "tencentcloud.request_id": "req-ok",
            "cloud.region": "ap-singapore",
            **place,
        },
        {
            "http.request.method": "POST",
            "http.response.status_code": 200,
            "url.full": f"{server.url}/",
            "tencentcloud.request_id": "req-ok",
            **place,
        },
    ]
    scope = call.instrumentation_scope
    assert scope is not None
    assert scope.name == "tc3"
    assert scope.schema_url == "https://opentelemetry.io/schemas/1.44.0"


async def test_attempts(driver: Driver, server: Server) -> None:
    """The call is fine in the end; each attempt tells what became of it."""
    server.plays(fails("InternalError"), reply("<html>", 502), hang_up, ok())
    telemetry = Telemetry()
    async with driver.client(server.url, interceptors=[telemetry.hook]) as client:
        await client.list_email_identities()
    call, *attempts = telemetry.attributes()
    assert "error.type" not in call
    assert [
        (
            attempt.get("http.request.resend_count"),
            attempt.get("http.response.status_code"),
            attempt.get("error.type"),
            attempt.get("tencentcloud.request_id"),
        )
        for attempt in attempts
    ] == [
        (None, 200, "InternalError", "req-failed"),
        (1, 502, "502", None),
        (2, None, "TransportError", None),
        (3, 200, None, "req-ok"),
    ]
    codes = [span.status.status_code for span in telemetry.spans]
    assert codes == [StatusCode.UNSET, *[StatusCode.ERROR] * 3, StatusCode.UNSET]


@pytest.mark.parametrize(
    ("play", "kind", "code"),
    [
        (fails("FailedOperation.NotAuthenticatedSender"), "", True),
        (reply("<html>", 502), "ResponseError", False),
        (hang_up, "TransportError", False),
    ],
)
async def test_errors(
    driver: Driver, server: Server, play: Any, kind: str, code: bool
) -> None:
    server.plays(play)
    telemetry = Telemetry()
    async with driver.client(
        server.url, interceptors=[telemetry.hook], retry=RetryPolicy(1)
    ) as client:
        with pytest.raises(errors.Tc3Error) as caught:
            await client.send_email(**MAIL)
    call = telemetry.attributes()[0]
    expected = kind or "FailedOperation.NotAuthenticatedSender"
    assert call["error.type"] == expected
    assert call.get("rpc.response.status_code") == (expected if code else None)
    assert telemetry.spans[0].status.status_code == StatusCode.ERROR
    assert telemetry.spans[0].events == ()
    assert isinstance(caught.value, errors.Tc3Error)


async def test_durations(driver: Driver, server: Server) -> None:
    server.plays(fails("InternalError"), ok())
    telemetry = Telemetry()
    async with driver.client(server.url, interceptors=[telemetry.hook]) as client:
        await client.list_email_identities()
        await client.list_email_identities()
    (calls,) = telemetry.durations("rpc.client.call.duration")
    assert calls.count == 2
    assert calls.explicit_bounds[:2] == (0.005, 0.01)
    assert dict(calls.attributes or {}) == {
        "rpc.system.name": "tencentcloud-api",
        "rpc.method": "ses/ListEmailIdentities",
        "server.address": "127.0.0.1",
        "server.port": int(server.url.rpartition(":")[2]),
    }
    attempts = telemetry.durations("http.client.request.duration")
    assert sorted(
        (point.count, (point.attributes or {}).get("error.type", ""))
        for point in attempts
    ) == [(1, "InternalError"), (2, "")]


async def test_metrics_have_few_values(driver: Driver, server: Server) -> None:
    """A service that makes codes up does not make up time series."""
    telemetry = Telemetry()
    async with driver.client(
        server.url, interceptors=[telemetry.hook], retry=RetryPolicy(1)
    ) as client:
        for code in ("Odd.A", "Odd.B", "FailedOperation.A", "FailedOperation.B"):
            server.plays(fails(code))
            with pytest.raises(errors.ApiError):
                await client.send_email(**MAIL)
    points = telemetry.durations("rpc.client.call.duration")
    assert sorted(
        (point.count, (point.attributes or {}).get("error.type")) for point in points
    ) == [(2, "FailedOperation"), (2, "_OTHER")]
    codes = [a.get("rpc.response.status_code") for a in telemetry.attributes()[::2]]
    assert codes == ["Odd.A", "Odd.B", "FailedOperation.A", "FailedOperation.B"]


async def test_inside_the_trace_of_the_caller(driver: Driver, server: Server) -> None:
    telemetry = Telemetry()
    tracer = telemetry.tracers.get_tracer("mine")
    async with driver.client(server.url, interceptors=[telemetry.hook]) as client:
        with tracer.start_as_current_span("request") as mine:
            await asyncio.gather(*(client.list_email_identities() for _ in range(5)))
        assert trace.get_current_span() is not mine
    calls = [span for span in telemetry.spans if span.name.startswith("ses/")]
    assert [span.parent for span in calls] == [mine.get_span_context()] * 5
    parents = {
        s.parent.span_id for s in telemetry.spans if s.name == "POST" and s.parent
    }
    assert parents == {span.context.span_id for span in calls if span.context}
    assert len(parents) == 5


async def test_without_attempts(driver: Driver, server: Server) -> None:
    telemetry = Telemetry(attempts=False)
    async with driver.client(server.url, interceptors=[telemetry.hook]) as client:
        await client.list_email_identities()
    assert [span.name for span in telemetry.spans] == ["ses/ListEmailIdentities"]
    assert telemetry.durations("http.client.request.duration") == []


async def test_propagation(driver: Driver, server: Server) -> None:
    """Each attempt carries its span; only where it is asked for."""
    server.plays(fails("InternalError"), ok())
    telemetry = Telemetry(propagate=True)
    async with driver.client(server.url, interceptors=[telemetry.hook]) as client:
        await client.list_email_identities()
        quiet = client.with_options(interceptors=[Telemetry().hook])
        await quiet.list_email_identities()
    *told, untold = server.requests
    ids = [
        f"00-{span.context.trace_id:032x}-{span.context.span_id:016x}"
        for span in telemetry.spans[1:]
        if span.context is not None
    ]
    sent = [request.headers["traceparent"] for request in told]
    assert [header.rpartition("-")[0] for header in sent] == ids  # then come flags
    assert "traceparent" not in told[0].headers["authorization"]
    assert "traceparent" not in untold.headers


async def test_no_secrets(driver: Driver, server: Server) -> None:
    telemetry = Telemetry()
    server.plays(fails("InvalidParameterValue", "hunter2-hunter2 is too weak"))
    key = Credential("AKIDx", "the-key", "the-token")
    async with driver.client(
        server.url, interceptors=[telemetry.hook], credential=key
    ) as client:
        with pytest.raises(errors.InvalidParameterValue):
            await client.update_email_smtp_password(
                password="hunter2-hunter2", email_address="a@example.com"
            )
    said = "".join(span.to_json() for span in telemetry.spans)
    assert "ses/UpdateEmailSmtpPassWord" in said
    for secret in ("AKIDx", "the-key", "the-token", "hunter2", "a@example.com"):
        assert secret not in said


async def test_cancellation(server: Server) -> None:
    server.plays(silence)
    telemetry = Telemetry()
    async with AsyncSesClient(
        KEY, endpoint=server.url, interceptors=[telemetry.hook]
    ) as client:
        task = asyncio.create_task(client.list_email_identities())
        await server.got(1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    kinds = {attributes["error.type"] for attributes in telemetry.attributes()}
    assert kinds == {"asyncio.exceptions.CancelledError"}


def test_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry", None)
    with pytest.raises(errors.ConfigurationError, match=r"pip install tc3\[otel\]"):
        OpenTelemetry()
