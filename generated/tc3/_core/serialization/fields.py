"""Facts of the spec about the members of models, and the explicit null."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Final, Literal, final

Bounds = tuple[float | None, float | None]

INFO = "tc3"
"""The key of a `FieldInfo` in the metadata of an attribute."""

Role = Literal["request", "request part", "response", "received"]
"""What a model is for: a type that no request has is only received."""


@final
class Null:
    """The type of `NULL`."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "NULL"

    def __bool__(self) -> bool:
        return False

    def __reduce__(self) -> str:
        return "NULL"


NULL: Final = Null()
"""An explicit null, for a parameter that may be null; None leaves the parameter out."""


class ModelBase:
    """The base of all models of the package, by which a converter knows them."""

    __slots__ = ()
    __role__: ClassVar[Role] = "received"


def is_sent(cls: type[ModelBase]) -> bool:
    """True for a request and what it is made of, which are held against the spec."""
    return cls.__role__ in ("request", "request part")


class FieldInfo:
    """Facts of the spec about a member, beside its type.

    Not made by attrs, which would take longer to make the class than all that is done with
    it in a process that makes one call.
    """

    wire: str
    length: Bounds | None = None
    size: Bounds | None = None
    items: Bounds | None = None
    range: Bounds | None = None
    deprecated: str | None = None
    sensitive: bool = False
    always: bool = False
    """True for what the service always returns, says the spec."""
    nullable: bool = False
    """True for a parameter that may be an explicit null."""
    format: Literal["iso"] | None = None
    url_encoded: bool = False
    """True for JSON that the service decodes from a URL."""
    header: str | None = None
    """The header that it travels in beside a body that is bytes."""

    constraints: Mapping[str, Any] = {}
    """The spec's limits on its values, those with an attribute of their own included."""

    def __init__(self, **given: Any) -> None:
        vars(self).update(given)
