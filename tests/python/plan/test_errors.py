"""Error classes: caught by category, retried or not, named once for all services."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

from tc3gen.python.output.generate import generate_package

from ..odd import Part
from ..small import (
    COMMON,
    HEAD,
    write_spec,
)

PING = "{summary: Ping., examples: [{title: T}]}"


def test_an_error_is_caught_by_its_category(part: Part) -> None:
    own, common = part("as_.errors"), part("errors")
    for cls, bases in {
        own.OddThingDeep: [own.OddThing, own.Odd, common.ApiError],
        own.Odd: [common.ApiError],
        own.InternalError: [common.InternalError],
        own.InvalidRequestTwice: [own.InvalidRequest, common.ApiError],
    }.items():
        assert [base for base in cls.__mro__ if base in bases] == bases
    assert own.InvalidParameter is common.InvalidParameter
    assert not issubclass(own.InvalidRequest, common.ValidationError)
    assert own.CODES["Odd.Thing"] is own.OddThing
    assert own.CODES["InternalError"] is own.InternalError


def test_errors_know_whether_to_retry(part: Part) -> None:
    errors = part("as_.errors")
    assert errors.InternalError.retry == "always", "the service knows better"
    assert part("errors").InternalError.retry == "repeatable"
    assert (errors.OddThing.retry, errors.OddThingDeep.retry) == (
        "repeatable",
        "always",
    )
    assert errors.Odd.retry == "never"


@pytest.fixture
def renamed(tmp_path: Path) -> Iterator[ModuleType]:
    """A package whose common error has a name of its own, with two services."""
    listed = f"actions:\n  Ping: {PING}\nerrors:\n  ValidationError: "
    toy = write_spec(tmp_path / "spec", f"{HEAD}{listed}x\n")
    doll = write_spec(
        tmp_path / "spec",
        f"{HEAD.replace('toy', 'doll')}{listed}{{doc: x, retry: always}}\n",
        "doll.yaml",
    )
    common = tmp_path / "spec" / "common.yaml"
    common.write_text(
        COMMON + "  ValidationError: {doc: x, name: ApiValidationError}\n"
    )
    done = generate_package([toy, doll], tmp_path, package="renamed")
    assert done.problems == ()
    sys.path.insert(0, str(tmp_path))
    yield import_module("renamed")
    sys.path.remove(str(tmp_path))
    for name in [name for name in sys.modules if name.split(".")[0] == "renamed"]:
        del sys.modules[name]


def test_the_name_of_a_common_error_holds_for_all_services(renamed: ModuleType) -> None:
    toy, doll = (import_module(f"renamed.{name}.errors") for name in ("toy", "doll"))
    assert toy.ApiValidationError is renamed.errors.ApiValidationError
    assert doll.ApiValidationError.__mro__[1] is renamed.errors.ApiValidationError
    assert doll.ApiValidationError.retry == "always"
    names = [name for name in vars(toy) if name[0].isupper()]
    assert sorted(names) == ["ApiValidationError", "CODES"]
