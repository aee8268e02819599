"""Multipart bodies: read in time that grows as they do, whatever is in them."""

from __future__ import annotations

from time import process_time
from typing import Any

import pytest
from aiohttp.test_utils import make_mocked_request

from tc3gen.cloud.http.multipart import MAX_PARTS, read_parts
from tc3gen.cloud.protocol.request import Parts

HEAD = b'--mark\r\nContent-Disposition: form-data; name="a%d"\r\n\r\n'
END = b"\r\n--mark--\r\n"


async def parts_of(
    body: bytes, kind: str = "multipart/form-data; boundary=mark"
) -> Parts:
    request = make_mocked_request("POST", "/", headers={"Content-Type": kind})
    return await read_parts(request, body)


async def test_parts_are_bytes_as_they_were_sent() -> None:
    content = bytes(range(256)) * 3 + b"\r\n--mar\r\n\r--mark\n"
    body = HEAD % 1 + content + b"\r\n" + HEAD % 2 + b"" + END
    read = await parts_of(body)
    assert [(part.name, part.content) for part in read.parts] == [
        ("a1", content),
        ("a2", b""),
    ]
    assert read.problem == ""


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "multipart/form-data"),
        (b"", "multipart/form-data; boundary=" + "x" * 80),
        (b"", "multipart/form-data; boundary=mark"),
        (b"--mark\r\nA: b\r\n\r\n1" + END, "multipart/form-data; boundary=mark"),
        (HEAD % 1 + b"cut off", "multipart/form-data; boundary=mark"),
        (
            b"--mark\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x--" + END,
            "multipart/form-data; boundary=mark",
        ),
        (
            b"".join(HEAD % n + b"\r\n" for n in range(MAX_PARTS + 1)) + END,
            "multipart/form-data; boundary=mark",
        ),
        (
            b"--mark\r\n" + b"A: b\r\n" * 1000 + END,
            "multipart/form-data; boundary=mark",
        ),
    ],
)
async def test_what_is_wrong_is_said(body: bytes, kind: str) -> None:
    read = await parts_of(body, kind)
    assert read.parts == ()
    assert 0 < len(read.problem) <= 200


@pytest.mark.parametrize(
    "make",
    [
        lambda n: HEAD % 1 + b"x" * n + END,
        lambda n: HEAD % 1 + b"\r\n--mar" * (n // 7) + END,
        lambda n: HEAD % 1 + b"\r\n" * (n // 2) + END,
        lambda n: b"--mar\r\n" * (n // 7),
        lambda n: b"--marking\r\n" * (n // 11),
        lambda n: b"--mark\r\n" * (n // 8),
        lambda n: (
            b"".join(HEAD % i + b"y" * (n // 90) + b"\r\n" for i in range(90)) + END
        ),
        lambda n: b'--mark\r\nContent-Disposition: form-data; name="' + b"\\" * n + END,
    ],
)
async def test_time_grows_as_the_body_does(make: Any) -> None:
    async def seconds(size: int) -> float:
        began = process_time()
        await parts_of(make(size))
        return process_time() - began

    async def grows_as_the_body() -> bool:
        short, long = await seconds(50_000), await seconds(400_000)
        return long < 20 * max(short, 0.002)  # eight times is linear, a square is 64

    assert any([await grows_as_the_body() for _ in range(3)])
