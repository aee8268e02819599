"""Things that a run leaves alone, takes out of the specs, and shares among processes."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest
from effort import by_night

from tc3gen.python.output import build_part
from tc3gen.python.output.generate import OutputRefused, UnknownNames, generate_package
from tc3gen.spec.select import parse_only

from ..small import IMPORT_ALL, SPECS, succeeds, tree, write_spec

ACTION = "{summary: Do it., examples: [{title: T}]}"


def service(folder: Path, name: str, *actions: str, form: str = "block") -> Path:
    head = f"service: {name}\nversion: '2024-01-31'\ntitle: {name}\nsummary: It is {name}.\n"
    body = "actions: {" + ", ".join(f"{action}: {ACTION}" for action in actions) + "}\n"
    text = head + body
    if form == "flow":
        text = "{" + text.strip().replace("\n", ", ").replace("actions:,", "") + "}\n"
    return write_spec(folder, text, name=f"{name}.yaml")


@pytest.fixture
def specs(tmp_path: Path) -> list[Path]:
    return [
        service(tmp_path / "spec", name, "Ping", "Pong") for name in ("a", "b", "c")
    ]


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The parts that were made, since the list was cleared."""
    parts: list[str] = []
    original = build_part.build_part

    def record(job: build_part.Job) -> build_part.Built:
        parts.append(job.part)
        return original(job)

    monkeypatch.setattr("tc3gen.python.output.workers.build_part", record)
    return parts


def test_only_the_service_that_changed_is_parsed_and_made(
    tmp_path: Path, specs: list[Path], built: list[str]
) -> None:
    generate_package(specs, tmp_path)
    assert sorted(built) == ["", "a", "b", "c"]
    built.clear()
    assert not generate_package(specs, tmp_path).changes
    assert built == []
    service(tmp_path / "spec", "b", "Ping")
    done = generate_package(specs, tmp_path)
    assert built == ["b"]
    assert done.changes.removed == ("b/v20240131/models/pong.py",)
    assert done.files == len(tree(tmp_path / "tc3")) - len(["", "a", "b", "c"])


def test_the_folders_of_other_services_are_not_touched(
    tmp_path: Path, specs: list[Path]
) -> None:
    generate_package(specs, tmp_path)
    inode = tmp_path.joinpath("tc3/a").stat().st_ino
    service(tmp_path / "spec", "b", "Ping")
    generate_package(specs, tmp_path)
    assert tmp_path.joinpath("tc3/a").stat().st_ino == inode


def test_a_problem_of_one_service_leaves_all_as_they_are(
    tmp_path: Path, specs: list[Path]
) -> None:
    generate_package(specs, tmp_path)
    before = tree(tmp_path / "tc3")
    service(tmp_path / "spec", "a", "Ping")
    specs[2].write_text(specs[2].read_text().replace("summary: Do it.", "sumary: x"))
    problems = generate_package(specs, tmp_path).problems
    assert {Path(problem.at.file).name for problem in problems} == {"c.yaml"}
    assert tree(tmp_path / "tc3") == before


def test_the_common_file_belongs_to_all(
    tmp_path: Path, specs: list[Path], built: list[str]
) -> None:
    generate_package(specs, tmp_path)
    built.clear()
    common = tmp_path / "spec/common.yaml"
    common.write_text(common.read_text().replace("A parameter is wrong.", "Wrong."))
    assert generate_package(specs, tmp_path).changes.changed == (
        "cli.jsonl",
        "errors.py",
    )
    assert sorted(built) == ["", "a", "b", "c"]


@pytest.mark.parametrize("jobs", [2, by_night(4)])
def test_the_number_of_processes_does_not_matter(tmp_path: Path, jobs: int) -> None:
    done = generate_package([SPECS], tmp_path / "some", jobs=jobs)
    assert done.problems == ()
    generate_package([SPECS], tmp_path / "one", jobs=1)
    assert tree(tmp_path / "some") == tree(tmp_path / "one")


def test_problems_and_edited_files_are_told_by_all_processes(
    tmp_path: Path, specs: list[Path]
) -> None:
    for spec in specs[1:]:
        spec.write_text(spec.read_text().replace("summary: Do it.", "sumary: x"))
    one = generate_package(specs, tmp_path, jobs=1)
    assert generate_package(specs, tmp_path, jobs=3) == one
    assert {Path(problem.at.file).name for problem in one.problems} == {
        "b.yaml",
        "c.yaml",
    }


def test_a_worker_that_is_killed_is_told(
    tmp_path: Path, specs: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    generate_package(specs, tmp_path, jobs=1)
    before = tree(tmp_path / "tc3")
    monkeypatch.setattr("tc3gen.python.output.workers.build_part", die)
    monkeypatch.setattr("tc3gen.util.process_pool._method", lambda: "fork")
    service(tmp_path / "spec", "a", "Ping")
    service(tmp_path / "spec", "b", "Ping")
    with pytest.raises(OutputRefused, match=r"ended from outside.*--jobs 1"):
        generate_package(specs, tmp_path, jobs=2)
    assert tree(tmp_path / "tc3") == before
    assert not tmp_path.joinpath(".tc3.new").exists()


def die(job: build_part.Job) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_spec_that_does_not_say_its_service_at_a_glance(
    tmp_path: Path, specs: list[Path]
) -> None:
    """It may be written in one line, or with its service further down."""
    generate_package(specs, tmp_path / "usual")
    service(tmp_path / "spec", "b", "Ping", "Pong", form="flow")
    lines = specs[0].read_text().splitlines(keepends=True)
    specs[0].write_text("".join(lines[1:] + lines[:1]))
    assert generate_package(specs, tmp_path / "odd").problems == ()
    usual, odd = tree(tmp_path / "usual/tc3"), tree(tmp_path / "odd/tc3")
    assert {p: c for p, c in usual.items() if not p.endswith(".json")} == {
        p: c for p, c in odd.items() if not p.endswith(".json")
    }
    assert not generate_package(specs, tmp_path / "odd").changes


def test_a_text_that_looks_like_a_service_misleads_nobody(
    tmp_path: Path, specs: list[Path]
) -> None:
    text = specs[0].read_text()
    specs[0].write_text(
        "summary: 'Some\nservice: zebra\n '\n" + text.replace("summary: It is a.\n", "")
    )
    done = generate_package(specs, tmp_path)
    assert done.problems == ()
    assert tmp_path.joinpath("tc3/a").is_dir()
    assert not tmp_path.joinpath("tc3/zebra").exists()


ONLY = ["ses:SendEmail,GetSendEmailStatus", "sms@2021-01-11"]


def test_only_what_is_wanted_is_made(tmp_path: Path) -> None:
    wanted = tuple(map(parse_only, ONLY))
    done = generate_package([SPECS], tmp_path, package="few", only=wanted)
    made = {
        path.rpartition("/models/")[2]
        for path in done.changes.added
        if "/models/" in path
    }
    assert {"send_email.py", "template.py", "simple.py", "send_email_status.py"} <= made
    assert "batch_send_email.py" not in made
    assert tmp_path.joinpath("few/sms/v20210111").is_dir()
    assert not tmp_path.joinpath("few/sms/v20190711").exists()
    assert not tmp_path.joinpath("few/sts").exists()
    succeeds("python", "-c", IMPORT_ALL, "few", cwd=tmp_path)
    assert not generate_package([SPECS], tmp_path, package="few", only=wanted).changes
    assert generate_package([SPECS], tmp_path, package="few").changes


@pytest.mark.nightly
def test_types_of_what_is_wanted(tmp_path: Path) -> None:
    generate_package(
        [SPECS], tmp_path, package="few", only=tuple(map(parse_only, ONLY))
    )
    succeeds("mypy", "--strict", tmp_path / "few")


@pytest.mark.parametrize(
    ("only", "message"),
    [
        ("sess", "no spec describes `sess`; did you mean `ses`?"),
        ("ses:SendEmial", "ses has no action `SendEmial`; did you mean `SendEmail`?"),
        (
            "ses@2020-10-03",
            "ses has no version `2020-10-03`; did you mean `2020-10-02`?",
        ),
    ],
)
def test_what_is_wanted_but_is_not_there(
    tmp_path: Path, only: str, message: str
) -> None:
    with pytest.raises(UnknownNames) as unknown:
        generate_package([SPECS], tmp_path / "out", only=[parse_only(only)])
    assert str(unknown.value) == message
    assert not tmp_path.joinpath("out").exists()
