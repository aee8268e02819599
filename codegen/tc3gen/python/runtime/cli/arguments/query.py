"""The query of a command, checked before anything is sent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from importlib import import_module
from typing import Any

from ...narrowing import is_mapping
from ..exits import Problem, WrongUse
from ..settings import CommandSettings

_MAX_ARGUMENTS = 32
_STEPS = frozenset(
    {
        "filter_projection",
        "flatten",
        "index_expression",
        "pipe",
        "projection",
        "subexpression",
    }
)
"""The kinds of expressions whose first part is asked of the value itself."""


class BadQuery(Exception):
    """A query does not fit what it is asked of."""


class Query:
    """A JMESPath expression; without one it gives everything.

    Raises:
        WrongUse: It is not one, or calls a function that is not there.
    """

    def __init__(self, expression: str | None = None, option: str = "--query") -> None:
        self.text = expression
        self.option = option
        self._compiled: Any = None
        if expression is not None:
            try:
                self._compiled = import_module("jmespath").compile(expression)
                for node in _nodes(self._compiled.parsed):
                    _check_function(node)
            except (_query_error(), RecursionError) as error:
                raise WrongUse(
                    Problem(option, f"is not JMESPath: {_reason(error)}")
                ) from None

    @classmethod
    def of(
        cls, settings: CommandSettings, problems: list[Problem], name: str = "query"
    ) -> Query:
        """The query of an option; what is wrong with it joins the problems."""
        try:
            return cls(settings.text(name), "--" + name.replace("_", "-"))
        except WrongUse as error:
            problems.extend(error.problems)
            return cls()

    def __bool__(self) -> bool:
        return self._compiled is not None

    @property
    def begins_with_items(self) -> bool:
        """True if it begins with brackets, such as `[].Name`, which only a list answers."""
        if self._compiled is None:
            return False
        node = self._compiled.parsed
        steps = False
        while node["type"] in _STEPS:
            node, steps = node["children"][0], True
        return steps and node["type"] == "identity"

    def search(self, value: Any) -> Any:
        """Evaluate the expression. Raises `BadQuery` where it does not fit the value."""
        if self._compiled is None:
            return value
        try:
            return self._compiled.search(value)
        except (_query_error(), RecursionError, TypeError, ValueError) as error:
            raise BadQuery(_reason(error)) from None


def _nodes(node: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """An expression, and all inside it."""
    yield node
    for child in node["children"]:
        if is_mapping(child):
            yield from _nodes(child)


def _check_function(node: Mapping[str, Any]) -> None:
    """Refuse a call of an unknown function, or with too many or too few arguments.

    Such a call fails only when it is evaluated, which for a query is after the request.
    """
    if node["type"] != "function_expression":
        return
    functions = import_module("jmespath.functions").Functions()
    misfit = import_module("jmespath.exceptions").JMESPathTypeError
    count = min(len(node["children"]), _MAX_ARGUMENTS)
    # The types of arguments are known later only; their number is right then.
    with suppress(misfit):
        functions.call_function(node["value"], [None] * count)


def _query_error() -> type[Exception]:
    found: type[Exception] = import_module("jmespath.exceptions").JMESPathError
    return found


def _reason(error: Exception) -> str:
    return " ".join(str(error).split())
