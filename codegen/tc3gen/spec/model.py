"""The content of a spec, as plain immutable values.

Everything after loading (the generator, the comparer, the local cloud) reads these classes and
nothing else. Names are those of the wire; how they look in Python is decided in
`tc3gen.python.plan`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any, Literal

from attrs import field, frozen

from tc3gen.spec.positions import NOWHERE as NOWHERE
from tc3gen.spec.positions import Position as Position
from tc3gen.spec.response_members import Check as Check
from tc3gen.spec.response_members import Outcomes as Outcomes
from tc3gen.spec.response_members import Pages as Pages

SITES = ("international", "china")
"""The two sites of the provider, the default one first."""

SCALARS = ("string", "integer", "float", "boolean", "bytes", "json", "datetime", "date")
"""The types that are not the name of a type of the spec."""

Retry = Literal["never", "repeatable", "always"]
Form = Literal["json", "get", "multipart", "octet-stream"]
FORMS: tuple[Form, ...] = ("json", "get", "multipart", "octet-stream")
"""Ways in which the parameters of an action travel, the usual one first."""

RETRIES: tuple[Retry, ...] = ("never", "repeatable", "always")
"""The actions that may retry an error: none, repeatable ones, every one."""


@frozen
class TypeRef:
    """A type expression: a scalar or the name of a type, inside `depth` lists."""

    name: str
    depth: int = 0

    def __str__(self) -> str:
        return "list[" * self.depth + self.name + "]" * self.depth

    @property
    def is_scalar(self) -> bool:
        return self.name in SCALARS


Bounds = tuple[float | None, float | None]
"""A lower and an upper limit, both inclusive; None where there is none."""


@frozen(kw_only=True)
class Field:
    """A parameter of an action, a member of its response, or a member of a type.

    `spec/format/field_properties.py` explains the attributes.
    """

    name: str
    type: TypeRef
    doc: str = ""
    required: bool = False
    always: bool = False
    unit: str | None = None
    example: Any = None
    default: Any = None
    enum: str | None = None
    """Name of the enum in `Service.enums` (an inline enum has been moved there)."""
    length: Bounds | None = None
    size: Bounds | None = None
    items: Bounds | None = None
    range: Bounds | None = None
    constraints: Mapping[str, Any] = field(factory=dict)
    """Those without an attribute of their own, by their keys."""
    nullable: bool = False
    deprecated: str | None = None
    disabled: bool = False
    sensitive: bool = False
    format: Literal["iso"] | None = None
    url_encoded: bool = False
    header: str | None = None
    python_name: str | None = None
    at: Position = field(default=NOWHERE, eq=False)


@frozen(kw_only=True)
class Type:
    """A data type: a named group of members."""

    name: str
    doc: str = ""
    fields: Mapping[str, Field] = field(factory=dict)
    python_name: str | None = None
    at: Position = field(default=NOWHERE, eq=False)


@frozen(kw_only=True)
class EnumMember:
    """One value of an enum. `values` maps each site that knows it to what is sent there."""

    name: str
    values: Mapping[str, str | int]
    doc: str = ""
    at: Position = field(default=NOWHERE, eq=False)


@frozen(kw_only=True)
class Enum:
    """A set of values with meanings."""

    name: str
    doc: str = ""
    open: bool = False
    """True if the service may know values that the spec does not."""
    members: Mapping[str, EnumMember] = field(factory=dict)
    python_name: str | None = None
    at: Position = field(default=NOWHERE, eq=False)

    # Both are worked out once: each member and each parameter of an enum asks for them.

    @cached_property
    def by_site(self) -> bool:
        """True if some value differs between the sites, or is missing on one."""
        return any(
            set(member.values) != set(SITES) or len(set(member.values.values())) > 1
            for member in self.members.values()
        )

    @cached_property
    def is_integer(self) -> bool:
        """True if all values are integers."""
        return all(
            isinstance(value, int)
            for member in self.members.values()
            for value in member.values.values()
        )

    def values(self, site: str) -> tuple[str | int, ...]:
        """The values that a site accepts."""
        return tuple(m.values[site] for m in self.members.values() if site in m.values)


@frozen(kw_only=True)
class ErrorCode:
    """An error code of a service."""

    code: str
    doc: str = ""
    retry: Retry = "never"
    python_name: str | None = None
    at: Position = field(default=NOWHERE, eq=False)

    @property
    def category(self) -> str:
        """The part before the first dot."""
        return self.code.partition(".")[0]


@frozen(kw_only=True)
class Example:
    """A documented call: the parameters and the response, as they stand on the wire."""

    title: str
    doc: str = ""
    differs: str | None = None
    """Its contradiction to the definition: it is kept as published, and not held to it."""
    request: Mapping[str, Any] = field(factory=dict)
    response: Mapping[str, Any] = field(factory=dict)
    at: Position = field(default=NOWHERE, eq=False)


@frozen(kw_only=True)
class Action:
    """One call of the service."""

    name: str
    summary: str = ""
    description: str = ""
    deprecated: str | None = None
    repeatable: bool = False
    client_token: str | None = None
    """The parameter by which the service knows a request that it has had before."""
    unsigned: bool = False
    form: Form = "json"
    streams: bool | str = False
    """True if it may respond with a stream of events; the parameter that asks for one."""
    host: str | None = None
    """The host that serves it; that of the service if None."""
    rate_limit: int | None = None
    """Requests a second; the service's own limit where None."""
    params: Mapping[str, Field] = field(factory=dict)
    returns: Mapping[str, Field] = field(factory=dict)
    errors: tuple[str, ...] = ()
    pages: Pages | None = None
    outcomes: Outcomes | None = None
    check: Check | None = None
    examples: tuple[Example, ...] = ()
    python_name: str | None = None
    at: Position = field(default=NOWHERE, eq=False)

    @property
    def sends_files(self) -> bool:
        """True if parameters of bytes travel as they are, not as base64."""
        return self.form in ("multipart", "octet-stream")


@frozen(kw_only=True)
class Waiter:
    """Something that can be waited for by asking again and again."""

    name: str
    doc: str = ""
    action: str = ""
    """The action to ask; sending it again does no harm."""
    path: str = ""
    """The member that tells the state, dotted; it may lie in an item of a list."""
    where: Mapping[str, str] = field(factory=dict)
    """The item of the list: its members, and the parameters that they must equal."""
    params: tuple[str, ...] = ()
    """Parameters of the action that may be given, beside those that must be."""
    success: tuple[str | int | bool, ...] = ()
    """States that end it well: members of the state's enum, or values if it has none."""
    failure: tuple[str | int | bool, ...] = ()
    """States after which it cannot end well."""
    interval: int = 1
    """Seconds between the first questions."""
    deadline: int = 1
    """Seconds after which it is given up."""
    python_name: str | None = None
    at: Position = field(default=NOWHERE, eq=False)


@frozen(kw_only=True)
class Bulk:
    """Something that is done for any number of rows, request by request."""

    name: str
    doc: str = ""
    params: Mapping[str, str] = field(factory=dict)
    """Arguments given once for all rows, and the parameter of the actions for each."""
    rows: Mapping[str, str] = field(factory=dict)
    """The actions, each with the parameter that takes its rows."""
    key: str | None = None
    """The member that tells one row from another, where rows have several."""
    busy: tuple[str, ...] = ()
    """Codes of errors: it took none of the rows, being busy with those before."""
    interval: int = 1
    """Seconds until the rows are sent again for the first time, where it is busy."""
    deadline: int = 1
    """Seconds after which the same rows are given up, where it is busy."""
    python_name: str | None = None
    at: Position = field(default=NOWHERE, eq=False)


@frozen(kw_only=True)
class EventKind:
    """One kind of event."""

    name: str
    """The content of the member that tells the kind."""
    doc: str = ""
    fields: Mapping[str, Field] = field(factory=dict)
    """Members that events of other kinds lack."""
    marker: str | None = None
    """The member by which an event of this kind is known, where no `kind` tells it."""
    python_name: str | None = None
    at: Position = field(default=NOWHERE, eq=False)


@frozen(kw_only=True)
class Events:
    """JSON objects that the service posts to an address of the user."""

    doc: str = ""
    kind: str = ""
    """The member that tells the kind of an event; empty where `marker` does."""
    lists: bool = False
    """True if a list of them may be posted, too."""
    response: Mapping[str, Any] | None = None
    """Response by which the service knows that an event was understood."""
    echoes: str | None = None
    """The beginning of the members that give back headers of the user."""
    fields: Mapping[str, Field] = field(factory=dict)
    """Members of every event."""
    kinds: Mapping[str, EventKind] = field(factory=dict)
    at: Position = field(default=NOWHERE, eq=False)


@frozen(kw_only=True)
class Service:
    """One version of one product."""

    service: str
    version: str
    title: str
    summary: str = ""
    description: str = ""
    documentation: str | None = None
    client: str | None = None
    """Prefix of the client classes' names; the service's name capitalised where None."""
    domain: str | None = None
    """The host of a service that is not the provider's, with `{service}` and `{region}`."""
    signing_name: str | None = None
    """The name of the service in signatures, where it is another one."""
    regions: Mapping[str, tuple[str, ...]] = field(factory=dict)
    """Regions by site; the same on both where there are no sites."""
    rate_limit: int | None = None
    request_size: int | None = None
    actions: Mapping[str, Action] = field(factory=dict)
    waiters: Mapping[str, Waiter] = field(factory=dict)
    bulk: Mapping[str, Bulk] = field(factory=dict)
    events: Events | None = None
    types: Mapping[str, Type] = field(factory=dict)
    enums: Mapping[str, Enum] = field(factory=dict)
    errors: Mapping[str, ErrorCode] = field(factory=dict)
    source: str = ""
    """The file that it was loaded from, as `ses/2020-10-02.yaml`."""
    at: Position = field(default=NOWHERE, eq=False)

    @property
    def key(self) -> tuple[str, str]:
        return (self.service, self.version)


@frozen(kw_only=True)
class Parameter:
    """A common parameter: a header that every request may carry."""

    name: str
    header: str
    field: Field


@frozen(kw_only=True)
class Common:
    """The part that all services share: `common.yaml`."""

    title: str = ""
    summary: str = ""
    parameters: Mapping[str, Parameter] = field(factory=dict)
    enums: Mapping[str, Enum] = field(factory=dict)
    """Those written at a parameter, by its name."""
    errors: Mapping[str, ErrorCode] = field(factory=dict)
    source: str = "common.yaml"
    at: Position = field(default=NOWHERE, eq=False)
