"""Responses as they stand on the wire, and those of actions that nobody has written."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from tc3gen.cloud.protocol.api_error import ApiErrorResponse
from tc3gen.cloud.responses.samples import accept_all, make_members, plain
from tc3gen.spec.model import Action, Service
from tc3gen.spec.value_checks.violations import violations

_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False)


def spec_response(
    service: Service, action: Action, params: Mapping[str, Any]
) -> dict[str, Any]:
    """Make the response that the spec documents for an action, as a fresh copy.

    That is the response of the documented example with these parameters, else of the
    first that fits the types, else values made from the types. What must always be there
    is made where an example lacks it.
    """
    examples = sorted(action.examples, key=lambda each: each.request != params)
    for example in examples:
        if next(
            violations(action.returns, example.response, service, in_response=True),
            None,
        ):
            continue
        missing = {
            name: field
            for name, field in action.returns.items()
            if field.always and not field.nullable and name not in example.response
        }
        response: dict[str, Any] = plain(example.response)
        return {**response, **make_members(missing, service)} if missing else response
    made = make_members(action.returns, service)
    if action.outcomes is not None:
        accept_all(made, action.outcomes)
    return made


def success(response: Mapping[str, Any], request_id: str) -> bytes:
    """The body that carries a result."""
    return _envelope({**response, "RequestId": request_id})


def failure(fault: ApiErrorResponse, request_id: str) -> bytes:
    """The body that carries an error."""
    error = {"Code": fault.code, "Message": fault.message}
    return _envelope({"Error": error, "RequestId": request_id})


def _envelope(response: Mapping[str, Any]) -> bytes:
    return encode_json({"Response": response})


def encode_json(document: Mapping[str, Any]) -> bytes:
    """JSON in UTF-8."""
    text = _ENCODER.encode(document)
    # A lone surrogate has no UTF-8 form; its backslash form is its JSON escape.
    return text.encode("utf-8", "backslashreplace")
