"""Request bodies: client token, JSON, size limit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..errors import ValidationError
from ..model import ActionInfo
from ..serialization import json_codec as jsontext

if TYPE_CHECKING:
    from .settings import ClientSettings


def fill_token(info: ActionInfo, params: dict[str, Any]) -> bool:
    """Gives a request its client token, if it has one; whether it may be repeated then."""
    token = info.client_token
    if token is None:
        return info.repeatable
    if not params.get(token):
        from uuid import uuid4

        params[token] = str(uuid4())
    return True


def json_body(
    action: str,
    params: Mapping[str, Any],
    settings: ClientSettings,
    checked: bool = False,
) -> bytes:
    """Parameters as JSON. Raises `ValidationError`."""
    body = as_json(action, params, checked=checked)
    check_size(action, len(body), settings.max_body)
    return body


def as_json(action: str, value: Any, checked: bool = False) -> bytes:
    """A value as JSON. Raises `ValidationError`."""
    try:
        return jsontext.dumps_checked(value) if checked else jsontext.dumps(value)
    except (ValueError, TypeError, RecursionError) as error:
        raise ValidationError("", jsontext.reason(error), action) from None


def check_size(action: str, size: int, most: int) -> None:
    """Refuses a request that is too large with `ValidationError`."""
    if size > most:
        raise ValidationError(
            "",
            f"the request has {size} bytes, but at most {most} are allowed",
            action,
        )
