"""The arguments of methods that are described beside the actions: waiters, bulk methods."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from tc3gen.changes.change import Subject, Verdict
from tc3gen.changes.comparing.sides import Placed, Sides
from tc3gen.changes.comparing.values import Place, writing_verdict
from tc3gen.spec.model import Field

T = TypeVar("T", bound=Placed)


def compare_arguments(
    sides: Sides,
    subject: Subject,
    method: str,
    old: T,
    new: T,
    before: Mapping[str, Field],
    after: Mapping[str, Field],
) -> None:
    """Remember what became of the arguments, given by their names in Python."""

    def add(what: str, name: str) -> None:
        kind = f"{subject.word}.argument_{what}"
        sides.add(kind, subject, old, new, method=method, name=name)

    for name in before:
        if name not in after:
            add("removed", name)
    for name, field in after.items():
        known = before.get(name)
        if field.required and not (known and known.required):
            add("required", name)
        if known is None:
            continue
        one = Place(known, sides.old.service, False)
        other = Place(field, sides.new.service, False)
        verdict = (
            writing_verdict(one, other) if one.shape != other.shape else Verdict.NOTHING
        )
        if verdict:
            words = {"name": name, "old": one.shown, "new": other.shown}
            values = {"method": method, **words}
            kind = f"{subject.word}.argument_type"
            sides.put(kind, subject, old, new, values, verdict)
