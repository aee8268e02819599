"""Actions that a host of their own serves."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest

from tc3 import errors
from tc3._core.model import Request, Response, request
from tc3._core.signing.tc3 import authorization
from tc3._core.streaming.reader import EventReader
from tc3.ses import SesClient

from ..support.driver import KEY

HOST = "ses.ai.tencentcloudapi.com"


@request("Chat", response=Response, host=HOST)
class ChatRequest(Request[Response]):
    """A request whose action has a host of its own."""


@request("Chat", response=Response, host=HOST, streams=True)
class StreamRequest(Request[Response]):
    """A request that may be answered with events."""


def signed(kind: type[Request[Any]], **options: Any) -> Any:
    with SesClient(KEY, site="china", **options) as client:
        core = client._core
        return core.sign(
            core.prepare(kind(), EventReader if kind is StreamRequest else None), KEY
        )


@pytest.mark.parametrize("kind", [ChatRequest, StreamRequest])
def test_it_goes_to_the_host_of_the_action(kind: type[Request[Any]]) -> None:
    made = signed(kind)
    assert urlsplit(made.url).hostname == made.headers["Host"] == HOST
    assert made.headers["Authorization"] == authorization(
        secret_id=KEY.secret_id,
        secret_key=KEY.secret_key,
        service="ses",
        timestamp=int(made.headers["X-TC-Timestamp"]),
        headers=(
            ("content-type", made.headers["Content-Type"]),
            ("host", HOST),
            ("x-tc-action", "Chat"),
        ),
        payload=made.body,
    )


@pytest.mark.parametrize("kind", [ChatRequest, StreamRequest])
def test_older_signatures_go_there_too(kind: type[Request[Any]]) -> None:
    made = signed(kind, signature="HmacSHA256")
    assert urlsplit(made.url).hostname == made.headers["Host"] == HOST


@pytest.mark.parametrize("kind", [ChatRequest, StreamRequest])
@pytest.mark.parametrize("signature", ["TC3-HMAC-SHA256", "HmacSHA1"])
def test_an_endpoint_that_is_given_comes_first(
    kind: type[Request[Any]], signature: str
) -> None:
    made = signed(kind, endpoint="http://127.0.0.1:8808", signature=signature)
    assert made.url.startswith("http://127.0.0.1:8808/")
    assert made.headers["Host"] == "127.0.0.1:8808"


def test_the_host_of_the_other_site_is_refused() -> None:
    with (
        SesClient(KEY) as client,
        pytest.raises(errors.ConfigurationError, match="china site"),
    ):
        client._core.prepare(ChatRequest())


def test_its_rate_is_counted_apart() -> None:
    with SesClient(KEY, site="china") as client:
        call = client._core.prepare(ChatRequest())
        assert client._core.quota_name(call) == f"{HOST}:Chat"
