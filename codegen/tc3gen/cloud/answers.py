"""Answers as they stand on the wire."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from tc3gen.cloud.faults import ApiFault
from tc3gen.spec.vocabulary import Action

_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False)


def example_answer(action: Action) -> dict[str, Any]:
    """The response of the action's first documented example, as a fresh copy.

    One that contradicts the definition is taken only where there is no other.
    """
    if not action.examples:
        return {}
    first = min(action.examples, key=lambda example: example.differs is not None)
    return {name: _copy(value) for name, value in first.response.items()}


def success(answer: Mapping[str, Any], request_id: str) -> bytes:
    """The body that carries a result."""
    return _envelope({**answer, "RequestId": request_id})


def failure(fault: ApiFault, request_id: str) -> bytes:
    """The body that carries an error."""
    error = {"Code": fault.code, "Message": fault.message}
    return _envelope({"Error": error, "RequestId": request_id})


def _copy(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _copy(member) for name, member in value.items()}
    if isinstance(value, (list, tuple)):
        return [_copy(item) for item in value]
    return value


def _envelope(response: Mapping[str, Any]) -> bytes:
    text = _ENCODER.encode({"Response": response})
    # A lone surrogate has no UTF-8 form; its backslash form is its JSON escape.
    return text.encode("utf-8", "backslashreplace")
