"""Odd surroundings of the command: full outputs, encodings, archives, names, wrong use."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from io import BytesIO, TextIOWrapper
from pathlib import Path
from zipfile import ZipFile

import pytest
from effort import by_night

import tc3gen as tc3gen_package
from tc3gen.cli import main

from .conftest import COMMON, TOY, Command, Said


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["check"],
        ["unknown"],
        ["check", "spec", "--unknown"],
        ["generate", "spec"],
        ["generate", "--out", "out"],
        ["generate", "spec", "--out", "file"],
        *(
            ["generate", "spec", "--out", "out", "--package", name]
            for name in ("", "Tc3", "a-b", "a.b", "../a", "1a", "class", "tc3\n", "ä")
        ),
        ["diff", "spec"],
        ["diff", "spec", "spec/toy.yaml"],
        ["diff", "spec", "spec", "--format", "html"],
        ["diff", "spec", "spec", "--fail-on", "wire"],
        ["cloud", "--port", "70000"],
        ["cloud", "--account", "no-colon"],
        ["cloud", "--account", "a:b", "--account", "a:c"],
        ["cloud", "--account", "a/b:c"],
        ["cloud", "--callback", "ftp://example.com"],
        ["cloud", "--smtp", "1025"],
        ["cloud", "--smtp-listen", "localhost:x"],
        ["cloud", "--callback", "http://[x"],
        ["cloud", "--sms-callback", "example.com"],
        ["cloud", "--state", "."],
    ],
    ids=" ".join,
)
def test_wrong_use_is_told_apart(
    folder: Path, tc3gen: Command, arguments: list[str]
) -> None:
    said = tc3gen(*arguments)
    assert said.code == 2
    assert "Usage: tc3gen" in said.out + said.error
    assert not folder.joinpath("out").exists()


def test_a_state_file_of_something_else_is_told_in_one_line(
    folder: Path, tc3gen: Command
) -> None:
    notes = folder / "notes.txt"
    notes.write_text("These are no state, but they are long enough to be one. " * 20)
    said = tc3gen("cloud", "--port", "0", "--state", str(notes))
    assert said.code == 1
    assert said.error.count("\n") == 1
    assert "cannot be used to keep the state" in said.error
    assert notes.read_text().startswith("These are no state")


@pytest.mark.parametrize("out", ["file/inside", "/proc/nowhere", "y" * 5000])
def test_a_folder_that_cannot_be_used_is_told_in_one_line(
    folder: Path, tc3gen: Command, out: str
) -> None:
    said = tc3gen("generate", "spec", "--out", out)
    assert said.code in (1, 2)
    assert said.out == ""
    *usage, last = said.error.splitlines()
    assert last.startswith("Error: ")
    assert (usage != []) == (said.code == 2)


def test_it_is_installed_as_a_program(folder: Path) -> None:
    program = Path(sys.executable).with_name("tc3gen")
    for spec, code in (("spec", 0), ("broken", 1), ("--wrong", 2)):
        done = subprocess.run(
            [program, "check", spec], capture_output=True, check=False
        )
        assert done.returncode == code
        assert b"Traceback" not in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        "check spec",
        "generate spec --out out",
        "diff spec spec",
        by_night("vendor spec --into out --only toy:Ping"),
        "--help",
    ],
)
def test_an_output_that_is_full_is_told_in_one_line(
    folder: Path, arguments: str
) -> None:
    program = Path(sys.executable).with_name("tc3gen")
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [program, *arguments.split()],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr == "Error: the output cannot be used: No space left on device\n"


@pytest.mark.parametrize("encoding", ["cp1252", by_night("ascii"), by_night("utf-8")])
@pytest.mark.parametrize(
    "arguments",
    [
        "check chinese",
        "check \udce4.yaml",
        "generate chinese --out out",
        "diff old chinese --format text",
        "diff old chinese --format markdown",
        "diff old chinese --format json",
        "list \u90ae\u4ef6",
        "init \u90ae\u4ef6",
        "import page \u90ae\u4ef6.txt --out spec",
    ],
)
def test_no_encoding_of_a_stream_ends_in_a_traceback(
    folder: Path, encoding: str, arguments: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, text in (("old", TOY), ("chinese", TOY.replace("Ping.", "\u90ae\u4ef6"))):
        folder.joinpath(name).mkdir()
        folder.joinpath(name, "common.yaml").write_text(COMMON)
        path = folder / name / "toy\u90ae.yaml"
        path.write_text(text.replace("Toys.", "\u90ae\u4ef6"), encoding="utf-8")
    streams = [TextIOWrapper(BytesIO(), encoding=encoding) for _ in range(2)]
    monkeypatch.setattr(sys, "stdout", streams[0])
    monkeypatch.setattr(sys, "stderr", streams[1])
    with pytest.raises(SystemExit) as end:
        main(arguments.split(), prog_name="tc3gen")
    for stream in streams:
        stream.flush()
    said = [stream.buffer.getvalue() for stream in streams]
    assert end.value.code in (0, 1, 2)
    assert any(said)
    if "json" in arguments:
        assert json.loads(said[0])["verdict"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("check ses", "ses: the spec that comes with tc3gen\n"),
        ("check sms@2021-01-11", "sms@2021-01-11: the spec that comes with tc3gen\n"),
        by_night("check sms", "sms: the spec that comes with tc3gen\n"),
        ("generate sts --out out", "sts: the spec that comes with tc3gen\n"),
        by_night("vendor --into out --only sts:GetCallerIdentity", ""),
        (
            "diff sms@2019-07-11 sms@2019-07-11",
            "sms@2019-07-11: the spec that comes with tc3gen\n" * 2,
        ),
    ],
)
def test_specs_that_come_with_tc3gen_are_taken_by_name(
    folder: Path, tc3gen: Command, arguments: str, said: str
) -> None:
    done = tc3gen(*arguments.split())
    assert (done.code, done.error) == (0, said)


@pytest.mark.parametrize("name", ["cvm", "ses@1999-01-01", "ses@", "SES", "../ses"])
def test_a_name_that_no_spec_has_is_a_file_that_is_missing(
    folder: Path, tc3gen: Command, name: str
) -> None:
    assert "there is no such file" in tc3gen("check", name).error


def test_what_is_there_comes_before_what_comes_with_tc3gen(
    folder: Path, tc3gen: Command
) -> None:
    folder.joinpath("spec").rename(folder / "ses")
    assert tc3gen("check", "ses") == Said(0, "1 spec, 1 action: fine\n", "")


def test_it_runs_as_a_module(folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tc3gen", "check", "spec"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "1 spec, 1 action: fine\n"


def test_inside_an_archive_it_says_what_to_do(folder: Path) -> None:
    root = Path(tc3gen_package.__file__).parent
    with ZipFile(folder / "tc3gen.zip", "w") as archive:
        for path in (root / "__init__.py", root / "__main__.py"):
            archive.write(path, f"tc3gen/{path.name}")
        for path in sorted((root / "cli").glob("*.py")):
            archive.write(path, f"tc3gen/cli/{path.name}")
    done = subprocess.run(
        [sys.executable, "-c", "from tc3gen.__main__ import main; main()"],
        env={**os.environ, "PYTHONPATH": str(folder / "tc3gen.zip")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("Error: tc3gen is inside an archive, where it ")
