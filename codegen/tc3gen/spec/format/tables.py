"""All tables of the format, by the names that `schema.json` gives them."""

from __future__ import annotations

from collections.abc import Mapping

from tc3gen.spec.format.action_properties import ACTION, CHECK, EXAMPLE, OUTCOMES, PAGES
from tc3gen.spec.format.field_properties import FIELD, PARAMETER
from tc3gen.spec.format.method_properties import BULK, EVENT_KIND, EVENTS, WAITER
from tc3gen.spec.format.properties import PropertyTable
from tc3gen.spec.format.service_properties import (
    BY_SITE,
    COMMON,
    ENUM,
    ERROR,
    MEMBER,
    REGIONS,
    SERVICE,
    TYPE,
)

TABLES: Mapping[str, PropertyTable] = {
    "service": SERVICE,
    "common": COMMON,
    "regions": REGIONS,
    "action": ACTION,
    "field": FIELD,
    "parameter": PARAMETER,
    "type": TYPE,
    "enum": ENUM,
    "member": MEMBER,
    "by_site": BY_SITE,
    "error": ERROR,
    "pages": PAGES,
    "outcomes": OUTCOMES,
    "check": CHECK,
    "waiter": WAITER,
    "bulk": BULK,
    "events": EVENTS,
    "event_kind": EVENT_KIND,
    "example": EXAMPLE,
}
