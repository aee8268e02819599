"""How names of the wire look in Python.

A name depends on nothing but the wire's name, so adding one never changes another. Where two
would be the same, `problems` says so and the spec gives one of them a `name`.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterable, Iterator

from tc3gen.spec.problems import Problem
from tc3gen.spec.vocabulary import ErrorCode, Position, Service

_WORD = re.compile(r"IPv[46]|[A-Z]{2,}s(?![a-z])|[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_IDENTIFIER = re.compile(r"[A-Za-z][A-Za-z0-9_]*\Z")

# Annotations of a class are read inside it, so a member must not be named like one of the
# names that they use; nor may a parameter hide what the method's body uses.
_USED_IN_CLASSES = frozenset(
    [
        "bool",
        "bytes",
        "date",
        "datetime",
        "field",
        "float",
        "int",
        "list",
        "models",
        "enums",
        "self",
        "str",
    ]
)
_USED_IN_MODELS = frozenset({"raw", "request_id"})
_USED_IN_CLIENTS = frozenset(
    [
        "call",
        "close",
        "pages",
        "paginate",
        "regions",
        "request_size",
        "send",
        "service",
        "version",
        "with_options",
    ]
)
_USED_IN_MODULES = frozenset(
    [
        "ActionInfo",
        "Any",
        "CODES",
        "False",
        "Mapping",
        "None",
        "Pages",
        "Request",
        "Response",
        "SiteEnum",
        "TYPE_CHECKING",
        "TextEnum",
        "IntEnum",
        "BySite",
        "True",
    ]
)


def snake(name: str) -> str:
    """`TemplateID` -> `template_id`, `DKIMOption` -> `dkim_option`, `IPv6Ips` -> `ipv6_ips`."""
    words: list[str] = []
    for word in _WORD.findall(name):
        if words and word[0].isdigit():
            words[-1] += word
        else:
            words.append(word.lower())
    joined = "_".join(words)
    if not joined or joined[0].isdigit():
        joined = f"n{joined}"
    return joined


def member(wire: str, chosen: str | None = None) -> str:
    """The attribute of a model, and the parameter of a method."""
    return chosen or _apart(snake(wire), _USED_IN_CLASSES | _USED_IN_MODELS)


def method(action: str, chosen: str | None = None) -> str:
    """The method of a client."""
    return _apart(chosen or snake(action), _USED_IN_CLASSES | _USED_IN_CLIENTS)


def class_name(wire: str, chosen: str | None = None) -> str:
    """The class of a type or an enum."""
    name = chosen or wire.strip("_")
    name = name[:1].upper() + name[1:]
    return _apart(name, _USED_IN_MODULES)


def action_class(action: str, chosen: str | None = None) -> str:
    """What the names of an action's request and response begin with."""
    name = (
        "".join(part.capitalize() for part in chosen.split("_")) if chosen else action
    )
    return name[:1].upper() + name[1:]


def error_class(code: str, chosen: str | None = None) -> str:
    """`OperationDenied.ReceiverNotExist` -> `OperationDeniedReceiverNotExist`."""
    name = chosen or code.replace(".", "").replace("_", "")
    return _apart(name[:1].upper() + name[1:], _USED_IN_MODULES)


def version_package(version: str) -> str:
    """`2020-10-02` -> `v20201002`."""
    return "v" + version.replace("-", "")


def service_package(service: str) -> str:
    """The package of a service; `as` is a keyword and becomes `as_`."""
    return _apart(service, frozenset({"errors"}))


def client_prefix(service: Service) -> str:
    return service.client or service.service[:1].upper() + service.service[1:]


def problems(service: Service) -> Iterator[Problem]:
    """Names that are no Python names, and names that would be the same in Python."""
    yield from _distinct(
        "actions",
        (
            (a.name, method(a.name, a.python_name), a.at)
            for a in service.actions.values()
        ),
    )
    yield from _distinct("classes", _classes(service))
    for action in service.actions.values():
        for group in (action.params, action.returns):
            yield from _distinct(
                f"members of {action.name}",
                ((f.name, member(f.name, f.python_name), f.at) for f in group.values()),
            )
    for type_ in service.types.values():
        yield from _distinct(
            f"members of {type_.name}",
            (
                (f.name, member(f.name, f.python_name), f.at)
                for f in type_.fields.values()
            ),
        )
    for enum in service.enums.values():
        yield from _distinct(
            f"values of {enum.name}",
            ((m.name, m.name, m.at) for m in enum.members.values()),
        )
    yield from error_problems(service.errors.values())


def error_problems(codes: Iterable[ErrorCode]) -> Iterator[Problem]:
    yield from _distinct(
        "errors", ((e.code, error_class(e.code, e.python_name), e.at) for e in codes)
    )


def _classes(service: Service) -> Iterator[tuple[str, str, Position]]:
    for action in service.actions.values():
        prefix = action_class(action.name, action.python_name)
        yield action.name, f"{prefix}Request", action.at
        yield action.name, f"{prefix}Response", action.at
    for type_ in service.types.values():
        yield type_.name, class_name(type_.name, type_.python_name), type_.at
    for enum in service.enums.values():
        yield enum.name, class_name(enum.name, enum.python_name), enum.at


def _distinct(
    what: str, names: Iterable[tuple[str, str, Position]]
) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for wire, python, at in names:
        if not _IDENTIFIER.match(python) or keyword.iskeyword(python):
            yield Problem(
                at, f"{wire}: {python!r} cannot be a name in Python; give it a `name`"
            )
        elif python in seen:
            yield Problem(
                at,
                f"{what}: {seen[python]} and {wire} both become {python!r} in Python; "
                "give one of them a `name`",
            )
        else:
            seen[python] = wire


def _apart(name: str, used: frozenset[str]) -> str:
    return f"{name}_" if keyword.iskeyword(name) or name in used else name
