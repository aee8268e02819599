"""Thousands of responses at random: a model comes out, or an error of the SDK."""

from __future__ import annotations

import traceback
import warnings
from collections import Counter
from collections.abc import Callable, Coroutine
from importlib import import_module
from random import Random
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from effort import many

from ..support.driver import Driver
from .wild_json import response_body

RESPONSES = many(2500, by_day=400)
"""In each of eight runs."""

LOGGED = 5
"""Of so many calls one is logged."""

HEADERS: list[dict[str, str]] = [
    {},
    {},
    {"Content-Type": "text/event-stream"},
    {"Retry-After": "nan", "Date": "Fri, 31 Dec 9999 23:59:59 GMT"},
    {"X-TC-RequestId": "r\x85\u2028\xff", "Retry-After": "-1"},
]


Call = Callable[[], Coroutine[Any, Any, Any]]


@pytest.mark.thorough
@pytest.mark.parametrize("with_orjson", [True, False])
@pytest.mark.parametrize("service", ["tc3.ses", "toycloud.toy"])
async def test_any_response_gives_a_model_or_an_error_of_ours(
    driver: Driver,
    toy: ModuleType,
    service: str,
    with_orjson: bool,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    package = import_module(service.partition(".")[0])
    if not with_orjson:
        monkeypatch.setattr(
            f"{package.__name__}._core.serialization.json_codec.orjson", None
        )
    call = _caller(driver, package, service, Random(f"{service} {with_orjson}"))
    ended = Counter[str]()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # DeprecatedWarning is a member of responses
        for number in range(RESPONSES):
            caplog.set_level("WARNING" if number % LOGGED else "DEBUG", "tc3")
            try:
                response = await call()
            except package.errors.Tc3Error as error:
                # Whatever a server says can be shown.
                f"{error} {error!r}".encode(errors="backslashreplace")
                if number % LOGGED == 0:
                    traceback.format_exception(error)
                ended[type(error).__name__] += 1
            else:
                response.request_id.encode(errors="backslashreplace")
                ended["response"] += 1
    assert len(caplog.records) >= RESPONSES // LOGGED
    assert min(ended["response"], ended["ResponseError"]) > RESPONSES // 5, ended
    assert ended["ApiError"] > RESPONSES // 130, ended


def _caller(driver: Driver, package: Any, service: str, random: Random) -> Call:
    """Calls an action drawn at random, which gets a response drawn at random."""
    core = f"{package.__name__}._core"
    RawResponse = import_module(f"{core}.transport.base").HttpResponse
    sample = import_module(f"{core}.testing.samples").sample
    models = import_module(f"{service}.models")
    names = [name for name in models.__all__ if name.endswith("Request")]
    requests = [sample(getattr(models, name)) for name in names]
    cls: list[Any] = []

    def exchange(request: object, timeout: object) -> Any:
        status = random.choice([200, 200, 200, 200, 302, 500])
        return RawResponse(
            status, random.choice(HEADERS), response_body(random, cls[0])
        )

    async def exchange_async(request: object, timeout: object) -> Any:
        return exchange(request, timeout)

    transport = SimpleNamespace(
        exchange=exchange_async if driver.is_async else exchange, close=None
    )
    kinds = import_module(service)
    name = next(n for n in kinds.__all__ if n.startswith("Async")).removeprefix("Async")
    client = getattr(kinds, "Async" * driver.is_async + name)(
        package.Credential("AKID", "key"),
        transport=transport,
        validate=False,
        retry=package.RetryPolicy(1),
    )

    async def call() -> Any:
        request = random.choice(requests)
        cls[:] = [request.__action__.response]
        made = client.send(request)
        return await made if driver.is_async else made

    return call
