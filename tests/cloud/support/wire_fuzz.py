"""Requests in every form that the wire knows, as bytes, most of them wrong."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote, urlencode

from tc3gen.python.runtime.signing.tc3 import authorization
from tc3gen.python.runtime.signing.v1 import signature
from tc3gen.spec.model import Action, Service

from ..test_fuzz import VALUES, random_params
from .client import FORM, JSON, Clock

HOST = "fuzz.localhost"
Wire = bytes
Kind = Callable[["Maker"], Wire]


class Maker:
    """Makes requests as bytes."""

    def __init__(self, services: tuple[Service, ...], clock: Clock) -> None:
        self.chance = random.Random(20201002)
        self.services = services
        self.clock = clock

    def action(self, *forms: str) -> tuple[Service, Action]:
        """Any action; of the forms, if some are named."""
        while True:
            service = self.chance.choice(self.services)
            action = self.chance.choice(list(service.actions.values()))
            if not forms or action.form in forms:
                return service, action

    def spoiled(self, text: str, often: float = 0.1) -> str:
        """A text, now and then with something else in it."""
        if self.chance.random() > often:
            return text
        place = self.chance.randrange(len(text) + 1)
        added = self.chance.choice(
            [
                "",
                "é",
                " ",
                ",",
                "=",
                "%00",
                "9",
                ";",
                "/",
                "%",
                "&",
                "名",
                "-" * 99,
            ]
        )
        return text[:place] + added + text[place + self.chance.randint(0, 3) :]

    def spoiled_target(self, target: str) -> str:
        """The same for the target of a request, which is ASCII without blanks."""
        return quote(self.spoiled(target), safe="/?=&%;,-")

    def http(
        self, method: str, target: str, headers: dict[str, str], body: bytes
    ) -> Wire:
        lines = [f"{method} {target} HTTP/1.1", f"Content-Length: {len(body)}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        return "\r\n".join([*lines, "", ""]).encode() + body

    def signed(
        self,
        service: Service,
        action: Action,
        body: bytes,
        kind: str = JSON,
        query: str = "",
        more: dict[str, str] | None = None,
    ) -> Wire:
        """A request with a TC3 signature; its headers may be spoiled before it is made."""
        method = "GET" if query else "POST"
        regions = next(iter(service.regions.values()), ("",))
        headers = {
            "Content-Type": self.spoiled(kind, 0.05),
            "Host": HOST,
            "X-TC-Action": self.spoiled(action.name, 0.03),
            "X-TC-Version": self.spoiled(service.version, 0.03),
            "X-TC-Timestamp": self.spoiled(str(int(self.clock.now)), 0.03),
            "X-TC-Region": self.spoiled(self.chance.choice(regions), 0.03),
            "X-TC-Language": self.chance.choice(["zh-CN", "en-US"]),
            **(more or {}),
        }
        headers["Authorization"] = self.spoiled(
            authorization(
                secret_id="local",
                secret_key="local",
                service=service.service,
                timestamp=int(self.clock.now),
                headers=[("content-type", headers["Content-Type"]), ("host", HOST)],
                payload=body,
                method=method,
                query=query,
            ),
            0.05,
        )
        if self.chance.random() < 0.03:
            del headers[self.chance.choice(sorted(headers.keys() - {"Host"}))]
        if self.chance.random() < 0.03:
            headers["X-TC-Token"] = self.spoiled("e30=.00", 1)
        return self.http(method, f"/?{query}" if query else "/", headers, body)

    def fields(self, service: Service, action: Action) -> list[tuple[str, str]]:
        params = random_params(service, action, self.chance)
        return [
            (self.spoiled(name), self.spoiled(value))
            for name, value in _flat("", params)
        ]


def _flat(path: str, value: Any) -> Iterator[tuple[str, ...]]:
    inside: Any = ()
    if isinstance(value, dict):
        inside = value.items()
    elif isinstance(value, list):
        inside = enumerate(value)
    elif value is not None:
        text = str(value)[:200]
        yield tuple(t.encode("utf-8", "replace").decode() for t in (path, text))
    for name, item in inside:
        yield from _flat(f"{path}.{name}" if path else str(name), item)


def json_call(make: Maker) -> Wire:
    service, action = make.action()
    body = json.dumps(random_params(service, action, make.chance)).encode()
    if make.chance.random() < 0.1:
        body = bytes(make.chance.choices(b'{}[]":,\\\xff\x00aL1e-.', k=40))
    return make.signed(service, action, body)


def query_call(make: Maker) -> Wire:
    service, action = make.action()
    query = urlencode(make.fields(service, action)) or "a=1"
    return make.signed(service, action, b"", FORM, query=make.spoiled_target(query))


def older_call(make: Maker) -> Wire:
    service, action = make.action()
    method = make.chance.choice(["GET", "POST"])
    fields = [
        *make.fields(service, action),
        ("Action", make.spoiled(action.name, 0.03)),
        ("Version", make.spoiled(service.version, 0.03)),
        ("Region", "ap-singapore"),
        ("Timestamp", make.spoiled(str(int(make.clock.now)), 0.03)),
        ("Nonce", make.spoiled("1", 0.03)),
        ("SecretId", make.spoiled("local", 0.03)),
        ("SignatureMethod", make.spoiled("HmacSHA256", 0.03)),
    ]
    made = signature("local", fields, algorithm="HmacSHA256", method=method, host=HOST)
    query = urlencode([*fields, ("Signature", make.spoiled(made, 0.03))])
    headers = {"Host": HOST, "Content-Type": make.spoiled(FORM, 0.03)}
    if method == "GET":
        return make.http(method, f"/?{make.spoiled_target(query)}", headers, b"")
    return make.http(method, "/", headers, query.encode())


def multipart_call(make: Maker) -> Wire:
    service, action = make.action("multipart")
    pieces = []
    for name, value in random_params(service, action, make.chance).items():
        content = value if isinstance(value, str) else json.dumps(value)
        pieces += [
            "--b0undary",
            make.spoiled(f'Content-Disposition: form-data; name="{name}"'),
            make.chance.choice(["Content-Type: application/json", "X: y"]),
            make.spoiled(""),
            content,
        ]
    text = make.spoiled("\r\n".join([*pieces, "--b0undary--", ""]))
    body = text.encode("utf-8", "replace")
    return make.signed(service, action, body, "multipart/form-data; boundary=b0undary")


def bytes_call(make: Maker) -> Wire:
    service, action = make.action("octet-stream")
    more = {
        header: make.spoiled(make.chance.choice(["topic", "3", "", "-1"]))
        for header in ("X-Toy-Topic", "X-Toy-Count")
    }
    body = make.chance.randbytes(make.chance.randrange(50))
    return make.signed(service, action, body, "application/octet-stream", more=more)


def unsigned_call(make: Maker) -> Wire:
    service, action = make.action()
    headers = {
        "Host": make.chance.choice([HOST, "ses.tencentcloudapi.com", "x", "[::1]:1"]),
        "Content-Type": JSON,
        "Authorization": make.spoiled("SKIP"),
        "X-TC-Action": make.spoiled(action.name),
        "X-TC-Version": make.spoiled(service.version),
        "X-TC-Timestamp": str(int(make.clock.now)),
    }
    body = json.dumps(random_params(service, action, make.chance)).encode()
    return make.http("POST", "/", headers, body)


def local_call(make: Maker) -> Wire:
    """What lies beside the API."""
    names = ["faults", "reset", "clock", "outbox", "ses/settings", "ses/events", "x"]
    names += [
        "outbox/1",
        "outbox/1/raw",
        "faults/1",
        "unsubscribe/1",
        "ses/reviews",
        "",
    ]
    target = f"/_local/{make.chance.choice(names)}"
    target += make.chance.choice(
        ["", "", "?limit=1", "?text=%00", "?after=-1", "/", "//"]
    )
    keys = [
        "kind",
        "action",
        "count",
        "seconds",
        "advance",
        "set",
        "account",
        "message_id",
    ]
    body = {
        make.chance.choice(keys): make.chance.choice(VALUES)
        for _ in range(make.chance.randrange(4))
    }
    content = json.dumps(body).encode()
    if make.chance.random() < 0.1:
        content = make.chance.randbytes(20)
    headers = {
        "Host": make.chance.choice([HOST, HOST, "localhost", "evil.example", ""]),
        "Content-Type": make.chance.choice([JSON, JSON, "text/plain"]),
    }
    if make.chance.random() < 0.1:
        headers["Origin"] = make.spoiled(f"http://{HOST}", 0.5)
    method = make.chance.choice(["GET", "POST", "POST", "DELETE", "PUT", "OPTIONS"])
    return make.http(method, make.spoiled_target(target), headers, content)


def path_call(make: Maker) -> Wire:
    """Any method, any path."""
    method = make.chance.choice(["GET", "POST", "PUT", "PATCH", "TRACE", "OPTIONS"])
    letters = "/.%2e%00?#&=~:;@!$'()*+,_a9-é"
    path = "".join(make.chance.choices(letters, k=make.chance.randrange(60)))
    headers = {"Host": HOST, "Accept": make.spoiled("*/*", 0.5)}
    return make.http(method, "/" + quote(path, safe=letters[:-1]), headers, b"")


KINDS: list[Kind] = [
    json_call, query_call, older_call, multipart_call, bytes_call, unsigned_call,
    local_call, path_call,
]  # fmt: skip
