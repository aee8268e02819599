"""Every member by which a published streaming action reports an error is known."""

from __future__ import annotations

import json
import re
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from tc3._core.calls.event_errors import as_error
from tc3gen.sources.tccli.inference.special import STREAMS

pytest.importorskip("tccli", reason="tccli is not installed: pip install tccli")

_ERROR = re.compile(r"err(or)?(?!upt)|code$", re.IGNORECASE)


def services() -> Path:
    spec = find_spec("tccli")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "services"


def value(member: dict[str, Any], objects: dict[str, Any]) -> Any:
    """A value of a member that tells of an error."""
    if member["type"] == "object":
        inner = objects[member["member"]]["members"]
        return {each["name"]: value(each, objects) for each in inner}
    return 2003 if member["type"] == "int" else "busy"


@pytest.mark.parametrize(("service", "version"), STREAMS)
def test_error_members(service: str, version: str) -> None:
    folder = services() / service / f"v{version.replace('-', '')}"
    document = json.loads((folder / "api.json").read_text())
    objects = document["objects"]
    for action in STREAMS[service, version]:
        members = objects[document["actions"][action]["output"]]["members"]
        found = [member for member in members if _ERROR.search(member["name"])]
        if not found:
            continue
        event = {each["name"]: value(each, objects) for each in found}
        if any(each["name"] == "Code" for each in found):
            event["Message"] = "busy"
        error = as_error(event)["Error"]
        assert isinstance(error["Code"], str), (action, event)
