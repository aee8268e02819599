"""The files of a vendored package, in memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from attrs import field, frozen

from tc3gen.python.package import checked, runtime
from tc3gen.python.plan import CLIENTS, plan_root, plan_services
from tc3gen.python.render import render
from tc3gen.python.vendor import features
from tc3gen.python.vendor.cut import first_paragraphs, without_texts
from tc3gen.python.vendor.shake import shaken
from tc3gen.spec.problems import Problem
from tc3gen.spec.select import Only, chosen, parse_only, unknown


@frozen
class Options:
    """What a vendored package is to have; it is written into its manifest."""

    only: tuple[Only, ...]
    clients: tuple[str, ...] = CLIENTS
    features: frozenset[str] = frozenset()
    docs: bool = False

    def plain(self) -> dict[str, Any]:
        return {
            "only": [str(only) for only in self.only],
            "clients": [*self.clients],
            "with": sorted(self.features),
            "docs": self.docs,
        }

    @classmethod
    def from_plain(cls, values: Mapping[str, Any]) -> Options:
        """Raises `ValueError` for what `plain` did not make."""
        try:
            return cls(
                tuple(parse_only(text) for text in values["only"]),
                tuple(m for m in CLIENTS if m in values["clients"]),
                frozenset(values["with"]) & features.FEATURES.keys(),
                values["docs"] is True,
            )
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"no options of a vendored package: {error}") from error


@frozen
class Vendored:
    """The files of a package by their paths, or why there are none."""

    files: dict[str, bytes] = field(factory=dict)
    problems: tuple[Problem, ...] = ()
    unknown: tuple[str, ...] = ()


def vendored(specs: Sequence[Path], options: Options) -> Vendored:
    """The package of some actions, with as much of the runtime as they use."""
    loaded, problems = checked(specs)
    if problems:
        return Vendored(problems=problems)
    missing = tuple(unknown(loaded.services, options.only))
    if missing:
        return Vendored(unknown=missing)
    services = chosen(loaded.services, options.only)
    wanted = options.features | features.needed(services)
    root = plan_root(loaded.common, features.exports(wanted), features.unraised(wanted))
    planned = [*plan_services(services, loaded.common, options.clients), *root]
    made = {file.path: render(file) for file in planned}
    core = shaken(
        runtime(features.missing(wanted)),
        made.values(),
        wanted=[m for f in wanted for m in features.FEATURES.get(f, ())],
    )
    if not options.docs:
        made = {path: first_paragraphs(text) for path, text in made.items()}
        core = {name: without_texts(text) for name, text in core.items()}
    made |= {f"_core/{name}.py": text for name, text in core.items()}
    made["py.typed"] = ""
    return Vendored({path: text.encode() for path, text in sorted(made.items())})
