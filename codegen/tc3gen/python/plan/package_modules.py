"""The modules of a package that only lead to others, which are loaded when first used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import Factory, field, frozen

from tc3gen.python.naming import names
from tc3gen.python.plan.enums import enum_names
from tc3gen.python.plan.events import event_names
from tc3gen.python.plan.imports import Imports, groups
from tc3gen.python.plan.models import model_names
from tc3gen.python.plan.runtime_modules import (
    TESTING,
    exported_imports,
    lazy_exports,
    runtime_imports,
)
from tc3gen.python.source.literals import import_from, name_list
from tc3gen.spec.model import Service

Homes = tuple[tuple[str, tuple[str, ...]], ...]
"""Modules, and the names that each has; no name stands for the module itself."""

CLIENTS = ("aio", "client")
"""The modules of the two clients."""

_PACKAGE_DOC = """\
A client for Tencent Cloud API 3.0: typed, synchronous and asynchronous.

Each service is a package, such as `tc3.ses`, with the newest version's names; the versions
lie inside, such as `tc3.ses.v20201002`. Importing any of them loads next to nothing: models
and transports are loaded when they are first used.
"""

_WITH_PRODUCTS = (
    *runtime_imports({"installed_beside", "lazy"}, 1, 4),
    "",
    "__path__ += installed_beside(__name__, __path__)",
)


@frozen
class LazyModule:
    """A package whose names are loaded when they are first used."""

    doc: str
    typing: tuple[str, ...]
    loader: tuple[str, ...]
    homes: Homes
    exported: str


@frozen
class AliasModule:
    """A module of a service that has the names of the newest version's."""

    doc: str
    home: str
    exported: str = name_list(())
    typing: tuple[str, ...] = ()
    loader: tuple[str, ...] = ()


@frozen
class TestingModule:
    """`testing.py`."""

    imports: Imports
    exported: str


def _all_classes(package: ModelsPackage) -> list[str]:
    return [name for exported in package.modules.values() for name in exported]


@frozen
class ModelsPackage:
    """`models/__init__.py`; `modules` are in order, each with its classes."""

    title: str
    date: str
    modules: Mapping[str, list[str]]

    exported: list[str] = field(
        init=False, default=Factory(_all_classes, takes_self=True)
    )


def root_module(
    exports: Mapping[str, tuple[str, ...]], *, has_products: bool
) -> LazyModule:
    """Plan `__init__.py` of the package; products may be installed beside a whole one."""
    homes = tuple((f"_core.{module}", group) for module, group in lazy_exports(exports))
    return _lazy(
        _PACKAGE_DOC,
        ("errors",),
        homes,
        above=1,
        typing=exported_imports(exports, 1, 4),
        loader=_WITH_PRODUCTS if has_products else None,
    )


def testing_module() -> TestingModule:
    """Plan `testing.py`."""
    found = [name for group in TESTING.values() for name in group]
    return TestingModule(
        Imports(loaded=groups(runtime_imports(found, 1))), name_list(found)
    )


def version_module(service: Service, clients: Sequence[str]) -> LazyModule:
    """Plan `__init__.py` of a version."""
    homes = _client_homes(service, clients)
    return _lazy(
        f"{service.title}, version {service.version}.\n\n{service.summary}",
        modules_shown(service),
        homes,
        above=3,
    )


def service_module(versions: Sequence[Service], clients: Sequence[str]) -> LazyModule:
    """Plan `__init__.py` of a service: the names of its newest version."""
    newest = versions[-1]
    folders = [names.version_package(service.version) for service in versions]
    return _lazy(
        f"{newest.title}: the names of the newest version, {newest.version}.",
        (*modules_shown(newest), *folders),
        _client_homes(newest, clients, f"{folders[-1]}."),
        above=2,
    )


def alias_module(
    newest: Service, module: str, *, plain: bool = False
) -> tuple[str, AliasModule]:
    """Plan a module of a service; the template, and what fills it."""
    home = f"{names.version_package(newest.version)}.{module}"
    doc = f"The {module} of the newest version, see `{home}`."
    # Enums, models and events are loaded when one is used.
    lazy = {
        "enums": enum_names(newest),
        "events": event_names(newest),
        "models": model_names(newest),
    }
    if module not in lazy or (plain and module == "enums"):
        return "alias_all.py.jinja", AliasModule(doc, home)
    found = lazy[module]
    if not found:
        return "alias_module.py.jinja", AliasModule(doc, home)
    return "alias_module.py.jinja", AliasModule(
        doc,
        home,
        name_list(found),
        (import_from(f".{home}", found, 4),),
        runtime_imports({"lazy"}, 2, 4),
    )


def modules_shown(service: Service) -> tuple[str, ...]:
    """The modules of a version that its package shows, beside the clients."""
    events = () if service.events is None else ("events",)
    return ("enums", "errors", *events, "models")


def _client_homes(service: Service, clients: Sequence[str], before: str = "") -> Homes:
    return tuple(
        (f"{before}{module}", (names.client_class(service, is_async=module == "aio"),))
        for module in clients
    )


def _lazy(
    doc: str,
    modules: Sequence[str],
    homes: Homes,
    *,
    above: int,
    typing: tuple[str, ...] | None = None,
    loader: tuple[str, ...] | None = None,
) -> LazyModule:
    if typing is None:
        typing = tuple(import_from(f".{home}", found, 4) for home, found in homes)
    exported = [name for _, found in homes for name in found]
    return LazyModule(
        doc,
        (import_from(".", modules, 4), *typing),
        loader or runtime_imports({"lazy"}, above, 4),
        (*homes, *((module, ()) for module in modules)),
        name_list([*exported, *modules]),
    )
