"""The specs agree with the provider's published definitions, member by member.

The definitions come with `tccli`; where they are not installed, this is skipped.
"""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from own_specs import own_specs

from tc3gen.spec.model import Field, Service

SPEC = Path(__file__).parents[2] / "spec"
SERVICES = {service.key: service for service in own_specs().services}

# How a type of the definitions may be written in a spec. A text may be something finer: the
# documentation says in words that it holds base64, or a JSON object.
READINGS = {
    ("string", "string"): {"string", "bytes", "json"},
    ("string", "datetime"): {"datetime"},
    ("string", "datetime_iso"): {"datetime"},
    ("string", "date"): {"date"},
    ("int", "int64"): {"integer"},
    ("int", "uint64"): {"integer"},
    ("bool", "bool"): {"boolean"},
    ("float", "float"): {"float"},
}


def _definitions(service: Service) -> dict[str, Any]:
    found = find_spec("tccli")
    if found is None or found.origin is None:
        pytest.skip("tccli, which holds the published definitions, is not installed")
    folder = Path(found.origin).parent / "services" / service.service
    version = "v" + service.version.replace("-", "")
    text = (folder / version / "api.json").read_text(encoding="utf-8")
    definitions: dict[str, Any] = json.loads(text)
    return definitions


@pytest.fixture(params=SERVICES, ids="@".join)
def service(request: pytest.FixtureRequest) -> Service:
    return SERVICES[request.param]


def test_actions(service: Service) -> None:
    published = _definitions(service)["actions"]
    assert set(service.actions) == set(published)
    for name, action in service.actions.items():
        assert action.unsigned == published[name].get("skip_sign", False), name


def test_members(service: Service) -> None:
    objects = _definitions(service)["objects"]
    assert [
        d for owner in _owners(service) for d in _differences(*owner, objects)
    ] == []


def test_types(service: Service) -> None:
    """Every data type is there, and none that the definitions do not know."""
    published = _definitions(service)
    messages = {
        a[side] for a in published["actions"].values() for side in ("input", "output")
    }
    assert set(service.types) == set(published["objects"]) - messages


def _owners(service: Service) -> list[tuple[str, dict[str, Field], str]]:
    """Each group of members: the object of the definitions, our members, which side it is."""
    owners = []
    for action in service.actions.values():
        owners.append((f"{action.name}Request", dict(action.params), "required"))
        owners.append(
            (f"{action.name}Response", dict(action.returns), "output_required")
        )
    owners += [(t.name, dict(t.fields), "both") for t in service.types.values()]
    return owners


def _differences(
    owner: str, ours: dict[str, Field], side: str, objects: dict[str, Any]
) -> list[str]:
    published = {
        m["name"]: m for m in objects[owner]["members"] if m["name"] != "RequestId"
    }
    found = [f"{owner}.{name} is missing" for name in published if name not in ours]
    found += [
        f"{owner}.{name} is not published" for name in ours if name not in published
    ]
    for name in sorted(set(ours) & set(published)):
        field, member = ours[name], published[name]
        if not _same_type(field, member):
            found.append(f"{owner}.{name}: {field.type}, published as {member['type']}")
        if (field.format == "iso") != ("datetime_iso" in member.values()):
            found.append(f"{owner}.{name}: another form of time")
        if field.disabled != bool(member.get("disabled")):
            found.append(f"{owner}.{name}: disabled differs")
        if field.nullable != bool(member.get("value_allowed_null")):
            found.append(f"{owner}.{name}: nullable differs")
        if side != "output_required" and field.required != bool(member.get("required")):
            found.append(f"{owner}.{name}: required differs")
        always = bool(member.get("output_required"))
        if side == "output_required":
            always = always or bool(member.get("required"))
        if side != "required" and field.always != always:
            found.append(f"{owner}.{name}: always differs")
    return found


def _same_type(field: Field, member: dict[str, Any]) -> bool:
    depth = field.type.depth
    outer, inner = str(member["type"]), str(member["member"])
    if outer == "list":
        primitive = {"string": "string", "int64": "int", "uint64": "int"}.get(
            inner, inner
        )
        known = READINGS.get((primitive, inner), {inner})
        return depth == 1 and field.type.name in known
    known = READINGS.get((outer, inner), {inner})
    return depth == 0 and field.type.name in known
