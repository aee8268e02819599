"""The imports of a generated module, laid out and in the order of linters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from attrs import frozen

from tc3gen.python.source.literals import import_from

Group = tuple[str, ...]
"""Lines between which no blank one stands."""

_HOMES: Mapping[str, str] = {
    "Any": "typing",
    "AsyncIterable": "collections.abc",
    "Callable": "collections.abc",
    "ClassVar": "typing",
    "Iterable": "collections.abc",
    "Mapping": "collections.abc",
    "Sequence": "collections.abc",
    "TYPE_CHECKING": "typing",
    "TypeAlias": "typing",
    "date": "datetime",
    "datetime": "datetime",
}


@frozen
class Imports:
    """The groups that are loaded with the module, and those for type checkers only."""

    loaded: tuple[Group, ...] = ()
    typing: tuple[Group, ...] = ()


def standard_imports(names: Iterable[str], indent: int = 0) -> Group:
    """The lines that import names of the standard library."""
    homes: dict[str, set[str]] = {}
    for name in names:
        homes.setdefault(_HOMES[name], set()).add(name)
    return tuple(import_from(home, homes[home], indent) for home in sorted(homes))


def groups(*found: Iterable[str]) -> tuple[Group, ...]:
    """The groups that have any line."""
    return tuple(group for group in map(tuple, found) if group)
