"""The pages of the manual say what the code says."""

from __future__ import annotations

import re
from collections.abc import Iterator

import griffe
import pytest

from .limits import LIMITS
from .llms import DOCS, llms_text
from .pages import FOLDER, pages
from .source import package


@pytest.fixture(scope="module")
def made() -> dict[str, str]:
    return pages()


def test_the_pages_are_what_the_code_says(made: dict[str, str]) -> None:
    written = {path.name: path.read_text("utf-8") for path in FOLDER.iterdir()}
    assert written.keys() == made.keys()
    old = [name for name, text in made.items() if written[name] != text]
    assert old == [], f"{old} are not current: python -m tests.manual"


def test_the_list_for_programs_has_every_page() -> None:
    text = (DOCS / "llms.txt").read_text("utf-8")
    assert text == llms_text(), "llms.txt is not current: python -m tests.manual"
    written = {
        str(path.relative_to(DOCS))
        for path in DOCS.rglob("*.md")
        if path.relative_to(DOCS).parts[0] != "reference"
    }
    assert written - {"index.md"} == set(re.findall(r"\]\((.*?\.md)\)", text))


def test_every_property_of_the_format_is_explained(made: dict[str, str]) -> None:
    page = made["spec-format.md"]
    assert page.count("| `range` |") == 1  # of fields; common parameters refer to them
    assert "| [a mapping](#spec-pages) |" in page
    assert "\n(spec-pages)=\n" in page


def test_every_command_has_its_options(made: dict[str, str]) -> None:
    page = made["tc3gen.md"]
    assert not re.search(r"^\| `--[^|]*\|  \|", page, re.M), "an option without help"
    for heading in ("## tc3gen generate", "## tc3gen import tccli"):
        section = page.partition(f"{heading}\n")[2].partition("\n## ")[0]
        assert "| `--only " in section


def test_options_of_clients_have_types_and_defaults(made: dict[str, str]) -> None:
    page = made["client-options.md"]
    assert (
        "- `max_connections` (`int`, by default `100`): Most connections that are open"
        in page
    )
    assert "`RetryPolicy()`" in page


def test_errors_say_what_they_are_derived_from(made: dict[str, str]) -> None:
    page = made["errors.md"]
    assert "#### ConnectError\n\nA `TransportError`.\n" in page
    assert "| `RequestLimitExceeded` |" in page


def test_no_limit_of_what_is_read_is_left_out() -> None:
    """Those that are called so; a new one is to be listed with its reason.

    What the local cloud refuses as the services do is not ours.
    """
    listed = {f"tc3gen.{name}" for names in LIMITS.values() for name in names}
    found = set(_limits_in(package("tc3gen")))
    services = ("tc3gen.cloud.ses.", "tc3gen.cloud.sms.")
    assert {name for name in found - listed if not name.startswith(services)} == set()


def _limits_in(module: griffe.Object) -> Iterator[str]:
    for name, member in module.members.items():
        if member.is_alias:
            continue
        if member.is_module:
            assert isinstance(member, griffe.Module)
            yield from _limits_in(member)
        elif re.fullmatch("MAX_([A-Z]+_)?(BYTES|DEPTH|BODY|HEADERS|CHARACTERS)", name):
            yield member.path
