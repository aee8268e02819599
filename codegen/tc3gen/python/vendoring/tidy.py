"""Python whose statements were taken out, made tidy by ruff: imports and layout."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

_RULES = "F401,TC005,I001"
"""Imports that nothing needs any more, empty blocks of imports for types, their order."""

_LAYOUT = "format.skip-magic-trailing-comma=true"
"""What is shorter now goes on one line again; `ruff format` leaves it there."""


def tidy_files(files: Mapping[str, str]) -> dict[str, str]:
    """Files by path, without unused imports, laid out as `ruff format` lays out code.

    Raises:
        RuntimeError: A file is not Python that ruff understands.
    """
    with TemporaryDirectory(prefix="tc3gen-") as folder:
        root = Path(folder)
        for path, text in files.items():
            place = root / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, encoding="utf-8", newline="\n")
        _run_ruff(root, "check", "--fix", "--quiet", "--select", _RULES)
        _run_ruff(root, "format", "--quiet", "--config", _LAYOUT)
        return {path: (root / path).read_text(encoding="utf-8") for path in files}


def _run_ruff(root: Path, *command: str) -> None:
    ruff = [sys.executable, "-m", "ruff", *command, "--isolated", "--no-cache", "."]
    done = subprocess.run(ruff, cwd=root, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"ruff {command[0]}: {done.stdout}{done.stderr}")
