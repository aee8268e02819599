"""Reading the two JSON files that define a version of a product.

A file may be anything: whatever is malformed becomes a problem that names the file and the
place in it, and the version is left out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

from tc3gen.sources.tccli.reading.definitions import (
    Action,
    DefinitionMember,
    Definitions,
    Example,
    Object,
)
from tc3gen.spec.model import SCALARS, Position
from tc3gen.spec.problems import Problems, value_text
from tc3gen.spec.suggestions import did_you_mean
from tc3gen.util.safe_files import read_regular

MAX_BYTES = 64 * 1024 * 1024
"""Bytes of the largest file of definitions; the largest published one has 4 MB."""

_SERVICE = re.compile(r"[a-z][a-z0-9]{0,63}")
_VERSION = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,127}")

TYPES: Mapping[tuple[str, str], tuple[str, str | None]] = {
    ("string", "string"): ("string", None),
    ("string", "datetime"): ("datetime", None),
    ("string", "datetime_iso"): ("datetime", "iso"),
    ("string", "date"): ("date", None),
    ("int", "int64"): ("integer", None),
    ("int", "uint64"): ("integer", None),
    ("float", "float"): ("float", None),
    ("bool", "bool"): ("boolean", None),
    ("binary", "binary"): ("bytes", None),
}
"""The primitive types of the definitions, as the type and the format of ours."""

_PRIMITIVES = {member: found for (_, member), found in TYPES.items()}


class _Malformed(Exception):
    """Something is not as it should be; the problem has been reported."""


def definitions(folder: Path, problems: Problems) -> Definitions | None:
    """The definitions in a folder that holds `api.json` and `examples.json`."""
    api = _Reader(folder / "api.json", problems)
    examples = _Reader(folder / "examples.json", problems)
    try:
        values = api.definitions()
    except _Malformed:
        values = None
    try:
        found = examples.examples()
    except _Malformed:
        return None
    if values is None or api.failed or examples.failed:
        return None
    for name in found:
        if name not in values["actions"]:
            guess = did_you_mean(name, values["actions"])
            examples.report(f"actions.{name}", f"there is no such action{guess}")
            return None
    return Definitions(**values, examples=found)


class _Reader:
    """Reads one file."""

    def __init__(self, path: Path, problems: Problems) -> None:
        self.path = path
        self.problems = problems
        self.failed = False

    def report(self, where: str, message: str) -> None:
        """Remember a problem at a place of the file."""
        self.failed = True
        prefix = f"{where}: " if where else ""
        self.problems.add(Position(str(self.path), 1, 1), prefix + message)

    def load(self) -> dict[str, Any]:
        """The file's content, which is an object."""
        try:
            content = read_regular(self.path, MAX_BYTES)
            if len(content) > MAX_BYTES:
                self._stop(f"larger than {MAX_BYTES // 1024**2} MB")
            found = json.loads(content.decode("utf-8-sig"))
        except FileNotFoundError:
            self._stop("there is no such file")
        except OSError as error:
            self._stop(f"the file cannot be read: {error.strerror}")
        except UnicodeDecodeError:
            self._stop("the file is not UTF-8 text")
        except json.JSONDecodeError as error:
            at = Position(str(self.path), error.lineno, error.colno)
            self.problems.add(at, f"not JSON: {error.msg}")
            raise _Malformed from None
        except RecursionError:
            self._stop("nested too deeply")
        except ValueError:  # an integer with more digits than Python reads
            self._stop("not JSON: a number is too long")
        return self._object(found, "the file")

    def definitions(self) -> dict[str, Any]:
        """The content of `api.json`."""
        content = self.load()
        meta = self._object(content.get("metadata"), "metadata")
        objects = {
            name: self._define(name, value)
            for name, value in self._named(content, "objects", "an object")
        }
        actions = {
            name: self._action(name, value, objects)
            for name, value in self._named(content, "actions", "an action")
        }
        self._check_references(objects)
        return {
            "service": self._word(meta, "serviceShortName", _is_service, "ses"),
            "version": self._word(meta, "apiVersion", _is_version, "2020-10-02"),
            "title": self._text(meta, "serviceNameCN", "metadata"),
            "brief": self._text(meta, "api_brief", "metadata"),
            "actions": actions,
            "objects": objects,
        }

    def examples(self) -> dict[str, tuple[Example, ...]]:
        """The content of `examples.json`."""
        found = {}
        for name, values in self._named(self.load(), "actions", "an action"):
            where = f"actions.{name}"
            if not isinstance(values, list):
                self.report(where, f"must be a list, not {value_text(values)}")
                continue
            found[name] = tuple(
                self._example(value, f"{where}[{index}]")
                for index, value in enumerate(values)
            )
        return found

    def _example(self, value: Any, where: str) -> Example:
        value = self._object(value, where)
        keys = ("title", "document", "input", "output")
        return Example(*(self._text(value, key, where) for key in keys))

    def _action(self, name: str, value: Any, objects: Mapping[str, Object]) -> Action:
        where = f"actions.{name}"
        value = self._object(value, where)
        for key in ("input", "output"):
            named = value.get(key)
            if not isinstance(named, str) or named not in objects:
                self.report(f"{where}.{key}", f"there is no object {value_text(named)}")
        return Action(
            name=name,
            title=self._text(value, "name", where),
            document=self._text(value, "document", where),
            input=value.get("input", ""),
            output=value.get("output", ""),
            status=self._text(value, "status", where),
            unsigned=self._flag(value, "skip_sign", where),
        )

    def _define(self, name: str, value: Any) -> Object:
        where = f"objects.{name}"
        value = self._object(value, where)
        members = value.get("members")
        if not isinstance(members, list):
            self.report(
                f"{where}.members", f"must be a list, not {value_text(members)}"
            )
            members = []
        read = tuple(self._member(m, where, index) for index, m in enumerate(members))
        seen: set[str] = set()
        for index, member in enumerate(read):
            if member.name in seen:
                place = f"{where}.members[{index}].name"
                self.report(place, f"{value_text(member.name)} stands there twice")
            seen.add(member.name)
        return Object(self._text(value, "document", where), read)

    def _member(self, value: Any, owner: str, index: int) -> DefinitionMember:
        if not isinstance(value, dict):
            value = self._object(value, f"{owner}.members[{index}]")
        where = f"{owner}.members[{index}]"
        name = value.get("name")
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            self.report(f"{where}.name", f"{value_text(name)} is no name")
            name = "Unnamed"
        kind, inner = value.get("type"), value.get("member")
        format = None
        if not isinstance(kind, str) or not isinstance(inner, str):
            self.report(where, "`type` and `member` must be texts")
            inner = "string"
        elif kind == "list":
            inner, format = _PRIMITIVES.get(inner, (inner, None))
        elif kind != "object":
            found = TYPES.get((kind, inner))
            if found is None:
                self.report(
                    where, f"there is no type {value_text(kind)} of {value_text(inner)}"
                )
            inner, format = found or ("string", None)
        return DefinitionMember(
            name,
            inner,
            kind == "list",
            format,
            value.get("member") == "uint64",
            self._text(value, "document", where),
            self._text(value, "example", where) or None,
            self._flag(value, "required", where),
            self._flag(value, "disabled", where),
            self._flag(value, "output_required", where),
            self._flag(value, "value_allowed_null", where),
        )

    def _check_references(self, objects: Mapping[str, Object]) -> None:
        for owner, value in objects.items():
            for index, member in enumerate(value.members):
                if member.type not in objects and member.type not in SCALARS:
                    where = f"objects.{owner}.members[{index}].member"
                    guess = did_you_mean(member.type, objects)
                    self.report(
                        where, f"there is no object {value_text(member.type)}{guess}"
                    )

    def _named(
        self, content: dict[str, Any], key: str, what: str
    ) -> list[tuple[str, Any]]:
        """The entries of an object whose keys are names; the others are reported."""
        entries = self._object(content.get(key), key)
        found = []
        for name, value in entries.items():
            if not _NAME.fullmatch(name):
                self.report(key, f"{value_text(name)} cannot name {what}")
            elif key == "objects" and name in SCALARS:
                self.report(key, f"{value_text(name)} is the name of a type already")
            else:
                found.append((name, value))
        return found

    def _word(
        self, meta: dict[str, Any], key: str, fits: Callable[[str], bool], like: str
    ) -> str:
        """A word that becomes part of a path, so it may be nothing but a word."""
        value = meta.get(key)
        if isinstance(value, str) and fits(value):
            return value
        self.report(
            f"metadata.{key}",
            f"must be like {value_text(like)}, not {value_text(value)}",
        )
        return ""

    def _text(self, value: dict[str, Any], key: str, where: str) -> str:
        """A text, empty where there is none."""
        found = value.get(key)
        if isinstance(found, str):
            return found
        if found is not None:
            self.report(f"{where}.{key}", f"must be text, not {value_text(found)}")
        return ""

    def _flag(self, value: dict[str, Any], key: str, where: str) -> bool:
        """A truth value; some are written as 0 or 1."""
        found = value.get(key)
        if found is None or found is False:
            return False
        if found is True or found in (0, 1):
            return bool(found)
        self.report(f"{where}.{key}", f"must be true or false, not {value_text(found)}")
        return False

    def _object(self, value: Any, where: str) -> dict[str, Any]:
        if isinstance(value, dict):
            return value
        self.report(where, f"must be an object, not {value_text(value)}")
        raise _Malformed

    def _stop(self, message: str) -> NoReturn:
        self.report("", message)
        raise _Malformed


def _is_service(text: str) -> bool:
    return _SERVICE.fullmatch(text) is not None


def _is_version(text: str) -> bool:
    if not _VERSION.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
