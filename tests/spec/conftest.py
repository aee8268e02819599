from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from tc3gen.spec.checks.run import check_specs
from tc3gen.spec.reading.load import Specs, load_specs

COMMON = """\
title: Common
summary: What all share.
parameters:
  Region: {header: X-TC-Region, type: string, doc: Where the data is.}
errors:
  InternalError: The service failed.
"""

Problems = Callable[[str], list[str]]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder with a common file, so that paths in messages are short."""
    monkeypatch.chdir(tmp_path)
    tmp_path.joinpath("common.yaml").write_text(COMMON)
    return tmp_path


@pytest.fixture
def loaded(folder: Path) -> Callable[[str], Specs]:
    """Loads a text as the file `ses.yaml`."""

    def load_text(text: str) -> Specs:
        folder.joinpath("ses.yaml").write_text(dedent(text), encoding="utf-8")
        return load_specs(["ses.yaml"])

    return load_text


@pytest.fixture
def problems(loaded: Callable[[str], Specs]) -> Problems:
    """All problems of a text, with those that only the rules find."""

    def problems_of(text: str) -> list[str]:
        specs = loaded(text)
        return [
            str(problem) for problem in sorted((*specs.problems, *check_specs(specs)))
        ]

    return problems_of
