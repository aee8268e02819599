"""The two sides of a comparison, and the changes found between them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Protocol, TypeVar

from tc3gen.changes.change import Change, Message, Prose, Subject, Value, Verdict
from tc3gen.changes.comparing.kinds import KINDS
from tc3gen.changes.comparing.matching import Guesses
from tc3gen.python.plan import annotations as types
from tc3gen.spec.model import Common, Position, Service


class Placed(Protocol):
    """Anything of the model that knows where it stands."""

    @property
    def at(self) -> Position: ...


T = TypeVar("T", bound=Placed)


class Side:
    """A service, with what is asked of it again and again."""

    def __init__(self, service: Service, common: Common) -> None:
        self.service = service
        self.common = common

    @cached_property
    def written(self) -> frozenset[str]:
        """The types that requests contain: callers build them."""
        return types.request_types(self.service)

    @cached_property
    def read_enums(self) -> frozenset[str]:
        """The enums whose members callers receive."""
        service = self.service
        groups = [action.returns for action in service.actions.values()]
        groups += [service.types[name].fields for name in self.read]
        if service.events is not None:
            groups.append(service.events.fields)
            groups += [kind.fields for kind in service.events.kinds.values()]
        found = (field.enum for group in groups for field in group.values())
        return frozenset(name for name in found if name is not None)

    @cached_property
    def read(self) -> frozenset[str]:
        """The types that responses contain: callers read them."""
        return types.response_types(self.service)


class Sides:
    """Gathers the changes between two versions of a service."""

    def __init__(self, old: Side, new: Side) -> None:
        self.old = old
        self.new = new
        self.changes: list[Change] = []
        self.guesses = Guesses()

    def add(
        self,
        kind: str,
        subject: Subject,
        before: Placed | None,
        after: Placed | None,
        /,
        **values: Value | float | None,
    ) -> None:
        """Remember a change; `values` fill the sentence of its kind."""
        self.put(kind, subject, before, after, values)

    def put(
        self,
        kind: str,
        subject: Subject,
        before: Placed | None,
        after: Placed | None,
        values: Mapping[str, Value | float | None],
        verdict: Verdict | None = None,
        hint: Message | None = None,
    ) -> None:
        """Add a change with a verdict where the kind has none, and a guess."""
        known, sentence = KINDS[kind]
        reach = known if verdict is None else verdict
        assert reach is not None, kind
        self.changes.append(
            Change(
                kind=kind,
                verdict=reach,
                subject=subject,
                message=Message(sentence, {n: _value(v) for n, v in values.items()}),
                hint=hint,
                old=None if before is None else before.at,
                new=None if after is None else after.at,
            )
        )

    def gone_and_new(
        self,
        kind: str,
        subject: Callable[[T], Subject],
        removed: list[T],
        added: list[T],
        *,
        name: Callable[[T], str],
        python: Callable[[T], str],
        alike: Callable[[T, T], bool] = lambda old, new: False,
        told: Callable[[T], str] | None = None,
        moved: Callable[[T], T | None] = lambda item: None,
        values: Callable[[T], dict[str, Value]] = lambda item: {},
        new_kind: Callable[[T], tuple[str, Verdict | None]] | None = None,
    ) -> None:
        """Remember what only one side has, with a guess about what was renamed.

        The guess goes by what was `moved` to something that both sides have; else by names,
        or what they are `told` apart by, and by what is `alike`.
        """
        rest = [item for item in removed if moved(item) is None]
        guessed = self.guesses.renamed(rest, added, told or name, alike)
        now = {id(rest[place]): item for place, item in guessed.items()}
        for item in removed:
            other = moved(item) or now.get(id(item))
            hint = None
            if other is not None:
                words = {"name": name(other), "python": python(other)}
                hint = Message("perhaps it is {name} now, in Python {python}", words)
            gone = f"{kind}removed"
            self.put(gone, subject(item), item, None, values(item), hint=hint)
        for item in added:
            come, verdict = new_kind(item) if new_kind else (f"{kind}added", None)
            self.put(come, subject(item), None, item, values(item), verdict)

    def fate(
        self, kind: str, subject: Subject, old: T, new: T, /, **values: Value
    ) -> None:
        """Remember whether something was deprecated, or is no longer."""
        before, after = (
            getattr(old, "deprecated", None),
            getattr(new, "deprecated", None),
        )
        if after is not None and before != after:
            text = Prose(after)
            self.add(f"{kind}.deprecated", subject, old, new, text=text, **values)
        elif before is not None and after is None:
            self.add(f"{kind}.undeprecated", subject, old, new, **values)


def _value(value: Value | float | None) -> Value:
    if isinstance(value, (str, tuple)):
        return value
    return Prose("nothing" if value is None else _number(value))


def _number(value: float) -> str:
    return f"{value:,}" if isinstance(value, int) else f"{value:,.10g}"
