"""Models to and from the wire, for users: `tc3.to_wire` and `tc3.from_wire`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from .decode import decoder
from .encode import encode
from .errors import ResponseError
from .sites import Site, check_site

M = TypeVar("M")


def to_wire(
    model: Any, *, site: Site = "international", validate: bool = True
) -> dict[str, Any]:
    """A model as JSON-ready values, with the names of the wire.

    Members that are None are left out. Raises `InvalidRequest` where the model breaks the
    spec, unless `validate` is false. The site matters for enums whose values differ by it.
    """
    check_site(site)
    return encode(model, site, validate)


def from_wire(
    cls: type[M], values: Mapping[str, Any], *, site: Site = "international"
) -> M:
    """A model from JSON values with the names of the wire.

    Lenient: an unknown member is ignored, a null list is empty, an unknown enum value and a
    value of a wrong type stay as they are.
    """
    check_site(site)
    model: Any = cls
    try:
        made: M = decoder(model, site)(dict(values))
    except RecursionError:
        raise ResponseError("the values are nested too deep") from None
    return made
