"""What the tests of nodes share."""

from __future__ import annotations

from textwrap import dedent
from typing import Any

from tc3gen.spec.problems import Problems
from tc3gen.spec.yaml.nodes import Mapping, Node, Scalar, Sequence, compose


def refused(text: str) -> list[str]:
    problems = Problems()
    compose(dedent(text), "ses.yaml", problems)
    return [str(problem) for problem in problems.sorted()]


def plain(node: Node | None) -> Any:
    if isinstance(node, Mapping):
        return {key: plain(value) for key, value in node.entries.items()}
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    assert isinstance(node, Scalar)
    return node.value
