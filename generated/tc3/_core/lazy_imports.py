"""Names of a package that are imported when they are first used (PEP 562)."""

from __future__ import annotations

import os.path
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any


class Later:
    """A module that is imported when one of its names is first used.

    With it, an annotation can name what must not be loaded before somebody resolves it.
    """

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, wanted: str) -> Any:
        return getattr(import_module(self._name), wanted)


def lazy(
    name: str, package: str, modules: Mapping[str, str]
) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """The `__getattr__` and `__dir__` of the module `name`.

    `modules` maps modules of `package` to the names that they have, separated by spaces; a
    module without names stands for itself.
    """
    homes = {
        found: module
        for module, names in modules.items()
        for found in (names.split() or [module])
    }
    namespace = vars(sys.modules[name])

    def get(wanted: str) -> Any:
        home = homes.get(wanted)
        if home is None:
            raise AttributeError(f"module {name!r} has no attribute {wanted!r}")
        module = import_module(f"{package}.{home}")
        value = getattr(module, wanted) if modules[home] else module
        namespace[wanted] = value
        return value

    def names() -> list[str]:
        return sorted({*namespace, *homes})

    return get, names


def installed_beside(package: str, path: Sequence[str]) -> list[str]:
    """Find the folders of products that are installed apart from their package.

    They bear its name and have no `__init__.py`. Python looks into the first folder of a name
    only, which hides them where the package itself was installed as editable.
    """
    folders = [os.path.join(entry, package) for entry in sys.path]
    return [
        folder
        for folder in dict.fromkeys(folders)
        if folder not in path
        and os.path.isdir(folder)
        and not os.path.exists(os.path.join(folder, "__init__.py"))
    ]
