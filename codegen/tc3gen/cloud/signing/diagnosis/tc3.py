"""Rejected signatures of the method TC3-HMAC-SHA256."""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import product

from attrs import evolve, frozen

from tc3gen.cloud.protocol.request import ReceivedRequest
from tc3gen.cloud.signing.diagnosis.variants import (
    SEARCHED_SIZE,
    Rejection,
    Variant,
    different,
    hosts,
    secrets,
)
from tc3gen.cloud.signing.tc3 import Authorization
from tc3gen.python.runtime.signing import tc3

_HIDDEN = ("authorization", "x-tc-token")


@frozen(kw_only=True)
class _Form:
    """The parts of a canonical request."""

    method: str
    query: str
    headers: str
    names: str
    payload: str

    def text(self) -> str:
        return tc3.canonical_request(
            self.method, self.query, self.headers, self.names, self.payload
        )


def explain_tc3(
    request: ReceivedRequest, accounts: Mapping[str, str], body_digest: str
) -> Rejection | None:
    """Both canonical requests; None where the request names no signed headers."""
    authorization = Authorization.parse(request.header("authorization"))
    if authorization is None:
        return None
    payload = body_digest or tc3.digest(request.body)
    if request.header("x-tc-content-sha256") == tc3.UNSIGNED_PAYLOAD:
        payload = tc3.digest(tc3.UNSIGNED_PAYLOAD.encode())
    names = authorization.signed
    expected = _Form(
        method=request.method,
        query=request.query,
        headers=tc3.canonical_headers((n, request.headers.get(n, "")) for n in names),
        names=";".join(names),
        payload=payload,
    )
    text = expected.text()
    signed: str | None = None
    slips: tuple[str, ...] = ()
    if len(text) <= SEARCHED_SIZE:
        signed, slips = _find_difference(request, authorization, accounts, expected)
    return Rejection(
        expected=_hide_headers(text),
        signed=None if signed is None else _hide_headers(signed),
        slips=slips,
    )


def _find_difference(
    request: ReceivedRequest,
    authorization: Authorization,
    accounts: Mapping[str, str],
    expected: _Form,
) -> tuple[str | None, tuple[str, ...]]:
    timestamp = request.header("x-tc-timestamp")
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
        return None, ()
    begin = f"{tc3.ALGORITHM}\n{timestamp}\n"
    begin += f"{tc3.scope(authorization.date, authorization.service)}\n"
    keys = list(_keys(request, authorization, accounts))
    for form, slips in _forms(request, expected):
        text = begin + tc3.digest(form.encode())
        for key, slip in keys:
            found = tc3.signature(key, text)
            if hmac.compare_digest(found, authorization.signature):
                return form, (*slips, slip) if slip else slips
    return None, ()


def _keys(
    request: ReceivedRequest, authorization: Authorization, accounts: Mapping[str, str]
) -> Iterator[tuple[bytes, str]]:
    date, service = authorization.date, authorization.service
    token = request.header("x-tc-token")
    for secret, slip in secrets(authorization.secret_id, token, accounts):
        yield tc3.signing_key(secret, date, service), slip
        if not slip:
            bare = secret.encode()
            for part in (date, service, "tc3_request"):
                bare = hmac.digest(bare, part.encode(), "sha256")
            yield bare, "The key was not prefixed with “TC3”."


def _forms(
    request: ReceivedRequest, expected: _Form
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Canonical requests, those with the fewest slips first."""
    combined = product(
        _payloads(request, expected.payload),
        _headers(request, expected),
        _queries(request.query),
        _methods(request.method),
    )
    found = sorted(combined, key=lambda parts: sum(bool(each.slip) for each in parts))
    for payload, headers, query, method in found:
        form = evolve(
            expected,
            payload=payload.value,
            headers=headers.value,
            query=query.value,
            method=method.value,
        )
        slips = tuple(e.slip for e in (method, query, headers, payload) if e.slip)
        yield form.text(), slips
        if not slips:
            text = form.text().replace(f"\n\n{form.names}\n", f"\n{form.names}\n")
            yield text, ("The empty line after the headers is missing.",)


def _methods(method: str) -> list[Variant]:
    other = "GET" if method == "POST" else "POST"
    slip = f"It was signed as {other} and sent as {method}."
    return [Variant(method), Variant(other, slip)]


def _queries(query: str) -> list[Variant]:
    if not query:
        return [Variant("")]
    ordered = "&".join(sorted(query.split("&")))
    return different(
        Variant(query),
        Variant("", "The query was left out."),
        Variant(ordered, "The query was sorted for signing, but not for sending."),
    )


def _payloads(request: ReceivedRequest, digest: str) -> list[Variant]:
    texts = [
        Variant("", "The body was signed as empty."),
        Variant(
            tc3.UNSIGNED_PAYLOAD, "The body was not signed, and no header says so."
        ),
    ]
    texts += _bodies(request.body)
    return different(
        Variant(digest), *(Variant(tc3.digest(t.value.encode()), t.slip) for t in texts)
    )


def _bodies(body: bytes) -> Iterator[Variant]:
    """Variants of a body: its JSON, written in other ways."""
    slip = "The JSON was written anew after signing: {}."
    try:
        text = body.decode()
        value = json.loads(text)
        compact = (",", ":")
        yield Variant(text.strip(), "Blanks around the body were not signed.")
        yield Variant(f"{text}\n", "A line end behind the body was signed.")
        for ordered in (False, True):
            for ascii_only in (True, False):
                for separators in (None, compact):
                    how = "without blanks" if separators is None else "with blanks"
                    if ordered:
                        how += ", in another order"
                    again = json.dumps(
                        value,
                        ensure_ascii=ascii_only,
                        separators=separators,
                        sort_keys=ordered,
                    )
                    again.encode()
                    yield Variant(again, slip.format(how))
    except (ValueError, RecursionError):
        return


def _headers(request: ReceivedRequest, expected: _Form) -> list[Variant]:
    names = expected.names.split(";")
    values = {name: request.headers.get(name, "") for name in names}

    def lines(changed: Mapping[str, str]) -> str:
        return tc3.canonical_headers((n, changed.get(n, values[n])) for n in names)

    as_sent = "".join(f"{name}:{values[name].strip()}\n" for name in names)
    found = [Variant(expected.headers)]
    found += [Variant(as_sent, "Values of headers were not put in lower case.")]
    for kind in _content_types(values.get("content-type", "")):
        slip = f"“{kind}” was signed, and another content type was sent."
        found.append(Variant(lines({"content-type": kind}), slip))
    authorization = Authorization.parse(request.header("authorization"))
    service = authorization.service if authorization else ""
    for host in hosts(service, request.header("x-tc-region"), values.get("host", "")):
        found.append(Variant(lines({"host": host.value}), host.slip))
    return different(*found)


def _content_types(sent: str) -> Iterable[str]:
    json_type = "application/json"
    yield sent.partition(";")[0].strip()
    yield from (json_type, f"{json_type}; charset=utf-8", f"{json_type};charset=utf-8")
    yield "application/x-www-form-urlencoded"


def _hide_headers(canonical: str) -> str:
    """Without the values of headers that nobody should see."""
    lines = canonical.split("\n")
    for index, line in enumerate(lines):
        name = line.partition(":")[0]
        if name in _HIDDEN:
            lines[index] = f"{name}:(hidden)"
    return "\n".join(lines)
