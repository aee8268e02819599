"""A package under another name, with parameters and responses that are hard to get right."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tc3gen.python.output.generate import generate_package
from tc3gen.python.vendoring.command import vendor_package
from tc3gen.python.vendoring.make import Options
from tc3gen.spec.select import parse_only

from .support.recorder import Recorder

COMMON = """\
title: Common
summary: What all share.
parameters:
  Region: {header: X-TC-Region, type: string, doc: Where the data is.}
errors:
  InternalError: {doc: The service failed., retry: repeatable}
"""

SPEC = """\
service: as
version: "2024-01-31"
title: Odd Service
summary: "名前が長い説明 for <everybody>."
actions:
  Search:
    summary: Search.
    repeatable: true
    params:
      Query: {type: string, required: true, doc: What to look for.}
      PageSize: {type: integer, doc: Items of a page., range: [1, 5]}
      Page: {type: integer, doc: Page, range: [1, null]}
      DryRun: {type: boolean, doc: Only try.}
      Profile: {type: string, doc: Of the user.}
      Filter: {type: "list[Filter]", doc: Filters.}
      In: {type: "list[list[integer]]", doc: Numbers.}
      Help: {type: boolean, doc: Ask for help.}
      Token: {type: string, doc: Where to go on.}
    returns:
      Items: {type: "list[string]", doc: What was found.}
    pages: {page: Page, size: PageSize, items: Items}
    examples:
      - title: Search
        request: {Query: x}
        response: {Items: [a]}
types:
  Filter:
    doc: A filter.
    fields:
      Name: {type: string, required: true, doc: Its name.}
      Within: {type: "list[Filter]", doc: Filters inside.}
"""


@pytest.fixture(scope="module")
def specs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("specs")
    folder.joinpath("common.yaml").write_text(COMMON)
    folder.joinpath("as.yaml").write_text(SPEC)
    return folder


@pytest.fixture(scope="module")
def made(specs: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the package `oddcloud`."""
    folder = tmp_path_factory.mktemp("made")
    done = generate_package([specs], folder, package="oddcloud")
    assert [str(problem) for problem in done.problems] == []
    return folder


def run(
    folder: Path, recorder: Recorder, *words: str, package: str = "oddcloud"
) -> Any:
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith(("TC3_", "TENCENT"))},
        "TC3_ENDPOINT": recorder.url, "PYTHONPATH": str(folder), "HOME": str(folder),
        "TENCENTCLOUD_SECRET_ID": "a", "TENCENTCLOUD_SECRET_KEY": "b",
    }  # fmt: skip
    return subprocess.run(
        [sys.executable, "-m", package, *words],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_own_parameters_win_and_second_names_always_mean_the_option(
    made: Path, recorder: Recorder
) -> None:
    recorder.respond = lambda action, params: {"Items": ["a", "b"]}
    ran = run(
        made, recorder, "as", "search", "--query", "x", "--page-size", "3", "--dry-run",
        "--profile", "p", "--filter.0.name", "n", "--filter.0.within.0.name", "m",
        "--in", "[[1, 2], [3]]", "--help", "--token", "t", "--tc3-query", "Items[0]",
    )  # fmt: skip
    assert (ran.returncode, ran.stdout) == (0, '"a"\n'), ran.stderr
    assert recorder.parameters() == [
        {
            "Query": "x", "PageSize": 3, "DryRun": True, "Profile": "p", "Help": True,
            "Filter": [{"Name": "n", "Within": [{"Name": "m"}]}], "In": [[1, 2], [3]],
            "Token": "t",
        }
    ]  # fmt: skip
    ran = run(made, recorder, "as", "search", "--tc3-help")
    assert ran.stdout.startswith("Search.")
    ran = run(made, recorder, "as", "search", "--query", "x", "--tc3-dry-run", "curl")
    assert (ran.stdout[:4], recorder.requests) == ("curl", [])


def test_its_name_is_in_its_help(made: Path, recorder: Recorder) -> None:
    ran = run(made, recorder, "as", "search", "--tc3-help")
    assert "python -m oddcloud as search --query TEXT" in ran.stdout
    ran = run(made, recorder, "list", "as")
    assert "名前が長い説明" in ran.stdout


def test_recursive_types_have_an_end_in_help_and_skeletons(
    made: Path, recorder: Recorder
) -> None:
    ran = run(made, recorder, "as", "search", "--tc3-help")
    assert "--filter.0.within" in ran.stdout
    ran = run(made, recorder, "as", "search", "--skeleton", "full")
    assert ran.returncode == 0
    assert "Filter:" in ran.stdout


@pytest.mark.nightly
def test_a_vendored_package_has_the_command_line_on_demand(
    specs: Path, recorder: Recorder, tmp_path: Path
) -> None:
    only = (parse_only("as:Search"),)
    vendor_package([specs], tmp_path / "without", Options(only))
    assert not (tmp_path / "without" / "_core" / "cli").exists()
    assert not (tmp_path / "without" / "cli.jsonl").exists()
    vendor_package(
        [specs], tmp_path / "vendored", Options(only, features=frozenset({"cli"}))
    )
    ran = run(tmp_path, recorder, "as", "search", "--query", "x", package="vendored")
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout) == {"RequestId": "r-1"}
    ran = run(tmp_path, recorder, "as", "--help", package="vendored")
    assert "search" in ran.stdout
