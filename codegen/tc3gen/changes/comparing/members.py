"""Parameters, members of responses, and members of types."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

from attrs import frozen

from tc3gen.changes.change import Prose, Subject, Value, Verdict
from tc3gen.changes.comparing.matching import match_pairs
from tc3gen.changes.comparing.sides import Sides
from tc3gen.changes.comparing.values import Place, reading_verdict, writing_verdict
from tc3gen.python.naming import names
from tc3gen.reference import limits as words_of_limits
from tc3gen.spec.format import kinds
from tc3gen.spec.format.field_properties import constraints_of
from tc3gen.spec.format.properties import Property
from tc3gen.spec.model import Field
from tc3gen.spec.problems import value_text

_NO_LIMIT = (None, None)


@frozen
class Use:
    """The use that callers make of a group of members."""

    role: Literal["parameter", "response", "member", "event"]
    """The beginning of the kinds of its changes."""
    writes: bool
    """They build it."""
    reads: bool
    """They receive it."""
    old_in_response: bool = False
    new_in_response: bool = False
    """True if the class is only ever received, on each side: nothing in it is required."""


PARAMETERS = Use("parameter", writes=True, reads=False)
RESPONSE = Use(
    "response", writes=False, reads=True, old_in_response=True, new_in_response=True
)
EVENT = Use(
    "event", writes=False, reads=True, old_in_response=True, new_in_response=True
)


def compare_members(
    sides: Sides,
    subject: Subject,
    use: Use,
    old: Iterable[Field],
    new: Iterable[Field],
) -> list[tuple[Field, Field]]:
    """Remember how a group of members changed; the pairs that belong together."""
    pairs, removed, added = match_pairs(old, new, _python, _wire)

    redefined = {
        _type_and_meaning(new): new
        for old, new in pairs
        if _type_and_meaning(old) != _type_and_meaning(new)
    }

    def kind(field: Field) -> tuple[str, Verdict | None]:
        needed = field.required and use.writes and not use.new_in_response
        return f"{use.role}.{'added_required' if needed else 'added'}", None

    sides.gone_and_new(
        f"{use.role}.",
        lambda _: subject,
        removed,
        added,
        name=_wire,
        python=_python,
        alike=lambda old, new: _type_and_meaning(old) == _type_and_meaning(new),
        moved=lambda field: redefined.get(_type_and_meaning(field)),
        values=lambda field: {"name": field.name},
        new_kind=kind,
    )
    for one, other in pairs:
        _Member(sides, subject, use, one, other).compare()
    return pairs


def _python(field: Field) -> str:
    return names.member(field.name, field.python_name)


def _wire(field: Field) -> str:
    return field.name


def _type_and_meaning(field: Field) -> tuple[str, str]:
    """The type and meaning of a member, but not its name."""
    return str(field.type), field.doc


class _Member:
    """One member on both sides."""

    def __init__(
        self, sides: Sides, subject: Subject, use: Use, old: Field, new: Field
    ) -> None:
        self.sides, self.subject, self.use = sides, subject, use
        self.old, self.new = old, new

    def compare(self) -> None:
        if self.old == self.new and not self._turns():
            self._type()  # the class of an enum or a type may still be called otherwise
            return
        self._names()
        self._type()
        self._presence()
        self._limits()
        self._meaning()
        self._fate()

    def add(
        self,
        what: str,
        verdict: Verdict | None = None,
        **values: Value | float | None,
    ) -> None:
        values.setdefault("name", self.new.name)
        self.sides.put(
            f"{self.use.role}.{what}",
            self.subject,
            self.old,
            self.new,
            values,
            verdict,
        )

    def _turns(self) -> bool:
        return self.use.old_in_response != self.use.new_in_response

    def _names(self) -> None:
        if _python(self.old) != _python(self.new):
            self.add("python_name", old=_python(self.old), new=_python(self.new))
        if self.old.name != self.new.name:
            self.add(
                "wire_name", name=self.old.name, old=self.old.name, new=self.new.name
            )

    def _type(self) -> None:
        use, sides = self.use, self.sides
        old = Place(self.old, sides.old.service, use.old_in_response)
        new = Place(self.new, sides.new.service, use.new_in_response)
        # What became of a type or an enum of the same name is a change of its own.
        same = old.shape[:3] == new.shape[:3] or _refers(self.old) == _refers(self.new)
        if not same or self._turns():
            verdict = Verdict.NOTHING
            if use.writes:
                verdict = writing_verdict(old, new)
            if use.reads:
                verdict = max(verdict, reading_verdict(old, new))
            if verdict or not same:
                self.add("type", verdict, old=old.shown, new=new.shown)
        elif self.old.format != self.new.format:
            self.add("zone" if self.new.format == "iso" else "no_zone")
        none = new.may_be_none and not old.may_be_none
        if self._lost_always():
            none = False  # has a sentence of its own
        if use.reads and none and old.shape.depth == new.shape.depth:
            lost_list = (
                use.new_in_response != use.old_in_response and self.new.type.depth
            )
            breaks = lost_list and not self.new.always
            self.add("none", Verdict.CODE if breaks else Verdict.TYPES)

    def _presence(self) -> None:
        old, new, use = self.old, self.new, self.use
        if use.writes and not use.new_in_response:
            if new.required and (not old.required or use.old_in_response):
                self.add("required")
            elif old.required and not new.required and not use.old_in_response:
                self.add("optional")
        if use.reads and self._lost_always():
            # Members of events, and of types that are sent too, are typed as optional.
            typed = use.old_in_response and use.role != "event" and not old.type.depth
            self.add("not_always", Verdict.TYPES if typed else Verdict.WIRE)
        elif use.reads and _is_always(new) and not _is_always(old):
            self.add("always")

    def _lost_always(self) -> bool:
        return _is_always(self.old) and not _is_always(self.new)

    def _limits(self) -> None:
        old, new = dict(constraints_of(self.old)), dict(constraints_of(self.new))
        for row in dict.fromkeys((*old, *new)):
            before, after = (_effective(row, side.get(row)) for side in (old, new))
            if before == after:
                continue
            if not self.use.writes or self.use.new_in_response:
                what = "limits"
            elif after is None or _within(before, after):
                what = "widened"
            else:
                what = "narrowed"
            words = _limit(row, old.get(row)), _limit(row, new.get(row))
            self.add(what, old=words[0], new=words[1])

    def _meaning(self) -> None:
        old, new = self.old, self.new
        other_default = repr(old.default) != repr(new.default)
        if other_default and self.use.writes:
            self.add("default", old=_default(old), new=_default(new))
        if old.header and new.header and old.header.lower() != new.header.lower():
            self.add("header", old=old.header, new=new.header)
        if old.url_encoded != new.url_encoded:
            self.add("unit", old=_encoding(old), new=_encoding(new))
        other_unit = old.unit != new.unit
        if other_unit and old.unit and new.unit:
            self.add("unit", old=old.unit, new=new.unit)
        if (
            (old.doc, repr(old.example)) != (new.doc, repr(new.example))
            or (other_default and not self.use.writes)
            or (other_unit and not (old.unit and new.unit))
        ):
            self.add("text")

    def _fate(self) -> None:
        old, new = self.old, self.new
        self.sides.fate(self.use.role, self.subject, old, new, name=new.name)
        if old.disabled != new.disabled:
            self.add("disabled" if new.disabled else "enabled")
        if old.sensitive != new.sensitive:
            self.add("hidden" if new.sensitive else "shown")


def _encoding(field: Field) -> Prose:
    return Prose("URL-encoded JSON" if field.url_encoded else "plain JSON")


def _refers(field: Field) -> tuple[object, ...]:
    return field.type, field.enum


def _default(field: Field) -> str:
    if field.default is None:
        return Prose("nothing in particular")
    return value_text(field.default)


def _limit(row: Property, value: Any) -> Prose:
    """A constraint in words, such as `at most 50 items`."""
    assert row.constraint is not None
    unit = row.constraint.unit
    if value in (None, _NO_LIMIT):
        return Prose(f"any number of {unit}" if unit else "any number")
    words = words_of_limits.constraint(row, value)
    return Prose(f"{words[0].lower()}{words[1:].removesuffix('.')}")


def _is_always(field: Field) -> bool:
    """True for a member that the service always returns, and never as null."""
    return field.always and not field.nullable


def _effective(row: Property, value: Any) -> Any:
    """A constraint without the limits that limit nothing; None if none is left."""
    if isinstance(value, tuple) and row.value is kinds.COUNTS and value[0] == 0:
        value = (None, value[1])
    return None if value == _NO_LIMIT else value


def _within(inner: Any, outer: Any) -> bool:
    """True if what fits one limit certainly fits the other too."""
    if not (isinstance(inner, tuple) and isinstance(outer, tuple)):
        return False
    (low, high), (least, most) = inner, outer
    return (least is None or (low is not None and low >= least)) and (
        most is None or (high is not None and high <= most)
    )
