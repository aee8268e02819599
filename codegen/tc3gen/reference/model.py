"""The classes of the reference: plain immutable values, ready to be shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

from tc3gen.spec.model import Bounds, Form, Retry


@frozen(kw_only=True)
class ValueReference:
    """One value of an enum."""

    name: str
    values: Mapping[str, str | int]
    """The value on the wire by site; a site that lacks it does not know the member."""
    meaning: str = ""

    @property
    def same_everywhere(self) -> str | int | None:
        """The value on the wire if it is the same on all sites that know it, else None."""
        found = set(self.values.values())
        return next(iter(found)) if len(found) == 1 else None


@frozen(kw_only=True)
class MemberReference:
    """A parameter of an action, a member of its response, or a member of a type."""

    name: str
    type: str
    """The type expression of the spec, such as `list[Attachment]`."""
    base: str
    """The type without its lists: a scalar, or the name of a type."""
    depth: int = 0
    """Number of lists around the base."""
    is_type: bool = False
    """True if `base` is the name of a type of the service."""
    meaning: str = ""
    required: bool = False
    always: bool = False
    """True if the service always returns it."""
    limits: str = ""
    """The limits, the unit and the default in sentences."""
    bounds: Mapping[str, Bounds] = field(factory=dict)
    """The limits as numbers by kind: `length`, `size`, `items`, `range`; inclusive."""
    unit: str | None = None
    default: Any = None
    example: Any = None
    enum: str | None = None
    values: tuple[ValueReference, ...] = ()
    nullable: bool = False
    deprecated: str | None = None
    disabled: bool = False
    sensitive: bool = False
    format: str | None = None
    """`iso` if a datetime is written with a zone."""
    header: str | None = None
    """The header that it travels in, if it does not travel in the body."""
    python_name: str | None = None
    """The name for Python that the spec asks for, if any."""


@frozen(kw_only=True)
class TypeReference:
    """A data type."""

    name: str
    meaning: str = ""
    members: tuple[MemberReference, ...] = ()
    """Required ones first."""
    recursive: bool = False
    """True if it contains itself, directly or through others."""
    in_requests_of: tuple[str, ...] = ()
    in_responses_of: tuple[str, ...] = ()


@frozen(kw_only=True)
class ErrorReference:
    """An error code."""

    code: str
    meaning: str = ""
    remedy: str = ""
    """A sentence for the caller on how to get rid of it."""
    retry: Retry = "never"
    retried: str = ""
    """A sentence that says if the client repeats the call by itself."""
    common: bool = False
    """True if the code is one that all services share."""
    actions: tuple[str, ...] = ()
    """The actions of the service that list it; empty for those that any may raise."""


@frozen(kw_only=True)
class ExampleReference:
    """A documented call, with the names and values of the wire."""

    title: str
    meaning: str = ""
    differs: str | None = None
    """The contradiction to the definition, if there is one."""
    request: Mapping[str, Any] = field(factory=dict)
    response: Mapping[str, Any] = field(factory=dict)


@frozen(kw_only=True)
class PagingReference:
    """The paging of an action. Exactly one of `offset`, `page` and `token` is set."""

    items: str
    """Dotted path to the items in the response."""
    offset: str | None = None
    page: str | None = None
    token: str | None = None
    next: str | None = None
    limit: str | None = None
    total: str | None = None
    page_size: int | None = None
    """Items of a page where the caller gives no number."""

    @property
    def parameters(self) -> tuple[str, ...]:
        """The parameters that a walk over the pages sets by itself."""
        found = (self.offset, self.page, self.token, self.limit)
        return tuple(name for name in found if name is not None)


@frozen(kw_only=True)
class WaiterReference:
    """A state that can be waited for."""

    name: str
    action: str
    """The action that is asked again and again."""
    meaning: str = ""
    parameters: tuple[MemberReference, ...] = ()
    """Those that tell the item of a list come first, then the action's, required first."""
    picks: tuple[str, ...] = ()
    """The parameters among them that tell which item of the list is meant."""
    path: str = ""
    """Dotted path to the state in the response."""
    success: tuple[str | int | bool, ...] = ()
    failure: tuple[str | int | bool, ...] = ()
    interval: int = 1
    """Seconds between the first requests."""
    deadline: int = 1
    """Seconds after which the wait is given up."""


@frozen(kw_only=True)
class RowForm:
    """One form that the rows of a bulk operation can have."""

    action: str
    """The action that sends rows of this form."""
    parameter: str
    columns: tuple[MemberReference, ...] = ()
    """The members of a row; empty if a row is one text."""
    max_rows: int | None = None
    """Rows in one request."""


@frozen(kw_only=True)
class BulkReference:
    """An operation over any number of rows, request by request."""

    name: str
    meaning: str = ""
    parameters: tuple[MemberReference, ...] = ()
    """Those that are given once for all rows."""
    goes_to: tuple[str, ...] = ()
    """The parameter of the actions that each of them becomes."""
    rows: tuple[RowForm, ...] = ()
    key: str | None = None
    """The column that tells rows apart."""
    busy: tuple[str, ...] = ()
    """Error codes that mean: still working on the rows before, ask again."""
    interval: int = 1
    deadline: int = 1
    """Seconds for which the same rows are sent again while the service is busy."""


@frozen(kw_only=True)
class ActionReference:
    """One action."""

    name: str
    summary: str = ""
    description: str = ""
    deprecated: str | None = None
    parameters: tuple[MemberReference, ...] = ()
    """Required ones first."""
    returns: tuple[MemberReference, ...] = ()
    errors: tuple[ErrorReference, ...] = ()
    """Those that the action lists, by code."""
    examples: tuple[ExampleReference, ...] = ()
    repeatable: bool = False
    client_token: str | None = None
    rate_limit: int | None = None
    """Requests a second."""
    notes: tuple[str, ...] = ()
    """Sentences on rate, repetition, paging, signature and form of the request."""
    paging: PagingReference | None = None
    waiters: tuple[str, ...] = ()
    """The waiters that ask this action."""
    bulk: tuple[str, ...] = ()
    """The bulk operations that send this action."""
    unsigned: bool = False
    form: Form = "json"
    streams: bool | str = False
    types: tuple[str, ...] = ()
    """The types that its parameters and its response reach, in the order they appear."""
    request_types: tuple[str, ...] = ()
    """Those of them that the parameters reach."""
    python_name: str | None = None


@frozen(kw_only=True)
class ServiceReference:
    """One version of a service, without the details of its actions."""

    service: str
    version: str
    title: str
    summary: str = ""
    description: str = ""
    documentation: str | None = None
    regions: Mapping[str, tuple[str, ...]] = field(factory=dict)
    """Regions by site."""
    rate_limit: int | None = None
    """Requests a second that each action allows, unless it says otherwise."""
    request_size: int | None = None
    """Bytes of the largest request."""
    actions: Mapping[str, str] = field(factory=dict)
    """Names of the actions with their summaries, in the order of the alphabet."""
    types: tuple[str, ...] = ()
    enums: Mapping[str, tuple[ValueReference, ...]] = field(factory=dict)
    errors: tuple[str, ...] = ()
    """The codes that the service describes itself."""
    waiters: tuple[str, ...] = ()
    bulk: tuple[str, ...] = ()
