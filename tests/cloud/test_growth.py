"""Reading foreign text takes time in proportion to it, wherever the cloud does so.

Both times are of one run, so they share whatever else this machine does.
"""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from contextlib import suppress
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tc3gen.cloud.protocol.api_error import ApiErrorResponse
from tc3gen.cloud.protocol.common_params import open_envelope, read_fields
from tc3gen.cloud.protocol.query_params import _tree
from tc3gen.cloud.protocol.request import ReceivedRequest
from tc3gen.cloud.ses.addresses import (
    Mailbox,
    fill_variables,
    filled_size,
    variables_of,
)
from tc3gen.cloud.signing import diagnosis
from tc3gen.cloud.web.comparison import compare_requests
from tc3gen.cloud.web.downloads import _quote_name
from tc3gen.cloud.web.frame import _frame_text
from tc3gen.cloud.web.masking import masking
from tc3gen.cloud.web.masking.secrets import mask_text, mask_value

SIZE = 4 * 1024
TIMES = 4

PATTERNS = [
    *('\\"', '"', "\\", " ", "a", "{", "[", "<", "&", "=", "\n", ".", "\u2028", "%"),
    *('"password": ', "password", "password=", 'password:"\\', '"token":{', "token\\"),
    *(
        "{{x",
        "{{ ",
        "{{x}}",
        "<link ",
        "<!doctype ",
        "--x\r\n",
        "--x\r\n\r\n",
        'name="',
    ),
    *(
        "a=1&",
        "a.0=1&",
        "Action=",
        "Token=&",
        "Signature=x,",
        "=?utf-8?b?",
        "a@",
        '{"a":',
    ),
]

FORM = "application/x-www-form-urlencoded"
AUTHORIZATION = (
    "TC3-HMAC-SHA256 Credential=local/2026-01-01/ses/tc3_request, "
    f"SignedHeaders=content-type;host, Signature={'0' * 64}"
)


def explained(text: str) -> object:
    """The diagnosis of a rejected signature, with the text in all that was signed."""
    headers = {
        "authorization": AUTHORIZATION,
        "content-type": text,
        "host": text,
        "x-tc-timestamp": "1767225600",
    }
    request = ReceivedRequest(
        method="POST", query=text, headers=headers, body=text.encode()
    )
    return diagnosis.explain_rejection(request, {"local": "local"})


def explained_older(text: str) -> object:
    body = f"Action=X&SecretId=local&Signature=x&A={text}".encode()
    headers = {"content-type": FORM, "host": text}
    request = ReceivedRequest(method="POST", query="", headers=headers, body=body)
    return diagnosis.explain_rejection(request, {"local": "local"})


def opened(text: str) -> object:
    headers = {"content-type": FORM}
    return open_envelope(
        ReceivedRequest(method="POST", query="", headers=headers, body=text.encode())
    )


READERS: list[Callable[[str], object]] = [
    mask_text,
    lambda text: mask_value([text, {text: text}]),
    lambda text: masking.body(text.encode(), "application/json", cut=True),
    lambda text: masking.body(text.encode(), FORM, cut=True),
    lambda text: masking.body(text.encode(), "multipart/a; boundary=x", cut=True),
    lambda text: masking.body(text.encode(), "multipart/a", cut=True),
    masking.query,
    lambda text: compare_requests(text, text[::-1]),
    explained,
    explained_older,
    opened,
    lambda text: _tree(read_fields(text)),
    lambda text: _tree([(text, "1")]),
    _frame_text,
    _quote_name,
    variables_of,
    lambda text: fill_variables(text, {"x": "y"}),
    lambda text: filled_size(text, {"x": "y" * SIZE}),
    Mailbox.parse,
]


@pytest.mark.parametrize("reader", READERS)
def test_time_grows_as_the_text_does(reader: Callable[[str], object]) -> None:
    for pattern in PATTERNS:
        assert any(_grows_as_the_text(reader, pattern) for _ in range(3)), pattern


def _grows_as_the_text(reader: Callable[[str], object], pattern: str) -> bool:
    short, long = (
        _seconds(reader, pattern * (size // len(pattern)))
        for size in (SIZE, SIZE * TIMES)
    )
    # What takes less than a millisecond cannot be measured; a square would be 16.
    return long < 2.2 * TIMES * max(short, 0.001)


def test_a_filled_text_is_measured_before_it_is_made() -> None:
    """100 KB of variables, each with 100 KB of value, are 2 GB."""
    text, values = "{{x}}" * 20_000 + "{{ y }}", {"x": "x" * 100_000, "y": 1.5}
    tracemalloc.start()
    try:
        assert filled_size(text, values) == 20_000 * 100_000 + len("1.5")
        assert fill_variables(text, values) == text
        assert tracemalloc.get_traced_memory()[1] < 2**20
    finally:
        tracemalloc.stop()


@given(st.lists(st.sampled_from(["{{x}}", "{{ y}}", "{{z}}", "{{", "}}", "a", "中"])))
def test_the_size_of_a_filled_text(pieces: list[str]) -> None:
    text, values = "".join(pieces), {"x": "{{z}}", "y": {"a": "é"}}
    assert filled_size(text, values) == len(fill_variables(text, values).encode())


def _seconds(reader: Callable[[str], object], text: str) -> float:
    began = process_time()
    with suppress(ApiErrorResponse, RecursionError):
        reader(text)
    return process_time() - began
