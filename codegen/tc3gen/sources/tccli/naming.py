"""Names in Python for those that would otherwise be the same.

A name depends on the wire's name alone. Of two that come out the same, the one that was there
before keeps it (in the file that is there already, else in the order of the definitions), and
the other gets a `name` with a number. A name once given stays: nothing that is added or
removed later changes it.
"""

from __future__ import annotations

import keyword
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from tc3gen.python.naming import names
from tc3gen.python.plan.errors import all_errors
from tc3gen.spec.model import Common, ErrorCode, Service

Plain = dict[str, Any]
Python = Callable[[str, str | None], Iterable[str]]
"""All names in Python that an entry takes, by its name on the wire and its `name`."""


def settle_names(document: Plain, before: Mapping[str, Any], common: Common) -> None:
    """Give a `name` to what needs one in a document.

    Args:
        document: What is about to be written; it is changed.
        before: What the file says now, if it is there.
        common: Whose error classes have names, too.
    """
    actions = document["actions"]
    old = _mapping(before, "actions")
    paged = {name for name, action in actions.items() if "pages" in action}
    _settle_group(
        actions, old, lambda name, chosen: _of_action(name, chosen, name in paged)
    )
    for name, action in actions.items():
        for key in ("params", "returns"):
            _settle_members(action, _mapping(old, name), key)
    types = document.get("types", {})
    old = _mapping(before, "types")
    prefix = names.client_prefix(
        Service(service=document["service"], version="", title="")
    )
    taken = {f"{prefix}Client", f"Async{prefix}Client"}
    for name, action in actions.items():
        taken |= set(_classes(name, action.get("name")))
    _settle_group(
        types, old, lambda name, chosen: [names.class_name(name, chosen)], taken
    )
    for name, value in types.items():
        _settle_members(value, _mapping(old, name), "fields")
        taken.add(names.class_name(name, value.get("name")))
    _settle_group(
        document.get("enums", {}),
        _mapping(before, "enums"),
        lambda name, chosen: [names.enum_class(name, chosen)],
        taken,
    )
    _settle_errors(document, before, common)


def _settle_members(owner: Plain, before: Mapping[str, Any], key: str) -> None:
    _settle_group(
        owner.get(key, {}),
        _mapping(before, key),
        lambda name, chosen: [names.member(name, chosen)],
    )


def _settle_errors(document: Plain, before: Mapping[str, Any], common: Common) -> None:
    """Codes: a text becomes a mapping where it needs a name."""
    errors: dict[str, Any] = document.get("errors", {})
    entries = {
        code: dict(value) if isinstance(value, dict) else {"doc": value}
        for code, value in errors.items()
    }
    service = Service(
        service="",
        version="",
        title="",
        errors={code: ErrorCode(code=code) for code in errors},
    )
    added = all_errors(service, common)
    taken = {
        names.error_class(code, error.python_name)
        for code, error in added.items()
        if code not in errors
    }

    def classes(code: str, chosen: str | None) -> list[str]:
        known = common.errors.get(code)
        usual = known.python_name if known else None
        return [names.error_class(code, chosen or usual)]

    _settle_group(entries, _mapping(before, "errors"), classes, taken)
    for code, entry in entries.items():
        if "name" in entry:
            errors[code] = entry


def _of_action(name: str, chosen: str | None, paged: bool) -> list[str]:
    """The method of an action, that for its pages, and its classes."""
    method = names.method(name, chosen)
    return [method, *([f"iter_{method}"] if paged else []), *_classes(name, chosen)]


def _classes(action: str, chosen: str | None) -> list[str]:
    prefix = names.action_class(action, chosen)
    return [f"{prefix}Request", f"{prefix}Response"]


def _settle_group(
    entries: dict[str, Plain],
    before: Mapping[str, Any],
    python: Python,
    taken: Iterable[str] = (),
) -> None:
    """Give names to the entries of one group, so that all are apart in Python."""
    used = set(taken)
    for name, entry in entries.items():
        old = before.get(name)
        if isinstance(old, Mapping) and isinstance(old.get("name"), str):
            entry["name"] = old["name"]
    # Stable: those that were there before come first, each group in its order.
    for name in sorted(entries, key=lambda name: name not in before):
        entry = entries[name]
        found = list(python(name, entry.get("name")))
        usual = next(iter(python(name, None))).rstrip("_")
        mark = "" if usual[:1].isupper() else "_"
        number = 2
        while used.intersection(found) or any(map(keyword.iskeyword, found)):
            entry["name"] = f"{usual}{mark}{number}"
            found = list(python(name, entry["name"]))
            number += 1
        used.update(found)


def _mapping(value: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """The mapping under a key of something that anybody may have written."""
    found = value.get(key) if isinstance(value, Mapping) else None
    return found if isinstance(found, Mapping) else {}
