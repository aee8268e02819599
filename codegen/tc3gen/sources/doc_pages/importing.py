"""Documentation pages into spec files: what `tc3gen import page` does."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from attrs import frozen

from tc3gen.python.output.package import load_checked
from tc3gen.sources.doc_pages import document
from tc3gen.sources.doc_pages.merge import Merge
from tc3gen.sources.doc_pages.read import read_page
from tc3gen.sources.doc_pages.vocabulary import Page
from tc3gen.spec.checks.scope import Places
from tc3gen.spec.editing.dump import Unwritable, dump_spec
from tc3gen.spec.editing.edit import EditRefused as EditRefused
from tc3gen.spec.editing.edit import apply_edits
from tc3gen.spec.model import Common, Position, Service
from tc3gen.spec.problems import Problem, Problems
from tc3gen.spec.reading.files import (
    COMMON,
    default_common,
    read_text,
    spec_files,
)
from tc3gen.spec.reading.load import load_specs
from tc3gen.spec.yaml.nodes import plain_data
from tc3gen.util.safe_files import replace_file

MAX_CHARACTERS = 1_000_000
"""Characters of the longest page of the documentation; nobody saves a longer one."""

_MOST_PROBLEMS_OF_A_PAGE = 200
_SERVICE = re.compile(r"[a-z][a-z0-9]{0,63}")
_VERSION = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_HEAD_CHARACTERS = 4096

Key = tuple[str, str]
"""Service and version."""


class ImportRefused(Exception):
    """The specs cannot be written where they should be; the message says why."""


@frozen
class ImportOutcome:
    """The result of an import."""

    written: tuple[Path, ...] = ()
    added: tuple[str, ...] = ()
    """Additions to specs, each with the file."""
    problems: tuple[Problem, ...] = ()
    """Differences between page and spec, and what could not be read."""


def import_pages(files: Sequence[Path], out: Path) -> ImportOutcome:
    """Merge documentation pages into the specs of a folder.

    A spec gets what it lacks; what it says otherwise than a page is reported, not changed.
    A service version without a spec gets a new one, `SERVICE/VERSION.yaml`. Each file is
    replaced in one step, and only if it passes all checks afterwards.

    Raises:
        ImportRefused: The folder cannot be written, or leads elsewhere.
    """
    try:
        return _import_pages(files, out)
    except OSError as error:
        raise ImportRefused(
            f"{error.filename or out} cannot be used: {error.strerror}"
        ) from error


def _import_pages(files: Sequence[Path], out: Path) -> ImportOutcome:
    problems = Problems()
    groups = _group_pages(_pages(files, out, problems), problems)
    written: list[Path] = []
    added: list[str] = []
    for key, pages in sorted(groups.items()):
        path, found = _merge_pages(key, pages, out, problems)
        if found:
            written.append(path)
            added += [f"{path}: {each}" for each in found]
    return ImportOutcome(tuple(written), tuple(added), problems.sorted())


def _pages(files: Sequence[Path], out: Path, problems: Problems) -> list[Page]:
    common = _common(out)
    codes = frozenset(code.partition(".")[0] for code in common.errors)
    pages: list[Page] = []
    for file in dict.fromkeys(files):
        text = read_text(file, problems)
        if text is None:
            continue
        if len(text) > MAX_CHARACTERS:
            at = Position(str(file), 1, 1)
            problems.add(at, f"a page has at most {MAX_CHARACTERS} characters")
            continue
        own = Problems()
        page = read_page(text, str(file), codes, own)
        for number, problem in enumerate(own.sorted()):
            if number == _MOST_PROBLEMS_OF_A_PAGE:
                problems.add(problem.at, "more is wrong from here on")
                break
            problems.add(problem.at, problem.message)
        if page is not None:
            pages.append(page)
    return pages


def _group_pages(pages: Iterable[Page], problems: Problems) -> dict[Key, list[Page]]:
    """Pages by the service version that they are about."""
    groups: dict[Key, list[Page]] = {}
    others: list[Page] = []
    for page in pages:
        key = (page.service, page.version)
        if not page.action:
            others.append(page)
        elif not _SERVICE.fullmatch(key[0]) or not _VERSION.fullmatch(key[1]):
            message = "the page does not tell which service and version it is about"
            problems.add(page.at("version"), message)
        else:
            same = [p for p in groups.get(key, ()) if p.action == page.action]
            if same:
                message = f"`{page.action}` has a page already: {same[0].file}"
                problems.add(page.at(), message)
            else:
                groups.setdefault(key, []).append(page)
    for page in others:
        if len(groups) == 1:
            next(iter(groups.values())).append(page)
        else:
            problems.add(
                page.at(),
                "a page about data types does not tell its service: import it together "
                "with pages of actions of one service",
            )
    return groups


def _merge_pages(
    key: Key, pages: list[Page], out: Path, problems: Problems
) -> tuple[Path, list[str]]:
    """Merge the pages of one service version; its file, and what was added."""
    path = _file_of(key, out)
    _check_place(path, out)
    old = read_text(path, problems) if path.exists() else None
    if path.exists() and old is None:
        return path, []
    if old is None:
        data = document.head(*key)
        limits = [page.rate_limit for page in pages if page.rate_limit]
        if limits:
            data["rate_limit"] = max(limits, key=limits.count)
        service = Service(**{**data, "actions": {}})
        common, places = _common(out), Places(Position(str(path), 1, 1))
    else:
        specs, found = load_checked([path, *filter(None, [_common_file(out)])])
        if found or not specs.services:
            for problem in found:
                problems.add(problem.at, problem.message)
            return path, []
        service, common = specs.services[0], specs.common
        tree = specs.trees[service.at.file]
        data = plain_data(tree)
        places = Places(service.at, tree)
    merge = Merge(service, common, places, problems)
    merge.merge(pages)
    start = Position(str(path), 1, 1)
    try:
        text = apply_edits(
            dump_spec(data) if old is None else old, merge.edits(data), str(path)
        )
    except (EditRefused, Unwritable) as reason:
        problems.add(start, f"nothing was written: {reason}")
        return path, []
    if not merge.added:
        return path, []
    if wrong := _problems_of(text, path, out):
        for problem in wrong:
            problems.add(start, f"nothing was written: {problem.message}")
        return path, []
    replace_file(path, text.encode())
    return path, merge.added


def _file_of(key: Key, out: Path) -> Path:
    """The file of a service version in a folder; where it belongs if there is none."""
    usual = out / key[0] / f"{key[1]}.yaml"
    if usual.exists() or not out.is_dir():
        return usual
    service = re.compile(rf"^service: *[\"']?{key[0]}[\"']?\s", re.M)
    version = re.compile(rf"^version: *[\"']?{key[1]}[\"']?\s", re.M)
    for file in spec_files([out], Problems()):
        start = (read_text(file, Problems()) or "")[:_HEAD_CHARACTERS]
        if service.search(start) and version.search(start):
            return file
    return usual


def _common_file(out: Path) -> Path | None:
    """The common file of a folder of specs."""
    return out / COMMON if (out / COMMON).is_file() else default_common()


def _common(out: Path) -> Common:
    file = _common_file(out)
    return load_specs([file]).common if file else Common()


def _problems_of(text: str, path: Path, out: Path) -> tuple[Problem, ...]:
    """The problems of a spec, beside the common file that belongs to it."""
    with tempfile.TemporaryDirectory() as folder:
        spec = Path(folder, path.name)
        spec.write_text(text, encoding="utf-8", newline="")
        if common := _common_file(out):
            shutil.copyfile(common, Path(folder, COMMON))
        _, problems = load_checked([spec])
    return problems


def _check_place(path: Path, out: Path) -> None:
    """Refuses a file that does not lie in the folder, whatever links say."""
    folder = os.path.realpath(out)
    if os.path.commonpath([folder, os.path.realpath(path)]) != folder:
        raise ImportRefused(f"{path} leads out of {out}, so nothing is written there")
    if path.is_symlink():
        raise ImportRefused(f"{path} is a link, so nothing is written there")
