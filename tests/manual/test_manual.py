"""The pages of the manual say what the code says."""

from __future__ import annotations

import re

import pytest

from .llms import DOCS, llms_text
from .pages import FOLDER, pages

PAGES = pages()


def test_there_is_no_other_page() -> None:
    assert {path.name for path in FOLDER.iterdir()} == set(PAGES)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_what_the_code_says(name: str) -> None:
    current = (FOLDER / name).read_text("utf-8") == PAGES[name]
    assert current, f"{name} is not current: python -m tests.manual"


def test_the_list_for_programs_has_every_page() -> None:
    text = (DOCS / "llms.txt").read_text("utf-8")
    assert text == llms_text(), "llms.txt is not current: python -m tests.manual"
    written = {
        str(path.relative_to(DOCS))
        for path in DOCS.rglob("*.md")
        if path.relative_to(DOCS).parts[0] != "reference"
    }
    assert written - {"index.md"} == set(re.findall(r"\]\((.*?\.md)\)", text))


def test_every_property_of_the_format_is_explained() -> None:
    page = PAGES["spec-format.md"]
    assert page.count("| `range` |") == 1  # of fields; common parameters refer to them
    assert "| [a mapping](#spec-pages) |" in page
    assert "\n(spec-pages)=\n" in page


def test_every_command_has_its_options() -> None:
    page = PAGES["tc3gen.md"]
    assert not re.search(r"^\| `--[^|]*\|  \|", page, re.M), "an option without help"
    for heading in ("## tc3gen generate", "## tc3gen import tccli"):
        section = page.partition(f"{heading}\n")[2].partition("\n## ")[0]
        assert "| `--only " in section


def test_options_of_clients_have_types_and_defaults() -> None:
    page = PAGES["client-options.md"]
    assert (
        "- `max_connections` (`int`, by default `100`): Most connections that are open"
        in page
    )
    assert "`RetryPolicy()`" in page


def test_errors_say_what_they_are_derived_from() -> None:
    page = PAGES["errors.md"]
    assert "#### ConnectError\n\nA `TransportError`.\n" in page
    assert "| `RequestLimitExceeded` |" in page
