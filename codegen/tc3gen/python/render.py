"""Files from their templates. Templates hold no logic but loops and what is left out."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from tc3gen.python import filling, text
from tc3gen.python.plan import File
from tc3gen.python.text import CallText

TEMPLATES = Path(__file__).parent / "templates"


def render(file: File) -> str:
    return _environment().get_template(file.template).render(file.values)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # Python, not HTML; text.py escapes
    )
    environment.filters.update(
        define=_define,
        docstring=text.docstring,
        import_names=_import_names,
        reexported=_reexported,
        send=_send,
        sorted_names=_sorted_names,
        wait=_wait,
    )
    environment.globals["class_head"] = text.class_head
    return environment


def _import_names(names: list[str], module: str, indent: int) -> str:
    return text.import_from(module, names, indent)


def _reexported(names: list[str], module: str, used: list[str]) -> str:
    """Imports that are there for others, which type checkers take from `X as X` only, and
    of what is used, in the order of formatters."""
    first = text.in_order(used)[0]
    imports = {name: [f"{name} as {name}"] for name in names} | {first: used}
    return "\n".join(
        text.import_from(module, imports[name]) for name in text.in_order(imports)
    )


def _sorted_names(names: list[str], head: str) -> str:
    return text.call(
        CallText("", [f'"{n}"' for n in text.in_order(names)], "[]"), before=head
    )


def _define(method: Mapping[str, Any], keyword: str, returns: str) -> str:
    """The head of a method, one parameter a line; most of them are keyword-only."""
    head, tail = f"{keyword} {method['name']}(", f") -> {returns}:"
    first = "".join(
        f"        {text.parameter(a['name'], a['annotation'], a['default'])}\n"
        for a in method.get("positional", ())
    )
    if not method["arguments"]:
        line = f"{head}self{tail}"
        return (
            line
            if len(line) + 4 <= filling.WIDTH
            else f"{head}\n        self,\n    {tail}"
        )
    lines = "".join(
        f"        {text.parameter(a['name'], a['annotation'], a['default'])}\n"
        for a in method["arguments"]
    )
    return f"{head}\n        self,\n{first}        *,\n{lines}    {tail}"


def _send(request: CallText, head: str) -> str:
    """A call whose only argument is the request."""
    flat = text.flat(CallText(head, [request]))
    if len(flat) + 8 <= filling.WIDTH:
        return flat
    return f"{head}(\n            {text.call(request, 12)}\n        )"


def _wait(arguments: list[str | CallText], head: str) -> str:
    return text.call(CallText(head, arguments), 8)
