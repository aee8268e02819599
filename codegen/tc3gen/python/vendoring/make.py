"""The files of a vendored package, in memory."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from attrs import evolve, field, frozen

from tc3gen.python.output.package import FIXED, load_checked, runtime, runtime_path
from tc3gen.python.plan.package import CLIENTS, plan_root, plan_services
from tc3gen.python.render import render_file
from tc3gen.python.vendoring import features
from tc3gen.python.vendoring.needs import needed_features
from tc3gen.python.vendoring.prune import prune_definitions, strip_docs
from tc3gen.python.vendoring.shake import used_modules
from tc3gen.python.vendoring.specialize import specialize_module
from tc3gen.python.vendoring.tidy import tidy_files
from tc3gen.spec.model import Service
from tc3gen.spec.problems import Problem
from tc3gen.spec.select import Only, parse_only, select_services, unknown

LICENSE = Path(__file__).parents[2] / "LICENSE"
"""The licence of the runtime, which a copy of it carries."""


@frozen
class Options:
    """The options of a vendored package; they are written into its manifest."""

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


def make_vendored(specs: Sequence[Path], options: Options) -> Vendored:
    """The package of some actions, with as much of the runtime as they use."""
    loaded, problems = load_checked(specs)
    if problems:
        return Vendored(problems=problems)
    missing = tuple(unknown(loaded.services, options.only))
    if missing:
        return Vendored(unknown=missing)
    services = select_services(loaded.services, options.only)
    wanted = features.implied_features(options.features | needed_features(services))
    if "ledger" not in wanted:
        services = [_without_checks(service) for service in services]
    cli = "cli" in wanted
    root = plan_root(
        loaded.common,
        features.exports(wanted),
        features.unraised_errors(wanted),
        with_cli=cli,
        plain=True,
    )
    parts = plan_services(
        services,
        loaded.common,
        options.clients,
        with_cli=cli,
        with_rates="rates" in wanted,
        plain=True,
    )
    made = {file.path: render_file(file) for file in [*parts, *root]}
    data = {path: made.pop(path) for path in [*made] if not path.endswith(".py")}
    made |= _core(made.values(), wanted, options)
    if not options.docs:
        made = {
            path: text if path.startswith("_core/") else strip_docs(text)
            for path, text in made.items()
        }
    licence = {"LICENSE": LICENSE.read_text(encoding="utf-8")}
    made = {**tidy_files(made), **data, **FIXED, **licence}
    return Vendored({path: text.encode() for path, text in sorted(made.items())})


def _without_checks(service: Service) -> Service:
    """A service whose uncertain calls are not looked up: only a ledger knows of such."""
    actions = {
        name: evolve(action, check=None) for name, action in service.actions.items()
    }
    return evolve(service, actions=actions)


def _core(
    generated: Iterable[str], wanted: Collection[str], options: Options
) -> dict[str, str]:
    """The part of the runtime that generated files and features use, by path."""
    modules = _specialized_runtime(frozenset(features.missing_features(wanted)))
    whole = features.kept_whole(modules, wanted, options.clients)
    return {
        runtime_path(name): prune_definitions(
            modules[name], unused, documented=options.docs
        )
        for name, unused in used_modules(modules, generated, wanted=whole).items()
    }


@lru_cache(maxsize=4)
def _specialized_runtime(lacking: frozenset[str]) -> Mapping[str, str]:
    """The modules of the runtime, by name, as they are without some features."""
    modules = runtime(lacking, features.stand_ins(lacking))
    return {
        name: specialize_module(text, features.absent(name, sorted(lacking)))
        for name, text in modules.items()
    }
