"""The last import, kept beside the specs.

`SPEC_DIR/.imported/SERVICE/VERSION.json.gz` holds the document as it was imported, so that
the next import can tell what a person changed. It belongs into version control with the
specs; without it, the next import only adds.
"""

from __future__ import annotations

import errno
import gzip
import json
import zlib
from pathlib import Path
from typing import Any

from attrs import frozen

from tc3gen.spec.model import Position
from tc3gen.spec.problems import Problems
from tc3gen.spec.yaml.nodes import MAX_DEPTH
from tc3gen.util.safe_files import read_regular, replace_file

FOLDER = ".imported"

_FORMAT = 1
MAX_BYTES = 64 * 1024 * 1024
"""Bytes of the unpacked state: four times those of the largest spec file."""

_MAX_PACKED_BYTES = 16 * 1024 * 1024
_MAX_HEAD_BYTES = 4096
_UNREADABLE = (
    OSError,
    EOFError,
    ValueError,
    KeyError,
    TypeError,
    RecursionError,
    zlib.error,
)


@frozen
class State:
    """The last import of one version."""

    inputs: str = ""
    """Digest of all that decided it."""
    text: str = ""
    """Digest of the file's text, if the import alone wrote it."""
    document: dict[str, Any] | None = None
    """The imported document; None if it is not known."""


def path_of(out: Path, service: str, version: str) -> Path:
    """The file with the state of a version."""
    return out / FOLDER / service / f"{version}.json.gz"


def read_inputs(path: Path) -> str:
    """The digest of the last import's inputs; empty if the state cannot be read."""
    try:
        head = json.loads(_unpack_file(path, _MAX_HEAD_BYTES).partition(b"\n")[0])
        return str(head["inputs"]) if head.get("format") == _FORMAT else ""
    except (*_UNREADABLE, AttributeError):
        return ""


def read_state(path: Path, problems: Problems) -> State:
    """The last import; an empty one if there was none."""
    try:
        content = _unpack_file(path, MAX_BYTES)
    except FileNotFoundError:
        return State()
    except EOFError:
        return _refuse_state(path, 1, 1, "it is cut off", problems)
    except _UNREADABLE as error:
        reason = getattr(error, "strerror", None) or "it is not a gzip file"
        return _refuse_state(path, 1, 1, reason, problems)
    if len(content) > MAX_BYTES:
        reason = f"it unpacks to more than {MAX_BYTES // 1024**2} MB"
        return _refuse_state(path, 1, 1, reason, problems)
    first, _, rest = content.partition(b"\n")
    line = 1
    try:
        head = json.loads(first)
        if head["format"] != _FORMAT:
            raise ValueError("another format")
        line = 2
        document = json.loads(rest)
        if (reason := _shape_problem(document)) is not None:
            raise ValueError(reason)
        return State(str(head["inputs"]), str(head["text"]), document)
    except json.JSONDecodeError as error:
        at = (line + error.lineno - 1, error.colno)
        return _refuse_state(path, *at, f"it is not JSON here ({error.msg})", problems)
    except RecursionError:
        return _refuse_state(path, line, 1, "it is nested too deep", problems)
    except UnicodeDecodeError:
        return _refuse_state(path, line, 1, "it is not UTF-8", problems)
    except (ValueError, KeyError, TypeError) as error:
        reason = str(error) if type(error) is ValueError else "its head is not one"
        return _refuse_state(path, line, 1, reason, problems)


def _unpack_file(path: Path, most: int) -> bytes:
    """The unpacked content, of which no more is made than one byte beyond `most`."""
    packed = read_regular(path, _MAX_PACKED_BYTES, follow=False)
    if len(packed) > _MAX_PACKED_BYTES:
        raise OSError(
            errno.EFBIG, f"it is larger than {_MAX_PACKED_BYTES // 1024**2} MB"
        )
    unpacking = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)  # with gzip's head
    content = unpacking.decompress(packed, most + 1)
    if not unpacking.eof and len(content) <= most:
        raise EOFError
    return content


def _shape_problem(document: object) -> str | None:
    """The reason why a document cannot be that of an import; None if it can."""
    if not isinstance(document, dict):
        return "it is not a mapping"
    level: list[object] = [document]
    for _ in range(MAX_DEPTH):
        level = [
            child
            for each in level
            if isinstance(each, (dict, list))
            for child in (each.values() if isinstance(each, dict) else each)
        ]
        if not level:
            return None
    return "it is nested too deep"


def _refuse_state(
    path: Path, line: int, column: int, reason: str, problems: Problems
) -> State:
    problems.add(
        Position(str(path), line, column),
        f"the state of the last import cannot be read, because {reason}: restore this "
        "file, or remove it and import again, which then only adds to the spec",
    )
    return State()


def write_state(path: Path, state: State) -> None:
    """Keep the state of an import."""
    head = {"format": _FORMAT, "inputs": state.inputs, "text": state.text}
    body = json.dumps(state.document, ensure_ascii=False, separators=(",", ":"))
    content = f"{json.dumps(head)}\n{body}\n".encode()
    replace_file(path, gzip.compress(content, compresslevel=1, mtime=0))
