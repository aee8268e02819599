from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from tc3gen.sources.doc_pages.importing import ImportOutcome, import_pages


@pytest.fixture
def out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for specs, still empty, in a working folder of its own."""
    monkeypatch.chdir(tmp_path)
    return Path("spec")


@pytest.fixture
def imported(out: Path) -> Callable[..., ImportOutcome]:
    """Imports texts as pages."""

    def run(*texts: str) -> ImportOutcome:
        files = [Path(f"page{number}.md") for number, _ in enumerate(texts, 1)]
        for file, text in zip(files, texts, strict=True):
            file.write_text(dedent(text), encoding="utf-8")
        return import_pages(files, out)

    return run
