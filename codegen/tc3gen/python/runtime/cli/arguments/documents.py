"""Requests as text: JSON and YAML, read strictly and within limits."""

from __future__ import annotations

import json
from importlib import import_module
from typing import Any

from .scalars import Unreadable

MAX_DEPTH = 60
"""Structures inside each other; no request of a service has more than a dozen."""


def parse_document(text: str) -> Any:
    """The value that a text holds, as JSON or YAML; None where it is empty.

    Raises:
        Unreadable: It is neither, is nested too deep, or says something twice.
    """
    try:
        return parse_json(text)
    except ValueError as error:
        if text.lstrip()[:1] not in ("{", "["):
            return _yaml(text)
        try:
            return _yaml(text)
        except Unreadable:
            raise Unreadable(f"is not JSON: {error}") from None


def parse_json(text: str) -> Any:
    """The value of a JSON text.

    Raises:
        ValueError: It is not JSON.
        Unreadable: It is nested too deep, or has a name twice.
    """
    try:
        return json.loads(text, object_pairs_hook=_object)
    except RecursionError:
        raise Unreadable("is nested too deep") from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise Unreadable(f"has {twice!r} twice")
    return found


def _yaml(text: str) -> Any:
    """YAML as plain values: dates stay texts, and neither tags nor aliases are known."""
    yaml = import_module("yaml")

    try:
        _check_events(text)
        return yaml.load(text, Loader=_loader())
    except yaml.MarkedYAMLError as error:
        place = "" if error.problem_mark is None else _place(error.problem_mark)
        raise Unreadable(f"is neither JSON nor YAML: {error.problem}{place}") from None
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        reason = " ".join(str(error).split())
        raise Unreadable(f"is neither JSON nor YAML: {reason}") from None


def _check_events(text: str) -> None:
    """Refuse aliases and depth before anything grows from them."""
    yaml = import_module("yaml")

    depth = 0
    for event in yaml.parse(text, Loader=getattr(yaml, "CLoader", yaml.Loader)):
        if isinstance(event, yaml.AliasEvent):
            raise Unreadable(f"has an alias of YAML{_place(event.start_mark)}")
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            raise Unreadable("is nested too deep")


def _place(mark: Any) -> str:
    return f" in line {mark.line + 1}"


def _loader() -> Any:
    """A class that reads a date as the text that it is, and refuses names that come twice."""
    yaml = import_module("yaml")

    base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

    def construct_mapping(self: Any, node: Any, deep: bool = False) -> Any:
        keys = [key.value for key, _ in node.value if isinstance(key.value, str)]
        if len(set(keys)) < len(keys):
            twice = next(key for key in keys if keys.count(key) > 1)
            raise Unreadable(f"has {twice!r} twice{_place(node.start_mark)}")
        return base.construct_mapping(self, node, deep=deep)

    resolvers = {
        first: [(tag, regex) for tag, regex in found if not tag.endswith(":timestamp")]
        for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    own = {
        "construct_mapping": construct_mapping,
        "yaml_implicit_resolvers": resolvers,
    }
    return type("Loader", (base,), own)
