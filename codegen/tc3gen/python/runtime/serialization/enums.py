"""The bases of generated enums."""

from __future__ import annotations

from enum import Enum, IntEnum
from typing import Any, NamedTuple, TypeVar

E = TypeVar("E", bound=Enum)
T = TypeVar("T", bound="TextEnum")
N = TypeVar("N", bound="NumberEnum")


class TextEnum(str, Enum):
    """An enum whose members are texts: `str(member)` is what is sent."""

    def __str__(self) -> str:
        return str(self.value)

    def __format__(self, format_spec: str) -> str:
        return format(str(self.value), format_spec)

    def __reduce_ex__(self, protocol: object) -> tuple[Any, ...]:
        return _by_value, (type(self), self.value)

    @classmethod
    def unlisted(cls: type[T], value: str) -> T:  # noqa: PYI019
        """Make a value that the spec does not know, so that a request may have it."""
        return _known_member(cls, value) or _unlisted_member(
            cls, str.__new__(cls, value), value
        )


class NumberEnum(IntEnum):
    """An enum whose members are whole numbers."""

    def __str__(self) -> str:
        return int.__repr__(self)

    def __format__(self, format_spec: str) -> str:
        return format(int(self), format_spec)

    def __reduce_ex__(self, protocol: object) -> tuple[Any, ...]:
        return _by_value, (type(self), self.value)

    @classmethod
    def unlisted(cls: type[N], value: int) -> N:  # noqa: PYI019
        """Make a value that the spec does not know, so that a request may have it."""
        return _known_member(cls, value) or _unlisted_member(
            cls, int.__new__(cls, value), value
        )


def open_enum(cls: type[E]) -> type[E]:
    """Mark an enum whose list of values is not complete: requests may have others."""
    cls.__open__ = True  # type: ignore[attr-defined]
    return cls


def _known_member(cls: type[E], value: object) -> E | None:
    return next((member for member in cls if member.value == value), None)


def _unlisted_member(cls: type[E], made: Any, value: object) -> E:
    made._name_ = f"unlisted({value!r})"
    made._value_ = value
    member: E = made
    return member


def _by_value(cls: Any, value: Any) -> Any:
    """Find or make it again, when it is unpickled or copied."""
    return cls.unlisted(value)


class BySite(NamedTuple):
    """The values of one member of a `SiteEnum`; None on a site that has none."""

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

    @classmethod
    def unlisted(cls: type[E], value: str | int) -> E:  # noqa: PYI019
        """Make a value that the spec does not know; it is the same on both sites."""
        return _unlisted_member(cls, object.__new__(cls), BySite(value, value))
