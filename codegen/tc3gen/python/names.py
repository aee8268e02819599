"""How names of the wire look in Python.

A name depends on nothing but the wire's name, so adding one never changes another. Where two
would be the same, `problems` says so and the spec gives one of them a `name`.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from tc3gen.spec.problems import Problem
from tc3gen.spec.vocabulary import ErrorCode, Events, Position, Service, Waiter
from tc3gen.spec.waiting import asked, picked

Name = Callable[[str], str]

LOOK_AHEAD = "look_ahead"
"""An option of the methods that walk over pages."""

_WORD = re.compile(r"IPv[46]|[A-Z]{2,}s(?![a-z])|[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_CLASS = re.compile(r"[A-Z][A-Za-z0-9_]{0,199}\Z")
_OTHER = re.compile(r"[a-z][a-z0-9_]{0,199}\Z")
_CONSTANT = re.compile(r"[A-Z][A-Z0-9_]{0,199}\Z")

# Annotations of a class are read inside it, so a member must not be named like one of the
# names that they use; nor may a parameter hide what the method's body uses.
_USED_IN_CLASSES = frozenset(
    [
        "bool",
        "bulk",
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
        "waiters",
    ]
)
_USED_IN_MODELS = frozenset({"echoed", "raw", "request_id"})
_USED_IN_CLIENTS = frozenset(
    [
        "call",
        "close",
        "deprecated",
        "pages",
        "paginate",
        "regions",
        "request_size",
        "send",
        "service",
        "stream",
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
_USED_BY_ENUMS = _USED_IN_MODULES | {
    "AsyncClient",
    "AsyncEventStream",
    "AsyncPager",
    "Client",
    "ClassVar",
    "EventStream",
    "Pager",
}
_USED_BY_ERRORS = frozenset({"CODES", "Retry"})
# Windows has no files of these names.
_DEVICES = frozenset(
    [
        "aux",
        "con",
        "nul",
        "prn",
        *(f"{d}{n}" for d in ("com", "lpt") for n in range(10)),
    ]
)


@lru_cache(maxsize=100_000)
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
    return _apart(chosen or snake(wire), _USED_IN_CLASSES | _USED_IN_MODELS)


def method(action: str, chosen: str | None = None) -> str:
    """The method of a client."""
    return _apart(chosen or snake(action), _USED_IN_CLASSES | _USED_IN_CLIENTS)


def waiter(name: str, chosen: str | None = None) -> str:
    """The method of a client that waits."""
    return f"wait_until_{chosen or snake(name)}"


def waiter_constant(name: str, chosen: str | None = None) -> str:
    """What describes a waiter."""
    return _apart((chosen or snake(name)).upper(), _USED_IN_MODULES)


def bulk(name: str, chosen: str | None = None) -> str:
    """The method of a client for any number of rows."""
    return method(name, chosen)


def bulk_constant(name: str, chosen: str | None = None) -> str:
    """What describes a bulk method."""
    return _apart((chosen or snake(name)).upper(), _USED_IN_MODULES)


def event_class(kind: str, chosen: str | None = None) -> str:
    """The class of a kind of event."""
    return f"{action_class(kind, chosen)}Event"


def event_option(kind: str, chosen: str | None = None) -> str:
    """The parameter that takes the function for a kind of event."""
    return f"on_{chosen or snake(kind)}"


def module(name: str) -> str:
    """The file of a model, without its ending."""
    return _apart(name, _DEVICES)


def class_name(wire: str, chosen: str | None = None) -> str:
    """The class of a type."""
    return _apart(_capital(chosen or wire), _USED_IN_MODULES)


def enum_class(wire: str, chosen: str | None = None) -> str:
    """The class of an enum; clients import it by this name."""
    return _apart(_capital(chosen or wire), _USED_BY_ENUMS)


def action_class(action: str, chosen: str | None = None) -> str:
    """What the names of an action's request and response begin with."""
    name = (
        "".join(part.capitalize() for part in chosen.split("_")) if chosen else action
    )
    return _capital(name)


def error_class(code: str, chosen: str | None = None) -> str:
    """`OperationDenied.ReceiverNotExist` -> `OperationDeniedReceiverNotExist`."""
    name = chosen or code.replace(".", "").replace("_", "")
    return _apart(_capital(name), _USED_BY_ERRORS)


def version_package(version: str) -> str:
    """`2020-10-02` -> `v20201002`."""
    return "v" + version.replace("-", "")


def service_package(service: str) -> str:
    """The package of a service; `as` is a keyword and becomes `as_`."""
    return _apart(service, _DEVICES | {"errors", "testing"})


def client_prefix(service: Service) -> str:
    return service.client or _capital(service.service)


def problems(service: Service) -> Iterator[Problem]:
    """Names that are no Python names, and names that would be the same in Python."""
    yield from _distinct("actions", _methods(service), _OTHER)
    yield from _distinct("classes", _classes(service), _CLASS)
    for found in service.waiters.values():
        yield from _distinct(
            f"parameters of {found.name}",
            _parameters(found, service),
            _OTHER,
            taken=("interval", "deadline"),
        )
    for each in service.bulk.values():
        yield from _distinct(
            f"parameters of {each.name}",
            ((name, member(name), each.at) for name in each.params),
            _OTHER,
            taken=("rows", "progress", "start", "drop_repeats", "deadline"),
        )
    yield from _distinct(
        "constants of bulk methods",
        (
            (each.name, bulk_constant(each.name, each.python_name), each.at)
            for each in service.bulk.values()
        ),
        _CONSTANT,
    )
    if service.events is not None:
        yield from _event_problems(service, service.events)
    yield from _distinct("enums and clients", _names_in_clients(service), _CLASS)
    for action in service.actions.values():
        own = () if action.pages is None else (LOOK_AHEAD,)
        for group, taken in ((action.params, own), (action.returns, ())):
            yield from _distinct(
                f"members of {action.name}",
                ((f.name, member(f.name, f.python_name), f.at) for f in group.values()),
                _OTHER,
                taken,
            )
    for type_ in service.types.values():
        yield from _distinct(
            f"members of {type_.name}",
            (
                (f.name, member(f.name, f.python_name), f.at)
                for f in type_.fields.values()
            ),
            _OTHER,
        )


def error_problems(
    codes: Iterable[ErrorCode], taken: Iterable[str] = ()
) -> Iterator[Problem]:
    """The same for errors; `taken` are names that the SDK uses already."""
    yield from _distinct(
        "errors",
        ((e.code, error_class(e.code, e.python_name), e.at) for e in codes),
        _CLASS,
        taken,
    )


def _methods(service: Service) -> Iterator[tuple[str, str, Position]]:
    for action in service.actions.values():
        name = method(action.name, action.python_name)
        yield action.name, name, action.at
        if action.pages is not None:
            yield f"the pages of {action.name}", f"iter_{name}", action.at
        if action.streams:
            yield f"the stream of {action.name}", f"stream_{name}", action.at
    for found in service.waiters.values():
        yield found.name, waiter(found.name, found.python_name), found.at
    for each in service.bulk.values():
        yield each.name, bulk(each.name, each.python_name), each.at


def _parameters(
    waiter: Waiter, service: Service
) -> Iterator[tuple[str, str, Position]]:
    """Those of the method that waits, but for its limits."""
    fields = [field for _, field in picked(waiter, service)]
    for field in [*fields, *asked(waiter, service.actions[waiter.action])]:
        yield field.name, member(field.name, field.python_name), waiter.at


def _event_problems(service: Service, events: Events) -> Iterator[Problem]:
    kinds = events.kinds.values()
    classes = [(k.name, event_class(k.name, k.python_name), k.at) for k in kinds]
    enums = [
        (enum.name, enum_class(enum.name, enum.python_name), enum.at)
        for enum in service.enums.values()
    ]
    own = ("Event", "Handler", "On", "UnknownEvent")
    yield from _distinct("events and enums", [*classes, *enums], _CLASS, own)
    options = [(k.name, event_option(k.name, k.python_name), k.at) for k in kinds]
    yield from _distinct(
        "options of the handler", options, _OTHER, taken=("on_other", "on_unknown")
    )
    for kind in kinds:
        fields = [*events.fields.values(), *kind.fields.values()]
        yield from _distinct(
            f"members of {kind.name}",
            ((f.name, member(f.name, f.python_name), f.at) for f in fields),
            _OTHER,
        )


def _classes(service: Service) -> Iterator[tuple[str, str, Position]]:
    for action in service.actions.values():
        prefix = action_class(action.name, action.python_name)
        yield action.name, f"{prefix}Request", action.at
        yield action.name, f"{prefix}Response", action.at
    for type_ in service.types.values():
        yield type_.name, class_name(type_.name, type_.python_name), type_.at
    for enum in service.enums.values():
        yield enum.name, enum_class(enum.name, enum.python_name), enum.at


def _names_in_clients(service: Service) -> Iterator[tuple[str, str, Position]]:
    prefix = client_prefix(service)
    yield "the client", f"{prefix}Client", service.at
    yield "the asynchronous client", f"Async{prefix}Client", service.at
    for enum in service.enums.values():
        yield enum.name, enum_class(enum.name, enum.python_name), enum.at


def _distinct(
    what: str,
    names: Iterable[tuple[str, str, Position]],
    form: re.Pattern[str],
    taken: Iterable[str] = (),
) -> Iterator[Problem]:
    seen = dict.fromkeys(taken, "the SDK's own")
    for wire, python, at in names:
        if not form.match(python) or keyword.iskeyword(python):
            yield Problem(
                at,
                f"{what}: {wire} would be {python!r} in Python, which cannot be; "
                "give it another `name`",
            )
        elif python in seen:
            yield Problem(
                at,
                f"{what}: {seen[python]} and {wire} both become {python!r} in Python; "
                "give one of them a `name`",
            )
        else:
            seen[python] = wire


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]


def _apart(name: str, used: frozenset[str]) -> str:
    return f"{name}_" if keyword.iskeyword(name) or name in used else name
