"""The properties of a field: a parameter, a member of a response, or a member of a type.

To add a constraint, such as `multiple_of`: a row here; a check of values in
`spec/value_checks/constraints.py`; the check in the runtime's `serialization/scalars.py`,
which finds it in `FieldInfo.constraints`. `tests/spec/checks/test_new_constraint.py` does it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tc3gen.spec.format import kinds
from tc3gen.spec.format.properties import Constraint, Property, PropertyTable
from tc3gen.spec.model import Field

FIELD = PropertyTable(
    "a field",
    [
        Property(
            "type",
            kinds.TYPE,
            "A scalar, the name of a type under `types:`, or `list[...]` of one.",
            "list[string]",
            required=True,
        ),
        Property("required", kinds.FLAG, "True if it must be given.", True),
        Property("always", kinds.FLAG, "True if the service always returns it.", True),
        Property(
            "doc",
            kinds.PROSE,
            "Meaning of the field, in plain text with `backticks` for names.",
            "Address of the sender.",
            required=True,
        ),
        Property("unit", kinds.TEXT, "Unit of a number, such as bytes.", "seconds"),
        Property(
            "example",
            kinds.DATA,
            "A plausible value, as it stands on the wire.",
            "a@b.example",
        ),
        Property(
            "default",
            kinds.DATA,
            "The value that the service takes if the parameter is left out.",
            10,
        ),
        Property(
            "enum",
            kinds.FIELD_ENUM,
            "The values it can have: the name of an enum under `enums:`, or its members "
            "right here.",
            {"ON": 1, "OFF": 0},
            types=("string", "integer"),
        ),
        Property(
            "length",
            kinds.COUNTS,
            "Fewest and most characters of a text.",
            [1, 64],
            types=("string",),
            constraint=Constraint("characters"),
        ),
        Property(
            "size",
            kinds.COUNTS,
            "Fewest and most bytes of the value on the wire.",
            [None, 4194304],
            types=("string", "bytes", "json"),
            constraint=Constraint("bytes"),
        ),
        Property(
            "items",
            kinds.COUNTS,
            "Fewest and most items of a list.",
            [1, 50],
            types=("list",),
            constraint=Constraint("items"),
        ),
        Property(
            "range",
            kinds.LIMITS,
            "Lowest and highest value of a number; null for no limit.",
            [0, 100],
            types=("integer", "float"),
            constraint=Constraint(),
        ),
        Property("nullable", kinds.FLAG, "True if null may be sent or returned.", True),
        Property(
            "deprecated",
            kinds.PROSE,
            "Why not to use it any more, and what to use instead.",
            "Use `Template`.",
        ),
        Property(
            "disabled",
            kinds.FLAG,
            "True if the service ignores it by now; say under `deprecated` what to use "
            "instead.",
            True,
        ),
        Property(
            "sensitive",
            kinds.FLAG,
            "True for passwords, keys and tokens: hidden in logs and in what objects "
            "print.",
            True,
        ),
        Property(
            "format",
            kinds.FORMAT,
            "How a `datetime` is written: `iso` has a zone; without it, "
            "`2024-01-31 08:00:00`.",
            "iso",
            types=("datetime",),
        ),
        Property(
            "url_encoded",
            kinds.FLAG,
            "True for a `json` that the service decodes from a URL: it is encoded once, "
            "when it is sent.",
            True,
            types=("json",),
        ),
        Property(
            "header",
            kinds.HEADER,
            "Header in which a parameter travels; only in actions of the form "
            "`octet-stream`.",
            "X-File-Name",
        ),
        Property(
            "name",
            kinds.NAME,
            "Name in Python, to override the usual one.",
            "from_address",
            attribute="python_name",
        ),
    ],
    meaning="A parameter, a member of a response, or a member of a type.",
    schema={"dependentRequired": {"disabled": ["deprecated"]}},
)

_HEADER = Property(
    "header",
    kinds.HEADER,
    "Name of the header, such as `X-TC-Region`.",
    "X-TC-Region",
    required=True,
)

PARAMETER = PropertyTable(
    "a common parameter",
    [_HEADER, *(each for each in FIELD.properties if each.name != "header")],
    meaning="A common parameter, which travels in a header.",
    schema=FIELD.schema,
)


def constraints_of(field: Field) -> Iterator[tuple[Property, Any]]:
    """The limits of a field, in the order of the table."""
    for row in FIELD.properties:
        if row.constraint is not None:
            value = getattr(field, row.name, None)
            if value is None:
                value = field.constraints.get(row.name)
            if value is not None:
                yield row, value
