"""A request that grows: what a file says, and what options put into it.

The tree has the names of the wire. Its leaves are values of JSON, or a `Word`: a text of the
command line, whose meaning depends on the type of the member that it is for.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...narrowing import is_list, is_object
from ..catalog import did_you_mean
from ..exits import Problem
from .documents import parse_json
from .scalars import Unreadable
from .words import Assignment


class Word:
    """A text of the command line and the option that it was given for."""

    __slots__ = ("option", "text")

    def __init__(self, text: str, option: str) -> None:
        self.text = text
        self.option = option


class Words(list[Word]):
    """The values of a repeated option: the items of a list, or one value too many."""


class Numbered(dict[int, Any]):
    """The items of a list that were given by their numbers."""


def assign_options(
    tree: dict[str, Any], assignments: list[Assignment], cls: Any
) -> list[Problem]:
    """Put what options say into a tree; `cls` is the model of the request.

    What is given as a whole comes first, so that members add to it wherever they stand.
    """
    problems: list[Problem] = []
    for assignment in sorted(assignments, key=lambda given: len(given.path)):
        reason = _put_value(tree, assignment, cls)
        if reason is not None:
            problem = Problem(assignment.option, reason)
            if str(problem) not in map(str, problems):
                problems.append(problem)
    return problems


def option_of(name: str) -> str:
    """The option for a member, by its name in Python."""
    return name.rstrip("_").replace("_", "-")


def find_member(cls: Any, given: str) -> Any:
    """The member of a model by its name on the wire or as an option; None without one."""
    from ...serialization.shapes import members

    every = members(cls)
    for member in every:
        if member.info.wire == given:
            return member
    for member in every:
        if option_of(member.name) == given:
            return member
    return None


def member_names(cls: Any) -> list[str]:
    """The names of a model's members as options."""
    from ...serialization.shapes import members

    return [option_of(member.name) for member in members(cls)]


def _put_value(tree: dict[str, Any], assignment: Assignment, cls: Any) -> str | None:
    """Put one value into the tree; the reason if that cannot be."""
    first, *rest = assignment.path
    member = find_member(cls, first)
    shape = member.shape
    above: Any = tree
    key: Any = member.info.wire
    for step in rest:
        reason: str | None
        if shape.kind == "list":
            above, key, shape, reason = _into_list(above, key, shape, step)
        elif shape.kind == "model":
            above, key, shape, reason = _into_model(above, key, shape, step)
        else:
            reason = f"has no member {step!r}: it is {shape_text(shape)}"
        if reason is not None:
            return reason
    word = Word(assignment.value, assignment.option)
    there = above.get(key)
    if isinstance(there, Words):
        there.append(word)
    elif isinstance(there, Numbered):
        return "is given both as a whole and by numbers"
    else:
        above[key] = Words([word])
    return None


def _into_list(
    above: Any, key: Any, shape: Any, step: str
) -> tuple[Any, Any, Any, Any]:
    if not step.isdecimal() or len(step) > 6:
        example = "0" if shape.item.kind != "model" else f"0.{step}"
        return (
            above,
            key,
            shape,
            f"is a list: its items have numbers, such as {example}",
        )
    there = above.get(key)
    if is_list(there) and not isinstance(there, Words):
        there = above[key] = Numbered(enumerate(there))
    if there is None:
        there = above[key] = Numbered()
    if not isinstance(there, Numbered):
        return above, key, shape, "is given both as a whole and by numbers"
    return there, int(step), shape.item, None


def _into_model(
    above: Any, key: Any, shape: Any, step: str
) -> tuple[Any, Any, Any, Any]:
    member = find_member(shape.cls, step)
    if member is None:
        guess = did_you_mean(step, member_names(shape.cls))
        return above, key, shape, f"has no member {step!r}{guess}"
    there = above.get(key)
    if isinstance(there, Words) and len(there) == 1:
        there = above[key] = _object(there[0].text)
    if there is None:
        there = above[key] = {}
    if isinstance(there, Numbered) or not is_object(above[key]):
        return above, key, shape, "is given both as a whole and by members"
    return above[key], member.info.wire, member.shape, None


def _object(text: str) -> Any:
    """JSON that was given for a structure before single members of it."""
    try:
        return parse_json(text)
    except (ValueError, Unreadable):
        return None


def shape_text(shape: Any) -> str:
    """Describe the values of a shape."""
    words = {
        "string": "text",
        "integer": "a whole number",
        "float": "a number",
        "boolean": "true or false",
        "bytes": "base64, or a file as @FILE",
        "json": "a JSON text",
        "datetime": "a time such as 2026-01-31 08:00:00",
        "date": "a date such as 2026-01-31",
        "enum": "one of a few values",
        "site enum": "one of a few values",
        "list": "a list",
        "model": "a structure",
    }
    return words[shape.kind]


def copy_request(base: Mapping[str, Any]) -> dict[str, Any]:
    """A copy of a request that options may change."""
    from copy import deepcopy

    return dict(deepcopy(base))
