"""Secrets that must not be shown, wherever they come from."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from ..narrowing import is_list, is_mapping

MASK = "***"
_MIN_LENGTH = 6
"""A shorter text is found everywhere by chance."""

_NAMED = re.compile(
    "secret|token|passw|credential|assertion|api_?key|private_?key", re.IGNORECASE
)

_secrets: set[str] = set()


def hide_secrets(values: Iterable[str | None]) -> None:
    """Remember secrets, so that no message shows them."""
    _secrets.update(v for v in values if v and len(v) >= _MIN_LENGTH)


def mask_secrets(text: str) -> str:
    """A text for people without the secrets that are known."""
    for secret in sorted(_secrets, key=len, reverse=True):
        if secret in text:
            text = text.replace(secret, MASK)
    return text


def is_secret(name: str, info: Any = None) -> bool:
    """True if a member holds a secret, by its definition or its name."""
    return bool(getattr(info, "sensitive", False)) or bool(_NAMED.search(name))


def sensitive_values(model: Any) -> Iterable[str]:
    """The texts in a request that its definition calls sensitive."""
    from ..serialization.shapes import members

    cls = model.__class__
    for member in members(cls):
        value = getattr(model, member.name)
        if value is None:
            continue
        kind = member.shape.kind
        if kind == "model":
            yield from sensitive_values(value)
        elif kind == "list" and member.shape.item.kind == "model":
            for item in value:
                yield from sensitive_values(item)
        elif is_secret(member.info.wire, member.info):
            yield from (str(v) for v in (value if is_list(value) else [value]))


def without_secrets(wire: Any, model: Any) -> Any:
    """A request as on the wire, with masks for what is secret."""
    from ..serialization.shapes import members

    if not is_mapping(wire):
        return wire
    cls = model.__class__
    known = {member.info.wire: member for member in members(cls)}
    shown: dict[str, Any] = {}
    for name, value in wire.items():
        member = known.get(name)
        inner = None if member is None else getattr(model, member.name)
        if is_secret(name, member and member.info):
            shown[name] = MASK
        elif member is not None and member.shape.kind == "model":
            shown[name] = without_secrets(value, inner)
        elif is_list(value) and is_list(inner):
            has_models = member is not None and member.shape.item.kind == "model"
            shown[name] = [
                without_secrets(v, i) if has_models else v
                for v, i in zip(value, inner, strict=False)
            ]
        else:
            shown[name] = value
    return shown
