"""A request as a program in Python, as somebody would write it by hand."""

from __future__ import annotations

from datetime import date, datetime
from enum import Enum
from typing import Any

import attr

from ...narrowing import is_list, is_object
from ...serialization.shapes import members
from ..calling.generated import client_class
from ..catalog import Version
from ..masking import MASK, is_secret
from ..settings import CommandSettings

Record = dict[str, Any]


class _Writer:
    """Writes values as code, and remembers what has to be imported."""

    def __init__(self, masks: bool) -> None:
        self.masks = masks
        self.standard: set[str] = set()
        self.enums: set[str] = set()
        self.models = False

    def members(self, model: Any, indent: int) -> list[str]:
        """The arguments that make a model, one a line."""
        pad = " " * indent
        lines: list[str] = []
        cls = model.__class__
        for member in members(cls):
            value = getattr(model, member.name)
            if value is None:
                continue
            if self.masks and is_secret(member.info.wire, member.info):
                value = MASK
            lines.append(f"{pad}{member.name}={self.value(value, indent)},")
        return lines

    def value(self, value: Any, indent: int) -> str:
        """A value as code."""
        pad = " " * indent
        if isinstance(value, Enum):
            self.enums.add(type(value).__name__)
            return f"enums.{type(value).__name__}.{value.name}"
        if attr.has(value.__class__):
            self.models = True
            inner = "\n".join(self.members(value, indent + 4))
            head = f"models.{type(value).__name__}("
            return f"{head}\n{inner}\n{pad})" if inner else f"{head})"
        if is_list(value):
            if not any(attr.has(item.__class__) for item in value):
                return f"[{', '.join(self.value(item, indent) for item in value)}]"
            inner = "".join(f"{pad}    {self.value(i, indent + 4)},\n" for i in value)
            return f"[\n{inner}{pad}]"
        if isinstance(value, (date, datetime)):
            self.standard.add("datetime")
        if is_object(value):
            items = (f"{k!r}: {self.value(v, indent)}" for k, v in value.items())
            return f"{{{', '.join(items)}}}"
        return _text(value) if isinstance(value, str) else repr(value)


def _text(value: str) -> str:
    """A text in double quotes where that needs no escapes."""
    shown = repr(value)
    if shown.startswith("'") and '"' not in value and "\\" not in shown:
        return f'"{shown[1:-1]}"'
    return shown


def python_code(
    chosen: Version,
    record: Record,
    request: Any,
    settings: CommandSettings,
    *,
    masks: bool,
) -> str:
    """A program that sends the request with this package."""
    writer = _Writer(masks)
    arguments = writer.members(request, 8)
    module = chosen.module
    client = client_class(chosen).__name__
    names = [client]
    names += ["enums"] if writer.enums else []
    names += ["models"] if writer.models else []
    imports = [f"import {name}" for name in sorted(writer.standard)]
    head = [*imports, ""] if imports else []
    options = [
        f"{name}={_text(str(settings.text(name)))}"
        for name in ("region", "site", "endpoint")
        if settings.text(name)
    ]
    call = f"client.{record['method']}("
    inner = "\n".join(arguments)
    body = (
        f"    response = {call}\n{inner}\n    )"
        if arguments
        else f"    response = {call})"
    )
    return "\n".join(
        [
            *head,
            f"from {module} import {', '.join(names)}",
            "",
            f"with {client}({', '.join(options)}) as client:",
            body,
            "    print(response)",
            "",
        ]
    )
