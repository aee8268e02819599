"""The products that tc3gen knows: those with a spec, and those of an installed `tccli`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from attrs import frozen

from tc3gen.sources.tccli.importing import NotFound, find_sources
from tc3gen.spec.model import Service
from tc3gen.util.safe_files import read_regular

MAX_DEFINITION_BYTES = 64 * 1024 * 1024
"""Bytes of one file of definitions; the largest published one has 4 MB."""

Origin = Literal["spec", "tccli"]


@frozen
class ProductVersion:
    """One version of a product, and how it can be had."""

    service: str
    version: str
    title: str
    actions: int
    deprecated: int
    """Actions that are deprecated or switched off."""
    origin: Origin
    """`spec` has a spec already; `tccli` can be imported."""

    @property
    def text(self) -> str:
        """Everything that words are looked up in."""
        return f"{self.service} {self.version} {self.title}".casefold()


def known_products(
    specs: Iterable[Service], words: Sequence[str] = ()
) -> list[ProductVersion]:
    """List the product versions in which all words occur, by service and version.

    A version that has a spec is not listed a second time for its published definition.
    """
    found = {service.key: _of_spec(service) for service in specs}
    for product in _published_products():
        found.setdefault((product.service, product.version), product)
    wanted = [word.casefold() for word in words]
    return [
        found[key]
        for key in sorted(found)
        if all(word in found[key].text for word in wanted)
    ]


def has_tccli() -> bool:
    """True if a `tccli` is installed, whose products are listed too."""
    try:
        find_sources(None, None, ())
    except NotFound:
        return False
    return True


def _of_spec(service: Service) -> ProductVersion:
    deprecated = sum(bool(action.deprecated) for action in service.actions.values())
    return ProductVersion(
        service.service,
        service.version,
        service.title,
        len(service.actions),
        deprecated,
        "spec",
    )


def _published_products() -> Iterable[ProductVersion]:
    """Read the definitions of an installed `tccli`; nothing where there is none."""
    try:
        sources = find_sources(None, None, ())
    except NotFound:
        return
    for source in sources:
        product = _of_definition(source.folder / "api.json")
        if product is not None:
            yield product


def _of_definition(path: Path) -> ProductVersion | None:
    """Read the head of a definition; None where the file is not one."""
    try:
        content = read_regular(path, MAX_DEFINITION_BYTES)
        definition: Mapping[str, Any] = json.loads(content)
        metadata, actions = definition["metadata"], definition["actions"]
        return ProductVersion(
            str(metadata["serviceShortName"]),
            str(metadata["apiVersion"]),
            str(metadata["serviceNameCN"]),
            len(actions),
            sum(_is_gone(action) for action in actions.values()),
            "tccli",
        )
    except (OSError, ValueError, RecursionError, KeyError, TypeError, AttributeError):
        return None


def _is_gone(action: Mapping[str, Any]) -> bool:
    return action.get("status") in ("deprecated", "offline")
