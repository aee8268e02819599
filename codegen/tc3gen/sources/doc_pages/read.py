"""The text of a documentation page to what it says.

What is not about the action (menus, links, footers) is passed over. What is, but cannot be
read, is reported with its line.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from tc3gen.sources.doc_pages.examples import object_at
from tc3gen.sources.doc_pages.members import member
from tc3gen.sources.doc_pages.tables import Row, Table, Tables, plain
from tc3gen.sources.doc_pages.vocabulary import (
    MemberRow,
    Page,
    PageError,
    PageExample,
    PageType,
)
from tc3gen.spec.model import Position
from tc3gen.spec.problems import Problems, value_text

_DOMAIN = re.compile(
    r"(?:Domain name for API request|接口请求域名)[:：] ?([a-z0-9.-]{1,253}?) ?[.。]?"
)
_RATE = re.compile(
    r"A maximum of (\d{1,7}) requests? can be initiated per second"
    r"|默认接口请求频率限制[:：] ?(\d{1,7}) ?次/秒"
)
_RATE_ATTEMPT = re.compile(r".{0,40}\brequests\b.{0,60}\bper second\b|.{0,40}频率限制")
_VALUE = re.compile(
    r"(?:The value used for this API|本接口取值)[:：] ?([A-Za-z0-9_-]{1,128})"
)
_REGIONS = re.compile(
    r"(?:only supports|仅支持其中的)[:：] ?((?:[a-z0-9-]{1,64}(?:[,，、] ?)?){1,100})"
)
_EXAMPLE = re.compile(r"#{0,6} ?(?:Example|示例) ?\d{1,4}[.:]?(?: +(.{1,300}))?")
_HEADING = re.compile(
    r"#{0,6} ?(?:\d\. )?"
    r"(Input Parameters|Output Parameters|Error Codes?|输入参数|输出参数|错误码)"
)
_USED_BY = re.compile(r"Used (?:by|in) actions?:.*|被如下接口引用[:：].*")
_TYPE_NAME = re.compile(r"#{0,6} ?([A-Z][A-Za-z0-9_]{0,127})")
_POST = re.compile(r"POST \S{1,200}(?: HTTP/[\d.]+)?")
_GET = re.compile(r"(?:GET )?https?://\S*[?&]Action=")
_HEADER = re.compile(
    r"[A-Za-z][A-Za-z0-9-]*: ?(.*)|<(?:Common request parameters|公共请求参数)>|```.*"
)
_HTML = re.compile(r"<!DOCTYPE html|<html[\s>]|<table[\s>]", re.I)
_COMMON = re.compile("Common Param|公共参数")
_ENGLISH = {
    "输入参数": "Input Parameter",
    "输出参数": "Output Parameter",
    "错误码": "Error Code",
}
"""Headings of Chinese pages."""

_MOST_UNREADABLE = 50  # pieces of JSON; each costs a look at the whole page
_CODE = re.compile(r"[A-Z][A-Za-z0-9]*(?:\.[A-Za-z0-9_]+)*")


def read_page(
    text: str, file: str, codes: frozenset[str], problems: Problems
) -> Page | None:
    """The content of a page; None if it says nothing about an action or a data type.

    `codes` are the categories of error codes.
    """
    found = Problems()
    reader = _Reader(text, file, codes, found)
    page = reader.page()
    if reader.another_at is not None:
        problems.add(
            reader.another_at,
            "another action begins here: save the page of each in a file of its own",
        )
        return None
    for problem in found:
        problems.add(problem.at, problem.message)
    if page.action or page.types:
        return page
    reason = "there is no line with the name of the action (`Action`) in it"
    if html_at := _HTML.search(text):
        line = text.count("\n", 0, html_at.start()) + 1
        problems.add(
            Position(file, line, 1),
            "this is HTML: save the page as text or Markdown",
        )
    else:
        problems.add(Position(file, 1, 1), f"not the page of an action: {reason}")
    return None


class _Reader:
    """Reads one page, line by line."""

    def __init__(
        self, text: str, file: str, codes: frozenset[str], problems: Problems
    ) -> None:
        self._text = text.replace("\r\n", "\n").replace("\r", "\n")
        self._lines = self._text.split("\n")
        self._starts = [0]
        for line in self._lines:
            self._starts.append(self._starts[-1] + len(line) + 1)
        self._codes = codes
        self._problems = problems
        self._tables = Tables(self._lines, file, problems)
        self._page = Page(file=file)
        self.another_at: Position | None = None
        """The position of a second action; then nobody knows what belongs to which."""
        self._title = ""
        self._headings: dict[str, int] = {}
        self._type: PageType | None = None
        self._unreadable = 0
        self._paragraphs: list[str] | None = None
        """Those of the action's description, while it is being read."""

    def page(self) -> Page:
        index = 0
        while index < len(self._lines):
            index = self._take(index, self._lines[index].strip())
        self._check_complete()
        return self._page

    def _take(self, index: int, line: str) -> int:
        """Read what begins with a line; the index of the line behind it."""
        if not line:
            if self._paragraphs is not None:
                self._paragraphs.append("")
            return index + 1
        if table := self._tables.read(index, self._codes):
            self._end_description()
            self._take_table(table)
            return table.end
        if line.startswith("{"):
            return self._take_json(index)
        if _POST.fullmatch(line):
            return self._take_request(index)
        if _GET.match(line):
            self._report(index, "an example that is a GET request is not read")
        elif match := _EXAMPLE.fullmatch(line):
            self._title = plain(match[1] or "")
        elif ("Domain" in line or "域名" in line) and (
            match := _DOMAIN.fullmatch(plain(line))
        ):
            self._page.domain = match[1]
            self._page.places["domain"] = self._tables.at(index)
            self._paragraphs = []
        elif ("maximum" in line or "频率" in line) and (
            match := _RATE.match(plain(line))
        ):
            self._page.rate_limit = int(match[1] or match[2])
            self._page.places["rate_limit"] = self._tables.at(index)
            self._end_description()
        elif _USED_BY.fullmatch(line):
            self._type = self._type_above(index)
        else:
            self._take_text(index, line)
        return index + 1

    def _take_text(self, index: int, line: str) -> None:
        if match := _HEADING.fullmatch(line):
            heading = match[1].removesuffix("s")
            self._headings[_ENGLISH.get(heading, heading)] = index
            self._end_description()
        elif self._paragraphs is not None:
            if _RATE_ATTEMPT.match(line):
                self._report(index, "this rate limit cannot be read")
            self._paragraphs.append(plain(line))

    def _end_description(self) -> None:
        if self._paragraphs is not None:
            lines = " ".join(line or "\n\n" for line in self._paragraphs)
            parts = (part.strip() for part in lines.split("\n\n"))
            self._page.doc = "\n\n".join(filter(None, parts))
            self._paragraphs = None

    def _take_table(self, table: Table) -> None:
        page = self._page
        if "code" in table.columns:
            page.errors = self._errors(table) if page.errors is None else page.errors
        elif self._type is not None:
            self._type = PageType(
                name=self._type.name,
                doc=self._type.doc,
                fields=self._members(table.rows),
                at=self._type.at,
            )
            page.types[self._type.name] = self._type
            self._type = None
        elif "required" in table.columns:
            rows = [row for row in table.rows if not self._is_common(row)]
            page.params = self._members(rows)
        elif page.returns is None:
            page.returns = self._members(table.rows)
            page.returns.pop("RequestId", None)
        else:
            self._problems.add(table.at, "it is not clear what this table is about")

    def _is_common(self, row: Row) -> bool:
        """True if a row is about a common parameter; if so, its value is noted."""
        name, text = row.cells["name"], row.cells["description"]
        if name in ("Action", "Version"):
            if name == "Action" and self._page.action and self.another_at is None:
                self.another_at = row.at
            if match := _VALUE.search(text):
                setattr(self._page, name.lower(), match[1])
                self._page.places[name.lower()] = row.at
            else:
                self._problems.add(row.at, f"the value of `{name}` cannot be read")
        elif name == "Region" and _COMMON.search(text):
            if match := _REGIONS.search(text):
                found = (part.strip() for part in re.split("[,，、]", match[1]))
                self._page.regions = tuple(filter(None, found))
                self._page.places["regions"] = row.at
        else:
            return _COMMON.search(text) is not None
        return True

    def _members(self, rows: tuple[Row, ...] | list[Row]) -> dict[str, MemberRow]:
        found: dict[str, MemberRow] = {}
        for row in rows:
            if (read := member(row, self._problems)) is None:
                continue
            if read.name in found:
                self._problems.add(row.at, f"`{read.name}` stands here twice")
            found.setdefault(read.name, read)
        return found

    def _errors(self, table: Table) -> dict[str, PageError]:
        found: dict[str, PageError] = {}
        for row in table.rows:
            code = row.cells["code"]
            if _CODE.fullmatch(code):
                error = PageError(code=code, doc=row.cells["description"], at=row.at)
                found.setdefault(code, error)
            else:
                self._problems.add(row.at, f"{value_text(code)} is no error code")
        return found

    def _take_request(self, index: int) -> int:
        """The head of an example request, up to its body."""
        at = self._tables.at(index)
        self._page.examples.append(PageExample(title=self._title or "Example", at=at))
        self._title = ""
        self._end_description()
        index += 1
        while index < len(self._lines) and not self._lines[index].lstrip().startswith(
            "{"
        ):
            line = self._lines[index].strip()
            if line and not _HEADER.fullmatch(line):
                break
            index += 1
        if self._line(index).startswith("{"):
            return self._take_json(index, is_request=True)
        return index

    def _take_json(self, index: int, *, is_request: bool = False) -> int:
        start = self._starts[index] + self._lines[index].index("{")
        if self._unreadable > _MOST_UNREADABLE:
            return index + 1
        found = object_at(self._text, start)
        examples = self._page.examples
        if found.value is None:
            self._unreadable += 1
            self._report(self._index(found.end), found.problem, found.end)
            return max(index, self._index(found.end)) + 1
        response = found.value.get("Response")
        if is_request:
            examples[-1].request = found.value
        elif not isinstance(response, dict):
            self._report(index, "this JSON is neither a request nor a response")
        elif not examples or examples[-1].response is not None:
            self._report(index, "this response has no request before it")
        else:
            response.pop("RequestId", None)
            examples[-1].response = response
        return self._index(found.end) + 1

    def _type_above(self, index: int) -> PageType | None:
        """The data type whose description ends with a line."""
        above: list[int] = []
        while index and len(above) < 4:
            index -= 1
            if line := self._line(index):
                if match := _TYPE_NAME.fullmatch(line):
                    doc = " ".join(plain(self._line(i)) for i in reversed(above))
                    return PageType(name=match[1], doc=doc, at=self._tables.at(index))
                above.append(index)
        self._report(index, "the name of this data type cannot be read")
        return None

    def _check_complete(self) -> None:
        page = self._page
        self._end_description()
        for heading, found in (
            ("Input Parameter", page.places.get("action")),
            ("Output Parameter", page.returns),
            ("Error Code", page.errors),
        ):
            if heading in self._headings and found is None:
                self._report(
                    self._headings[heading], "no table was found under this heading"
                )
        for name, value in (("domain", page.domain), ("version", page.version)):
            if page.action and not value:
                self._problems.add(page.at(), f"the page does not tell the {name}")

    def _line(self, index: int) -> str:
        return self._lines[index].strip() if index < len(self._lines) else ""

    def _index(self, offset: int) -> int:
        """The index of the line of an offset."""
        return bisect_right(self._starts, offset) - 1

    def _report(self, index: int, message: str, offset: int | None = None) -> None:
        at = self._tables.at(min(index, len(self._lines) - 1))
        if offset is not None:
            at = Position(at.file, at.line, offset - self._starts[index] + 1)
        self._problems.add(at, message)
