"""A change, how far it reaches, and what is said about it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from enum import IntEnum

from attrs import field, frozen

from tc3gen.spec.model import Position


class Verdict(IntEnum):
    """The reach of a change into the code of a caller who takes the new version."""

    NOTHING = 0
    """The code passes type checkers, runs, sends and reads the same."""
    WIRE = 1
    """It passes and runs, but something else is sent, read or meant."""
    TYPES = 2
    """It still runs, but type checkers refuse it."""
    CODE = 3
    """It fails: a name is gone, an argument is missing or refused, a value has no such method."""

    @property
    def word(self) -> str:
        return self.name.lower()

    @property
    def is_breaking(self) -> bool:
        return self >= Verdict.TYPES


class Prose(str):
    """A text of a spec for people, unlike a name or a value."""

    __slots__ = ()


Value = str | Prose | tuple[str, ...]
"""A quotation from a spec in a message; each output escapes it in its own way."""


@frozen
class Message:
    """A sentence of ours with what it quotes."""

    template: str
    values: Mapping[str, Value] = field(factory=dict)

    def text(self, show: Callable[[str], str]) -> str:
        """The sentence; `show` escapes what is quoted."""
        return self.template.format(
            **{name: _value_text(value, show) for name, value in self.values.items()}
        )

    def of(self, name: str, show: Callable[[str], str]) -> str:
        """One of the things that it quotes."""
        return _value_text(self.values[name], show)


def _value_text(value: Value, show: Callable[[str], str]) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(show, value))
    return show(value)


@frozen
class Subject:
    """The subject of a change: an action, or something else of a sort that has a word."""

    name: str
    word: str = ""

    def text(self, show: Callable[[str], str]) -> str:
        return " ".join(filter(None, (self.word, self.name and show(self.name))))


@frozen(kw_only=True)
class Change:
    """One difference."""

    kind: str
    """One of `kinds.KINDS`, stable: `parameter.required`."""
    verdict: Verdict
    subject: Subject
    message: Message
    hint: Message | None = None
    """A guess about what else it may be; never a fact."""
    old: Position | None = None
    new: Position | None = None
    """The positions on each side that has it."""


@frozen(kw_only=True)
class Comparison:
    """Two versions that belong together, or one that has no counterpart."""

    service: str
    title: str = ""
    old: str | None = None
    new: str | None = None
    """The versions; None where a side lacks it."""
    about: str = ""
    """Why these two are compared, where it is not plain."""
    changes: tuple[Change, ...] = ()

    @property
    def verdict(self) -> Verdict:
        return worst(change.verdict for change in self.changes)


@frozen(kw_only=True)
class Report:
    """All that was compared."""

    old: str
    new: str
    comparisons: tuple[Comparison, ...] = ()

    @property
    def verdict(self) -> Verdict:
        return worst(comparison.verdict for comparison in self.comparisons)


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """The verdict on several changes together."""
    return max(verdicts, default=Verdict.NOTHING)
