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
    VendorOutcome,
    update_package,
    vendor_package,
    verify_package,
)
from tc3gen.python.vendoring.features import FEATURES
from tc3gen.python.vendoring.make import Options, make_vendored
from tc3gen.spec.select import parse_only

from ..small import IMPORT_ALL, SPECS, run, succeeds, tree, write_spec

ONLY = (parse_only("ses:BatchSendEmail,SendEmail"),)
PAGING = (parse_only("ses:ListReceivers,CreateReceiverDetail,ListSendTasks"),)


SES = [SPECS / "ses", SPECS / "common.yaml"]


def vend(folder: Path, options: Options = Options(ONLY), **more: bool) -> VendorOutcome:  # noqa: B008
    return vendor_package(SES, folder / "tc3", options, **more)


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


USE = """
import asyncio, sys
from tc3gen.cloud import running_cloud
from tc3gen.spec.reading.files import shipped_specs
from tc3gen.spec.reading.load import load_specs
sys.path.insert(0, sys.argv[1])
from app.tc3 import Credential, errors
from app.tc3.ses import AsyncSesClient, SesClient, models

def mail(who):
    return models.SendEmailRequest(
        from_email_address="a@example.com", subject="Hi", destination=[who],
        template=models.Template(template_id=1, template_data={"a": "b"}))

specs = load_specs([shipped_specs()])
with running_cloud(specs.services, specs.common) as cloud:
    options = {"endpoint": cloud.url, "credential": Credential("local", "local")}
    with SesClient(**options) as client:
        try:
            client.send(mail("b@example.com"))
        except errors.ApiError as error:
            print(type(error).__name__)
    async def main():
        async with AsyncSesClient(**options) as client:
            try:
                await client.send_email(
                    from_email_address="a@example.com", subject="Hi", destination=["b@c.de"])
            except errors.ApiError as error:
                print(type(error).__name__)
    asyncio.run(main())
    try:
        SesClient(lambda: Credential("a", "b"), endpoint=cloud.url)
    except errors.ConfigurationError as error:
        print(error)
print("tc3" in sys.modules)
"""


def test_both_clients_work_wherever_it_lies(tmp_path: Path) -> None:
    vend(tmp_path / "app")
    said = succeeds("python", "-c", USE, tmp_path).splitlines()
    assert said == [
        "InvalidParameterValueInvalidEmailIdentity",
        "InvalidParameterValueInvalidEmailIdentity",
        "only a Credential is taken here: what gives one is not in this package (vendor it "
        "again with `--with credentials`)",
        "False",
    ]


def test_it_is_small() -> None:
    """What is left of the runtime is a sixth of it; documentation is in the project.

    The HTTP of the synchronous client is in it, as no other library but `h11` is needed.
    """

    def size(options: Options) -> int:
        files = make_vendored(SES, options).files
        return sum(len(c) for path, c in files.items() if path.endswith(".py"))

    assert size(Options(ONLY)) < 150_000
    assert size(Options(ONLY, clients=("aio",))) < 117_000
    assert size(Options(ONLY, clients=("client",))) < 126_000


def test_a_second_run_changes_nothing(tmp_path: Path) -> None:
    first = vend(tmp_path)
    assert first.files == len(first.changes.added)
    before = tree(tmp_path)
    assert not vend(tmp_path).changes
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


def test_it_says_what_it_needs_and_carries_its_licence(tmp_path: Path) -> None:
    project = (SPECS.parent / "generated/pyproject.toml").read_text()
    for clients, libraries in (
        (CLIENTS, ("aiohttp", "attrs", "h11")),
        (("aio",), ("aiohttp", "attrs")),
        (("client",), ("attrs", "h11")),
    ):
        vend(tmp_path, Options(ONLY, clients=clients))
        needed = manifest.read_manifest(tmp_path / "tc3").options["requires"]
        assert [line.partition(">")[0] for line in needed] == [*libraries]
        assert all(f'"{line}"' in project for line in needed), (
            "as the whole package does"
        )
    licence = (tmp_path / "tc3/LICENSE").read_text()
    assert licence == (SPECS.parent / "LICENSE").read_text()


def test_a_proxy_that_it_cannot_use_is_refused(tmp_path: Path) -> None:
    vend(tmp_path / "app")
    said = succeeds("python", "-c", PROXIED, tmp_path).splitlines()
    assert said == ["https_proxy is set", "HTTPS_PROXY is set", "-", "-"]


PROXIED = """
import os, sys
sys.path.insert(0, sys.argv[1])
for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
    del os.environ[name]
from app.tc3 import Credential, errors
from app.tc3.ses import SesClient

def attempt(name, **options):
    os.environ[name] = "http://127.0.0.1:3128"
    try:
        SesClient(Credential("a", "b"), "ap-singapore", **options)
        print("-")
    except errors.ConfigurationError as error:
        print(str(error).partition(",")[0])
    del os.environ[name]

attempt("https_proxy")
attempt("HTTPS_PROXY")
attempt("HTTPS_PROXY", trust_env=False)
attempt("HTTP_PROXY")
"""


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


REFUSED = """
import sys
sys.path.insert(0, sys.argv[1])
from app.tc3 import errors
from app.tc3.sms import models

refused = models.SendStatus(phone_number="+1", code="LimitExceeded.New")
response = models.SendSmsResponse(send_status_set=[refused])
try:
    response.raise_for_refused()
except errors.PartialFailure as failure:
    print([type(each).__name__ for each in failure.exceptions], failure.action)
"""


def test_refused_items_come_with_the_actions_that_have_some(tmp_path: Path) -> None:
    sms = [SPECS / "sms" / "2021-01-11.yaml", SPECS / "common.yaml"]
    options = Options((parse_only("sms:SendSms"),), CLIENTS[:1])
    vendor_package(sms, tmp_path / "app" / "tc3", options)
    said = succeeds("python", "-c", REFUSED, tmp_path)
    assert said == "['LimitExceeded'] SendSms\n"
    vend(tmp_path / "without")
    files = tree(tmp_path / "without" / "tc3")
    assert not [name for name in files if "outcomes" in str(name)]
    assert not [name for name, text in files.items() if b"PartialFailure" in text]
