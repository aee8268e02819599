"""Folders of code and locks, into which nobody else may put anything."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tc3gen.explorer.catalog import Catalog
from tc3gen.explorer.client.package import ClientPackages
from tc3gen.spec.reading.load import load_specs
from tc3gen.util.private_folder import make_private_folder

STS = Path(__file__).parents[1] / "spec" / "sts"


def test_a_new_one_is_for_its_owner_only(tmp_path: Path) -> None:
    for _ in range(2):
        make_private_folder(tmp_path / "a" / "b", "do")
    assert (tmp_path / "a" / "b").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("group", "others can write to it: move it"),
        ("world", "others can write to it: move it"),
        ("link", "it is a link: move it"),
        ("owner", "it belongs to somebody else: move it"),
    ],
)
def test_what_is_not_private_is_refused(
    tmp_path: Path, kind: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "folder"
    if kind == "link":
        folder.symlink_to(tmp_path)
    else:
        folder.mkdir()
        folder.chmod({"group": 0o770, "world": 0o707}.get(kind, 0o755))
    if kind == "owner":
        monkeypatch.setattr(os, "getuid", lambda: folder.stat().st_uid + 1)
    with pytest.raises(PermissionError) as refusal:
        make_private_folder(folder, "move it")
    assert (refusal.value.strerror, refusal.value.filename) == (said, str(folder))


def test_code_is_never_loaded_from_one_that_others_write_to(tmp_path: Path) -> None:
    """The name of what is kept there can be computed, so another may be there first."""
    specs = load_specs([STS])
    Catalog.of_files([STS], tmp_path / "catalogs").close()
    packages = ClientPackages(tmp_path / "clients", specs.common)
    packages.get(specs.services[0], specs.services)
    for folder in (tmp_path / "catalogs", tmp_path / "clients"):
        folder.chmod(0o770)
    with pytest.raises(PermissionError):
        Catalog.of_files([STS], tmp_path / "catalogs")
    with pytest.raises(PermissionError):
        ClientPackages(tmp_path / "clients", specs.common).get(
            specs.services[0], specs.services
        )
