"""What docstrings say: of members, and of the arguments of methods."""

from __future__ import annotations

import ast
import inspect

import attrs
import pytest

from tc3gen.python.plan_models import field_doc
from tc3gen.python.plan_requests import documented
from tc3gen.python.text import docstring
from tc3gen.spec.vocabulary import Field, TypeRef

from .odd import Part


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


def test_that_nothing_is_below_zero_goes_without_saying() -> None:
    field = Field(name="Wait", type=TypeRef("integer"), doc="Pause.", range=(0, None))
    assert field_doc(field) == "Pause."
    assert field_doc(attrs.evolve(field, unit="seconds")) == "Pause. In seconds."


def test_documentation_says_the_limits(part: Part) -> None:
    [request] = [
        node
        for node in ast.parse(inspect.getsource(part("as_.v20180419.models.import_"))).body
        if isinstance(node, ast.ClassDef) and node.name == "ImportRequest"
    ]  # fmt: skip
    docs = {}
    for member, doc in zip(request.body[1::2], request.body[2::2], strict=True):
        assert isinstance(member, ast.AnnAssign)
        assert isinstance(member.target, ast.Name)
        assert isinstance(doc, ast.Expr)
        docs[member.target.id] = " ".join(ast.literal_eval(doc.value).split())
    assert docs["in_"] == "Keyword. 0 to 18,446,744,073,709,551,615."
    assert docs["global_"] == "Keyword. 0.5 to 10,000,000."
    assert docs["models_"] == "Used in methods. At most 1,234,567 bytes."
    assert docs["kinds"] == "Enum in a list. 1 to 2 items."
    assert docs["old"] == "On its way out. Deprecated: Use `From`."


def test_a_method_says_what_it_takes_and_raises(part: Part) -> None:
    doc = inspect.getdoc(part("as_").AsClient.import_) or ""
    assert doc.startswith(
        "Take parameters with names of all sorts.\n\nDeprecated: Use "
    )
    assert "At most 20 requests a second." in doc
    assert "\nArgs:\n    from_: Keyword.\n    async_: Keyword.\n" in doc
    assert "\n    errors.OddThingDeep: Odder." in doc
    assert "Not sent again" in doc
    assert "Not sent again" not in (inspect.getdoc(part("as_").AsClient.nothing) or "")
