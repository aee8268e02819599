"""Small specs on disk, the package made of them, and what is in it."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from textwrap import dedent
from types import ModuleType

from tc3gen.python.output.generate import generate_package

ROOT = Path(__file__).parents[2]
SPECS = ROOT / "spec"
TOOLS = Path(sys.executable).parent

COMMON = """\
title: Common
summary: What all share.
parameters:
  Region: {header: X-TC-Region, type: string, doc: Where the data is.}
errors:
  InternalError: {doc: The service failed., retry: repeatable}
  InvalidParameter: A parameter is wrong.
"""

HEAD = """\
service: toy
version: "2024-01-31"
title: Toy Service
summary: Toys.
"""
"""The beginning of a small spec; what follows stands in line 5."""

_numbers = itertools.count()


def write_spec(folder: Path, text: str, name: str = "toy.yaml") -> Path:
    """A spec in a folder, beside a common file. Without a head it gets the usual one."""
    folder.mkdir(parents=True, exist_ok=True)
    text = dedent(text)
    if "service:" not in text:
        text = HEAD + text
    folder.joinpath("common.yaml").write_text(COMMON, encoding="utf-8")
    spec = folder / name
    spec.write_text(text, encoding="utf-8")
    return spec


def load_package(spec: Path, folder: Path) -> ModuleType:
    """The generated package, imported under a name of its own."""
    name = f"made{next(_numbers)}"
    done = generate_package([spec], folder, package=name)
    assert [str(problem) for problem in done.problems] == []
    sys.path.insert(0, str(folder))
    try:
        return import_module(name)
    finally:
        sys.path.remove(str(folder))


def tree(folder: Path) -> dict[str, bytes]:
    """All files of a folder, caches left out."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


def run(
    *command: str | Path,
    cwd: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> subprocess.CompletedProcess[str]:
    """A command of the virtual environment, or an absolute one."""
    program, *arguments = map(str, command)
    return subprocess.run(
        [TOOLS / program, *arguments],
        cwd=cwd,
        env={**os.environ, **(environment or {})},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def succeeds(*command: str | Path, cwd: Path | None = None) -> str:
    """The output of a command that must end well."""
    done = run(*command, cwd=cwd)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


IMPORT_ALL = """
import importlib, pkgutil, sys, warnings
warnings.simplefilter("error")
for name in sys.argv[1:]:
    package = importlib.import_module(name)
    modules = list(pkgutil.walk_packages(package.__path__, name + "."))
    assert modules, name
    for _, module_name, _ in modules:
        module = importlib.import_module(module_name)
        for exported in getattr(module, "__all__", ()):
            getattr(module, exported)
"""
"""Imports every module of packages, and looks up every name that they export."""
