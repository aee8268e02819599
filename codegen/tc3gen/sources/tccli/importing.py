"""Which definitions there are, and the work of importing them, shared by processes."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
from collections.abc import Iterator, Sequence
from concurrent.futures import as_completed
from pathlib import Path

import tc3gen
from tc3gen.sources.tccli.update import Done, Source, Target, key_of, update_version
from tc3gen.spec.model import Common, Position
from tc3gen.spec.problems import Problem
from tc3gen.spec.reading.files import COMMON, default_common, shipped_specs
from tc3gen.spec.reading.load import load_specs
from tc3gen.spec.select import Only
from tc3gen.spec.suggestions import did_you_mean
from tc3gen.util.folder_lock import only_one
from tc3gen.util.process_pool import process_pool
from tc3gen.util.safe_files import replace_file

_FOLDER = re.compile(r"v[0-9]{8}")
_SCHEMA = "schema.json"
_MOST_PROCESSES = 8


class NotFound(Exception):
    """There is nothing to import; the message says what to do."""


def find_sources(
    path: Path | None, errors: Path | None, only: Sequence[Only]
) -> list[Source]:
    """The versions to import, from the installed tools where no paths are given.

    Raises:
        NotFound: There are no definitions, or not those that are wanted.
    """
    services = _services(path)
    codes = _codes(errors)
    folders = sorted(
        version
        for service in services.iterdir()
        if service.is_dir()
        for version in service.iterdir()
        if _FOLDER.fullmatch(version.name) and version.is_dir()
    )
    if not folders:
        raise NotFound(f"{services} holds no definitions (SERVICE/vDATE/api.json)")
    if only:
        folders = _choose_folders(folders, only)
    return [Source(folder, _codes_of(folder, codes)) for folder in folders]


def import_versions(
    sources: Sequence[Source],
    out: Path,
    *,
    keep: bool = False,
    jobs: int | None = None,
) -> Iterator[Done]:
    """Import versions, in several processes; what came of each, as they are done."""
    target = Target(out, _common(out), _tool(), keep)
    out.mkdir(parents=True, exist_ok=True)
    with only_one(out):
        _add_schema(out)
        once, twice = _once(sources)
        yield from twice
        yield from _all(once, target, jobs or _processes())


def _once(sources: Sequence[Source]) -> tuple[list[Source], list[Done]]:
    """The sources without those of a version that another describes already."""
    first: dict[tuple[str, str], Source] = {}
    once: list[Source] = []
    twice: list[Done] = []
    for source in sources:
        key = key_of(source.folder)
        if key is None or first.setdefault(key, source) is source:
            once.append(source)
            continue
        name = f"{key[0]} {key[1]}"
        message = (
            f"{name} is defined in {first[key].folder} already: keep one of the two"
        )
        at = Position(str(source.folder / "api.json"), 1, 1)
        twice.append(Done(name, "failed", (Problem(at, message),)))
    return once, twice


def _all(sources: Sequence[Source], target: Target, jobs: int) -> Iterator[Done]:
    if jobs == 1 or len(sources) < 4:
        for source in sources:
            yield update_version(source, target)
        return
    largest_first = sorted(sources, key=_size, reverse=True)
    with process_pool(min(jobs, len(sources))) as pool:
        work = [pool.submit(update_version, source, target) for source in largest_first]
        for each in as_completed(work):
            yield each.result()


def _processes() -> int:
    try:
        return min(len(os.sched_getaffinity(0)), _MOST_PROCESSES)
    except AttributeError:  # not on every system
        return min(os.cpu_count() or 1, _MOST_PROCESSES)


def _size(source: Source) -> int:
    try:
        return (source.folder / "api.json").stat().st_size
    except OSError:
        return 0


def _services(path: Path | None) -> Path:
    """The folder with a folder for each product."""
    if path is None:
        path = _installed_folder("tccli")
        if path is None:
            raise NotFound(
                "tccli is not installed: pip install --no-compile tccli, or give its PATH"
            )
    for folder in (path / "services", path / "tccli" / "services", path):
        if folder.is_dir():
            return folder
    raise NotFound(f"{path} is no folder")


def _codes(path: Path | None) -> Path | None:
    """The folder of the official SDK with a folder for each product, if there is one."""
    if path is None:
        return _installed_folder("tencentcloud")
    if (path / "tencentcloud").is_dir():
        return path / "tencentcloud"
    if not path.is_dir():
        raise NotFound(f"{path} is no folder")
    return path


def _installed_folder(package: str) -> Path | None:
    """The folder of an installed package, which is not imported."""
    try:
        spec = importlib.util.find_spec(package)
    except (ImportError, ValueError):
        return None
    folders = list(spec.submodule_search_locations or ()) if spec else []
    return Path(folders[0]) if folders else None


def _codes_of(folder: Path, codes: Path | None) -> Path | None:
    if codes is None:
        return None
    path = codes / folder.parts[-2] / folder.name / "errorcodes.py"
    return path if path.is_file() else None


def _choose_folders(folders: list[Path], only: Sequence[Only]) -> list[Path]:
    """The folders of what is wanted."""
    names = {folder: {folder.parent.name} for folder in folders}
    known = {name for found in names.values() for name in found}
    if any(each.service not in known for each in only):
        # A folder may be called otherwise than its service.
        names = {
            folder: {*_short_names(folder), folder.parent.name} for folder in folders
        }
        known = {name for found in names.values() for name in found}
    chosen: dict[Path, None] = {}
    for each in only:
        versions = [folder for folder in folders if each.service in names[folder]]
        if not versions:
            guess = did_you_mean(each.service, known)
            raise NotFound(f"there is no product `{each.service}`{guess}")
        dated = "v" + each.version.replace("-", "")
        found = [f for f in versions if not each.version or f.name == dated]
        if not found:
            have = ", ".join(_date(folder.name) for folder in versions)
            raise NotFound(f"{each.service} has no version {each.version}, but {have}")
        chosen.update(dict.fromkeys(found))
    return list(chosen)


def _date(folder: str) -> str:
    return f"{folder[1:5]}-{folder[5:7]}-{folder[7:]}"


def _short_names(folder: Path) -> set[str]:
    key = key_of(folder)
    return {key[0]} if key else set()


def _common(out: Path) -> Common:
    path = out / COMMON if (out / COMMON).is_file() else default_common()
    return load_specs([path]).common if path else Common()


def _tool() -> str:
    """Digest of the code that decides what a definition becomes."""
    home = Path(tc3gen.__file__).parent
    found = hashlib.sha256()
    files = [
        *home.glob("sources/tccli/**/*.py"),
        *home.glob("spec/**/*.py"),
        home / "python/naming/names.py",
    ]
    common = default_common()
    for path in [*sorted(files), *([common] if common else [])]:
        found.update(path.read_bytes())
    return found.hexdigest()


def _add_schema(out: Path) -> None:
    """The schema that the first line of each spec names, where there is none."""
    shipped, path = shipped_specs() / _SCHEMA, out / _SCHEMA
    if shipped.is_file() and not os.path.lexists(path):
        replace_file(path, shipped.read_bytes())
