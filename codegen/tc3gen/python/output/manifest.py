"""The record of what was generated: the digest of what it was made from, and each file's.

Each service's folder holds one, and the package one for its other files, so that a run
reads and replaces only what concerns it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from attrs import field, frozen

NAME = "tc3gen.json"
"""The manifest's own file, in the folder that it speaks of."""


@frozen
class Manifest:
    """`inputs` is the digest of specs and generator, `files` maps paths to digests."""

    inputs: str = ""
    files: Mapping[str, str] = field(factory=dict)
    options: Mapping[str, Any] = field(factory=dict)
    """How a package was made that holds only a part of what its specs describe."""

    def text(self) -> str:
        document: dict[str, Any] = {"inputs": self.inputs}
        if self.options:
            document["options"] = self.options
        document["files"] = dict(sorted(self.files.items()))
        return json.dumps(document, indent=2) + "\n"


def read(folder: Path) -> Manifest:
    """The manifest of a folder; an empty one where there is none that can be read."""
    try:
        document = json.loads((folder / NAME).read_text(encoding="utf-8"))
        inputs, files = document["inputs"], document["files"]
        options = document.get("options", {})
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return Manifest()
    if not all(isinstance(found, dict) for found in (files, options)):
        return Manifest()
    if not isinstance(inputs, str) or not all(map(_is_inside, files)):
        return Manifest()
    return Manifest(inputs, {path: str(d) for path, d in files.items()}, options)


def _is_inside(path: str) -> bool:
    """Whether a path stays in its folder: a manifest is a file that anybody may edit."""
    parts = path.split("/")
    return "" not in parts and ".." not in parts and "\\" not in path


def digest(content: bytes) -> str:
    return sha256(content).hexdigest()


def digest_of(path: Path) -> str | None:
    """The digest of a file; None where there is none, or there can be none."""
    try:
        return digest(path.read_bytes())
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError, ValueError):
        return None


def inputs_digest(specs: Iterable[tuple[str, str]], options: str) -> str:
    """The digest of all that decides the output: specs by name, options, the generator."""
    whole = sha256(options.encode())
    for name, content in sorted(specs):
        whole.update(f"\0{name}\0{content}".encode())
    whole.update(_generator().encode())
    return whole.hexdigest()


@lru_cache(maxsize=1)
def _generator() -> str:
    """The digest of the code that makes a package."""
    whole = sha256()
    for path in sorted(_generator_files()):
        whole.update(f"\0{path.name}\0{digest(path.read_bytes())}".encode())
    return whole.hexdigest()


def _generator_files() -> Iterable[Path]:
    root = Path(__file__).parent
    for folder in (root, root.parent / "spec"):
        yield from (p for p in folder.rglob("*.*") if p.suffix in (".py", ".jinja"))
