"""Types that hold themselves, directly or through others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tc3gen.spec.model import Type


def find_recursive_types(types: Mapping[str, Type]) -> frozenset[str]:
    """The names of the types that are in a circle, in time in proportion to all members."""
    search = _Search(types)
    for name in types:
        search.walk(name)
    return frozenset(search.found)


class _Search:
    """Tarjan's search for strongly connected components, without recursion of its own."""

    def __init__(self, types: Mapping[str, Type]) -> None:
        self._types = types
        self.found: set[str] = set()
        self._order: dict[str, int] = {}
        self._lowest: dict[str, int] = {}
        self._open: dict[str, None] = {}
        """The types that are entered, and whose component is not complete yet."""

    def walk(self, start: str) -> None:
        """Follow the members of a type, and those of all types that they lead to."""
        path = [self._enter(start)] if start not in self._order else []
        while path:
            name, others = path[-1]
            for other in others:
                if other not in self._order:
                    path.append(self._enter(other))
                    break
                if other in self._open:
                    self._lowest[name] = min(self._lowest[name], self._order[other])
            else:
                path.pop()
                self._leave(name)
                if path:
                    above = path[-1][0]
                    self._lowest[above] = min(self._lowest[above], self._lowest[name])

    def _enter(self, name: str) -> tuple[str, Iterator[str]]:
        self._order[name] = self._lowest[name] = len(self._order)
        self._open[name] = None
        return name, iter(self._inside(name))

    def _leave(self, name: str) -> None:
        """Note the circle that a type closes, if it is the first of one."""
        if self._lowest[name] != self._order[name]:
            return
        circle: list[str] = []
        while not circle or circle[-1] != name:
            circle.append(self._open.popitem()[0])
        if len(circle) > 1 or name in self._inside(name):
            self.found.update(circle)

    def _inside(self, name: str) -> list[str]:
        fields = self._types[name].fields.values()
        return [each.type.name for each in fields if each.type.name in self._types]
