"""Converters of cattrs that know the models of this package.

They are made of the very functions that the clients convert with. cattrs is loaded for those
who make a converter only: nobody else can have hooks.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, TypeVar

from ..endpoints import Site, check_site
from ..lazy_imports import Later
from .conversion import Conversion, Convert
from .enums import NumberEnum, SiteEnum, TextEnum
from .fields import ModelBase
from .scalar_decoders import enum_reader
from .scalars import plain, site_enum
from .shapes import Shape
from .strict_decoder import structure_hook
from .wire import write_model

if TYPE_CHECKING:
    import cattrs

if not TYPE_CHECKING:
    cattrs = Later("cattrs")

C = TypeVar("C", bound="cattrs.Converter")


def converter(
    *, site: Site = "international", validate: bool = True
) -> cattrs.Converter:
    """Make a converter that knows every model of this package.

    It converts as the clients do: between models and JSON-ready values with the names of the
    wire. Requests are checked unless `validate` is false. Your own hooks hold for the
    members of models, too; register them before you convert.
    """
    return configure_converter(cattrs.Converter(), site=site, validate=validate)


def configure_converter(
    converter: C, *, site: Site = "international", validate: bool = True
) -> C:
    """Teach a converter of your own the models of this package.

    It goes on converting all other classes as before. For members of models the names and
    forms of the wire hold, not hooks that it has already, such as those for dates and bytes
    of `cattrs.preconf`; hooks that you register afterwards hold for members, too.

    Args:
        converter: The converter, which is returned as well.
        site: Where models go to or come from: some enums have other values there.
        validate: False to read and write requests without checking them.
    """
    check_site(site)
    hooks = _ConverterHooks(converter, site, validate)
    for base in (TextEnum, NumberEnum, SiteEnum):
        converter.register_structure_hook(base, hooks.read_enum)
        converter.register_unstructure_hook(base, hooks.write_enum)
    converter.register_structure_hook_factory(_is_model, hooks.reader_of)
    converter.register_unstructure_hook_factory(_is_model, hooks.writer_of)
    return converter


def _is_model(cls: Any) -> bool:
    return isinstance(cls, type) and issubclass(cls, ModelBase)


class _ConverterHooks(Conversion):
    """Decides for each type between the wire's own conversion and a hook of the user's."""

    def __init__(self, converter: cattrs.Converter, site: str, validate: bool) -> None:
        super().__init__(site, validate)
        self._converter = converter
        self._ours: set[Any] = set()
        self._none = self._hooks(Conversion)
        self._before = {cls: self._hooks(cls) for cls in _types()}

    def read_enum(self, value: Any, cls: Any) -> Any:
        return enum_reader(cls, self.site)(value)

    def write_enum(self, value: Any) -> Any:
        if isinstance(value, SiteEnum):
            return site_enum(type(value), self.site)(value)
        return plain(value)

    def reader_of(self, cls: Any) -> Any:
        hook = structure_hook(cls, self)
        self._ours.add(hook)
        return hook

    def writer_of(self, cls: Any) -> Any:
        def hook(value: Any) -> Any:
            return write_model(value, self)

        self._ours.add(hook)
        return hook

    def reading_hook(self, shape: Shape) -> Convert | None:
        hook, cls = self._hook(shape, 0), shape.cls
        return None if hook is None else lambda value: hook(value, cls)

    def writing_hook(self, shape: Shape) -> Convert | None:
        hook: Convert | None = self._hook(shape, 1)
        return hook

    def _hook(self, shape: Shape, way: int) -> Any:
        if shape.kind in ("list", "json"):
            return None
        hook = self._hooks(shape.cls)[way]
        before = self._before.get(shape.cls, self._none)[way]
        ours = (self.read_enum, self.write_enum, before)
        return None if hook in self._ours or hook in ours else hook

    def _hooks(self, cls: Any) -> tuple[Any, Any]:
        try:
            structure = self._converter.get_structure_hook(cls, cache_result=False)
        except cattrs.StructureHandlerNotFoundError:
            structure = None
        return structure, self._converter.get_unstructure_hook(cls, cache_result=False)


def _types() -> tuple[Any, ...]:
    dates = sys.modules.get("datetime")  # who has hooks for dates has loaded it
    found = (str, int, float, bool, bytes)
    return found if dates is None else (*found, dates.datetime, dates.date)
