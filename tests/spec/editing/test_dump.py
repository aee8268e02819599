"""Writing spec files: how they look, and that they say what they were given."""

from __future__ import annotations

import string
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from tc3gen.spec.editing.dump import Unwritable, dump_spec
from tc3gen.spec.problems import Problems
from tc3gen.spec.yaml.characters import clean_text, refused_character
from tc3gen.spec.yaml.nodes import compose, plain_data

SPECS = sorted(Path(__file__).parents[3].glob("spec/*/*.yaml"))


LONG = "long" * 20  # a word that leaves little room on its line


def loaded(text: str) -> Any:
    problems = Problems()
    root = compose(text, "ses.yaml", problems)
    assert root is not None, [str(problem) for problem in problems]
    assert list(problems) == []
    return plain_data(root)


def test_a_service_looks_as_one_written_by_hand() -> None:
    document = {
        "actions": {
            "Send": {
                "examples": [{"title": "T", "request": {"To": "ada@example.com"}}],
                "returns": {"Id": {"doc": "Names the mail.", "type": "string"}},
                "errors": ["InternalError", "FailedOperation"],
                "params": {
                    "To": {"type": "list[string]", "required": True, "doc": "Who."},
                    "Body": {
                        "type": "string",
                        "doc": f"{LONG} and no more than that, {LONG}",
                    },
                },
                "description": "One.\n\nTwo.",
                "summary": "Send.",
            },
            "List": {"summary": "List."},
        },
        "version": "2020-10-02",
        "service": "ses",
        "regions": {"china": ["ap-guangzhou"], "international": ["ap-singapore"]},
    }
    assert dump_spec(document) == dedent(
        """\
        # yaml-language-server: $schema=../schema.json
        service: ses
        version: "2020-10-02"
        regions:
          international: [ap-singapore]
          china: [ap-guangzhou]

        actions:
          List:
            summary: List.

          Send:
            summary: Send.
            description: |
              One.

              Two.
            params:
              To: {type: "list[string]", required: true, doc: Who.}
              Body:
                type: string
                doc: >
                  LONG and no more than
                  that, LONG
            returns:
              Id: {type: string, doc: Names the mail.}
            errors:
              - FailedOperation
              - InternalError
            examples:
              - title: T
                request: {To: ada@example.com}
        """
    ).replace("LONG", LONG)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("Send a mail.", "Send a mail."),
        ("NO", '"NO"'),
        ("010", '"010"'),
        ("12:30:45", '"12:30:45"'),
        ("2024-01-01", '"2024-01-01"'),
        ("1.0", '"1.0"'),
        ("+15550100", '"+15550100"'),
        ("null", '"null"'),
        ("", '""'),
        ("a: b", '"a: b"'),
        ("a #b", '"a #b"'),
        ("a#b", "a#b"),
        ("https://example.com/", "https://example.com/"),
        ("`name`", '"`name`"'),
        ("list[string]", "list[string]"),
        ('{"name":"Ada"}', """'{"name":"Ada"}'"""),
        ('it\'s "this": x', '"it\'s \\"this\\": x"'),
        (r"\d: x", r"'\d: x'"),
        ("tab\t", '"tab\\t"'),
        (1e16, "1.0e+16"),
        (0.5, "0.5"),
        (True, "true"),
        (None, "null"),
        ([], "[]"),
        ({}, "{}"),
    ],
)
def test_texts_are_quoted_only_where_they_must_be(value: Any, text: str) -> None:
    written = dump_spec({"key": value}, schema=None)
    assert written == f"key: {text}\n"
    assert loaded(written) == {"key": value}


# Words, and whatever YAML gives a meaning.
_PIECES = st.sampled_from(
    [*"-?:,[]{}#&*!|>'\"%@`\\~=<.+0123456789abn \n\t", ": ", " #", "- ", "---", "...",
     "true", "No", "null", "\n\n", " \n", "\u00a0", "\u3000", "\U0001f600", "word " * 30]
)  # fmt: skip
_TEXTS = st.one_of(
    st.lists(_PIECES, max_size=12).map("".join),
    st.text(alphabet=string.printable, max_size=300),
    st.text(max_size=200),
).map(clean_text)
_SCALARS = st.one_of(
    _TEXTS,
    st.booleans(),
    st.none(),
    st.integers(min_value=-(2**64), max_value=2**64),
    st.floats(allow_nan=False, allow_infinity=False),
)
_DATA = st.recursive(
    _SCALARS,
    lambda inner: (
        st.lists(inner, max_size=5) | st.dictionaries(_TEXTS, inner, max_size=5)
    ),
    max_leaves=25,
)


@given(st.dictionaries(st.sampled_from("abc"), _DATA))
@example({"a": ["0?", {"": "0?"}]})
@example({"a": {"x" * 1100: [{"y" * 1100: 1}]}})
@example({"a": [[[1, ["word " * 40]]], "a\n  b\n", "\n", "a\n\n", "  a\nb"]})
def test_any_data_is_read_back(document: dict[str, Any]) -> None:
    text = dump_spec(document)
    assert loaded(text) == document
    assert yaml.load(text, yaml.SafeLoader) == document
    assert dump_spec(loaded(text)) == text


@given(_TEXTS)
@example("word " * 60 + "\n\n\n" + "word " * 60 + "end")
def test_any_prose_is_read_back_but_for_the_blank_around_it(text: str) -> None:
    document = {
        "service": text,
        "summary": text,
        "actions": {"A": {"description": text}},
    }
    read = loaded(dump_spec(document))
    assert read["service"] == text
    assert read["summary"].strip() == text.strip()
    assert read["actions"]["A"]["description"].strip() == text.strip()


@given(_DATA)
def test_any_nonsense_in_place_of_a_spec_can_be_written(nonsense: Any) -> None:
    for document in ({"actions": nonsense}, {"actions": {"A": {"errors": nonsense}}}):
        dump_spec(document)


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.parent.name + path.stem)
def test_the_shipped_specs_say_the_same_when_written_anew(path: Path) -> None:
    document = loaded(path.read_text(encoding="utf-8"))
    text = dump_spec(document)
    assert stripped(loaded(text)) == stripped(document)
    assert dump_spec(loaded(text)) == text


def stripped(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: stripped(child) for key, child in value.items()}
    if isinstance(value, list):
        return [stripped(child) for child in value]
    return value.strip() if isinstance(value, str) else value


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("bell\x07", "a.b: U+0007 is a control character or no character at all"),
        ("left\u202e", "a.b: U+202E changes the direction of the text"),
        (float("nan"), "a.b: not a finite number"),
        (10**40, "a.b: a huge number"),
        (b"x", "a.b: a bytes is no plain data"),
        ({1: 2}, "a.b: a key must be text, not 1"),
        ([{"\x00": 1}], "a.b.0: U+0000"),
    ],
)
def test_what_the_loader_refuses_is_not_written(value: Any, message: str) -> None:
    with pytest.raises(Unwritable) as error:
        dump_spec({"a": {"b": value}})
    assert str(error.value).startswith(message)


def test_what_is_nested_too_deep_is_not_written() -> None:
    value: Any = []
    for _ in range(100_000):
        value = [value]
    with pytest.raises(Unwritable, match="nested more than 64 levels deep"):
        dump_spec({"a": value})


@given(st.text())
def test_a_cleaned_text_can_be_written(text: str) -> None:
    assert refused_character(clean_text(text)) is None
