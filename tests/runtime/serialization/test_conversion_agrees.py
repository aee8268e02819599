"""The hooks of `tc3.converter()`, and `to_wire` and `from_wire`, do the very same."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from own_specs import own_specs

import tc3
from tc3gen.python.naming import names

SPECS = Path(__file__).parents[3] / "spec"


def documented() -> Iterator[Any]:
    """Class and values of each request and response in the examples of the specs."""
    for service in own_specs().services:
        package = names.service_package(service.service)
        version = names.version_package(service.version)
        models = import_module(f"tc3.{package}.{version}.models")
        for action in service.actions.values():
            prefix = names.action_class(action.name, action.python_name)
            for number, example in enumerate(action.examples):
                for way in ("request", "response"):
                    cls = getattr(models, f"{prefix}{way.capitalize()}")
                    title = f"{package}-{version}-{cls.__name__}-{number}"
                    yield pytest.param(cls, dict(getattr(example, way)), id=title)


def outcome(convert: Any, *given: Any) -> Any:
    """The result, or the words of the refusal: some examples contradict the spec."""
    try:
        return convert(*given)
    except tc3.errors.ValidationError as error:
        return str(error)


EXAMPLES = list(documented())


def test_there_are_examples() -> None:
    assert len(EXAMPLES) > 100


@pytest.mark.parametrize("site", ["international", "china"])
@pytest.mark.parametrize(("cls", "wire"), EXAMPLES)
def test_a_converter_and_the_clients_agree(
    cls: Any, wire: dict[str, Any], site: Any
) -> None:
    converter = tc3.converter(site=site)
    for _ in range(3):  # by a loop, then by code
        ours = outcome(lambda: tc3.from_wire(cls, wire, site=site))
        theirs = outcome(converter.structure, wire, cls)
        assert ours == theirs
        assert type(ours) is type(theirs)
        if isinstance(ours, str):
            return
        # Not only equal: the same types inside, a response's `raw` and id included.
        assert repr(ours) == repr(theirs)
        written = outcome(lambda made: tc3.to_wire(made, site=site), ours)
        assert written == outcome(converter.unstructure, theirs)
        assert getattr(ours, "raw", None) == getattr(theirs, "raw", None)
