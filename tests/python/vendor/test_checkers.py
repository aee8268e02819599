"""A package is clean under strict type checkers and ruff's defaults, in a tree of its user's.

There only the libraries are installed that the package states: no orjson, redis,
OpenTelemetry, python-socks, and nothing of the command line.
"""

from __future__ import annotations

import json
import shutil
import sys
import venv
from importlib.metadata import distribution
from importlib.util import find_spec
from pathlib import Path

import pytest

from tc3gen.python.plan.package import CLIENTS
from tc3gen.python.vendoring.command import vendor_package
from tc3gen.python.vendoring.features import FEATURES
from tc3gen.python.vendoring.make import Options
from tc3gen.spec.select import parse_only

from ..small import ROOT, SPECS, run, succeeds
from .conftest import Made

ONLY = (parse_only("ses:SendEmail,GetSendEmailStatus"),)
SES = [SPECS / "ses", SPECS / "common.yaml"]

SYNC = ("attrs", "h11", "typing_extensions")  # which all type checkers know
ASYNC = (
    *("aiohttp", "aiosignal", "frozenlist", "multidict", "propcache", "yarl", "idna"),
    "aiohappyeyeballs",
)
ALL = frozenset(FEATURES) - {"cli"}


def environment(folder: Path, *libraries: str) -> Path:
    """A Python that has some of the libraries installed here, and no others."""
    venv.create(folder, with_pip=False, symlinks=True)
    (packages,) = folder.glob("lib/python*/site-packages")
    for library in libraries:
        for name in _top_level(library):
            found = find_spec(name)
            assert found is not None
            assert found.origin is not None
            origin = Path(found.origin)
            there = origin.parent if origin.name == "__init__.py" else origin
            packages.joinpath(there.name).symlink_to(there)
    return folder / "bin" / "python"


def _top_level(library: str) -> set[str]:
    files = distribution(library).files or ()
    first = {path.parts[0].removesuffix(".py") for path in files}
    return {name for name in first if name.isidentifier() and name != "__pycache__"}


def complaints_of_mypy(folder: Path, python: Path) -> str:
    options = ("--strict", "--no-error-summary", "--cache-dir", folder / "cache")
    command = ("mypy", *options, "--python-executable", python, "tc3")
    return run(*command, cwd=folder).stdout


def complaints_of_pyright(folder: Path, python: Path) -> list[str]:
    settings = {"include": ["tc3"], "typeCheckingMode": "strict"}
    folder.joinpath("pyrightconfig.json").write_text(json.dumps(settings))
    where = ("--outputjson", "-p", folder, "--pythonpath", python)
    found = json.loads(run("basedpyright", *where, cwd=folder).stdout)
    return [
        f"{it['file']}:{it['range']['start']['line'] + 1}: {it['message']}"
        for it in found["generalDiagnostics"]
        if it["severity"] == "error"
    ]


def test_two_actions_with_one_client(made: Made, tmp_path: Path) -> None:
    shutil.copytree(made("client"), tmp_path, dirs_exist_ok=True)
    python = environment(tmp_path / "env", *SYNC)
    assert complaints_of_mypy(tmp_path, python) == ""
    succeeds("ruff", "check", "--isolated", tmp_path / "tc3")
    succeeds("ruff", "check", "--isolated", "--target-version=py310", tmp_path / "tc3")


@pytest.mark.nightly
@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("features", [frozenset[str](), ALL], ids=["plain", "all"])
@pytest.mark.parametrize("clients", [CLIENTS, CLIENTS[:1], CLIENTS[1:]], ids=str)
def test_all_checkers(
    clients: tuple[str, ...], features: frozenset[str], tmp_path: Path
) -> None:
    vendor_package(SES, tmp_path / "tc3", Options(ONLY, clients, features))
    libraries = (*SYNC, *ASYNC) if "aio" in clients else SYNC
    more = ("cattrs",) if features else ()
    _is_clean(tmp_path, environment(tmp_path / "env", *libraries, *more))


@pytest.mark.nightly
@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_whole_package(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "generated" / "tc3", tmp_path / "tc3")
    _is_clean(tmp_path, environment(tmp_path / "env", *SYNC, *ASYNC, "cattrs"))


def _is_clean(folder: Path, python: Path) -> None:
    assert complaints_of_mypy(folder, python) == ""
    assert complaints_of_pyright(folder, python) == []
    for target in ("py310", f"py3{sys.version_info.minor}"):
        succeeds(
            "ruff", "check", "--isolated", "--target-version", target, folder / "tc3"
        )
