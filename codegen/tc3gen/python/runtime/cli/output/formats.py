"""The formats of a result. Each takes a whole result, or the items of pages as they come."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Sequence
from importlib import import_module
from typing import Any

from ...narrowing import is_list, is_object
from .. import terminal
from ..options import FORMATS
from . import stderr
from .json_text import compact, for_people
from .rows import VALUE, cell, cells_of, columns_of, rows_of
from .stdout import write_text

_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


class Printer:
    """Prints results in one format.

    `raw` shows texts without quotes; `columns` are those of tables where they are known
    before the first item.
    """

    def __init__(
        self, output: str | None, *, raw: bool = False, columns: Sequence[str] = ()
    ) -> None:
        self._human = terminal.is_terminal(sys.stdout)
        self._format = output or "json"
        assert self._format in FORMATS
        self._raw = raw
        self._columns = columns

    def whole(self, value: Any) -> None:
        """Print a result that is there as a whole."""
        if self._raw and self._texts(value):
            return
        _WHOLE[self._format](self, value)

    def items(self, pages: Iterable[list[Any]]) -> None:
        """Print the items of pages while they come."""
        if self._raw and self._format in ("json", "jsonl", "text"):
            for page in pages:
                for item in page:
                    if not self._texts(item):
                        write_text(compact(item) + "\n")
            return
        _ITEMS[self._format](self, pages)

    def _texts(self, value: Any) -> bool:
        """Print texts without quotes; tells if the value is a text or a list of texts."""
        found = value if is_list(value) else [value]
        if not all(isinstance(item, str) for item in found):
            return False
        for item in found:
            write_text((terminal.harmless(item) if self._human else item) + "\n")
        return True

    def write_json(self, value: Any) -> None:
        write_text((for_people if self._human else compact)(value) + "\n")

    def write_json_items(self, pages: Iterable[list[Any]]) -> None:
        """One list, written as its items come."""
        separator = "[\n" if self._human else "["
        for page in pages:
            for item in page:
                text = (
                    for_people(item).replace("\n", "\n  ")
                    if self._human
                    else compact(item)
                )
                write_text(separator + ("  " if self._human else "") + text)
                separator = ",\n" if self._human else ","
        if separator[0] == "[":
            write_text("[]\n")
        else:
            write_text("\n]\n" if self._human else "]\n")

    def write_jsonl(self, value: Any) -> None:
        self.write_jsonl_items([value if is_list(value) else [value]])

    def write_jsonl_items(self, pages: Iterable[list[Any]]) -> None:
        for page in pages:
            write_text("".join([f"{compact(item)}\n" for item in page]))

    def write_yaml(self, value: Any) -> None:
        write_text(_yaml_text(value))

    def write_yaml_items(self, pages: Iterable[list[Any]]) -> None:
        empty = True
        for page in pages:
            if page:
                empty = False
                write_text(_yaml_text(page))
        if empty:
            write_text("[]\n")

    def write_table(self, value: Any) -> None:
        from .table import print_table

        print_table(value)

    def write_table_items(self, pages: Iterable[list[Any]]) -> None:
        self.write_table([item for page in pages for item in page])

    def write_csv(self, value: Any) -> None:
        self.write_csv_items([rows_of(value)])

    def write_csv_items(self, pages: Iterable[list[Any]]) -> None:
        columns: list[str] = []
        for page in pages:
            if not columns and page:
                only_texts = not any(is_object(item) for item in page)
                columns = columns_of(page, () if only_texts else self._columns)
                write_text(_csv_lines([columns]))
            more = [name for name in columns_of(page) if name not in columns]
            if more and page:
                columns = [*columns, *more]
                stderr.write_warning(
                    f"columns that come late are at the end: {', '.join(more)}"
                )
            write_text(_csv_lines(cells_of(item, columns) for item in page))

    def write_text(self, value: Any) -> None:
        if isinstance(value, (dict, list)):
            self.write_text_items([rows_of(value)])
        else:
            text = cell(value)
            write_text((terminal.harmless(text) if self._human else text) + "\n")

    def write_text_items(self, pages: Iterable[list[Any]]) -> None:
        for page in pages:
            for item in page:
                write_text(self._text_line(item) + "\n")

    def _text_line(self, item: Any) -> str:
        columns = columns_of([item]) or [VALUE]
        if is_object(item) and self._columns:
            columns = columns_of([item], self._columns)
        texts = [text.translate(_ESCAPES) for text in cells_of(item, columns)]
        line = "\t".join(texts)
        return terminal.harmless(line) if self._human else line

    def write_none(self, value: Any) -> None:
        pass

    def write_none_items(self, pages: Iterable[list[Any]]) -> None:
        for _ in pages:
            pass


_WHOLE: dict[str, Callable[[Printer, Any], None]] = {
    "json": Printer.write_json,
    "jsonl": Printer.write_jsonl,
    "yaml": Printer.write_yaml,
    "table": Printer.write_table,
    "csv": Printer.write_csv,
    "text": Printer.write_text,
    "none": Printer.write_none,
}
_ITEMS: dict[str, Callable[[Printer, Iterable[list[Any]]], None]] = {
    "json": Printer.write_json_items,
    "jsonl": Printer.write_jsonl_items,
    "yaml": Printer.write_yaml_items,
    "table": Printer.write_table_items,
    "csv": Printer.write_csv_items,
    "text": Printer.write_text_items,
    "none": Printer.write_none_items,
}


def _yaml_text(value: Any) -> str:
    yaml = import_module("yaml")
    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    # What is not ASCII is escaped where the output cannot hold it, or a terminal obeys it.
    unicode = compact(value) == json.dumps(
        value, ensure_ascii=False, separators=(",", ":")
    )
    text: str = yaml.dump(
        value, Dumper=dumper, allow_unicode=unicode, sort_keys=False, width=10_000
    )
    return text.removesuffix("...\n")


def _csv_lines(rows: Iterable[Sequence[str]]) -> str:
    import csv
    import io

    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    lines = text.getvalue()
    return terminal.harmless(lines) if terminal.is_terminal(sys.stdout) else lines
