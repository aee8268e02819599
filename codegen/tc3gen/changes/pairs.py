"""Which specs of two files or folders are compared with which.

Two files are two versions of one product, whatever their dates. In two folders, the same
version of a service on both sides is compared. Where the newest version is another one, the
newest of both sides are compared too: that is what `tc3.SERVICE`, the package without a
version, means to a caller. Versions that only one side has are added or removed.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from tc3gen.changes.change import Comparison, Report
from tc3gen.changes.comparing.compare import compare_common, compare_services
from tc3gen.changes.comparing.service_level import SERVICE
from tc3gen.changes.comparing.sides import Side, Sides
from tc3gen.python.naming import names
from tc3gen.spec.model import Service
from tc3gen.spec.reading.load import Specs


class Mismatch(Exception):
    """The two cannot be compared."""


def compare_specs(old: Path, new: Path, old_specs: Specs, new_specs: Specs) -> Report:
    """Compares two files or two folders that have been loaded.

    Raises:
        Mismatch: They describe different products, or one is a file and one a folder.
    """
    if os.path.isdir(old) != os.path.isdir(new):
        raise Mismatch("compare two files or two folders, not one of each")
    found = (_folders if os.path.isdir(old) else _files)(old_specs, new_specs)
    changed = tuple(comparison for comparison in found if comparison.changes)
    return Report(old=str(old), new=str(new), comparisons=changed)


def _files(old: Specs, new: Specs) -> Iterator[Comparison]:
    if not (old.services and new.services):
        if old.services or new.services:
            raise Mismatch("one describes a service, the other what all share")
        yield _common(old, new)
        return
    before, after = old.services[0], new.services[0]
    if before.service != after.service:
        raise Mismatch(
            f"{before.service} and {after.service} are different services: "
            "compare two versions of one"
        )
    yield _common(old, new)
    yield _pair(before, after, old, new)


def _folders(old: Specs, new: Specs) -> Iterator[Comparison]:
    yield _common(old, new)
    left, right = _by_service(old), _by_service(new)
    for name in sorted({*left, *right}):
        before, after = left.get(name, {}), right.get(name, {})
        if before and after and max(before) != max(after):
            package = names.service_package(name)
            yield _pair(
                before[max(before)],
                after[max(after)],
                old,
                new,
                about=f"the newest version: what the package `{package}` means",
            )
        for version in sorted({*before, *after}):
            one, other = before.get(version), after.get(version)
            if one is not None and other is not None:
                yield _pair(one, other, old, new)
            else:
                yield _alone(one, other, old, new)


def _by_service(specs: Specs) -> dict[str, dict[str, Service]]:
    found: dict[str, dict[str, Service]] = {}
    for service in specs.services:
        found.setdefault(service.service, {})[service.version] = service
    return found


def _pair(
    before: Service, after: Service, old: Specs, new: Specs, about: str = ""
) -> Comparison:
    return Comparison(
        service=after.service,
        title=after.title,
        old=before.version,
        new=after.version,
        about=about,
        changes=compare_services(before, after, old.common, new.common),
    )


def _alone(
    before: Service | None, after: Service | None, old: Specs, new: Specs
) -> Comparison:
    """A version that only one side has."""
    service = before or after
    assert service is not None
    sides = Sides(Side(service, old.common), Side(service, new.common))
    kind = "service.removed" if before else "service.added"
    sides.add(kind, SERVICE, before, after, version=service.version)
    return Comparison(
        service=service.service,
        title=service.title,
        old=before.version if before else None,
        new=after.version if after else None,
        changes=tuple(sides.changes),
    )


def _common(old: Specs, new: Specs) -> Comparison:
    return Comparison(
        service="",
        about="what all services share",
        changes=compare_common(old.common, new.common),
    )
