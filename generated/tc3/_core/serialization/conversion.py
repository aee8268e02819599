"""The settings of a conversion, what it has learned about models, and where hooks go in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from .shapes import Shape

Convert = Callable[[Any], Any]

Checks = Literal["all", "types", "none"]
"""What is validated. `types` lets an enum have any value, as a response may."""


class Conversion:
    """A conversion between models and the wire of a site.

    A class that extends it brings hooks of the user's: see `converter`.
    """

    def __init__(self, site: str, validate: bool) -> None:
        self.site = site
        self.validate = validate
        self.readers: dict[Any, Convert] = {}
        self.strict_readers: dict[Any, Convert] = {}
        self.writers: dict[Any, Convert] = {}
        self._made: dict[Any, Convert | None] = {}

    def reading_hook(self, shape: Shape) -> Convert | None:
        """The user's hook that reads values of a type; None without one."""
        return None

    def writing_hook(self, shape: Shape) -> Convert | None:
        """The user's hook that writes values of a type; None without one."""
        return None

    def second_time(self, make: Callable[..., Convert], *how: Any) -> Convert | None:
        """Make something for a model when it is asked for the second time; till then None.

        To make code, and to load the classes of members that are not there, takes longer
        than a loop over one object, which may be the only one.
        """
        key = make, how
        made = self._made.get(key)
        if made is None:
            if key in self._made:
                self._made.pop(key, None)  # while it is made: it may contain itself
                made = make(self, *how)
            self._made[key] = made
        return made

    def if_asked_before(
        self, make: Callable[..., Convert], *how: Any
    ) -> Convert | None:
        """Get what has been made, or make it if only that is missing; else None."""
        return self.second_time(make, *how) if (make, how) in self._made else None
