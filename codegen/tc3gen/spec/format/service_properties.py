"""The properties of a service, of the common file, and of what both describe."""

from __future__ import annotations

from tc3gen.spec.format import kinds
from tc3gen.spec.format.properties import Property, PropertyTable
from tc3gen.spec.model import SITES

_CLASS_NAME = Property(
    "name",
    kinds.NAME,
    "Name of the class in Python, to override the usual one.",
    "EmailTemplate",
    attribute="python_name",
)

REGIONS = PropertyTable(
    "`regions`",
    [
        Property(
            site,
            kinds.REGION_NAMES,
            f"Regions on the {name} site.",
            ["ap-hongkong"],
        )
        for site, name in zip(SITES, ("international", "China"), strict=True)
    ],
)

SERVICE = PropertyTable(
    "a service",
    [
        Property(
            "service",
            kinds.SERVICE_NAME,
            "Name of the product as it stands in its domain, such as `ses`.",
            "ses",
            required=True,
        ),
        Property(
            "version",
            kinds.VERSION,
            'Version of the API, a date. Quote it: "2020-10-02".',
            "2020-10-02",
            required=True,
        ),
        Property(
            "title",
            kinds.PROSE,
            "Name of the product for people.",
            "Simple Email Service",
            required=True,
        ),
        Property(
            "summary",
            kinds.PROSE,
            "Purpose of the product, in one sentence.",
            "Sends email.",
            required=True,
        ),
        Property(
            "description",
            kinds.PROSE,
            "Anything else a developer needs to know, in several lines.",
            "A sender domain is needed.",
        ),
        Property(
            "documentation",
            kinds.ADDRESS,
            "Address of the product's API reference.",
            "https://www.tencentcloud.com/document/product/1084",
        ),
        Property(
            "client",
            kinds.CLASS_PREFIX,
            "How the names of the client classes begin; the service capitalised if left "
            "out.",
            "Ses",
        ),
        Property(
            "domain",
            kinds.DOMAIN,
            "Host of a service that is not the provider's; `{service}` and `{region}` in it "
            "stand for their names.",
            "{service}.{region}.example.com",
        ),
        Property(
            "signing_name",
            kinds.SERVICE_NAME,
            "Name of the service in signatures, if it has another one there.",
            "store",
        ),
        Property(
            "regions",
            kinds.REGIONS,
            "Regions of the product, by site; or one list, where there are no sites.",
            {"international": ["ap-hongkong"]},
        ),
        Property(
            "rate_limit",
            kinds.POSITIVE,
            "Requests a second that each action accepts.",
            20,
        ),
        Property(
            "request_size",
            kinds.POSITIVE,
            "Largest body of a request, in bytes.",
            10485760,
        ),
        Property(
            "actions",
            kinds.ACTIONS,
            "The calls of the product, by name.",
            {"SendEmail": {"summary": "Send an email."}},
            required=True,
        ),
        Property(
            "waiters",
            kinds.WAITERS,
            "States that can be waited for by asking again and again, by name.",
        ),
        Property(
            "bulk",
            kinds.BULK,
            "Methods that take any number of rows and send them request by request, by "
            "name.",
        ),
        Property(
            "events",
            kinds.EVENTS,
            "What the product posts to an address of its user.",
        ),
        Property(
            "types",
            kinds.TYPES,
            "Data types, by name: groups of members that actions use.",
            {"Template": {"doc": "A template.", "fields": {}}},
        ),
        Property(
            "enums",
            kinds.ENUMS,
            "Sets of values, by name.",
            {"Status": {"doc": "State of a mail.", "values": {"SENT": 1}}},
        ),
        Property(
            "errors",
            kinds.ERRORS,
            "Error codes that the product's own actions respond with.",
            {"FailedOperation.NoQuota": "The quota is used up."},
        ),
    ],
    meaning="One version of one product.",
)

COMMON = PropertyTable(
    "the common file",
    [
        Property(
            "title",
            kinds.PROSE,
            "Heading of the file for people.",
            "Common parameters",
            required=True,
        ),
        Property(
            "summary",
            kinds.PROSE,
            "Content of the file, in one sentence.",
            "What all services share.",
            required=True,
        ),
        Property(
            "parameters",
            kinds.PARAMETERS,
            "Parameters that travel in a header, by name.",
            required=True,
        ),
        Property(
            "errors",
            kinds.ERRORS,
            "Error codes that every product may respond with.",
            {"InternalError": "An error inside the service."},
            required=True,
        ),
    ],
    meaning="What all products share.",
)

TYPE = PropertyTable(
    "a type",
    [
        Property("doc", kinds.PROSE, "Meaning of the type.", "A mail.", required=True),
        _CLASS_NAME,
        Property("fields", kinds.FIELDS, "Members of the type, by name.", {}),
    ],
    meaning="A data type: a named group of members.",
)

ENUM = PropertyTable(
    "an enum",
    [
        Property(
            "doc",
            kinds.PROSE,
            "Subject of the values.",
            "State of a mail.",
            required=True,
        ),
        _CLASS_NAME,
        Property(
            "open",
            kinds.FLAG,
            "True if the service may know more values: others are sent and returned too.",
            True,
        ),
        Property(
            "values",
            kinds.ENUM_MEMBERS,
            "The members, by name in capitals.",
            {"SENT": 1, "BOUNCED": {"value": 2, "doc": "It came back."}},
            required=True,
            attribute="members",
        ),
    ],
    meaning="A set of values with meanings.",
)

MEMBER = PropertyTable(
    "a member of an enum",
    [
        Property(
            "value",
            kinds.MEMBER_VALUE,
            "The value sent, on both sites or by site.",
            1,
            required=True,
        ),
        Property("doc", kinds.PROSE, "Meaning of the value.", "The mail came back."),
    ],
    meaning="A value with a text about it.",
)

BY_SITE = PropertyTable(
    "a value by site",
    [
        Property(site, kinds.SENT, f"The value sent on the {name} site.", 1)
        for site, name in zip(SITES, ("international", "China"), strict=True)
    ],
    meaning="A value that differs between the sites, or is missing on one.",
    schema={"minProperties": 1},
)

ERROR = PropertyTable(
    "an error code",
    [
        Property(
            "doc", kinds.PROSE, "The reason.", "The quota is used up.", required=True
        ),
        _CLASS_NAME,
        Property(
            "retry",
            kinds.RETRY,
            "May the request be sent again? `always`: it certainly had no effect; "
            "`repeatable`: only if the action is repeatable.",
            "always",
        ),
    ],
    meaning="An error code with more than a text.",
)
