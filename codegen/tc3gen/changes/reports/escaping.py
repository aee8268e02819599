"""Quotations from a spec in reports: one function for each kind of output."""

from __future__ import annotations

import re

from tc3gen.changes.change import Prose
from tc3gen.spec.problems import printable

_LONGEST = 300

# Signs that mean something in a line of Markdown, and the beginnings of links.
_SIGNS = re.compile(r"[\\`*_\[\]<>&~|@$]|:(?=//)|(?<=[wW]{3})\.")


def plain(text: str) -> str:
    """For a terminal or a file: one line, and nothing that is not shown as it is."""
    line = " ".join(text.split())
    return printable(line if len(line) <= _LONGEST else f"{line[:_LONGEST]}...")


def markdown(text: str) -> str:
    """For Markdown: names and values as code, prose with its signs escaped."""
    line = plain(text)
    if isinstance(text, Prose):
        return _SIGNS.sub(r"\\\g<0>", line)
    fence = "`" * (max(map(len, re.findall("`+", line)), default=0) + 1)
    pad = " " if line[:1] in ("", "`") or line[-1] == "`" else ""
    return f"{fence}{pad}{line}{pad}{fence}"
