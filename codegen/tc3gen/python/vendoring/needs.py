"""Features of the runtime that a vendored package has because its actions need them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from tc3gen.spec.model import Field, Service

NEEDED: Mapping[str, tuple[str, ...]] = {
    "booleans": (),
    "bulk": ("BulkError", "InvalidRow"),
    "dates": (),
    "domain": (),
    "error_members": (),
    "events": ("EventError",),
    "floats": (),
    "hosts": (),
    "nulls": (),
    "outcomes": ("PartialFailure",),
    "pages": (),
    "reads_bytes": (),
    "reads_enums": (),
    "reads_json": (),
    "reads_lists": (),
    "sensitive": (),
    "tokens": (),
    "unsigned": (),
    "url_encoded": (),
    "waiters": ("WaitError", "WaitFailed", "WaitTimeout"),
}
"""The features that only actions ask for, and the errors that nothing else raises."""


def needed_features(services: Iterable[Service]) -> set[str]:
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


def _fields(service: Service) -> Iterator[Field]:
    for action in service.actions.values():
        yield from action.params.values()
        yield from action.returns.values()
    for type_ in service.types.values():
        yield from type_.fields.values()


def _has_outcomes(service: Service) -> bool:
    return any(action.outcomes is not None for action in service.actions.values())


def _has_kind(service: Service, *kinds: str) -> bool:
    """Tell if something is of one of these kinds; events may be of all."""
    found = {field.type.name for field in _fields(service)}
    return service.events is not None or not found.isdisjoint(kinds)


def _fields_read(service: Service) -> Iterator[Field]:
    """The members of responses, and of the types in them."""
    todo = [action.returns.values() for action in service.actions.values()]
    seen = set()
    while todo:
        for field in todo.pop():
            yield field
            type_ = service.types.get(field.type.name)
            if type_ is not None and type_.name not in seen:
                seen.add(type_.name)
                todo.append(type_.fields.values())


def _reads_kind(service: Service, kind: str) -> bool:
    kinds = {field.type.name for field in _fields_read(service)}
    return service.events is not None or kind in kinds


def _reads_enums(service: Service) -> bool:
    fields = _fields_read(service)
    return service.events is not None or any(field.enum for field in fields)


def _reads_lists(service: Service) -> bool:
    fields = _fields_read(service)
    return service.events is not None or any(field.type.depth for field in fields)


def _has_error_member(service: Service) -> bool:
    return any("Error" in action.returns for action in service.actions.values())


_NEEDED_BY: Mapping[str, Callable[[Service], bool]] = {
    "booleans": lambda service: _has_kind(service, "boolean"),
    "bulk": lambda service: bool(service.bulk),
    "dates": lambda service: _has_kind(service, "date", "datetime"),
    "domain": lambda service: bool(service.domain or service.signing_name),
    "error_members": _has_error_member,
    "events": lambda service: service.events is not None,
    "floats": lambda service: _has_kind(service, "float"),
    "forms": _has_forms,
    "hosts": lambda service: any(a.host for a in service.actions.values()),
    "nulls": lambda service: any(field.nullable for field in _fields(service)),
    "url_encoded": lambda service: any(f.url_encoded for f in _fields(service)),
    "outcomes": _has_outcomes,
    # Waiters look for what they wait for on all pages.
    "pages": lambda service: bool(service.waiters) or _has_pages(service),
    "reads_bytes": lambda service: _reads_kind(service, "bytes"),
    "reads_enums": _reads_enums,
    "reads_json": lambda service: _reads_kind(service, "json"),
    "reads_lists": _reads_lists,
    "sensitive": lambda service: any(field.sensitive for field in _fields(service)),
    "tokens": lambda service: any(a.client_token for a in service.actions.values()),
    "unsigned": lambda service: any(a.unsigned for a in service.actions.values()),
    "waiters": lambda service: bool(service.waiters),
}
