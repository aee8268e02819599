"""All files of a package in memory, from spec files."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from tc3gen.python import names
from tc3gen.python.plan import plan
from tc3gen.python.plan_errors import BASES, all_errors
from tc3gen.python.render import render
from tc3gen.spec.load import Specs, load
from tc3gen.spec.problems import Problem
from tc3gen.spec.rules import check

RUNTIME = Path(__file__).parent / "runtime"


def checked(paths: Iterable[Path]) -> tuple[Specs, tuple[Problem, ...]]:
    """Specs, and every problem of theirs in the order of the files."""
    specs = load(paths)
    problems = [*specs.problems, *check(specs)]
    if not problems:
        # Names are read off a spec that is sound otherwise.
        for service in specs.services:
            problems += names.problems(service)
            errors = all_errors(service, specs.common).values()
            problems += names.error_problems(errors)
        common = specs.common.errors.values()
        problems += names.error_problems(common, taken=BASES)
    return specs, tuple(sorted(problems))


def package_files(
    paths: Iterable[Path],
) -> tuple[dict[str, bytes], tuple[Problem, ...]]:
    """The contents of the package's files by path; none where there are problems."""
    specs, problems = checked(paths)
    if problems:
        return {}, problems
    files = {
        f"_core/{path.name}": path.read_bytes() for path in sorted(RUNTIME.glob("*.py"))
    }
    files["py.typed"] = b""
    for file in plan(specs.services, specs.common):
        files[file.path] = render(file).encode()
    return files, ()
