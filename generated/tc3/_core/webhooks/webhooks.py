"""Events that a service posts to an address of yours: reading them, and a handler for them.

Nothing is signed, so what arrives may come from anybody who knows the address.
"""

from __future__ import annotations

import hmac
import inspect
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import attrs

from ..errors import ConfigurationError, EventError
from ..model import Model, model
from ..narrowing import is_mapping, is_object
from ..serialization import json_codec as jsontext
from ..serialization.hooks import structure
from ..serialization.shapes import members

if TYPE_CHECKING:
    from aiohttp import web

    Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
else:

    def __getattr__(name: str) -> Any:
        """Give `Handler` to those who resolve annotations, with aiohttp loaded for it."""
        if name != "Handler":
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from aiohttp import web

        return Callable[[web.Request], Awaitable[web.StreamResponse]]


MAX_SIZE = 64 * 1024
"""Bytes of the largest event that a handler reads, if it is not told otherwise."""

_log = logging.getLogger(__name__)


@model
class Event(Model):
    """An event of any service."""

    echoed: Mapping[str, Any] = attrs.field(factory=dict[str, Any])
    """Headers of yours that the service gives back, by their names as received."""

    raw: Mapping[str, Any] = attrs.field(factory=dict[str, Any], repr=False, eq=False)
    """The event as it was received, with the names of the wire and unknown members."""


E = TypeVar("E", bound=Event)
T = TypeVar("T")

On = Callable[[T], object]
"""A function that is called with an event; its result is awaited if it can be."""


class Kinds(Generic[E]):
    """The kinds of events of a service, told by a member of theirs."""

    taken: Mapping[str, Any] | None = None
    """Response by which the service knows that an event was understood; None for any."""

    def __init__(
        self,
        member: str,
        *,
        kinds: Mapping[str, type[E]],
        unknown: type[E],
        echoes: str | None = None,
    ) -> None:
        self._member = member
        self._kinds = kinds
        self._unknown = unknown
        self._echoes = echoes.lower() if echoes else None
        self._names: dict[type[E], dict[str, str]] = {}

    def parse(self, body: bytes | str | Mapping[str, Any]) -> E:
        """The event that a body holds. Raises `EventError` where it holds none.

        Names of members are compared without regard to case, as the documentation itself
        writes some of them in two ways.
        """
        if not _is_readable(body):
            raise EventError("the body must be bytes, text or a mapping")
        raw = read_json(body)
        if not is_object(raw):
            raise EventError("the body is no JSON object")
        return self.made(raw)

    def read(self, body: bytes) -> Sequence[E]:
        """The events that a body holds. Raises `EventError` where it holds none."""
        return [self.parse(body)]

    def made(self, raw: dict[str, Any]) -> E:
        """The event that an object is. Raises `EventError` where it is none."""
        cls: Any = self.class_of(raw)
        names = self._names.get(cls)
        if names is None:
            wires = (member.info.wire for member in members(cls))
            names = self._names[cls] = {wire.lower(): wire for wire in wires}
        made: E = structure(cls, _matched_members(raw, names), "international")
        made.raw = raw
        made.echoed = self._echoed(raw)
        return made

    def class_of(self, raw: Mapping[str, Any]) -> type[E]:
        """The class of the event that an object is."""
        kind = _matched_members(raw, {self._member.lower(): self._member}).get(
            self._member
        )
        if not isinstance(kind, str):
            raise EventError(f"its member {self._member!r} is no text, or missing")
        return self._kinds.get(kind, self._unknown)

    def _echoed(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        prefix = self._echoes
        if prefix is None:
            return {}
        return {n: value for n, value in raw.items() if n.lower().startswith(prefix)}


def _is_readable(body: object) -> bool:
    return isinstance(body, (bytes, str, Mapping))


def read_json(body: object) -> Any:
    """Parse a body, unless it is parsed already. Raises `EventError` if it is not JSON."""
    if is_mapping(body):
        return dict(body)
    if not isinstance(body, (bytes, str)):
        return body
    try:
        return jsontext.loads(body.encode() if isinstance(body, str) else body)
    except (ValueError, RecursionError):
        raise EventError("the body is no JSON") from None


def _matched_members(
    raw: Mapping[str, Any], names: Mapping[str, str]
) -> dict[str, Any]:
    """The members with those names, which are given by their lower case."""
    found: dict[str, Any] = {}
    for name, value in raw.items():
        wire = names.get(name.lower())
        if wire is not None and (name == wire or wire not in found):
            found[wire] = value
    return found


def handler(
    kinds: Kinds[Any],
    functions: Mapping[type[Any], On[Any] | None],
    *,
    other: On[Any] | None,
    secret: str | None,
    max_size: int,
) -> Handler:
    """An aiohttp handler that calls the function for the class of each event."""
    from aiohttp import web

    if secret is not None and not secret:
        raise ConfigurationError("the secret must not be empty")
    if max_size < 1:
        raise ConfigurationError("max_size must be at least 1")

    async def receive(request: web.Request) -> web.StreamResponse:
        if secret is not None and not _is_equal(_request_secret(request), secret):
            return web.Response(status=403)
        body = await _read_body(request, max_size)
        if body is None:
            return web.Response(status=413)
        try:
            events = kinds.read(body)
        except EventError as error:
            return web.Response(status=400, text=f"no event: {error}")
        for event in events:
            function = functions.get(event.__class__) or other
            if function is None:
                continue
            try:
                done = function(event)
                if inspect.isawaitable(done):
                    await done
            except web.HTTPException:
                raise
            except Exception:  # noqa: BLE001
                # What the event holds is not for the log: it tells who reads what.
                _log.exception("the function for %s failed", type(event).__name__)
                return web.Response(status=500)
        if kinds.taken is None:
            return web.Response()
        return web.json_response(kinds.taken)

    return receive


def _request_secret(request: web.Request) -> str:
    """The secret that a request brings: in the part of the path that is called so, or in
    the query."""
    return request.match_info.get("secret") or request.query.get("secret", "")


def _is_equal(told: str, secret: str) -> bool:
    return hmac.compare_digest(told.encode(errors="replace"), secret.encode())


async def _read_body(request: web.Request, most: int) -> bytes | None:
    """The body, or None where it is larger than that."""
    if (request.content_length or 0) > most:
        return None
    body = bytearray()
    async for chunk in request.content.iter_any():
        body += chunk
        if len(body) > most:
            return None
    return bytes(body)
