"""Which files are read, and which cannot be."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import NoReturn

import pytest
from click.testing import CliRunner

from tc3gen.cli import main
from tc3gen.python.output.parts import find_parts
from tc3gen.spec.reading.files import default_common
from tc3gen.spec.reading.load import load_specs


def service_text(service: str = "ses", version: str = "2020-10-02") -> str:
    return f'service: {service}\nversion: "{version}"\ntitle: T\nsummary: S.\nactions: {{}}\n'


def test_folders_are_walked_and_services_sorted(folder: Path) -> None:
    for path, service, version in (
        ("spec/sms/2021-01-11.yaml", "sms", "2021-01-11"),
        ("spec/sms/2019-07-11.yml", "sms", "2019-07-11"),
        ("spec/ses/2020-10-02.yaml", "ses", "2020-10-02"),
        ("spec/.hidden/a.yaml", "hidden", "2020-10-02"),
        ("spec/ses/.b.yaml", "hidden", "2020-10-02"),
        ("spec/ses/notes.txt", "notes", "2020-10-02"),
    ):
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(service_text(service, version))
    specs = load_specs(["spec", "spec/ses/../ses/2020-10-02.yaml"])
    assert specs.problems == ()
    assert [service.key for service in specs.services] == [
        ("ses", "2020-10-02"),
        ("sms", "2019-07-11"),
        ("sms", "2021-01-11"),
    ]
    assert [service.source for service in specs.services] == [
        "ses/2020-10-02.yaml",
        "sms/2019-07-11.yml",
        "sms/2021-01-11.yaml",
    ]


def test_the_source_does_not_depend_on_where_the_checkout_lies(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.joinpath("ses").mkdir()
    file = folder / "ses" / "2020-10-02.yaml"
    file.write_text(service_text())
    monkeypatch.chdir(file.parent)
    for path in (file.name, str(file), "../ses/2020-10-02.yaml", ".."):
        assert load_specs([path]).services[0].source == "ses/2020-10-02.yaml"


COMMON_TEXT = "title: near\nsummary: S.\nparameters: {}\nerrors: {}\n"


@pytest.mark.parametrize(
    ("place", "named", "used"),
    [
        ("a/b", "a/b/ses.yaml", True),
        ("a/b", "a/b", True),
        ("a/b", "a", True),
        ("a", "a/b", True),
        ("a", "a/b/ses.yaml", False),
        (".", "a/b/ses.yaml", False),
        (".", "a/b", False),
        (".", "a", True),
        (".", ".", True),
        ("..", ".", True),
        ("../..", ".", False),
    ],
)
def test_a_common_file_is_used_beside_or_inside_what_was_named(
    place: str, named: str, used: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One farther up may be somebody else's: it decides which errors are retried."""
    spec = tmp_path / "y" / "x" / "a" / "b" / "ses.yaml"
    spec.parent.mkdir(parents=True)
    spec.write_text(service_text())
    common = tmp_path.joinpath("y", "x", place, "common.yaml")
    common.write_text(COMMON_TEXT)
    assert (load_specs([tmp_path / "y" / "x" / named]).common.title == "near") is used
    monkeypatch.chdir(tmp_path / "y" / "x")
    assert (load_specs([named]).common.title == "near") is used
    parts = find_parts([Path(named)], ())
    assert parts is not None
    assert (os.path.realpath(parts.common.path) == str(common.resolve())) is used


@pytest.mark.parametrize(
    ("place", "named", "said"),
    [
        ("a/b", "a/b/ses.yaml", "a/b/common.yaml:1:1: this common file is used"),
        ("a", "a/b", "a/common.yaml:1:1: this common file is used"),
        ("a", "a/b/ses.yaml", "a/common.yaml:1:1: this common file is not used"),
        ("a", "a", None),
    ],
)
@pytest.mark.parametrize("command", ["check", "diff"])
def test_a_common_file_that_was_not_named_is_spoken_of(
    place: str,
    named: str,
    said: str | None,
    command: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    spec = tmp_path / "a" / "b" / "ses.yaml"
    spec.parent.mkdir(parents=True)
    spec.write_text(service_text())
    tmp_path.joinpath(place, "common.yaml").write_text(COMMON_TEXT)
    monkeypatch.chdir(tmp_path)
    paths = [named] if command == "check" else [named, named]
    done = CliRunner().invoke(main, [command, *paths])
    assert done.exit_code == 0, done.output
    assert (said in done.output) if said else ("note" not in done.output)


def test_else_the_common_file_that_ships_with_the_generator_is_used(
    tmp_path: Path,
) -> None:
    spec = tmp_path / "a" / "b" / "c" / "ses.yaml"
    spec.parent.mkdir(parents=True)
    spec.write_text(service_text())
    default = default_common()
    assert default is not None
    specs = load_specs([spec])
    assert specs.problems == ()
    assert specs.common == load_specs([default]).common
    assert specs.common == load_specs([]).common


def test_a_common_file_among_the_paths_goes_before(folder: Path) -> None:
    folder.joinpath("ses.yaml").write_text(service_text())
    folder.joinpath("mine.yaml").write_text(
        "title: Mine\nsummary: S.\nparameters: {}\nerrors: {}\n"
    )
    assert load_specs(["ses.yaml", "mine.yaml"]).common.title == "Mine"


def test_what_cannot_be_loaded_twice(folder: Path) -> None:
    for name in ("a.yaml", "b.yaml"):
        folder.joinpath(name).write_text(service_text())
    folder.joinpath("c.yaml").write_text(folder.joinpath("common.yaml").read_text())
    specs = load_specs(["."])
    assert [str(problem) for problem in specs.problems] == [
        "b.yaml:1:1: ses 2020-10-02 is described in a.yaml already: "
        "keep one of the two",
        "common.yaml:1:1: c.yaml is a common file too: there can be only one",
    ]


def test_services_of_unknown_name_or_version_are_no_doubles(folder: Path) -> None:
    for name, service, version in (("a", "5", "v1"), ("b", "6", "v1"), ("c", "ses", 7)):
        folder.joinpath(f"{name}.yaml").write_text(
            f"service: {service}\nversion: {version}\ntitle: T\nsummary: S.\nactions: {{}}"
        )
    folder.joinpath("d.yaml").write_text(folder.joinpath("c.yaml").read_text())
    assert [str(problem.at) for problem in load_specs(["."]).problems] == [
        "a.yaml:1:10",
        "b.yaml:1:10",
        "c.yaml:2:10",
        "d.yaml:2:10",
    ]


def test_paths_that_hold_no_spec_are_problems(folder: Path) -> None:
    folder.joinpath("empty").mkdir()
    folder.joinpath("a.yaml").write_text("servise: ses\n")
    folder.joinpath("b.yaml").write_text("- 1\n")
    specs = load_specs(["empty", "none.yaml", "a.yaml", "b.yaml"])
    assert [str(problem) for problem in specs.problems] == [
        "a.yaml:1:1: neither a service, which says `service:`, nor the common file, "
        "which says `parameters:`; did you mean `service`?",
        "b.yaml:1:1: a spec is a mapping that begins with `service:`",
        "empty:1:1: the folder holds no `*.yaml` file",
        "none.yaml:1:1: there is no such file",
    ]


def test_a_folder_that_cannot_be_read_is_a_problem(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def deny(path: Path) -> NoReturn:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    folder.joinpath("spec").mkdir()
    monkeypatch.setattr("os.scandir", deny)
    assert "the folder cannot be read: Permission denied" in [
        problem.message for problem in load_specs(["spec"]).problems
    ]


def test_without_any_common_file_there_is_a_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tc3gen.spec.reading.files.default_common", lambda: None)
    monkeypatch.chdir(tmp_path)
    tmp_path.joinpath("ses.yaml").write_text(service_text())
    [problem] = load_specs(["ses.yaml"]).problems
    assert str(problem) == (
        "ses.yaml:1:1: there is no `common.yaml` beside this file: write one"
    )


def test_one_bad_file_does_not_hide_the_others(folder: Path) -> None:
    folder.joinpath("a.yaml").write_text("a: [")
    folder.joinpath("b.yaml").write_text(service_text().replace("T\n", "[]\n"))
    folder.joinpath("c.yaml").write_text(service_text("sms"))
    specs = load_specs(["."])
    assert [service.key[0] for service in specs.services] == ["ses", "sms"]
    assert [problem.at.file for problem in specs.problems] == ["a.yaml", "b.yaml"]


def test_a_path_that_no_system_takes_is_a_problem(tmp_path: Path) -> None:
    found = load_specs([tmp_path / ("long" * 1500)]).problems
    assert [p.message for p in found] == ["the file cannot be read: File name too long"]
