"""Requests in other forms than JSON: queries, files, bytes; what older signatures need."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote, urlencode

import attrs

from . import chance
from .call import Call, Settings, Wire, as_json, check_size, fill_token, json_body
from .encode import encode
from .errors import InvalidRequest
from .model import ActionInfo, Form, Request, Response
from .shapes import Member, members

if TYPE_CHECKING:
    from .call import HttpMethod

R = TypeVar("R", bound=Response)

MAX_QUERY = 32 * 1024
"""Bytes of the largest request that is sent as GET."""

MAX_OLDER = 1024 * 1024
"""Bytes of the largest body with an older signature."""

QUERY_TYPE = "application/x-www-form-urlencoded"
_BYTES_TYPE = "application/octet-stream"

_OLDER_NAMES = frozenset(
    (
        "Action",
        "Language",
        "Nonce",
        "Region",
        "RequestClient",
        "SecretId",
        "Signature",
        "SignatureMethod",
        "Timestamp",
        "Token",
        "Version",
    )
)
"""Parameters that an older signature brings."""

Fields = tuple[tuple[str, str], ...]


def prepare(settings: Settings, request: Request[R], streams: bool) -> Call[R]:
    """Checks a request and puts it into the form of its action, as the client wants it."""
    info: ActionInfo = request.__action__
    if streams and isinstance(info.streams, str):
        request = attrs.evolve(request, **{info.streams: True})  # type: ignore[misc]
    elif isinstance(info.streams, str) and getattr(request, info.streams) is True:
        raise InvalidRequest(
            info.streams, "asks for a stream of events, which `stream` reads", info.name
        )
    raw = info.form in ("multipart", "octet-stream")
    params = encode(request, settings.site, settings.validate, raw)
    repeatable = fill_token(info, params)
    if info.form == "multipart":
        wire, body = _multipart(info.name, params)
        check_size(info.name, len(body), settings.max_body)
    elif info.form == "octet-stream":
        cls: Any = type(request)
        wire, body = _octets(info.name, params, members(cls))
        check_size(info.name, len(body), settings.max_body)
    else:
        wire, body = _text(settings, info, params, settings.validate)
    answer: Any = info.answer
    return Call(
        info.name,
        body,
        answer,
        repeatable,
        info.unsigned,
        info.rate_limit,
        asked=request,
        wire=wire._replace(streams=streams),
    )


def prepare_raw(
    settings: Settings, action: str, params: Mapping[str, Any], repeatable: bool
) -> Call[Response]:
    """The same for an action without a model."""
    info = ActionInfo(name=action, answer=Response, repeatable=repeatable)
    wire, body = _text(settings, info, dict(params), checked=False)
    return Call(action, body, Response, repeatable, False, asked=params, wire=wire)


def _text(
    settings: Settings, info: ActionInfo, params: dict[str, Any], checked: bool
) -> tuple[Wire, bytes]:
    """What is no bytes: JSON, a query, or the fields that an older signature is made of."""
    method = method_of(settings, info.form, info.repeatable)
    if settings.signature != "TC3-HMAC-SHA256" and not info.unsigned:
        fields = _fields(info.name, params)
        for name in _OLDER_NAMES & params.keys():
            reason = f"{settings.signature} has a parameter of this name itself"
            raise InvalidRequest(name, reason, info.name)
        size = len(encoded(info.name, fields))
        check_size(info.name, size, limit(settings, method))
        return Wire(method, fields=fields), b""
    if method == "POST":
        return Wire(), json_body(info.name, params, settings, checked)
    query = encoded(info.name, sorted(_fields(info.name, params)))
    check_size(info.name, len(query), MAX_QUERY)
    return Wire("GET", query, {"Content-Type": QUERY_TYPE}), b""


def method_of(settings: Settings, form: Form, repeatable: bool) -> HttpMethod:
    """Only what may be repeated is sent as GET: anyone on the way may send that again."""
    if form == "get" or (settings.http_method == "GET" and repeatable):
        return "GET"
    return "POST"


def limit(settings: Settings, method: HttpMethod) -> int:
    """Bytes of the largest request with an older signature."""
    return MAX_QUERY if method == "GET" else min(MAX_OLDER, settings.max_body)


def query_size(action: str, params: Mapping[str, Any]) -> int:
    """Bytes of parameters one by one. Raises `InvalidRequest`."""
    return len(encoded(action, _fields(action, params)))


def encoded(action: str, fields: Any) -> str:
    """Fields as a query: UTF-8, as in RFC 3986 (a space is `%20`)."""
    try:
        return urlencode(fields, quote_via=quote, safe="")
    except UnicodeEncodeError:
        raise InvalidRequest("", "it holds half of a surrogate pair", action) from None


def _fields(action: str, params: Mapping[str, Any]) -> Fields:
    """Parameters one by one: `A.0.B` is member B of the first item of list A.

    Lists and objects without members disappear: no field can tell of them.
    """
    try:
        return tuple(_flat("", params))
    except RecursionError:
        reason = "it contains itself, or is nested too deep"
        raise InvalidRequest("", reason, action) from None
    except _NoText as error:
        raise InvalidRequest("", str(error), action) from None


class _NoText(Exception):
    """What cannot be written as a field."""


def _flat(path: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        if not all(isinstance(name, str) for name in value):
            raise _NoText("the names of members must be text")
        inside: Any = value.items()
    elif isinstance(value, (list, tuple)):
        inside = enumerate(value)
    elif value is None:
        return
    else:
        yield path, _plain(value)
        return
    begin = f"{path}." if path else ""
    for name, item in inside:
        yield from _flat(f"{begin}{name}", item)


def _plain(value: Any) -> str:
    """A scalar as it would stand in JSON, a text without its quotes."""
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        try:
            return int.__repr__(value)
        except ValueError:
            raise _NoText("an integer has thousands of digits") from None
    if isinstance(value, float) and math.isfinite(value):
        return float.__repr__(value)
    if isinstance(value, float):
        raise _NoText("a number that is not finite cannot be sent")
    raise _NoText(f"{type(value).__name__} is neither text nor a number")


def _multipart(action: str, params: Mapping[str, Any]) -> tuple[Wire, bytes]:
    """One part a parameter: bytes as a file, what is no scalar as JSON."""
    boundary = chance.boundary()
    pieces = []
    for name, value in params.items():
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"'
        if isinstance(value, bytes):
            head += f'; filename="{name}"\r\nContent-Type: {_BYTES_TYPE}'
            content = value
        elif isinstance(value, (list, dict)):
            head += "\r\nContent-Type: application/json"
            content = as_json(action, value)
        else:
            content = _scalar(action, "", value).encode()
        pieces += [head.encode(), b"\r\n\r\n", content, b"\r\n"]
    pieces.append(f"--{boundary}--\r\n".encode())
    kind = f"multipart/form-data; boundary={boundary}"
    return Wire(headers={"Content-Type": kind}), b"".join(pieces)


def _octets(
    action: str, params: Mapping[str, Any], known: tuple[Member, ...]
) -> tuple[Wire, bytes]:
    """The bytes are the body; all else travels in headers."""
    body = b""
    headers = {"Content-Type": _BYTES_TYPE}
    for member in known:
        value = params.get(member.info.wire)
        if member.info.header is not None and value is not None:
            headers[member.info.header] = _header(action, member.name, value)
        elif isinstance(value, bytes):
            body = value
    return Wire(headers=headers), body


def _header(action: str, name: str, value: Any) -> str:
    text = _scalar(action, name, value)
    if not (text.isascii() and text.isprintable()) or text != text.strip():
        raise InvalidRequest(
            name,
            "travels in a header: only printable ASCII, no space at either end",
            action,
        )
    return text


def _scalar(action: str, name: str, value: Any) -> str:
    """What stands for itself, in a part or a header."""
    try:
        text = _plain(value)
        text.encode()
    except _NoText as error:
        reason = str(error)
    except UnicodeEncodeError:
        reason = "it holds half of a surrogate pair"
    else:
        return text
    raise InvalidRequest(name, reason, action)
