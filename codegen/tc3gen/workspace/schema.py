"""`schema.json` beside the specs, and the line in each spec that names it to editors."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from attrs import frozen

from tc3gen.spec.problems import Problem, Problems
from tc3gen.spec.reading.files import COMMON, read_text, shipped_specs, spec_files
from tc3gen.util.safe_files import replace_file

NAME = "schema.json"
_MODELINE = "# yaml-language-server:"


@frozen
class Described:
    """Files that were written, and what stood in the way of others."""

    written: tuple[Path, ...]
    problems: Sequence[Problem]


def write_schema(folder: Path) -> Described:
    """Write the schema into a folder and name it in each spec below that folder.

    The line is the first of a file, as the YAML server of editors wants it. A file that
    names its schema already gets the right path; nothing else of it is changed, and it is
    not written at all where it is as it should be.
    """
    problems = Problems()
    schema = folder / NAME
    written = []
    if _differs(schema, content := (shipped_specs() / NAME).read_bytes()):
        replace_file(schema, content)
        written.append(schema)
    for path in spec_files([folder], problems):
        text = read_text(path, problems)
        if text is None or not _is_spec(path, text):
            continue
        named = _name_schema(text, _relative(schema, path))
        if named != text:
            replace_file(Path(os.path.realpath(path)), named.encode())
            written.append(path)
    return Described(tuple(written), problems.sorted())


def _differs(path: Path, content: bytes) -> bool:
    return not path.is_file() or path.read_bytes() != content


def _is_spec(path: Path, text: str) -> bool:
    """False for other YAML, such as the settings of a tool."""
    return path.name == COMMON or any(
        line.startswith("service:") for line in text.splitlines()
    )


def _relative(schema: Path, spec: Path) -> str:
    return Path(os.path.relpath(schema, spec.parent)).as_posix()


def _name_schema(text: str, schema: str) -> str:
    line = f"{_MODELINE} $schema={schema}"
    first, newline, rest = text.partition("\n")
    if first.startswith(_MODELINE):
        kept = "\r" if first.endswith("\r") else ""
        return f"{line}{kept}{newline}{rest}"
    return f"{line}\n{text}"
