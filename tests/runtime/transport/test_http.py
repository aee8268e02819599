"""Time-outs, certificates, and a request that keeps its secrets."""

from __future__ import annotations

import math
from typing import Any

import pytest

from tc3 import Timeout, errors
from tc3._core.transport.base import HttpRequest
from tc3._core.transport.timeouts import as_timeout
from tc3.ses import SesClient

from ..support.driver import KEY


@pytest.mark.parametrize(
    ("given", "timeout"),
    [
        (60, (5.0, 30.0, 60)),
        (10, (5.0, 10, 10)),
        (0.5, (0.5, 0.5, 0.5)),
        (Timeout(), (5.0, 30.0, 60.0)),
        (Timeout(read=300, total=600), (5.0, 300, 600)),
    ],
)
def test_a_number_limits_the_whole_call(given: Any, timeout: tuple[float, ...]) -> None:
    assert as_timeout(given) == timeout


@pytest.mark.parametrize(
    "given",
    [
        0,
        -1,
        math.inf,
        math.nan,
        "3",
        None,
        (1, 2, 3),
        Timeout(read=0),
        Timeout(connect=math.nan),
        Timeout(total="3"),  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]
    ],
)
def test_wrong_timeout(given: Any) -> None:
    with pytest.raises(errors.ConfigurationError, match="timeout must be seconds"):
        SesClient(KEY, timeout=given)


def test_request_does_not_show_headers_and_body() -> None:
    request = HttpRequest("POST", "https://h/", {"X-TC-Token": "secret"}, b"secret")
    assert repr(request) == str(request) == "<HttpRequest POST https://h/>"
