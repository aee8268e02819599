"""The steps of a signature, each computed by the client's own functions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl

from attrs import evolve, field, frozen

from tc3gen.explorer.client.capture import Captured
from tc3gen.explorer.client.package import ClientPackage

METHODS = ("TC3-HMAC-SHA256", "HmacSHA256", "HmacSHA1")
"""The signatures that the service takes, the usual one first."""

HIDDEN = "(hidden)"


@frozen
class Step:
    """A step of a signature. `text` is what it yields; secrets are hidden in it."""

    name: str
    title: str
    text: str
    explanation: str


@frozen
class Signed:
    """A signed request, and how its signature came about."""

    request: Captured
    steps: tuple[Step, ...] = field(repr=False)
    signature: str

    def step(self, name: str) -> str:
        """Return the result of a step. Raises `KeyError`."""
        return {each.name: each.text for each in self.steps}[name]


def sign_request(
    package: ClientPackage, request: Captured, credential: Any, timestamp: int
) -> Signed:
    """The request as it would be sent at a time, and each step of its signature."""
    authorization = request.headers.get("Authorization")
    if authorization is None:
        return _older(package, request, credential, timestamp)
    if authorization == "SKIP":
        step = Step(
            "authorization",
            "Authorization",
            "SKIP",
            "This action takes no signature: the header says so.",
        )
        return Signed(_at(request, timestamp), (step,), "")
    return _tc3(package, request, credential, timestamp)


def _at(request: Captured, timestamp: int) -> Captured:
    return evolve(
        request, headers={**request.headers, "X-TC-Timestamp": str(timestamp)}
    )


def _tc3(
    package: ClientPackage, request: Captured, credential: Any, timestamp: int
) -> Signed:
    tc3 = package.module("_core.signing.tc3")
    service = package.service.signing_name or package.service.service
    date = tc3.utc_date(timestamp)
    headers = (
        ("content-type", request.headers["Content-Type"]),
        ("host", request.headers["Host"]),
        ("x-tc-action", request.headers["X-TC-Action"]),
    )
    names = ";".join(name for name, _ in headers)
    lines = tc3.canonical_headers(headers)
    body_hash = tc3.digest(request.body)
    canonical = tc3.canonical_request(
        request.method, request.query, lines, names, body_hash
    )
    text = tc3.string_to_sign(timestamp, date, service, canonical)
    key = tc3.signing_key(credential.secret_key, date, service)
    signature = tc3.signature(key, text)
    value = tc3.authorization(
        secret_id=credential.secret_id,
        secret_key=credential.secret_key,
        service=service,
        timestamp=timestamp,
        headers=headers,
        payload=request.body,
        method=request.method,
        query=request.query,
    )
    sent = _at(request, timestamp)
    sent.headers["Authorization"] = value
    steps = (
        Step(
            "body_hash",
            "1. Hash of the body",
            body_hash,
            "SHA-256 of the exact bytes of the body, in hexadecimal. One blank more in the "
            "JSON is another hash.",
        ),
        Step(
            "canonical_request",
            "2. Canonical request",
            canonical,
            "Method, path, query, the signed headers one a line (names and values in lower "
            "case, in the order of the alphabet), an empty line, the names of those "
            "headers, and the hash of the body.",
        ),
        Step(
            "canonical_request_hash",
            "3. Hash of the canonical request",
            tc3.digest(canonical.encode()),
            "SHA-256 of the text above, in hexadecimal.",
        ),
        Step(
            "string_to_sign",
            "4. String to sign",
            text,
            "Algorithm, time in seconds, scope, and the hash. The date of the scope is that "
            "of the time in UTC, not of this machine's zone.",
        ),
        *_keys(date, service),
        Step(
            "signature",
            "6. Signature",
            signature,
            "HMAC-SHA256 of the string to sign with SecretSigning, in hexadecimal.",
        ),
        Step(
            "authorization",
            "7. Authorization header",
            value,
            "The id of the key, the scope, the names of the signed headers and the "
            "signature. It holds for five minutes.",
        ),
    )
    return Signed(sent, steps, signature)


def _keys(date: str, service: str) -> Iterator[Step]:
    chain = (
        ("secret_date", "SecretDate", f'HMAC("TC3" + SecretKey, "{date}")'),
        ("secret_service", "SecretService", f'HMAC(SecretDate, "{service}")'),
        ("secret_signing", "SecretSigning", 'HMAC(SecretService, "tc3_request")'),
    )
    for name, title, formula in chain:
        yield Step(
            name,
            f"5. {title}",
            f"{formula} = {HIDDEN}",
            "HMAC-SHA256 in bytes. It is a secret: whoever has it can sign for that day.",
        )


def _older(
    package: ClientPackage, request: Captured, credential: Any, timestamp: int
) -> Signed:
    v1 = package.module("_core.signing.v1")
    forms = package.module("_core.calls.forms")
    text = request.query if request.method == "GET" else request.body.decode()
    fields = dict(parse_qsl(text, keep_blank_values=True))
    fields.pop("Signature", None)
    fields["Timestamp"] = str(timestamp)
    host, algorithm = request.headers["Host"], fields["SignatureMethod"]
    signature = v1.signature(
        credential.secret_key,
        fields.items(),
        algorithm=algorithm,
        method=request.method,
        host=host,
    )
    action = fields["Action"]
    encoded = forms.encode_query(action, [*fields.items(), ("Signature", signature)])
    if request.method == "GET":
        sent = evolve(request, query=encoded)
    else:
        sent = evolve(request, body=encoded.encode())
    shown = masked_fields(fields)
    plain = v1.string_to_sign(shown.items(), request.method, host)
    steps = (
        Step(
            "parameters",
            "1. Parameters",
            "\n".join(f"{name}={value}" for name, value in sorted(shown.items())),
            "Every parameter by its path (Name.0.Member), with those of the signature: "
            "time, a number that is used once, id of the key, algorithm.",
        ),
        Step(
            "string_to_sign",
            "2. String to sign",
            plain,
            "Method, host, path, and all parameters in the order of their names, not "
            "encoded.",
        ),
        Step(
            "signature",
            "3. Signature",
            signature,
            f"{algorithm.replace('Hmac', 'HMAC-')} of the string to sign with the secret "
            "key, as base64. It is sent as the parameter Signature, URL-encoded like all "
            "others.",
        ),
    )
    return Signed(sent, steps, signature)


def masked_fields(fields: Mapping[str, str]) -> dict[str, str]:
    """Parameters without the token of a temporary credential."""
    return {
        name: HIDDEN if name == "Token" else value for name, value in fields.items()
    }
