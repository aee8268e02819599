"""Plain values of YAML: what they mean, and which are refused as they could mean two things."""

from __future__ import annotations

from typing import Any

import pytest

from tc3gen.spec.problems import Problems
from tc3gen.spec.yaml.nodes import compose

from .node_texts import plain, refused


def value_of(text: str) -> Any:
    problems = Problems()
    root = compose(f"key: {text}\n", "ses.yaml", problems)
    assert list(problems) == []
    return plain(root)["key"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("true", True),
        ("false", False),
        ("null", None),
        ("0", 0),
        ("-12", -12),
        ("9223372036854775808", 9223372036854775808),
        ("1.5", 1.5),
        ("-0.25", -0.25),
        ("1.5e+3", 1500.0),
        ("[1, two, {three: 3}]", [1, "two", {"three": 3}]),
    ],
)
def test_plain_values_mean_what_they_look_like(text: str, value: Any) -> None:
    assert value_of(text) == value


@pytest.mark.parametrize(
    "text",
    [
        "Send a mail.",
        "y",
        "n",
        "10 MB",
        "1.2.3",
        "2024-01",
        "ap-singapore",
        "3 to 5",
        "...",
        "-x",
        "Yes, please.",
        "+1 555 0100",
        "0 disables it.",
        "\u0661:\u0663\u0660",
        "1" + "_" * 100_000 + "x",
        "1" + ":30" * 100_000 + "x",
    ],
    ids=lambda text: text[:20],
)
def test_other_plain_values_are_text(text: str) -> None:
    assert value_of(text) == text


@pytest.mark.parametrize(
    "text", ["NO", "010", "12:30:45", "2024-01-01", "1.0", "null", "~", ""]
)
def test_quoted_values_are_text(text: str) -> None:
    assert value_of(f'"{text}"') == text
    assert value_of(f"'{text}'") == text


OR_QUOTE = 'or quote it ("{0}") where text is meant'


TRUTH = "`{0}` is a truth value to YAML: write `true` or `false`, " + OR_QUOTE


BASE = (
    "`{0}` is a number in hexadecimal, octal or binary to YAML: write it in decimal, "
    + OR_QUOTE
)


OCTAL = (
    "`{0}` is an octal number to some readers of YAML: "
    "write it without the leading zero, " + OR_QUOTE
)


PLUS = (
    '`{0}` is a number to YAML and loses its `+`: quote it ("{0}") where text is meant, '
    "as for a phone number, or write it without `+`"
)


UNCLEAR = (
    "`{0}` is a number to some readers of YAML and text to others: "
    "write it as `1.5` or `1.5e+3`, " + OR_QUOTE
)


UNDERSCORE = "`{0}` is a number to YAML: write it without `_`, " + OR_QUOTE


SEXAGESIMAL = '`{0}` is a number to base 60 to YAML: quote it ("{0}")'


DATE = '`{0}` is a date object to YAML, not text: quote it ("{0}")'


INFINITE = (
    "`{0}` is not a finite number, which JSON cannot carry: "
    'quote it ("{0}") where text is meant'
)


NULL = '`{0}` is null to YAML: write `null`, or quote it ("{0}") where text is meant'


SPECIAL = '`{0}` has a special meaning in YAML: quote it ("{0}")'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("NO", TRUTH),
        ("no", TRUTH),
        ("yes", TRUTH),
        ("On", TRUTH),
        ("off", TRUTH),
        ("True", TRUTH),
        ("FALSE", TRUTH),
        ("~", NULL),
        ("Null", NULL),
        ("010", OCTAL),
        ("-09", OCTAL),
        ("0x1F", BASE),
        ("0o17", BASE),
        ("0b101", BASE),
        ("1_000", UNDERSCORE),
        ("1_000.5", UNDERSCORE),
        ("-1_0", UNDERSCORE),
        ("0.5_0", UNDERSCORE),
        ("12:30:45", SEXAGESIMAL),
        ("1:30", SEXAGESIMAL),
        ("12:30:45.5", SEXAGESIMAL),
        ("2024-01-01", DATE),
        ("2024-01-31 08:00:00", DATE),
        ("2024-1-1T08:00:00Z", DATE),
        (".inf", INFINITE),
        ("-.INF", INFINITE),
        (".nan", INFINITE),
        ("+8613711112222", PLUS),
        ("1e3", UNCLEAR),
        ("1.", UNCLEAR),
        (".5", UNCLEAR),
        ("=", SPECIAL),
        ("<<", SPECIAL),
    ],
)
def test_what_yaml_would_turn_into_something_else_is_refused(
    text: str, message: str
) -> None:
    assert refused(f"key: {text}\n") == [f"ses.yaml:1:6: {message.format(text)}"]
    assert refused(f"{text} : value\n") == [f"ses.yaml:1:1: {message.format(text)}"]


def test_absurd_numbers_are_refused() -> None:
    long = "9" * 5000
    assert refused(f"key: {long}") == [
        f"ses.yaml:1:6: `{'9' * 40}...` is too long for a number: "
        f'quote it ("{"9" * 40}...") where text is meant'
    ]
    assert refused("key: 1.0e+999") == [
        "ses.yaml:1:6: `1.0e+999` is too long or too large for a number: "
        'quote it ("1.0e+999") where text is meant'
    ]


def test_an_empty_value_is_refused() -> None:
    [problem] = refused("service:\ntitle: x\n")
    assert problem == (
        "ses.yaml:1:9: there is no value here: write one, or leave the key out "
        '(an empty text is "", an empty list is [])'
    )
