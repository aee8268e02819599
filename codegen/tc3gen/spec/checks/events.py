"""Events: each can be told from the others, and all that it holds can be read."""

from __future__ import annotations

import re
from collections.abc import Mapping

from tc3gen.spec.checks.scope import Path, Scope
from tc3gen.spec.model import Events, Field
from tc3gen.spec.problems import UNREAD_TYPE, value_text
from tc3gen.spec.suggestions import did_you_mean

_PREFIX = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,127}")


def check_events(scope: Scope, events: Events) -> None:
    """All rules about events, but for those about every member."""
    _check_kind(scope, events)
    if events.echoes is not None and not _PREFIX.fullmatch(events.echoes):
        scope.value(
            ("events", "echoes"),
            f"{value_text(events.echoes)} cannot begin the name of a header",
        )
    for name, value in (events.response or {}).items():
        if not isinstance(value, (str, int)):
            scope.value(
                ("events", "response", name),
                "a response has texts, numbers and booleans",
            )
    _check_members(scope, ("events", "fields"), events.fields, {})
    for name, kind in events.kinds.items():
        path = ("events", "kinds", name)
        scope.check_name(path, name, "a kind of event")
        scope.check_python_name(path, kind.python_name)
        _check_members(scope, (*path, "fields"), kind.fields, events.fields)


def _check_kind(scope: Scope, events: Events) -> None:
    """There are kinds, and a member of every event tells which one it is of."""
    if not events.kinds:
        scope.name(
            ("events", "kinds"), "there are no kinds of events: leave `events` out"
        )
    if not events.kind:
        _check_markers(scope, events)
        return
    for name, kind in events.kinds.items():
        if kind.marker is not None:
            scope.value(
                ("events", "kinds", name, "marker"),
                f"`{events.kind}` tells the kind: leave the marker out",
            )
    field = events.fields.get(events.kind)
    if field is None:
        scope.value(
            ("events", "kind"),
            f"there is no member {value_text(events.kind)}"
            f"{did_you_mean(events.kind, events.fields)}",
        )
    elif str(field.type) != "string" and field.type != UNREAD_TYPE:
        scope.value(
            ("events", "kind"), f"`{field.name}` must be `string`, not `{field.type}`"
        )


def _check_markers(scope: Scope, events: Events) -> None:
    """Check that each kind has a member of its own, if no member tells the kind."""
    for name, kind in events.kinds.items():
        path = ("events", "kinds", name)
        if kind.marker is None:
            scope.name(
                path,
                "nothing tells events of this kind: name its `marker`, or a `kind` of all",
            )
            continue
        others = [other for other in events.kinds.values() if other is not kind]
        if kind.marker not in kind.fields:
            scope.value(
                (*path, "marker"),
                f"there is no member {value_text(kind.marker)}"
                f"{did_you_mean(kind.marker, kind.fields)}",
            )
        elif any(kind.marker.lower() in map(str.lower, each.fields) for each in others):
            scope.value(
                (*path, "marker"), f"other kinds have the member `{kind.marker}`, too"
            )


def _check_members(
    scope: Scope, path: Path, fields: Mapping[str, Field], shared: Mapping[str, Field]
) -> None:
    # Events are matched with their members without regard to case.
    taken = {name.lower(): name for name in shared}
    for name, field in fields.items():
        there = (*path, name)
        first = taken.setdefault(name.lower(), name)
        if first != name or name in shared:
            scope.name(
                there, f"there is a member `{first}` already: keep one of the two"
            )
        if field.type != UNREAD_TYPE and not field.type.is_scalar:
            scope.value(
                (*there, "type"), "an event holds plain values and lists of them"
            )
        enum = scope.service.enums.get(field.enum) if field.enum else None
        if enum is not None and enum.by_site:
            scope.value(
                (*there, "enum"),
                f"the values of `{enum.name}` differ by site, and no event tells its site",
            )
