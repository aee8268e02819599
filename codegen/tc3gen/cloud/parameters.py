"""The parameters of a request: read from its body or query, and held against the spec."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from math import isfinite
from typing import Any, NoReturn
from urllib.parse import parse_qsl

from tc3gen.cloud.faults import ApiFault
from tc3gen.cloud.requests import Request
from tc3gen.spec.fit import Misfit, misfits
from tc3gen.spec.vocabulary import Action, Field, Service

CODES = {
    "unknown": "UnknownParameter",
    "missing": "MissingParameter",
    "type": "InvalidParameter",
    "limit": "InvalidParameterValue",
    "enum": "InvalidParameterValue",
    "size": "InvalidParameterValue",
}
"""The common code for each way in which a value may miss the spec."""

_INTEGER = re.compile(r"-?[0-9]{1,19}")
_BOOLEANS = {"true": True, "false": False}

_Tree = dict[str, "str | _Tree"]


def read_parameters(
    request: Request, service: Service, action: Action
) -> dict[str, Any]:
    """The parameters as one object, in whatever types were sent."""
    try:
        if request.method == "GET":
            return _from_query(request, service, action)
        return _from_body(request)
    except RecursionError:
        raise ApiFault(
            "InvalidParameter", "The parameters are nested too deep."
        ) from None


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


def _from_body(request: Request) -> dict[str, Any]:
    _require_content_type(request, "application/json")
    try:
        params = _DECODER.decode(request.body.decode())
    except ValueError:  # not UTF-8, not JSON, or a number of thousands of digits
        raise ApiFault("InvalidParameter", "The body is not JSON in UTF-8.") from None
    if not isinstance(params, dict):
        raise ApiFault("InvalidParameter", "The body must be a JSON object.")
    return params


def _from_query(request: Request, service: Service, action: Action) -> dict[str, Any]:
    _require_content_type(request, "application/x-www-form-urlencoded")
    try:
        pairs = parse_qsl(
            request.query, keep_blank_values=True, strict_parsing=bool(request.query)
        )
    except ValueError:
        message = "The query must be `name=value` pairs joined by `&`."
        raise ApiFault("InvalidParameter", message) from None
    return _typed_members(_tree(pairs), action.params, service)


def _require_content_type(request: Request, wanted: str) -> None:
    given = request.header("content-type").partition(";")[0].strip().lower()
    if given != wanted:
        message = f"A {request.method} request must have the content type `{wanted}`."
        raise ApiFault("InvalidParameter", message)


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


_DECODER = json.JSONDecoder(parse_constant=_refuse_constant)


def _tree(pairs: list[tuple[str, str]]) -> _Tree:
    """Flattened names taken apart: `A.0.B=1` is `{"A": {"0": {"B": "1"}}}`."""
    root: _Tree = {}
    for name, text in pairs:
        *path, last = name.split(".")
        node = root
        for part in path:
            child = node.setdefault(part, {})
            if isinstance(child, str):
                raise ApiFault("InvalidParameter", f"`{name}` clashes with `{part}`.")
            node = child
        if last in node:
            raise ApiFault("InvalidParameter", f"`{name}` is given twice.")
        node[last] = text
    return root


def _typed_members(
    tree: _Tree, fields: Mapping[str, Field], service: Service
) -> dict[str, Any]:
    typed: dict[str, Any] = {}
    for name, node in tree.items():
        field = fields.get(name)
        typed[name] = (
            node
            if field is None
            else _typed(node, field.type.name, field.type.depth, service)
        )
    return typed


def _typed(node: str | _Tree, type_name: str, depth: int, service: Service) -> Any:
    """A node as the spec types it; as it is where it does not fit, for the check to say."""
    if isinstance(node, str):
        return _scalar(node, type_name) if depth == 0 else node
    if depth:
        return [_typed(item, type_name, depth - 1, service) for item in _in_order(node)]
    if type_name in service.types:
        return _typed_members(node, service.types[type_name].fields, service)
    return node


def _in_order(node: _Tree) -> Iterator[str | _Tree]:
    """The items of a list, whose names must be 0, 1, 2 and so on."""
    for index in range(len(node)):
        item = node.get(str(index))
        if item is None:
            message = "The items of a list must be numbered from 0 without a gap."
            raise ApiFault("InvalidParameter", message)
        yield item


def _scalar(text: str, type_name: str) -> Any:
    if type_name == "integer" and _INTEGER.fullmatch(text):
        return int(text)
    if type_name == "float":
        return _float(text)
    if type_name == "boolean":
        return _BOOLEANS.get(text.lower(), text)
    return text


def _float(text: str) -> float | str:
    try:
        number = float(text)
    except ValueError:
        return text
    return number if isfinite(number) else text
