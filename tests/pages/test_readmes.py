"""The two READMEs say the same: commands, code, figures and links; and lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ENGLISH, CHINESE = (
    (ROOT / name).read_text("utf-8") for name in ("README.md", "README.zh-CN.md")
)
LINK = re.compile(r"\]\(([^)]+)\)")


def code(text: str) -> list[str]:
    """Blocks of code, fenced and indented, without what follows a `#` in commands."""
    fenced = re.findall(r"^```.*?^```", text, re.S | re.M)
    rest = re.sub(r"^```.*?^```", "", text, flags=re.S | re.M)
    return fenced + re.findall(r"^    (.*?)(?: +#.*)?$", rest, re.M)


def figures(text: str) -> list[str]:
    return re.findall(r"\d[\d,.]* (?:us|ms|KB|s)\b", text)


def test_commands_and_code_are_the_same() -> None:
    assert code(ENGLISH) == code(CHINESE)
    assert len(code(ENGLISH)) > 8


def test_figures_are_the_same() -> None:
    assert figures(ENGLISH) == figures(CHINESE)
    assert figures(ENGLISH)


def test_links_are_the_same() -> None:
    def targets(text: str) -> set[str]:
        return set(LINK.findall(text)) - {"README.md", "README.zh-CN.md"}

    assert targets(ENGLISH) == targets(CHINESE)


def test_it_is_short() -> None:
    assert len(ENGLISH.splitlines()) <= 180


def test_the_picture_is_small() -> None:
    (picture,) = re.findall(r"!\[[^]]+\]\(([^)]+)\)", ENGLISH)
    assert (ROOT / picture).read_bytes()[8:12] == b"WEBP"
    assert (ROOT / picture).stat().st_size < 150_000


@pytest.mark.parametrize("page", ["README.md", "README.zh-CN.md", "CONTRIBUTING.md"])
def test_links_lead_somewhere(page: str) -> None:
    for target in LINK.findall((ROOT / page).read_text("utf-8")):
        if not target.startswith(("http", "#")):
            assert (ROOT / target.partition("#")[0]).exists(), target


def test_each_target_of_make_is_there() -> None:
    targets = set(re.findall(r"`?make ([a-z-]+)`?", ENGLISH))
    makefile = (ROOT / "Makefile").read_text()
    for target in targets:
        assert f"\n{target}:" in makefile, target
