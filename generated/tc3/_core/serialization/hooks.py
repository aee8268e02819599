"""The functions that read and write a model: hooks of a converter, and of the clients."""

from __future__ import annotations

from functools import cache
from typing import Any

from ..errors import ValidationError
from .conversion import Conversion, Convert
from .decoder import reader
from .encoder import encode_model
from .fields import is_sent
from .violations import Violation


@cache
def site_conversion(site: str, validate: bool) -> Conversion:
    """The conversion that all clients of a site use."""
    return Conversion(site, validate)


def structure(cls: Any, values: Any, site: str) -> Any:
    """Read a model as the clients of a site do."""
    return structure_hook(cls, site_conversion(site, True))(values)


def unstructure(
    model: Any, site: str, validate: bool = True, raw: bool = False
) -> dict[str, Any]:
    """Write a model as the clients of a site do; see `encode`."""
    return encode_model(model, site_conversion(site, validate), raw)


def structure_hook(
    cls: Any, conversion: Conversion, strict: bool | None = None
) -> Convert:
    """Get the function that reads a model; strictly if it is sent, unless told."""
    by_role = conversion.validate and is_sent(cls)
    is_strict = bool(by_role if strict is None else strict)
    read = reader(cls, conversion, is_strict)
    if not is_strict:
        return read

    def hook(value: Any, _: Any = None) -> Any:
        try:
            return read(value)
        except Violation as violation:
            action = getattr(cls, "__action__", None)
            raise ValidationError(
                violation.path, violation.reason, action and action.name
            ) from None

    return hook
