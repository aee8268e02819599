"""Two canonical requests side by side."""

from __future__ import annotations

from itertools import takewhile, zip_longest

from attrs import frozen


@frozen
class Side:
    """A line of one request, cut where it begins to differ from the other's."""

    same: str
    differs: str
    exists: bool = True


@frozen
class Line:
    """A line of both requests."""

    name: str
    client: Side
    server: Side
    first: bool
    """True for the first line that differs."""

    @property
    def differs(self) -> bool:
        return self.client != self.server


def compare_requests(client: str, server: str) -> list[Line]:
    """Line by line; what has no counterpart is absent from the other side."""
    ours = server.split("\n")
    lines: list[Line] = []
    seen = False
    for number, (left, right) in enumerate(zip_longest(client.split("\n"), ours)):
        same = _common(left or "", right or "")
        first = not seen and left != right
        seen = seen or first
        lines.append(
            Line(
                _name(number, ours),
                _side(left, same, left == right),
                _side(right, same, left == right),
                first,
            )
        )
    return lines


def _common(left: str, right: str) -> str:
    pairs = takewhile(lambda pair: pair[0] == pair[1], zip(left, right, strict=False))
    return "".join(character for character, _ in pairs)


def _side(line: str | None, same: str, is_equal: bool) -> Side:
    if line is None:
        return Side("", "", exists=False)
    return Side(line, "") if is_equal else Side(same, line[len(same) :])


def _name(number: int, ours: list[str]) -> str:
    count = len(ours)
    if ours[-1].startswith("&"):  # an older signature: fields, one a line
        return "field" if number else "method"
    names = {
        0: "method",
        1: "path",
        2: "query",
        count - 2: "signed",
        count - 1: "body hash",
    }
    names[count - 3] = ""
    return names.get(number, "header" if number < count else "")
