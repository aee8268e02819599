"""Spec text as Python source: it means what it meant, and looks as a formatter leaves it."""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tc3gen.python.naming.names import snake
from tc3gen.python.source.literals import (
    CallText,
    assignment,
    call_text,
    class_head,
    comment,
    declaration,
    docstring_text,
    import_from,
    in_order,
    literal,
    member_docstring,
    natural,
    parameter,
)
from tc3gen.python.source.wrapping import WIDTH, columns

from ..small import run, succeeds

ATOMS = (
    *("a", "word", "some words here and more of them", "x" * 78, "x" * 100, "it's"),
    *('"', '""', '"""', "'", "'''", "\\", "\\\\", "\\N{DASH}", "\\x1F"),
    *("\n", "\n\n", "\n- item", "\n    deep", "\t", "\r", " ", "  ", "-", "Note:"),
    *("{{ x }}", "{% raw %}", "{", "}", "#", "# type: ignore", ">>> x", "```", "%s"),
    *("é", "e\u0301", "漢字", "漢" * 40, "🎉", "\u200b", "\u202e", "\u2028", "\x00"),
    *("\x85", "\xa0", "\ud800", "\udfff", "\ufeff"),
)

TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=[])),
    st.lists(st.sampled_from(ATOMS), max_size=12).map(" ".join),
    st.lists(st.sampled_from(ATOMS), max_size=12).map("".join),
)


def some_texts(number: int, seed: int, longest: int) -> Iterator[str]:
    """Texts of many sorts, the same ones each time."""
    random = Random(seed)
    for _ in range(number):
        parts = random.choices(ATOMS, k=random.randint(0, longest))
        yield "".join(part + random.choice(["", " ", " "]) for part in parts)


@given(TEXTS)
def test_the_docstring_of_a_member_says_the_same_as_any_other(text: str) -> None:
    def value(source: str) -> str:
        return "".join(ast.literal_eval(source).split())

    assert value(member_docstring(text)) == value(docstring_text(text, 4))


@given(TEXTS)
def test_a_literal_has_the_value_of_its_text(text: str) -> None:
    source = literal(text)
    assert ast.literal_eval(source) == text
    assert source.isprintable(), "one line, nothing invisible"


@given(
    st.recursive(
        st.one_of(
            st.none(),
            st.booleans(),
            st.integers(),
            st.floats(allow_nan=False, allow_infinity=False),
            TEXTS,
        ),
        lambda values: st.lists(values, max_size=3).map(tuple),
    )
)
def test_other_literals_have_their_values(value: object) -> None:
    assert ast.literal_eval(literal(value)) == value


@pytest.mark.parametrize("value", [math.inf, math.nan, [], {}, object(), b""])
def test_what_has_no_literal_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="no literal"):
        literal(value)


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("plain", '"plain"'),
        ("it's", '"it\'s"'),
        ('say "x"', "'say \"x\"'"),
        ("\"'", '"\\"\'"'),
        ('""\'', "'\"\"\\''"),
        ("a\\", '"a\\\\"'),
        ("a\nb", '"a\\nb"'),
        ("\u202e", '"\\u202e"'),
        ("\xa0", '"\\xa0"'),
        ("\ud800", '"\\ud800"'),
        ("漢 é", '"漢 é"'),
    ],
)
def test_literals_are_written_as_a_formatter_would(text: str, source: str) -> None:
    assert literal(text) == source


@given(TEXTS, st.sampled_from([0, 4, 8]))
def test_a_docstring_is_one_constant_and_nothing_else(text: str, depth: int) -> None:
    source = docstring_text(text, depth)
    [statement] = ast.parse(source).body
    assert isinstance(statement, ast.Expr)
    assert isinstance(statement.value, ast.Constant)
    said = statement.value.value
    assert isinstance(said, str)
    if max(columns(word) - len(word) for word in ["", *text.split()]) == 0:
        assert said.split() == text.split(), "no word is lost"
    assert "".join(said.split()) == "".join(text.split()), "no character is lost"


@given(TEXTS, st.sampled_from([0, 4, 8]))
def test_a_line_of_a_docstring_fits_unless_it_is_one_word(
    text: str, depth: int
) -> None:
    for line in (" " * depth + docstring_text(text, depth)).split("\n"):
        text = line.strip().removeprefix('"""').removesuffix('"""')
        words = text.removeprefix("- ").split(" ")  # the mark of an item stays with it
        assert (
            min(len(line), columns(line)) <= WIDTH
            or len([word for word in words if word]) <= 1
        )


@pytest.mark.parametrize(
    ("text", "source"),
    [
        pytest.param("One sentence.", '"""One sentence."""', id="one line"),
        pytest.param("", '""""""', id="nothing"),
        pytest.param(
            "Said and\nsaid on.\n\nAnother paragraph.\n",
            '"""Said and said on.\n\n    Another paragraph.\n    """',
            id="paragraphs are filled",
        ),
        pytest.param(
            "Either:\n- this\n- or that\n",
            '"""Either:\n    - this\n    - or that\n    """',
            id="lists are kept",
        ),
        pytest.param(
            f"{'word ' * 15}and more.",
            f'"""{"word " * 15}and\n    more.\n    """',
            id="a line for the quotes",
        ),
        pytest.param("x" * 100, f'"""{"x" * 100}"""', id="a long word"),
        pytest.param(
            f"- {'x' * 90}",
            f'"""- {"x" * 90}"""',
            id="a long word in a list",
        ),
        pytest.param(
            "漢" * 45,
            f'"""{"漢" * 40}\n    {"漢" * 5}\n    """',
            id="wide characters may be parted",
        ),
        pytest.param(
            f"- {'漢' * 38}「例(`Limit`。)」漢",
            f'"""- {"漢" * 38}\n    「例(`Limit`。)」漢\n    """',
            id="but not from the marks around them",
        ),
        pytest.param('"Yes" or "no"', '"""\\"Yes" or "no\\""""', id="quotes"),
        pytest.param('A """ B', '"""A \\"\\"\\" B"""', id="three quotes"),
        pytest.param('A """', '"""A \\"\\"\\""""', id="three quotes at the end"),
        pytest.param("A \\", '"""A \\\\"""', id="backslash"),
        pytest.param("A \u202e B", '"""A \\u202e B"""', id="bidi"),
    ],
)
def test_how_docstrings_look(text: str, source: str) -> None:
    assert docstring_text(text, 4) == source


@given(TEXTS)
def test_a_comment_is_one_harmless_line(text: str) -> None:
    source = comment(text)
    assert source.isascii()
    assert source.isprintable()
    assert not set(source) & set(" :=#")


def test_a_comment_cannot_choose_the_encoding_of_its_file() -> None:
    assert comment("coding: utf-7.yaml") == "coding__utf-7.yaml"
    assert comment("ses/2020-10-02.yaml") == "ses/2020-10-02.yaml"


@pytest.mark.parametrize("seed", range(3))
def test_ruff_leaves_the_layout_as_it_is(tmp_path: Path, seed: int) -> None:
    random = Random(seed)
    blocks = ["import field, mark, models"]
    for number, text in enumerate(some_texts(400, seed, longest=12)):
        name = "N" + "x" * random.randint(0, 60)
        arguments: list[str | CallText] = [literal(text), literal(name), "default=None"]
        field = CallText("field", arguments[: random.randint(1, 3)])
        nested = CallText("Call", [name, CallText(f"inner={name}", [literal(text)])])
        blocks.append(
            f"{call_text(CallText('@mark', [literal(text[:60])]))}\n"
            f"{class_head(f'A{number}{name}', f'Base[{name}]')}\n"
            f"    {docstring_text(text, 4)}\n\n"
            f"    {assignment(name, literal(text), 4)}\n"
            f"    {call_text(field, 4, before=f'{name}: str = ')}\n"
            f"    {call_text(nested, 4, before='value = ')}\n\n"
            f"    def method(self):\n        {docstring_text(text, 8)}\n"
        )
    file = tmp_path / "batch.py"
    file.write_text("\n\n\n".join(block.strip() for block in blocks) + "\n", "utf-8")
    ast.parse(file.read_bytes())
    done = run("ruff", "format", "--isolated", "--diff", file)
    assert done.stdout == ""
    assert done.returncode == 0, done.stderr


ANNOTATIONS = [
    "{}",
    "{} | None",
    "{} | str",
    "{} | str | None",
    "list[{}]",
    "list[{}] | None",
    "list[{} | str]",
    "list[{} | str] | None",
    "list[list[{}]]",
    "Mapping[str, Any] | str | None",
]


@pytest.mark.parametrize("annotation", ANNOTATIONS)
def test_ruff_leaves_long_annotations_as_they_are(
    tmp_path: Path, annotation: str
) -> None:
    members, parameters = [], []
    for length in range(1, 90, 3):
        for kind in (1, 20, 40, 60):
            name, written = "n" * length, annotation.format("X" * kind)
            value = CallText("field", [f'"{name}"', "default=None"])
            members.append(f"    {declaration(name, written, value)}\n")
            default = "None" if length % 2 else None
            parameters.append(f"        {parameter(name, written, default)}\n")
    head = "    def method(\n        self,\n        *,\n"
    text = f"class A:\n{''.join(members)}\n{head}{''.join(parameters)}    ) -> B: ...\n"
    file = tmp_path / "batch.py"
    file.write_text(text)
    assert run("ruff", "format", "--isolated", "--diff", file).stdout == ""


NAME_PARTS = [
    "A",
    "B",
    "DNS",
    "Dns",
    "dns",
    "Id",
    "ID",
    "1",
    "2",
    "10",
    "02",
    "_",
    "Foo",
    "S3",
    "IPv6",
]


def test_ruff_leaves_the_order_of_names_as_it_is(tmp_path: Path) -> None:
    random = Random(0)
    for number in range(100):
        made = {
            random.choice("ABCXYZ") + "".join(random.choices(NAME_PARTS, k=length))
            for length in range(4)
            for _ in range(8)
        }
        modules: dict[str, list[str]] = {}
        for name in made:
            modules.setdefault(snake(name), []).append(name)
        imports = [
            import_from(f".{module}", modules[module])
            for module in sorted(modules, key=natural)
        ]
        exported = CallText("", [f'"{name}"' for name in in_order(made)], "[]")
        text = "\n".join([*imports, "", call_text(exported, before="__all__ = "), ""])
        tmp_path.joinpath(f"m{number}.py").write_text(text)
    succeeds("ruff", "check", "--isolated", "--select", "I001,RUF022", tmp_path)
    succeeds("ruff", "format", "--isolated", "--check", tmp_path)


@pytest.mark.parametrize(
    ("text", "width"), [("plain", 5), ("漢字", 4), ("e\u0301", 1), ("é", 1), ("🎉", 2)]
)
def test_columns_are_those_of_a_screen(text: str, width: int) -> None:
    assert columns(text) == width


@pytest.mark.parametrize("length", [1, 40, 80, 128])
def test_code_is_code_however_long_its_names(length: int) -> None:
    name = "N" * length
    ast.parse(import_from(f".{name}", [name, "B"]))
    ast.parse(f"{class_head(name, name)} pass")
    ast.parse(assignment(name, literal(name)))
