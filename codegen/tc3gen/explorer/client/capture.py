"""The request that the client would send, taken from it instead of being sent."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from attrs import define, field

from tc3gen.explorer.client.package import ClientPackage


@define
class Captured:
    """A request as it would go out: method, headers, query and body."""

    method: str
    url: str
    headers: dict[str, str] = field(repr=False)
    query: str = field(repr=False)
    body: bytes = field(repr=False)


class _Stop(Exception):
    """Ends a call whose request has been seen."""


class _Transport:
    """Takes a request instead of sending it."""

    def __init__(self) -> None:
        self.seen: Captured | None = None

    def exchange(self, request: Any, attempt: Any) -> Any:
        attempt.sent = False
        self.seen = Captured(
            request.method,
            request.url,
            dict(request.headers),
            request.query,
            request.body,
        )
        raise _Stop

    def close(self) -> None:
        """There is nothing to close."""


def capture(
    package: ClientPackage,
    model: Any,
    action: str = "",
    values: Mapping[str, Any] | None = None,
    **options: Any,
) -> Captured:
    """The request of a model, signed by a client with these options.

    Without a model, that of an action with values of the wire, which are not checked.

    Raises:
        ValidationError: of the client's package: the request breaks the spec.
        ConfigurationError: of the client's package: an option is wrong.
    """
    transport = _Transport()
    cls = package.client_class(asynchronous=False)
    with cls(transport=transport, **options) as client, suppress(_Stop):
        if model is not None:
            client.send(model)
        else:
            client.call(action, values or {})
    assert transport.seen is not None
    return transport.seen
