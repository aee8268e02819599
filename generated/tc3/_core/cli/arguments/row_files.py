"""Rows from a file: CSV, JSON lines, or one text a line. Read as often as needed, never kept."""

from __future__ import annotations

import io
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from typing import Any, final

import attr

from ...narrowing import is_object
from ..exits import Problem, WrongUse
from .row_models import BadRow, Form, RowReader, find_fault, names_of

MAX_PROBLEMS = 20
"""Rows that are told to be wrong; more would be a list that nobody reads."""

MAX_LINE = 1_000_000
"""Characters of a line; no request may have more than 10 MB."""

MAX_COPY = 1 << 30
"""Bytes of standard input that are kept until all of them are checked."""

_ENDINGS = {".csv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl"}


@final
class RowFile:
    """The rows of a file, which can be gone through again. Rows have numbers from 0.

    Standard input is kept in a temporary file, since all rows are checked before the first
    one is sent.
    """

    def __init__(
        self, name: str, format: str | None, forms: list[Form], site: str
    ) -> None:
        self._name = name
        self._forms = forms
        self._site = site
        self._format = format or _ENDINGS.get(
            os.path.splitext(name)[1].lower(), "lines"
        )
        self.count = 0
        """The number of rows; known when they have been checked."""
        self._file = self._open()

    def __enter__(self) -> RowFile:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def _open(self) -> Any:
        try:
            if self._name != "-":
                file: Any = open(os.path.expanduser(self._name), "rb")  # noqa: SIM115
                if not file.seekable():
                    with file:
                        return _copy_of(file)
                return file
            if sys.stdin is None:
                raise WrongUse(Problem("FILE", "standard input is closed"))
            return _copy_of(sys.stdin.buffer)
        except OSError as error:
            reason = f"{self._name} cannot be read: {error.strerror}"
            raise WrongUse(Problem("FILE", reason)) from None

    def check(self) -> int:
        """Go through all rows, and tell all that is wrong with them. Returns their number.

        Raises:
            WrongUse: Rows break the spec, or the file has another format.
        """
        problems: list[Problem] = []
        first: Form | None = None
        self.count = 0
        for number, row in enumerate(self):
            self.count += 1
            form = self._form_of(row)
            if first is None:
                first = form
            reason = (
                "has values, but the first row has none"
                if form is not first
                else find_fault(row, form, self._site)
            )
            if reason:
                problems.append(Problem(f"row {number}", reason))
                if len(problems) == MAX_PROBLEMS:
                    problems.append(
                        Problem("", "there may be more rows that are wrong")
                    )
                    break
        if problems:
            raise WrongUse(*problems, hint="Nothing was sent. Rows are counted from 0.")
        return self.count

    def __iter__(self) -> Iterator[Any]:
        self._file.seek(0)
        text = io.TextIOWrapper(self._file, encoding="utf-8-sig", newline="")
        lines = self._lines(text)
        try:
            if self._format == "csv":
                yield from self._csv(lines)
            elif self._format == "jsonl":
                yield from self._json_lines(lines)
            else:
                yield from (line for line in map(str.strip, lines) if line)
        except UnicodeDecodeError:
            raise WrongUse(Problem("FILE", f"{self._name} is not UTF-8")) from None
        finally:
            text.detach()

    def _lines(self, text: Any) -> Iterator[str]:
        """The lines of the file, which are not endless."""
        number = 0
        while line := text.readline(MAX_LINE + 1):
            number += 1
            if len(line) > MAX_LINE:
                reason = f"line {number} of {self._name} has more than {MAX_LINE:,} characters"
                raise WrongUse(Problem("FILE", reason))
            yield line

    def _form_of(self, row: Any) -> Form:
        wants_model = isinstance(row, BadRow) or attr.has(row.__class__)
        for form in self._forms:
            if (form.model is not None) == wants_model:
                return form
        return self._forms[0]

    @property
    def _reader(self) -> RowReader | None:
        """The reader of rows that are models; None where all are texts."""
        has_texts = any(form.model is None for form in self._forms)
        for form in self._forms:
            if form.model is not None:
                return RowReader(form, self._site, has_texts=has_texts)
        return None

    def _csv(self, text: Any) -> Iterator[Any]:
        import csv

        reader = self._reader
        names: list[str] | None = None
        try:
            for number, cells in enumerate(csv.reader(text)):
                if not any(cell.strip() for cell in cells):
                    continue
                cells = [cell.strip() for cell in cells]
                if number == 0 and self._is_head(cells):
                    names = cells
                    continue
                yield cells[0] if reader is None else reader.from_cells(cells, names)
        except csv.Error as error:
            raise WrongUse(
                Problem("FILE", f"{self._name} is not CSV: {error}")
            ) from None

    def _is_head(self, cells: list[str]) -> bool:
        """True for a line of names: one of them is that of a member."""
        form = next((form for form in self._forms if form.model is not None), None)
        known: set[str] = set() if form is None else names_of(form.model)
        first = cells[0].lower()
        return any(cell.lower().partition(".")[0] in known for cell in cells) or (
            form is None and "@" not in first and first in ("email", "address", "value")
        )

    def _json_lines(self, text: Any) -> Iterator[Any]:
        reader = self._reader
        for number, line in enumerate(text):
            if not line.strip():
                continue
            try:
                value = json.loads(line)
            except (ValueError, RecursionError):
                reason = f"line {number + 1} of {self._name} is not JSON"
                raise WrongUse(Problem("FILE", reason)) from None
            if is_object(value) and reader is not None:
                yield reader.from_object(value)
            else:
                yield value


def _copy_of(file: Any) -> Any:
    kept = tempfile.TemporaryFile()  # noqa: SIM115
    while block := file.read(1 << 20):
        kept.write(block)
        if kept.tell() > MAX_COPY:
            reason = f"has more than {MAX_COPY >> 30} GB; put it into a file"
            raise WrongUse(Problem("FILE", reason))
    return kept
