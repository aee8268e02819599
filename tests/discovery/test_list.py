"""`tc3gen list`: which products there are, and how each can be had."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner
from rich.cells import cell_len

from tc3gen.cli import main
from tc3gen.discovery import known_products as module
from tc3gen.discovery.known_products import ProductVersion, known_products
from tc3gen.sources.tccli import importing
from tc3gen.spec.cache import load_cached
from tc3gen.spec.reading.files import shipped_specs

_NUMBER = re.compile(r"[\d,]+ actions?")


@pytest.fixture(scope="module")
def published() -> list[ProductVersion]:
    """What the installed tccli publishes, read once: it takes a second."""
    return list(module._published_products())


@pytest.fixture(autouse=True)
def read_once(
    published: list[ProductVersion],
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> None:
    if "no_tccli" not in request.fixturenames:
        monkeypatch.setattr(module, "_published_products", lambda: published)


@pytest.fixture
def no_tccli() -> None:
    """Another tccli, or none."""


def listed(*words: str) -> Sequence[str]:
    done = CliRunner().invoke(main, ["list", *words])
    assert done.exit_code == 0, done.output
    return done.output.splitlines()


def test_products_with_and_without_a_spec() -> None:
    lines = listed()
    assert len(lines) > 250
    assert lines == sorted(lines, key=lambda line: line.split()[:2])
    assert listed("ses", "2020") == [
        "ses  2020-10-02  spec  Simple Email Service  36 actions"
    ]


def test_words_are_found_in_titles_of_any_case() -> None:
    assert [line.split()[0] for line in listed("MESSAGE", "short")] == ["sms", "sms"]
    assert "cvm" in {line.split()[0] for line in listed("云服务器")}


def test_columns_stand_below_each_other_with_wide_characters() -> None:
    lines = listed("云")
    places = {cell_len(_NUMBER.split(line)[0]) for line in lines}
    assert (len(lines) > 10, len(places)) == (True, 1)


def test_json_for_other_programs() -> None:
    (line,) = listed("sts", "--json")
    assert json.loads(line) == {
        "service": "sts",
        "version": "2018-08-13",
        "title": json.loads(line)["title"],
        "actions": len(load_cached([shipped_specs()])[0][-1].actions),
        "deprecated": 0,
        "origin": "spec",
    }


def test_nothing_found() -> None:
    done = CliRunner().invoke(main, ["list", "zebra"])
    assert (done.exit_code, done.output) == (
        1,
        "Error: no product has all these words: try fewer\n",
    )


@pytest.mark.usefixtures("no_tccli")
@pytest.mark.parametrize("content", ["", "[" * 100_000, "[]", '{"metadata": 1}', "{"])
def test_a_broken_definition_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str
) -> None:
    folder = tmp_path / "toy" / "v20240131"
    folder.mkdir(parents=True)
    (folder / "api.json").write_text(content)
    find = importing.find_sources
    monkeypatch.setattr(module, "find_sources", lambda *_: find(tmp_path, tmp_path, ()))
    assert known_products([]) == []


@pytest.mark.usefixtures("no_tccli")
def test_without_tccli_the_bundled_specs_are_listed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def nothing(*_: object) -> None:
        raise importing.NotFound("tccli is not installed")

    monkeypatch.setattr(module, "find_sources", nothing)
    assert {
        product.origin for product in known_products(load_cached([shipped_specs()])[0])
    } == {"spec"}
    done = CliRunner().invoke(main, ["list", "ses"])
    assert done.stdout.startswith("ses  2020-10-02  spec  ")
    assert done.stderr.endswith("pip install --no-compile tccli\n")
