"""Changes of the form that a request travels in, and of how its response comes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .actions import CALL, NUMBER, PLAIN
from .case import CODE, NOTHING, WIRE, Case, Spec, action, case, field

FILE: Spec = field("bytes")
LOST = """\
try:
    client.do$(a='x')
except sdk.TransportError:
    return 'lost'
return 1"""


def tokens() -> Iterator[Case]:
    params: Spec = {"A": field(), "B": field(), "C": field()}
    plain = action(params)
    by_b, by_c = (action(params, client_token=name) for name in ("B", "C"))
    yield case("action.client_token", WIRE, plain, by_b, LOST, drops=True)
    yield case("action.client_token", WIRE, by_b, plain, LOST, drops=True)
    yield case("action.client_token", WIRE, by_b, by_c, CALL)
    renamed = {"A": field(), "B_": field(name="b"), "C": field()}
    yield case(
        "parameter.wire_name", WIRE, by_b, action(renamed, client_token="B_"), CALL
    )


AGAIN = """\
from compared.testing import MemoryLedger
once = client.with_options(ledger=MemoryLedger(), once='key')
try:
    once.do$(a='x', b='y')
except sdk.TransportError:
    pass
try:
    return once.do$(a='x', b='y').replayed
except sdk.Uncertain:
    return 'uncertain'"""


def looked_up(**check: Any) -> Spec:
    """An action that `Look$` tells of, in such a way; without one, nothing does."""
    required, codes = field(required=True), ["Gone", "NeverThere"]
    usual: Spec = {"action": "Look$", "params": {"C": "A"}, "absent": codes[:1]}
    keys: Spec = {"check": {**usual, **check}} if check else {}
    spec = action({"A": required, "B": required}, **keys)
    for name in ("Look$", "See$"):
        asked = action({"C": field()}, repeatable=True, errors=codes)
        spec["actions"][name] = asked["actions"]["Do$"]
    return {**spec, "errors": dict.fromkeys(codes, "There is none.")}


def checks() -> Iterator[Case]:
    silent = looked_up()
    by_a, by_b = (looked_up(params={"C": name}) for name in ("A", "B"))
    yield case("check.added", WIRE, silent, by_a, AGAIN, drops=True)
    yield case("check.removed", WIRE, by_a, silent, AGAIN, drops=True)
    yield case("check.way", WIRE, by_a, by_b, AGAIN, drops=True)
    seen = looked_up(action="See$")
    yield case("check.way", WIRE, by_a, seen, AGAIN, drops=True)
    more = looked_up(absent=["Gone", "NeverThere"])
    once = "client.do$(a='x', b='y')\nreturn None"
    yield case("check.way", WIRE, by_a, more, once, meant=True)


def forms() -> Iterator[Case]:
    def form(form: str, **params: Spec) -> Spec:
        keys: Spec = {} if form == "json" else {"form": form}
        return action({"File": FILE, **params}, **keys)

    send = "client.do$(file=b'abc')\nreturn None"
    yield case("action.form", WIRE, form("json"), form("multipart"), send)
    yield case("action.form", WIRE, form("json"), form("octet-stream"), send)
    large = "client.do$(file=bytes(8 * 1024 * 1024))\nreturn None"
    yield case("action.form", CODE, form("multipart"), form("json"), large)
    text, header = field(), field(header="X-Own-A")
    yield case(
        "action.form",
        CODE,
        form("multipart", A=text),
        form("octet-stream", A=header),
        "client.do$(file=b'', a='\\u4e00')\nreturn None",
    )
    yield case(
        "action.form",
        WIRE,
        form("octet-stream", A=header),
        form("multipart", A=text),
        "client.do$(file=b'', a='x')\nreturn None",
    )
    number, numbered = NUMBER, field("integer", header="X-Own-A")
    yield case(
        "action.form",
        WIRE,
        form("multipart", A=number),
        form("octet-stream", A=numbered),
        "client.do$(file=b'', a=1)\nreturn None",
    )
    posted = action({"A": field()}, repeatable=True)
    asked = action({"A": field()}, repeatable=True, form="get")
    long = "client.do$(a='x' * 40_000)\nreturn None"
    yield case("action.form", CODE, posted, asked, long)
    yield case("action.form", WIRE, asked, posted, CALL)
    yield case(
        "parameter.header",
        WIRE,
        form("octet-stream", A=header),
        form("octet-stream", A=field(header="X-Own-B")),
        "client.do$(file=b'', a='x')\nreturn None",
    )


def streams() -> Iterator[Case]:
    def streaming(streams: Any, **keys: Any) -> Spec:
        switch = field("boolean", **keys)
        how = {"streams": streams} if streams else {}
        return action({"A": field(), "On": switch, "Too": field("boolean")}, **how)

    read = "return len(list(client.stream_do$(a='x')))"
    yield case(
        "streams.added", NOTHING, PLAIN, action({"A": field()}, streams=True), CALL
    )
    yield case("streams.removed", CODE, streaming(True), streaming(False), read)
    on = "client.do$(a='x', on=False)\nreturn None"
    kinds = "streams.added streams.argument_removed"
    yield case(kinds, CODE, streaming(False), streaming("On"), on)
    ways = "streams.argument_removed streams.way"
    yield case(ways, CODE, streaming(True), streaming("On"), on)
    yield case("streams.way", WIRE, streaming("On"), streaming(True), read)
    yield case(
        "streams.argument_required streams.way",
        CODE,
        streaming("On", required=True),
        streaming(True, required=True),
        CALL,
    )
    too = "client.do$(a='x', too=True)\nreturn None"
    yield case(ways, CODE, streaming("On"), streaming("Too"), too)


def hosts() -> Iterator[Case]:
    own = action({"A": field()}, host="do.intl.tencentcloudapi.com")
    yield case("action.host", WIRE, PLAIN, own, CALL)
    yield case("action.host", WIRE, own, PLAIN, CALL)


def cases() -> Iterator[Case]:
    yield from tokens()
    yield from checks()
    yield from forms()
    yield from streams()
    yield from hosts()
