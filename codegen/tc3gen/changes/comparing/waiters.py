"""Waiters."""

from __future__ import annotations

from tc3gen.changes.change import Subject
from tc3gen.changes.comparing.arguments import compare_arguments
from tc3gen.changes.comparing.matching import differing_keys, match_pairs
from tc3gen.changes.comparing.sides import Sides
from tc3gen.python.naming import names
from tc3gen.python.plan.clients.waiters import result
from tc3gen.spec.model import Field, Service, Waiter
from tc3gen.spec.waiter_fields import asked_parameters, picking_members

_WAY = ("action", "path", "where", "success", "failure", "interval", "deadline")


def compare_waiters(sides: Sides) -> None:
    """Remember what became of the waiters."""
    old, new = sides.old.service.waiters, sides.new.service.waiters
    pairs, removed, added = match_pairs(old.values(), new.values(), _method, _name)
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
    before, after = (
        _arguments(old, sides.old.service),
        _arguments(new, sides.new.service),
    )
    compare_arguments(sides, subject, method, old, new, before, after)
    results = [
        result(waiter, side.service).removeprefix("models.")
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
    keys = differing_keys(_WAY, old, new)
    if keys:
        sides.add("waiter.way", subject, old, new, keys=keys)
    if old.doc != new.doc:
        sides.add("waiter.text", subject, old, new)


def _arguments(waiter: Waiter, service: Service) -> dict[str, Field]:
    """The parameters of the method, but for its limits, by their names in Python."""
    fields = [
        *(field for _, field in picking_members(waiter, service)),
        *asked_parameters(waiter, service.actions[waiter.action]),
    ]
    return {names.member(f.name, f.python_name): f for f in fields}


def _subject(waiter: Waiter) -> Subject:
    return Subject(waiter.name, "waiter")


def _name(waiter: Waiter) -> str:
    return waiter.name


def _method(waiter: Waiter) -> str:
    return names.waiter(waiter.name, waiter.python_name)
