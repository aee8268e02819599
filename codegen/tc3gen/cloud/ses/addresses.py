"""Texts of the mail service: addresses, domains, names, and variables in messages."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from attrs import frozen

ADDRESS_LENGTH = 254
"""Most characters of an address."""

NAME_LENGTH = 100
"""Most characters of a name. The documentation says 'too long' and gives no number."""
FILLED_LIMIT = 8 * 1024 * 1024
"""Most bytes of a filled text: four times what an action takes. Values of a group's
recipients come together with the template only when each mail is made."""

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
        """The parts of `address` or `Name <address>`, None where it is neither.

        The service demands the blank, and a name where there are brackets.
        """
        name, bracket, rest = text.rpartition("<")
        if not bracket:
            return cls(text) if is_address(text) else None
        address = rest.removesuffix(">")
        named = name.endswith(" ") and name.strip()
        if address == rest or not named or _SPECIAL.search(name):
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


def is_name(text: str) -> bool:
    """True for a name that can be given to a sender, a template or a group."""
    return len(text) <= NAME_LENGTH and is_plain(text)


def is_plain(text: str) -> bool:
    """True for a name or description that is not blank and has no special characters."""
    return bool(text.strip()) and not _SPECIAL.search(text)


def has_tag(text: str) -> bool:
    """True if there is something like HTML in a text."""
    return _TAG.search(text) is not None


def variables_of(text: str) -> frozenset[str]:
    """The names of the `{{name}}` variables in a text."""
    return frozenset(_VARIABLE.findall(text))


def fill_variables(text: str, values: Mapping[str, Any]) -> str:
    """A text with its variables replaced; one without a value stays as it is.

    Nothing is evaluated, and a value that looks like a variable is not filled again. A text
    that would become larger than `FILLED_LIMIT` stays as it is.
    """
    if filled_size(text, values) > FILLED_LIMIT:
        return text
    return _VARIABLE.sub(
        lambda match: _value_text(values[match[1]]) if match[1] in values else match[0],
        text,
    )


def filled_size(text: str, values: Mapping[str, Any]) -> int:
    """Bytes of a text once it is filled, without filling it: that may be gigabytes."""
    sizes: dict[str, int] = {}
    size = _bytes(text)
    for match in _VARIABLE.finditer(text):
        name = match[1]
        if name in values:
            if name not in sizes:
                sizes[name] = _bytes(_value_text(values[name]))
            size += sizes[name] - _bytes(match[0])
    return size


def _bytes(text: str) -> int:
    return len(text.encode("utf-8", "replace"))


def _value_text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def parse_object(text: str) -> dict[str, Any]:
    """The object in JSON text that fits the spec; no text is an empty object.

    A lone surrogate, which JSON can name and a mail cannot have, becomes `?`.
    """
    values: dict[str, Any] = json.loads(text or "{}")
    if "\\ud" in text.lower():
        plain = json.dumps(values, ensure_ascii=False).encode("utf-8", "replace")
        values = json.loads(plain)
    return values
