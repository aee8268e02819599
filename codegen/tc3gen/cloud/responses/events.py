"""Responses as streams of server-sent events.

Where the documentation shows the events of an action, these come. They lie in the texts of its
examples, since a definition knows one response only. Elsewhere a response comes in pieces.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from typing import Any

from tc3gen.cloud.responses.wire import encode_json
from tc3gen.spec.model import Action, Example, Field, Service

PIECES = 3
"""Events of a response that comes in pieces."""

MAX_EVENTS = 1000
"""Most events that are read from one text."""

_DATA = re.compile(r"(?:^|\s)data:[ \t]*")
_DONE = "[DONE]"
_JSON = json.JSONDecoder()

_SAID = ("Content", "Text", "Answer", "ReasoningContent")
"""Members that come piece by piece where a response has one of them."""

_WHOLE, _PIECE, _END = "Message", "Delta", "FinishReason"
"""Members of a chat: what is `Message` in a whole response is `Delta` in its events, and only
the last event says why it ended."""


def published_events(
    action: Action, params: Mapping[str, Any], request_id: str
) -> tuple[bytes, ...]:
    """The events that the documentation shows for an action; empty where it shows none.

    Of several examples it is the one with these parameters, else the one that shares most
    of them and has no error.
    """
    found = [
        (_distance(example, params, events), events)
        for example in action.examples
        if (events := _events_in(example.doc))
    ]
    if not found:
        return ()
    events = min(found, key=lambda each: each[0])[1]
    return tuple(_event(each, request_id) for each in events)


def events_of(
    response: Mapping[str, Any], service: Service, action: Action
) -> tuple[bytes, ...]:
    """A response in pieces: what is said in it comes one after the other."""
    response = _with_deltas(response, action.returns, service)
    path = _what_is_said(response, action.returns, service)
    pieces = (
        response if path is None else _with_piece(response, path, piece)
        for piece in range(PIECES)
    )
    return tuple(
        _event(piece if number == PIECES - 1 else _without_end(piece))
        for number, piece in enumerate(pieces)
    )


Event = Mapping[str, Any] | str
"""The object of an event, or `[DONE]`."""


def _distance(
    example: Example, params: Mapping[str, Any], events: Iterable[Event]
) -> tuple[bool, bool, int]:
    """Less for an example that fits a call better."""
    shared = sum(params.get(name) == value for name, value in example.request.items())
    has_error = any("Error" in event for event in events)
    return example.request != params, has_error, -shared


def _events_in(text: str) -> list[Event]:
    """The events that stand in a text, each after `data:`."""
    events: list[Event] = []
    end = 0
    for count, mark in enumerate(_DATA.finditer(text)):
        if mark.start() < end or count >= MAX_EVENTS:
            continue
        if text.startswith(_DONE, mark.end()):
            events.append(_DONE)
            continue
        try:
            event, end = _JSON.raw_decode(text, mark.end())
        except (ValueError, RecursionError):
            continue
        if isinstance(event, dict):
            events.append(event)
    return events


def _event(event: Event, request_id: str = "") -> bytes:
    if isinstance(event, str):
        return f"data: {event}\n\n".encode()
    if request_id and "RequestId" in event:
        event = {**event, "RequestId": request_id}
    return b"data: " + encode_json(event) + b"\n\n"


def _with_deltas(value: Any, fields: Mapping[str, Field], service: Service) -> Any:
    """An object with `Delta` for `Message` wherever the types know it."""
    changed: dict[str, Any] = {}
    for name, member in value.items():
        field = fields.get(name)
        kind = service.types.get(field.type.name) if field else None
        if name == _WHOLE and _PIECE in fields:
            piece = service.types.get(fields[_PIECE].type.name)
            if piece is not None and isinstance(member, Mapping):
                known = {n: v for n, v in member.items() if n in piece.fields}
                changed[_PIECE] = known
                continue
        if name == _PIECE and _PIECE in changed:
            continue  # made of the message already
        changed[name] = (
            member if kind is None else _deeper(member, kind.fields, service)
        )
    return changed


def _deeper(value: Any, fields: Mapping[str, Field], service: Service) -> Any:
    if isinstance(value, list):
        return [_deeper(each, fields, service) for each in value]
    if isinstance(value, Mapping):
        return _with_deltas(value, fields, service)
    return value


def _without_end(value: Any) -> Any:
    """An event that others follow."""
    if isinstance(value, list):
        return [_without_end(each) for each in value]
    if not isinstance(value, Mapping):
        return value
    return {
        name: "" if name == _END and isinstance(each, str) else _without_end(each)
        for name, each in value.items()
    }


Path = tuple[str | int, ...]


def _what_is_said(
    response: Mapping[str, Any], fields: Mapping[str, Field], service: Service
) -> Path | None:
    """The longest text with a name that tells it, else the longest of all."""
    texts = [
        (p[-1] in _SAID, len(text), p) for p, text in _texts(response, fields, service)
    ]
    return max(texts, key=lambda each: each[:2])[2] if texts else None


def _texts(
    value: Any, fields: Mapping[str, Field], service: Service, path: Path = ()
) -> Iterator[tuple[Path, str]]:
    """The texts of which a piece is a text of the same kind: half a time is no time."""
    if isinstance(value, list):
        for number, item in enumerate(value):
            yield from _texts(item, fields, service, (*path, number))
    elif isinstance(value, Mapping):
        for name, member in value.items():
            field = fields.get(name)
            kind = service.types.get(field.type.name) if field else None
            if field is None or kind is not None or _may_be_cut(field):
                inside = {} if kind is None else kind.fields
                yield from _texts(member, inside, service, (*path, name))
    elif isinstance(value, str):
        yield path, value


def _may_be_cut(field: Field) -> bool:
    return field.type.name == "string" and field.enum is None and field.length is None


def _with_piece(response: Any, path: Path, piece: int) -> Any:
    """A copy of a response in which a text is cut down to one of its pieces."""
    if not path:
        size = -(-len(response) // PIECES)
        return response[piece * size : (piece + 1) * size]
    step, *rest = path
    changed: Any = copy(response)
    changed[step] = _with_piece(changed[step], tuple(rest), piece)
    return changed
