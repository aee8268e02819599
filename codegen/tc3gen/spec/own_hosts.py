"""The hosts of a service that is not the provider's."""

from __future__ import annotations

from collections.abc import Iterator

from tc3gen.spec.model import Service


def own_hosts(service: Service) -> Iterator[str]:
    """The hosts that `domain` stands for, one for each region if that is in it; none without it.

    Where no region is known, one is made up.
    """
    if service.domain is None:
        return
    known = {region for regions in service.regions.values() for region in regions}
    hosts = {
        service.domain.format(service=service.service, region=region)
        for region in known or {"region"}
    }
    yield from sorted(hosts)
