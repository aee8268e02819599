"""Facts of a service about all its actions."""

from __future__ import annotations

from tc3gen.changes.change import Prose, Subject
from tc3gen.changes.comparing.sides import Sides
from tc3gen.python.naming import names
from tc3gen.spec.model import SITES, Service

SERVICE = Subject("", "the service")

MAX_REQUEST = 10 * 1024 * 1024
"""Bytes that the client sends at most where a service says nothing."""


def compare_head(sides: Sides) -> None:
    """Remember what changed in the head of a service's spec."""
    old, new = sides.old.service, sides.new.service
    if old.version != new.version:
        sides.add(
            "service.version", SERVICE, old, new, old=old.version, new=new.version
        )
    prefixes = [names.client_prefix(service) for service in (old, new)]
    if prefixes[0] != prefixes[1]:
        clients = [f"{prefix}Client" for prefix in prefixes]
        sides.add("service.client", SERVICE, old, new, old=clients[0], new=clients[1])
    if old.domain != new.domain:
        hosts = [each.domain or Prose("the provider") for each in (old, new)]
        sides.add("service.domain", SERVICE, old, new, old=hosts[0], new=hosts[1])
    signed = [each.signing_name or each.service for each in (old, new)]
    if signed[0] != signed[1]:
        sides.add(
            "service.signing_name", SERVICE, old, new, old=signed[0], new=signed[1]
        )
    if old.rate_limit != new.rate_limit:
        before, after = rate(old.rate_limit), rate(new.rate_limit)
        sides.add("service.rate_limit", SERVICE, old, new, old=before, new=after)
    sizes = [service.request_size or MAX_REQUEST for service in (old, new)]
    if sizes[0] != sizes[1]:
        narrow = "narrowed" if sizes[1] < sizes[0] else "widened"
        sides.add(
            f"service.size_{narrow}", SERVICE, old, new, old=sizes[0], new=sizes[1]
        )
    for site in SITES:
        _compare_regions(sides, site)
    if _texts(old) != _texts(new):
        sides.add("service.text", SERVICE, old, new)


def rate(limit: int | None) -> Prose:
    """A number of requests a second, in words."""
    return Prose("any number of" if limit is None else f"{limit:,}")


def _compare_regions(sides: Sides, site: str) -> None:
    old, new = sides.old.service, sides.new.service
    before, after = old.regions.get(site, ()), new.regions.get(site, ())
    for region in before:
        if region not in after:
            sides.add(
                "service.region_removed", SERVICE, old, new, region=region, site=site
            )
    for region in after:
        if region not in before:
            sides.add(
                "service.region_added", SERVICE, old, new, region=region, site=site
            )
    # The only region of a site is taken where a client names none.
    defaults = [
        known[0] if len(known) == 1 else Prose("none") for known in (before, after)
    ]
    if defaults[0] != defaults[1]:
        sides.add(
            "service.region_default",
            SERVICE,
            old,
            new,
            site=site,
            old=defaults[0],
            new=defaults[1],
        )


def _texts(service: Service) -> tuple[str | None, ...]:
    return (
        service.title,
        service.summary,
        service.description,
        service.documentation,
    )
