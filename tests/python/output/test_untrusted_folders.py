"""Folders that others can write to: nothing planted in one is trusted, run or followed."""

from __future__ import annotations

import os
import py_compile
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from importlib.util import source_from_cache, source_hash
from pathlib import Path
from py_compile import PycInvalidationMode
from typing import Any

import pytest

from tc3gen.python.output import manifest, strays
from tc3gen.python.output.generate import OutputRefused, generate_package
from tc3gen.python.output.staging import Changes

from ..small import tree, write_spec

PING = "actions:\n  Ping: {summary: Ping., examples: [{title: T}]}\n"
CLIENT = "toy/v20240131/client.py"
SECRET = b"not to be touched"


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    return write_spec(tmp_path / "spec", PING)


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A package as it was generated, of which each test gets a copy."""
    folder = tmp_path_factory.mktemp("generated")
    generate_package([write_spec(folder / "spec", PING)], folder)
    return folder / "tc3"


@pytest.fixture
def package(tmp_path: Path, generated: Path) -> Path:
    return Path(shutil.copytree(generated, tmp_path / "tc3"))


@pytest.fixture
def check(tmp_path: Path, spec: Path) -> Callable[[], Changes]:
    """Checks the package of the fixture."""
    return lambda: generate_package([spec], tmp_path, check=True).changes


Check = Callable[[], Changes]


# ---- Checking reads the files, not what somebody wrote about them ---------------------


@pytest.mark.parametrize("path", [CLIENT, "errors.py", "_core/retry.py", "py.typed"])
def test_a_back_door_is_found_although_the_manifest_vouches_for_it(
    package: Path, check: Check, path: str
) -> None:
    assert not check()
    edited = package / path
    folder = package / "toy" if path == CLIENT else package
    before = manifest.digest_of(edited)
    edited.write_bytes(edited.read_bytes() + b"import os\n")
    record, after = folder / manifest.NAME, manifest.digest_of(edited)
    record.write_text(record.read_text().replace(str(before), str(after)))
    assert check().changed == (path,)


def test_a_manifest_that_lies_is_found(package: Path, check: Check) -> None:
    record = package / "toy" / manifest.NAME
    for text in ("", record.read_text().replace(f"{CLIENT[4:]}", "mine.py")):
        record.write_text(text)
        assert check().changed == (f"toy/{manifest.NAME}",)


def compiled(mode: PycInvalidationMode, text: str = "") -> Callable[[Path], None]:
    """Plant a compiled module that says it is of its source, and has other code in it."""

    def plant(path: Path) -> None:
        source = Path(source_from_cache(str(path)))
        before, times = source.read_bytes(), source.stat()
        forged = text.encode() or b"planted = 1\n".ljust(len(before), b"#")
        source.write_bytes(forged)
        os.utime(source, ns=(times.st_atime_ns, times.st_mtime_ns))
        py_compile.compile(str(source), str(path), invalidation_mode=mode)
        source.write_bytes(before)
        os.utime(source, ns=(times.st_atime_ns, times.st_mtime_ns))
        if mode is PycInvalidationMode.CHECKED_HASH:
            content = bytearray(path.read_bytes())
            content[8:16] = source_hash(before)
            path.write_bytes(content)

    return plant


TAG = sys.implementation.cache_tag
PLANTED: dict[str, Callable[[Path], object]] = {
    "toy/v20240131/client/__init__.py": lambda path: path.write_text(""),
    "toy/v20240131/client/__init__.pyc": lambda path: path.write_bytes(b""),
    "toy/v20240131/client.abi3.so": lambda path: path.write_bytes(b""),
    "toy/v20240131/extra.py": lambda path: path.write_text(""),
    "toy/v20240131/models/ping.pyi": lambda path: path.write_text(""),
    "_core/AIOHTTP.PY": lambda path: path.write_text(""),
    "planted/__init__.py": lambda path: path.write_text(""),
    "toy/data": lambda path: path.symlink_to("/tmp"),
    f"toy/__pycache__/__init__.{TAG}.pyc": compiled(PycInvalidationMode.UNCHECKED_HASH),
    f"_core/__pycache__/clock.{TAG}.pyc": compiled(PycInvalidationMode.CHECKED_HASH),
    f"_core/__pycache__/retry.{TAG}.pyc": compiled(PycInvalidationMode.TIMESTAMP),
    f"_core/__pycache__/retry.{TAG}.opt-2.pyc": compiled(PycInvalidationMode.TIMESTAMP),
    "_core/__pycache__/errors.cpython-999.pyc": lambda path: path.write_bytes(
        b"999\n" + (0b11).to_bytes(4, "little")
    ),
}


@pytest.mark.parametrize("path", PLANTED)
def test_what_is_planted_is_reported(package: Path, check: Check, path: str) -> None:
    place = package / path
    place.parent.mkdir(parents=True, exist_ok=True)
    PLANTED[path](place)
    assert check() == Changes(stray=(path,))


def test_what_python_does_not_load_is_no_stray(package: Path, check: Check) -> None:
    package.joinpath("NOTES.md").write_text("mine")
    package.joinpath("toy/data").mkdir()
    package.joinpath("toy/data/x.json").write_text("{}")
    for mode in ("timestamp", "checked-hash"):
        options = ["-q", "-f", "-o", "0", "-o", "2", "--invalidation-mode", mode]
        subprocess.run(
            [sys.executable, "-m", "compileall", *options, package], check=True
        )
        assert check() == Changes()
    # Out of date, without a source, by a name that Python never gives, of another Python:
    cache = package / "_core/__pycache__"
    compiled(PycInvalidationMode.TIMESTAMP, "planted = 1\n")(cache / f"retry.{TAG}.pyc")
    cache.joinpath(f"retry.{TAG}.pyc").rename(cache / f"gone.{TAG}.pyc")
    compiled(PycInvalidationMode.TIMESTAMP, "planted = 1\n")(cache / f"retry.{TAG}.pyc")
    for name in (f"clock.{TAG}-pytest-8.3.3.pyc", "clock.cpython-999.pyc"):
        cache.joinpath(name).write_bytes(b"999\n" + bytes(12))
    assert check() == Changes()


def test_a_folder_that_only_pretends_to_be_a_service_is_searched(
    package: Path, check: Check
) -> None:
    folder = package / "planted"
    folder.mkdir()
    folder.joinpath("__init__.py").write_text("")
    folder.joinpath(manifest.NAME).write_text("{}")
    assert check() == Changes(stray=("planted/__init__.py",))


def test_every_suffix_that_python_loads_is_known() -> None:
    from importlib.machinery import all_suffixes

    assert set(all_suffixes()) <= set(strays._LOADED)


# ---- Nothing but regular files is read or written over --------------------------------


def _socket(path: Path) -> None:
    os.chdir(path.parent)  # since the path of a socket must be short
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(path.name)


OBSTACLES: dict[str, Callable[[Path], object]] = {
    "a pipe": os.mkfifo,
    "a socket": _socket,
    "a link": lambda path: path.symlink_to(path.parents[3] / "outside"),
}


PATHS = (CLIENT, "toy/tc3gen.json", "tc3gen.json", "errors.py", ".gitattributes")
OPTIONS: tuple[dict[str, Any], ...] = ({}, {"force": True}, {"check": True})


@pytest.mark.parametrize(
    ("options", "path", "kind"),
    [
        # Each pair of them is tried by day.
        pytest.param(
            options,
            path,
            kind,
            id=f"{options}-{path}-{kind}",
            marks=[pytest.mark.nightly] if (x + y + z) % 3 else [],
        )
        for x, options in enumerate(OPTIONS)
        for y, path in enumerate(PATHS)
        for z, kind in enumerate(OBSTACLES)
    ],
)
def test_what_is_not_a_regular_file_is_refused(
    tmp_path: Path,
    spec: Path,
    package: Path,
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
    path: str,
    options: dict[str, Any],
) -> None:
    monkeypatch.chdir(tmp_path)
    outside = tmp_path / "outside"
    outside.write_bytes(SECRET)
    package.joinpath(path).unlink()
    OBSTACLES[kind](package / path)
    spec.write_text(spec.read_text().replace("Ping.", "Pings."))
    with pytest.raises(OutputRefused) as refusal:
        generate_package([spec], tmp_path, **options)
    assert str(refusal.value) == f"{package / path} is {kind}, but a file belongs there"
    assert outside.read_bytes() == SECRET


@pytest.mark.parametrize("name", [".tc3.new", ".tc3.old", ".tc3.part"])
@pytest.mark.parametrize("is_there", [True, False])
def test_a_planted_folder_beside_the_package_is_refused(
    tmp_path: Path, spec: Path, name: str, is_there: bool
) -> None:
    if is_there:
        generate_package([spec], tmp_path)
    outside = tmp_path / "outside"
    outside.joinpath("toy").mkdir(parents=True)
    outside.joinpath("toy/keep").write_bytes(SECRET)
    tmp_path.joinpath(name).symlink_to(outside)
    before = tree(tmp_path / "tc3")
    spec.write_text(spec.read_text().replace("Ping.", "Pings."))
    with pytest.raises(
        OutputRefused, match="is not a folder that tc3gen has left behind"
    ):
        generate_package([spec], tmp_path)
    assert tree(outside) == {"toy/keep": SECRET}
    assert tree(tmp_path / "tc3") == before


def test_a_new_file_is_written_only_where_there_was_none(tmp_path: Path) -> None:
    from tc3gen.util.safe_files import write_new

    outside = tmp_path / "outside"
    tmp_path.joinpath("new").symlink_to(outside)
    with pytest.raises(FileExistsError):
        write_new(tmp_path / "new", b"x")
    assert not outside.exists()


def test_a_mount_point_is_refused_by_name(
    tmp_path: Path, spec: Path, package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os.path, "ismount", lambda path: Path(path) == package)
    with pytest.raises(
        OutputRefused, match="is a mount point, which cannot be replaced"
    ):
        generate_package([spec], tmp_path)


# ---- Line ends are no edit ------------------------------------------------------------


def test_a_checkout_with_the_line_ends_of_windows_is_current(
    tmp_path: Path, spec: Path, package: Path, check: Check
) -> None:
    for path in package.rglob("*"):
        if path.is_file():
            path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert check() == Changes()
    assert generate_package([spec], tmp_path).changes == Changes()
    spec.write_text(spec.read_text().replace("Ping.", "Pings."))
    assert set(generate_package([spec], tmp_path).changes.changed) == {
        CLIENT,
        CLIENT.replace("client", "aio"),
        "toy/v20240131/models/ping.py",
        "toy/v20240131/cli.jsonl",
    }


def test_git_is_told_to_leave_line_ends_alone(package: Path) -> None:
    assert package.joinpath(".gitattributes").read_text() == "* text=auto eol=lf\n"
