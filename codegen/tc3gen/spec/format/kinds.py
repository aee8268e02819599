"""The kinds of values that properties take."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tc3gen.spec.format import patterns
from tc3gen.spec.format.properties import ValueKind
from tc3gen.spec.model import FORMS, RETRIES, SCALARS


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/$defs/{name}"}


def _text(pattern: str) -> dict[str, Any]:
    return {"type": "string", "pattern": f"^{pattern}$"}


def _any(*schemas: Mapping[str, Any]) -> dict[str, Any]:
    return {"anyOf": list(schemas)}


def _by_name(item: Mapping[str, Any], *, names: str = "name", **more: int) -> Any:
    return {
        "type": "object",
        **more,
        "propertyNames": _ref(names),
        "additionalProperties": item,
    }


def _list(item: Mapping[str, Any], *, unique: bool = True, **more: int) -> Any:
    found = {"type": "array", **more}
    return {**found, **({"uniqueItems": True} if unique else {}), "items": item}


DEFINITIONS: Mapping[str, Any] = {
    "fields": _by_name(_ref("field")),
    "members": {
        "type": "object",
        "minProperties": 1,
        "propertyNames": {"pattern": f"^{patterns.ENUM_MEMBER}$"},
        "additionalProperties": _any(_ref("sent"), _ref("by_site"), _ref("member")),
    },
    "errors": _by_name(_any(_ref("text"), _ref("error")), names="error_code"),
    "states": _list({"type": ["string", "integer", "boolean"]}, minItems=1),
    "counts": {
        "type": "array",
        "minItems": 2,
        "maxItems": 2,
        "items": {"type": ["integer", "null"], "minimum": 0},
    },
    "region_names": _list(
        {"maxLength": patterns.MAX_REGION_LENGTH, **_text(patterns.REGION)}
    ),
    "error_code": _text(patterns.ERROR_CODE),
    "name": {"maxLength": patterns.MAX_NAME_LENGTH, **_text(patterns.NAME)},
    "path": _text(patterns.PATH),
    "sent": {"type": ["string", "integer"]},
    "text": {"type": "string", "pattern": "\\S"},
}
"""JSON schemas that several kinds share."""

# Texts.
PROSE = ValueKind("text for people", "prose", _ref("text"))
TEXT = ValueKind("text", "text", _ref("text"))
NAME = ValueKind("a name", "text", _ref("name"))
PATH = ValueKind("names with dots between them", "text", _ref("path"))
SERVICE_NAME = ValueKind("small letters and digits", "text", _text(patterns.SERVICE))
VERSION = ValueKind("a date in quotes", "text", _text(patterns.VERSION))
CLASS_PREFIX = ValueKind("letters, a capital first", "text", _text(patterns.CLIENT))
ADDRESS = ValueKind(
    "an http(s) address",
    "text",
    {"type": "string", "format": "uri", "pattern": "^https?://"},
)
HEADER = ValueKind("the name of a header", "text", _text(patterns.HEADER))
DOMAIN = ValueKind(
    "a host name, in which `{service}` and `{region}` may stand",
    "text",
    {"maxLength": patterns.MAX_HOST_LENGTH, **_text(patterns.DOMAIN)},
)
HOST = ValueKind("a host name", "text", _text(patterns.HOST))

# Words, numbers, values of the wire.
FLAG = ValueKind("true or false", "boolean", {"type": "boolean", "default": False})
POSITIVE = ValueKind(
    "an integer above 0", "whole", {"type": "integer", "exclusiveMinimum": 0}
)
DATA = ValueKind("a value as it stands on the wire", "data", {})
COUNTS = ValueKind("[fewest, most], null for no limit", "bounds", _ref("counts"))
LIMITS = ValueKind(
    "[lowest, highest], null for no limit",
    "bounds",
    {
        "type": "array",
        "minItems": 2,
        "maxItems": 2,
        "items": {"type": ["number", "null"]},
    },
)
RETRY = ValueKind(
    "never, repeatable or always", "retry", {"enum": list(RETRIES), "default": "never"}
)
FORM = ValueKind(
    "json, get, multipart or octet-stream",
    "form",
    {"enum": list(FORMS), "default": "json"},
)
FORMAT = ValueKind("iso", "format", {"enum": ["iso"]})
STREAMS = ValueKind(
    "true, false or the name of a parameter",
    "streams",
    {**_any({"type": "boolean"}, _ref("name")), "default": False},
)
TYPE = ValueKind(
    "a scalar, the name of a type, or `list[...]` of one",
    "type_ref",
    _any({"enum": list(SCALARS)}, _text(patterns.TYPE)),
)
SENT = ValueKind("a text or an integer", "sent", _ref("sent"))
OBJECT = ValueKind("members of an object", "members", {"type": "object"})

# Lists.
NAMES = ValueKind("a list of names", "texts", _list(_ref("name")))
TEXTS = ValueKind("a list of texts", "texts", _list(_ref("text")))
ERROR_CODES = ValueKind("a list of error codes", "texts", _list(_ref("error_code")))
REGION_NAMES = ValueKind("a list of regions", "texts", _ref("region_names"))
STATES = ValueKind("a list of states", "states", _ref("states"))
OK_CODES = ValueKind(
    "a list of codes, an empty text for none",
    "ok_codes",
    _list({"type": ["string", "integer"]}, minItems=1),
)
PATHS = ValueKind(
    "a list of names with dots between them",
    "texts",
    _list(_ref("path"), minItems=1),
)
EXAMPLES = ValueKind(
    "a list of examples", "examples", _list(_ref("example"), unique=False, minItems=1)
)

# Mappings.
NAMES_BY_NAME = ValueKind("names by name", "names_by_name", _by_name(_ref("name")))
WHERE = ValueKind(
    "parameters by member", "names_by_name", _by_name(_ref("name"), minProperties=1)
)
ROWS = ValueKind(
    "parameters by action",
    "names_by_name",
    _by_name(_ref("name"), minProperties=1, maxProperties=2),
)
FIELDS = ValueKind("fields by name", "fields", _ref("fields"))
PARAMETERS = ValueKind(
    "common parameters by name", "parameters", _by_name(_ref("parameter"))
)
ACTIONS = ValueKind("actions by name", "actions", _by_name(_ref("action")))
TYPES = ValueKind("types by name", "types", _by_name(_ref("type")))
ENUMS = ValueKind("enums by name", "enums", _by_name(_ref("enum")))
ERRORS = ValueKind("texts or mappings by error code", "errors", _ref("errors"))
WAITERS = ValueKind("waiters by name", "waiters", _by_name(_ref("waiter")))
BULK = ValueKind("bulk methods by name", "bulk", _by_name(_ref("bulk")))
EVENTS = ValueKind("a mapping", "events", _ref("events"))
EVENT_KINDS = ValueKind(
    "kinds of events by name", "kinds", _by_name(_ref("event_kind"), minProperties=1)
)
REGIONS = ValueKind(
    "lists of regions by site, or one list",
    "regions",
    _any(
        _ref("regions"),
        _list({"maxLength": patterns.MAX_REGION_LENGTH, **_text(patterns.OWN_REGION)}),
    ),
)
PAGES = ValueKind("a mapping", "pages", _ref("pages"))
OUTCOMES = ValueKind("a mapping", "outcomes", _ref("outcomes"))
CHECK = ValueKind("a mapping", "check", _ref("check"))
FIELD_ENUM = ValueKind(
    "the name of an enum, or {MEMBER: VALUE, ...}",
    "enum_of_field",
    _any(_ref("name"), _ref("members")),
)
ENUM_MEMBERS = ValueKind("values by member", "enum_members", _ref("members"))
MEMBER_VALUE = ValueKind(
    "a text or an integer, or one for each site",
    "member_value",
    _any(_ref("sent"), _ref("by_site")),
)
