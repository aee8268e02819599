"""The list in README.md names tests that exist."""

from __future__ import annotations

import ast
import re
from pathlib import Path

HERE = Path(__file__).parent
NAMED = re.compile(r"`(test_\w+): (test_\w+)`")


def test_every_test_of_the_list_is_there() -> None:
    named = NAMED.findall((HERE / "README.md").read_text())
    missing = [(file, test) for file, test in named if test not in _tests(file)]
    assert missing == []
    assert len(named) > 70


def _tests(file: str) -> set[str]:
    (path,) = HERE.rglob(f"{file}.py")
    tree = ast.parse(path.read_text())
    defined = (ast.FunctionDef, ast.AsyncFunctionDef)
    return {node.name for node in tree.body if isinstance(node, defined)}
