"""Merging of changes since the last import into a file that people edit.

`last` is what was imported the last time, `mine` what the file says now, `new` what the
source says now. What only one side changed is taken; where both changed the same thing
differently, the file keeps its own and the conflict is reported.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from attrs import define, field, frozen

from tc3gen.spec.editing.edit import Add, Edit, Insert, Path, Remove, Set
from tc3gen.spec.problems import value_text

_MISSING: Any = type("Missing", (), {"__repr__": lambda self: "MISSING"})()
# What is one value, though it is written as a mapping.
_WHOLE = frozenset(
    ["default", "example", "outcomes", "pages", "regions", "request", "response"]
)
_PROSE = frozenset(["deprecated", "description", "differs", "doc", "summary", "title"])


@frozen
class Conflict:
    """Something that both sides changed, or that they see differently."""

    path: Path
    """Leads to it in the file, or to what it would be in."""
    message: str


@define
class Merge:
    """The edits of the file, and the conflicts."""

    edits: list[Edit] = field(factory=list)
    conflicts: list[Conflict] = field(factory=list)

    def conflict(self, path: Path, message: str) -> None:
        self.conflicts.append(Conflict(path, f"{_path_text(path)} {message}"))


def merge_documents(last: Any, mine: Any, new: Any) -> Merge:
    """The edits that bring the changes of the source into the file."""
    found = Merge()
    _mappings(last, mine, new, (), found)
    return found


def document_to_remember(last: Any, new: Any, conflicts: Sequence[Conflict]) -> Any:
    """The document to remember as imported: the new, but for conflicts, which come up again."""
    result = new
    for conflict in conflicts:
        path = _without_places(conflict.path)
        result = _put_value(result, path, _at(last, path))
    return result


def _without_places(path: Path) -> Path:
    """A path as far as it leads through no list: places in lists change."""
    numbers = [n for n, step in enumerate(path) if isinstance(step, int)]
    return path[: numbers[0]] if numbers else path


def _mappings(last: Any, mine: Any, new: Any, path: Path, found: Merge) -> None:
    """Merge mappings key by key."""
    previous: str | None = None
    for key in new:
        _value(
            last.get(key, _MISSING),
            mine.get(key, _MISSING),
            new[key],
            (*path, key),
            found,
            previous,
        )
        previous = key
    for key in mine:
        if key not in new:
            there = (*path, key)
            _value(last.get(key, _MISSING), mine[key], _MISSING, there, found, None)


def _value(
    last: Any, mine: Any, new: Any, path: Path, found: Merge, previous: str | None
) -> None:
    """Merge one value; `previous` is the key before it in the source."""
    if _same(mine, new, path) or _same(new, last, path):
        return
    if mine is _MISSING:
        if last is _MISSING:
            found.edits.append(Insert(path, new, previous))
        else:
            found.conflict(path, "was removed here, and changed in the source")
    elif new is _MISSING:
        if _same(mine, last, path):
            found.edits.append(Remove(path))
        else:
            found.conflict(path, "is gone from the source, and was changed here")
    elif _are(dict, mine, new) and path[-1] not in _WHOLE:
        _mappings(last if isinstance(last, dict) else {}, mine, new, path, found)
    elif _are(list, mine, new) and path[-1] == "errors":
        _codes(last if isinstance(last, list) else [], mine, new, path, found)
    elif _are(list, mine, new) and path[-1] == "examples":
        _merge_examples(last if isinstance(last, list) else [], mine, new, path, found)
    elif _same(mine, last, path):
        found.edits.append(Set(path, new))
    else:
        what = "was changed here and in the source, where it is now"
        found.conflict(path, f"{what} {value_text(new)}")


def _codes(last: Any, mine: Any, new: Any, path: Path, found: Merge) -> None:
    """Merge lists whose order means nothing."""
    ours, before, now = (set(map(str, codes)) for codes in (mine, last, new))
    known = ours | before
    found.edits += [Add(path, code) for code in new if str(code) not in known]
    found.edits += [
        Remove((*path, index))
        for index, code in enumerate(mine)
        if str(code) in before and str(code) not in now
    ]


def _merge_examples(last: Any, mine: Any, new: Any, path: Path, found: Merge) -> None:
    """Merge lists of examples, which are known by their titles."""
    olds, ours, news = _by_title(last), _by_title(mine), _by_title(new)
    for key, (_, value) in news.items():
        _, old = olds.get(key, (0, _MISSING))
        if key in ours:
            index, own = ours[key]
            _value(old, own, value, (*path, index), found, None)
        elif old is _MISSING:
            found.edits.append(Add(path, value))
        elif not _same(old, value, path):
            found.conflict(path, f"lack {value_text(key[0])}, which the source changed")
    for key, (index, own) in ours.items():
        if key not in news:
            _, old = olds.get(key, (0, _MISSING))
            _value(old, own, _MISSING, (*path, index), found, None)


def _by_title(examples: Any) -> dict[tuple[str, int], tuple[int, Any]]:
    """Examples by title, and a number for those that share one; with their places."""
    found: dict[tuple[str, int], tuple[int, Any]] = {}
    used: Counter[str] = Counter()
    for index, example in enumerate(examples):
        title = str(example.get("title", "")) if isinstance(example, dict) else ""
        found[title.strip(), used[title.strip()]] = (index, example)
        used[title.strip()] += 1
    return found


def _same(one: Any, other: Any, path: Path) -> bool:
    """True if two values say the same; blank space around prose says nothing."""
    if isinstance(one, str) and isinstance(other, str):
        key = path[-1] if path else ""
        if key in _PROSE or path[:1] == ("errors",):
            return one.strip() == other.strip()
        return one == other
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(
            _same(one[key], other[key], (*path, key)) for key in one
        )
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(
            _same(a, b, path) for a, b in zip(one, other, strict=True)
        )
    return type(one) is type(other) and bool(one == other)


def _are(kind: type, *values: Any) -> bool:
    return all(isinstance(value, kind) for value in values)


def _path_text(path: Path) -> str:
    return f"`{'.'.join(map(str, path))}`"


def _at(value: Any, path: Path) -> Any:
    for step in path:
        if isinstance(value, Mapping):
            value = value.get(step, _MISSING)
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            value = value[step]
        else:
            return _MISSING
    return value


def _put_value(value: Any, path: Path, what: Any) -> Any:
    """A copy of a value with another one at a path."""
    if not path:
        return what
    if not isinstance(value, dict):
        return value if what is _MISSING else what
    copy = dict(value)
    below = _put_value(copy.get(path[0], {}), path[1:], what)
    if below is _MISSING:
        copy.pop(str(path[0]), None)
    else:
        copy[str(path[0])] = below
    return copy
