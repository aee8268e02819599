"""The command line: what it says, its exit codes, and never a traceback."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from .conftest import COMMON, TOY, Command, Said

PROBLEMS = """\
broken/toy.yaml:1:1: a service needs `summary`
broken/toy.yaml:4:1: a service has no key "sumary"; did you mean `summary`?
broken/toy.yaml:6:45: there is no type "strin"; did you mean `string`?
3 problems
"""


def test_check_says_how_much_there_is(folder: Path, tc3gen: Command) -> None:
    assert tc3gen("check", "spec") == Said(0, "1 spec, 1 action: fine\n", "")


@pytest.mark.parametrize("command", [["check"], ["generate", "--out", "out"]])
def test_all_problems_are_reported(
    folder: Path, tc3gen: Command, command: list[str]
) -> None:
    assert tc3gen(*command, "broken") == Said(1, "", PROBLEMS)
    assert not folder.joinpath("out").exists()


@pytest.mark.parametrize(
    "command", [["check"], ["generate", "--out", "out"], ["diff", "spec/toy.yaml"]]
)
@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("missing.yaml", "missing.yaml:1:1: there is no such file\n"),
        ("missing", "missing:1:1: there is no such file\n"),
        ("empty", "empty:1:1: the folder holds no `*.yaml` file\n"),
        (
            "spec/toy.yaml/x",
            "spec/toy.yaml/x:1:1: the file cannot be read: Not a direc",
        ),
        ("latin.yaml", "latin.yaml:1:13: the byte 0xE9 is not UTF-8"),
        ("pipe.yaml", "pipe.yaml:1:1: the file cannot be read: not a regular file\n"),
        ("endless.yaml", "endless.yaml:1:1: the file cannot be read: not a regular "),
        ("x" * 5000, "x:1:1: the file cannot be read: File name too long\n"),
        ("/dev/null", "/dev/null:1:1: the file cannot be read: not a regular file\n"),
    ],
)
def test_what_cannot_be_read_is_a_problem(
    folder: Path, tc3gen: Command, command: list[str], spec: str, message: str
) -> None:
    said = tc3gen(*command, spec)
    assert (said.code, said.out) == (1, "")
    assert message in said.error
    assert said.error.splitlines()[-1].endswith("problem")


def test_generate_says_what_was_done(folder: Path, tc3gen: Command) -> None:
    generate = ("generate", "spec", "--out", "out")
    first = tc3gen(*generate)
    made = [p for p in folder.glob("out/tc3/**/*") if p.is_file()]
    count = len([p for p in made if p.name != "tc3gen.json"])
    assert first == Said(
        0, f"out/tc3: {count} files, {count} added, 0 changed, 0 removed\n", ""
    )
    assert tc3gen(*generate) == Said(0, f"out/tc3: {count} files, current\n", "")
    folder.joinpath("spec/toy.yaml").write_text(TOY.replace("Ping", "Pong"))
    assert tc3gen(*generate) == Said(
        0, f"out/tc3: {count} files, 1 added, 5 changed, 1 removed\n", ""
    )


def test_check_of_generate_lists_what_is_to_be_done(
    folder: Path, tc3gen: Command
) -> None:
    generate = ("generate", "spec", "--out", "out", "--package", "toys")
    tc3gen(*generate)
    assert tc3gen(*generate, "--check").code == 0
    folder.joinpath("spec/toy.yaml").write_text(TOY.replace("Ping:", "Pong:"))
    said = tc3gen(*generate, "--check")
    assert said.code == 1
    assert said.out == (
        "+ toys/toy/v20240131/models/pong.py\n"
        "~ toys/toy/models.py\n"
        "~ toys/toy/v20240131/aio.py\n"
        "~ toys/toy/v20240131/cli.jsonl\n"
        "~ toys/toy/v20240131/client.py\n"
        "~ toys/toy/v20240131/models/__init__.py\n"
        "- toys/toy/v20240131/models/ping.py\n"
    )
    assert said.error.startswith("Error: out/toys: ")
    assert said.error.endswith(", not current: run tc3gen generate\n")
    assert folder.joinpath("out/toys/toy/v20240131/models/ping.py").exists()


def test_check_of_generate_names_what_nobody_generated(
    folder: Path, tc3gen: Command
) -> None:
    generate = ("generate", "spec", "--out", "out")
    tc3gen(*generate)
    folder.joinpath("out/tc3/toy/planted.py").write_text("")
    said = tc3gen(*generate, "--check")
    assert (said.code, said.out) == (1, "! tc3/toy/planted.py\n")
    assert "1 file marked ! that Python would load" in said.error


@pytest.mark.nightly
def test_verify_of_vendor_names_what_was_not_vendored(
    folder: Path, tc3gen: Command
) -> None:
    tc3gen("vendor", "spec", "--into", "out", "--only", "toy:Ping")
    assert tc3gen("vendor", "spec", "--verify", "out").code == 0
    for path in ("toy/v20240131/client/__init__.py", "_core/extra.so"):
        folder.joinpath("out/tc3", path).parent.mkdir(exist_ok=True)
        folder.joinpath("out/tc3", path).write_text("")
    said = tc3gen("vendor", "spec", "--verify", "out")
    assert (said.code, said.out) == (
        1,
        "not vendored: _core/extra.so\n"
        "not vendored: toy/v20240131/client/__init__.py\n",
    )


def test_an_edited_file_is_named(folder: Path, tc3gen: Command) -> None:
    generate = ("generate", "spec", "--out", "out")
    tc3gen(*generate)
    folder.joinpath("out/tc3/errors.py").write_text("# mine\n")
    said = tc3gen(*generate)
    assert (said.code, said.out) == (1, "")
    assert said.error.endswith("(--force overwrites them):\n  out/tc3/errors.py\n")
    assert tc3gen(*generate, "--force").code == 0
    assert tc3gen(*generate, "--check").code == 0


COMMON_NOTES = """\
note: spec/common.yaml:1:1: this common file is used, because it lies beside spec/toy.yaml
note: common.yaml:1:1: this common file is used, because it lies beside new.yaml
"""


DIFFERENCE = """\
toy 2024-01-31
  breaks code
    Ping was removed; perhaps it is Pong now, in Python pong  [spec/toy.yaml:6:3]
  breaks nothing
    Pong is new  [new.yaml:6:3]
2 changes: 1 break code, 1 nothing.
"""


def test_diff_says_what_breaks(folder: Path, tc3gen: Command) -> None:
    folder.joinpath("common.yaml").write_text(COMMON)
    folder.joinpath("new.yaml").write_text(TOY.replace("Ping:", "Pong:"))
    diff = ("diff", "spec/toy.yaml", "new.yaml")
    assert tc3gen(*diff) == Said(0, DIFFERENCE, COMMON_NOTES)
    assert tc3gen(*diff, "--fail-on", "breaking") == Said(1, DIFFERENCE, COMMON_NOTES)
    for format, beginning in (("markdown", "## Toy Service: "), ("json", "{\n")):
        said = tc3gen(*diff, "--format", format)
        assert (said.code, said.error) == (0, COMMON_NOTES)
        assert said.out.startswith(beginning)


def test_diff_without_a_breaking_change_does_not_fail(
    folder: Path, tc3gen: Command
) -> None:
    folder.joinpath("common.yaml").write_text(COMMON)
    more = TOY + "  Pong: {summary: Pong., examples: [{title: T}]}\n"
    folder.joinpath("new.yaml").write_text(more)
    diff = ("diff", "spec/toy.yaml", "new.yaml", "--fail-on", "breaking")
    assert tc3gen(*diff).code == 0
    same = tc3gen("diff", "spec", "spec", "--fail-on", "breaking")
    assert same == Said(0, "Nothing changed.\n", "")


def test_diff_reports_the_problems_of_both_sides(folder: Path, tc3gen: Command) -> None:
    assert tc3gen("diff", "broken", "spec") == Said(1, "", PROBLEMS)
    said = tc3gen("diff", "missing.yaml", "broken/toy.yaml")
    assert (said.code, said.out) == (1, "")
    assert said.error.endswith("missing.yaml:1:1: there is no such file\n4 problems\n")


@pytest.mark.parametrize(
    "command",
    [
        [],
        ["check"],
        ["generate"],
        ["vendor"],
        ["import"],
        ["import", "tccli"],
        ["import", "page"],
        ["diff"],
        ["cloud"],
    ],
)
@pytest.mark.parametrize("flag", ["--help", "-h"])
def test_every_command_explains_itself(
    tc3gen: Command, command: list[str], flag: str
) -> None:
    said = tc3gen(*command, flag)
    assert (said.code, said.error) == (0, "")
    assert said.out.startswith(f"Usage: {' '.join(['tc3gen', *command])} ")


def test_the_version_is_that_of_the_distribution(tc3gen: Command) -> None:
    assert tc3gen("--version") == Said(0, f"tc3gen, version {version('tc3gen')}\n", "")


def test_a_package_in_another_is_told_how(folder: Path, tc3gen: Command) -> None:
    said = tc3gen("generate", "spec", "--out", "out", "--package", "a.b.c")
    assert (said.code, said.out) == (2, "")
    assert "`--out .../a/b --package c`" in " ".join(said.error.split())


def test_nothing_heavy_is_loaded_to_find_that_nothing_is_to_be_done(
    folder: Path, tc3gen: Command
) -> None:
    generate = ["generate", "spec", "--out", "out"]
    tc3gen(*generate)
    code = f"""
import sys
from tc3gen.cli import main
try:
    main({generate})
except SystemExit as end:
    assert end.code == 0
print(sorted({{"jinja2", "yaml", "aiohttp", "rich", "asyncio"}} & set(sys.modules)))
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize(
    ("only", "message"),
    [
        ("toy:", "'toy:' is not SERVICE[@VERSION][:ACTION,...]"),
        ("tay", "no spec describes `tay`; did you mean `toy`?"),
        ("toy:Pung", "toy has no action `Pung`; did you mean `Ping`?"),
    ],
)
def test_generate_only_what_is_not_there(
    folder: Path, tc3gen: Command, only: str, message: str
) -> None:
    said = tc3gen("generate", "spec", "--out", "out", "--only", only)
    assert (said.code, said.out) == (2, "")
    assert message in said.error
    assert not folder.joinpath("out").exists()


def test_generate_with_more_processes(folder: Path, tc3gen: Command) -> None:
    assert tc3gen("generate", "spec", "--out", "out", "--jobs", "2").code == 0
    said = tc3gen("generate", "spec", "--out", "out", "--jobs", "0")
    assert (said.code, said.out) == (2, "")
