"""English of the specs: texts name a thing and do not circumscribe it.

Generated docstrings are made of them, so the rules for docstrings hold here too.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

FILES = sorted((Path(__file__).parents[2] / "spec").rglob("*.yaml"))

TEXT = re.compile(r"(?:doc|summary|title|description): *(?:\|\n *)?[\"']?(.*)")
RIDDLE = re.compile(r"(?:What|Whether|How|Where|The same)\b")
RESPONSE = re.compile(r"\banswer(?:s|ed)?\b", re.IGNORECASE)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_no_text_begins_with_a_riddle(file: Path) -> None:
    """`State of the review`, and not `How far the review is`."""
    texts = TEXT.findall(file.read_text(encoding="utf-8"))
    assert len(texts) >= 20
    assert [text for text in texts if RIDDLE.match(text)] == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_service_responds(file: Path) -> None:
    lines = file.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if RESPONSE.search(line)] == []
