"""Docstrings and signatures of the sources, which are read and not imported."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import cache
from pathlib import Path

import griffe

from tc3gen.docs.escaping import code
from tc3gen.docs.markdown import bullets, inline_text, prose, table

ROOT = Path(__file__).parents[2]
_STARS = {
    griffe.ParameterKind.var_positional: "*",
    griffe.ParameterKind.var_keyword: "**",
}
_PATHS = {"tc3": ROOT / "generated", "tc3gen": ROOT / "codegen"}


@cache
def package(name: str) -> griffe.Module:
    """A package with all its modules."""
    found = griffe.load(name, search_paths=[_PATHS[name]], allow_inspection=False)
    assert isinstance(found, griffe.Module)
    return found


def find(path: str) -> griffe.Object:
    """What a dotted name stands for, wherever it is defined."""
    name, _, inside = path.partition(".")
    return _target(package(name)[inside])


def _target(found: griffe.Object | griffe.Alias) -> griffe.Object:
    return found.final_target if isinstance(found, griffe.Alias) else found


def paragraphs(found: griffe.Object) -> Iterator[str]:
    """The text of a docstring without its sections."""
    for section in _sections(found):
        if section.kind is griffe.DocstringSectionKind.text:
            yield from prose(section.value)


def first_line(found: griffe.Object | griffe.Alias) -> str:
    """The first paragraph of a docstring, on one line."""
    if found.docstring is None:
        return ""
    line = " ".join(found.docstring.value.split("\n\n")[0].split())
    return f"{line.rstrip(':')}." if line.endswith(":") else line


def parameters(found: griffe.Object) -> str:
    """A list of the parameters that a docstring describes; empty if there are none."""
    assert isinstance(found, griffe.Function)
    return bullets(
        (
            f"{code(each.name)} ({code(str(each.annotation))}{_default(found, each.name)})",
            each.description,
        )
        for section in _sections(found)
        if section.kind is griffe.DocstringSectionKind.parameters
        for each in section.value
    )


def _default(function: griffe.Function, name: str) -> str:
    """A default, unless it is None; a private constant is shown as its value."""
    default = str(function.parameters[name].default)
    if default == "None":
        return ""
    constant = function.module.members.get(default)
    if isinstance(constant, griffe.Attribute):
        default = str(constant.value)
    return f", by default {code(default)}"


def _sections(found: griffe.Object) -> list[griffe.DocstringSection]:
    return griffe.parse_google(found.docstring) if found.docstring else []


def attributes(found: griffe.Object, *, inherited: bool = True) -> str:
    """A table of the attributes and properties that have a docstring."""
    rows = [
        [code(name), _type(member), inline_text(first_line(member))]
        for name, member in _members(found)
        if isinstance(member, griffe.Attribute) and member.docstring
        if inherited or name in found.members
    ]
    return table(["Attribute", "Type", "Meaning"], rows) if rows else ""


def methods(found: griffe.Object, names: Collection[str] = ()) -> str:
    """A table of the public methods, or of some of them."""
    rows = [
        [code(f"{name}({_signature(member)})"), inline_text(first_line(member))]
        for name, member in _members(found)
        if isinstance(member, griffe.Function) and (not names or name in names)
    ]
    return table(["Method", "Does"], rows) if rows else ""


def _members(
    found: griffe.Object,
) -> Iterator[tuple[str, griffe.Object]]:
    for name, member in found.all_members.items():
        if not name.startswith("_"):
            yield name, _target(member)


def _type(member: griffe.Attribute) -> str:
    return code(str(member.annotation)) if member.annotation else ""


_STARS = {
    griffe.ParameterKind.var_positional: "*",
    griffe.ParameterKind.var_keyword: "**",
}


def _signature(function: griffe.Function) -> str:
    shown: list[str] = []
    keyword_only = griffe.ParameterKind.keyword_only
    for each in function.parameters:
        if each.name in ("self", "cls"):
            continue
        if each.kind is keyword_only and "*" not in shown:
            shown.append("*")
        star = "" if each.kind is None else _STARS.get(each.kind, "")
        default = "" if star or each.default is None else f"={each.default}"
        shown.append(f"{star}{each.name}{default}")
    return ", ".join(shown)
