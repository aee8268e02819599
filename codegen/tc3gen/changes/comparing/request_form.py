"""Encoding and destination of requests, and streams of responses."""

from __future__ import annotations

from tc3gen.changes.change import Prose, Subject, Value, Verdict
from tc3gen.changes.comparing.matching import differing_keys
from tc3gen.changes.comparing.sides import Sides
from tc3gen.python.naming import names
from tc3gen.spec.format.action_properties import CHECK
from tc3gen.spec.model import Action, Field

_NOTHING = Prose("nothing")
_SERVICE_HOST = Prose("the host of the service")

Pairs = list[tuple[Field, Field]]


def compare_sending(
    sides: Sides, subject: Subject, old: Action, new: Action, params: Pairs
) -> None:
    """Remember what became of it; `params` are the parameters that both sides have."""
    tokens = [_python(action, action.client_token) for action in (old, new)]
    if tokens[0] != tokens[1]:
        before, after = (a.client_token or _NOTHING for a in (old, new))
        sides.add("action.client_token", subject, old, new, old=before, new=after)
    _compare_checks(sides, subject, old, new)
    if old.host != new.host:
        before, after = (action.host or _SERVICE_HOST for action in (old, new))
        sides.add("action.host", subject, old, new, old=before, new=after)
    if old.form != new.form:
        values: dict[str, Value | float | None] = {"old": old.form, "new": new.form}
        verdict = _of_form(old, new, params)
        sides.put("action.form", subject, old, new, values, verdict)
    if old.streams != new.streams:
        _compare_streams(sides, subject, old, new, params)


def _compare_checks(sides: Sides, subject: Subject, old: Action, new: Action) -> None:
    if old.check == new.check:
        return
    if old.check is None or new.check is None:
        kind = "check.removed" if new.check is None else "check.added"
        sides.add(kind, subject, old, new)
    else:
        keys = differing_keys(CHECK.keys, old.check, new.check)
        sides.add("check.way", subject, old, new, keys=keys)


def _of_form(old: Action, new: Action, params: Pairs) -> Verdict:
    """CODE if the new form does not take all that the old one took."""
    if new.form == "get":  # which has the least room
        return Verdict.CODE
    if new.form == "json" and old.sends_files:  # in which bytes take a third more room
        return Verdict.CODE
    if new.form == "octet-stream" and any(_is_text(field) for _, field in params):
        return Verdict.CODE  # a header holds ASCII only
    return Verdict.WIRE


def _is_text(field: Field) -> bool:
    return field.type.name in ("string", "json") and field.enum is None


def _compare_streams(
    sides: Sides, subject: Subject, old: Action, new: Action, params: Pairs
) -> None:
    def add(what: str, **values: Value) -> None:
        sides.add(f"streams.{what}", subject, old, new, **values)

    stream = f"stream_{_method(new)}"
    before, after = _switch(old), _switch(new)
    if not new.streams:
        add("removed", method=f"stream_{_method(old)}")
    elif not old.streams:
        add("added", method=stream)
    elif _python(old, before) != _python(new, after):
        add("way", method=stream, old=before or _NOTHING, new=after or _NOTHING)
    # What asks for a stream is no argument of the methods.
    for one, other in params:
        was, now = one.name == before, other.name == after
        name = names.member(other.name, other.python_name)
        if now and not was:
            add("argument_removed", method=_method(new), name=name)
        elif was and not now and other.required:
            add("argument_required", method=_method(new), name=name)


def _switch(action: Action) -> str | None:
    return action.streams if isinstance(action.streams, str) else None


def _python(action: Action, param: str | None) -> str | None:
    """The name of a parameter in Python."""
    if param is None:
        return None
    return names.member(param, action.params[param].python_name)


def _method(action: Action) -> str:
    return names.method(action.name, action.python_name)
