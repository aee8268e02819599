"""`tc3gen vendor`: a small package that stands alone, and what became of it later."""

from __future__ import annotations

import itertools
import shutil
from pathlib import Path

import pytest
from click import Choice

from tc3gen.cli.vendor import vendor as vendor_command
from tc3gen.python.output import manifest
from tc3gen.python.output.generate import UnknownNames
from tc3gen.python.output.refused import OutputRefused
from tc3gen.python.plan.package import CLIENTS
from tc3gen.python.vendoring.command import (
    update_package,
    vendor_package,
    verify_package,
)
from tc3gen.python.vendoring.features import FEATURES
from tc3gen.python.vendoring.make import Options, make_vendored
from tc3gen.spec.select import parse_only

from ..small import IMPORT_ALL, SPECS, run, succeeds, tree, write_spec
from .conftest import ONLY, SES, Copy, Made, vend

PAGING = (parse_only("ses:ListReceivers,CreateReceiverDetail,ListSendTasks"),)

ALL = frozenset(FEATURES)
CREDENTIALS = frozenset(("credentials",))
SOME = ALL - {"cli"}  # the command line needs all the others
ALONE = [frozenset[str](), *(frozenset((name,)) for name in sorted(SOME))]
CHOICES = [*ALONE, ALL, SOME - {"credentials"}, SOME - {"forms"}]


@pytest.mark.slow
@pytest.mark.nightly
@pytest.mark.timeout(1200)
def test_every_choice_of_features_is_whole_typed_and_clean(tmp_path: Path) -> None:
    clients = itertools.cycle([CLIENTS, CLIENTS[:1], CLIENTS[1:]])
    for number, chosen in enumerate(CHOICES):
        only = PAGING if number % 2 else ONLY
        options = Options(only, next(clients), chosen, docs=len(chosen) > 1)
        vend(tmp_path / f"made{number}", options)
    vend(tmp_path / "paging", Options(PAGING))
    succeeds("ruff", "check", "--isolated", "--select", "E4,E7,E9,F,I", tmp_path)
    succeeds("ruff", "format", "--isolated", "--check", tmp_path)
    few = [f"made{number}" for number in range(len(ALONE) + 1)]
    typed = ("mypy", "--strict", "--explicit-package-bases")
    succeeds(*typed, "paging", *few, cwd=tmp_path)
    names = ["paging.tc3", "made0.tc3", f"made{len(ALONE)}.tc3"]
    succeeds("python", "-c", IMPORT_ALL, *names, cwd=tmp_path)


def test_it_is_small(made: Made) -> None:
    """What is left of the runtime is a sixth of it; documentation is in the project.

    The HTTP of the synchronous client is in it, as no other library but `h11` is needed.
    """

    def size(*clients: str) -> int:
        return sum(path.stat().st_size for path in made(*clients).rglob("*.py"))

    assert size(*CLIENTS) < 150_000
    assert size("aio") < 117_000
    assert size("client") < 126_000


def test_a_second_run_changes_nothing(tmp_path: Path, copied: Copy) -> None:
    before = tree(copied(tmp_path))
    second = vend(tmp_path)
    assert second.files
    assert not second.changes
    assert tree(tmp_path) == before


@pytest.mark.nightly
def test_other_actions_replace_the_first(tmp_path: Path) -> None:
    vend(tmp_path)
    other = Options((parse_only("sts:AssumeRole"),))
    changes = vendor_package([SPECS / "sts"], tmp_path / "tc3", other).changes
    assert "sts/v20180813/models/assume_role.py" in changes.added
    assert not tmp_path.joinpath("tc3/ses").exists()


def test_verifying_tells_what_is_edited_missing_and_outdated(tmp_path: Path) -> None:
    specs = tmp_path / "spec"
    shutil.copytree(SPECS / "ses", specs / "ses")
    shutil.copy(SPECS / "common.yaml", specs)
    vend(tmp_path)
    assert verify_package(tmp_path / "tc3", [specs])
    assert verify_package(tmp_path, [specs]).package == tmp_path / "tc3"
    tmp_path.joinpath("tc3/_core/serialization/hooks.py").unlink()
    tmp_path.joinpath("tc3/ses/models.py").write_text("# mine\n")
    ses = specs / "ses/2020-10-02.yaml"
    ses.write_text(ses.read_text().replace("length: [1, 998]", "length: [1, 997]"))
    state = verify_package(tmp_path, [specs])
    assert not state
    assert (state.missing, state.edited) == (
        ("_core/serialization/hooks.py",),
        ("ses/models.py",),
    )
    models = "ses/v20201002/models"
    assert state.outdated == (f"{models}/send_email.py",)
    ses.write_text(ses.read_text() + "nonsense: 1\n")
    assert [p.at.file for p in verify_package(tmp_path, [specs]).problems] == [str(ses)]


@pytest.mark.nightly
def test_it_is_updated_from_the_specs_that_it_came_from(tmp_path: Path) -> None:
    specs = tmp_path / "spec"
    shutil.copytree(SPECS / "ses", specs / "ses")
    vendor_package(
        [specs / "ses"], tmp_path / "app/tc3", Options(ONLY, features=CREDENTIALS)
    )
    moved = tmp_path / "moved"
    moved.mkdir()
    for name in ("app", "spec"):
        tmp_path.joinpath(name).rename(moved / name)
    assert verify_package(moved / "app")
    ses = moved / "spec/ses/2020-10-02.yaml"
    ses.write_text(ses.read_text().replace("length: [1, 998]", "length: [1, 997]"))
    assert len(verify_package(moved / "app").outdated) == 1
    assert len(update_package(moved / "app").changes.changed) == 1
    assert verify_package(moved / "app")
    assert moved.joinpath("app/tc3/_core/auth/roles.py").exists(), "with its options"
    ses.unlink()
    ses.parent.rmdir()
    with pytest.raises(OutputRefused, match=r"the spec .*ses is not there"):
        verify_package(moved / "app")


def test_it_says_what_it_needs_and_carries_its_licence(
    made: Made,
) -> None:
    project = (SPECS.parent / "generated/pyproject.toml").read_text()
    for clients, libraries in (
        (CLIENTS, ("aiohttp", "attrs", "h11")),
        (("aio",), ("aiohttp", "attrs")),
        (("client",), ("attrs", "h11")),
    ):
        needed = manifest.read_manifest(made(*clients) / "tc3").options["requires"]
        assert [line.partition(">")[0] for line in needed] == [*libraries]
        assert all(f'"{line}"' in project for line in needed), (
            "as the whole package does"
        )
    licence = (made(*CLIENTS) / "tc3/LICENSE").read_text()
    assert licence == (SPECS.parent / "LICENSE").read_text()


@pytest.mark.nightly
def test_edited_files_are_not_overwritten(tmp_path: Path) -> None:
    vend(tmp_path)
    tmp_path.joinpath("tc3/ses/models.py").write_text("# mine\n")
    with pytest.raises(OutputRefused, match=r"ses/models\.py"):
        vend(tmp_path)
    vend(tmp_path, force=True)
    assert verify_package(tmp_path, SES)


@pytest.mark.nightly
def test_what_is_no_vendored_package(tmp_path: Path) -> None:
    tmp_path.joinpath("tc3").mkdir()
    with pytest.raises(
        OutputRefused, match="no package that `tc3gen vendor` has written"
    ):
        verify_package(tmp_path, SES)
    tmp_path.joinpath("tc3/tc3gen.json").write_text(
        '{"inputs": "", "files": {"../../x": ""}, "options": {"only": 1}}'
    )
    with pytest.raises(OutputRefused):
        verify_package(tmp_path, SES)
    with pytest.raises(UnknownNames, match="did you mean `SendEmail`"):
        vend(tmp_path, Options((parse_only("ses:SendEmial"),)))


@pytest.mark.nightly
def test_a_form_that_an_action_needs_comes_along(tmp_path: Path) -> None:
    spec = write_spec(
        tmp_path / "spec",
        """
        actions:
          Upload:
            summary: Upload a file.
            form: multipart
            params:
              File: {type: bytes, required: true, doc: A file.}
            examples: [{title: T, request: {File: QQ==}}]
        """,
    )
    made = make_vendored([spec], Options((parse_only("toy:Upload"),)))
    assert made.problems == ()
    assert b"def prepare" in made.files["_core/calls/forms.py"]


@pytest.mark.slow
@pytest.mark.nightly  # `tests/commands` runs the command by day
def test_the_command(tmp_path: Path) -> None:
    only = ("--only", "ses:SendEmail")
    done = run("tc3gen", "vendor", SPECS / "ses", "--into", tmp_path, *only)
    assert done.returncode == 0
    assert "KB of Python" in done.stdout
    assert run("tc3gen", "vendor", "--verify", tmp_path, SPECS / "ses").returncode == 0
    tmp_path.joinpath("tc3/errors.py").unlink()
    said = run("tc3gen", "vendor", "--verify", tmp_path)  # with the shipped specs
    assert (said.returncode, said.stdout) == (1, "missing: errors.py\n")
    for wrong in (
        ("vendor", SPECS, "--into", tmp_path),
        ("vendor", SPECS, *only),
        ("vendor", SPECS, "--into", tmp_path, "--only", "ses:"),
        ("vendor", SPECS, "--into", tmp_path, *only, "--with", "magic"),
        ("vendor", "--verify", tmp_path / "missing"),
    ):
        said = run("tc3gen", *wrong)
        assert said.returncode == 2, wrong
        assert "Traceback" not in said.stderr


def test_each_feature_can_be_asked_for_and_is_described() -> None:
    (option,) = [each for each in vendor_command.params if each.name == "features"]
    assert isinstance(option.type, Choice)
    assert frozenset(option.type.choices) == ALL
    page = (SPECS.parent / "docs/how-to/vendoring.md").read_text("utf-8")
    for name in ALL:
        assert f"\n| `{name}` |" in page, name
