"""Text of a spec as Python, one function for each kind of place, and the layout of code.

Everything is laid out as `ruff format` would leave it: what does not fit on a line is
spread over several with a trailing comma, so that it stays as it is under longer lines too.
"""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from math import isfinite
from typing import Any, NamedTuple

from tc3gen.python.source.wrapping import INDENT, WIDTH, columns, fill_lines

# Quotes that would end a docstring, or join those that begin or end it.
_COLON = re.compile(r"(?<!:):(?!:)")
_DELIMITERS = re.compile(r'\A"+|"{3,}|"+\Z')


class CallText(NamedTuple):
    """A call (or, with other brackets, a list) to be laid out. Arguments are code."""

    head: str
    arguments: list[str | CallText]
    brackets: str = "()"


def literal(value: Any) -> str:
    """A constant. The only way for a spec's value to become an expression."""
    if isinstance(value, str):
        return _text(value)
    if value is None or isinstance(value, (bool, int)):
        return repr(value)
    if isinstance(value, float) and isfinite(value):
        return repr(value)
    if isinstance(value, tuple):
        inner = ", ".join(literal(item) for item in value)
        return f"({inner},)" if len(value) == 1 else f"({inner})"
    raise TypeError(f"there is no literal for {value!r}")


@lru_cache(maxsize=2048)  # both clients have the same ones
def docstring_text(text: str, indent: int = 0) -> str:
    """A docstring: lines filled, indented but for the first one."""
    width = WIDTH - indent
    body = f'"""{_for_docstring(text)}'
    lines = fill_lines(body, width)
    if len(lines) == 1 and columns(lines[0]) + 3 > width:
        # Formatters would move the closing quotes up, beyond the width.
        lines = fill_lines(body, width - 7)
    if len(lines) == 1:
        return f'{lines[0]}"""'
    margin = " " * indent
    # Formatters would take away an indentation that all lines but the first have.
    rest = textwrap.dedent("\n".join(lines[1:])).split("\n")
    inside = "".join(f"{margin}{line}\n" if line else "\n" for line in rest)
    return f'{lines[0]}\n{inside}{margin}"""'


def member_docstring(text: str, indent: int = 4) -> str:
    """The docstring of an attribute, whose first line says nothing behind a colon.

    Sphinx's napoleon would take what stands before the colon for a type.
    """
    first = docstring_text(text, indent).partition("\n")[0]
    head: list[str] = []
    for word in text.split():
        if len(" ".join([*head, word])) > len(first):
            break
        if _COLON.search(word):
            if word.endswith(":"):
                head.append(word)
            break
        head.append(word)
    start, tail = " ".join(head), text.strip()
    for word in head:
        tail = tail.removeprefix(word).lstrip()
    if not _COLON.search(first) or not start or not tail:
        return docstring_text(text, indent)
    lines = fill_lines(_for_docstring(tail), WIDTH - indent)
    margin = " " * indent
    inside = "".join(f"{margin}{line}\n" if line else "\n" for line in lines)
    return f'"""{_for_docstring(start)}\n{inside}{margin}"""'


def comment(text: str) -> str:
    """A path for after a `#`, where a line like `coding: utf-7` would be obeyed."""
    return re.sub(r"[^A-Za-z0-9._/-]", "_", text)


def assignment(name: str, value: str, indent: int = 0) -> str:
    """`name = value`, in brackets on a line of its own where it fits only so."""
    line = f"{name} = {value}"
    inside = " " * (indent + 4)
    if indent + columns(line) <= WIDTH or columns(inside + value) > WIDTH:
        return line
    return f"{name} = (\n{inside}{value}\n{' ' * indent})"


def call_text(
    node: CallText, indent: int = 0, before: str = "", after: str = ""
) -> str:
    """A call on one line if it fits, else one argument a line."""
    line = before + flat(node) + after
    if indent + columns(line) <= WIDTH or not node.arguments:
        return line
    return before + _spread_arguments(node, indent) + after


def declaration(name: str, annotation: str, value: CallText, indent: int = 4) -> str:
    """`name: annotation = value(...)`, in a class."""
    before = f"{name}: {annotation} = "
    if indent + columns(before + value.head) + 1 > WIDTH:
        inside, margin = " " * (indent + 4), " " * indent
        wrapped = (
            f"{margin}{before}(\n{inside}{call_text(value, indent + 4)}\n{margin})"
        )
        if all(columns(line) <= WIDTH for line in wrapped.split("\n")):
            return wrapped[indent:]
        if len(_alternatives(annotation)) > 1:
            before = f"{name}: (\n{inside}{annotation}\n{margin}) = "
        else:
            before = f"{name}: {_open_brackets(annotation, indent)} = "
    return call_text(value, indent, before)


def parameter(name: str, annotation: str, default: str | None, indent: int = 8) -> str:
    """`name: annotation = default,`, in the head of a function."""
    after = "," if default is None else f" = {default},"
    line = f"{name}: {annotation}{after}"
    if indent + columns(line) <= WIDTH:
        return line
    *parts, last = _alternatives(annotation)
    lines = []
    before = f"{name}: "
    for part, end in [*((part, "") for part in parts), (last, after)]:
        line = f"{before}{part}{end}"
        if indent + columns(line) > WIDTH:
            line = f"{before}{_open_brackets(part, indent)}{end}"
        lines.append(line)
        before = "| "
    return f"\n{' ' * indent}".join(lines)


def function_head(
    name: str, positional: Sequence[str], keywords: Sequence[str], returns: str
) -> str:
    """`def name(self, ...) -> returns:` of a method, one parameter a line."""
    opening, closing = f"{name}(", f") -> {returns}:"
    if not positional and not keywords:
        line = f"{opening}self{closing}"
        fits = columns(line) + 4 <= WIDTH
        return line if fits else f"{opening}\n        self,\n    {closing}"
    parameters = ["self,", *positional, *(["*,"] if keywords else []), *keywords]
    lines = "".join(f"        {line}\n" for line in parameters)
    return f"{opening}\n{lines}    {closing}"


def call_with(head: str, argument: CallText, indent: int = 8) -> str:
    """A call whose only argument is a call, which stays on one line where it can."""
    line = flat(CallText(head, [argument]))
    if indent + columns(line) <= WIDTH:
        return line
    inside = " " * (indent + 4)
    return f"{head}(\n{inside}{call_text(argument, indent + 4)}\n{' ' * indent})"


def name_list(names: Iterable[str], head: str = "__all__ = ") -> str:
    """The names of a module's `__all__`, as linters order them."""
    ordered: list[str | CallText] = [f'"{name}"' for name in in_order(names)]
    if not ordered:
        return "__all__: list[str] = []"
    return call_text(CallText("", ordered, "[]"), before=head)


def _alternatives(annotation: str) -> list[str]:
    """The parts of `a | b`; what stands in brackets is not split."""
    return re.split(r" \| (?![^\[]*\])", annotation)


def _open_brackets(annotation: str, indent: int) -> str:
    """A type with brackets, what is in them on a line of its own."""
    head, bracket, rest = annotation.partition("[")
    if not bracket:
        return annotation
    inside, margin = " " * (indent + 4), " " * indent
    return f"{head}[\n{inside}{rest[:-1]}\n{margin}]"


def import_from(module: str, names: Iterable[str], indent: int = 0) -> str:
    """`from module import a, b`, with brackets where it is too long."""
    ordered = in_order(names, fold_case=True)
    flat = f"from {module} import {', '.join(ordered)}"
    if indent + len(flat) <= WIDTH:
        return flat
    margin = " " * indent
    lines = "".join(f"{margin}{INDENT}{name},\n" for name in ordered)
    return f"from {module} import (\n{lines}{margin})"


def exported(name: str) -> str:
    """A name in an import that type checkers take for one of the module's own."""
    return f"{name} as {name}"


def class_head(name: str, base: str) -> str:
    """`class Name(Base):`, its base on a line of its own where it is too long."""
    line = f"class {name}({base}):"
    return line if len(line) <= WIDTH else f"class {name}(\n    {base}\n):"


def in_order(names: Iterable[str], *, fold_case: bool = False) -> list[str]:
    """The order that linters expect of `__all__`: constants, classes, the rest.

    In imports they expect the same without regard to case.
    """

    def key(name: str) -> tuple[int, list[tuple[int, int, str]], str]:
        constant = len(name) > 1 and name.isupper()
        kind = 0 if constant else 1 if name[:1].isupper() else 2
        return (kind, natural(name.lower() if fold_case else name), name)

    return sorted(names, key=key)


def natural(name: str) -> list[tuple[int, int, str]]:
    """Sorts `a2` before `a10`; a number with a leading zero reads as a fraction."""
    return [
        (1, 0, part)
        if not part.isdigit()
        else (0, 0, part)
        if part[0] == "0"
        else (0, int(part), "")
        for part in re.findall(r"[0-9]+|[^0-9]+", name)
    ]


def flat(node: CallText) -> str:
    """A call on one line."""
    inner = ", ".join(flat(a) if isinstance(a, CallText) else a for a in node.arguments)
    return f"{node.head}{node.brackets[0]}{inner}{node.brackets[1]}"


def _spread_arguments(node: CallText, indent: int) -> str:
    inside = " " * (indent + 4)
    lines = [f"{node.head}{node.brackets[0]}"]
    for argument in node.arguments:
        if isinstance(argument, CallText):
            # One column is kept for the comma.
            laid = flat(argument)
            if indent + 4 + columns(laid) + 1 > WIDTH:
                laid = _spread_arguments(argument, indent + 4)
        else:
            laid = argument
        lines.append(f"{inside}{laid},")
    lines.append(" " * indent + node.brackets[1])
    return "\n".join(lines)


def _for_docstring(text: str) -> str:
    escaped = _escape_characters(text.strip("\n ").replace("\\", "\\\\"), keep="\n")
    return _DELIMITERS.sub(lambda found: found.group().replace('"', '\\"'), escaped)


def _text(value: str) -> str:
    escaped = _escape_characters(value.replace("\\", "\\\\"))
    quote = "'" if value.count('"') > value.count("'") else '"'
    return quote + escaped.replace(quote, "\\" + quote) + quote


def _escape_characters(text: str, keep: str = "") -> str:
    """Characters that cannot be seen, or that change how others look, as escapes."""
    if (text.replace(keep, "") if keep else text).isprintable():
        return text
    return "".join(
        c
        if c in keep or _is_visible(c)
        else c.encode("unicode_escape", "surrogatepass").decode()
        for c in text
    )


def _is_visible(character: str) -> bool:
    if character == " ":
        return True
    return unicodedata.category(character)[0] not in "CZ"
