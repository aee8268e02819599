"""Packages generated from a few lines of YAML."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from types import ModuleType

from tc3gen.python.output.generate import generate_package


@contextmanager
def imported(spec: str, folder: Path, name: str) -> Iterator[ModuleType]:
    """The package `name` generated from a spec, importable for a while.

    It brings its own copy of the runtime: its errors are not those of `tc3`.
    """
    path = folder / "spec" / "toy" / "2024-01-01.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(spec)
    outcome = generate_package([path], folder, package=name)
    assert outcome.problems == ()
    sys.path.insert(0, str(folder))
    try:
        yield import_module(name)
    finally:
        sys.path.remove(str(folder))
        for module in [m for m in sys.modules if m.partition(".")[0] == name]:
            del sys.modules[module]
