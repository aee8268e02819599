"""Docstrings say what a thing does or is; a noun clause leaves the reader to guess it."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

CODE = Path(__file__).parents[1] / "codegen" / "tc3gen"

RIDDLES = re.compile(r"(What|Whether|How|Where|The same)\b")
"""First words of docstrings that name a thing by a clause."""

LIMIT = 20
"""Docstrings of so many modules, classes and functions may not begin so; 385 did once."""

Documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def riddles(source: str) -> list[str]:
    """First lines of the docstrings that begin with a noun clause."""
    docs = (
        ast.get_docstring(node)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, Documented)
    )
    return [doc.partition("\n")[0] for doc in docs if doc and RIDDLES.match(doc)]


def test_few_docstrings_are_riddles() -> None:
    found = [
        f"{path.relative_to(CODE)}: {line}"
        for path in sorted(CODE.rglob("*.py"))
        for line in riddles(path.read_text("utf-8"))
    ]
    assert len(found) < LIMIT, "\n".join(found)


@pytest.mark.parametrize(
    ("source", "count"),
    [
        ('"""What is shown."""', 1),
        ('class A:\n    """The same, sorted."""', 1),
        ('async def f():\n    """Whether it is on."""', 1),
        ('def f():\n    """Whatever is left."""', 0),
        ('def f():\n    """Return the rows."""\n    "What for?"', 0),
    ],
)
def test_riddles_are_found(source: str, count: int) -> None:
    assert len(riddles(source)) == count
