"""Properties of the spec format, and the tables that they form.

A property is one row: its key, the values it takes, its meaning. The reader, the writer,
the checks, `schema.json`, and the generator follow the tables; none of them lists keys.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import define, field, frozen


@frozen(eq=False)
class ValueKind:
    """A kind of value that properties take."""

    takes: str
    """Its description for people, such as `true or false`."""
    read: str
    """The method of the reader (`spec/reading`) that reads it."""
    schema: Mapping[str, Any]
    """Its JSON schema."""


@frozen(eq=False)
class Constraint:
    """Marks a property as a limit on values: the generator passes it on to the runtime."""

    unit: str = ""
    """The unit that it counts, such as `characters`; empty if the field's own unit applies."""
    words: str = ""
    """The docstring's sentence, with `{}` for the limit. Empty for lower and upper limits,
    which have sentences of their own."""


@frozen(eq=False)
class Property:
    """A key of a mapping in a spec file."""

    name: str
    value: ValueKind
    meaning: str
    """One sentence for people."""
    example: Any = None
    required: bool = False
    types: tuple[str, ...] = ()
    """The types of fields that it suits; `list` stands for lists. Empty for all."""
    constraint: Constraint | None = None
    attribute: str = ""
    """The name of the attribute in `spec/model.py`, if it is not the key."""


@define(eq=False)
class PropertyTable:
    """The properties of one kind of mapping, in the order in which they are written."""

    what: str
    """The mapping as messages call it, such as `an action`."""
    properties: list[Property]
    meaning: str = ""
    schema: Mapping[str, Any] = field(factory=dict)
    """Demands of the JSON schema beyond the properties."""
    _keys: dict[str, Property] = field(init=False, factory=dict)

    @property
    def keys(self) -> Mapping[str, Property]:
        """The properties by key."""
        if len(self._keys) != len(self.properties):
            self._keys = {each.name: each for each in self.properties}
        return self._keys

    @property
    def required(self) -> tuple[str, ...]:
        """The keys that must be there."""
        return tuple(each.name for each in self.properties if each.required)
