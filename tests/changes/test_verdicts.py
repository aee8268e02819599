"""What is called compatible is compatible, and what is called breaking breaks.

For each change of a table there is code of a caller that uses what was there before. It runs,
and passes mypy, with the old package. With the new one:

- `code`: it fails when it runs,
- `types`: it runs, but mypy refuses it,
- `wire`: both are fine, but something else is sent or seen,
- `nothing`: both are fine, and the same is sent and seen.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tc3gen.changes.change import Change, Verdict, worst
from tc3gen.changes.comparing.compare import compare_services
from tc3gen.changes.comparing.kinds import KINDS
from tc3gen.python.output.package import load_checked
from tc3gen.spec import model
from tc3gen.spec.reading.load import Specs

from .callers import (
    AFTER,
    BEFORE,
    CASES,
    SHARED,
    Refused,
    behaviour,
    make,
    mypy,
    whole,
    write,
)
from .case import Spec, merged, numbered, spec_text

QUIET = ("text", "examples")
"""How the kinds end that may come along with others."""

ELSEWHERE = {
    *("service.added", "service.removed", "common.parameter"),
    *("service.domain", "service.signing_name"),
}
"""Kinds that are not about two versions of a service; `test_pairs` has them."""


@pytest.fixture(scope="module")
def refused(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Refused]:
    """Makes the package and the callers, and asks mypy."""
    folder = tmp_path_factory.mktemp("changes")
    make(folder)
    sys.path.insert(0, str(folder))
    yield mypy(folder)
    sys.path.remove(str(folder))


@pytest.mark.slow
def test_verdicts(refused: Refused) -> None:
    """Each caller meets what was said, and no other verdict would be true.

    All in one test, as mypy is slow to start.
    """
    wrong = {}
    for number, case in enumerate(CASES):
        saw = (
            behaviour(number, BEFORE),
            behaviour(number, AFTER),
            refused.get((BEFORE, number), []),
            refused.get((AFTER, number), []),
        )
        reason = contradiction(case.verdict, case.meant, *saw)
        # What only the service knows shows nowhere.
        true = {case.verdict} | ({Verdict.NOTHING} if case.meant else set())
        possible = {v for v in Verdict if not contradiction(v, case.meant, *saw)}
        if reason or possible != true:
            wrong[f"{number} {case.title}"] = reason or possible
    assert wrong == {}


def contradiction(
    verdict: Verdict,
    meant: bool,
    before: object,
    after: object,
    refused_before: list[str],
    refused_after: list[str],
) -> str:
    """What speaks against a verdict; empty if nothing does."""
    if isinstance(before, Exception) or refused_before:
        return f"fails before: {before!r} {refused_before}"
    if isinstance(after, Exception) != (verdict is Verdict.CODE):
        return f"with the new package: {after!r}"
    if verdict is Verdict.CODE:
        return ""
    if bool(refused_after) != (verdict is Verdict.TYPES):
        return f"mypy says {refused_after}"
    quiet = verdict is Verdict.NOTHING or (verdict is Verdict.WIRE and meant)
    if verdict is not Verdict.TYPES and (before == after) != quiet:
        return f"was {before}, is {after}"
    return ""


Pair = tuple[Specs, Specs]


def loaded(folder: Path, old: Spec, new: Spec) -> Pair:
    """Two parts of a spec, loaded as whole specs."""
    specs = []
    for side, part in (("old", old), ("new", new)):
        found, problems = load_checked(
            [write(folder / side, "toy.yaml", spec_text(part))]
        )
        assert [str(problem) for problem in problems] == []
        specs.append(found)
    return specs[0], specs[1]


def compared(pair: Pair) -> tuple[Change, ...]:
    """The changes from one to the other."""
    old, new = pair
    return compare_services(old.services[0], new.services[0], old.common, new.common)


@pytest.fixture(scope="module")
def pairs(tmp_path_factory: pytest.TempPathFactory) -> list[Pair]:
    """Both sides of each case."""
    folder = tmp_path_factory.mktemp("pairs")
    return [
        loaded(folder, numbered(case.old, number), numbered(case.new, number))
        for number, case in enumerate(CASES)
    ]


def test_kinds(pairs: list[Pair]) -> None:
    """Just the changes of a case are found, and the worst of them is what the case says."""
    wrong = {}
    for number, case in enumerate(CASES):
        changes = compared(pairs[number])
        found = Counter(
            change.kind
            for change in changes
            if change.kind in case.kinds or not change.kind.endswith(QUIET)
        )
        verdict = worst(change.verdict for change in changes)
        if found != Counter(case.kinds) or verdict is not case.verdict:
            wrong[f"{number} {case.title}"] = (verdict, found)
    assert wrong == {}


def test_every_kind_has_a_case() -> None:
    tried = {kind for case in CASES for kind in case.kinds}
    assert set(KINDS) - tried == ELSEWHERE


NOT_COMPARED = {
    "*.at": "where it stands",
    "Field.constraints": "tests/spec/checks/test_new_constraint.py: no spec has one yet",
    "*.name": "what it is found by: it is another one",
    "ErrorCode.code": "the same",
    "Service.service": "the same",
    "Service.source": "where it stands",
    "Service.domain": "test_pairs: where calls go, which no caller sees",
    "Service.signing_name": "the same",
    "Example.title": "examples are compared as a whole",
    "Example.response": "the same",
    "Example.doc": "the same",
    "Example.differs": "the same",
}
"""What no caller can see, and why."""


def test_all_that_a_spec_can_say_is_compared(pairs: list[Pair]) -> None:
    """Whoever adds an attribute to the vocabulary has to say what its change breaks."""
    differing: set[str] = set()
    for old, new in pairs:
        differing |= set(_differing(old.services[0], new.services[0]))
    every = {
        (cls.__name__, attribute.name)
        for cls in vars(model).values()
        if isinstance(cls, type) and attrs.has(cls)
        for attribute in attrs.fields(cls)
        if cls.__name__ not in ("Position", "Common", "Parameter")
    }
    assert {
        f"{cls}.{name}"
        for cls, name in every
        if not {f"{cls}.{name}", f"*.{name}"} & NOT_COMPARED.keys()
    } <= differing


def _differing(old: Any, new: Any) -> Iterator[str]:
    """The attributes that differ somewhere between two parts of the vocabulary."""
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in old.keys() & new.keys():
            yield from _differing(old[key], new[key])
    elif isinstance(old, tuple) and isinstance(new, tuple):
        for one, other in zip(old, new, strict=False):
            yield from _differing(one, other)
    elif attrs.has(type(old)) and type(old) is type(new):
        for attribute in attrs.fields(type(old)):
            one, other = (getattr(side, attribute.name) for side in (old, new))
            if one != other:
                yield f"{type(old).__name__}.{attribute.name}"
                yield from _differing(one, other)


@settings(max_examples=20, deadline=None)
@given(
    numbers=st.lists(st.sampled_from(SHARED), max_size=25, unique=True),
    data=st.data(),
)
def test_the_worst_of_many_changes_counts(
    tmp_path_factory: pytest.TempPathFactory, numbers: list[int], data: st.DataObject
) -> None:
    """Changes do not hide each other, whatever else stays as it is."""
    changed = data.draw(st.sets(st.sampled_from(numbers))) if numbers else set()
    new = [(n, CASES[n].new if n in changed else CASES[n].old) for n in numbers]
    folder = tmp_path_factory.mktemp("many")
    changes = compared(loaded(folder, whole(numbers, "old"), merged(new)))
    assert worst(c.verdict for c in changes) == worst(
        CASES[number].verdict for number in changed
    )
    expected = Counter(kind for number in changed for kind in CASES[number].kinds)
    assert Counter(c.kind for c in changes) >= expected


def test_nothing_changes_from_a_spec_to_itself(tmp_path: Path) -> None:
    every = whole(SHARED, "old")
    assert compared(loaded(tmp_path, every, every)) == ()
