"""The parameters of a request: read from where they travel, and held against the spec."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tc3gen.cloud.envelope import (
    COMMON_FIELDS,
    FIELDS_TYPE,
    Envelope,
    read_fields,
)
from tc3gen.cloud.faults import ApiFault
from tc3gen.cloud.flattened import from_fields
from tc3gen.cloud.parts import from_bytes, from_parts
from tc3gen.cloud.requests import Request
from tc3gen.cloud.strict_json import read_json
from tc3gen.spec.fit import Misfit, misfits
from tc3gen.spec.vocabulary import Action, Service

CODES = {
    "unknown": "UnknownParameter",
    "missing": "MissingParameter",
    "type": "InvalidParameter",
    "limit": "InvalidParameterValue",
    "enum": "InvalidParameterValue",
    "size": "InvalidParameterValue",
}
"""The common code for each way in which a value may miss the spec."""

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
        return _read(envelope, service, action)
    except RecursionError:
        raise ApiFault(
            "InvalidParameter", "The parameters are nested too deep."
        ) from None


def _read(envelope: Envelope, service: Service, action: Action) -> dict[str, Any]:
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


def first_misfit(
    params: Mapping[str, Any], service: Service, action: Action, site: str
) -> Misfit | None:
    """The first way in which parameters miss the spec."""
    try:
        return next(misfits(action.params, params, service, site=site), None)
    except RecursionError:
        raise ApiFault(
            "InvalidParameter", "The parameters are nested too deep."
        ) from None


def _from_json(request: Request) -> dict[str, Any]:
    try:
        params = read_json(request.body)
    except ValueError:  # not UTF-8, not JSON, or a number of thousands of digits
        raise ApiFault("InvalidParameter", "The body is not JSON in UTF-8.") from None
    if not isinstance(params, dict):
        raise ApiFault("InvalidParameter", "The body must be a JSON object.")
    return params


def _require_content_type(request: Request, wanted: str) -> None:
    if request.content_type != wanted:
        message = f"A {request.method} request must have the content type `{wanted}`."
        raise ApiFault("InvalidParameter", message)
