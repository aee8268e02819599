"""Names of Python for names of the wire.

A name depends on nothing but the wire's name, so adding one never changes another. Where two
would be the same, `collisions` says so and the spec gives one of them a `name`.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Callable
from functools import lru_cache

from tc3gen.spec.model import Service

Name = Callable[[str], str]

LOOK_AHEAD = "prefetch"
"""An option of the methods that walk over pages."""

_WORD = re.compile(r"IPv[46]|[A-Z]{2,}s(?![a-z])|[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")

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
_USED_IN_MODELS = frozenset(
    {
        "echoed",
        "from_json",
        "raise_for_refused",
        "raw",
        "refused",
        "replayed",
        "request_id",
        "to_dict",
        "to_json",
    }
)
_USED_IN_CLIENTS = frozenset(
    [
        "call",
        "close",
        "deprecated",
        "own_domain",
        "pages",
        "paginate",
        "regions",
        "request_size",
        "send",
        "service",
        "signing_name",
        "stream",
        "types",
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
        "Outcomes",
        "Pages",
        "PartialResponse",
        "Request",
        "Response",
        "SiteEnum",
        "TYPE_CHECKING",
        "TextEnum",
        "NumberEnum",
        "Null",
        "open_enum",
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
    """The constant that describes a waiter."""
    return _apart((chosen or snake(name)).upper(), _USED_IN_MODULES)


def bulk(name: str, chosen: str | None = None) -> str:
    """The method of a client for any number of rows."""
    return method(name, chosen)


def bulk_constant(name: str, chosen: str | None = None) -> str:
    """The constant that describes a bulk method."""
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
    """The beginning of the names of an action's request and response."""
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
    """The common part of the names of both clients, such as `Ses`."""
    return service.client or _capital(service.service)


def client_class(service: Service, *, is_async: bool) -> str:
    """`SesClient`, `AsyncSesClient`."""
    return f"{'Async' if is_async else ''}{client_prefix(service)}Client"


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]


def _apart(name: str, used: frozenset[str]) -> str:
    return f"{name}_" if keyword.iskeyword(name) or name in used else name
