"""Encodings of requests and streams of responses: they fit the members."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tc3gen.spec.checks.heads import check_header
from tc3gen.spec.checks.scope import Path, Scope, members
from tc3gen.spec.model import Action, Field
from tc3gen.spec.problems import UNREAD_TYPE, value_text
from tc3gen.spec.suggestions import did_you_mean

_OWN_HEADERS: Mapping[str, str] = {
    **dict.fromkeys(
        (
            "connection",
            "http2-settings",
            "keep-alive",
            "proxy-connection",
            "te",
            "trailer",
            "trailers",
            "transfer-encoding",
            "upgrade",
            "via",
        ),
        "is for one connection only, and proxies drop or read it",
    ),
    **dict.fromkeys(
        (
            "content-encoding",
            "content-length",
            "content-md5",
            "content-range",
            "content-type",
            "expect",
            "max-forwards",
            "range",
        ),
        "tells how a message is framed and read",
    ),
    **dict.fromkeys(
        (
            "authorization",
            "cookie",
            "cookie2",
            "proxy-authenticate",
            "proxy-authorization",
            "set-cookie",
            "set-cookie2",
            "www-authenticate",
        ),
        "carries credentials",
    ),
    **dict.fromkeys(
        (
            "forwarded",
            "host",
            "origin",
            "referer",
            "x-forwarded-for",
            "x-forwarded-host",
            "x-forwarded-proto",
            "x-original-url",
            "x-real-ip",
            "x-rewrite-url",
        ),
        "tells which server is meant, or who asks",
    ),
    **dict.fromkeys(
        ("x-http-method", "x-http-method-override", "x-method-override"),
        "makes another request of it for some servers",
    ),
    **dict.fromkeys(("accept-encoding", "user-agent"), "is in every request already"),
}
"""Headers that no parameter may travel in, and why; nor in any that begins `X-TC-`."""


def check_form(scope: Scope, action: Action) -> None:
    """All rules about the forms of a request and of its response."""
    if action.form == "get":
        _check_get(scope, action)
    elif action.form == "multipart":
        _check_multipart(scope, action)
    elif action.form == "octet-stream":
        _check_octets(scope, action)
    _check_streams(scope, action)


def check_no_headers(scope: Scope) -> None:
    """Only a parameter beside a body of bytes travels in a header."""
    for path, fields in members(scope.service):
        if path[0] == "actions" and path[-1] == "params":
            action = scope.service.actions[str(path[1])]
            if action.form == "octet-stream":
                continue
        for field in fields.values():
            if field.header is not None:
                scope.value(
                    (*path, field.name, "header"),
                    "`header` is only for parameters of an action whose `form` is "
                    "`octet-stream`",
                )


def _check_get(scope: Scope, action: Action) -> None:
    path = ("actions", action.name, "form")
    if not action.repeatable:
        scope.value(
            path,
            "anyone on the way may send a GET again: `form: get` needs "
            "`repeatable: true`",
        )
    for name in _bytes_inside(scope, action):
        scope.value(path, f"a query cannot hold bytes, as `{name}` does")


def _bytes_inside(scope: Scope, action: Action) -> Iterator[str]:
    """The members of a request, however deep, that are bytes."""
    seen = set()
    waiting = [action.params]
    while waiting:
        for field in waiting.pop().values():
            if field.type.name == "bytes":
                yield field.name
            kind = scope.service.types.get(field.type.name)
            if kind is not None and kind.name not in seen:
                seen.add(kind.name)
                waiting.append(kind.fields)


def _check_multipart(scope: Scope, action: Action) -> None:
    if not _files(action):
        scope.value(
            ("actions", action.name, "form"),
            "`form: multipart` needs a parameter of the type `bytes`",
        )


def _check_octets(scope: Scope, action: Action) -> None:
    files = _files(action)
    if len(files) != 1:
        count = f", not {len(files)}" if files else ""
        scope.value(
            ("actions", action.name, "form"),
            f"`form: octet-stream` needs exactly one parameter of the type `bytes`{count}",
        )
    headers: dict[str, str] = {}
    for field in action.params.values():
        path = ("actions", action.name, "params", field.name)
        if field in files:
            if field.header is not None:
                scope.value(
                    (*path, "header"), f"`{field.name}` is the body: it needs no header"
                )
        else:
            _check_in_header(scope, path, field, headers)


def _check_in_header(
    scope: Scope, path: Path, field: Field, taken: dict[str, str]
) -> None:
    """A parameter beside a body of bytes is a scalar, in a header of its own."""
    if field.type == UNREAD_TYPE:
        return
    if field.type.depth or not field.type.is_scalar:
        scope.value(
            (*path, "type"), f"a header cannot hold `{field.type}`, only a scalar"
        )
    if field.header is None:
        scope.name(
            path,
            f"`{field.name}` stands beside a body of bytes: say under `header` in which "
            "one it travels",
        )
        return
    check_header(scope, path, field.header)
    lower = field.header.lower()
    if lower.startswith("x-tc-"):
        scope.value((*path, "header"), f"every request has its own `{field.header}`")
    elif reason := _OWN_HEADERS.get(lower):
        scope.value(
            (*path, "header"),
            f"no parameter can travel in `{field.header}`, which {reason}: choose another "
            "header",
        )
    elif lower in taken:
        scope.value(
            (*path, "header"),
            f"`{taken[lower]}` travels in {value_text(field.header)} already",
        )
    taken[lower] = field.name


def _files(action: Action) -> list[Field]:
    return [
        field
        for field in action.params.values()
        if field.type.name == "bytes" and not field.type.depth
    ]


def _check_streams(scope: Scope, action: Action) -> None:
    path = ("actions", action.name, "streams")
    if action.streams and action.pages:
        scope.value(path, "an action that pages has no stream")
    if not isinstance(action.streams, str):
        return
    field = action.params.get(action.streams)
    if field is None:
        guess = did_you_mean(action.streams, action.params)
        scope.value(
            path, f"there is no {value_text(action.streams)} in the parameters{guess}"
        )
    elif field.type != UNREAD_TYPE and str(field.type) != "boolean":
        scope.value(
            path,
            f"`{field.name}` must be `boolean` to ask for a stream, not `{field.type}`",
        )
