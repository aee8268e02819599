"""Published definitions of one version of a product."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen


@frozen
class DefinitionMember:
    """A parameter, or a member of a response or a data type."""

    name: str
    type: str
    """`string`, or the name of an object."""
    is_list: bool
    format: str | None
    unsigned: bool
    """True if it is a whole number that is never below 0."""
    document: str
    example: str | None
    required: bool
    disabled: bool
    always: bool
    nullable: bool


@frozen
class Object:
    """A data type, or the parameters or the response of an action."""

    document: str
    members: tuple[DefinitionMember, ...]


@frozen
class Action:
    """An action; its parameters and response are objects."""

    name: str
    title: str
    document: str
    input: str
    output: str
    status: str
    unsigned: bool


@frozen
class Example:
    """A published example, as text."""

    title: str
    document: str
    input: str
    output: str


@frozen
class Definitions:
    """The definitions of one version of a product."""

    service: str
    version: str
    title: str
    brief: str
    actions: Mapping[str, Action]
    objects: Mapping[str, Object]
    examples: Mapping[str, tuple[Example, ...]]
