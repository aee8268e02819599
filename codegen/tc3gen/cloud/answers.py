"""Answers as they stand on the wire, and those of actions that nobody has written."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from typing import Any

from tc3gen.cloud.faults import ApiFault
from tc3gen.cloud.made import make_members, plain
from tc3gen.spec.fit import misfits
from tc3gen.spec.vocabulary import Action, Service

PIECES = 3
"""Events of an answer that comes as a stream."""

_SAID = ("Content", "Text", "Answer", "ReasoningContent")
"""Members that come piece by piece where an answer has one of them."""

_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False)


def spec_answer(
    service: Service, action: Action, params: Mapping[str, Any]
) -> dict[str, Any]:
    """What the spec says that an action answers, as a fresh copy.

    That is the response of the documented example with these parameters, else of the
    first that fits the types, else values made from the types. What must always be there
    is made where an example lacks it.
    """
    examples = sorted(action.examples, key=lambda each: each.request != params)
    for example in examples:
        if next(misfits(action.returns, example.response, service, answer=True), None):
            continue
        missing = {
            name: field
            for name, field in action.returns.items()
            if field.always and not field.nullable and name not in example.response
        }
        answer: dict[str, Any] = plain(example.response)
        return {**answer, **make_members(missing, service)} if missing else answer
    return make_members(action.returns, service)


def success(answer: Mapping[str, Any], request_id: str) -> bytes:
    """The body that carries a result."""
    return _envelope({**answer, "RequestId": request_id})


def failure(fault: ApiFault, request_id: str) -> bytes:
    """The body that carries an error."""
    error = {"Code": fault.code, "Message": fault.message}
    return _envelope({"Error": error, "RequestId": request_id})


def events(answer: Mapping[str, Any]) -> Iterator[bytes]:
    """A result as a stream of events: what is said in it comes piece by piece."""
    path = _what_is_said(answer)
    for piece in range(PIECES):
        event = answer if path is None else _with_piece(answer, path, piece)
        yield b"data: " + _encoded(event) + b"\n\n"


Path = tuple[str | int, ...]


def _what_is_said(answer: Mapping[str, Any]) -> Path | None:
    """The longest text with a name that tells it, else the longest of all."""
    texts = [(p[-1] in _SAID, len(text), p) for p, text in _texts(answer, ())]
    return max(texts, key=lambda each: each[:2])[2] if texts else None


def _texts(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(value, str):
        yield path, value
        return
    inside: Iterable[tuple[str | int, Any]] = ()
    if isinstance(value, Mapping):
        inside = value.items()
    elif isinstance(value, list):
        inside = enumerate(value)
    for step, item in inside:
        yield from _texts(item, (*path, step))


def _with_piece(answer: Any, path: Path, piece: int) -> Any:
    """A copy of an answer in which a text is cut down to one of its pieces."""
    if not path:
        size = -(-len(answer) // PIECES)
        return answer[piece * size : (piece + 1) * size]
    step, *rest = path
    changed: Any = copy(answer)
    changed[step] = _with_piece(changed[step], tuple(rest), piece)
    return changed


def _envelope(response: Mapping[str, Any]) -> bytes:
    return _encoded({"Response": response})


def _encoded(document: Mapping[str, Any]) -> bytes:
    text = _ENCODER.encode(document)
    # A lone surrogate has no UTF-8 form; its backslash form is its JSON escape.
    return text.encode("utf-8", "backslashreplace")
