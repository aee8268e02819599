"""What can be waited for."""

from __future__ import annotations

from tc3gen.changes.change import Subject, Verdict
from tc3gen.changes.matching import match
from tc3gen.changes.sides import Sides
from tc3gen.changes.values import Place, written
from tc3gen.python import names
from tc3gen.python.plan_waiters import waiting_method
from tc3gen.spec.vocabulary import Field, Service, Waiter
from tc3gen.spec.waiting import asked, picked

_WAY = ("action", "path", "where", "success", "failure", "interval", "deadline")


def compare_waiters(sides: Sides) -> None:
    """Remember what became of the waiters."""
    old, new = sides.old.service.waiters, sides.new.service.waiters
    pairs, removed, added = match(old.values(), new.values(), _method, _name)
    sides.gone_and_new(
        "waiter.",
        _subject,
        removed,
        added,
        name=_name,
        python=_method,
        values=lambda waiter: {"method": _method(waiter)},
    )
    for one, other in pairs:
        _compare_waiter(sides, one, other)


def _compare_waiter(sides: Sides, old: Waiter, new: Waiter) -> None:
    subject, method = _subject(new), _method(new)
    if _method(old) != method:
        sides.add("waiter.python_name", subject, old, new, old=_method(old), new=method)
    _compare_arguments(sides, old, new)
    results = [
        waiting_method(waiter, side.service)["result"].removeprefix("models.")
        for waiter, side in ((old, sides.old), (new, sides.new))
    ]
    if results[0] != results[1]:
        sides.add(
            "waiter.result",
            subject,
            old,
            new,
            method=method,
            old=results[0],
            new=results[1],
        )
    keys = tuple(key for key in _WAY if getattr(old, key) != getattr(new, key))
    if keys:
        sides.add("waiter.way", subject, old, new, keys=keys)
    if old.doc != new.doc:
        sides.add("waiter.text", subject, old, new)


def _compare_arguments(sides: Sides, old: Waiter, new: Waiter) -> None:
    subject, method = _subject(new), _method(new)
    before = _arguments(old, sides.old.service)
    after = _arguments(new, sides.new.service)
    for name in (name for name in before if name not in after):
        sides.add(
            "waiter.argument_removed", subject, old, new, method=method, name=name
        )
    for name, field in after.items():
        known = before.get(name)
        if field.required and not (known and known.required):
            sides.add(
                "waiter.argument_required", subject, old, new, method=method, name=name
            )
        if known is None:
            continue
        one = Place(known, sides.old.service, False)
        other = Place(field, sides.new.service, False)
        verdict = written(one, other) if one.shape != other.shape else Verdict.NOTHING
        if verdict:
            words = {"name": name, "old": one.shown, "new": other.shown}
            values = {"method": method, **words}
            sides.put("waiter.argument_type", subject, old, new, values, verdict)


def _arguments(waiter: Waiter, service: Service) -> dict[str, Field]:
    """The parameters of the method, but for its limits, by their names in Python."""
    fields = [
        *(field for _, field in picked(waiter, service)),
        *asked(waiter, service.actions[waiter.action]),
    ]
    return {names.member(f.name, f.python_name): f for f in fields}


def _subject(waiter: Waiter) -> Subject:
    return Subject(waiter.name, "waiter")


def _name(waiter: Waiter) -> str:
    return waiter.name


def _method(waiter: Waiter) -> str:
    return names.waiter(waiter.name, waiter.python_name)
