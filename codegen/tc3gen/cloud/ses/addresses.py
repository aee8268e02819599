"""Texts of the mail service: addresses, domains, names, and variables in messages."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from attrs import frozen

ADDRESS_LENGTH = 254
"""Most characters of an address."""

_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_DOMAIN = re.compile(rf"(?:{_LABEL}\.)+[A-Za-z][A-Za-z0-9-]*[A-Za-z0-9]")
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LOCAL_PART = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")
_SPECIAL = re.compile(r'[\x00-\x1f\x7f<>"\\;|]')
_VARIABLE = re.compile(r"\{\{\s*([^{}\s]+)\s*\}\}")
_TAG = re.compile(r"<[A-Za-z/!]")


@frozen
class Mailbox:
    """An address, with the name before it in `Name <address>`."""

    address: str
    name: str = ""

    @property
    def domain(self) -> str:
        return domain_of(self.address)

    @classmethod
    def parse(cls, text: str) -> Mailbox | None:
        """The parts of `address` or `Name <address>`, None where it is neither."""
        name, bracket, rest = text.rpartition("<")
        if not bracket:
            return cls(text) if is_address(text) else None
        address = rest.removesuffix(">")
        spaced = not name or name.endswith(" ")
        if address == rest or not spaced or _SPECIAL.search(name):
            return None
        if not is_address(address):
            return None
        return cls(address, name.strip())


def is_domain(text: str) -> bool:
    return len(text) <= 253 and _DOMAIN.fullmatch(text) is not None


def is_address(text: str) -> bool:
    local, _, domain = text.rpartition("@")
    return (
        len(text) <= ADDRESS_LENGTH
        and len(local) <= 64
        and _LOCAL_PART.fullmatch(local) is not None
        and is_domain(domain)
    )


def domain_of(address: str) -> str:
    return address.rpartition("@")[2].lower()


def is_plain(text: str, length: int) -> bool:
    """Whether a name or description is neither blank, too long, nor has characters that
    the service refuses in them."""
    return bool(text.strip()) and len(text) <= length and not _SPECIAL.search(text)


def has_tag(text: str) -> bool:
    """Whether there is something like HTML in a text."""
    return _TAG.search(text) is not None


def variables_of(text: str) -> frozenset[str]:
    """The names of the `{{name}}` variables in a text."""
    return frozenset(_VARIABLE.findall(text))


def fill(text: str, values: Mapping[str, Any]) -> str:
    """A text with its variables replaced; one without a value stays as it is.

    Nothing is evaluated, and a value that looks like a variable is not filled again.
    """

    def value_of(match: re.Match[str]) -> str:
        value = values.get(match[1], match[0])
        return (
            value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        )

    return _VARIABLE.sub(value_of, text)


def parse_object(text: str) -> dict[str, Any]:
    """The object in JSON text that fits the spec; no text is an empty object.

    A lone surrogate, which JSON can name and a mail cannot have, becomes `?`.
    """
    values: dict[str, Any] = json.loads(text or "{}")
    if "\\ud" in text.lower():
        plain = json.dumps(values, ensure_ascii=False).encode("utf-8", "replace")
        values = json.loads(plain)
    return values
