"""Reading phone numbers as the service does."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber as Parsed

MAINLAND = "CN"
"""Country whose numbers are not `global` ones; Hong Kong, Macao and Taiwan have codes of
their own."""

UNKNOWN = "DEF"
"""Country of a number for which none is known."""

_PATTERN = re.compile(r"(\+|00)?(\d{3,20})", re.ASCII)
_BARE_MAINLAND = re.compile(r"(?:86)?(1\d{10})", re.ASCII)
_NON_GEOGRAPHICAL = "001"


class BadNumber(ValueError):
    """A text that is not a phone number."""

    def __init__(self, text: str, *, is_readable: bool) -> None:
        super().__init__(f"`{text[:40]}` is not a phone number.")
        self.is_readable = is_readable
        """True if it is written as one, but no country has such numbers."""


@frozen(kw_only=True)
class PhoneNumber:
    """A phone number in its parts."""

    e164: str
    country_code: str
    """Without `+`."""
    subscriber: str
    """Number without the country code."""
    country: str
    """ISO code, such as `US`; `UNKNOWN` where it has none."""

    @property
    def is_mainland(self) -> bool:
        """True if it belongs to mainland China."""
        return self.country == MAINLAND


@lru_cache(4096)
def read_number(text: str) -> PhoneNumber:
    """Read a number in E.164 form; one of mainland China may lack `+86` or its `+`.

    Raises:
        BadNumber: it is not written as a number, or no country has such numbers.
    """
    # Loaded late: it is large, and many clouds never read a number.
    from phonenumbers import (
        NumberParseException,
        PhoneNumberFormat,
        format_number,
        is_possible_number,
        national_significant_number,
        parse,
    )

    international = _international(text)
    try:
        parsed = parse(international, None)
    except NumberParseException:
        raise BadNumber(text, is_readable=True) from None
    if not is_possible_number(parsed):
        raise BadNumber(text, is_readable=True)
    return PhoneNumber(
        e164=format_number(parsed, PhoneNumberFormat.E164),
        country_code=str(parsed.country_code),
        subscriber=national_significant_number(parsed),
        country=_country(parsed),
    )


def _international(text: str) -> str:
    match = _PATTERN.fullmatch(text)
    if match is None:
        raise BadNumber(text, is_readable=False)
    prefix, digits = match.groups()
    if prefix == "+":
        return text
    mainland = _BARE_MAINLAND.fullmatch(digits)
    if mainland is None:
        raise BadNumber(text, is_readable=False)
    return f"+86{mainland[1]}"


def _country(parsed: Parsed) -> str:
    from phonenumbers import region_code_for_country_code, region_code_for_number

    # Numbers that were set aside for fiction belong to the main country of their code.
    found = region_code_for_number(parsed) or region_code_for_country_code(
        parsed.country_code or 0
    )
    return UNKNOWN if found == _NON_GEOGRAPHICAL else found
