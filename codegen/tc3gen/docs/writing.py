"""Writes a reference into a folder: what changed, and nothing that is somebody else's."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from attrs import frozen

from tc3gen.docs.sphinx import folders, llms, root_page, service_pages
from tc3gen.spec.model import Common, Service
from tc3gen.util.safe_files import check_folders, read_regular, replace_file

MARK = ".tc3gen-docs"
"""The list of what was written, by which a later run knows what it may remove."""

_MAX_MARK_BYTES = 64 * 1024 * 1024
"""Bytes of the longest list that is read: a hundred times that of all products."""


class Occupied(Exception):
    """Something that was not written by this stands in the way."""


@frozen
class Written:
    """The number of files of a run, and of those it wrote."""

    files: int
    written: int


def write_reference(
    services: Iterable[Service], common: Common, out: Path, package: str = "tc3"
) -> Written:
    """Write the pages of some services.

    Raises:
        Occupied: a file stands there that an earlier run has not written.
        OSError: the folder cannot be written, or a folder in it is a link.
    """
    services = sorted(services, key=lambda each: each.key)
    known = _files_of_last_run(out)
    made: set[str] = set()
    written = 0
    for path, text in pages(services, common, package):
        file = out / path
        content = text.encode("utf-8", "replace")
        made.add(path)
        check_folders(out, file)
        if path not in known and os.path.lexists(file):
            raise Occupied(f"{file} was not written by `tc3gen docs`: move it away")
        if path in known and _has_content(file, content):
            continue
        replace_file(file, content, durable=False)
        written += 1
    for path in sorted(known - made):
        check_folders(out, out / path)
        (out / path).unlink(missing_ok=True)
    mark = "".join(f"{path}\n" for path in sorted(made)).encode()
    replace_file(out / MARK, mark, durable=False)
    return Written(len(made), written)


def pages(
    services: Iterable[Service], common: Common, package: str = "tc3"
) -> Iterator[tuple[str, str]]:
    """All files of a reference: paths and texts. The same specs make the same ones.

    Examples import from `package`.
    """
    services = list(services)
    where = folders(services)
    newest = {each.service: each.version for each in services}
    yield "index.md", root_page(services)
    yield "llms.txt", llms(services)
    for each in services:
        is_newest = newest[each.service] == each.version
        for path, text in service_pages(each, common, is_newest, package):
            yield f"{where[each.key]}/{path}", text


def _files_of_last_run(out: Path) -> set[str]:
    """The files of the last run. A list that leads out of the folder is not believed."""
    try:
        content = read_regular(out / MARK, _MAX_MARK_BYTES, follow=False)
        lines = content[:_MAX_MARK_BYTES].decode().splitlines()
    except (OSError, UnicodeError):
        return set()
    return {line for line in lines if _is_inside(line)}


def _is_inside(line: str) -> bool:
    path = Path(line)
    return bool(path.parts) and not (
        path.is_absolute() or ".." in path.parts or "\0" in line
    )


def _has_content(file: Path, content: bytes) -> bool:
    try:
        return read_regular(file, len(content), follow=False) == content
    except OSError:
        return False
