"""The record of what was generated: the digest of what it was made from, and each file's."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path

from attrs import field, frozen

NAME = "tc3gen.json"
"""The manifest's own file, in the folder of the package."""


@frozen
class Manifest:
    """`inputs` is the digest of specs and generator, `files` maps paths to digests."""

    inputs: str = ""
    files: Mapping[str, str] = field(factory=dict)

    def text(self) -> str:
        files = dict(sorted(self.files.items()))
        return json.dumps({"inputs": self.inputs, "files": files}, indent=2) + "\n"


def read(package: Path) -> Manifest:
    """The manifest of a package; an empty one where there is none that can be read."""
    try:
        document = json.loads((package / NAME).read_text(encoding="utf-8"))
        inputs, files = document["inputs"], document["files"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return Manifest()
    if not isinstance(inputs, str) or not isinstance(files, dict):
        return Manifest()
    return Manifest(inputs, {str(path): str(digest) for path, digest in files.items()})


def digest(content: bytes) -> str:
    return sha256(content).hexdigest()


def digest_of(path: Path) -> str | None:
    """The digest of a file; None where there is none, or there can be none."""
    try:
        return digest(path.read_bytes())
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError, ValueError):
        return None


def inputs_digest(specs: Iterable[tuple[str, bytes]], options: str) -> str:
    """The digest of all that decides the output: specs by name, options, the generator."""
    whole = sha256(options.encode())
    for name, content in sorted(specs):
        whole.update(f"\0{name}\0{digest(content)}".encode())
    for path in sorted(_generator_files()):
        whole.update(f"\0{path.name}\0{digest(path.read_bytes())}".encode())
    return whole.hexdigest()


def _generator_files() -> Iterable[Path]:
    root = Path(__file__).parent
    for folder in (root, root.parent / "spec"):
        yield from (p for p in folder.rglob("*.*") if p.suffix in (".py", ".jinja"))
