"""The services that a cloud knows when nobody names any."""

from __future__ import annotations

from collections.abc import Iterable

from tc3gen.spec.model import Common, Service


def known(
    services: Iterable[Service] | None, common: Common | None
) -> tuple[tuple[Service, ...], Common]:
    """The services and common parts that are given; for None, those that come with tc3gen."""
    if services is not None and common is not None:
        return tuple(services), common
    from tc3gen.spec.cache import load_cached
    from tc3gen.spec.reading.files import shipped_specs

    shipped_services, shipped_common = load_cached([shipped_specs()])
    return (
        shipped_services if services is None else tuple(services),
        common or shipped_common,
    )
