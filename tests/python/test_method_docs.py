"""What the docstring of a method says of its arguments."""

from __future__ import annotations

import pytest

from tc3gen.python.plan_models import field_doc
from tc3gen.python.plan_requests import documented
from tc3gen.python.text import docstring
from tc3gen.spec.vocabulary import Field, TypeRef


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("How many.", "    limit: How many."),
        ("How\nmany.\n", "    limit: How many."),
        (
            "What:\n- a: first\n- b: second\n\nUsually a.",
            "    limit: What:\n        - a: first\n        - b: second\n        Usually a.",
        ),
        ("- a: first\n- b", "    limit:\n        - a: first\n        - b"),
        ("", "    limit:"),
    ],
)
def test_lists_and_paragraphs_stand_below_an_argument(text: str, entry: str) -> None:
    assert documented("limit", text) == entry


def test_such_an_entry_is_filled_with_its_depth() -> None:
    text = documented("kind", f"What:\n- {'word ' * 20}end\n\n{'more ' * 20}end")
    assert docstring(f"Do.\n\nArgs:\n{text}", 0).split("\n")[2:] == [
        "Args:",
        "    kind: What:",
        f"        - {'word ' * 14}word",
        f"          {'word ' * 5}end",
        f"        {'more ' * 15}more",
        "        more more more more end",
        '"""',
    ]


@pytest.mark.parametrize(
    ("doc", "said"),
    [
        ("How many.", "How many. At most 100."),
        ("How many", "How many\n\nAt most 100."),
        ("One of:\n- a\n- b", "One of:\n- a\n- b\n\nAt most 100."),
    ],
)
def test_limits_stand_apart_from_a_list_or_half_a_sentence(doc: str, said: str) -> None:
    field = Field(name="Limit", type=TypeRef("integer"), doc=doc, range=(None, 100))
    assert field_doc(field) == said
