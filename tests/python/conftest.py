"""The package of the odd service."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timezone
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from .odd import ODD, Part
from .small import (
    load_package,
    write_spec,
)


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    """The package of the odd service."""
    folder = tmp_path_factory.mktemp("odd")
    return load_package(write_spec(folder / "spec", ODD), folder)


@pytest.fixture(scope="module")
def part(odd: ModuleType) -> Callable[[str], Any]:
    """A module of the package."""
    return lambda name: import_module(f"{odd.__name__}.{name}")


@pytest.fixture
def full(part: Part) -> dict[str, Any]:
    """A value for every parameter of `Import`, in the names of Python."""
    models, enums = part("as_.models"), part("as_.enums")
    return {
        "from_": "here",
        "async_": True,
        "class_": [models.Class(class_=[models.Class()])],
        "in_": 2**64 - 1,
        "global_": 1.5,
        "list_": ["a"],
        "date_": date(2024, 1, 31),
        "datetime_": datetime(2024, 1, 31, 8, 0),
        "field_": datetime(2024, 1, 31, 8, 0, tzinfo=timezone.utc),
        "self_": {"a": 1},
        "models_": b"\x00\xff",
        "id": "x",
        "old": "y",
        "password": "secret",
        "filters": [[models.Filter(name="n", values=["v"])], []],
        "kinds": [enums.Kind.ONE, "2"],
        "levels": [enums.Levels.LOW, 2],
        "language": enums.Language.ENGLISH,
        "size": enums.Size.SMALL,
    }


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"
