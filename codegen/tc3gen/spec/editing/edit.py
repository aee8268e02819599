"""Changes to the text of a spec file that leave everything else as it is.

Comments, blank lines, quotes and the order of keys stay where they are. The result is read
again, and must say what was intended and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from attrs import frozen

from tc3gen.spec.editing.dump import Unwritable, check_plain
from tc3gen.spec.editing.layout import Layout, layout_of
from tc3gen.spec.editing.splice import EditRefused, Path, Piece, Splices
from tc3gen.spec.problems import Problems, value_text
from tc3gen.spec.yaml import nodes
from tc3gen.spec.yaml.nodes import compose, plain_data

__all__ = [
    "Add",
    "Edit",
    "EditRefused",
    "Insert",
    "Path",
    "Remove",
    "Set",
    "apply_edits",
]


@frozen
class Set:
    """Another value in place of one that is there."""

    path: Path
    value: Any


@frozen
class Insert:
    """A new key: where the order of the format wants it, else behind `after`, or last."""

    path: Path
    value: Any
    after: str | None = None


@frozen
class Add:
    """A new item of the list at a path: in its order where the list is sorted, else last."""

    path: Path
    value: Any


@frozen
class Remove:
    """Without a key or an item, its value, and the comments beside and right above it."""

    path: Path


Edit = Set | Insert | Add | Remove


def apply_edits(text: str, edits: Iterable[Edit], file: str = "the spec") -> str:
    """The text of a spec file with some edits done, all of them or none.

    Places in lists are those before the edits.

    Raises:
        EditRefused: The text cannot be read, a path leads nowhere or is taken, two edits concern
            the same value, comments would be lost, or a value cannot be written.
    """
    wanted = list(edits)
    if not wanted:
        return text
    root = _compose_text(text, file, "the file has problems of its own")
    old = plain_data(root)
    layout = layout_of(old)
    _check_values(wanted)
    intended = _apply_to_value(old, [(edit.path, edit) for edit in wanted])
    splices = Splices(text, root, layout)
    groups: dict[Path | None, list[Edit]] = {}
    for edit in _resolve_edits(wanted, old, layout):
        owner = edit.path if isinstance(edit, Add) else edit.path[:-1]
        groups.setdefault(splices.bracket(owner), []).append(edit)
    for bracket, group in groups.items():
        if bracket is None:
            pieces = [p for edit in group for p in _pieces(edit, splices, layout, old)]
        else:
            pieces = _pieces_in_bracket(bracket, group, splices, layout, old)
        splices.replace(pieces)
    new = splices.applied()
    said = plain_data(
        _compose_text(new, file, "the edit would make the file unreadable")
    )
    if not _same(said, intended, layout):
        raise EditRefused(f"{file}: the edit would change something else too")
    return new


def _pieces(edit: Edit, splices: Splices, layout: Layout, old: Any) -> list[Piece]:
    if isinstance(edit, Set):
        return splices.set(edit.path, edit.value)
    if isinstance(edit, Remove):
        return splices.remove(edit.path)
    if isinstance(edit, Insert):
        return splices.insert(edit.path, edit.value, edit.after)
    index = len(_value(old, edit.path))
    if _layout(layout, edit.path).sort:
        items = map(str, _value(old, edit.path))
        before = (n for n, each in enumerate(items, 1) if each <= str(edit.value))
        index = max(before, default=0)
    return splices.add(edit.path, edit.value, index)


def _pieces_in_bracket(
    path: Path, edits: Sequence[Edit], splices: Splices, layout: Layout, old: Any
) -> list[Piece]:
    """A single edit is done in place if there is room; else all is written anew."""
    if len(edits) == 1:
        pieces = _pieces(edits[0], splices, layout, old)
        if pieces and splices.fits(path, pieces):
            return pieces
    inside = [(edit.path[len(path) :], edit) for edit in edits]
    return splices.set(path, _apply_to_value(_value(old, path), inside))


def _compose_text(text: str, file: str, complaint: str) -> nodes.Mapping:
    problems = Problems()
    root = compose(text, file, problems)
    if not isinstance(root, nodes.Mapping) or len(problems):
        first = next(iter(problems), f"{file}: not a mapping")
        raise EditRefused(f"{complaint}: {first}")
    return root


def _check_values(edits: Iterable[Edit]) -> None:
    for edit in edits:
        if not isinstance(edit, Remove):
            try:
                check_plain(edit.value, edit.path, len(edit.path))
            except Unwritable as reason:
                raise EditRefused(str(reason)) from None


def _apply_to_value(value: Any, edits: Sequence[tuple[Path, Edit]]) -> Any:
    """A value after some edits; their paths begin at the value."""
    for path, edit in edits:
        if not path and isinstance(edit, Set):
            if len(edits) > 1:
                raise EditRefused(f"two edits concern {_path_text(edit.path)}")
            return edit.value
    adds = [edit.value for path, edit in edits if not path and isinstance(edit, Add)]
    below: dict[str | int, list[tuple[Path, Edit]]] = {}
    for path, edit in edits:
        if path:
            below.setdefault(path[0], []).append((path[1:], edit))
    if isinstance(value, dict) and not adds:
        return _applied_below(value, below)
    if isinstance(value, list):
        children = dict(enumerate(value))
        return [*_applied_below(children, below).values(), *adds]
    raise EditRefused(f"{_path_text(edits[0][1].path)} leads nowhere")


def _applied_below(
    children: Mapping[Any, Any], below: Mapping[Any, list[tuple[Path, Edit]]]
) -> dict[Any, Any]:
    """The entries of a mapping or list after some edits."""
    result = dict(children)
    for step, edits in below.items():
        path, edit = edits[0]
        ends = not path and isinstance(edit, (Insert, Remove))
        if ends and len(edits) > 1:
            raise EditRefused(f"two edits concern {_path_text(edit.path)}")
        if not path and isinstance(edit, Insert):
            if step in result or not isinstance(step, str):
                raise EditRefused(f"{_path_text(edit.path)} is there already")
            result[step] = edit.value
        elif step not in result:
            raise EditRefused(f"there is no {_path_text(edit.path)}")
        elif ends:
            del result[step]
        else:
            result[step] = _apply_to_value(result[step], edits)
    return result


def _resolve_edits(edits: Sequence[Edit], old: Any, layout: Layout) -> list[Edit]:
    """Edits with insertions behind a key that is there, in the order to be written.

    A mapping or list of which nothing would remain is set to an empty one.
    """
    result: list[Edit] = []
    inserts: dict[Path, dict[str, Insert]] = {}
    adds: dict[Path, list[Add]] = {}
    removed: dict[Path, list[Remove]] = {}
    for edit in edits:
        if isinstance(edit, Insert):
            inserts.setdefault(edit.path[:-1], {})[str(edit.path[-1])] = edit
        elif isinstance(edit, Add):
            adds.setdefault(edit.path, []).append(edit)
        elif isinstance(edit, Remove):
            removed.setdefault(edit.path[:-1], []).append(edit)
        else:
            result.append(edit)
    for path, group in removed.items():
        owner = _value(old, path)
        if len(group) < len(owner) or path in inserts or path in adds:
            result += group
        elif path:
            result.append(Set(path, type(owner)()))
        else:
            raise EditRefused("nothing would be left of the file")
    for path, new in inserts.items():
        result += _in_order(new, list(_value(old, path)), _layout(layout, path))
    for path, items in adds.items():
        if _layout(layout, path).sort:
            items.sort(key=_text)
        result += items
    return result


def _text(add: Add) -> str:
    return str(add.value)


def _in_order(new: dict[str, Insert], old: list[str], layout: Layout) -> list[Edit]:
    """Insertions into one mapping in their order, each behind a key that is there."""
    behind: dict[str, str | None] = {}
    result: list[Edit] = []
    for name in layout.ordered(new):
        edit = new[name]
        if edit.after in behind:
            behind[name] = behind[edit.after]
        else:
            behind[name] = layout.predecessor(name, old, edit.after)
        result.append(Insert(edit.path, edit.value, behind[name]))
    return result


def _value(data: Any, path: Path) -> Any:
    for step in path:
        data = data[step]
    return data


def _layout(layout: Layout, path: Path) -> Layout:
    for step in path:
        layout = layout.of(step)
    return layout


def _same(one: Any, other: Any, layout: Layout, *, prose: bool = False) -> bool:
    """True if two values are alike for the format, types included."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(
            _same(one[key], other[key], layout.of(key), prose=layout.is_prose(key))
            for key in one
        )
    if isinstance(one, list):
        if layout.sort:
            one, other = sorted(one, key=str), sorted(other, key=str)
        return len(one) == len(other) and all(
            _same(*pair, layout.of(0)) for pair in zip(one, other, strict=True)
        )
    if prose and isinstance(one, str):
        return one.strip() == str(other).strip()
    return bool(one == other)


def _path_text(path: Path) -> str:
    return value_text(".".join(map(str, path)))
