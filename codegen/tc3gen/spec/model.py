"""What a spec says, as plain immutable values.

Everything after loading (the generator, the comparer, the local cloud) reads these classes and
nothing else. Names are those of the wire; how they look in Python is decided in
`tc3gen.python.plan`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from attrs import field, frozen

SITES = ("international", "china")
"""The two sites of the provider, the default one first."""

SCALARS = ("string", "integer", "float", "boolean", "bytes", "json", "datetime", "date")
"""The types that are not the name of a type of the spec."""

Retry = Literal["never", "repeatable", "always"]
Form = Literal["json", "get", "multipart", "octet-stream"]
FORMS: tuple[Form, ...] = ("json", "get", "multipart", "octet-stream")
"""How the parameters of an action travel, the usual way first."""

RETRIES: tuple[Retry, ...] = ("never", "repeatable", "always")
"""Whether an error may be retried: by no action, by repeatable ones, by every action."""


@frozen(order=True)
class Position:
    """Where something stands in a spec file. Lines and columns count from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


NOWHERE = Position("<generated>", 1, 1)


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
    """A parameter of an action, a member of its answer, or a member of a type."""

    name: str
    type: TypeRef
    doc: str = ""
    required: bool = False
    always: bool = False
    """The service always returns it, says the definition."""
    unit: str | None = None
    example: Any = None
    default: Any = None
    """The documented value that the service takes where the member is left out."""
    enum: str | None = None
    """Name of the enum in `Service.enums` (an inline enum has been moved there)."""
    length: Bounds | None = None
    size: Bounds | None = None
    """Limits in bytes of the value on the wire."""
    items: Bounds | None = None
    range: Bounds | None = None
    nullable: bool = False
    deprecated: str | None = None
    disabled: bool = False
    sensitive: bool = False
    format: Literal["iso"] | None = None
    """How a `datetime` is written: None is `2024-01-31 08:00:00`, `iso` has a zone."""
    header: str | None = None
    """What a parameter of an `octet-stream` action travels in."""
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
    """A closed set of values with meanings."""

    name: str
    doc: str = ""
    members: Mapping[str, EnumMember] = field(factory=dict)
    python_name: str | None = None
    at: Position = field(default=NOWHERE, eq=False)

    @property
    def by_site(self) -> bool:
        """Whether some value differs between the sites, or is missing on one."""
        return any(
            set(member.values) != set(SITES) or len(set(member.values.values())) > 1
            for member in self.members.values()
        )

    @property
    def is_integer(self) -> bool:
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
    """A documented call: the parameters and the answer, as they stand on the wire."""

    title: str
    doc: str = ""
    differs: str | None = None
    """How it contradicts the definition: it is kept as published, and not held to it."""
    request: Mapping[str, Any] = field(factory=dict)
    response: Mapping[str, Any] = field(factory=dict)
    at: Position = field(default=NOWHERE, eq=False)


@frozen(kw_only=True)
class Pages:
    """How an action pages: which members carry the position, the size and the items.

    Exactly one of `offset` (items to skip), `page` (counted from 1) and `token` is set.
    `items`, `total` and `next` name members of the answer, dotted where they lie deeper.
    """

    items: str
    offset: str | None = None
    page: str | None = None
    token: str | None = None
    next: str | None = None
    limit: str | None = None
    """The parameter that limits a page's items (`limit` or `size` in the spec)."""
    total: str | None = None
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
    """Whether it may answer with a stream of events; the parameter that asks for one."""
    rate_limit: int | None = None
    """Requests a second; the service's own limit where None."""
    params: Mapping[str, Field] = field(factory=dict)
    returns: Mapping[str, Field] = field(factory=dict)
    errors: tuple[str, ...] = ()
    pages: Pages | None = None
    examples: tuple[Example, ...] = ()
    python_name: str | None = None
    at: Position = field(default=NOWHERE, eq=False)

    @property
    def sends_files(self) -> bool:
        """Whether parameters of bytes travel as they are, not as base64."""
        return self.form in ("multipart", "octet-stream")


@frozen(kw_only=True)
class Waiter:
    """Something that can be waited for by asking again and again."""

    name: str
    doc: str = ""
    action: str = ""
    """What is asked; sending it again does no harm."""
    path: str = ""
    """The member that tells the state, dotted; it may lie in an item of a list."""
    where: Mapping[str, str] = field(factory=dict)
    """Which item of the list: its members, and the parameters that they must equal."""
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
    """What is given once for all rows, and the parameter of the actions that it goes to."""
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
    """What the member that tells the kind holds."""
    doc: str = ""
    fields: Mapping[str, Field] = field(factory=dict)
    """Members that events of other kinds lack."""
    python_name: str | None = None
    at: Position = field(default=NOWHERE, eq=False)


@frozen(kw_only=True)
class Events:
    """What the service posts to an address of the user, as a JSON object."""

    doc: str = ""
    kind: str = ""
    """The member that tells the kind of an event."""
    echoes: str | None = None
    """How the members begin that give back headers of the user."""
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
    regions: Mapping[str, tuple[str, ...]] = field(factory=dict)
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
    """What all services share: `common.yaml`."""

    title: str = ""
    summary: str = ""
    parameters: Mapping[str, Parameter] = field(factory=dict)
    enums: Mapping[str, Enum] = field(factory=dict)
    """Those written at a parameter, by its name."""
    errors: Mapping[str, ErrorCode] = field(factory=dict)
    source: str = "common.yaml"
    at: Position = field(default=NOWHERE, eq=False)
