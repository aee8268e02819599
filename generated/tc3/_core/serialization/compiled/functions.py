"""Functions that are made as text, as attrs makes `__init__`."""

from __future__ import annotations

import linecache
from collections.abc import Callable, Iterable
from itertools import count
from typing import Any


def compile_function(
    title: str, lines: Iterable[str], names: dict[str, Any]
) -> Callable[[Any], Any]:
    """Compile the function `convert`, whose lines are shown in tracebacks and debuggers.

    `names` are its global names. Text of others may be in the lines as a literal only.
    """
    text = "\n".join(lines) + "\n"
    shown = text.splitlines(keepends=True)
    file = f"<tc3 {title}>"
    # Another converter's function for the same model may be another.
    for number in count(2):
        if linecache.getlines(file) in ([], shown):
            break
        file = f"<tc3 {title} {number}>"
    linecache.cache[file] = len(text), None, shown, file
    exec(compile(text, file, "exec"), names)  # noqa: S102
    made: Callable[[Any], Any] = names["convert"]
    return made
