"""The code that reads a model from the wire."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from ..conversion import Convert
from ..scalar_decoders import AS_THEY_ARE
from ..shapes import ModelMember
from .functions import compile_function


class ReadingStep(NamedTuple):
    """The reading of a member."""

    member: ModelMember
    read: Convert
    """Reads its values; for a list, its items."""
    nested: Convert | None
    """The code for a model that they are."""
    is_list: bool


def compile_reader(
    cls: Any,
    steps: Iterable[ReadingStep],
    create: Callable[..., Any] | None,
    warned: set[str],
    warn: Callable[[str], None],
) -> Convert:
    """Write it as code: a loop over the members would take twice as long.

    For a response with a text that is always there, a model and a list of models it is

        def convert(value):
            made = create(cls, value)
            get = value.get
            it = get('TaskId')
            made.task_id = it if type(it) is str else (None if 'TaskId' in warned else
                warn('TaskId')) if it is None else step0(it)
            it = get('Disk')
            made.disk = None if it is None else read1(it) if type(it) is dict else step1(it)
            it = get('Items')
            made.items = [] if it is None else [read2(it) if type(it) is dict else
                step2(it) for it in it] if type(it) is list else it
            return made

    Args:
        cls: The class of the model.
        steps: What reads its members.
        create: What makes an instance of a class and of what was received; None where
            nothing but its members is set.
        warned: The members that were warned of.
        warn: Warns of a member that is always there and is missing.
    """
    names: dict[str, Any] = {
        "__name__": __name__,
        "create": create or cls.__new__,
        "cls": cls,
        "warned": warned,
        "warn": warn,
    }
    lines = [
        "def convert(value):",
        f"    made = create(cls{', value' if create else ''})",
        "    get = value.get",
    ]
    for number, (member, read, nested, is_list) in enumerate(steps):
        wire, step = member.info.wire, f"step{number}"
        names[step] = read
        missing = "[]" if member.empty_list else "None"
        if member.info.always and not member.empty_list:
            missing = f"(None if {wire!r} in warned else warn({wire!r}))"
        kind = AS_THEY_ARE.get(read)
        if nested is not None:  # called without the look at whether it is there
            names[f"read{number}"] = nested
            one = f"read{number}(it) if type(it) is dict else {step}(it)"
        elif kind is not None:
            one = f"it if type(it) is {kind.__name__} else {step}(it)"
        else:
            one = f"{step}(it)"
        if is_list:
            one = f"[{one} for it in it] if type(it) is list else it"
        if kind is None or is_list:
            value = f"{missing} if it is None else {one}"
        elif missing == "None":
            value = f"it if type(it) is {kind.__name__} or it is None else {step}(it)"
        else:
            value = (
                f"it if type(it) is {kind.__name__}"
                f" else {missing} if it is None else {step}(it)"
            )
        lines += [f"    it = get({wire!r})", f"    made.{member.name} = {value}"]
    title = f"structure {cls.__module__}.{cls.__qualname__}"
    return compile_function(title, [*lines, "    return made"], names)
