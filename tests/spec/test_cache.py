"""Specs that were loaded before: they must be what the files say now."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tc3gen.spec.cache import SpecProblems, load_cached
from tc3gen.spec.reading.files import shipped_specs

SPEC = """
service: mail
version: "2020-01-01"
title: {}
summary: Sends mail.
actions:
  Send:
    summary: Sends.
    examples: [{{title: All, request: {{}}, response: {{}}}}]
"""


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    path = tmp_path / "mail.yaml"
    path.write_text(SPEC.format("Mail"))
    return path


def titles(spec: Path, folder: Path | None) -> list[str]:
    return [service.title for service in load_cached([spec], folder)[0]]


def test_what_was_kept_is_used(
    spec: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "new" / "kept"
    assert titles(spec, folder) == titles(spec, None) == ["Mail"]
    monkeypatch.setattr("tc3gen.spec.reading.load.load_specs", None)
    assert titles(spec, folder) == ["Mail"]


def test_a_change_counts(spec: Path, tmp_path: Path) -> None:
    assert titles(spec, tmp_path) == ["Mail"]
    spec.write_text(SPEC.format("Post"))
    assert titles(spec, tmp_path) == ["Post"]
    about = spec.stat()
    spec.write_text(SPEC.format("Note"))
    os.utime(spec, ns=(about.st_atime_ns, about.st_mtime_ns + 1))
    assert titles(spec, tmp_path) == ["Note"]
    assert len(list(tmp_path.glob("*.pickle"))) == 1


def test_a_kept_file_that_is_cut_off_is_made_anew(spec: Path, tmp_path: Path) -> None:
    assert titles(spec, tmp_path) == ["Mail"]
    (kept,) = tmp_path.glob("*.pickle")
    whole = kept.read_bytes()
    for content in (b"", b"no pickle", whole[:100]):
        kept.write_bytes(content)
        assert titles(spec, tmp_path) == ["Mail"]
        assert len(kept.read_bytes()) == len(whole)


def test_a_folder_that_cannot_be_used_does_no_harm(spec: Path) -> None:
    assert titles(spec, spec / "no folder") == ["Mail"]


def test_bad_specs_are_not_kept(spec: Path, tmp_path: Path) -> None:
    spec.write_text(SPEC.format("Mail") + "    sumary: x\n")
    for _ in range(2):
        with pytest.raises(SpecProblems, match=r"mail\.yaml:10:5: .*sumary"):
            load_cached([spec], tmp_path)
    assert not list(tmp_path.glob("*.pickle"))


def test_the_specs_that_come_along_are_read_once_for_all_projects(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beside the bytecode, or in the project where Python is not to write any."""
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "bytecode"))
    project, other = tmp_path / "project", tmp_path / "other"
    for forbidden, where in ((True, project), (False, tmp_path / "bytecode")):
        monkeypatch.setattr(sys, "dont_write_bytecode", forbidden)
        services, _ = load_cached([shipped_specs()], project if forbidden else other)
        assert {service.service for service in services} >= {"ses", "sms", "sts"}
        (kept,) = tmp_path.rglob("*.pickle")
        assert where in kept.parents
        kept.rename(kept.with_suffix(".used"))
    (kept,) = (tmp_path / "bytecode").rglob("*.used")
    kept.rename(kept.with_suffix(".pickle"))
    with monkeypatch.context() as patch:
        patch.setattr("tc3gen.spec.reading.load.load_specs", None)
        assert load_cached([shipped_specs()]) == load_cached([shipped_specs()], other)
    assert not other.exists()
