"""`tc3gen schema`: editors find the schema of each spec, and nothing else is changed."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from tc3gen.cli import main
from tc3gen.spec.reading.files import shipped_specs

TOY = "service: toy\nversion: 2024-01-31 # ours\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "toy").mkdir()
    (tmp_path / "toy" / "toy.yaml").write_text(TOY)
    (tmp_path / "common.yaml").write_text("title: Common\n")
    (tmp_path / ".pre-commit-config.yaml").write_text("repos: []\n")
    (tmp_path / "other.yaml").write_text("a: 1\n")
    return tmp_path


def schema(folder: Path) -> str:
    done = CliRunner().invoke(main, ["schema", str(folder)])
    assert done.exit_code == 0, done.output
    return done.output


def test_each_spec_names_the_schema_beside_it(folder: Path) -> None:
    assert schema(folder).endswith("3 files written\n")
    assert (folder / "schema.json").read_bytes() == (
        shipped_specs() / "schema.json"
    ).read_bytes()
    line = "# yaml-language-server: $schema="
    assert (folder / "toy/toy.yaml").read_text() == f"{line}../schema.json\n{TOY}"
    assert (folder / "common.yaml").read_text().startswith(f"{line}schema.json\n")
    assert (folder / "other.yaml").read_text() == "a: 1\n"
    assert schema(folder) == "0 files written\n"


def test_a_line_that_names_another_place_is_mended(folder: Path) -> None:
    path = folder / "toy/toy.yaml"
    path.write_bytes(b"# yaml-language-server: $schema=old.json\r\n" + TOY.encode())
    schema(folder)
    assert path.read_bytes() == (
        b"# yaml-language-server: $schema=../schema.json\r\n" + TOY.encode()
    )


def test_a_link_is_followed_and_stays(folder: Path, tmp_path: Path) -> None:
    linked = folder / "linked.yaml"
    linked.symlink_to(folder / "toy" / "toy.yaml")
    schema(folder)
    assert linked.is_symlink()
    assert linked.read_text().startswith("# yaml-language-server: ")


def test_what_cannot_be_read_is_said_and_the_rest_is_done(folder: Path) -> None:
    (folder / "bad.yaml").write_bytes(b"service: \xff\n")
    done = CliRunner().invoke(main, ["schema", str(folder)])
    assert done.exit_code == 1
    assert "bad.yaml:1:10: the byte 0xFF is not UTF-8" in done.output
    assert (folder / "common.yaml").read_text().startswith("# yaml-language-server")
