"""The ways in which streaming actions report an error among their events.

All that the published definitions know are listed here, whichever service they are from: an
event has no status of its own, so that an error which is not recognised would pass for a
response without members.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..narrowing import is_object

_OBJECTS = (
    ("Error", "Code", "Message"),  # with a number, or with no code
    ("ErrorMsg", "Code", "Msg"),  # hunyuan
    ("error", "code", "message"),  # what speaks as OpenAI's service does
)
"""Members that are an object with a code and a message."""

_FINE = (0, 200)
"""Numbers that mean success where every event has a code, as those of ig."""


def as_error(content: dict[str, Any], is_error: bool = False) -> dict[str, Any]:
    """Give an event that reports an error the form of an error response; any other as it is.

    `is_error` says that the stream itself calls it one (`event: error`).
    """
    error = content.get("Error")
    if is_object(error) and isinstance(error.get("Code"), str):
        return content
    found = _reported_error(content) or (_bare(content) if is_error else None)
    if found is None:
        return content
    return {"Error": found, "RequestId": content.get("RequestId")}


def _reported_error(content: Mapping[str, Any]) -> dict[str, Any] | None:
    for member, code, message in _OBJECTS:
        inner = content.get(member)
        if is_object(inner) and (inner.get(code) or inner.get(message)):
            return _error(inner.get(code) or inner.get("type"), inner.get(message))
    if content.get("ErrorCode"):  # cloudmate
        return _error(content["ErrorCode"], content.get("ErrorMessage"))
    number: Any = content.get("Code")
    if type(number) is int and number not in _FINE and "Message" in content:  # ig
        return _error(number, content["Message"])
    if content.get("success") is False:  # waf, which documents no code
        return _error(content.get("code"), content.get("message"))
    return None


def _bare(content: Mapping[str, Any]) -> dict[str, Any]:
    """The error of an event that is nothing but one."""
    return _error(content.get("Code"), content.get("Message"))


def _error(code: Any, message: Any) -> dict[str, Any]:
    """An error as responses have it; without a code where there is none that could be read."""
    known = isinstance(code, (str, int)) and code != ""
    return {"Code": str(code) if known else None, "Message": message}
