"""The kinds of enums that generated code uses beside `enum.IntEnum`."""

from __future__ import annotations

from enum import Enum
from typing import Any, NamedTuple


class TextEnum(str, Enum):
    """An enum whose members are texts: `str(member)` is what is sent."""

    def __str__(self) -> str:
        return str(self.value)

    def __format__(self, format_spec: str) -> str:
        return format(str(self.value), format_spec)


class BySite(NamedTuple):
    """What one member of a `SiteEnum` is called on each site; None where it has none."""

    international: str | int | None = None
    china: str | int | None = None


class SiteEnum(Enum):
    """An enum whose values on the wire differ between the sites.

    A plain value would mean one thing on one site and another on the other, so only
    members are accepted in requests; they become the value of the client's site.
    """

    def on(self, site: str) -> str | int | None:
        """The value on a site, or None where the site has none."""
        value: str | int | None = getattr(self.value, site)
        return value

    @classmethod
    def at(cls, site: str) -> dict[Any, SiteEnum]:
        """The members of a site by their values there."""
        return {m.on(site): m for m in cls if m.on(site) is not None}
