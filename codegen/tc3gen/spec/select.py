"""Which services, versions and actions are wanted: `SERVICE[@VERSION][:ACTION,...]`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

import attrs
from attrs import frozen

from tc3gen.spec.model import Action, Bulk, ErrorCode, Field, Service
from tc3gen.spec.suggestions import did_you_mean, service_suggestion

_FORM = re.compile(
    r"(?P<service>[A-Za-z0-9_.-]+)"
    r"(@(?P<version>[A-Za-z0-9_.-]+))?"
    r"(:(?P<actions>[A-Za-z0-9_]+(,[A-Za-z0-9_]+)*))?\Z"
)


@frozen
class Only:
    """A part of what specs describe; all of it where a member is empty."""

    service: str
    version: str = ""
    actions: tuple[str, ...] = ()

    def __str__(self) -> str:
        version = f"@{self.version}" if self.version else ""
        actions = f":{','.join(self.actions)}" if self.actions else ""
        return f"{self.service}{version}{actions}"


def parse_only(text: str) -> Only:
    """Reads `ses`, `ses@2020-10-02` or `ses:SendEmail,BatchSendEmail`.

    Raises:
        ValueError: The text has another form.
    """
    found = _FORM.match(text.strip())
    if found is None:
        raise ValueError(
            f"{text!r} is not SERVICE[@VERSION][:ACTION,...], "
            "such as ses:SendEmail,BatchSendEmail"
        )
    actions = sorted(set(filter(None, (found["actions"] or "").split(","))))
    return Only(found["service"], found["version"] or "", tuple(actions))


def select_services(
    services: Iterable[Service], wanted: Sequence[Only]
) -> list[Service]:
    """The part of the services that is wanted; everything if nothing is wanted in particular."""
    if not wanted:
        return list(services)
    return [made for service in services if (made := _select_actions(service, wanted))]


def unknown(services: Sequence[Service], wanted: Iterable[Only]) -> Iterator[str]:
    """Tell the wanted parts that are not there, each with a suggestion."""
    for only in wanted:
        versions = [s for s in services if s.service == only.service]
        if not versions:
            guess = service_suggestion(only.service, services)
            yield f"no spec describes `{only.service}`{guess}"
            continue
        if only.version:
            dates = [s.version for s in versions]
            versions = [s for s in versions if s.version == only.version]
            if not versions:
                guess = did_you_mean(only.version, dates)
                yield f"{only.service} has no version `{only.version}`{guess}"
                continue
        actions = {name for service in versions for name in service.actions}
        for name in only.actions:
            if name not in actions:
                yield f"{only.service} has no action `{name}`{did_you_mean(name, actions)}"


def _select_actions(service: Service, wanted: Sequence[Only]) -> Service | None:
    mine = [
        only
        for only in wanted
        if only.service == service.service and only.version in ("", service.version)
    ]
    if not mine:
        return None
    if not all(only.actions for only in mine):
        return service
    names = {name for only in mine for name in only.actions}
    actions = {n: action for n, action in service.actions.items() if n in names}
    return _with_actions(service, actions) if actions else None


def _with_actions(service: Service, actions: Mapping[str, Action]) -> Service:
    """A service that has these actions only, and what they reach."""
    fields = [
        field
        for action in actions.values()
        for group in (action.params, action.returns)
        for field in group.values()
    ]
    types = _reached_types(service, fields)
    for name in types:
        fields += service.types[name].fields.values()
    enums = {field.enum for field in fields if field.enum is not None}
    return attrs.evolve(
        service,
        actions=actions,
        waiters={n: w for n, w in service.waiters.items() if w.action in actions},
        bulk=_bulk(service, actions),
        events=None,
        types={n: type_ for n, type_ in service.types.items() if n in types},
        enums={n: enum for n, enum in service.enums.items() if n in enums},
        errors=_errors(service, actions),
    )


def _bulk(service: Service, actions: Mapping[str, Action]) -> Mapping[str, Bulk]:
    """The bulk methods that can still be, with the kinds of rows that are left."""
    found = {}
    for name, bulk in service.bulk.items():
        rows = {a: param for a, param in bulk.rows.items() if a in actions}
        kinds = [actions[a].params[param].type for a, param in rows.items()]
        key = None if all(kind.is_scalar for kind in kinds) else bulk.key
        if rows:
            found[name] = attrs.evolve(bulk, rows=rows, key=key)
    return found


def _reached_types(service: Service, fields: Iterable[Field]) -> set[str]:
    """The names of the types that members lead to, directly or not."""
    found: set[str] = set()
    open_ = list(fields)
    while open_:
        name = open_.pop().type.name
        if name in service.types and name not in found:
            found.add(name)
            open_ += service.types[name].fields.values()
    return found


def _errors(service: Service, actions: Mapping[str, Action]) -> Mapping[str, ErrorCode]:
    """The codes of these actions, and those that the spec ties to no action at all."""
    others = {code for a in service.actions.values() for code in a.errors}
    others -= {code for action in actions.values() for code in action.errors}
    return {code: e for code, e in service.errors.items() if code not in others}
