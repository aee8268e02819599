"""Which of the old belongs to which of the new, and what might have been renamed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from difflib import SequenceMatcher
from typing import TypeVar

T = TypeVar("T")

_ALIKE = 0.6


Matched = tuple[list[tuple[T, T]], list[T], list[T]]
"""Pairs in the order of the new side; what was removed; what was added."""


def match_pairs(
    old: Iterable[T], new: Iterable[T], *keys: Callable[[T], str]
) -> Matched[T]:
    """Pairs what has the same first key; of the rest, what has the same second key.

    Callers see names of Python, so these come first: what has kept its name there is the
    same to them, whatever it is called on the wire.
    """
    partners: dict[int, T] = {}
    ordered = list(new)
    left, right = list(old), ordered
    for key in keys:
        by_key = {key(item): item for item in left}
        rest = []
        for item in right:
            found = by_key.pop(key(item), None)
            if found is None:
                rest.append(item)
            else:
                partners[id(item)] = found
        gone = {id(item) for item in partners.values()}
        left, right = [item for item in left if id(item) not in gone], rest
    pairs = [(partners[id(i)], i) for i in ordered if id(i) in partners]
    return pairs, left, right


class Guesses:
    """Guesses what was renamed. Comparing names costs, so there is a budget for it."""

    def __init__(self, budget: int = 20_000) -> None:
        self._left = budget

    def renamed(
        self,
        removed: list[T],
        added: list[T],
        name: Callable[[T], str],
        alike: Callable[[T, T], bool],
    ) -> dict[int, T]:
        """For places in `removed`, what it may be now; each of `added` at most once.

        Args:
            removed: What only the old side has.
            added: What only the new side has.
            name: The name of either, as far as it tells something.
            alike: Whether two say the same but for their names.
        """
        if len(removed) * len(added) > self._left:
            return {}
        self._left -= len(removed) * len(added)
        scores = sorted(
            (-_score(name(old), name(new), alike(old, new)), i, j)
            for i, old in enumerate(removed)
            for j, new in enumerate(added)
        )
        found: dict[int, T] = {}
        used: set[int] = set()
        for score, i, j in scores:
            if -score < _ALIKE:
                break
            if i not in found and j not in used:
                found[i] = added[j]
                used.add(j)
        return found


def _score(old: str, new: str, alike: bool) -> float:
    matcher = SequenceMatcher(None, old.lower(), new.lower(), autojunk=False)
    if not alike and matcher.real_quick_ratio() < _ALIKE:
        return 0.0
    if not alike and matcher.quick_ratio() < _ALIKE:
        return 0.0
    return matcher.ratio() + alike


def differing_keys(keys: Iterable[str], old: object, new: object) -> tuple[str, ...]:
    """The keys whose attributes are not the same on both sides."""
    return tuple(key for key in keys if getattr(old, key) != getattr(new, key))
