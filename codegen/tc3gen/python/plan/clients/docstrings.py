"""Documentation of clients: what holds for all methods is said once, in the class."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import frozen

from tc3gen.python.naming import names
from tc3gen.python.naming.names import LOOK_AHEAD
from tc3gen.spec.model import Action, Service

_MOST_WORDS = 8
"""Beginnings of names that a reader may be asked to remember."""

_PAGES = (
    "Methods named `iter_...` ask for pages as they are needed. Their `.pages()` gives "
    f"whole pages; with `{LOOK_AHEAD}`, the next page is asked for while one is used."
)
_ERRORS = (
    "Beside the errors that it names, a method may raise those that all have in common. "
    "`ValidationError` means that the request breaks the spec and was not sent, "
    "`TransportError` that no response came, `ResponseError` that it cannot be read, and "
    "an `ApiError` that the service refused; the general codes, such as `InternalError` "
    "or `InvalidParameter`, are named only here. The module `errors` has all of them."
)


@frozen
class Usual:
    """The rules for the methods of a client that do not say otherwise."""

    rate_limit: int | None
    repeatable: tuple[str, ...]
    """Beginnings of the names of methods that may be attempted again: `get`, `list`."""

    def repeats(self, action: Action) -> bool:
        """True if a method of this name may be attempted again."""
        return _beginning(action) in self.repeatable


def usual_of(service: Service) -> Usual:
    """Find what most methods of a service have in common."""
    actions = list(service.actions.values())
    rates = {action.rate_limit or service.rate_limit for action in actions}
    rate = service.rate_limit or (rates.pop() if len(rates) == 1 else None)
    return Usual(rate, _repeatable(actions))


def _repeatable(actions: Iterable[Action]) -> tuple[str, ...]:
    every: dict[str, list[bool]] = {}
    for action in actions:
        every.setdefault(_beginning(action), []).append(action.repeatable)
    found = [word for word in every if all(every[word])]
    found.sort(key=lambda word: (-len(every[word]), word))
    return tuple(sorted(found[:_MOST_WORDS]))


def _beginning(action: Action) -> str:
    return names.method(action.name, action.python_name).partition("_")[0]


def client_doc(service: Service, usual: Usual) -> str:
    """The docstring of a client."""
    parts = [
        f"{service.title}, version {service.version}.",
        "" if service.summary == service.title else service.summary,
        service.description,
        _rules(service, usual) if service.actions else "",
        _PAGES if any(a.pages for a in service.actions.values()) else "",
        _ERRORS if service.actions else "",
        f"Reference: {service.documentation}" if service.documentation else "",
    ]
    return "\n\n".join(part.strip() for part in parts if part)


def _rules(service: Service, usual: Usual) -> str:
    rules = []
    if usual.rate_limit is not None:
        rules.append(
            f"At most {_requests(usual.rate_limit)} a second are allowed for each action, "
            "unless its method says otherwise."
        )
    rules.append(_repeating(usual, [*service.actions.values()]))
    return " ".join(rules)


def _repeating(usual: Usual, actions: list[Action]) -> str:
    if all(action.repeatable for action in actions):
        return "Every call may be attempted again after a failure, since repeating does no harm."
    if not usual.repeatable:
        return (
            "No request is sent again once the service may have received it, unless the "
            "method says otherwise."
        )
    words = [f"`{word}_...`" for word in usual.repeatable]
    *first, last = words
    listed = f"{', '.join(first)} and {last}" if first else last
    return (
        f"Methods named {listed} may be attempted again after any failure. The others are "
        "not once the service may have received the request, unless they say otherwise."
    )


def rate_doc(action: Action, usual: Usual) -> str:
    """A sentence about the rate limit of an action; empty if it is the usual one."""
    rate = action.rate_limit or usual.rate_limit
    if rate is None or rate == usual.rate_limit:
        return ""
    return f"At most {_requests(rate)} a second."


def _requests(number: int) -> str:
    return f"{number:,} request{'' if number == 1 else 's'}"


def repeating_doc(action: Action, usual: Usual) -> str:
    """A sentence about further attempts; empty if it is as usual."""
    if action.client_token is not None:
        field = action.params[action.client_token]
        token = names.member(field.name, field.python_name)
        return (
            f"Without a `{token}`, a new one is sent, so that no attempt counts twice."
        )
    if action.repeatable == usual.repeats(action):
        return ""
    if action.repeatable:
        return "May be attempted again after any failure."
    return "Not sent again once the service may have received it."
