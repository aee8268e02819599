"""Files beside the specs that others made: links in wait, states that nobody wrote."""

from __future__ import annotations

import gzip
import json
import os
import re
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tc3gen.sources.tccli.merging import state
from tc3gen.spec.problems import Problems

from .published import Import, action, member

HEAD = json.dumps({"format": 1, "inputs": "", "text": ""}).encode() + b"\n"


def kept(toy: Import) -> Path:
    return toy.home / "specs/.imported/toy/2024-01-31.json.gz"


# ---- Writing -------------------------------------------------------------------------


@pytest.fixture
def outside(tmp_path: Path) -> Iterator[Path]:
    """A file that belongs to somebody else."""
    file = tmp_path / "outside.txt"
    file.write_text("precious")
    yield file
    assert file.read_text() == "precious"


NAMES = [
    "toy/.2024-01-31.yaml.new",
    "toy/.2024-01-31.yaml",
    ".imported/toy/.2024-01-31.json.gz.new",
    "toy/.2024-01-31.yaml.tmp",
    ".schema.json.new",
]


@pytest.mark.parametrize("name", NAMES)
def test_no_file_is_opened_by_a_name_that_was_there(
    toy: Import, outside: Path, name: str
) -> None:
    trap = toy.home / "specs" / name
    trap.parent.mkdir(parents=True)
    trap.symlink_to(outside)
    toy.publish({"Ping": action()})
    assert toy.imported()["actions"].keys() == {"Ping"}
    assert trap.is_symlink()


@pytest.mark.parametrize(
    "name",
    [
        "toy/2024-01-31.yaml",
        "toy",
        ".imported",
        ".imported/toy",
        ".imported/toy/2024-01-31.json.gz",
    ],
)
def test_a_link_in_the_place_of_a_file_or_folder_is_refused(
    toy: Import, outside: Path, name: str
) -> None:
    """A link into a folder would lead every new file there."""
    trap = toy.home / "specs" / name
    trap.parent.mkdir(parents=True, exist_ok=True)
    target = outside if "." in Path(name).name[1:] else outside.parent
    trap.symlink_to(target)
    before = sorted(path.name for path in outside.parent.iterdir())
    toy.publish({"Ping": action()})
    assert toy.run() == 1
    assert "link" in toy.said
    assert str(trap) in toy.said
    after = sorted(path.name for path in outside.parent.iterdir())
    assert set(after) - set(before) <= {"tccli", "tencentcloud"}


def test_the_permissions_of_a_spec_stay(toy: Import) -> None:
    toy.publish({"Ping": action()})
    toy.imported()
    toy.spec.chmod(0o600)
    toy.publish({"Ping": action([member("A")])})
    toy.imported()
    assert toy.spec.stat().st_mode & 0o777 == 0o600


# ---- The state of the last import ----------------------------------------------------


def packed(content: bytes) -> bytes:
    return gzip.compress(content, compresslevel=1)


def too_large() -> bytes:
    return packed(HEAD + b" " * state.MAX_BYTES + b"{}")


STATES: list[tuple[str, Callable[[], bytes], str]] = [
    ("large", too_large, "1:1: .* it unpacks to more than 64 MB"),
    ("deep head", lambda: packed(b"[" * 5000), "1:1: .* it is nested too deep"),
    ("deep", lambda: packed(HEAD + b"[" * 5000), "2:1: .* it is nested too deep"),
    (
        "deep enough",
        lambda: packed(HEAD + b'{"a":' * 200 + b"1" + b"}" * 200),
        "2:1: .* it is nested too deep",
    ),
    ("no JSON", lambda: packed(HEAD + b'{"a":\n 1,,}'), "3:4: .* it is not JSON here"),
    ("no head", lambda: packed(b"{}\n{}"), "1:1: .* its head is not one"),
    ("a list", lambda: packed(HEAD + b"[]"), "2:1: .* it is not a mapping"),
    ("a number", lambda: packed(b"1\n2"), "1:1: .* its head is not one"),
    ("no text", lambda: packed(HEAD + b'"\xff"'), "2:1: .* it is not UTF-8"),
    ("no gzip", lambda: b"{}", "1:1: .* it is not a gzip file"),
    ("cut off", lambda: packed(HEAD + b"{}")[:20], "1:1: .* it is cut off"),
    ("huge", lambda: bytes(16 * 1024**2 + 1), "1:1: .* it is larger than 16 MB"),
]


@pytest.mark.parametrize(
    ("name", "make", "problem"), STATES, ids=[s[0] for s in STATES]
)
def test_a_state_is_bounded_and_has_positions(
    toy: Import, name: str, make: Callable[[], bytes], problem: str
) -> None:
    toy.publish({"Ping": action([member("A")])})
    toy.imported()
    kept(toy).write_bytes(make())
    text = toy.spec.read_text()
    toy.publish({"Ping": action([member("A"), member("B")])})
    assert toy.run() == 1
    assert re.search(f"json.gz:{problem}", toy.said), toy.said
    assert "import again" in toy.said
    assert toy.spec.read_text() == text


def test_a_state_takes_no_more_memory_than_its_limit(tmp_path: Path) -> None:
    """Zeros pack two hundredfold and more."""
    file = tmp_path / "state.json.gz"
    file.write_bytes(packed(bytes(5 * state.MAX_BYTES)))
    tracemalloc.start()
    try:
        problems = Problems()
        assert state.read_state(file, problems) == state.State()
        assert state.read_inputs(file) == ""
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(problems) == 1
    assert most < 2.5 * state.MAX_BYTES


def test_a_pipe_in_place_of_a_file_is_not_waited_for(toy: Import) -> None:
    toy.publish({"Ping": action()})
    for place in (kept(toy), toy.spec):
        place.parent.mkdir(parents=True, exist_ok=True)
        os.mkfifo(place)
        assert toy.run() == 1
        assert "not a regular file" in toy.said
        place.unlink()
