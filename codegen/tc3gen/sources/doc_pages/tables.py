"""The tables of a page, in each of the ways in which they come down as text.

Markdown with or without a `|` at the margin, cells that run over several lines, and plain
text in which only blanks are left between the columns.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence

from attrs import frozen

from tc3gen.spec.model import Position
from tc3gen.spec.problems import Problems, word_list
from tc3gen.spec.yaml.characters import clean_text

_COLUMNS = {
    "parameter name": "name",
    "parameter": "name",
    "name": "name",
    "required": "required",
    "type": "type",
    "description": "description",
    "error code": "code",
    "参数名称": "name",
    "参数名": "name",
    "名称": "name",
    "必选": "required",
    "是否必选": "required",
    "类型": "type",
    "描述": "description",
    "说明": "description",
    "错误码": "code",
}
"""The names of columns, on English and on Chinese pages."""

_KNOWN = (
    ("name", "required", "type", "description"),
    ("name", "type", "required", "description"),
    ("name", "type", "description"),
    ("code", "description"),
)
_PLAIN_HEADERS = {
    "parameter name required type description": _KNOWN[0],
    "name required type description": _KNOWN[0],
    "parameter name type required description": _KNOWN[1],
    "name type required description": _KNOWN[1],
    "parameter name type description": _KNOWN[2],
    "name type description": _KNOWN[2],
    "error code description": _KNOWN[3],
    "参数名称 必选 类型 描述": _KNOWN[0],
    "名称 必选 类型 描述": _KNOWN[0],
    "参数名称 类型 必选 描述": _KNOWN[1],
    "名称 类型 必选 描述": _KNOWN[1],
    "参数名称 类型 描述": _KNOWN[2],
    "名称 类型 描述": _KNOWN[2],
    "错误码 描述": _KNOWN[3],
}

_TYPE = r"(?:Array of )*(?:Timestamp ISO8601|[A-Z][A-Za-z0-9_]*)"
_NAME = r"[A-Za-z][A-Za-z0-9_]*(?:\.N)?"
_PLAIN_ROWS = {
    _KNOWN[0]: re.compile(rf"({_NAME}) +(Yes|No|是|否) +({_TYPE})(?: +(.*))?"),
    _KNOWN[1]: re.compile(rf"({_NAME}) +({_TYPE}) +(Yes|No|是|否)(?: +(.*))?"),
    _KNOWN[2]: re.compile(rf"({_NAME}) +({_TYPE})(?: +(.*))?"),
    _KNOWN[3]: re.compile(r"([A-Z][A-Za-z0-9]*(?:\.[A-Za-z0-9_]+)*) +(.*)"),
}
# A line of text that the pattern of a row would take for one.
_SENTENCE = re.compile(r"(?:The|This|These|If|For|When|Note|It|An?|In|Please|You|See) ")
_ROW_ATTEMPT = re.compile(
    rf"{_NAME} +\S+ +(?:(?:Array of )*(?:String|Integer|Float|Boolean)|Yes|No|是|否)(?!\w)"
)
_SEPARATOR = frozenset("|:- \t")
_PIPE = re.compile(r"(?<!\\)\|")
# What ends a table of plain text that no blank line ends.
_OTHER = re.compile(
    r"[#\d. ]{0,10}(?:API Description|(?:Input|Output) Parameters|Examples?"
    r"|Developer Resources|Error Codes?|接口描述|输入参数|输出参数|示例\d*|开发者资源|错误码)"
    r"|POST \S.*|\{.*|```.*"
)
_TAGS = "a b br code div em font h[1-6] i img li ol p pre span strong su[bp] table t[dhr] ul"
_TAG = re.compile(rf"</?(?:{'|'.join(_TAGS.split())})(?:\s[^<>]{{0,500}})?/?>", re.I)
_LINK = re.compile(r"!?\[([^\[\]]{0,500})\]\([^()]{0,2000}\)")
# A backslash keeps what follows it; stars make text bold or slanted.
_MARKS = re.compile(
    r"\\([\\`*_{}\[\]()#+\-.!|<>])|\*\*|(?<!\w)\*(?=\S)|(?<=\S)\*(?!\w)"
)
_MOST_LINES_OF_A_ROW = 60
_LONGEST_HEADER = 200
_MOST_CELLS = 12


@frozen
class Row:
    """A row: its cells by column."""

    cells: Mapping[str, str]
    at: Position


@frozen
class Table:
    """A table of a known kind."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    at: Position
    end: int
    """Index of the line behind it."""


class Tables:
    """Finds tables in the lines of a page."""

    def __init__(self, lines: Sequence[str], file: str, problems: Problems) -> None:
        self._lines = lines
        self._file = file
        self._problems = problems

    def at(self, index: int) -> Position:
        """The position where a line's text begins."""
        line = self._lines[index]
        return Position(self._file, index + 1, len(line) - len(line.lstrip()) + 1)

    def read(self, index: int, codes: frozenset[str]) -> Table | None:
        """The table that begins with a line; None if there is none.

        `codes` are the categories of error codes, which tell them from other words.
        """
        line = self._lines[index]
        if "|" in line:
            return self._with_bars(index)
        columns = _plain_header(line)
        return None if columns is None else self._plain(index, columns, codes)

    def _with_bars(self, index: int) -> Table | None:
        columns = _columns(self._lines[index])
        follows = self._line(index + 1)
        is_header = "-" in follows and set(follows) <= _SEPARATOR
        if columns not in _KNOWN:
            if is_header:
                self._problems.add(
                    self.at(index),
                    f"a table of {word_list(columns, last='and')} is not known: "
                    "it is passed over",
                )
            return None
        closed = self._lines[index].rstrip().endswith("|")
        opened = self._lines[index].lstrip().startswith("|")
        start, index = index, index + (2 if is_header else 1)
        rows: list[Row] = []
        while "|" in self._line(index) and not self._is_header(index):
            first = index
            text = self._lines[index].strip()
            index += 1
            if closed and not text.endswith("|"):
                text, index = self._joined(text, index, opened)
            cells = _cells(text)
            if any(cells):
                self._add(rows, columns, cells, self.at(first))
        return Table(columns, tuple(rows), self.at(start), index)

    def _is_header(self, index: int) -> bool:
        """True if another table begins with a line, though none separates it."""
        line = self._line(index)
        return ("escription" in line or "描述" in line or "说明" in line) and _columns(
            line
        ) in _KNOWN

    def _joined(self, text: str, index: int, opened: bool) -> tuple[str, int]:
        """A row with the lines up to its closing `|`; only the first if there is none."""
        parts = [text]
        for place in range(index, index + _MOST_LINES_OF_A_ROW):
            line = self._line(place)
            if not line or (opened and line.startswith("|") and line.strip("| ")):
                break
            parts.append(line)
            if line.endswith("|"):
                return " ".join(parts), place + 1
        return text, index

    def _plain(
        self, index: int, columns: tuple[str, ...], codes: frozenset[str]
    ) -> Table:
        pattern = _PLAIN_ROWS[columns]
        start, index = index, index + 1
        rows: list[Row] = []
        found: list[tuple[int, list[str]]] = []
        while (line := self._line(index)) and not self._ends_plain(line):
            match = None if _SENTENCE.match(line) else pattern.fullmatch(line)
            if match and "code" in columns and match[1].partition(".")[0] not in codes:
                match = None
            if match:
                found.append((index, [part or "" for part in match.groups()]))
            elif _ROW_ATTEMPT.match(line):
                self._problems.add(
                    self.at(index), "this row of the table cannot be read"
                )
            elif found and "code" not in columns:
                found[-1][1][-1] += f" {line}"
            else:
                break
            index += 1
        for place, cells in found:
            self._add(rows, columns, [plain(cell) for cell in cells], self.at(place))
        return Table(columns, tuple(rows), self.at(start), index)

    def _ends_plain(self, line: str) -> bool:
        return _OTHER.fullmatch(line) is not None or _plain_header(line) is not None

    def _add(
        self,
        rows: list[Row],
        columns: tuple[str, ...],
        cells: list[str],
        at: Position,
    ) -> None:
        last = len(columns) - 1
        if len(cells) < last:
            message = f"this row has {len(cells)} cells instead of {len(columns)}"
            self._problems.add(at, message)
            return
        names = [cell.strip("`") for cell in cells[:last]]
        cells = [*names, " | ".join(cells[last:])]
        rows.append(Row(dict(zip(columns, cells, strict=True)), at))

    def _line(self, index: int) -> str:
        return self._lines[index].strip() if index < len(self._lines) else ""


def plain(text: str) -> str:
    """A text without Markdown and HTML, on one line."""
    text = _LINK.sub(r"\1", html.unescape(_TAG.sub(" ", text)))
    return " ".join(clean_text(_MARKS.sub(_kept_text, text)).split())


def _kept_text(mark: re.Match[str]) -> str:
    return mark[1] or ""


def _plain_header(line: str) -> tuple[str, ...] | None:
    if len(line) > _LONGEST_HEADER:
        return None
    return _PLAIN_HEADERS.get(" ".join(line.lower().split()))


def _columns(line: str) -> tuple[str, ...]:
    names = (cell.lower() for cell in _cells(line))
    return tuple(_COLUMNS.get(name, name) for name in names)


def _cells(line: str) -> list[str]:
    line = line.strip()
    parts = _PIPE.split(line, maxsplit=_MOST_CELLS)
    if line.startswith("|"):
        parts.pop(0)
    if parts and not parts[-1].strip():
        parts.pop()
    return [plain(part) for part in parts]
