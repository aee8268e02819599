"""The files of a package in memory, from spec files."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

from attrs import field, frozen

from tc3gen.python.naming import collisions
from tc3gen.python.plan.errors import BASES, all_errors
from tc3gen.python.plan.package import File, plan_root, plan_services
from tc3gen.python.render import render_file
from tc3gen.python.source.feature_marks import apply_marks
from tc3gen.spec.checks.run import check_specs
from tc3gen.spec.problems import Problem
from tc3gen.spec.reading.load import Specs, load_specs
from tc3gen.spec.select import Only, select_services, unknown

STAND_INS = frozenset(("transport.no_proxies",))
"""Modules of the runtime that only vendored packages have, in the place of others."""
RUNTIME = Path(__file__).parents[1] / "runtime"
FIXED = {"py.typed": "", ".gitattributes": "* text=auto eol=lf\n"}
"""Files that are the same in every package. Git leaves line ends as they are generated."""


@frozen
class Made:
    """Contents of files by path; none where there are problems."""

    files: dict[str, bytes] = field(factory=dict)
    problems: tuple[Problem, ...] = ()
    unknown: tuple[str, ...] = ()
    """Names that were asked for and are not in the specs."""
    services: frozenset[str] = frozenset()
    """The services that the specs describe."""


def load_checked(paths: Iterable[Path]) -> tuple[Specs, tuple[Problem, ...]]:
    """Specs, and every problem of theirs in the order of the files."""
    specs = load_specs(paths)
    problems = [*specs.problems, *check_specs(specs)]
    if not problems:
        # Names are read off a spec that is sound otherwise.
        for service in specs.services:
            problems += collisions.problems(service)
            errors = all_errors(service, specs.common).values()
            problems += collisions.error_problems(errors)
        common = specs.common.errors.values()
        problems += collisions.error_problems(common, taken=BASES)
    return specs, tuple(sorted(problems))


def package_files(
    paths: Sequence[Path],
) -> tuple[dict[str, bytes], tuple[Problem, ...]]:
    """A whole package of some specs."""
    services = service_files(paths)
    if services.problems:
        return {}, services.problems
    return {**root_files(paths).files, **services.files}, ()


def service_files(paths: Sequence[Path], wanted: Sequence[Only] = ()) -> Made:
    """The folders of services, with what is wanted of them."""
    specs, problems = load_checked(paths)
    return Made(problems=problems) if problems else files_of_services(specs, wanted)


def files_of_services(specs: Specs, wanted: Sequence[Only] = ()) -> Made:
    """The folders of services from specs that were read and have no problems."""
    described = frozenset(service.service for service in specs.services)
    wanted = [only for only in wanted if only.service in described]
    missing = tuple(unknown(specs.services, wanted))
    if missing:
        return Made(unknown=missing)
    services = select_services(specs.services, wanted)
    return Made(
        _render_files(plan_services(services, specs.common)), services=described
    )


def root_files(paths: Sequence[Path]) -> Made:
    """The files of a package beside the folders of services, such as the runtime."""
    specs, problems = load_checked(paths)
    if problems:
        return Made(problems=problems)
    files = {runtime_path(name): text.encode() for name, text in runtime().items()}
    files |= {path: text.encode() for path, text in FIXED.items()}
    return Made({**files, **_render_files(plan_root(specs.common))})


def runtime(
    missing: Collection[str] = (), stand_ins: Mapping[str, str] | None = None
) -> dict[str, str]:
    """The modules of the runtime, without what belongs to the missing features.

    By their dotted names, as `transport.base`; that of a folder is `transport.__init__`.
    `stand_ins` maps modules to those that take their places.
    """
    texts = {
        ".".join(path.relative_to(RUNTIME).with_suffix("").parts): path.read_text(
            encoding="utf-8"
        )
        for path in sorted(RUNTIME.rglob("*.py"))
    }
    for module, other in (stand_ins or {}).items():
        texts[module] = texts[other]
    return {
        name: apply_marks(text, missing)
        for name, text in texts.items()
        if name not in STAND_INS
    }


def runtime_path(name: str) -> str:
    """The path of a module of the runtime in a package."""
    return f"_core/{name.replace('.', '/')}.py"


def _render_files(files: Iterable[File]) -> dict[str, bytes]:
    return {file.path: render_file(file).encode() for file in files}
