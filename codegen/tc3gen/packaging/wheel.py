"""Writing a wheel (the binary distribution format of Python packages, version 1.0).

The same contents give the same bytes: no time, no user and no order of a folder gets in.
"""

from __future__ import annotations

import base64
import io
import zipfile
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path

from attrs import frozen

from tc3gen.util.safe_files import replace_file

_EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The first time that a zip file can name."""

_READABLE = 0o100644 << 16
"""Rights of a file as zip keeps them: everybody may read it."""


@frozen
class Distribution:
    """Name, version and what is said of it."""

    name: str
    version: str
    summary: str
    description: str
    """Markdown."""
    requires: Sequence[str]
    requires_python: str
    license: str
    license_text: bytes

    @property
    def stem(self) -> str:
        """Beginning of the names of the wheel and of its metadata."""
        return f"{self.name.replace('-', '_')}-{self.version}"

    @property
    def file_name(self) -> str:
        return f"{self.stem}-py3-none-any.whl"


def write_wheel(
    folder: Path, distribution: Distribution, files: Mapping[str, bytes]
) -> Path:
    """Write a wheel with files by their paths in site-packages; an older one is replaced."""
    info = f"{distribution.stem}.dist-info"
    contents = {
        **dict(sorted(files.items())),
        f"{info}/licenses/LICENSE": distribution.license_text,
        f"{info}/METADATA": _metadata(distribution).encode(),
        f"{info}/WHEEL": _WHEEL,
    }
    record = "".join(_record_line(path, content) for path, content in contents.items())
    contents[f"{info}/RECORD"] = f"{record}{info}/RECORD,,\n".encode()
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for inside, content in contents.items():
            entry = zipfile.ZipInfo(inside, _EARLIEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = _READABLE
            archive.writestr(entry, content)
    path = folder / distribution.file_name
    replace_file(path, made.getvalue())
    return path


_WHEEL = (
    b"Wheel-Version: 1.0\nGenerator: tc3gen\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
)


def _metadata(distribution: Distribution) -> str:
    lines = [
        "Metadata-Version: 2.4",
        f"Name: {distribution.name}",
        f"Version: {distribution.version}",
        f"Summary: {' '.join(distribution.summary.split())}",
        f"License-Expression: {distribution.license}",
        "License-File: LICENSE",
        "Classifier: Programming Language :: Python :: 3 :: Only",
        "Classifier: Typing :: Typed",
        "Description-Content-Type: text/markdown",
        f"Requires-Python: {distribution.requires_python}",
        *(f"Requires-Dist: {need}" for need in distribution.requires),
    ]
    return "\n".join(lines) + f"\n\n{distribution.description}\n"


def _record_line(path: str, content: bytes) -> str:
    digest = base64.urlsafe_b64encode(sha256(content).digest()).rstrip(b"=").decode()
    return f"{path},sha256={digest},{len(content)}\n"
