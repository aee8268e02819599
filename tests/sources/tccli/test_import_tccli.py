"""The command line, and the definitions that are really published."""

from __future__ import annotations

import compileall
import shutil
from importlib.util import find_spec
from pathlib import Path

import pytest
from own_specs import own_specs

from tc3gen.python.output.generate import generate_package
from tc3gen.python.output.package import load_checked
from tc3gen.spec.reading.load import load_specs

from .published import Import, action, member

SPECS = Path(__file__).parents[3] / "spec"
VARIED = [
    "as",  # its folder is called otherwise, and it is a keyword
    "cii",  # binary members
    "cms",  # an action without example
    "dnspod",  # members that differ in case only
    "habo",  # a product without a name
    "sts",  # unsigned actions
]


@pytest.fixture
def tccli() -> None:
    if find_spec("tccli") is None:
        pytest.skip("tccli, which holds the published definitions, is not installed")


def arguments(out: Path, *more: str) -> list[str]:
    return ["import", "tccli", "--out", str(out), *more]


def run(arguments: list[str]) -> object:
    from tc3gen.cli import main

    with pytest.raises(SystemExit) as end:
        main(arguments, prog_name="tc3gen")
    return end.value.code


def test_varied_products(tccli: None, tmp_path: Path) -> None:
    out = tmp_path / "specs"
    only = [word for name in VARIED for word in ("--only", name)]
    assert run(arguments(out, *only)) == 0
    _, problems = load_checked([out])
    assert not problems
    done = generate_package([out], tmp_path, package="some")
    assert done.files > 400
    assert compileall.compile_dir(tmp_path / "some", quiet=1)


def test_inference_claims_no_more_than_people_do(tccli: None, tmp_path: Path) -> None:
    names = [word for name in ("ses", "sms", "sts") for word in ("--only", name)]
    assert run(arguments(tmp_path, *names)) == 0
    ours = {service.key: service for service in own_specs().services}
    for found in load_specs([tmp_path]).services:
        for name, inferred in found.actions.items():
            own = ours[found.key].actions[name]
            assert own.repeatable or not inferred.repeatable, name
            assert inferred.pages in (None, own.pages), name


def test_our_own_spec_survives(tccli: None, tmp_path: Path) -> None:
    shutil.copytree(SPECS, tmp_path, dirs_exist_ok=True)
    assert run(arguments(tmp_path, "--only", "ses")) == 0
    path = "ses/2020-10-02.yaml"
    assert (tmp_path / path).read_text() == (SPECS / path).read_text()


def test_only(toy: Import) -> None:
    toy.publish({"Ping": action([member("A")])})
    assert toy.run("--only", "toy@2024-01-31") == 0
    assert toy.run("--only", "toyz") == 2
    assert "there is no product `toyz`; did you mean `toy`?" in toy.said
    assert toy.run("--only", "toy@2025-01-01") == 2
    assert "toy has no version 2025-01-01, but 2024-01-31" in toy.said
    assert toy.run("--only", "toy:Ping") == 2
    assert "is not SERVICE[@VERSION]" in toy.said


def test_a_path_without_definitions(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for path, message in ((tmp_path / "none", "is no folder"), (tmp_path, "holds no")):
        assert run([*arguments(tmp_path / "out"), str(path)]) == 2
        assert message in capsys.readouterr().err


def test_an_output_that_cannot_be_written(toy: Import) -> None:
    toy.publish({"Ping": action()})
    (toy.home / "specs").mkdir()
    (toy.home / "specs/toy").write_text("a file")
    assert toy.run() == 1
    assert "is not a folder of its own" in toy.said


def test_several_processes_say_the_same_as_one(toy: Import) -> None:
    toy.publish({"DescribeThings": action([member("A")])})
    first = toy.home / "tccli/services/toy/v20240131"
    for number in range(5):
        copy = toy.home / f"tccli/services/toy{number}/v20240131"
        shutil.copytree(first, copy)
        api = (copy / "api.json").read_text().replace('"toy"', f'"toy{number}"')
        (copy / "api.json").write_text(api)
    texts = []
    for jobs in ("1", "4"):
        shutil.rmtree(toy.home / "specs", ignore_errors=True)
        assert toy.run("--jobs", jobs) == 0
        found = sorted((toy.home / "specs").rglob("*.*"))
        texts.append(
            [(path.name, path.read_bytes()) for path in found if path.is_file()]
        )
    assert texts[0] == texts[1]
    assert len(texts[0]) == 13


def test_a_product_that_is_published_twice(toy: Import) -> None:
    toy.publish({"Ping": action()})
    shutil.copytree(toy.home / "tccli/services/toy", toy.home / "tccli/services/toz")
    assert toy.run() == 1
    assert "toy 2024-01-31 is defined in" in toy.said
