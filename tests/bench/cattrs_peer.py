"""Models of a generated package as plain attrs classes, read by cattrs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from importlib import import_module
from typing import Any, Optional

import attrs
from cattrs import Converter

_SCALARS = {
    "string": str,
    "integer": int,
    "float": float,
    "boolean": bool,
    "datetime": datetime,
}


def reader(model: type) -> Callable[[Any], Any]:
    """What structures the wire form of a model, in the fastest of cattrs' ways."""
    package = model.__module__.partition(".")[0]
    shapes: Any = import_module(f"{package}._core.serialization.shapes")
    made: dict[type, type] = {}

    def twin(cls: type) -> type:
        # The attributes have the names of the wire, so nothing is renamed.
        if cls not in made:
            fields = {
                member.info.wire: attrs.field(default=None, type=_type(member.shape))
                for member in shapes.members(cls)
            }
            made[cls] = attrs.make_class(cls.__name__, fields, kw_only=True)
        return made[cls]

    def _type(shape: Any) -> Any:
        return Optional[_plain(shape)]  # noqa: UP045 # made at run time

    def _plain(shape: Any) -> Any:
        if shape.kind == "list":
            return list[_plain(shape.item)]  # type: ignore[misc]
        return twin(shape.cls) if shape.kind == "model" else _SCALARS[shape.kind]

    converter = Converter(detailed_validation=False)
    converter.register_structure_hook(
        datetime, lambda text, _: datetime.fromisoformat(text)
    )
    cls = twin(model)
    structure = converter.get_structure_hook(cls)
    return lambda wire: structure(wire, cls)
