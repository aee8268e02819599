"""The content of a documentation page, however it is laid out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import define, field, frozen

from tc3gen.spec.model import NOWHERE, Bounds, Position, TypeRef


@frozen(kw_only=True)
class MemberRow:
    """A row of a table of parameters or members."""

    name: str
    type: TypeRef
    doc: str = ""
    required: bool = False
    nullable: bool = False
    abandoned: bool = False
    limits: Mapping[str, Bounds] = field(factory=dict)
    """Limits that the description states, by the key of the spec format."""
    values: frozenset[str] = frozenset()
    """Values that the description lists with their meanings, as text."""
    example: Any = None
    """The value at the end of the description, if it is one of the type."""
    at: Position = field(default=NOWHERE, eq=False)


@frozen(kw_only=True)
class PageType:
    """A data type with a table of its own."""

    name: str
    doc: str = ""
    fields: Mapping[str, MemberRow] = field(factory=dict)
    at: Position = field(default=NOWHERE, eq=False)


@frozen(kw_only=True)
class PageError:
    """An error code, as the page describes it for its action."""

    code: str
    doc: str = ""
    at: Position = field(default=NOWHERE, eq=False)


@define(kw_only=True)
class PageExample:
    """An example; `response` is None where the page shows none."""

    title: str = "Example"
    request: Mapping[str, Any] = field(factory=dict)
    response: Mapping[str, Any] | None = None
    at: Position = field(default=NOWHERE, eq=False)


@define(kw_only=True)
class Page:
    """A page about one action, or about data types, or both."""

    file: str
    action: str = ""
    version: str = ""
    domain: str = ""
    doc: str = ""
    rate_limit: int | None = None
    regions: tuple[str, ...] = ()
    params: dict[str, MemberRow] = field(factory=dict)
    returns: dict[str, MemberRow] | None = None
    types: dict[str, PageType] = field(factory=dict)
    errors: dict[str, PageError] | None = None
    examples: list[PageExample] = field(factory=list)
    places: dict[str, Position] = field(factory=dict)
    """The positions of action, version, domain, rate_limit and regions."""

    @property
    def service(self) -> str:
        """The service, as the domain begins."""
        return self.domain.partition(".")[0]

    @property
    def site(self) -> str:
        """The site that the domain belongs to."""
        return "international" if ".intl." in self.domain else "china"

    def at(self, what: str = "action") -> Position:
        """The position of something; the beginning of the page if it was not."""
        return self.places.get(what, Position(self.file, 1, 1))
