"""The parameters of a request: read from where they travel, and held against the spec."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tc3gen.cloud.protocol.api_error import ApiErrorResponse
from tc3gen.cloud.protocol.common_params import (
    COMMON_FIELDS,
    FIELDS_TYPE,
    Envelope,
    read_fields,
)
from tc3gen.cloud.protocol.multipart import from_bytes, from_parts
from tc3gen.cloud.protocol.query_params import from_fields
from tc3gen.cloud.protocol.request import ReceivedRequest
from tc3gen.cloud.protocol.strict_json import read_json
from tc3gen.spec.model import Action, Service
from tc3gen.spec.value_checks.violations import Violation, violations

CODES = {
    "unknown": "UnknownParameter",
    "missing": "MissingParameter",
    "type": "InvalidParameter",
    "limit": "InvalidParameterValue",
    "enum": "InvalidParameterValue",
    "size": "InvalidParameterValue",
}
"""The common code for each way in which a value may miss the spec."""

MAX_SHOWN = 100
"""Characters that a message repeats of what was sent."""

_TYPES = {
    "multipart": "multipart/form-data",
    "octet-stream": "application/octet-stream",
}
"""The content type of a POST by the form of its action; JSON for all others."""


def read_parameters(
    envelope: Envelope, service: Service, action: Action
) -> dict[str, Any]:
    """The parameters as one object, in whatever types were sent."""
    try:
        return _read_params(envelope, service, action)
    except RecursionError:
        raise ApiErrorResponse(
            "InvalidParameter", "The parameters are nested too deep."
        ) from None


def _read_params(
    envelope: Envelope, service: Service, action: Action
) -> dict[str, Any]:
    request = envelope.request
    if envelope.fields is not None:
        own = (pair for pair in envelope.fields if pair[0] not in COMMON_FIELDS)
        return from_fields(own, service, action)
    if request.method == "GET":
        _require_content_type(request, FIELDS_TYPE)
        return from_fields(read_fields(request.query), service, action)
    _require_content_type(request, _TYPES.get(action.form, "application/json"))
    if action.form == "multipart":
        return from_parts(request, action)
    if action.form == "octet-stream":
        return from_bytes(request, action)
    return _from_json(request)


def first_violation(
    params: Mapping[str, Any], service: Service, action: Action, site: str
) -> Violation | None:
    """The first way in which parameters miss the spec."""
    try:
        return next(violations(action.params, params, service, site=site), None)
    except RecursionError:
        raise ApiErrorResponse(
            "InvalidParameter", "The parameters are nested too deep."
        ) from None


def _from_json(request: ReceivedRequest) -> dict[str, Any]:
    try:
        params = read_json(request.body)
    except ValueError:  # not UTF-8, not JSON, or a number of thousands of digits
        raise ApiErrorResponse(
            "InvalidParameter", "The body is not JSON in UTF-8."
        ) from None
    if not isinstance(params, dict):
        raise ApiErrorResponse("InvalidParameter", "The body must be a JSON object.")
    return params


def _require_content_type(request: ReceivedRequest, wanted: str) -> None:
    if request.content_type != wanted:
        # The service says it in these words; its users search for them.
        message = (
            "This action does not support "
            f"Content-Type=`{request.content_type[:MAX_SHOWN]}`: "
            f"a {request.method} request must have `{wanted}`."
        )
        raise ApiErrorResponse("UnsupportedProtocol", message)
