"""The services, versions and actions of the package, read from its data files.

Of a file only the lines that are needed are read: the index, and the records asked for.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

from ..version import VERSION
from .exits import WrongUse

FILE = "cli.jsonl"
FORMAT = 1

PACKAGE = __name__.rpartition("._core.")[0]
"""The package that the command line belongs to."""

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

Record = dict[str, Any]


def program() -> str:
    """The name that the command was called by."""
    called = os.path.basename(sys.argv[0] or "")
    if called in ("__main__.py", "-m", "-c", ""):
        return f"python -m {PACKAGE}"
    return called.removesuffix(".exe")


class DataFile:
    """A data file, of one service version or of the package."""

    def __init__(self, path: str) -> None:
        self.path = path

    @cached_property
    def _opened(self) -> tuple[Record, Record, int]:
        with open(self.path, "rb") as file:
            head = json.loads(file.readline())
            index = json.loads(file.readline())
            start = file.tell()
        if head.get("format") != FORMAT:
            raise WrongUse(f"{self.path} is not a data file of version {VERSION}")
        return head, index, start

    @cached_property
    def head(self) -> Record:
        """The first line: the subject of the file."""
        with open(self.path, "rb") as file:
            head: Record = json.loads(file.readline())
        return head

    def names(self, kind: str) -> Mapping[str, list[Any]]:
        """The records of a kind by name: offset, length and, of some, option and text."""
        found: Mapping[str, list[Any]] = self._opened[1].get(kind, {})
        return found

    def record(self, kind: str, name: str) -> Record:
        """One record; raises `KeyError` for a name that is not there."""
        offset, length = self.names(kind)[name][:2]
        with open(self.path, "rb") as file:
            file.seek(self._opened[2] + offset)
            found: Record = json.loads(file.read(length))
        return found

    def records(self, kind: str) -> Iterator[tuple[str, Record]]:
        """All records of a kind."""
        for name in self.names(kind):
            yield name, self.record(kind, name)


class Version(DataFile):
    """A version of a service."""

    def __init__(self, folder: str, name: str) -> None:
        super().__init__(os.path.join(ROOT, folder, name, FILE))
        self.module = f"{PACKAGE}.{folder}.{name}"
        self.number = name

    @property
    def service(self) -> str:
        """The name of the service on the wire."""
        return str(self.head["service"])

    @property
    def date(self) -> str:
        """The version on the wire."""
        return str(self.head["version"])

    @property
    def called(self) -> str:
        """The service as in a command, with its version unless that is the newest."""
        newest = versions_in(
            os.path.basename(os.path.dirname(os.path.dirname(self.path)))
        )
        return (
            self.service
            if newest[-1:] == [self.number]
            else f"{self.service}@{self.date}"
        )

    def find(self, kind: str, given: str) -> str | None:
        """The name of a record by its own name or its option."""
        known = self.names(kind)
        if given in known:
            return given
        for name, (_, _, *shown) in known.items():
            if shown and shown[0] == given:
                return name
        return None


def _service_folders() -> Iterator[str]:
    """The folders of services, whether or not they have data."""
    with os.scandir(ROOT) as entries:
        for entry in entries:
            if entry.is_dir() and not entry.name.startswith(("_", ".")):
                yield entry.name


def service_names() -> list[str]:
    """The services of the package."""
    return sorted(
        _name_of(folder) for folder in _service_folders() if versions_in(folder)
    )


def versions_in(folder: str) -> list[str]:
    """The packages of a service's versions, the newest one last."""
    try:
        with os.scandir(os.path.join(ROOT, folder)) as entries:
            return sorted(
                entry.name
                for entry in entries
                if entry.name[:1] == "v"
                and entry.name[1:].isdigit()
                and os.path.exists(os.path.join(entry.path, FILE))
            )
    except OSError:
        return []


def all_versions() -> Iterator[Version]:
    """Every version of every service."""
    for folder in sorted(_service_folders()):
        for number in versions_in(folder):
            yield Version(folder, number)


def version(text: str, wanted: str | None = None) -> Version:
    """The version that `SERVICE` or `SERVICE@VERSION` means; the newest one by default."""
    service, at, date = text.partition("@")
    date = date if at else wanted or ""
    folder = _folder_of(service)
    known = versions_in(folder) if folder else []
    if not known:
        raise WrongUse(
            f"there is no service {service!r}{did_you_mean(service, service_names())}",
            hint=f"`{program()} list` shows all services.",
        )
    if not date and not at:
        return Version(folder, known[-1])
    number = "v" + date.replace("-", "").removeprefix("v")
    if number not in known:
        dates = ", ".join(Version(folder, one).date for one in known)
        raise WrongUse(f"{service} has no version {date!r}; it has {dates}")
    return Version(folder, number)


def common() -> DataFile:
    """The data file of the errors that all services share."""
    return DataFile(os.path.join(ROOT, FILE))


def _folder_of(service: str) -> str:
    """The folder of a service; a name that is a keyword of Python ends in an underscore."""
    if not service.replace("-", "").replace("_", "").isalnum():
        return ""
    for folder in (service, f"{service}_"):
        if os.path.isdir(os.path.join(ROOT, folder)) and folder[:1] != "_":
            return folder
    return ""


def _name_of(folder: str) -> str:
    return folder.removesuffix("_")


def did_you_mean(given: str, known: Iterable[str]) -> str:
    """The end of a sentence that suggests the nearest name; empty where none is near."""
    from difflib import get_close_matches

    folded = {name.lower(): name for name in known}
    near = get_close_matches(given.lower(), folded, 1, 0.6)
    return f"; did you mean {folded[near[0]]}?" if near else ""
