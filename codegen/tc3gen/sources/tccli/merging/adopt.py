"""Definitions into a spec that was written by hand and never imported before.

Everything that a person wrote stays as it is. Only what the file lacks comes: actions,
members, the types that these need, error codes. Where both speak of the same member and do
not agree on facts, that is reported; other words for the same thing are not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tc3gen.sources.tccli.merging.merge import Merge
from tc3gen.spec.editing.edit import Insert, Path
from tc3gen.spec.reading.node_reader import parsed_type

Plain = dict[str, Any]

_FACTS = ("type", "required", "always", "nullable", "disabled", "format")
_REFINED = frozenset(["json", "bytes", "datetime", "date"])
"""Types that a person may write where the definitions say `string`."""


def adopt(mine: Plain, new: Plain) -> Merge:
    """The edits that add to a file what it lacks, and how else the two differ."""
    found = Merge()
    for name, action in new["actions"].items():
        own = _mapping(mine, "actions").get(name)
        if own is None:
            found.edits.append(Insert(("actions", name), action))
        elif isinstance(own, dict):
            for key in ("params", "returns"):
                _fields(own, action, key, ("actions", name), found)
            _flags(own, action, ("actions", name), found)
    types = _mapping(mine, "types")
    for name, value in new.get("types", {}).items():
        if isinstance(own := types.get(name), dict):
            _fields(own, value, "fields", ("types", name), found)
    _drop_gone(mine, new, found)
    for key in ("types", "enums"):
        _add_needed(mine, new, key, found)
    _add_missing(mine, new, "errors", found)
    return found


def _fields(own: Plain, new: Plain, key: str, path: Path, found: Merge) -> None:
    """Members that the file lacks, and those that differ."""
    mine, theirs = _mapping(own, key), _mapping(new, key)
    lacking = [name for name in theirs if name not in mine]
    if not mine and lacking:
        found.edits.append(Insert((*path, key), theirs))
        return
    previous = None
    for name, field in theirs.items():
        there = (*path, key, name)
        if name not in mine:
            found.edits.append(Insert(there, field, previous))
        elif isinstance(mine[name], dict):
            _facts(mine[name], field, there, found)
        previous = name
    for name in mine:
        if name not in theirs:
            found.conflict((*path, key, name), "is not in the definitions")


def _facts(mine: Plain, new: Plain, path: Path, found: Merge) -> None:
    for key in _FACTS:
        own, told = mine.get(key, False), new.get(key, False)
        if key == "format" and mine.get("type") != new.get("type"):
            continue
        if own == told or (key == "type" and _refines(str(own), told)):
            continue
        where = (*path, key) if key in mine else path
        if key in ("type", "format"):
            found.conflict(
                where,
                f"is `{own or 'none'}`, but `{told or 'none'}` in the definitions",
            )
        else:
            word = "is" if told else "is not"
            found.conflict(path, f"{word} `{key}` in the definitions")


def _refines(own: str, told: str) -> bool:
    """True if a type says more about a text than the definitions do."""
    mine, new = parsed_type(own), parsed_type(told)
    return (
        mine is not None
        and new is not None
        and mine.depth == new.depth
        and new.name == "string"
        and mine.name in _REFINED
    )


def _flags(own: Plain, new: Plain, path: Path, found: Merge) -> None:
    if bool(own.get("unsigned")) != bool(new.get("unsigned")):
        word = "is" if new.get("unsigned") else "is not"
        found.conflict(path, f"{word} `unsigned` in the definitions")
    if "form" in new and own.get("form") != new["form"]:
        found.conflict(path, f"is sent with `form: {new['form']}`, as far as is known")
    if "deprecated" in new and "deprecated" not in own:
        found.conflict(path, f"is deprecated in the definitions: {new['deprecated']}")


def _drop_gone(mine: Plain, new: Plain, found: Merge) -> None:
    for key in ("actions", "types"):
        for name in _mapping(mine, key):
            if name not in new.get(key, {}):
                found.conflict((key, name), "is not in the definitions")


def _add_needed(mine: Plain, new: Plain, key: str, found: Merge) -> None:
    """The types or enums that what is added needs and the file lacks."""
    have = _mapping(mine, key)
    waiting = [edit.value for edit in found.edits if isinstance(edit, Insert)]
    needed: Plain = {}
    while waiting:
        for name in _names(waiting.pop(), "type" if key == "types" else "enum"):
            told = new.get(key, {}).get(name)
            if told is not None and name not in have and name not in needed:
                needed[name] = told
                waiting.append(told)
    if key in mine:
        found.edits += [Insert((key, name), value) for name, value in needed.items()]
    elif needed:
        found.edits.append(Insert((key,), needed))


def _names(value: Any, key: str) -> Iterator[str]:
    """The names under a key of fields anywhere in a value."""
    if not isinstance(value, Mapping):
        return
    for name, child in value.items():
        if name == key and isinstance(child, str):
            ref = parsed_type(child)
            yield ref.name if ref else child
        elif name not in ("examples", "example", "default"):
            yield from _names(child, key)


def _add_missing(mine: Plain, new: Plain, key: str, found: Merge) -> None:
    """The entries of a section that the file lacks."""
    told = new.get(key, {})
    if key in mine:
        have = _mapping(mine, key)
        found.edits += [
            Insert((key, name), value)
            for name, value in told.items()
            if name not in have
        ]
    elif told:
        found.edits.append(Insert((key,), told))


def _mapping(value: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = value.get(key)
    return found if isinstance(found, Mapping) else {}
