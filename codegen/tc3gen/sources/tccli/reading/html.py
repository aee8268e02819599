"""HTML and Markdown descriptions to the plain text of our own.

Only tags that descriptions really use are read as such: `<ip>` or `a<b` are text. The work
grows with the length of the text, whatever stands in it.
"""

from __future__ import annotations

import html
import re

from tc3gen.spec.yaml.characters import clean_text

_PARAGRAPH_TAGS = """
    address article aside blockquote center div dl dt dx-alert figure footer form h1 h2 h3
    h4 h5 h6 header hr main ol p pre section table tbody tfoot thead ul
"""
_CELLS = frozenset(["td", "th"])
_CODE = frozenset(["code", "kbd", "samp", "tt", "var"])
_MARK_TAGS = """
    a abbr b big br caption col colgroup dd defs del em font g i img ins label li mark marker
    nobr path pattern rect s small span strike strong sub sup svg text tr tspan u
"""
_PARAGRAPHS = frozenset(_PARAGRAPH_TAGS.split())
_MARKS = frozenset(_MARK_TAGS.split())
_HIDDEN = frozenset(["script", "style", "template", "title"])
_KNOWN = _PARAGRAPHS | _CELLS | _CODE | _MARKS | _HIDDEN

_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9-]{0,15})((?:[\s/][^<>]*)?)>|<!--")
_ADDRESS = re.compile(
    r"""\s(?:href|src)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.I
)
_INDENTED = re.compile(r"(?:padding-left|margin-left|text-indent)\s*:", re.I)
_LINK = re.compile(r"!?\[([^\[\]\n]{0,300})\]\(\s*([^()\s]{1,1000})\s*\)")
_BOLD = re.compile(r"\*\*(?=\S)([^*\n]{1,500})\*\*")
_HEADING = re.compile(r"^[ \t]{0,3}#{1,6}[ \t]+", re.M)
_RULE_OF_TABLE = re.compile(r"^[ \t]*(?:\|[ \t]*)?:?--[-:| \t]*\n", re.M)
_BULLET = re.compile(r"^[ \t]*[*+•][ \t]+", re.M)
_SPACES = re.compile(r"[ \t\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000]+")
_BLANK_LINES = re.compile(r"\n{3,}")
_BEFORE_ITEM = re.compile(r"\n\n(?=- )")
_LINE_BREAKS = re.compile("[\x85\u2028\u2029]")
_WEB = ("http://", "https://")
_CELL = "\ue01f"


def plain_text(source: str) -> str:
    """A description without its mark-up: lists with `- `, links with their address.

    Control characters, and those that change the direction of text, are left out.
    """
    text = clean_text(_LINE_BREAKS.sub("\n", source))
    if "<" in text:
        text = _without_tags(text.replace(_CELL, ""))
    if "&" in text:
        text = html.unescape(text)
    text = _without_marks(text)
    return _tidy_lines(clean_text(text))


def one_line(source: str) -> str:
    """A title as plain text, on one line."""
    return " ".join(plain_text(source).split())


def _without_tags(text: str) -> str:
    """Text with line breaks, list items and cells in place of tags."""
    reader = _Reader()
    end = 0
    for match in _TAG.finditer(text):
        start = match.start()
        if start < end:  # inside a comment
            continue
        if match[2] is None:
            reader.text(text[end:start])
            closed = text.find("-->", start)
            end = len(text) if closed < 0 else closed + 3
            continue
        name = match[2].lower()
        if name not in _KNOWN or _is_text(match[3]):
            continue
        reader.text(text[end:start])
        reader.tag(name, closing=bool(match[1]), attributes=match[3])
        end = match.end()
    reader.text(text[end:])
    return "".join(reader.out)


def _is_text(attributes: str) -> bool:
    """True if what follows a tag's name is no attributes, as in `a<b and c>d`."""
    return bool(attributes.strip(" /\n")) and "=" not in attributes


class _Reader:
    """Collects text, and marks in place of tags."""

    def __init__(self) -> None:
        self.out: list[str] = []
        self._hidden = ""
        self._links: list[str] = []
        self._below_item: list[bool] = []
        """Of the open paragraphs, which belong to the list item before them."""
        self._item_ended = False

    def text(self, text: str) -> None:
        """The text between tags."""
        if self._hidden or not text:
            return
        if self._item_ended and not text.isspace():
            self.out.append("\n\n")
            self._item_ended = False
        self.out.append(text)

    def tag(self, name: str, *, closing: bool, attributes: str) -> None:
        """A tag, for which a mark may stand."""
        if self._hidden:
            self._hidden = "" if closing and name == self._hidden else self._hidden
        elif name in _HIDDEN:
            self._hidden = "" if closing else name
        elif name in ("p", "div"):
            self.out.append(self._paragraph(attributes, closing=closing))
        elif name in ("li", "dd"):
            self._item_ended = closing
            self.out.append("" if closing else "\n- ")
        else:
            self.out.append(self._mark(name, closing, attributes))

    def _paragraph(self, attributes: str, *, closing: bool) -> str:
        """An indented paragraph behind a list item goes on with the item."""
        if closing:
            below = self._below_item.pop() if self._below_item else False
            self._item_ended = self._item_ended or below
            return "\n"
        below = self._item_ended and _INDENTED.search(attributes) is not None
        self._below_item.append(below)
        self._item_ended = self._item_ended and not below
        return " " if below else "\n"

    def _mark(self, name: str, closing: bool, attributes: str) -> str:
        """The text in place of another tag."""
        if name in _PARAGRAPHS or name in ("br", "tr", "caption"):
            return "\n"
        if name in _CODE:
            return "`"
        if name in _CELLS:
            return _CELL if closing else ""
        if name == "a":
            if not closing:
                self._links.append(_address(attributes))
            elif self._links and (address := self._links.pop()):
                return f" ({address})"
        elif name == "img" and (address := _address(attributes)):
            return f" ({address})"
        return ""


def _address(attributes: str) -> str:
    match = _ADDRESS.search(attributes)
    if match is None:
        return ""
    address = html.unescape(match[1] or match[2] or match[3] or "").strip()
    return address if address.startswith(_WEB) else ""


def _without_marks(text: str) -> str:
    """Text without the marks of Markdown that disturb a reader."""
    if "](" in text:
        text = _LINK.sub(_link, text)
    if "**" in text:
        text = _BOLD.sub(r"\1", text)
    if "#" in text:
        text = _HEADING.sub("", text)
    if "--" in text and "|" in text:
        text = _RULE_OF_TABLE.sub("", text)
    return _BULLET.sub("- ", text)


def _link(match: re.Match[str]) -> str:
    text, address = match[1].strip(), match[2]
    if not address.startswith(_WEB):
        return text
    return f"{text} ({address})" if text and text != address else address


def _tidy_lines(text: str) -> str:
    """Lines without needless spaces, at most one blank line between them."""
    lines = []
    for line in text.split("\n"):
        words = _SPACES.sub(" ", line).strip()
        if _CELL in words:
            cells = [cell.strip() for cell in words.split(_CELL)]
            words = " | ".join(cell for cell in cells if cell)
        if words in ("-", "``", ">"):
            continue
        lines.append(words)
    text = _BLANK_LINES.sub("\n\n", "\n".join(lines))
    return _BEFORE_ITEM.sub("\n", text).strip()
