"""The tutorial, followed to the letter: its files are written, and its tests pass."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

TUTORIAL = Path(__file__).parents[2] / "docs/tutorial.md"


def test_what_the_tutorial_writes_passes(tmp_path: Path) -> None:
    text = TUTORIAL.read_text("utf-8")
    files = re.findall(r"Write `([\w.]+)`.*?```python\n(.*?)```", text, re.S)
    assert [name for name, _ in files] == ["service.py", "test_service.py"]
    for name, content in files:
        (tmp_path / name).write_text(content)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert "3 passed" in done.stdout, done.stdout
