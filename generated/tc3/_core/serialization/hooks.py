"""The functions that read and write a model: hooks of a converter, and of the clients."""

from __future__ import annotations

from functools import cache
from typing import Any

from .conversion import Conversion
from .decoder import reader
from .encoder import encode_model


@cache
def site_conversion(site: str, validate: bool) -> Conversion:
    """The conversion that all clients of a site use.

    Called with `validate` by name, everywhere: else there would be two.
    """
    return Conversion(site, validate=validate)


def structure(cls: Any, values: Any, site: str) -> Any:
    """Read a model as the clients of a site do: leniently."""
    return reader(cls, site_conversion(site, validate=True))(values)


def unstructure(
    model: Any, site: str, validate: bool = True, keep_bytes: bool = False
) -> dict[str, Any]:
    """Write a model as the clients of a site do; see `encode_model`."""
    conversion = site_conversion(site, validate=validate)
    return encode_model(model, conversion, keep_bytes=keep_bytes)
