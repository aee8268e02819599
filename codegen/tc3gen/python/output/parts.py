"""Which spec files make which part of a package, and what they are made from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from tc3gen.python.naming import names
from tc3gen.python.output import manifest
from tc3gen.spec.problems import Problems
from tc3gen.spec.reading.files import (
    COMMON,
    MAX_BYTES,
    common_of,
    source_of,
    spec_files,
)
from tc3gen.spec.select import Only
from tc3gen.util.safe_files import read_regular

if TYPE_CHECKING:
    from tc3gen.spec.reading.load import Specs

_SERVICE = re.compile(
    rb"^service:[ \t]+[\"']?([A-Za-z0-9_.-]+)[\"']?[ \t]*(#|\r?$)", re.M
)
_HEAD = 64 * 1024
"""Bytes in which a spec says what it describes."""


@frozen
class SpecFile:
    """A spec file: its name wherever the checkout lies, and what tells it from others."""

    path: Path
    name: str
    digest: str
    service: str


@frozen
class Parts:
    """The spec files of each part; the common file belongs to all of them."""

    common: SpecFile
    services: dict[str, tuple[SpecFile, ...]]
    known: frozenset[str]
    """All services that the files describe, wanted or not."""

    def inputs(self, part: str, options: str) -> str:
        """The digest of all that decides what a part consists of."""
        files = (self.common, *self.services.get(part, ()))
        return manifest.inputs_digest([(f.name, f.digest) for f in files], options)


def find_parts(paths: Sequence[Path], wanted: Sequence[Only]) -> Parts | None:
    """The parts that spec files make, found without parsing them.

    None where that cannot be told, which is mostly since something is wrong with them.
    """
    problems = Problems()
    files = spec_files(paths, problems)
    commons = [path for path in files if path.name == COMMON]
    files = [path for path in files if path.name != COMMON]
    if len(problems) or not files or len(commons) > 1:
        return None
    common = commons[0] if commons else common_of(paths)
    if common is None:
        return None
    try:
        found = [_spec_file(path) for path in files]
        shared = _spec_file(common)
    except OSError:
        return None
    if not all(file.service for file in found) or shared.service:
        return None
    return _parts(shared, found, wanted)


def parts_of(specs: Specs, wanted: Sequence[Only]) -> Parts:
    """The parts that loaded specs make."""
    files = [
        evolve(_spec_file(Path(service.at.file)), service=service.service)
        for service in specs.services
    ]
    return _parts(_spec_file(Path(specs.common.at.file)), files, wanted)


def part_of(service: str) -> str:
    """The folder of a service, which is the name of the part."""
    return names.service_package(service)


def _parts(
    common: SpecFile, files: Iterable[SpecFile], wanted: Sequence[Only]
) -> Parts:
    services = {only.service for only in wanted}
    parts: dict[str, tuple[SpecFile, ...]] = {}
    known = set()
    for file in files:
        known.add(file.service)
        if not wanted or file.service in services:
            part = part_of(file.service)
            parts[part] = (*parts.get(part, ()), file)
    return Parts(common, dict(sorted(parts.items())), frozenset(known))


def _spec_file(path: Path) -> SpecFile:
    content = read_regular(path, MAX_BYTES)
    found = _SERVICE.search(content, 0, _HEAD)
    service = found[1].decode() if found else ""
    return SpecFile(path, source_of(path), manifest.digest(content), service)
