"""The properties of what clients offer beyond single calls: waiters, bulk methods, events."""

from __future__ import annotations

from tc3gen.spec.format import kinds
from tc3gen.spec.format.properties import Property, PropertyTable

WAITER = PropertyTable(
    "a waiter",
    [
        Property(
            "doc",
            kinds.PROSE,
            "The wait: one sentence in the imperative.",
            "Wait until the template is reviewed.",
            required=True,
        ),
        Property(
            "action",
            kinds.NAME,
            "The action to ask; it must be repeatable.",
            "GetTemplate",
            required=True,
        ),
        Property(
            "name",
            kinds.NAME,
            "Name in Python after `wait_until_`, to override the usual one.",
            "template_reviewed",
            attribute="python_name",
        ),
        Property(
            "params",
            kinds.NAMES,
            "Optional parameters of the action that may be given; required ones are taken "
            "anyway.",
            ["Limit"],
        ),
        Property(
            "path",
            kinds.PATH,
            "Member of the response that tells the state; dotted if it lies deeper or in "
            "the items of a list.",
            "Template.Status",
            required=True,
        ),
        Property(
            "where",
            kinds.WHERE,
            "The item of the list on the path: its members, each with the parameter that "
            "it must equal, or that is a list which must hold it.",
            {"Id": "TemplateId"},
        ),
        Property(
            "success",
            kinds.STATES,
            "States that end it well: members of the state's enum by name, or values if "
            "it has none.",
            ["PASSED"],
            required=True,
        ),
        Property(
            "failure",
            kinds.STATES,
            "States after which it cannot end well any more.",
            ["REJECTED"],
        ),
        Property(
            "interval",
            kinds.POSITIVE,
            "Seconds between the first questions; later ones are a little farther apart.",
            5,
            required=True,
        ),
        Property(
            "deadline",
            kinds.POSITIVE,
            "Seconds after which it is given up.",
            600,
            required=True,
        ),
    ],
    meaning="Something that can be waited for by asking again and again.",
)

BULK = PropertyTable(
    "a bulk method",
    [
        Property(
            "doc",
            kinds.PROSE,
            "The work on the rows: one sentence in the imperative.",
            "Add recipients to a group.",
            required=True,
        ),
        Property(
            "name",
            kinds.NAME,
            "Name in Python, to override the usual one.",
            "upload_recipients",
            attribute="python_name",
        ),
        Property(
            "params",
            kinds.NAMES_BY_NAME,
            "What is given once for all rows, each with the parameter of the actions that "
            "it goes to.",
            {"GroupId": "ReceiverId"},
        ),
        Property(
            "rows",
            kinds.ROWS,
            "The actions, each with the parameter that takes its rows: one for texts, one "
            "for a type, or both. The parameter's `items` tell how many go in a request.",
            {"CreateReceiverDetail": "Emails"},
            required=True,
        ),
        Property(
            "key",
            kinds.NAME,
            "Member that tells one row from another, if rows have several.",
            "Email",
        ),
        Property(
            "busy",
            kinds.TEXTS,
            "Error codes by which the service says that it took none of the rows, being "
            "busy with those before.",
            ["FailedOperation.Busy"],
        ),
        Property(
            "interval",
            kinds.POSITIVE,
            "Seconds until the rows are sent again if it is busy; later tries are a little "
            "farther apart.",
            1,
        ),
        Property(
            "deadline",
            kinds.POSITIVE,
            "Seconds after which the same rows are given up if it is busy.",
            60,
        ),
    ],
    meaning="A method that takes any number of rows and sends them request by request.",
)

EVENTS = PropertyTable(
    "`events`",
    [
        Property(
            "doc",
            kinds.PROSE,
            "What is posted, when and where to.",
            "Posted when a mail is delivered.",
            required=True,
        ),
        Property(
            "kind",
            kinds.NAME,
            "Member that tells the kind of an event. Where none does, each kind has a "
            "`marker`.",
            "event",
        ),
        Property(
            "lists",
            kinds.FLAG,
            "True if a list of events may be posted, too.",
            True,
        ),
        Property(
            "response",
            kinds.OBJECT,
            "Members of the response by which the service knows that it was understood.",
            {"result": 0},
        ),
        Property(
            "echoes",
            kinds.HEADER,
            "How members begin that give back headers of the user, such as `X-Custom-`.",
            "X-Custom-",
        ),
        Property(
            "fields",
            kinds.FIELDS,
            "Members of every event, by name.",
            {},
            required=True,
        ),
        Property(
            "kinds",
            kinds.EVENT_KINDS,
            "Kinds of events, by what the member that tells it holds.",
            {"bounce": {"doc": "A mail came back."}},
            required=True,
        ),
    ],
)

EVENT_KIND = PropertyTable(
    "a kind of event",
    [
        Property(
            "doc",
            kinds.PROSE,
            "The event's meaning.",
            "A mail came back.",
            required=True,
        ),
        Property(
            "name",
            kinds.NAME,
            "Name in Python, to override the usual one.",
            "bounced",
            attribute="python_name",
        ),
        Property(
            "marker",
            kinds.NAME,
            "Member of this kind only, by which it is known.",
            "bounce_code",
        ),
        Property("fields", kinds.FIELDS, "Members that other kinds lack, by name.", {}),
    ],
    meaning="One kind of event.",
)
