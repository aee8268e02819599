"""Traces and metrics with OpenTelemetry; needs the extra `otel`.

By the semantic conventions 1.44.0: a span and a duration for each call, as an RPC client has
them, and a span and a duration for each attempt, as an HTTP client has them.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from functools import lru_cache
from importlib import import_module
from typing import Any, Protocol
from urllib.parse import urlsplit

from ..errors import ApiError, ConfigurationError, Tc3Error
from ..version import VERSION
from .interceptors import AttemptContext, CallContext, Interceptor


class TracerProvider(Protocol):
    """The tracer provider of OpenTelemetry, whose types need not be installed."""

    def get_tracer(self, instrumenting_module_name: str, /) -> Any: ...


class MeterProvider(Protocol):
    """The meter provider of OpenTelemetry."""

    def get_meter(self, name: str, /) -> Any: ...


_SCHEMA = "https://opentelemetry.io/schemas/1.44.0"
_SYSTEM = "tencentcloud-api"
_BOUNDARIES = (
    *(0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75),
    *(1, 2.5, 5, 7.5, 10),
)
"""Seconds; those that the conventions recommend."""

Attributes = dict[str, str | int]


class OpenTelemetry(Interceptor):
    """Traces and measures calls: `SesClient(interceptors=[OpenTelemetry()])`.

    A call is a span named as `ses/SendEmail`, its attempts are spans named `POST` inside it.
    The durations are the histograms `rpc.client.call.duration` and
    `http.client.request.duration`. Nothing of parameters or responses is recorded but the
    request id, and of errors the code and no message.

    Args:
        tracer_provider: Takes the spans; without one, the global provider.
        meter_provider: Takes the durations; without one, the global provider.
        attempts: Whether attempts are recorded. Turn it off where aiohttp or urllib3 is
            instrumented too, as they would be recorded twice.
        propagate: Whether attempts carry the headers of the global propagator, such as
            `traceparent`. The service has no use for them; a proxy of yours may have.

    Raises:
        ConfigurationError: The extra is not installed.
    """

    def __init__(
        self,
        *,
        tracer_provider: TracerProvider | None = None,
        meter_provider: MeterProvider | None = None,
        attempts: bool = True,
        propagate: bool = False,
    ) -> None:
        try:
            # By their names, as type checkers need not know them.
            import_module("opentelemetry")
            metrics = import_module("opentelemetry.metrics")
            trace = import_module("opentelemetry.trace")
            inject = import_module("opentelemetry.propagate").inject
        except ImportError as error:
            raise ConfigurationError(
                f"OpenTelemetry needs more: pip install tc3[otel] ({error})"
            ) from None
        self._attempts = attempts
        self._inject = inject if propagate else None
        self._kind = trace.SpanKind.CLIENT
        self._failed = trace.StatusCode.ERROR
        self._tracer = trace.get_tracer("tc3", VERSION, tracer_provider, _SCHEMA)
        meter = metrics.get_meter("tc3", VERSION, meter_provider, _SCHEMA)
        self._call_duration = meter.create_histogram(
            "rpc.client.call.duration",
            "s",
            "Duration of calls, with their attempts and the waits between them.",
            explicit_bucket_boundaries_advisory=_BOUNDARIES,
        )
        self._attempt_duration = meter.create_histogram(
            "http.client.request.duration",
            "s",
            "Duration of HTTP requests.",
            explicit_bucket_boundaries_advisory=_BOUNDARIES,
        )

    @contextmanager
    def around_call(self, call: CallContext) -> Generator[None, None, None]:
        method = f"{call.service}/{call.action}"
        common: Attributes = {
            "rpc.system.name": _SYSTEM,
            "rpc.method": method,
            **_server(call.endpoint),
        }
        more: Attributes = {"tencentcloud.api_version": call.version}
        if call.region is not None:
            more["cloud.region"] = call.region
        with self._span(method, {**common, **more}) as span:
            failure: BaseException | None = None
            try:
                yield
            except BaseException as error:
                failure = error
                raise
            finally:
                outcome = _call_outcome(failure)
                self._call_duration.record(
                    call.duration, {**common, **_few_values(failure, outcome)}
                )
                self._end(span, outcome, failure or call.response)

    @contextmanager
    def around_attempt(self, attempt: AttemptContext) -> Generator[None, None, None]:
        with self._attempt_span(attempt):
            if self._inject is not None:
                self._inject(attempt.headers)
            yield

    @contextmanager
    def _attempt_span(self, attempt: AttemptContext) -> Generator[None, None, None]:
        if not self._attempts:
            yield
            return
        common: Attributes = {
            "http.request.method": attempt.method,
            **_server(attempt.url),
        }
        more: Attributes = {"url.full": attempt.url}
        if attempt.number > 1:
            more["http.request.resend_count"] = attempt.number - 1
        with self._span(attempt.method, {**common, **more}) as span:
            failure: BaseException | None = None
            try:
                yield
            except BaseException as error:
                failure = error
                raise
            finally:
                outcome = _attempt_outcome(attempt.status, failure)
                self._attempt_duration.record(
                    attempt.duration, {**common, **_few_values(failure, outcome)}
                )
                self._end(span, outcome, failure or attempt.response)

    @contextmanager
    def _span(self, name: str, attributes: Attributes) -> Generator[Any, None, None]:
        with self._tracer.start_as_current_span(
            name,
            kind=self._kind,
            attributes=attributes,
            # Messages of errors may quote what was sent.
            record_exception=False,
            set_status_on_exception=False,
        ) as span:
            yield span

    def _end(self, span: Any, outcome: Attributes, result: object) -> None:
        span.set_attributes(outcome)
        request_id = getattr(result, "request_id", None)
        if request_id:
            span.set_attribute("tencentcloud.request_id", request_id)
        if "error.type" in outcome:
            span.set_status(self._failed)


@lru_cache(maxsize=64)
def _server(url: str) -> Attributes:
    parts = urlsplit(url)
    port = parts.port or (80 if parts.scheme == "http" else 443)
    return {"server.address": parts.hostname or "", "server.port": port}


def _call_outcome(failure: BaseException | None) -> Attributes:
    if failure is None:
        return {}
    outcome: Attributes = {"error.type": _error_type(failure)}
    if isinstance(failure, ApiError):
        outcome["rpc.response.status_code"] = failure.code
    return outcome


def _attempt_outcome(status: int | None, failure: BaseException | None) -> Attributes:
    outcome: Attributes = {}
    if status is not None:
        outcome["http.response.status_code"] = status
    if failure is not None:
        refused = status is not None and status >= 400
        outcome["error.type"] = str(status) if refused else _error_type(failure)
    return outcome


def _error_type(error: BaseException) -> str:
    if isinstance(error, ApiError):
        return error.code
    cls = type(error)
    if isinstance(error, Tc3Error) or cls.__module__ == "builtins":
        return cls.__qualname__
    return f"{cls.__module__}.{cls.__qualname__}"


def _few_values(failure: BaseException | None, outcome: Attributes) -> Attributes:
    """An outcome for a metric, which takes few values: no code that the spec lacks."""
    if not isinstance(failure, ApiError) or failure.code == failure.own_code:
        return outcome
    known = failure.own_code or "_OTHER"
    return {
        name: known if value == failure.code else value
        for name, value in outcome.items()
    }
