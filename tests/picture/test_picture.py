"""The picture of the README can be taken anew."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from . import __main__ as command


@pytest.mark.nightly
@pytest.mark.skipif(shutil.which("chromium") is None, reason="it takes Chromium")
async def test_the_picture_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "PICTURE", tmp_path / "picture.webp")
    await command.main()
    assert (tmp_path / "picture.webp").read_bytes()[8:12] == b"WEBP"
