"""Writes the public API as Python stubs without bodies, which griffe reads and compares.

Public is what `__all__` of the roots lists, and of the modules that are listed there. Members
that a class inherits are written with it, so that moving code behind the exports changes
nothing. Models get the constructor that attrs gives them.
"""

from __future__ import annotations

import keyword
from collections.abc import Iterator, Mapping
from typing import Any

import click
import griffe

_MODELS = {"model", "request", "response", "define", "frozen", "mutable"}
"""Decorators that make a constructor out of the fields of a class."""

_KEPT_DUNDERS = {
    "__init__",
    "__call__",
    "__iter__",
    "__aiter__",
    "__enter__",
    "__aenter__",
}

Member = griffe.Object | griffe.Alias


def stubs_of(package: griffe.Module, roots: list[str]) -> Iterator[tuple[str, str]]:
    """Stubs of the public modules: their names and texts. What two export is written once."""
    modules = dict(_public(package, roots))
    homes: dict[str, str] = {}
    for path, exported in modules.items():
        for member in exported.values():
            own = member.path.rpartition(".")[0]
            homes.setdefault(member.path, own if own in modules else path)
    for path, exported in modules.items():
        stubs = (
            _stub(name, each, homes)
            if homes[each.path] == path and not each.is_module
            else f"{name}: object\n"
            for name, each in exported.items()
        )
        yield path, "".join(stubs)


def _public(
    package: griffe.Module, roots: list[str]
) -> Iterator[tuple[str, Mapping[str, Member]]]:
    """The public modules and what they export, the deepest first."""
    waiting, found = list(roots), {}
    while waiting:
        path = waiting.pop(0)
        if path not in found:
            found[path] = exported = _exported(_module(package, path))
            waiting += [each.path for each in exported.values() if each.is_module]
    yield from sorted(found.items(), key=lambda item: (-item[0].count("."), item[0]))


def commands(group: click.Group, prefix: str) -> str:
    """Stubs of the commands of a program: a function each, with a parameter an option."""
    return "".join(
        commands(command, f"{prefix}{name}_")
        if isinstance(command, click.Group)
        else f"def {prefix}{name}({', '.join(_options(command))}): ...\n"
        for name, command in sorted(group.commands.items())
    )


def _options(command: click.Command) -> Iterator[str]:
    yield from (p.name or "" for p in command.params if isinstance(p, click.Argument))
    options = [each for each in command.params if isinstance(each, click.Option)]
    yield from ["*"] if options else []
    for option in options:
        name = max(option.opts, key=len).lstrip("-").replace("-", "_")
        name += "_" * keyword.iskeyword(name)
        yield name if option.required else f"{name}=..."


def _module(package: griffe.Module, path: str) -> griffe.Module:
    inside = path.partition(".")[2]
    found = package[inside] if inside else package
    assert isinstance(found, griffe.Module), path
    return found


def _exported(module: griffe.Module) -> Mapping[str, Member]:
    names = module.exports
    if names is None:
        names = [name for name, member in module.members.items() if member.is_public]
    return {str(name): _target(module[str(name)]) for name in sorted(map(str, names))}


def _target(member: Member) -> Member:
    return member.final_target if isinstance(member, griffe.Alias) else member


def _stub(name: str, member: Member, homes: Mapping[str, str], margin: str = "") -> str:
    if isinstance(member, griffe.Class):
        return _class(name, member, homes, margin)
    if isinstance(member, griffe.Function):
        return f"{margin}def {name}({_parameters(member)}): ...\n"
    return f"{margin}{name}: object\n"


def _class(
    name: str, found: griffe.Class, homes: Mapping[str, str], margin: str
) -> str:
    inner = margin + "    "
    bases = [base for base in found.resolved_bases if base.path in homes]
    inherited = {key for base in bases for key in base.all_members}
    members = {
        key: _target(each)
        for key, each in sorted(found.all_members.items())
        if key in _KEPT_DUNDERS or not key.startswith("_")
        if key not in inherited
    }
    lines = []
    if _is_model(found):
        fields = dict(_fields(found))
        members = {k: m for k, m in members.items() if k not in {*fields, "__init__"}}
        signature = ", ".join(["self", *(["*"] if fields else []), *fields.values()])
        lines.append(f"{inner}def __init__({signature}): ...\n")
    lines += [_stub(key, each, homes, inner) for key, each in members.items()]
    head = ", ".join(base.name for base in bases)
    return f"{margin}class {name}{f'({head})' if head else ''}:" + (
        f"\n{''.join(lines)}" if lines else " ...\n"
    )


def _is_model(found: griffe.Class) -> bool:
    return any(
        str(each.callable_path).rpartition(".")[2] in _MODELS
        for each in found.decorators
    )


def _fields(found: griffe.Class) -> Iterator[tuple[str, str]]:
    """Fields of a model as parameters of its constructor, by name of the member."""
    for key, alias in sorted(found.all_members.items()):
        each = _target(alias)
        if (
            isinstance(each, griffe.Attribute)
            and each.annotation is not None
            and not key.startswith("__")
            and "ClassVar" not in str(each.annotation)
            and "property" not in each.labels
        ):
            name = key.lstrip("_")
            yield key, f"{name}=..." if _is_optional(each.value) else name


def _is_optional(value: Any) -> bool:
    if not isinstance(value, griffe.ExprCall):
        return value is not None
    return any(
        isinstance(each, griffe.ExprKeyword) and each.name in ("default", "factory")
        for each in value.arguments
    )


def _parameters(function: griffe.Function) -> str:
    """Parameters as they stand in a `def`; a default is what it is, without its value."""
    shown: list[str] = []
    kinds = griffe.ParameterKind
    last = None
    for each in function.parameters:
        if last is kinds.positional_only and each.kind is not last:
            shown.append("/")
        if each.kind is kinds.keyword_only and last not in (
            kinds.keyword_only,
            kinds.var_positional,
        ):
            shown.append("*")
        star = {kinds.var_positional: "*", kinds.var_keyword: "**"}.get(each.kind, "")
        has_default = not star and not each.required
        shown.append(f"{star}{each.name}{'=...' if has_default else ''}")
        last = each.kind
    if last is kinds.positional_only:
        shown.append("/")
    return ", ".join(shown)
