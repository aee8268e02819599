"""The reference of a service, made from its spec as it is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from tc3gen.reference.advice import remedy, retry_advice
from tc3gen.reference.limits import bounds, limits
from tc3gen.reference.model import (
    ActionReference,
    BulkReference,
    ErrorReference,
    ExampleReference,
    MemberReference,
    RowForm,
    ServiceReference,
    TypeReference,
    ValueReference,
    WaiterReference,
)
from tc3gen.reference.notes import notes, paging_reference
from tc3gen.reference.recursion import find_recursive_types
from tc3gen.spec.model import Bulk, Common, Enum, Example, Field, Service, TypeRef
from tc3gen.spec.waiter_fields import asked_parameters, picking_members


class Reference:
    """The reference of one service version.

    Nothing is computed before it is asked for, as the largest service has 751 actions. A
    name that does not exist raises `KeyError`.
    """

    def __init__(self, service: Service, common: Common) -> None:
        self.spec = service
        self.common = common

    @cached_property
    def service(self) -> ServiceReference:
        """The service itself."""
        spec = self.spec
        return ServiceReference(
            service=spec.service,
            version=spec.version,
            title=spec.title,
            summary=spec.summary,
            description=spec.description.strip(),
            documentation=spec.documentation,
            regions=spec.regions,
            rate_limit=spec.rate_limit,
            request_size=spec.request_size,
            actions={name: spec.actions[name].summary for name in sorted(spec.actions)},
            types=tuple(sorted(spec.types)),
            enums={name: values(spec.enums[name]) for name in sorted(spec.enums)},
            errors=tuple(sorted(spec.errors)),
            waiters=tuple(sorted(spec.waiters)),
            bulk=tuple(sorted(spec.bulk)),
        )

    def action(self, name: str) -> ActionReference:
        """An action with its parameters, its response, errors and examples."""
        spec, action = self.spec, self.spec.actions[name]
        sent = tuple(self._reached(action.params.values()))
        every = self._reached([*action.params.values(), *action.returns.values()])
        return ActionReference(
            name=name,
            summary=action.summary,
            description=action.description.strip(),
            deprecated=action.deprecated,
            parameters=self._members(action.params),
            returns=self._members(action.returns),
            errors=tuple(self.error(code) for code in sorted(action.errors)),
            examples=tuple(_example(example) for example in action.examples),
            repeatable=action.repeatable,
            client_token=action.client_token,
            rate_limit=action.rate_limit or spec.rate_limit,
            notes=tuple(notes(action, spec)),
            paging=paging_reference(action),
            waiters=tuple(
                sorted(n for n, waiter in spec.waiters.items() if waiter.action == name)
            ),
            bulk=tuple(sorted(n for n, bulk in spec.bulk.items() if name in bulk.rows)),
            unsigned=action.unsigned,
            form=action.form,
            streams=action.streams,
            types=tuple(every),
            request_types=sent,
            python_name=action.python_name,
        )

    def type(self, name: str) -> TypeReference:
        """A data type with its members and the actions that use it."""
        kind = self.spec.types[name]
        senders, returners = self._users
        return TypeReference(
            name=name,
            meaning=kind.doc.strip(),
            members=self._members(kind.fields),
            recursive=name in self._recursive,
            in_requests_of=tuple(senders.get(name, ())),
            in_responses_of=tuple(returners.get(name, ())),
        )

    def error(self, code: str) -> ErrorReference:
        """An error code of the service, or one that all services share."""
        known = self.spec.errors.get(code) or self.common.errors[code]
        shared = self.common.errors.get(code)
        doc = known.doc or (shared.doc if shared else "")
        return ErrorReference(
            code=code,
            meaning=doc.strip(),
            remedy=remedy(code),
            retry=known.retry,
            retried=retry_advice(known.retry),
            common=code not in self.spec.errors,
            actions=tuple(self._raisers.get(code, ())),
        )

    def errors(self) -> Iterator[ErrorReference]:
        """All codes that a call may meet: the service's own, then those that all share."""
        for code in sorted(self.spec.errors):
            yield self.error(code)
        for code in sorted(set(self.common.errors) - set(self.spec.errors)):
            yield self.error(code)

    def waiter(self, name: str) -> WaiterReference:
        """A waiter with the parameters that it takes."""
        waiter = self.spec.waiters[name]
        action = self.spec.actions[waiter.action]
        picks = [param for _, param in picking_members(waiter, self.spec)]
        return WaiterReference(
            name=name,
            action=waiter.action,
            meaning=waiter.doc.strip(),
            parameters=tuple(
                self.member(param)
                for param in [*picks, *asked_parameters(waiter, action)]
            ),
            picks=tuple(param.name for param in picks),
            path=waiter.path,
            success=waiter.success,
            failure=waiter.failure,
            interval=waiter.interval,
            deadline=waiter.deadline,
        )

    def bulk(self, name: str) -> BulkReference:
        """A bulk operation with what it takes."""
        bulk = self.spec.bulk[name]
        first = self.spec.actions[next(iter(bulk.rows))]
        return BulkReference(
            name=name,
            meaning=bulk.doc.strip(),
            parameters=tuple(
                self.member(first.params[param], given)
                for given, param in bulk.params.items()
            ),
            goes_to=tuple(bulk.params.values()),
            rows=tuple(self._row_forms(bulk)),
            key=bulk.key,
            busy=bulk.busy,
            interval=bulk.interval,
            deadline=bulk.deadline,
        )

    def member(self, member: Field, name: str | None = None) -> MemberReference:
        """A member or parameter, by another name where one is given."""
        enum = self.spec.enums[member.enum] if member.enum is not None else None
        return MemberReference(
            name=name or member.name,
            type=str(member.type),
            base=member.type.name,
            depth=member.type.depth,
            is_type=not member.type.is_scalar,
            meaning=member.doc.strip(),
            required=member.required,
            always=member.always,
            limits=limits(member),
            bounds=bounds(member),
            unit=member.unit,
            default=member.default,
            example=member.example,
            enum=member.enum,
            values=values(enum) if enum is not None else (),
            nullable=member.nullable,
            deprecated=member.deprecated,
            disabled=member.disabled,
            sensitive=member.sensitive,
            format=member.format,
            header=member.header,
            python_name=member.python_name if name in (None, member.name) else None,
        )

    def _members(self, fields: Mapping[str, Field]) -> tuple[MemberReference, ...]:
        ordered = sorted(fields.values(), key=lambda member: not member.required)
        return tuple(self.member(member) for member in ordered)

    def _row_forms(self, bulk: Bulk) -> Iterator[RowForm]:
        for action, parameter in bulk.rows.items():
            member = self.spec.actions[action].params[parameter]
            kind = self.spec.types.get(member.type.name)
            most = member.items[1] if member.items else None
            yield RowForm(
                action=action,
                parameter=parameter,
                columns=self._members(kind.fields) if kind else (),
                max_rows=None if most is None else int(most),
            )

    def _reached(self, fields: Iterable[Field]) -> dict[str, None]:
        """The types that members lead to, in the order in which a reader meets them."""
        found: dict[str, None] = {}
        waiting: list[TypeRef] = [member.type for member in fields]
        for ref in waiting:  # which grows meanwhile
            kind = self.spec.types.get(ref.name)
            if kind is not None and ref.name not in found:
                found[ref.name] = None
                waiting += [member.type for member in kind.fields.values()]
        return found

    @cached_property
    def _recursive(self) -> frozenset[str]:
        return find_recursive_types(self.spec.types)

    @cached_property
    def _users(self) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
        """The actions whose requests, and whose responses, contain each type."""
        senders: dict[str, list[str]] = {}
        returners: dict[str, list[str]] = {}
        for name, action in sorted(self.spec.actions.items()):
            for users, fields in (
                (senders, action.params),
                (returners, action.returns),
            ):
                for kind in self._reached(fields.values()):
                    users.setdefault(kind, []).append(name)
        return senders, returners

    @cached_property
    def _raisers(self) -> dict[str, list[str]]:
        """The actions that list each error code."""
        found: dict[str, list[str]] = {}
        for name, action in sorted(self.spec.actions.items()):
            for code in action.errors:
                found.setdefault(code, []).append(name)
        return found


def values(enum: Enum) -> tuple[ValueReference, ...]:
    """The members of an enum with their meaning."""
    return tuple(
        ValueReference(name=m.name, values=m.values, meaning=m.doc.strip())
        for m in enum.members.values()
    )


def _example(example: Example) -> ExampleReference:
    return ExampleReference(
        title=example.title,
        meaning=example.doc.strip(),
        differs=example.differs,
        request=example.request,
        response=example.response,
    )
