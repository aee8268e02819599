"""A change, what `tc3gen diff` calls it, and code of a caller that used what was there before.

`$` in a case stands for its number, so that many cases fit into one spec.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from tc3gen.changes.change import Verdict

NOTHING, WIRE, TYPES, CODE = Verdict

Spec = dict[str, Any]
"""A part of a spec: `actions`, `types` and so on."""

HEAD = {
    "service": "toy",
    "version": "2024-01-01",
    "title": "Toy",
    "summary": "Toys.",
    "regions": {"international": ["ap-one", "ap-two"]},
    "actions": {},
}
COMMON = {
    "title": "Common",
    "summary": "What all share.",
    "parameters": {
        "Region": {"header": "X-TC-Region", "type": "string", "doc": "Where it is."}
    },
    "errors": {"InternalError": "The service failed."},
}
SAMPLES = {
    "string": "abcd",
    "integer": 3,
    "float": 0.5,
    "boolean": True,
    "bytes": "YWJj",
    "json": "{}",
    "datetime": "2024-01-31 08:00:00",
    "date": "2024-01-31",
}


class Case(NamedTuple):
    """One change, on a spec as small as it can be."""

    kinds: tuple[str, ...]
    """The kinds of changes that are found, but for those of texts and examples."""
    verdict: Verdict
    old: Spec
    new: Spec
    body: str
    """What the caller does with `client`; it returns what it has seen."""
    said: Mapping[str, Any]
    says: Mapping[str, Any]
    """The responses of the service, before and after."""
    alone: bool = False
    """Whether it needs a service of its own."""
    meant: bool = False
    """Whether only the service knows the difference: nothing else is sent or seen."""
    options: str = 'Credential("id", "key")'
    drops: bool = False
    """Whether the first response is lost on its way."""

    @property
    def title(self) -> str:
        return " ".join(self.kinds) or self.body


def case(
    kinds: str,
    verdict: Verdict,
    old: Spec,
    new: Spec,
    body: str,
    said: Mapping[str, Any] | None = None,
    says: Mapping[str, Any] | None = None,
    **options: Any,
) -> Case:
    before = said or {}
    after = before if says is None else says
    found = tuple(sorted(kinds.split()))
    return Case(found, verdict, old, new, body, before, after, **options)


def field(type: str = "string", **keys: Any) -> Spec:
    """A member as it stands in a spec."""
    return {"type": type, "doc": "Something.", **keys}


def action(
    params: Spec | None = None,
    returns: Spec | None = None,
    name: str = "Do$",
    request: Spec | None = None,
    beside: Spec | None = None,
    **keys: Any,
) -> Spec:
    """A spec of one action; `beside` is what stands beside the actions."""
    needed = {
        wire: _sample(member["type"])
        for wire, member in (params or {}).items()
        if member.get("required")
    }
    described = {
        "summary": "Do.",
        **({"params": params} if params else {}),
        **({"returns": returns} if returns else {}),
        **keys,
        "examples": [{"title": "One", "request": request or needed, "response": {}}],
    }
    return {"actions": {name: described}, **(beside or {})}


def _sample(type: str) -> Any:
    if type.startswith("list["):
        return [_sample(type[5:-1])]
    return SAMPLES.get(type, {})


def merged(parts: list[tuple[int, Spec]]) -> Spec:
    """The specs of several cases as one."""
    whole: Spec = {}
    for number, part in parts:
        _merge(whole, numbered(part, number))
    return whole


def numbered(part: Any, number: int) -> Any:
    """A part of a case with its number in the place of `$`."""
    return json.loads(json.dumps(part).replace("$", str(number)))


def _merge(whole: Spec, part: Spec) -> None:
    for key, value in part.items():
        if isinstance(value, dict) and isinstance(whole.get(key), dict):
            _merge(whole[key], value)
        else:
            whole[key] = value


def spec_text(part: Spec, **head: Any) -> str:
    """A whole spec; JSON is YAML."""
    return json.dumps({**HEAD, **head, **part})
