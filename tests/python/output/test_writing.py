"""Writing a package: only what changes, never over someone's work, never half of it."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tc3gen.python.output import staging
from tc3gen.python.output.generate import OutputRefused, generate_package

from ..small import tree, write_spec
from .written_specs import ONE, OTHER, PING, TWO

BROKEN = f"actions:\n  Ping: {PING}\n  Pong: {{sumary: x}}\n"


@pytest.fixture
def make(tmp_path: Path, out: Path) -> Callable[..., staging.Changes]:
    """Generates from the text of a spec; what was done."""

    def make(text: str, **options: Any) -> staging.Changes:
        done = generate_package([write_spec(tmp_path / "spec", text)], out, **options)
        assert done.problems == ()
        return done.changes

    return make


Make = Callable[..., staging.Changes]


def stamps(folder: Path) -> dict[str, tuple[int, int]]:
    """The inode and the time of each file."""
    return {
        path: (os.stat(folder / path).st_ino, os.stat(folder / path).st_mtime_ns)
        for path in tree(folder)
    }


def test_the_manifest_lists_every_file_with_its_digest(out: Path, make: Make) -> None:
    make(ONE)
    files = tree(out / "tc3")
    listed: dict[str, str] = {}
    for folder in ("toy/", ""):
        manifest = json.loads(files.pop(f"{folder}tc3gen.json"))
        assert list(manifest["files"]) == sorted(manifest["files"])
        listed |= {folder + path: found for path, found in manifest["files"].items()}
    assert listed == {
        path: sha256(content).hexdigest() for path, content in files.items()
    }


def test_a_second_run_touches_nothing(out: Path, make: Make) -> None:
    make(ONE)
    before = stamps(out / "tc3"), os.stat(out / "tc3")
    assert not make(ONE)
    assert (stamps(out / "tc3"), os.stat(out / "tc3")) == before


def test_only_files_that_change_are_touched(out: Path, make: Make) -> None:
    make(ONE)
    before = stamps(out / "tc3")
    changes = make(OTHER)
    after = stamps(out / "tc3")
    touched = {path for path in after if after[path] != before[path]}
    assert touched == {*changes.changed, "toy/tc3gen.json"}
    assert changes == staging.Changes(
        changed=(
            "toy/v20240131/aio.py",
            "toy/v20240131/cli.jsonl",
            "toy/v20240131/client.py",
            "toy/v20240131/models/ping.py",
        )
    )


def test_what_is_no_longer_made_goes(out: Path, make: Make) -> None:
    make(ONE)
    alone = tree(out / "tc3")
    assert make(TWO).added == ("toy/v20240131/models/pong.py",)
    assert make(ONE).removed == ("toy/v20240131/models/pong.py",)
    assert tree(out / "tc3") == alone


def test_a_service_that_is_no_longer_made_leaves_no_empty_folders(
    tmp_path: Path, out: Path
) -> None:
    toy = write_spec(tmp_path / "spec", ONE)
    text = toy.read_text().replace("service: toy", "service: doll")
    doll = write_spec(tmp_path / "spec", text, name="doll.yaml")
    generate_package([toy, doll], out)
    assert out.joinpath("tc3/doll").is_dir()
    generate_package([toy], out)
    assert not out.joinpath("tc3/doll").exists()


EDITED = "toy/v20240131/models/pong.py"


@pytest.mark.parametrize("spec", [TWO.replace("Ping.", "P."), ONE])
def test_an_edited_file_is_not_overwritten_nor_removed(
    out: Path, make: Make, spec: str
) -> None:
    make(TWO.replace("summary: Ping.", "summary: First."))
    out.joinpath("tc3", EDITED).write_text("# mine\n")
    before = tree(out), stamps(out)
    with pytest.raises(OutputRefused) as refusal:
        make(spec)
    assert str(refusal.value) == (
        "these files were not written by tc3gen, or were edited since; nothing was "
        f"changed (--force overwrites them):\n  {out}/tc3/{EDITED}"
    )
    assert (tree(out), stamps(out)) == before
    make(spec, force=True)
    fresh = tree(out / "tc3")
    assert fresh.get(EDITED) != b"# mine\n"
    shutil.rmtree(out)
    make(spec)
    assert fresh == tree(out / "tc3")


def test_an_edited_file_is_noticed_even_if_the_specs_are_the_same(
    out: Path, make: Make
) -> None:
    make(TWO)
    out.joinpath("tc3", EDITED).write_text("# mine\n")
    with pytest.raises(OutputRefused, match="edited since"):
        make(TWO)


def test_a_file_that_was_deleted_comes_back(out: Path, make: Make) -> None:
    make(TWO)
    complete = tree(out)
    out.joinpath("tc3", EDITED).unlink()
    assert make(TWO).added == (EDITED,)
    assert tree(out) == complete


@pytest.mark.parametrize(
    "manifest",
    [None, "", "{", "[]", "null", '{"inputs": 1, "files": []}', "[" * 100_000,
     '{"inputs": "", "files": {"../../../etc/passwd": "", "\\u0000": "", "/": ""}}'],
)  # fmt: skip
def test_without_a_manifest_what_would_change_counts_as_edited(
    out: Path, make: Make, manifest: str | None
) -> None:
    make(ONE)
    if manifest is None:
        out.joinpath("tc3/toy/tc3gen.json").unlink()
    else:
        out.joinpath("tc3/toy/tc3gen.json").write_text(manifest)
    assert not make(ONE)
    out.joinpath("tc3/toy/tc3gen.json").write_text(manifest or "")
    with pytest.raises(OutputRefused, match=r"models/ping\.py"):
        make(OTHER)
    make(OTHER, force=True)
    make(ONE)


def test_a_manifest_does_not_reach_into_the_folders_of_services(
    out: Path, make: Make
) -> None:
    make(ONE)
    before = tree(out)
    path = out / "tc3" / "tc3gen.json"
    manifest = json.loads(path.read_text())
    ping = tree(out)["tc3/toy/v20240131/models/ping.py"]
    manifest["files"]["toy/v20240131/models/ping.py"] = sha256(ping).hexdigest()
    path.write_text(json.dumps({**manifest, "inputs": "others"}))
    assert not make(ONE)
    assert tree(out) == before


def test_files_of_others_stay(tmp_path: Path, out: Path, make: Make) -> None:
    make(ONE)
    folder = out / "tc3" / "toy" / "mine"
    folder.mkdir()
    folder.joinpath("notes.txt").write_text("mine")
    folder.joinpath("link").symlink_to("notes.txt")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    elsewhere.joinpath("big.bin").write_text("big")
    folder.joinpath("data").symlink_to(elsewhere)
    make(TWO)
    make(ONE)
    assert folder.joinpath("link").read_text() == "mine"
    assert folder.joinpath("link").is_symlink()
    assert folder.joinpath("data").is_symlink()
    assert folder.joinpath("data/big.bin").read_text() == "big"


def test_a_foreign_file_at_a_path_of_ours_is_refused(out: Path, make: Make) -> None:
    out.joinpath("tc3").mkdir(parents=True)
    out.joinpath("tc3/errors.py").write_text("# not yours\n")
    with pytest.raises(OutputRefused, match=r"tc3/errors\.py"):
        make(ONE)
    assert tree(out) == {"tc3/errors.py": b"# not yours\n"}


def _folder(path: Path) -> Path:
    path.mkdir()
    return path


OBSTACLES: dict[str, tuple[Callable[[Path, Path], object], str]] = {
    "a file where the package belongs": (
        lambda package, other: package.write_text("x"),
        "{package} is not a folder of its own, so nothing is written there",
    ),
    "a link in the place of the package": (
        lambda package, other: package.symlink_to(other),
        "{package} is not a folder of its own, so nothing is written there",
    ),
    "a dangling link": (
        lambda package, other: package.symlink_to(other / "nothing"),
        "{package} is not a folder of its own, so nothing is written there",
    ),
    "a link in the place of a service": (
        lambda package, other: _folder(package).joinpath("toy").symlink_to(other),
        "{package}/toy is not a folder of its own, so nothing is written there",
    ),
    "a file where a folder belongs": (
        lambda package, other: _folder(package).joinpath("toy").write_text("x"),
        "{package}/toy is not a folder of its own, so nothing is written there",
    ),
    "a folder where a file belongs": (
        lambda package, other: (package / "errors.py").mkdir(parents=True),
        "{package}/errors.py is a folder, but a file belongs there",
    ),
}


@pytest.mark.parametrize("obstacle", OBSTACLES)
@pytest.mark.parametrize("options", [{}, {"force": True}, {"check": True}], ids=str)
def test_nothing_is_written_past_an_obstacle(
    tmp_path: Path, out: Path, make: Make, obstacle: str, options: dict[str, bool]
) -> None:
    put, message = OBSTACLES[obstacle]
    other = tmp_path / "other"
    other.mkdir()
    other.joinpath("keep").write_text("kept")
    out.mkdir()
    put(out / "tc3", other)
    with pytest.raises(OutputRefused) as refusal:
        make(ONE, **options)
    assert str(refusal.value) == message.format(package=out / "tc3")
    assert tree(other) == {"keep": b"kept"}


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    spec = write_spec(tmp_path, ONE)
    tmp_path.joinpath("file").write_text("x")
    with pytest.raises(
        OutputRefused, match=r"file/out.* cannot be used: Not a directory"
    ):
        generate_package([spec], tmp_path / "file" / "out")


def test_check_says_what_is_to_be_done_and_does_nothing(out: Path, make: Make) -> None:
    assert len(make(ONE, check=True).added) > 30
    assert not out.exists()
    make(ONE)
    before = tree(out), stamps(out)
    assert not make(ONE, check=True)
    assert make(TWO, check=True).added == (EDITED,)
    out.joinpath("tc3/errors.py").write_text("# mine\n")
    assert make(ONE, check=True).edited == ("errors.py",)
    out.joinpath("tc3/errors.py").write_bytes(before[0]["tc3/errors.py"])
    assert tree(out) == before[0]


def test_problems_leave_everything_as_it_is(
    tmp_path: Path, out: Path, make: Make
) -> None:
    spec = write_spec(tmp_path / "spec", BROKEN)
    assert len(generate_package([spec], out).problems) > 1
    assert not out.exists()
    make(ONE)
    before = tree(out), stamps(out)
    assert (
        len(generate_package([write_spec(tmp_path / "spec", BROKEN)], out).problems) > 1
    )
    assert (tree(out), stamps(out)) == before
