"""What of the runtime a vendored package has only where it is asked for, or needed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping

from tc3gen.python.plan import EXPORTS
from tc3gen.spec.vocabulary import Service

FEATURES: Mapping[str, tuple[str, ...]] = {
    "connections": (),
    "credentials": (
        "aio_keeper", "keeper", "keys", "metadata", "profiles", "refresh", "roles",
        "sources", "sts",
    ),
    "forms": (
        "aio_chunks", "chance", "chunks", "event_parser", "event_reader", "event_stream",
        "forms", "signature_v1",
    ),
    "hooks": ("interceptors", "logs", "otel", "watch"),
    "rate": ("rate", "redis_rate"),
}  # fmt: skip
"""The modules that are kept whole with each feature that can be asked for."""

NEEDED: Mapping[str, tuple[str, ...]] = {
    "bulk": ("BulkError", "InvalidRow"),
    "dates": (),
    "events": ("EventError",),
    "pages": (),
    "waiters": ("WaitError", "WaitFailed", "WaitTimeout"),
}
"""The features that only actions ask for, and the errors that nothing else raises."""

_SHOWN_WITH = {
    **{module: name for name, modules in FEATURES.items() for module in modules},
    "bulk_run": "bulk",
    "pagers": "pages",
}
"""Modules that are of no use without a feature."""

_NAMES_SHOWN_WITH = {"CredentialProvider": "credentials", "Lease": "credentials"}


def needed(services: Iterable[Service]) -> set[str]:
    """The features that actions cannot do without."""
    found = set()
    for service in services:
        found |= {name for name, is_needed in _NEEDED_BY.items() if is_needed(service)}
    return found


def _has_forms(service: Service) -> bool:
    actions = service.actions.values()
    return any(action.form != "json" or action.streams for action in actions)


def _has_pages(service: Service) -> bool:
    return any(action.pages is not None for action in service.actions.values())


def _has_dates(service: Service) -> bool:
    actions = service.actions.values()
    groups = [g for action in actions for g in (action.params, action.returns)]
    groups += [type_.fields for type_ in service.types.values()]
    kinds = {field.type.name for group in groups for field in group.values()}
    return service.events is not None or not kinds.isdisjoint(("date", "datetime"))


_NEEDED_BY: Mapping[str, Callable[[Service], bool]] = {
    "bulk": lambda service: bool(service.bulk),
    "dates": _has_dates,
    "events": lambda service: service.events is not None,
    "forms": _has_forms,
    # Waiters look for what they wait for on all pages.
    "pages": lambda service: bool(service.waiters) or _has_pages(service),
    "waiters": lambda service: bool(service.waiters),
}


def missing(wanted: Collection[str]) -> set[str]:
    """The features that a package with these ones does not have."""
    return {*FEATURES, *NEEDED} - {*wanted}


def exports(wanted: Collection[str]) -> dict[str, tuple[str, ...]]:
    """What the package offers: the usual, and what goes with its features."""
    lacking = missing(wanted)
    shown = {
        module: tuple(n for n in names if _NAMES_SHOWN_WITH.get(n) not in lacking)
        for module, names in EXPORTS.items()
        if _SHOWN_WITH.get(module) not in lacking
    }
    return {module: names for module, names in shown.items() if names}


def unraised(wanted: Collection[str]) -> set[str]:
    """The errors that nothing in the package raises."""
    return {error for name in missing(wanted) for error in NEEDED.get(name, ())}
