"""The code that writes a model to the wire."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..conversion import Checks, Conversion, Convert
from ..fields import NULL
from ..shapes import ModelMember
from ..violations import Violation, raise_violation
from .functions import compile_function


def compile_writer(
    cls: Any,
    steps: Iterable[tuple[ModelMember, Convert]],
    conversion: Conversion,
    checks: Checks,
) -> Convert:
    """Write it as code, as a reader is: a loop over the members would take longer.

    For a request with one text it is

        def convert(value):
            wire = {}
            try:
                it = value.task_id
                if type(it) is str: wire['TaskId'] = it
                elif it is not None:
                    at = 'task_id'; wire['TaskId'] = step0(it)
                else: at = 'task_id'; fail('is required')
                return wire
            except Violation as violation:
                violation.inside(at)
                raise
    """
    names: dict[str, Any] = {
        "__name__": __name__,
        "Violation": Violation,
        "fail": raise_violation,
        "NULL": NULL,
    }
    lines: list[str] = []
    for index, (member, write) in enumerate(steps):
        name, wire = member.name, f"wire[{member.info.wire!r}]"
        names[f"step{index}"] = write
        lines.append(f"it = value.{name}")
        choice = "if"
        if member.info.nullable:
            lines.append(f"if it is NULL: {wire} = None")
            choice = "elif"
        unchecked = _unchecked_class(member, conversion, checks)
        if unchecked is not None:
            lines.append(f"{choice} type(it) is {unchecked.__name__}: {wire} = it")
            choice = "elif"
        lines.append(f"{choice} it is not None:")
        lines.append(f"    at = {name!r}; {wire} = step{index}(it)")
        if member.required and checks != "none":
            lines.append(f"else: at = {name!r}; fail('is required')")
    code = [
        "def convert(value):",
        "    wire = {}",
        "    try:",
        *(f"        {line}" for line in lines),
        "        return wire",
        "    except Violation as violation:",
        "        violation.inside(at)",
        "        raise",
    ]
    title = f"unstructure {cls.__module__}.{cls.__qualname__}"
    return compile_function(title, code, names)


def _unchecked_class(
    member: ModelMember, conversion: Conversion, checks: Checks
) -> type | None:
    """The class whose instances are sent as they are, whatever their value."""
    info, shape = member.info, member.shape
    if info.deprecated is not None or info.constraints:
        return None
    if shape.kind not in ("enum", "string", "integer", "boolean"):
        return None
    if conversion.writing_hook(shape) is not None:
        return None
    if shape.kind == "enum":
        is_open = checks != "all" or hasattr(shape.cls, "__open__")
        return _base(shape.cls) if is_open else None
    cls: type = shape.cls
    return cls


def _base(cls: type) -> type[int | str]:
    """The type of an enum's values on the wire."""
    return int if issubclass(cls, int) else str
