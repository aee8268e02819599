"""What was imported the last time, kept beside the specs.

`SPEC_DIR/.imported/SERVICE/VERSION.json.gz` holds the document as it was imported, so that
the next import can tell what a person changed. It belongs into version control with the
specs; without it, the next import only adds.
"""

from __future__ import annotations

import gzip
import json
import os
import zlib
from pathlib import Path
from typing import Any

from attrs import frozen

from tc3gen.spec.problems import Problems
from tc3gen.spec.vocabulary import Position

FOLDER = ".imported"

_FORMAT = 1
_MOST_BYTES = 256 * 1024 * 1024


@frozen
class State:
    """The last import of one version."""

    inputs: str = ""
    """Digest of all that decided it."""
    text: str = ""
    """Digest of the file's text, if the import alone wrote it."""
    document: dict[str, Any] | None = None
    """What was imported; None where that is not known."""


def path_of(out: Path, service: str, version: str) -> Path:
    """Where the state of a version is kept."""
    return out / FOLDER / service / f"{version}.json.gz"


def read_inputs(path: Path) -> str:
    """The digest of the last import's inputs, read without the document."""
    try:
        with gzip.open(path, "rb") as file:
            head = json.loads(file.readline(4096))
        return str(head["inputs"]) if head.get("format") == _FORMAT else ""
    except (
        OSError,
        EOFError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        zlib.error,
    ):
        return ""


def read(path: Path, problems: Problems) -> State:
    """The last import; an empty one where there was none."""
    try:
        with gzip.open(path, "rb") as file:
            head = json.loads(file.readline(4096))
            body = file.read(_MOST_BYTES + 1)
        if head["format"] != _FORMAT or len(body) > _MOST_BYTES:
            raise ValueError
        document = json.loads(body)
        if not isinstance(document, dict):
            raise ValueError
        return State(str(head["inputs"]), str(head["text"]), document)
    except FileNotFoundError:
        return State()
    except (
        OSError,
        EOFError,
        ValueError,
        KeyError,
        TypeError,
        RecursionError,
        zlib.error,
    ):
        problems.add(
            Position(str(path), 1, 1),
            "the state of the last import cannot be read: restore this file, or remove it "
            "and import again, which then only adds to the spec",
        )
        return State()


def write(path: Path, state: State) -> None:
    """Keep the state of an import."""
    head = {"format": _FORMAT, "inputs": state.inputs, "text": state.text}
    body = json.dumps(state.document, ensure_ascii=False, separators=(",", ":"))
    content = f"{json.dumps(head)}\n{body}\n".encode()
    replace(path, gzip.compress(content, compresslevel=1, mtime=0))


def replace(path: Path, content: bytes) -> None:
    """Write a file whole or not at all.

    Only one run works in a folder, so what a killed one left beside it is overwritten.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.new")
    try:
        beside.write_bytes(content)
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)
