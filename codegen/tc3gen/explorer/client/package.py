"""Generates the client of a product on first use, and imports it."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from tempfile import mkdtemp
from threading import Lock
from types import ModuleType
from typing import Any

from attrs import field, frozen

from tc3gen.explorer.caching import make_folder, note_use, remove_unused
from tc3gen.python.naming import names
from tc3gen.spec.model import Action, Common, Service, Type

_PREFIX = "tc3_explored_"

_IMPORTING = Lock()
"""Held while a package is imported: until that is done, another thread would find half of
it."""


@frozen
class ClientPackage:
    """The package of one product, imported. It is private to the Explorer."""

    service: Service
    root: ModuleType = field(repr=False)
    version: ModuleType = field(repr=False)

    def client_class(self, *, asynchronous: bool) -> Any:
        """The class of clients of this version."""
        prefix = "Async" if asynchronous else ""
        name = f"{prefix}{names.client_prefix(self.service)}Client"
        return getattr(self.version, name)

    def request_class(self, action: Action) -> Any:
        """The model of an action's request."""
        name = names.action_class(action.name, action.python_name)
        return getattr(self.version.models, f"{name}Request")

    def type_class(self, type_: Type) -> Any:
        """The model of a data type."""
        name = names.class_name(type_.name, type_.python_name)
        return getattr(self.version.models, name)

    def module(self, name: str) -> ModuleType:
        """A module of the package, by its dotted name below the package."""
        return import_module(f"{self.root.__name__}.{name}")


class ClientPackages:
    """Packages in a folder, each generated when it is asked for the first time.

    A package is called after the hash of what it is generated from, so that one of
    another spec or of another version of the generator is never used.
    """

    def __init__(self, folder: Path, common: Common) -> None:
        self._folder = folder
        self._common = common
        self._lock = Lock()
        self._names: dict[tuple[str, ...], str] = {}

    def get(self, service: Service, versions: Sequence[Service]) -> ClientPackage:
        """The package of a product; `versions` are all of it, the oldest first.

        Takes a moment the first time, and does not belong in an event loop.
        """
        key = (service.service, *(each.version for each in versions))
        with self._lock:
            name = self._names.get(key)
            if name is None:
                name = self._names[key] = self._made(versions)
        with _IMPORTING:
            root = _import_package(name, self._folder / name)
        folder = names.service_package(service.service)
        version = names.version_package(service.version)
        return ClientPackage(service, root, import_module(f"{name}.{folder}.{version}"))

    def _made(self, versions: Sequence[Service]) -> str:
        state = repr((_generator_state(), self._common, versions))
        name = (
            _PREFIX + hashlib.sha256(state.encode("utf-8", "replace")).hexdigest()[:24]
        )
        target = self._folder / name
        make_folder(self._folder)
        if not target.is_dir():
            staged = Path(mkdtemp(dir=self._folder, prefix="new-"))
            try:
                for path, text in _files(versions, self._common):
                    file = staged / path
                    file.parent.mkdir(parents=True, exist_ok=True)
                    file.write_text(text, encoding="utf-8")
                with suppress(OSError):  # another process was quicker
                    os.rename(staged, target)
            finally:
                shutil.rmtree(staged, ignore_errors=True)
            for pattern in (f"{_PREFIX}*", "new-*"):
                remove_unused(self._folder, pattern)
        note_use(target)
        return name


def _files(services: Iterable[Service], common: Common) -> Iterator[tuple[str, str]]:
    # The generator is the largest part of the program, and most starts do without it.
    from tc3gen.python.output.package import runtime, runtime_path
    from tc3gen.python.plan.package import plan_root, plan_services
    from tc3gen.python.render import render_file

    for name, text in runtime().items():
        yield runtime_path(name), text
    for file in (*plan_root(common), *plan_services(services, common)):
        yield file.path, render_file(file)


def _generator_state() -> str:
    """A text that is another one as soon as what generates is changed."""
    home = Path(import_module("tc3gen.python").__file__ or "").parent
    return repr(
        [
            (str(file), os.stat(file).st_mtime_ns)
            for file in sorted(home.rglob("*"))
            if file.suffix in (".py", ".jinja")
        ]
    )


def _import_package(name: str, folder: Path) -> ModuleType:
    """The package in a folder that is on no path."""
    known = sys.modules.get(name)
    if known is not None:
        return known
    found = importlib.util.spec_from_file_location(
        name, folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    sys.modules[name] = module
    try:
        found.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return module
