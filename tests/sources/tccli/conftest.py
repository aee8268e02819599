from __future__ import annotations

from pathlib import Path

import pytest

from .published import Import


@pytest.fixture
def toy(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Import:
    """A small tccli to import from."""
    return Import(tmp_path, capsys)
