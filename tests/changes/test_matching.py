"""What belongs together, and what is guessed to have been renamed."""

from __future__ import annotations

from tc3gen.changes.comparing.matching import Guesses, match_pairs


def guess(removed: list[str], added: list[str], budget: int = 100) -> dict[str, str]:
    """The guesses, for names in small letters; those in capitals are alike."""
    found = Guesses(budget).renamed(
        removed,
        added,
        name=str.lower,
        alike=lambda old, new: old.isupper() and new.isupper(),
    )
    return {removed[place]: name for place, name in found.items()}


def test_the_first_key_decides_then_the_second() -> None:
    old = [("a", "1"), ("b", "2"), ("c", "3")]
    new = [("z", "2"), ("a", "9"), ("y", "8")]
    pairs, removed, added = match_pairs(
        old, new, lambda item: item[0], lambda item: item[1]
    )
    assert pairs == [(("b", "2"), ("z", "2")), (("a", "1"), ("a", "9"))]
    assert removed == [("c", "3")]
    assert added == [("y", "8")]


def test_close_names_are_guessed() -> None:
    assert guess(["subjcet", "cc"], ["subject", "page"]) == {"subjcet": "subject"}


def test_each_new_name_is_guessed_once_for_the_closest() -> None:
    assert guess(["sign", "signname"], ["signnames"]) == {"signname": "signnames"}


def test_what_says_the_same_is_guessed_whatever_its_name() -> None:
    assert guess(["USED"], ["purpose", "PURPOSE"]) == {"USED": "PURPOSE"}


def test_guessing_has_a_limit() -> None:
    """Comparing every name with every other takes too long where there are thousands."""
    names = [f"name{number}" for number in range(11)]
    assert guess(names, names) == {}
    assert guess(names[:10], names[:10]) != {}
