"""Foreign input of one size and of four: the time grows as it does, not with its square."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from attrs import frozen

from tc3._core.serialization.sse import EventParser
from tc3._core.transport.content_encoding import Decompressor
from tc3gen.cloud.ses.addresses import fill_variables, has_tag
from tc3gen.cloud.web.masking import masking
from tc3gen.docs.markdown import inline_text
from tc3gen.sources.doc_pages.read import read_page
from tc3gen.spec.checks.run import check_specs
from tc3gen.spec.problems import Problems
from tc3gen.spec.reading.load import load_specs

from .measure import Contest, turns
from .table import Row

AREA = "four times the input, CPU"
AT_MOST = 5.0
"""Four, and what is lost where the caches of the processor end."""
ROUNDS = 9

_SPEC = """\
service: toy
version: "2024-01-31"
title: Toy
description: Toys.
actions:
  Send:
    summary: Sends.
    params:
"""
_PAGE = """\
## 1. API Description

Domain name for API request: toy.tencentcloudapi.com.

## 2. Input Parameters

| Parameter Name | Required | Type | Description |
| --- | --- | --- | --- |
| Action | Yes | String | Common parameter. The value used for this API: Send. |
| Version | Yes | String | Common parameter. The value used for this API: 2024-01-31. |
"""


@frozen
class _Input:
    size: int
    """Parts of the smaller one."""
    made: Callable[[int], bytes]
    read: Callable[[bytes], object]


def rows() -> list[Row]:
    with TemporaryDirectory() as name:
        inputs = _inputs(Path(name))
        return [_row(kind, given) for kind, given in inputs.items()]


def _row(kind: str, given: _Input) -> Row:
    contents = {"one": given.made(given.size), "four": given.made(4 * given.size)}
    contest = Contest()
    for content in contents.values():
        given.read(content)
    for name in turns(contents, ROUNDS):
        with contest.stopwatch(name, 1):
            given.read(contents[name])
    size = (
        f"{len(contents['one']) / 1000:,.0f} : {len(contents['four']) / 1000:,.0f} KB"
    )
    return Row(
        area=AREA,
        peer=kind,
        unit="ms",
        ours=contest.cpu("four"),
        theirs=contest.cpu("one"),
        ratio=contest.cpu_ratio("four", "one"),
        at_most=AT_MOST,
        note=size,
    )


def _inputs(folder: Path) -> dict[str, _Input]:
    spec = folder / "toy.yaml"

    def check(content: bytes) -> object:
        spec.write_bytes(content)
        return check_specs(load_specs([spec]))

    return {
        "a spec, its parameters": _Input(
            1000, lambda n: _SPEC.encode() + _many(b"      P$: {type: string, doc: D.}\n", n), check
        ),
        "a spec, its longest text": _Input(
            20_000,
            lambda n: (
                _SPEC.replace("Toys.", "|\n" + "  Some words.\n" * n).encode()
                + b"      P: {type: string, doc: D.}\n"
            ),
            check,
        ),
        "a text of the documentation": _Input(
            20_000, lambda n: b"*a* `b` <c> [d](e) " * n, lambda c: inline_text(c.decode())
        ),
        "a page of the documentation": _Input(
            1000,
            lambda n: _PAGE.encode() + _many(b"| P$ | No | String | A text. |\n", n),
            lambda c: read_page(c.decode(), "page.md", frozenset(), Problems()),
        ),
        "HTML of a mail": _Input(
            50_000, lambda n: b"a < b & c " * n, lambda c: has_tag(c.decode())
        ),
        "a template, filled": _Input(
            50_000, lambda n: b"{{a}}, {{b}}: {{" * n,
            lambda c: fill_variables(c.decode(), {"a": "Ada"}),
        ),
        "a body, masked": _Input(
            5000,
            lambda n: json.dumps([{"Password": "x", "Name": "y"}] * n).encode(),
            lambda c: masking.body(c, "application/json", cut=False),
        ),
        "a cut body, masked": _Input(
            5000, lambda n: b'{"a": "' + b'\\"' * n,
            lambda c: masking.body(c, "application/json", cut=True),
        ),
        "a stream of events": _Input(
            5000, lambda n: b"data: {}\n\ndata\n:\r\n" * n, _read_events
        ),
        "a compressed response": _Input(
            50, lambda n: gzip.compress(b" " * 100_000) * n,
            lambda c: Decompressor("gzip", 200).feed(c),
        ),
    }  # fmt: skip


def _many(line: bytes, number: int) -> bytes:
    return b"".join(line.replace(b"$", b"%d" % n) for n in range(number))


def _read_events(content: bytes) -> object:
    parser = EventParser()
    return [
        event
        for at in range(0, len(content), 100)
        for event in parser.feed(content[at : at + 100])
    ]
