"""Takes the words behind an action apart: parameters, options, and what is neither.

A parser of its own, as those of libraries know all options beforehand and stop at the first
problem: here an action's parameters come from its definition, win over options of the same
name, have dots, take values that begin with a dash, and all problems are told at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from ..catalog import did_you_mean
from ..exits import Problem
from ..options import PREFIX, SECRET, Option, find_option, names_of

_NUMBER = re.compile(r"-\.?\d")


class Parameter(NamedTuple):
    """The properties of a parameter that a parser needs."""

    name: str
    is_list: bool
    is_boolean: bool


class Assignment(NamedTuple):
    """A value that was given for a parameter, or for a member below it."""

    path: tuple[str, ...]
    """The parameter's name on the wire, then members and numbers as they were written."""
    value: str
    option: str
    """As it was written, for messages."""


class Words(NamedTuple):
    """The content of a command's words."""

    assignments: list[Assignment]
    options: dict[str, Any]
    """By the names of Python: a text, or true for a flag."""
    others: list[str]
    problems: list[Problem]


Lookup = Callable[[str], Parameter | None]


def take_apart(
    words: Sequence[str],
    lookup: Lookup,
    known: Sequence[str],
    options: tuple[Option, ...],
) -> Words:
    """Take words apart. `known` are the names of the parameters, for suggestions."""
    return _Reader(words, lookup, known, options).read()


def words_of(given: Mapping[str, Any], options: tuple[Option, ...]) -> list[str]:
    """Options as words to call again with, without secrets and where to start."""
    words: list[str] = []
    for option in options:
        value = given.get(option.attribute)
        if value is None or option.name in (*SECRET, "start", "version"):
            continue
        words.append(f"--{option.name}")
        if option.kind != "flag":
            words.append(str(value))
    return words


class _Reader:
    def __init__(
        self,
        words: Sequence[str],
        lookup: Lookup,
        known: Sequence[str],
        options: tuple[Option, ...],
    ) -> None:
        self._words = words
        self._lookup = lookup
        self._known = known
        self._options = options
        self._at = 0
        self._found = Words([], {}, [], [])

    def read(self) -> Words:
        """Go through all words."""
        while self._at < len(self._words):
            word = self._words[self._at]
            self._at += 1
            if word == "--":
                self._found.others.extend(self._words[self._at :])
                break
            if word.startswith("--"):
                self._option(word)
            elif word == "-h":
                self._found.options["help"] = True
            else:
                self._found.others.append(word)
        return self._found

    def _option(self, word: str) -> None:
        name, equals, inline = word[2:].partition("=")
        head, *rest = name.split(".")
        shown = f"--{name}"
        parameter = None if name.startswith(PREFIX) else self._lookup(head)
        value = inline if equals else None
        if parameter is not None:
            self._parameter(parameter, rest, shown, value)
            return
        option = find_option(name, self._options)
        if option is None:
            names = [*self._known, *names_of(self._options)]
            guess = did_you_mean(name, names).replace("mean ", "mean --")
            self._found.problems.append(Problem(shown, f"is not known{guess}"))
            # Its value must not look like one word too many.
            if not equals and self._next() is not None:
                self._at += 1
        elif option.kind == "flag" and equals:
            self._found.problems.append(Problem(shown, "takes no value"))
        elif option.kind == "flag":
            self._found.options[option.attribute] = True
        elif option.kind == "optional":
            value = value if equals else self._next()
            self._at += 0 if equals or value is None else 1
            self._set(option, shown, value or option.default)
        else:
            self._value(option, shown, value)

    def _value(self, option: Option, shown: str, value: str | None) -> None:
        if value is None and self._at < len(self._words):
            value = self._words[self._at]
            self._at += 1
        if value is None:
            self._found.problems.append(Problem(shown, "needs a value"))
        else:
            self._set(option, shown, value)

    def _set(self, option: Option, shown: str, value: str) -> None:
        if option.choices and value not in option.choices:
            known = ", ".join(option.choices)
            self._found.problems.append(Problem(shown, f"must be one of {known}"))
        else:
            self._found.options[option.attribute] = value

    def _parameter(
        self, parameter: Parameter, rest: list[str], shown: str, value: str | None
    ) -> None:
        path = (parameter.name, *rest)
        given = [] if value is None else [value]
        if not given and self._at < len(self._words):
            following = self._words[self._at]
            # A switch that is followed by another option is on.
            if not (parameter.is_boolean and following.startswith("--")):
                given.append(following)
                self._at += 1
                while self._more_of(parameter, rest):
                    given.append(self._words[self._at])
                    self._at += 1
        if not given and parameter.is_boolean:
            given.append("true")
        if not given:
            self._found.problems.append(Problem(shown, "needs a value"))
        for text in given:
            self._found.assignments.append(Assignment(path, text, shown))

    def _more_of(self, parameter: Parameter, rest: list[str]) -> bool:
        """True if the next word is one more item of a list."""
        if not (parameter.is_list or rest) or self._at >= len(self._words):
            return False
        word = self._words[self._at]
        return not word.startswith("-") or _NUMBER.match(word) is not None

    def _next(self) -> str | None:
        """The next word, unless it is an option."""
        if self._at < len(self._words) and not self._words[self._at].startswith("--"):
            return self._words[self._at]
        return None
