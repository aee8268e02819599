"""Links between the pages of a reference, relative to one of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Protocol
from urllib.parse import quote

from attrs import frozen


class Links(Protocol):
    """Addresses of other pages."""

    def action(self, name: str) -> str:
        """The page of an action."""
        ...

    def type(self, name: str) -> str:
        """The page of a data type."""
        ...

    def error(self, code: str) -> str:
        """The page, or the place on one, of an error code."""
        ...


@frozen
class ExplorerLinks:
    """Addresses of the API Explorer's Markdown."""

    up: str
    """From the page to the folder of the version."""
    down: str
    """From the folder above to that of the version, for the page of the version itself."""

    def action(self, name: str) -> str:
        """The page of an action."""
        return f"{self.up}{self.down}{quote(name, safe='')}.md"

    def type(self, name: str) -> str:
        """The page of a data type."""
        return f"{self.up}{self.down}types/{quote(name, safe='')}.md"

    def error(self, code: str) -> str:
        """The page of an error code."""
        return f"{self.up}{self.down}errors/{quote(code, safe='')}.md"


@frozen
class SphinxLinks:
    """Paths of files and names of places, which MyST resolves and checks."""

    up: str
    """From the page to the folder of the version."""
    actions: Mapping[str, str]
    """The name of each action's file, without its ending."""
    types: Mapping[str, str]
    errors: Mapping[str, str]
    """The name of the place where each error code is described."""

    def action(self, name: str) -> str:
        """The page of an action."""
        return f"{self.up}actions/{self.actions[name]}.md"

    def type(self, name: str) -> str:
        """The page of a data type."""
        return f"{self.up}types/{self.types[name]}.md"

    def error(self, code: str) -> str:
        """The place of an error code, on the page of its group."""
        return f"#{self.errors[code]}"


def distinct(names: Iterable[str]) -> dict[str, str]:
    """A name for each file or place, distinct also where case does not count.

    Nothing in it can lead out of a folder, or means anything in Markdown.
    """
    found: dict[str, str] = {}
    taken: Counter[str] = Counter()
    for name in dict.fromkeys(names):
        safe = re.sub(r"[^A-Za-z0-9_-]", "-", name).lstrip("-") or "-"
        taken[safe.lower()] += 1
        count = taken[safe.lower()]
        found[name] = safe if count == 1 else f"{safe}--{count}"
    return found
