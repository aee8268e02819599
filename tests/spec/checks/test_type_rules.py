"""Types and enums are used, and no type requires itself for ever."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ..texts import PARAM

Found = Callable[[str], list[str]]


def test_types_and_enums_that_nothing_uses(problems: Found) -> None:
    """Also those that only something unused uses."""
    assert problems(
        PARAM
        + """\
{type: Used, doc: D.}
types:
  Used: {doc: D., fields: {A: {type: "list[Inner]", doc: D.}}}
  Inner: {doc: D., fields: {A: {type: Used, doc: D.}}}
  Idle: {doc: D., fields: {A: {type: Alone, doc: D.}}}
  Alone: {doc: D.}
enums:
  Kind: {doc: D., values: {A: 1}}
"""
    ) == [
        "ses.yaml:14:3: no action uses the type `Idle`: remove it, or use it somewhere",
        "ses.yaml:15:3: no action uses the type `Alone`: remove it, or use it somewhere",
        "ses.yaml:17:3: no field uses the enum `Kind`: remove it, or use it somewhere",
    ]


def types(**members: str) -> str:
    lines = [
        f"  {name}: {{doc: D., fields: {{{text}}}}}" for name, text in members.items()
    ]
    first = next(iter(members))
    return f"{PARAM}{{type: {first}, doc: D.}}\ntypes:\n" + "\n".join(lines) + "\n"


def holds(target: str, options: str = "required: true, ") -> str:
    return f'N: {{type: "{target}", {options}doc: D.}}'


def test_a_type_that_requires_itself(problems: Found) -> None:
    assert problems(types(T=holds("T"))) == [
        "ses.yaml:12:25: no `T` can ever be built, because its member `N` is required "
        "and holds another: make one optional"
    ]


def test_types_that_require_each_other(problems: Found) -> None:
    assert problems(types(T=holds("A"), A=holds("B"), B=holds("C"), C=holds("A"))) == [
        "ses.yaml:13:25: no `A` can ever be built, because `A.N`, `B.N`, `C.N` are "
        "required and lead back to it: make one optional"
    ]


def test_a_list_that_may_not_be_empty_requires_too(problems: Found) -> None:
    [problem] = problems(types(T=holds("list[T]", "required: true, items: [1, 2], ")))
    assert problem.startswith("ses.yaml:12:25: no `T` can ever be built")


@pytest.mark.parametrize(
    "member",
    [
        holds("T", ""),
        holds("list[T]"),
        holds("list[T]", "required: true, items: [0, 2], "),
        holds("T", "required: true, nullable: true, "),
    ],
)
def test_recursion_that_ends_somewhere(problems: Found, member: str) -> None:
    assert problems(types(T=member)) == []


def test_long_chains_of_types_do_not_overflow(problems: Found) -> None:
    chain = {f"T{n}": holds(f"T{n + 1}") for n in range(3000)}
    [problem] = problems(types(**chain, T3000=holds("T2999")))
    assert problem.startswith("ses.yaml:3011:29: no `T2999` can ever be built")
