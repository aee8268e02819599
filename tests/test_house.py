"""The house stays one in which strangers find their way: small files, few to a room."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[1]
MOST_LINES, MOST_MODULES = 350, 16
TREES = ("codegen", "tests", "examples")
WRITTEN = [path for tree in TREES for path in sorted((ROOT / tree).rglob("*.py"))]


def test_no_file_is_long() -> None:
    lines = {path: path.read_text("utf-8").count("\n") for path in WRITTEN}
    long = {
        str(path.relative_to(ROOT)): n for path, n in lines.items() if n > MOST_LINES
    }
    assert long == {}


def test_no_room_is_full() -> None:
    modules = Counter(path.parent for path in WRITTEN)
    full = {
        str(folder.relative_to(ROOT)): n
        for folder, n in modules.items()
        if n > MOST_MODULES
    }
    assert full == {}
