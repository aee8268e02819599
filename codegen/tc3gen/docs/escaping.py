"""Text of a spec in Markdown: one function for prose, one for code, one for cells of tables."""

from __future__ import annotations

import re

_SIGNS = re.compile(r"[\\`*_\[\]<>&~|$]")
# Signs that mean something at the beginning of a line.
_BEGINS = re.compile(r"\A(\s*)([#+=:>%!-]|\d+(?=[.)]))")


def escape_markdown(text: str) -> str:
    """Prose on one line, none of whose signs means anything."""
    line = _SIGNS.sub(r"\\\g<0>", " ".join(text.split()))
    found = _BEGINS.match(line)
    if found is None:
        return line
    if found[2].isdigit():  # a number is no sign: what follows it is
        return f"{line[: found.end()]}\\{line[found.end() :]}"
    return f"{found[1]}\\{line[len(found[1]) :]}"


def code(text: str) -> str:
    """A name or a value as code on one line."""
    line = " ".join(text.split())
    longest = max(map(len, re.findall("`+", line)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if line[:1] in ("", "`") or line[-1:] == "`" else ""
    return f"{fence}{pad}{line}{pad}{fence}"


def cell(markdown: str) -> str:
    """Markdown in a cell of a table, which a bar would end."""
    return re.sub(r"(?<!\\)\|", r"\\|", markdown)


def block(text: str, language: str = "") -> str:
    """Code in a block that it cannot end."""
    longest = max(map(len, re.findall("`{3,}", text)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}{language}\n{text.rstrip()}\n{fence}"
