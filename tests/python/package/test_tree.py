"""The package made of `spec/`: current, clean, importable under any name and anywhere."""

from __future__ import annotations

import ast
import json
import shutil
import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest

import tc3
from tc3gen.python.output.generate import generate_package
from tc3gen.python.plan.runtime_modules import ERRORS, EXPORTS, INSIDE, TESTING

from ..small import IMPORT_ALL, ROOT, SPECS, succeeds, tree

GENERATED = ROOT / "generated"
DEPENDENCIES = {"aiohttp", "attrs", "cattrs", "h11", "typing_extensions", "yarl"}
DEPENDENCIES.add("attr")  # the package `attrs` has two names
DEPENDENCIES |= {"click", "jmespath", "rich", "yaml"}  # of the command line
DEPENDENCIES |= {"opentelemetry", "orjson", "python_socks", "redis"}  # of its extras
DEPENDENCIES.add("pydantic_core")  # imported by pydantic only, when it meets a model


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the package is made in."""
    folder = tmp_path_factory.mktemp("made")
    assert generate_package([SPECS], folder).problems == ()
    return folder


def of(folder: Path) -> dict[str, bytes]:
    """The files, as `generate --check` compares them: not by which tc3gen they were made."""
    found = tree(folder)
    for path in found:
        if Path(path).name == "tc3gen.json":
            manifest = json.loads(found[path])
            manifest.pop("inputs", None)
            found[path] = json.dumps(manifest).encode()
    return found


def test_what_is_committed_is_current(made: Path) -> None:
    committed, fresh = of(GENERATED / "tc3"), of(made / "tc3")
    changed = [path for path in fresh if committed.get(path) != fresh[path]]
    assert changed == [], "run: tc3gen generate spec --out generated"
    assert sorted(committed) == sorted(fresh)


def test_formatters_and_linters_have_nothing_to_say(made: Path) -> None:
    runtime = ("--exclude", "_core")  # checked where it is written
    succeeds("ruff", "format", "--isolated", "--check", *runtime, made / "tc3")
    settings = ("--config", GENERATED / "pyproject.toml")
    more = ("--extend-select", "I,RUF022,W,UP,B,C4,PIE")
    succeeds("ruff", "check", *settings, *more, *runtime, made / "tc3")


def test_every_module_can_be_imported(made: Path) -> None:
    succeeds("python", "-c", IMPORT_ALL, "tc3", cwd=made)


def test_importing_the_package_or_a_service_loads_no_transport(made: Path) -> None:
    code = """
import sys
import tc3, tc3.ses, tc3.ses.models, tc3.ses.errors, tc3.sms.v20210111
heavy = {"aiohttp", "urllib3", "attrs", "attr", "cattrs", "asyncio"} & set(sys.modules)
assert not heavy, heavy
tc3.ses.models.SendEmailRequest
assert not {"aiohttp", "urllib3"} & set(sys.modules)
tc3.ses.SesClient
assert "aiohttp" not in sys.modules
"""
    succeeds("python", "-c", code, cwd=made)


def test_the_package_may_have_another_name(tmp_path: Path) -> None:
    generate_package([SPECS], tmp_path, package="acme_cloud")
    succeeds("python", "-c", IMPORT_ALL, "acme_cloud", cwd=tmp_path)


def test_the_package_may_be_copied_into_another(made: Path, tmp_path: Path) -> None:
    inside = tmp_path / "acme" / "vendor"
    inside.mkdir(parents=True)
    for package in (inside.parent, inside):
        package.joinpath("__init__.py").touch()
    shutil.copytree(made / "tc3", inside / "tencent")
    code = f"""{IMPORT_ALL}
from acme.vendor.tencent import from_wire, to_wire
from acme.vendor.tencent.ses import models
request = models.SendEmailRequest(
    from_email_address="a@example.com", subject="x", destination=["b@example.com"],
    template=models.Template(template_id=1, template_data={{"a": "b"}}),
)
wire = to_wire(request)
assert wire["Template"] == {{"TemplateID": 1, "TemplateData": '{{"a":"b"}}'}}, wire
assert from_wire(models.SendEmailRequest, wire) == request
assert not [name for name in sys.modules if name.split(".")[0] == "tc3"]
"""
    succeeds("python", "-c", code, "acme", cwd=tmp_path)


def test_imports_are_relative_or_of_a_dependency(made: Path) -> None:
    found: dict[str, str] = {}
    for path in sorted(made.joinpath("tc3").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and not node.level:
                names = [node.module or ""]
            else:
                continue
            found.update((name.partition(".")[0], str(path)) for name in names)
    assert found.keys() - sys.stdlib_module_names - DEPENDENCIES == set()


def test_nothing_says_where_or_when_it_was_made(made: Path) -> None:
    for path, content in tree(made / "tc3").items():
        assert str(ROOT).encode() not in content, path
        assert str(made).encode() not in content, path


def test_the_table_of_runtime_modules_is_true() -> None:
    for table in (EXPORTS, TESTING, ERRORS, INSIDE):
        for module, names in table.items():
            home = import_module(f"tc3._core.{module}" if module else "tc3._core")
            source = Path(home.__file__ or "").read_text()  # some are for types only
            for name in names:
                known = hasattr(home, name) or find_spec(f"{home.__name__}.{name}")
                assert known or f"    {name} = " in source, name


def test_the_package_tells_its_version() -> None:
    assert tc3.__version__ == tc3.VERSION
