"""Spec files to the model, with every problem at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from operator import attrgetter
from pathlib import Path

from attrs import field, frozen

from tc3gen.spec.format.service_properties import SERVICE
from tc3gen.spec.model import Common, Position, Service
from tc3gen.spec.problems import MAX_PROBLEMS, Problem, Problems, TooManyProblems
from tc3gen.spec.reading.files import (
    COMMON,
    common_of,
    default_common,
    read_text,
    source_of,
    spec_files,
)
from tc3gen.spec.reading.service import read_common, read_service
from tc3gen.spec.suggestions import did_you_mean
from tc3gen.spec.yaml import nodes
from tc3gen.spec.yaml.nodes import Node, compose

__all__ = ["Specs", "default_common", "load_specs"]


@frozen
class Specs:
    """The content of spec files. It may be used only where there are no problems."""

    services: tuple[Service, ...]
    common: Common
    problems: tuple[Problem, ...] = ()
    trees: Mapping[str, Node] = field(factory=dict, eq=False, repr=False)
    """The tree of each file by its path, for exact positions of later problems."""


def load_specs(paths: Iterable[str | Path]) -> Specs:
    """Load spec files, and all those in folders, with the common file that belongs to them.

    Malformed input never raises: it is described in `problems`, and the rest is loaded.
    """
    loader = _Loader()
    named = list(paths)
    files: list[Path] = []
    with suppress(TooManyProblems):
        files = spec_files(named, loader.problems)
    with suppress(TooManyProblems):
        for path in files:
            loader.add(path)
        if loader.common is None:
            loader.add_common_of(named, files)
    return loader.specs()


class _Loader:
    """Gathers what files say."""

    def __init__(self) -> None:
        self.problems = Problems(MAX_PROBLEMS)
        self.common: Common | None = None
        self._common_file = ""
        self._services: list[Service] = []
        self._trees: dict[str, Node] = {}

    def add(self, path: Path) -> None:
        """Load one file, of either sort."""
        file = str(path)
        text = read_text(path, self.problems)
        root = None if text is None else compose(text, file, self.problems)
        if root is None:
            return
        self._trees[file] = root
        if not isinstance(root, nodes.Mapping):
            self.problems.add(
                Position(file, 1, 1), "a spec is a mapping that begins with `service:`"
            )
        elif "service" in root.entries:
            self._add_service(root, path)
        elif "parameters" in root.entries:
            self._add_common(root, path)
        else:
            self._refuse_other(root, file)

    def add_common_of(self, named: Iterable[str | Path], files: Sequence[Path]) -> None:
        """Load the common file beside what was named, else the generator's own."""
        path = common_of(named)
        if path is not None:
            self.add(path)
        elif files:
            self.problems.add(
                Position(str(files[0]), 1, 1),
                f"there is no `{COMMON}` beside this file: write one",
            )

    def _add_service(self, root: Node, path: Path) -> None:
        service = read_service(root, str(path), source_of(path), self.problems)
        for other in self._services:
            if other.key == service.key and service.service and service.version:
                self.problems.add(
                    service.at,
                    f"{service.service} {service.version} is described in "
                    f"{other.at.file} already: keep one of the two",
                )
                break
        self._services.append(service)

    def _add_common(self, root: Node, path: Path) -> None:
        if self.common is not None:
            self.problems.add(
                Position(str(path), 1, 1),
                f"{self._common_file} is a common file too: there can be only one",
            )
            return
        self.common = read_common(root, str(path), path.name, self.problems)
        self._common_file = str(path)

    def _refuse_other(self, root: nodes.Mapping, file: str) -> None:
        known = [*SERVICE.keys, "parameters"]
        guesses = (did_you_mean(key, known) for key in root.entries)
        self.problems.add(
            Position(file, 1, 1),
            "neither a service, which says `service:`, nor the common file, "
            f"which says `parameters:`{next(filter(None, guesses), '')}",
        )

    def specs(self) -> Specs:
        """All that was loaded."""
        return Specs(
            services=tuple(sorted(self._services, key=attrgetter("key"))),
            common=self.common or Common(),
            problems=self.problems.sorted(),
            trees=self._trees,
        )
