"""Behaviours of a user's own: checked, reset, and given from wherever a cloud is started."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from click.testing import CliRunner

from tc3gen.cli import main
from tc3gen.cloud import ApiErrorResponse, Call, LocalCloud, running_cloud
from tc3gen.cloud.backend import Behaviour
from tc3gen.cloud.hosting.behaviours import load_behaviours
from tc3gen.python.output.generate import generate_package
from tc3gen.spec.reading.load import Specs, load_specs

ROOT = Path(__file__).parents[3]

DEMO = """
service: demo
version: "2026-01-01"
title: Demo
summary: Counts.
errors:
  ResourceNotFound.Counter: There is no such counter.
  FailedOperation.Other: Something of another action.
actions:
  Add:
    summary: Add to the total.
    repeatable: false
    params:
      Number: {type: integer, required: true, doc: What to add.}
    returns:
      Total: {type: integer, always: true, doc: The total.}
    errors: [ResourceNotFound.Counter]
    examples: [{title: One, request: {Number: 1}, response: {Total: 41}}]
"""
KEY: tuple[str, str] = ("demo", "2026-01-01")

Respond = Callable[[Call], Any]


class Behaving:
    def __init__(self, respond: Respond) -> None:
        self._respond = respond

    def answer(self, call: Call) -> Any:
        return self._respond(call)


def raising(code: str) -> Respond:
    def respond(call: Call) -> Any:
        raise ApiErrorResponse(code, "No.")

    return respond


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    (folder / "demo.yaml").write_text(DEMO)
    return folder


@pytest.fixture(scope="module")
def demo(folder: Path) -> Specs:
    specs = load_specs([folder / "demo.yaml"])
    assert [str(each) for each in specs.problems] == []
    return specs


@pytest.fixture(scope="module")
def demos(folder: Path) -> Iterator[Any]:
    with pytest.MonkeyPatch.context() as patch:
        generate_package([folder / "demo.yaml"], folder / "made", package="demos")
        patch.syspath_prepend(str(folder / "made"))
        yield import_module("demos.demo")


@pytest.mark.parametrize(
    ("respond", "wrong"),
    [
        (lambda call: {"Total": call.params["Number"]}, None),
        (lambda call: None, None),
        (raising("ResourceNotFound.Counter"), "ResourceNotFound.Counter"),
        (raising("InvalidParameterValue"), "InvalidParameterValue"),
        (
            raising("ResourceNotFound.Countre"),
            "did you mean `ResourceNotFound.Counter`",
        ),
        (raising("FailedOperation.Other"), "refused it with `FailedOperation.Other`"),
        (lambda call: {"Total": "1"}, "`Total` must be"),
        (lambda call: {"Total": 1, "Totl": 1}, "`Totl` is not known"),
        (lambda call: {}, "`Total` is missing"),
        (lambda call: [1], "returned list, not a mapping"),
        (lambda call: 1 / 0, "InternalError"),
    ],
)
def test_responses_are_held_against_the_spec(
    demo: Specs, demos: Any, respond: Respond, wrong: str | None
) -> None:
    own: dict[tuple[str, str], Behaviour] = {KEY: Behaving(respond)}
    with (
        running_cloud(demo.services, demo.common, behaviours=own) as cloud,
        cloud.client(demos.DemoClient, timeout=5) as client,
    ):
        if wrong is None:
            assert client.add(number=41).total == 41
            return
        with pytest.raises(Exception) as caught:  # noqa: PT011 - of another package
            client.add(number=41)
        assert wrong in f"{getattr(caught.value, 'code', '')}: {caught.value}"


def test_a_service_that_is_not_there_is_refused(demo: Specs) -> None:
    own = Behaving(lambda call: None)
    for key, near in (
        (("dmo", "2026-01-01"), "did you mean `demo 2026-01-01`"),
        (("demo", "2026-01-02"), "did you mean `demo 2026-01-01`"),
        ("demo", "'demo'"),
    ):
        with pytest.raises(ValueError, match=near):
            LocalCloud(demo.services, demo.common, behaviours={key: own})  # type: ignore[dict-item]
    for wrong in (Behaving, object(), None):
        with pytest.raises(TypeError, match=r"answer\(call\)"):
            LocalCloud(demo.services, demo.common, behaviours={KEY: wrong})  # type: ignore[dict-item]


@pytest.fixture
def documented(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the module of the documentation's example."""
    text = (ROOT / "docs" / "cloud.md").read_text()
    begin = text.index("```python\nfrom tc3gen.cloud import ApiErrorResponse")
    code = text[begin:].split("```")[1].removeprefix("python\n")
    (tmp_path / "counting.py").write_text(code + FAILING)
    monkeypatch.delitem(sys.modules, "counting", raising=False)
    return tmp_path


FAILING = """
class Nameless:
    def answer(self, call): ...

class Broken(Counter):
    def __init__(self):
        raise LookupError("on purpose")
"""


def test_the_documented_example(documented: Path, demo: Specs, demos: Any) -> None:
    own = load_behaviours(["counting:Counter"], documented)
    with (
        running_cloud(demo.services, demo.common, behaviours=own) as cloud,
        cloud.client(demos.DemoClient) as client,
    ):
        assert [client.add(number=2).total for _ in range(2)] == [2, 4]
        with pytest.raises(Exception, match="Only upwards"):
            client.add(number=-1)
        cloud.reset()
        assert client.add(number=2).total == 2
    assert str(documented) not in sys.path


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (["counting"], "not like module:Class"),
        (["nowhere:Counter"], "nowhere cannot be imported: ModuleNotFoundError"),
        (["counting:Countr"], "has no class Countr"),
        (["counting:Nameless"], "must say what it is for"),
        (["counting:Broken"], "failed: LookupError: on purpose"),
        (["counting:Counter", "counting:Counter"], "is the second behaviour of demo"),
    ],
)
def test_what_cannot_be_loaded(
    documented: Path, names: list[str], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        load_behaviours(names, documented)


def test_the_command(
    documented: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: dict[str, Any] = {}
    monkeypatch.setattr(
        "tc3gen.cloud.hosting.command.serve_cloud",
        lambda *args, **given: seen.update(given),
    )
    monkeypatch.chdir(documented)
    words = ["cloud", str(folder / "demo.yaml"), "--behaviour"]
    done = CliRunner().invoke(main, [*words, "counting:Counter"])
    assert done.exit_code == 0, done.output
    assert set(seen["behaviours"]) == {KEY}
    done = CliRunner().invoke(main, [*words, "counting:Countr"])
    assert done.exit_code == 2
    assert "--behaviour" in done.output
    assert "Traceback" not in done.output


TEST = dedent(
    """
    import urllib.request
    def test_cloud(tc3_cloud):
        (own,) = tc3_cloud._own.values()
        assert type(own._own).__name__ == "Counter"
        own._own.total = 7
    def test_as_new(tc3_cloud):
        (own,) = tc3_cloud._own.values()
        assert own._own.total == 0
    """
)

pytest_plugins = ["pytester"]


def test_the_fixture(documented: Path, folder: Path, pytester: pytest.Pytester) -> None:
    (pytester.path / "counting.py").write_text((documented / "counting.py").read_text())
    pytester.makepyfile(TEST)
    spec = folder / "demo.yaml"
    ini = f"[pytest]\ntc3_specs = {spec}\ntc3_behaviours = counting:Counter\n"
    pytester.makeini(ini)
    pytester.runpytest_subprocess("-n0", "-p", "no:cacheprovider").assert_outcomes(
        passed=2
    )
    pytester.makeini(ini.replace(":Counter", ":Countr"))
    failed = pytester.runpytest_subprocess("-n0", "-p", "no:cacheprovider")
    failed.stdout.fnmatch_lines(
        ["*tc3_behaviours cannot be used: counting has no class*"]
    )
