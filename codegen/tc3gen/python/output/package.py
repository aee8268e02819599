"""The files of a package in memory, from spec files."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from attrs import field, frozen

from tc3gen.python import name_problems
from tc3gen.python.marks import marked
from tc3gen.python.plan import File, plan_root, plan_services
from tc3gen.python.plan_errors import BASES, all_errors
from tc3gen.python.render import render
from tc3gen.spec.load import Specs, load
from tc3gen.spec.problems import Problem
from tc3gen.spec.rules import check
from tc3gen.spec.select import Only, chosen, unknown

RUNTIME = Path(__file__).parent / "runtime"


@frozen
class Made:
    """Contents of files by path; none where there are problems."""

    files: dict[str, bytes] = field(factory=dict)
    problems: tuple[Problem, ...] = ()
    unknown: tuple[str, ...] = ()
    """What was asked for and is not in the specs."""
    services: frozenset[str] = frozenset()
    """The services that the specs describe."""


def checked(paths: Iterable[Path]) -> tuple[Specs, tuple[Problem, ...]]:
    """Specs, and every problem of theirs in the order of the files."""
    specs = load(paths)
    problems = [*specs.problems, *check(specs)]
    if not problems:
        # Names are read off a spec that is sound otherwise.
        for service in specs.services:
            problems += name_problems.problems(service)
            errors = all_errors(service, specs.common).values()
            problems += name_problems.error_problems(errors)
        common = specs.common.errors.values()
        problems += name_problems.error_problems(common, taken=BASES)
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
    specs, problems = checked(paths)
    if problems:
        return Made(problems=problems)
    described = frozenset(service.service for service in specs.services)
    wanted = [only for only in wanted if only.service in described]
    missing = tuple(unknown(specs.services, wanted))
    if missing:
        return Made(unknown=missing)
    services = chosen(specs.services, wanted)
    return Made(_rendered(plan_services(services, specs.common)), services=described)


def root_files(paths: Sequence[Path]) -> Made:
    """What lies in a package beside the folders of services: the runtime, for one."""
    specs, problems = checked(paths)
    if problems:
        return Made(problems=problems)
    files = {f"_core/{name}.py": text.encode() for name, text in runtime().items()}
    files["py.typed"] = b""
    return Made({**files, **_rendered(plan_root(specs.common))})


def runtime(missing: Collection[str] = ()) -> dict[str, str]:
    """The modules of the runtime by name, without what belongs to the missing features."""
    return {
        path.stem: marked(path.read_text(encoding="utf-8"), missing)
        for path in sorted(RUNTIME.glob("*.py"))
    }


def _rendered(files: Iterable[File]) -> dict[str, bytes]:
    return {file.path: render(file).encode() for file in files}
