"""`tc3gen vendor`: a small package that stands alone, and what became of it later."""

from __future__ import annotations

import itertools
import shutil
from pathlib import Path

import pytest

from tc3gen.python.generate import UnknownNames
from tc3gen.python.plan import CLIENTS
from tc3gen.python.refused import Refused
from tc3gen.python.vendor.command import Outcome, vendor, verify
from tc3gen.python.vendor.features import FEATURES
from tc3gen.python.vendor.make import Options, vendored
from tc3gen.spec.select import parse_only

from ..small import IMPORT_ALL, SPECS, run, succeeds, tree, write_spec

ONLY = (parse_only("ses:BatchSendEmail,SendEmail"),)
PAGING = (parse_only("ses:ListReceivers,CreateReceiverDetail,ListSendTasks"),)


SES = [SPECS / "ses", SPECS / "common.yaml"]


def vend(folder: Path, options: Options = Options(ONLY), **more: bool) -> Outcome:  # noqa: B008
    return vendor(SES, folder / "tc3", options, **more)


ALL = frozenset(FEATURES)
ALONE = [frozenset[str](), *(frozenset((name,)) for name in FEATURES)]
CHOICES = [*ALONE, ALL, ALL - {"credentials"}, ALL - {"forms"}]


@pytest.mark.long
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
from tc3gen.spec.files import shipped_specs
from tc3gen.spec.load import load
sys.path.insert(0, sys.argv[1])
from app.tc3 import Credential, errors
from app.tc3.ses import AsyncSesClient, SesClient, models

def mail(who):
    return models.SendEmailRequest(
        from_email_address="a@example.com", subject="Hi", destination=[who],
        template=models.Template(template_id=1, template_data={"a": "b"}))

specs = load([shipped_specs()])
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
    """What is left of the runtime is about a third of it; documentation is in the project."""

    def size(options: Options) -> int:
        files = vendored(SES, options).files
        return sum(len(c) for path, c in files.items() if path.endswith(".py"))

    assert size(Options(ONLY)) < 145_000
    assert size(Options(ONLY, clients=("aio",))) < 130_000
    assert size(Options(ONLY, clients=("client",))) < 130_000


def test_a_second_run_changes_nothing(tmp_path: Path) -> None:
    first = vend(tmp_path)
    assert first.files == len(first.changes.added)
    before = tree(tmp_path)
    assert not vend(tmp_path).changes
    assert tree(tmp_path) == before


def test_other_actions_replace_the_first(tmp_path: Path) -> None:
    vend(tmp_path)
    other = Options((parse_only("sts:AssumeRole"),))
    changes = vendor([SPECS / "sts"], tmp_path / "tc3", other).changes
    assert "sts/v20180813/models/assume_role.py" in changes.added
    assert not tmp_path.joinpath("tc3/ses").exists()


def test_verifying_tells_what_is_edited_missing_and_outdated(tmp_path: Path) -> None:
    specs = tmp_path / "spec"
    shutil.copytree(SPECS / "ses", specs / "ses")
    shutil.copy(SPECS / "common.yaml", specs)
    vend(tmp_path)
    assert verify(tmp_path / "tc3", [specs])
    assert verify(tmp_path, [specs]).package == tmp_path / "tc3"
    tmp_path.joinpath("tc3/_core/wire.py").unlink()
    tmp_path.joinpath("tc3/ses/models.py").write_text("# mine\n")
    ses = specs / "ses/2020-10-02.yaml"
    ses.write_text(ses.read_text().replace("Subject line;", "The subject line;"))
    state = verify(tmp_path, [specs])
    assert not state
    assert (state.missing, state.edited) == (("_core/wire.py",), ("ses/models.py",))
    models = "ses/v20201002/models"
    assert state.outdated == (
        f"{models}/batch_send_email.py",
        f"{models}/send_email.py",
    )
    ses.write_text(ses.read_text() + "nonsense: 1\n")
    assert [p.at.file for p in verify(tmp_path, [specs]).problems] == [str(ses)]


def test_edited_files_are_not_overwritten(tmp_path: Path) -> None:
    vend(tmp_path)
    tmp_path.joinpath("tc3/ses/models.py").write_text("# mine\n")
    with pytest.raises(Refused, match=r"ses/models\.py"):
        vend(tmp_path)
    vend(tmp_path, force=True)
    assert verify(tmp_path, SES)


def test_what_is_no_vendored_package(tmp_path: Path) -> None:
    tmp_path.joinpath("tc3").mkdir()
    with pytest.raises(Refused, match="no package that `tc3gen vendor` has written"):
        verify(tmp_path, SES)
    tmp_path.joinpath("tc3/tc3gen.json").write_text(
        '{"inputs": "", "files": {"../../x": ""}, "options": {"only": 1}}'
    )
    with pytest.raises(Refused):
        verify(tmp_path, SES)
    with pytest.raises(UnknownNames, match="did you mean `SendEmail`"):
        vend(tmp_path, Options((parse_only("ses:SendEmial"),)))


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
    made = vendored([spec], Options((parse_only("toy:Upload"),)))
    assert made.problems == ()
    assert b"def prepare" in made.files["_core/forms.py"]


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
        ("vendor", "--into", tmp_path, *only),
        ("vendor", SPECS, "--into", tmp_path, "--only", "ses:"),
        ("vendor", SPECS, "--into", tmp_path, *only, "--with", "magic"),
        ("vendor", "--verify", tmp_path / "missing"),
    ):
        said = run("tc3gen", *wrong)
        assert said.returncode == 2, wrong
        assert "Traceback" not in said.stderr
