"""Requests in other forms than JSON: queries, files, bytes; what older signatures need."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote, urlencode

from ..errors import ValidationError
from ..model import ActionInfo, Form, Request, Response
from ..narrowing import is_list, is_mapping, is_object, is_sequence
from ..serialization.hooks import unstructure
from ..serialization.shapes import ModelMember, members
from ..signing.common_parameters import COMMON_PARAMETERS
from . import randomness as chance
from .body import as_json, check_size, fill_token, json_body
from .call import HttpForm, PreparedCall

if TYPE_CHECKING:
    from .call import StreamOpener
    from .settings import ClientSettings, HttpMethod

R = TypeVar("R", bound=Response)

MAX_QUERY = 32 * 1024
"""Bytes of the largest request that is sent as GET."""

MAX_OLDER = 1024 * 1024
"""Bytes of the largest body with an older signature."""

QUERY_TYPE = "application/x-www-form-urlencoded"
_BYTES_TYPE = "application/octet-stream"

Fields = tuple[tuple[str, str], ...]


def prepare_form(
    settings: ClientSettings, request: Request[R], open_stream: StreamOpener | None
) -> PreparedCall[R]:
    """Checks a request and puts it into the form of its action, as the client wants it."""
    info: ActionInfo = request.__action__
    if open_stream is not None and isinstance(info.streams, str):
        from attrs import evolve

        request = evolve(request, **{info.streams: True})  # type: ignore[misc]
    elif isinstance(info.streams, str) and getattr(request, info.streams) is True:
        raise ValidationError(
            info.streams,
            "asks for a stream of events, which `stream_...` reads",
            info.name,
        )
    raw = info.form in ("multipart", "octet-stream")
    params = unstructure(
        request, settings.site, validate=settings.validate, keep_bytes=raw
    )
    if raw or not _is_json(settings, info):
        _refuse_nulls(request, params, inside=not raw)
    repeatable = fill_token(info, params)
    if info.form == "multipart":
        wire, body = _multipart(info.name, params)
        check_size(info.name, len(body), settings.max_body)
    elif info.form == "octet-stream":
        cls: Any = request.__class__
        wire, body = _octets(info.name, params, members(cls))
        check_size(info.name, len(body), settings.max_body)
    else:
        wire, body = _text(settings, info, params, checked=settings.validate)
    response: Any = info.response
    return PreparedCall(
        info.name,
        body,
        response,
        repeatable,
        unsigned=info.unsigned,
        rate_limit=info.rate_limit,
        asked=request,
        form=wire._replace(streams=open_stream is not None),
        open_stream=open_stream,
    )


def prepare_raw(
    settings: ClientSettings, action: str, params: Mapping[str, Any], repeatable: bool
) -> PreparedCall[Response]:
    """Prepare a call of an action without a model."""
    info = ActionInfo(name=action, response=Response, repeatable=repeatable)
    wire, body = _text(settings, info, dict(params), checked=False)
    return PreparedCall(
        action,
        body,
        Response,
        repeatable,
        unsigned=False,
        asked=params,
        form=wire,
    )


def _is_json(settings: ClientSettings, info: ActionInfo) -> bool:
    """True for parameters that travel as JSON, which the signature and the method decide."""
    if settings.signature != "TC3-HMAC-SHA256" and not info.unsigned:
        return False
    return method_of(settings, info.form, info.repeatable) == "POST"


def _refuse_nulls(request: Any, params: Mapping[str, Any], inside: bool) -> None:
    """Refuse explicit nulls where there is no JSON to tell them from what is left out.

    With `inside`, those in lists and objects too: elsewhere these are JSON.
    """
    cls: Any = request.__class__
    for member in members(cls):
        value = params.get(member.info.wire, "")
        if value is None or (inside and _holds_null(value)):
            raise ValidationError(
                member.name,
                "is NULL, which can be sent as JSON only, and this request is not: use"
                " None to leave it out",
                request.__action__.name,
            )


def _holds_null(value: Any) -> bool:
    if is_object(value):
        return any(map(_holds_null, value.values()))
    if is_list(value):
        return any(map(_holds_null, value))
    return value is None


def _text(
    settings: ClientSettings, info: ActionInfo, params: dict[str, Any], checked: bool
) -> tuple[HttpForm, bytes]:
    """Encode what has no bytes: JSON, a query, or the fields that an older signature is made of."""
    method = method_of(settings, info.form, info.repeatable)
    if _is_json(settings, info):
        return HttpForm(), json_body(info.name, params, settings, checked=checked)
    if settings.signature != "TC3-HMAC-SHA256" and not info.unsigned:
        fields = _fields(info.name, params)
        for name in params.keys() & set(COMMON_PARAMETERS):
            reason = f"{settings.signature} has a parameter of this name itself"
            raise ValidationError(name, reason, info.name)
        size = len(encode_query(info.name, fields))
        check_size(info.name, size, limit(settings, method))
        return HttpForm(method, fields=fields), b""
    query = encode_query(info.name, sorted(_fields(info.name, params)))
    check_size(info.name, len(query), MAX_QUERY)
    return HttpForm("GET", query, {"Content-Type": QUERY_TYPE}), b""


def method_of(settings: ClientSettings, form: Form, repeatable: bool) -> HttpMethod:
    """Only what may be repeated is sent as GET: anyone on the way may send that again."""
    if form == "get" or (settings.http_method == "GET" and repeatable):
        return "GET"
    return "POST"


def limit(settings: ClientSettings, method: HttpMethod) -> int:
    """Bytes of the largest request with an older signature."""
    return MAX_QUERY if method == "GET" else min(MAX_OLDER, settings.max_body)


def query_size(action: str, params: Mapping[str, Any]) -> int:
    """Bytes of parameters one by one. Raises `ValidationError`."""
    return len(encode_query(action, _fields(action, params)))


def encode_query(action: str, fields: Any) -> str:
    """Fields as a query: UTF-8, as in RFC 3986 (a space is `%20`)."""
    try:
        return urlencode(fields, quote_via=quote, safe="")
    except UnicodeEncodeError:
        raise ValidationError("", "it holds half of a surrogate pair", action) from None


def _fields(action: str, params: Mapping[str, Any]) -> Fields:
    """Parameters one by one: `A.0.B` is member B of the first item of list A.

    Lists and objects without members disappear: no field can tell of them.
    """
    try:
        return tuple(_flat("", params))
    except RecursionError:
        reason = "it contains itself, or is nested too deep"
        raise ValidationError("", reason, action) from None
    except _NoText as error:
        raise ValidationError("", str(error), action) from None


class _NoText(Exception):
    """A value cannot be written as a field."""


def _flat(path: str, value: Any) -> Iterator[tuple[str, str]]:
    if is_mapping(value):
        if not all(isinstance(name, str) for name in value):
            raise _NoText("the names of members must be text")
        inside: Any = value.items()
    elif is_sequence(value):
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


def _multipart(action: str, params: Mapping[str, Any]) -> tuple[HttpForm, bytes]:
    """One part a parameter: bytes as a file, what is no scalar as JSON."""
    boundary = chance.boundary()
    pieces: list[bytes] = []
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
    return HttpForm(headers={"Content-Type": kind}), b"".join(pieces)


def _octets(
    action: str, params: Mapping[str, Any], known: tuple[ModelMember, ...]
) -> tuple[HttpForm, bytes]:
    """The bytes are the body; all else travels in headers."""
    body = b""
    headers = {"Content-Type": _BYTES_TYPE}
    for member in known:
        value = params.get(member.info.wire)
        if member.info.header is not None and value is not None:
            headers[member.info.header] = _header(action, member.name, value)
        elif isinstance(value, bytes):
            body = value
    return HttpForm(headers=headers), body


def _header(action: str, name: str, value: Any) -> str:
    text = _scalar(action, name, value)
    if not (text.isascii() and text.isprintable()) or text != text.strip():
        raise ValidationError(
            name,
            "travels in a header: only printable ASCII, no space at either end",
            action,
        )
    return text


def _scalar(action: str, name: str, value: Any) -> str:
    """Write a scalar for a part or a header."""
    try:
        text = _plain(value)
        text.encode()
    except _NoText as error:
        reason = str(error)
    except UnicodeEncodeError:
        reason = "it holds half of a surrogate pair"
    else:
        return text
    raise ValidationError(name, reason, action)
