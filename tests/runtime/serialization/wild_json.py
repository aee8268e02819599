"""JSON such as no service should send, written as text: what a JSON library would not write.

Drawn from a seed: members with values of any type, repeated names, NaN, integers of thousands
of digits, halves of surrogate pairs, deep nesting, and damaged bytes.
"""

from __future__ import annotations

import json
from random import Random
from typing import Any

from tc3._core.serialization.shapes import Shape, members

TEXTS = [
    "", "a", "0", "-1", "3.5", "9" * 50, "9" * 5000, "true", "NaN", "null", "{", '{"a":1}',
    "{" * 2000, "[1]", "2024-01-31", "2024-01-31 08:00:00", "2024-01-31T08:00:00Z",
    "0000-00-00", "9999-99-99T99:99:99Z", "eA==", "e", "\x00", "\r\n", "é", "\U0001f600",
    "\u202e", "\ud83d", "RequestLimitExceeded", "AuthFailure.SignatureExpire", "__class__",
]  # fmt: skip
NUMBERS = [
    "0", "-0", "1", "-1", "0.0", "1.5", "1e400", "-1e400", "1e-400", "NaN", "Infinity",
    "-Infinity", "9" * 20, "9" * 400, "9" * 5000, "9007199254740993", "18446744073709551616",
]  # fmt: skip
DEPTHS = [1, 2, 10, 100, 300, 900, 990, 1000, 1010, 1023, 1024, 3000]
NAMES = [
    "RequestId",
    "Error",
    "Code",
    "Message",
    "Response",
    "DeprecatedWarning",
    "",
    "\ud800",
]


def wild(random: Random, depth: int = 3) -> str:
    """Any value."""
    kind = random.randrange(12)
    if kind < 3:
        return json.dumps(random.choice(TEXTS), ensure_ascii=random.random() < 0.9)
    if kind < 6:
        return random.choice(NUMBERS)
    if kind < 8:
        return random.choice(["null", "true", "false", "{}", "[]", '""'])
    if kind == 8 and random.random() < 0.3:
        many = random.choice(DEPTHS)
        opening, closing = random.choice(
            [("[", "]"), ('{"Response":', "}"), ('[{"Data":', "}]")]
        )
        return opening * many + "1" * (opening[-1] == ":") + closing * many
    if depth == 0:
        return "1"
    if kind < 10:
        items = (wild(random, depth - 1) for _ in range(random.randrange(4)))
        return f"[{','.join(items)}]"
    return _object(
        random, [(random.choice(NAMES), wild(random, depth - 1)) for _ in range(3)]
    )


def response_body(random: Random, cls: Any) -> bytes:
    """A body for a response of a model, or of nothing at all."""
    form = random.randrange(10)
    if form == 0:
        text = wild(random)
    elif form == 1:
        names = ["Code", "Message", "Code", "X"]
        error = _object(random, [(name, wild(random)) for name in names])
        text = f'{{"Response":{{"Error":{error},"RequestId":{wild(random)}}}}}'
    elif form == 2:
        names = ["code", "message", "codeDesc", "Response"]
        text = _object(random, [(name, wild(random)) for name in names])
    else:
        text = f'{{"Response":{_model(random, cls, 2)}}}'
    body = bytearray(text.encode(errors="surrogatepass"))
    if random.random() < 0.2:
        _damage(random, body)
    return bytes(body)


def _model(random: Random, cls: Any, depth: int) -> str:
    """Members as the spec has them, each of them with any value."""
    pairs = [("RequestId", json.dumps("r"))]
    for member in members(cls):
        for _ in range(random.choice([0, 1, 1, 1, 2])):
            pairs.append((member.info.wire, _value(random, member.shape, depth)))
    if random.random() < 0.2:
        pairs.append((random.choice(NAMES), wild(random)))
    return _object(random, pairs)


def _value(random: Random, shape: Shape, depth: int) -> str:
    if depth and shape.kind == "list" and random.random() < 0.7:
        items = [_value(random, shape.item, depth) for _ in range(random.randrange(3))]
        return f"[{','.join(items)}]"
    if depth and shape.kind == "model" and random.random() < 0.7:
        return _model(random, shape.cls, depth - 1)
    return wild(random, 1)


def _object(random: Random, pairs: list[tuple[str, str]]) -> str:
    random.shuffle(pairs)
    return f"{{{','.join(f'{json.dumps(name)}:{value}' for name, value in pairs)}}}"


def _damage(random: Random, body: bytearray) -> None:
    for _ in range(random.randrange(1, 4)):
        at = random.randrange(len(body) + 1)
        if random.random() < 0.3:
            del body[at:]
        else:
            body[at : at + random.randrange(2)] = random.randbytes(1)
