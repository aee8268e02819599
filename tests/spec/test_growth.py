"""Time grows with the size of a spec, not with its square."""

from __future__ import annotations

from collections.abc import Callable
from time import process_time

import pytest

from tc3gen.spec.checks.run import check_specs
from tc3gen.spec.problems import MAX_PROBLEMS
from tc3gen.spec.reading.load import Specs

from .texts import HEAD, PARAMS, SEND

Load = Callable[[str], Specs]


def many(line: str, number: int) -> str:
    return "".join(line.replace("$", str(n)) + "\n" for n in range(number))


def enum(number: int) -> str:
    values = ", ".join(str(-n - 1) for n in range(number))
    return (
        f"{HEAD}actions:\n  Send:\n    summary: S.\n"
        f'    params: {{L: {{type: "list[integer]", enum: E, doc: D.}}}}\n'
        f"    examples: [{{title: T, request: {{L: [{values}]}}}}]\n"
        f"enums:\n  E:\n    doc: D.\n    values:\n{many('      A$: $', number)}"
    )


def errors(number: int) -> str:
    codes = many("      - Faled.E$", number)
    return f"{SEND}    errors:\n{codes}errors:\n{many('  Failed.E$: D.', number)}"


TEXTS: dict[str, tuple[int, Callable[[int], str]]] = {
    "regions": (
        8000,
        lambda n: f"{SEND}regions:\n  china:\n{many('    - ap-x$', n)}",
    ),
    "description": (
        20_000,
        lambda n: f"{SEND}description: |\n{many('  A line of words.', n)}",
    ),
    "folded description": (
        20_000,
        lambda n: f"{SEND}description: >\n{many('  A line of words.', n)}",
    ),
    "parameters": (
        1000,
        lambda n: PARAMS + many("      P$: {type: string, doc: D.}", n),
    ),
    "types": (
        400,
        lambda n: (
            f"{PARAMS}      P: {{type: T0, doc: D.}}\ntypes:\n"
            + many("  T$: {doc: D., fields: {F: {type: T0, doc: D.}}}", n)
        ),
    ),
    # The names that are looked through for a suggestion are limited, as are the problems.
    "unknown types": (
        100,
        lambda n: (
            PARAMS
            + many("      P$: {type: strng$, doc: D.}", n)
            + f"types:\n{many('  T$: {doc: D.}', n)}"
        ),
    ),
    "unknown values": (200, enum),
    "unknown codes": (100, errors),
    "examples": (
        1000,
        lambda n: SEND.replace("[{title: T}]", "[" + "{title: T}, " * n + "]"),
    ),
}


@pytest.mark.parametrize("name", TEXTS)
def test_time_is_linear(name: str, loaded: Load) -> None:
    """Four times the size may take eight times the time; a square would take sixteen.

    The best of some runs counts, in seconds of this process.
    """
    size, text = TEXTS[name]

    def seconds(number: int) -> float:
        found = text(number)
        begin = process_time()
        check_specs(loaded(found))
        return process_time() - begin

    small = large = 0.0
    for _ in range(4):
        small, large = (min(seconds(n) for _ in range(2)) for n in (size, 4 * size))
        if large < 8 * small + 0.05:
            return
    raise AssertionError(f"{small:.3f} s for {size}, {large:.3f} s for {4 * size}")


def test_enough_problems_are_enough(loaded: Load) -> None:
    specs = loaded(TEXTS["unknown types"][1](MAX_PROBLEMS + 5))
    problems = check_specs(specs)
    assert len(problems) == MAX_PROBLEMS + 1
    more = [problem for problem in problems if "more is wrong" in problem.message]
    assert [problem.at.file for problem in more] == ["ses.yaml"]
    assert more[0].at.line > MAX_PROBLEMS


def test_the_problems_of_reading_are_limited_too(loaded: Load) -> None:
    found = loaded(f"{SEND}{many('key$: 1', MAX_PROBLEMS + 5)}").problems
    assert len(found) == MAX_PROBLEMS + 1
    assert "more is wrong from here on" in found[-1].message
