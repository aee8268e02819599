"""`tc3gen search`: actions, parameters, types and errors by their words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sources.tccli.published import Import, action

from tc3gen.cli import main
from tc3gen.sources.tccli import importing

SHOP = """\
service: shop
version: "2026-01-01"
title: Shop
summary: Sells things.
actions:
  OrderPizza:
    summary: Order a pizza.
    params:
      Topping: {type: string, doc: "Its topping."}
    errors: [ResourceUnavailable.NoOven]
    examples:
      - {title: Plain, request: {}}
errors:
  ResourceUnavailable.NoOven: No oven is hot.
"""


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "cache"
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder))
    return folder


@pytest.fixture
def shop(tmp_path: Path) -> str:
    file = tmp_path / "shop.yaml"
    file.write_text(SHOP)
    return str(file)


@pytest.fixture
def toy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Import:
    """An installed tccli that publishes one product."""
    find = importing.find_sources
    path = tmp_path / "tccli"
    monkeypatch.setattr(importing, "find_sources", lambda *_: find(path, tmp_path, ()))
    return Import(tmp_path, capsys)


def search(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["search", *arguments])


def lines(*arguments: str) -> list[list[str]]:
    done = search(*arguments)
    assert done.exit_code == 0, done.output
    return [line.split() for line in done.stdout.splitlines()]


def test_actions_come_first() -> None:
    assert lines("send", "em")[0][:4] == ["action", "SendEmail", "ses", "2020-10-02"]


def test_a_product_among_the_words_narrows_the_search() -> None:
    assert {line[2] for line in lines("sms", "template")} == {"sms"}
    assert len({line[2] for line in lines("template")}) > 1


def test_parameters_say_of_which_action(shop: str) -> None:
    (found,) = lines("topping", "--spec", shop)
    assert found[:5] == ["parameter", "Topping", "shop", "2026-01-01", "OrderPizza"]


def test_errors_are_found_by_code_and_by_meaning(shop: str) -> None:
    for words in (["NoOven"], ["hot"], ["ResourceUnavailable.NoOven"]):
        assert lines(*words, "--spec", shop)[0][:2] == [
            "error",
            "ResourceUnavailable.NoOven",
        ]


def test_the_limit() -> None:
    assert len(lines("template", "--limit", "3")) == 3


def test_json_for_other_programs(shop: str) -> None:
    done = search("topping", "--spec", shop, "--json")
    assert [json.loads(line) for line in done.stdout.splitlines()] == [
        {
            "kind": "parameter",
            "name": "Topping",
            "service": "shop",
            "version": "2026-01-01",
            "action": "OrderPizza",
            "title": "Its topping.",
        }
    ]


def test_nothing_found(shop: str) -> None:
    done = search("zebra")
    assert (done.exit_code, done.output) == (
        1,
        "Error: nothing has all these words: try fewer, or --all\n",
    )
    assert search("zebra", "--spec", shop).output.endswith("try fewer\n")


def test_a_broken_spec_is_said_with_its_place(tmp_path: Path) -> None:
    file = tmp_path / "broken.yaml"
    file.write_text("service: shop\n")
    done = search("pizza", "--spec", str(file))
    assert done.exit_code == 1
    assert f"{file}:1:1: " in done.output


def test_all_searches_what_tccli_publishes(toy: Import) -> None:
    toy.publish({"BakeBread": action()})
    assert search("bake").exit_code == 1
    assert lines("bake", "--all")[0][:3] == ["action", "BakeBread", "toy"]
    assert lines("SendEmail", "--all")[0][:3] == ["action", "SendEmail", "ses"]


def test_all_reads_what_has_changed(toy: Import) -> None:
    toy.publish({"BakeBread": action()})
    lines("bake", "--all")
    toy.publish({"BakeCake": action()})
    assert [line[1] for line in lines("bake", "--all")] == ["BakeCake"]


def test_all_needs_tccli(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "_installed_folder", lambda _: None)
    done = search("bake", "--all")
    assert done.exit_code == 1
    assert done.output.startswith(
        "Error: tccli is not installed: pip install --no-compile tccli"
    )


def test_a_bundled_version_is_found_once(toy: Import) -> None:
    toy.publish(
        {"SendEmail": action()}, serviceShortName="ses", apiVersion="2020-10-02"
    )
    found = [line for line in lines("SendEmail", "--all") if line[1] == "SendEmail"]
    assert len(found) == 1
