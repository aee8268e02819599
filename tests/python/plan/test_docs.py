"""Docstrings: of members, and of the arguments of methods."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path
from types import ModuleType
from typing import Any

import attrs
import pytest

from tc3gen.python.naming.texts import with_python_names
from tc3gen.python.plan.clients import docstrings
from tc3gen.python.plan.clients.requests import doc_entry
from tc3gen.python.plan.models import field_doc
from tc3gen.python.source.literals import docstring_text
from tc3gen.spec.model import Action, Field, Service, Type, TypeRef

from ..odd import Part


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
    assert doc_entry("limit", text) == entry


def test_such_an_entry_is_filled_with_its_depth() -> None:
    text = doc_entry("kind", f"What:\n- {'word ' * 20}end\n\n{'more ' * 20}end")
    assert docstring_text(f"Do.\n\nArgs:\n{text}", 0).split("\n")[2:] == [
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
    assert docs["old"] == "On its way out. Deprecated: Use `from_`."


def test_a_method_says_what_it_takes_and_raises(part: Part) -> None:
    doc = inspect.getdoc(part("as_").AsClient.import_) or ""
    assert doc.startswith(
        "Take parameters with names of all sorts.\n\nDeprecated: Use "
    )
    assert "\nArgs:\n    from_: Keyword.\n    async_: Keyword.\n" in doc
    assert "\n    errors.OddThingDeep: Odder." in doc
    assert "errors.InternalError" not in doc, "which every method may raise"


@pytest.mark.parametrize("client", ["AsClient", "AsyncAsClient"])
def test_what_holds_for_all_methods_is_said_once(part: Part, client: str) -> None:
    cls = getattr(part("as_"), client)
    whole = " ".join((inspect.getdoc(cls) or "").split())
    assert "At most 20 requests a second are allowed for each action" in whole
    assert "Methods named `iter_...`" in whole
    assert "such as `InternalError`" in whole
    methods = [inspect.getdoc(method) or "" for method in vars(cls).values()]
    assert not any("At most 20 requests a second." in doc for doc in methods)


def usual(**actions: dict[str, Any]) -> str:
    """The words of a client about calls that failed, for actions that may be repeated or not."""
    found = {name: Action(name=name, **values) for name, values in actions.items()}
    service = Service(service="s", version="v", title="t", actions=found)
    common = docstrings.usual_of(service)
    said = docstrings.client_doc(service, common)
    each = (docstrings.repeating_doc(action, common) for action in found.values())
    return " | ".join([said.split("\n\n")[1], *each])


def test_what_may_be_repeated_is_told_by_the_names_of_methods() -> None:
    yes = {"repeatable": True}
    assert usual(GetA=yes, GetB=yes, ListA=yes, SendA={}, CheckA=yes, CheckB={}) == (
        "Methods named `get_...` and `list_...` may be attempted again after any failure. "
        "The others are not once the service may have received the request, unless they "
        "say otherwise. |  |  |  |  | May be attempted again after any failure. | "
    )
    assert usual(GetA=yes) == (
        "Every call may be attempted again after a failure, since repeating does no harm. "
        "| "
    )
    assert usual(SendA={}) == (
        "No request is sent again once the service may have received it, unless the "
        "method says otherwise. | "
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Only with `TaskType`.", "Only with `task_type`."),
        ("As `SendMail` does.", "As `send_mail` does."),
        ("See `Template.TemplateID`.", "See `template.template_id`."),
        ("`ElsewhereId` of a type.", "`elsewhere_id` of a type."),
        ("Needs `Other` values.", "Needs `Other` values."),  # a class
        ("`Both` may be either.", "`Both` may be either."),  # two members, two names
        ("``TaskType``, TaskType, `user@TaskType`", None),
        ("`Unknown.TaskType` and `UPPER`", None),
    ],
)
def test_texts_speak_of_members_and_methods_as_python_does(
    text: str, said: str | None
) -> None:
    def fields(*found: str, **names: str) -> dict[str, Field]:
        ref = TypeRef("string")
        plain = {name: Field(name=name, type=ref, doc=text) for name in found}
        return plain | {
            n: Field(name=n, type=ref, python_name=p) for n, p in names.items()
        }

    send = Action(
        name="SendMail",
        description=text,
        deprecated=text,
        params=fields("TaskType", "Template"),
    )
    types = {
        "Other": Type(
            name="Other", fields=fields("TemplateID", "ElsewhereId", Both="one")
        ),
        "Third": Type(name="Third", fields=fields("Other", Both="two")),
    }
    service = Service(
        service="s", version="v", title="t", actions={"SendMail": send}, types=types
    )
    action = with_python_names(service).actions["SendMail"]
    texts = [action.description, action.deprecated, action.params["TaskType"].doc]
    assert texts == [said or text] * 3


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        ((1, None), "At least 1 item."),
        ((0, 1), "At most 1 item."),
        ((1, 1), "Exactly 1 item."),
        ((1, 2), "1 to 2 items."),
    ],
)
def test_one_is_singular(limits: tuple[int, int | None], said: str) -> None:
    field = Field(name="A", type=TypeRef("string", 1), items=limits)
    assert field_doc(field) == said


def test_a_sentence_goes_on_after_a_colon_at_the_end_of_a_line() -> None:
    assert docstring_text(
        "Works in the background:\n`list` tells when. Then go on."
    ) == ('"""Works in the background: `list` tells when. Then go on."""')


def test_every_module_says_what_it_is(odd: ModuleType) -> None:
    assert odd.__file__ is not None
    silent = [
        path
        for path in Path(odd.__file__).parent.rglob("*.py")
        if "_core" not in path.parts
        and not ast.get_docstring(ast.parse(path.read_text()))
    ]
    assert silent == []
