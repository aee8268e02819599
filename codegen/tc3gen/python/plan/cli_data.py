"""The data files of the command line: what help, completion and search say, as JSON lines.

The first line says what a file is about, the second one where each record lies: for every
kind and name the offset of a line behind the second one, and its length in bytes. So the
command line reads one action of 751 without the others.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from attrs import frozen

from tc3gen.python.naming import names
from tc3gen.reference import (
    ActionReference,
    BulkReference,
    ErrorReference,
    MemberReference,
    Reference,
    WaiterReference,
)
from tc3gen.reference.advice import remedy, retry_advice
from tc3gen.reference.build import values
from tc3gen.reference.samples import plain, sample_request
from tc3gen.spec.model import Common, Service

FILE = "cli.jsonl"
_HALF = re.compile("[\ud800-\udfff]")

FORMAT = 1

Record = dict[str, Any]


@frozen
class Data:
    """The text of a data file."""

    text: str


@frozen
class Nothing:
    """The plan of a template that has nothing to fill."""


def service_data(service: Service, common: Common) -> Data:
    """The data file of one service version."""
    reference = Reference(service, common)
    head = {
        "format": FORMAT,
        "service": service.service,
        "version": service.version,
        "title": service.title,
        "summary": service.summary,
        "description": service.description.strip(),
        "documentation": service.documentation,
        "regions": {site: [*found] for site, found in service.regions.items()},
        "own_domain": service.domain,
        "signing_name": service.signing_name,
        "rate_limit": service.rate_limit,
        "request_size": service.request_size,
    }
    return _file(
        head,
        {
            "actions": {n: _action(reference, n) for n in sorted(service.actions)},
            "types": {
                name: {"members": [_member(m) for m in reference.type(name).members]}
                for name in sorted(service.types)
            },
            "enums": {
                name: {"values": [_value(v) for v in values(service.enums[name])]}
                for name in sorted(service.enums)
            },
            "errors": {c: _error(reference.error(c)) for c in sorted(service.errors)},
            "waiters": {
                n: _waiter(reference.waiter(n)) for n in sorted(service.waiters)
            },
            "bulk": {n: _bulk(reference.bulk(n)) for n in sorted(service.bulk)},
        },
    )


def common_data(common: Common) -> Data:
    """The data file of the package: the errors that all services share."""
    errors = {
        code: _filled_record(
            meaning=error.doc.strip(),
            remedy=remedy(code),
            retried=retry_advice(error.retry),
        )
        for code, error in sorted(common.errors.items())
    }
    return _file({"format": FORMAT}, {"errors": errors})


def option(name: str, chosen: str | None = None) -> str:
    """The name of an option, a command or a waiter: `TemplateID` -> `template-id`."""
    return (chosen or names.snake(name)).replace("_", "-")


def _file(head: Record, kinds: Mapping[str, Mapping[str, Record]]) -> Data:
    lines: list[str] = []
    index: dict[str, dict[str, list[Any]]] = {}
    offset = 0
    for kind, records in kinds.items():
        index[kind] = {}
        for name, record in records.items():
            line = _json(record)
            size = len(line.encode())
            shown = [record.get("option", ""), _first(record)]
            index[kind][name] = [offset, size, *(shown if any(shown) else ())]
            offset += size + 1
            lines.append(line)
    return Data("\n".join([_json(_filled_record(**head)), _json(index), *lines, ""]))


def _first(record: Record) -> str:
    """The text of a record for lists; that of errors and types is read when needed."""
    text = record.get("summary") or record.get("meaning", "")
    return text if "option" in record else ""


def _json(value: Any) -> str:
    """Write compact JSON, and halves of surrogate pairs, which are not UTF-8, as escapes."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return _HALF.sub(lambda half: f"\\u{ord(half[0]):04x}", text)


def _filled_record(**values: Any) -> Record:
    """A record without what is empty."""
    return {k: v for k, v in values.items() if v not in (None, "", False, [], (), {})}


def _action(reference: Reference, name: str) -> Record:
    action = reference.action(name)
    params = reference.spec.actions[name].params
    return _filled_record(
        option=option(name, action.python_name),
        prefix=names.action_class(name, action.python_name),
        method=names.method(name, action.python_name),
        summary=action.summary,
        description=action.description,
        deprecated=action.deprecated,
        params=[_member(m) for m in action.parameters],
        returns=[_member(m) for m in action.returns],
        errors=[error.code for error in action.errors],
        notes=[*action.notes],
        examples=_examples(action)
        or [{"request": sample_request(params, reference.spec)}],
        paging=_paging(action),
        waiters=[*action.waiters],
        bulk=[*action.bulk],
        repeatable=action.repeatable or action.client_token is not None,
        unsigned=action.unsigned,
        form="" if action.form == "json" else action.form,
        streams=action.streams,
    )


def _examples(action: ActionReference) -> list[Record]:
    return [
        {"title": example.title, "request": plain(example.request)}
        for example in action.examples
        if example.differs is None
    ]


def _paging(action: ActionReference) -> Record:
    paging = action.paging
    if paging is None:
        return {}
    known = {member.name: member for member in action.parameters}
    first: dict[str | None, Any] = {
        paging.offset: 0,
        paging.page: 1,
        paging.limit: paging.page_size,
    }
    if paging.token is not None and known[paging.token].required:
        first[paging.token] = "" if known[paging.token].base == "string" else 0
    start = {
        name: str(value) if known[name].base == "string" else value
        for name, value in first.items()
        if name is not None and value is not None
    }
    return _filled_record(
        items=paging.items,
        limit=paging.limit,
        start=start,
        required=[name for name in start if known[name].required],
    )


def _member(member: MemberReference) -> Record:
    return {
        **_filled_record(
            name=member.name,
            option=option(member.name, member.python_name),
            type=member.type,
            meaning=member.meaning,
            required=member.required,
            limits=member.limits,
            enum=member.enum,
            deprecated=member.deprecated,
            disabled=member.disabled,
            sensitive=member.sensitive,
            format=member.format,
        ),
        **({} if member.example is None else {"example": plain(member.example)}),
        **_sample(member),
    }


def _sample(member: MemberReference) -> Record:
    """A value within the limits, where the usual one is not."""
    usual: Any = {"string": member.name, "integer": 1, "float": 1.0}.get(member.base)
    if usual is None or member.example is not None or member.enum is not None:
        return {}
    if isinstance(usual, str):
        low, high = member.bounds.get("length", (None, None))
        value: Any = usual + "x" * max(0, int(low or 0) - len(usual))
        value = value if high is None else value[: max(1, int(high))]
    else:
        low, high = member.bounds.get("range", (None, None))
        value = usual if low is None else max(low, usual)
        value = value if high is None else min(high, value)
    return {} if value == usual else {"sample": value}


def _value(value: Any) -> Record:
    same = value.same_everywhere
    return _filled_record(
        name=value.name,
        meaning=value.meaning,
        sites=dict(value.values) if same is None else {},
    ) | ({} if same is None else {"value": same})


def _error(error: ErrorReference) -> Record:
    return _filled_record(
        meaning=error.meaning,
        remedy=error.remedy,
        retried=error.retried,
        actions=[*error.actions],
    )


def _waiter(waiter: WaiterReference) -> Record:
    return _filled_record(
        option=option(waiter.name),
        method=names.waiter(waiter.name),
        action=waiter.action,
        meaning=waiter.meaning,
        params=[_member(m) for m in waiter.parameters],
        path=waiter.path,
        success=[*waiter.success],
        failure=[*waiter.failure],
        interval=waiter.interval,
        deadline=waiter.deadline,
    )


def _bulk(bulk: BulkReference) -> Record:
    return _filled_record(
        option=option(bulk.name),
        method=names.bulk(bulk.name),
        meaning=bulk.meaning,
        params=[
            {**_member(m), "parameter": param}
            for m, param in zip(bulk.parameters, bulk.goes_to, strict=True)
        ],
        rows=[
            _filled_record(
                action=row.action,
                parameter=row.parameter,
                columns=_columns(row.columns),
                most=row.max_rows,
            )
            for row in bulk.rows
        ],
        key=bulk.key,
        deadline=bulk.deadline,
    )


def _columns(columns: Iterable[MemberReference]) -> list[Record]:
    return [_member(member) for member in columns]
