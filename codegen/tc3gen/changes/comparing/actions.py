"""Actions, and the pages of those that have some."""

from __future__ import annotations

from attrs import evolve

from tc3gen.changes.change import Subject, Value, Verdict
from tc3gen.changes.comparing.matching import differing_keys, match_pairs
from tc3gen.changes.comparing.members import PARAMETERS, RESPONSE, compare_members
from tc3gen.changes.comparing.request_form import compare_sending
from tc3gen.changes.comparing.service_level import rate
from tc3gen.changes.comparing.sides import Sides
from tc3gen.changes.comparing.values import (
    Place,
    reading_verdict,
    type_verdict,
    writing_verdict,
)
from tc3gen.python.naming import names
from tc3gen.python.plan import annotations as types
from tc3gen.python.plan.clients.requests import page_size
from tc3gen.spec.format.action_properties import OUTCOMES
from tc3gen.spec.model import Action, Field, Pages, TypeRef
from tc3gen.spec.waiter_fields import paging_parameters


def compare_actions(sides: Sides) -> None:
    """Remember what became of the actions."""
    old, new = sides.old.service.actions, sides.new.service.actions
    pairs, removed, added = match_pairs(old.values(), new.values(), _method, _name)
    sides.gone_and_new("action.", _subject, removed, added, name=_name, python=_method)
    for one, other in pairs:
        _compare_action(sides, one, other)


def _compare_action(sides: Sides, old: Action, new: Action) -> None:
    subject = _subject(new)
    _compare_names(sides, subject, old, new)
    sides.fate("action", subject, old, new)
    if old.repeatable != new.repeatable:
        kind = "action.repeatable" if new.repeatable else "action.not_repeatable"
        sides.add(kind, subject, old, new)
    if old.unsigned != new.unsigned:
        kind = "action.unsigned" if new.unsigned else "action.signed"
        sides.add(kind, subject, old, new)
    _compare_rates(sides, subject, old, new)
    gone = tuple(sorted(set(old.errors) - set(new.errors)))
    if gone:
        sides.add("action.errors_removed", subject, old, new, codes=gone)
    come = tuple(sorted(set(new.errors) - set(old.errors)))
    if come:
        sides.add("action.errors_added", subject, old, new, codes=come)
    if (old.summary, old.description) != (new.summary, new.description):
        sides.add("action.text", subject, old, new)
    if old.examples != new.examples:
        sides.add("action.examples", subject, old, new)
    params = compare_members(
        sides, subject, PARAMETERS, old.params.values(), new.params.values()
    )
    compare_members(
        sides, subject, RESPONSE, old.returns.values(), new.returns.values()
    )
    compare_sending(sides, subject, old, new, params)
    _compare_outcomes(sides, subject, old, new)
    if old.pages is not None or new.pages is not None:
        _Paging(sides, subject, old, new).compare(params)


def _compare_names(sides: Sides, subject: Subject, old: Action, new: Action) -> None:
    classes = [names.action_class(a.name, a.python_name) for a in (old, new)]
    if _method(old) != _method(new):
        sides.add(
            "action.python_name", subject, old, new, old=_method(old), new=_method(new)
        )
    elif classes[0] != classes[1]:
        before, after = (f"{cls}Request" for cls in classes)
        sides.add("action.class_name", subject, old, new, old=before, new=after)
    if old.name != new.name:
        sides.add("action.wire_name", subject, old, new, old=old.name, new=new.name)


def _compare_outcomes(sides: Sides, subject: Subject, old: Action, new: Action) -> None:
    """The items of a response that are called refused."""
    before, after = old.outcomes, new.outcomes
    if before is None or after is None:
        if before is not after:
            kind = "outcomes.removed" if after is None else "outcomes.added"
            sides.add(kind, subject, old, new, method="refused")
        return
    keys = differing_keys(OUTCOMES.keys, before, after)
    if keys:
        sides.add("outcomes.way", subject, old, new, keys=keys)


def _compare_rates(sides: Sides, subject: Subject, old: Action, new: Action) -> None:
    """A limit of the whole service is compared once, there."""
    if old.rate_limit is None and new.rate_limit is None:
        return
    before = old.rate_limit or sides.old.service.rate_limit
    after = new.rate_limit or sides.new.service.rate_limit
    if before != after:
        sides.add(
            "action.rate_limit", subject, old, new, old=rate(before), new=rate(after)
        )


def _subject(action: Action) -> Subject:
    return Subject(action.name)


def _name(action: Action) -> str:
    return action.name


def _method(action: Action) -> str:
    return names.method(action.name, action.python_name)


class _Paging:
    """The method that walks the pages of an action, on both sides."""

    def __init__(
        self, sides: Sides, subject: Subject, old: Action, new: Action
    ) -> None:
        self.sides, self.subject = sides, subject
        self.old, self.new = old, new

    def compare(self, params: list[tuple[Field, Field]]) -> None:
        old, new = self.old.pages, self.new.pages
        if old is None or new is None:
            action = self.old if new is None else self.new
            kind = "pages.removed" if new is None else "pages.added"
            method = f"iter_{_method(action)}"
            self.sides.add(kind, self.subject, self.old, self.new, method=method)
            return
        for before, after in params:
            self._argument(before, after)
        self._size(old, new)
        self._items(old, new)
        ways = [_way(pages) for pages in (old, new)]
        if ways[0] != ways[1]:
            self._add("pages.way", old=ways[0], new=ways[1])

    def _add(
        self,
        kind: str,
        verdict: Verdict | None = None,
        **values: Value | float | None,
    ) -> None:
        values.setdefault("method", f"iter_{_method(self.new)}")
        self.sides.put(kind, self.subject, self.old, self.new, values, verdict)

    def _argument(self, old: Field, new: Field) -> None:
        """A parameter that plays another part in paging than it did.

        What else became of it has been said about the action's own method.
        """
        before, after = _part(self.old, old), _part(self.new, new)
        if before == after:
            return
        name = names.member(new.name, new.python_name)
        if after == "position":
            self._add("pages.argument_removed", name=name)
        elif before == "position":
            if new.required and after == "plain":
                self._add("pages.argument_required", name=name)
        else:
            one = Place(_method_parameter(self.old, old), self.sides.old.service, False)
            other = Place(
                _method_parameter(self.new, new), self.sides.new.service, False
            )
            # The size of a page becomes text by itself.
            as_text = after == "limit" and new.type.name == "string"
            verdict = (type_verdict if as_text else writing_verdict)(one, other)
            if one.may_be_none and not other.may_be_none:
                verdict = max(verdict, Verdict.TYPES)
            if verdict:
                self._add(
                    "pages.argument_type",
                    verdict,
                    name=name,
                    old=one.annotation,
                    new=other.annotation,
                )

    def _size(self, old: Pages, new: Pages) -> None:
        if old.limit is None or new.limit is None:
            return
        before = page_size(self.old.params[old.limit])
        after = page_size(self.new.params[new.limit])
        if before != after:
            self._add("pages.size", old=before, new=after)

    def _items(self, old: Pages, new: Pages) -> None:
        """The type that each step gives. That a member's type changed has been said there."""
        if old.items == new.items:
            return
        one, other = (
            Place(
                types.item_of(
                    types.page_item(side.service, action.returns, pages.items)
                ),
                side.service,
                False,
            )
            for side, action, pages in (
                (self.sides.old, self.old, old),
                (self.sides.new, self.new, new),
            )
        )
        verdict = reading_verdict(one, other)
        if verdict:
            self._add("pages.items", verdict, old=one.annotation, new=other.annotation)


def _part(action: Action, field: Field) -> str:
    """The parameter as the method that walks the pages has it."""
    assert action.pages is not None
    if field.name == action.pages.limit:
        return "limit"
    return "position" if field.name in paging_parameters(action) else "plain"


def _method_parameter(action: Action, field: Field) -> Field:
    """A parameter as that method takes it: the size of a page is a number, with a default."""
    if _part(action, field) == "limit":
        return evolve(field, type=TypeRef("integer"), required=True, enum=None)
    return field


def _way(pages: Pages) -> tuple[str, ...]:
    """The members that paging goes by."""
    found = (
        pages.offset,
        pages.page,
        pages.token,
        pages.next,
        pages.limit,
        pages.total,
        pages.items,
    )
    return tuple(name for name in found if name is not None)
