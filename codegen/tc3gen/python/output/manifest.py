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

from tc3gen.python.output.regular_files import read_regular

NAME = "tc3gen.json"
"""The manifest's own file, in the folder that it speaks of."""


@frozen
class Manifest:
    """`inputs` is the digest of specs and generator, `files` maps paths to digests."""

    inputs: str = ""
    files: Mapping[str, str] = field(factory=dict)
    options: Mapping[str, Any] = field(factory=dict)
    """Options of a package that holds only a part of what its specs describe."""

    def text(self) -> str:
        document: dict[str, Any] = {"inputs": self.inputs}
        if self.options:
            document["options"] = self.options
        document["files"] = dict(sorted(self.files.items()))
        return json.dumps(document, indent=2) + "\n"


def read_manifest(folder: Path) -> Manifest:
    """Read the manifest of a folder; an empty one if there is none, or a broken one.

    Raises:
        OutputRefused: A link, a pipe or a device lies in its place.
    """
    content = read_regular(folder / NAME)
    try:
        document = json.loads((content or b"").decode())
        inputs, files = document["inputs"], document["files"]
        options = document.get("options", {})
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return Manifest()
    if not all(isinstance(found, dict) for found in (files, options)):
        return Manifest()
    if not isinstance(inputs, str) or not all(map(_is_inside, files)):
        return Manifest()
    return Manifest(inputs, {path: str(d) for path, d in files.items()}, options)


def _is_inside(path: str) -> bool:
    """True if a path stays in its folder: a manifest is a file that anybody may edit."""
    parts = path.split("/")
    return "" not in parts and ".." not in parts and "\\" not in path


def digest(content: bytes) -> str:
    return sha256(content).hexdigest()


def digest_of(path: Path) -> str | None:
    """The digest of a file on disk, whatever line ends Git gave it; None without one.

    Raises:
        OutputRefused: It is a link, a pipe, a device or a socket.
    """
    content = read_regular(path)
    return None if content is None else digest(content.replace(b"\r\n", b"\n"))


def inputs_digest(specs: Iterable[tuple[str, str]], options: str) -> str:
    """The digest of all that decides the output: specs by name, options, the generator.

    It spares `generate` work, and is never a proof: whoever can edit a file can edit it.
    """
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
    root = Path(__file__).parents[1]
    for folder in (root, root.parent / "spec"):
        yield from (p for p in folder.rglob("*.*") if p.suffix in (".py", ".jinja"))
