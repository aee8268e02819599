"""`tc3gen wheel`: products that are installed beside tc3, one by one."""

from __future__ import annotations

import base64
import csv
import hashlib
import json
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from email import message_from_bytes
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import tc3
from tc3gen.cli import main

TOY = """\
service: {service}
version: "2024-01-31"
title: Toys
summary: Toys.
actions:
  Ping: {{summary: Ping., examples: [{{title: T}}]}}
"""
SERIES = ".".join(tc3.VERSION.split(".")[:2])


@pytest.fixture
def specs(tmp_path: Path) -> Path:
    folder = tmp_path / "specs"
    folder.mkdir()
    for service in ("toy", "as", "sms"):
        (folder / f"{service}.yaml").write_text(TOY.format(service=service))
    return folder


def wheel(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["wheel", *map(str, arguments), "--jobs", "1"])


@pytest.fixture
def dist(specs: Path, tmp_path: Path) -> Path:
    done = wheel(specs, "--out", tmp_path / "dist")
    assert done.exit_code == 0, done.output
    return tmp_path / "dist"


@pytest.fixture
def site(dist: Path, tmp_path: Path) -> Path:
    """A folder with the toys installed, but no tc3."""
    folder = tmp_path / "site"
    for path in dist.iterdir():
        with zipfile.ZipFile(path) as archive:
            archive.extractall(folder)
    return folder


def python(site: Path, code: str, *, dependencies: bool = True) -> str:
    """Run code where only the folder and the dependencies of tc3 are installed."""
    folders = [str(site)]
    if dependencies:  # editable packages are not in it, but what is said of them
        folders.append(sysconfig.get_path("purelib"))
    run = f"import sys; sys.path += {folders!r}; {code}"
    command = [sys.executable, "-I", "-S", "-c", run]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    return done.stdout + done.stderr


def test_one_for_each_product_that_tc3_does_not_carry(dist: Path) -> None:
    assert sorted(path.name for path in dist.iterdir()) == [
        f"tc3_as-{tc3.VERSION}-py3-none-any.whl",
        f"tc3_toy-{tc3.VERSION}-py3-none-any.whl",
    ]


def test_it_holds_the_folder_of_the_product_and_nothing_else(dist: Path) -> None:
    with zipfile.ZipFile(dist / f"tc3_as-{tc3.VERSION}-py3-none-any.whl") as archive:
        info = f"tc3_as-{tc3.VERSION}.dist-info/"
        names = archive.namelist()
        assert {name.split("/")[1] for name in names if not name.startswith(info)} == {
            "as_"
        }
        assert "tc3/__init__.py" not in names
        recorded = csv.reader(archive.read(f"{info}RECORD").decode().splitlines())
        for name, digest, size in recorded:
            content = archive.read(name)
            if digest:
                found = base64.urlsafe_b64encode(hashlib.sha256(content).digest())
                assert (digest, int(size)) == (
                    f"sha256={found.decode().rstrip('=')}",
                    len(content),
                )
        metadata = message_from_bytes(archive.read(f"{info}METADATA"))
        assert metadata["Requires-Dist"].startswith(f"tc3>={SERIES},<")
        assert archive.read(f"{info}licenses/LICENSE").startswith(b"MIT")
        manifest = json.loads(archive.read("tc3/as_/tc3gen.json"))
        assert manifest["options"]["runtime"] == metadata["Requires-Dist"][3:]


def test_the_same_bytes_twice(specs: Path, dist: Path, tmp_path: Path) -> None:
    again = CliRunner().invoke(
        main, ["wheel", str(specs), "--out", str(tmp_path / "again"), "--jobs", "2"]
    )
    assert again.exit_code == 0, again.output
    for path in dist.iterdir():
        assert (tmp_path / "again" / path.name).read_bytes() == path.read_bytes()


def test_installed_beside_tc3_and_removed_again(site: Path) -> None:
    shutil.copytree(Path(tc3.__file__).parent, site / "tc3", dirs_exist_ok=True)
    assert python(
        site, "import tc3.toy, tc3.as_, tc3.ses; print(tc3.toy.ToyClient.service)"
    ) == ("toy\n")
    shutil.rmtree(site / "tc3" / "toy")
    assert python(site, "import tc3.as_; print(tc3.as_.AsClient.service)") == "as\n"


def test_without_tc3_it_says_what_to_install(site: Path) -> None:
    said = python(site, "import tc3.toy", dependencies=False)
    assert f"tc3-toy {tc3.VERSION} needs tc3>={SERIES},<" in said
    assert f"pip install 'tc3>={SERIES},<" in said


def editable(site: Path, kind: str) -> None:
    """Leave in the folder what an editable installation of tc3 leaves, of either kind."""
    generated = str(Path(tc3.__file__).parents[1])
    about = site / f"tc3-{tc3.VERSION}.dist-info"
    about.mkdir()
    (about / "METADATA").write_text(f"Name: tc3\nVersion: {tc3.VERSION}\n")
    if kind == "path":
        (site / "tc3.pth").write_text(f"{generated}\n")
        return
    (site / "tc3_finder.py").write_text(
        "import sys\n"
        "from importlib.machinery import PathFinder\n"
        "class Finder:\n"
        "    @staticmethod\n"
        "    def find_spec(name, path=None, target=None):\n"
        f"        return PathFinder.find_spec(name, [{generated!r}])\n"
        "sys.meta_path.append(Finder)\n"
    )
    (site / "tc3.pth").write_text("import tc3_finder\n")


def test_beside_an_editable_tc3_it_says_what_to_do(site: Path) -> None:
    editable(site, "finder")
    said = python(site, f"import site; site.addsitedir({str(site)!r}); import tc3.toy")
    assert f"ImportError: tc3-toy {tc3.VERSION} needs tc3>={SERIES},<" in said
    assert f"whose {tc3.VERSION} is installed as editable elsewhere" in said
    assert "install it without -e" in said


def test_an_editable_tc3_that_is_found_by_its_path_is_not_hidden(site: Path) -> None:
    editable(site, "path")
    code = f"import site; site.addsitedir({str(site)!r}); import tc3.ses; print(tc3.VERSION)"
    assert python(site, code) == f"{tc3.VERSION}\n"


def test_a_product_works_beside_an_editable_tc3(site: Path) -> None:
    editable(site, "path")
    add = f"import site; site.addsitedir({str(site)!r}); "
    code = "import tc3.toy; print(tc3.toy.ToyClient.service)"
    assert python(site, add + code) == "toy\n"
    (site / "tc3" / "__init__.py").touch()  # another tc3 altogether: not its products
    generated = str(Path(tc3.__file__).parents[1])
    assert "No module named 'tc3.toy'" in python(
        site, f"sys.path.insert(0, {generated!r}); {code}"
    )


@pytest.mark.nightly
def test_tc3_is_found_by_its_path_if_it_is_editable(tmp_path: Path) -> None:
    source = Path(tc3.__file__).parents[1]
    if not (source / "pyproject.toml").is_file():
        pytest.skip("tc3 is not installed from its sources")
    copy = shutil.copytree(source, tmp_path / "copy")
    target = tmp_path / "target"
    subprocess.run(
        [
            *(sys.executable, "-m", "pip", "install", "--quiet", "--no-deps"),
            *("--target", str(target), "--editable", str(copy)),
        ],
        check=True,
        capture_output=True,
    )
    (pth,) = target.glob("*.pth")
    assert pth.read_text().strip() == str(copy)


def test_a_tc3_of_another_series_is_refused_by_name(site: Path) -> None:
    shutil.copytree(Path(tc3.__file__).parent, site / "tc3", dirs_exist_ok=True)
    (site / "tc3/_core/version.py").write_text('VERSION = "7.3.1"\n')
    said = python(site, "import tc3.toy")
    assert "ImportError: tc3-toy" in said
    assert "and not 7.3.1" in said


def test_a_spec_with_a_problem(specs: Path, tmp_path: Path) -> None:
    (specs / "toy.yaml").write_text(TOY.format(service="toy") + "typos: {}\n")
    done = wheel(specs, "--out", tmp_path / "dist")
    assert done.exit_code == 1
    assert "did you mean `types`?" in done.output
    assert [path.name[:6] for path in (tmp_path / "dist").iterdir()] == ["tc3_as"]


@pytest.mark.parametrize("version", ["1", "a", "1.0/../x", "1.0 "])
def test_a_version_that_is_not_one(specs: Path, tmp_path: Path, version: str) -> None:
    done = wheel(specs, "--out", tmp_path / "dist", "--version", version)
    assert done.exit_code == 2
    assert "is not a version" in done.output
    assert not (tmp_path / "dist").exists()


def test_nothing_to_do(specs: Path, tmp_path: Path) -> None:
    done = wheel(specs / "sms.yaml", "--out", tmp_path / "dist")
    assert (done.exit_code, done.output) == (
        1,
        "Error: tc3 carries all these products itself\n",
    )
