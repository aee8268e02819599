"""The Explorer itself: specs, clients and the target of calls, without anything of the web."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any

from attrs import frozen

from tc3gen.explorer.catalog import Catalog
from tc3gen.explorer.client.capture import Captured, capture
from tc3gen.explorer.client.package import ClientPackage, ClientPackages
from tc3gen.explorer.client.reading import Reading, read_request
from tc3gen.explorer.client.target import Target
from tc3gen.reference import Reference
from tc3gen.spec.model import Action, Service

if TYPE_CHECKING:
    from tc3gen.changes.change import Comparison

_REFERENCES_KEPT = 12


class UnknownAction(LookupError):
    """The service has no such action."""


@frozen
class FilledRequest:
    """A request that somebody has filled in."""

    service: Service
    action: Action
    values: Mapping[str, Any]


class Explorer:
    """All that the pages show and do."""

    def __init__(
        self,
        catalog: Callable[[], Catalog],
        folder: Path,
        target: Callable[[], Target],
        met: Callable[[Service], None] | None = None,
    ) -> None:
        """An explorer that makes its catalog when somebody looks.

        Args:
            catalog: makes the catalog; it may take a while and is called once.
            folder: where generated clients are kept.
            target: where calls go now; a server knows its address only when it runs.
            met: told of each service before it is called, more than once.
        """
        self._make_catalog = catalog
        self._folder = folder
        self._target = target
        self._met = met
        self._references: OrderedDict[tuple[str, str], Reference] = OrderedDict()
        self._lock = RLock()
        self._found: tuple[Catalog, ClientPackages] | None = None

    @property
    def target(self) -> Target:
        """The target of calls."""
        return self._target()

    @property
    def _opened(self) -> tuple[Catalog, ClientPackages]:
        with self._lock:
            if self._found is None:
                catalog = self._make_catalog()
                packages = ClientPackages(self._folder, catalog.common)
                self._found = catalog, packages
            return self._found

    @property
    def catalog(self) -> Catalog:
        """The catalog of the specs. The first access reads them: make it in a thread."""
        return self._opened[0]

    def reference(self, service: str, version: str) -> Reference:
        """Return the reference of a version of a product. Raises `UnknownService`."""
        key = service, version
        with self._lock:
            found = self._references.get(key)
            if found is None:
                spec = self.catalog.get(*key)
                found = self._references[key] = Reference(spec, self.catalog.common)
                while len(self._references) > _REFERENCES_KEPT:
                    self._references.popitem(last=False)
            self._references.move_to_end(key)
            return found

    def changes(self, service: str, old: str, new: str) -> Comparison:
        """Return the changes between two versions of a product. Raises `UnknownService`."""
        from tc3gen.changes.change import Comparison
        from tc3gen.changes.comparing.compare import compare_services

        before, after = self.catalog.get(service, old), self.catalog.get(service, new)
        common = self.catalog.common
        return Comparison(
            service=service,
            title=after.title,
            old=old,
            new=new,
            changes=compare_services(before, after, common, common),
        )

    def request(
        self, service: str, version: str, action: str, values: Mapping[str, Any]
    ) -> FilledRequest:
        """A request of an action.

        Raises:
            UnknownService: there is no such version of a product.
            UnknownAction: it has no such action.
        """
        spec = self.catalog.get(service, version)
        found = spec.actions.get(action)
        if found is None:
            raise UnknownAction(action)
        if self._met is not None:
            self._met(spec)
        return FilledRequest(spec, found, values)

    def package(self, service: Service) -> ClientPackage:
        """The client of a version of a product, generated the first time: call it in a
        thread."""
        versions = self.catalog.versions_of(service.service)
        services = [self.catalog.get(each.service, each.version) for each in versions]
        return self._opened[1].get(service, services)

    def read(self, package: ClientPackage, request: FilledRequest) -> Reading:
        """The model of a request, and what no model could hold."""
        return read_request(package, request.action, request.values, self.target.site)

    def is_newest(self, service: Service) -> bool:
        """True for the newest version of a product."""
        return self.catalog.versions_of(service.service)[-1].version == service.version

    def capture(
        self, package: ClientPackage, request: FilledRequest, model: Any, **options: Any
    ) -> Captured:
        """The request as the client would send it; as it stands, if there is no model.

        Raises what the client raises.
        """
        given = {**self.target.options(package), **options}
        given["credential"] = self.target.credential(package)
        return capture(package, model, request.action.name, request.values, **given)
