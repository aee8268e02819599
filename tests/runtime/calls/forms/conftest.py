"""What the tests of queries share."""

from __future__ import annotations

from collections.abc import Callable
from email import message_from_bytes
from email.policy import HTTP
from importlib import import_module
from types import ModuleType
from typing import Any

import pytest

from tc3._core.signing import tc3 as signature

from ...support.driver import Driver, Either
from ...support.servers import Received, Server

NOW = 1551113065


Toys = Callable[..., Either]


@pytest.fixture
def toys(toy: ModuleType, driver: Driver) -> Toys:
    """Makes clients of the toy service."""
    service = import_module(f"{toy.__name__}.toy")
    key = toy.Credential("AKIDtest", "the-secret-key")

    def make(server: Server, **options: Any) -> Either:
        options = {"credential": key, "retry": toy.RetryPolicy(1), **options}
        return driver.of(
            service.ToyClient, service.AsyncToyClient, server.url, **options
        )

    return make


def signature_of(
    request: Received, payload: bytes | None = None, service: str = "toy"
) -> str:
    """What the signature of a request as it was received must be."""
    method, target, _ = request.start.split(" ")
    return signature.authorization(
        secret_id="AKIDtest",
        secret_key="the-secret-key",
        service=service,
        timestamp=int(request.headers["x-tc-timestamp"]),
        headers=[
            ("content-type", request.headers["content-type"]),
            ("host", request.headers["host"]),
            ("x-tc-action", request.headers["x-tc-action"]),
        ],
        payload=request.body if payload is None else payload,
        method=method,
        query=target.partition("?")[2],
    )


def parts(request: Received) -> dict[str, tuple[bytes, str, str | None]]:
    """Content, type and file name of each part, as another reader sees them."""
    head = f"Content-Type: {request.headers['content-type']}\r\n\r\n"
    message: Any = message_from_bytes(head.encode() + request.body, policy=HTTP)
    return {
        str(part.get_param("name", header="content-disposition")): (
            part.get_payload(decode=True),
            part.get_content_type(),
            part.get_filename(),
        )
        for part in message.iter_parts()
    }


FILE = bytes(range(256)) * 3 + b"\r\n--b0undar\r\n"
