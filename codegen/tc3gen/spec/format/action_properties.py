"""The properties of an action, its paging, and its examples."""

from __future__ import annotations

from tc3gen.spec.format import kinds
from tc3gen.spec.format.properties import Property, PropertyTable

ACTION = PropertyTable(
    "an action",
    [
        Property(
            "summary",
            kinds.PROSE,
            "The action's work: one sentence in the imperative, with a full stop.",
            "Send an email.",
            required=True,
        ),
        Property(
            "description",
            kinds.PROSE,
            "Anything else a developer needs to know, in several lines.",
            "The mail is queued.",
        ),
        Property(
            "deprecated",
            kinds.PROSE,
            "Why not to use the action any more, and what to use instead.",
            "Use `SendEmail`.",
        ),
        Property(
            "repeatable",
            kinds.FLAG,
            "True only if sending the same request twice does no harm and gives the same "
            "response.",
            True,
        ),
        Property(
            "client_token",
            kinds.NAME,
            "Parameter by which the service knows a request that it has had before: "
            "filled in if the caller gives none, and kept when the request is sent again. "
            "With it an action need not be `repeatable`.",
            "ClientToken",
        ),
        Property(
            "unsigned",
            kinds.FLAG,
            "True if the request carries no signature, because it brings another proof.",
            True,
        ),
        Property(
            "form",
            kinds.FORM,
            "How the parameters travel: as JSON; as a query, which anyone on the way may "
            "send again; as parts of which `bytes` are files; or with one `bytes` as the "
            "body and all else in headers.",
            "multipart",
        ),
        Property(
            "streams",
            kinds.STREAMS,
            "True if the response is a stream of server-sent events, or the boolean "
            "parameter that asks for one. Each event holds members of `returns`.",
            "Stream",
        ),
        Property(
            "host",
            kinds.HOST,
            "Host that serves the action, if it is not that of the service; an endpoint "
            "given by the caller comes first.",
            "es.ai.tencentcloudapi.com",
        ),
        Property(
            "rate_limit",
            kinds.POSITIVE,
            "Requests a second, if they differ from the service's.",
            20,
        ),
        Property(
            "name",
            kinds.NAME,
            "Name of the action in Python, to override the usual one.",
            "delete_blacklist",
            attribute="python_name",
        ),
        Property(
            "params",
            kinds.FIELDS,
            "Parameters of the request, by name. Leave out the common ones.",
            {"Limit": {"type": "integer", "doc": "Items of a page."}},
        ),
        Property(
            "returns",
            kinds.FIELDS,
            "Members of the response, by name. Leave out `RequestId`.",
            {"Total": {"type": "integer", "doc": "Number of items."}},
        ),
        Property(
            "errors",
            kinds.ERROR_CODES,
            "Error codes that the action responds with, beside those of every action.",
            ["InternalError"],
        ),
        Property(
            "pages",
            kinds.PAGES,
            "Which members carry the position, the size and the items of a page.",
            {"offset": "Offset", "limit": "Limit", "items": "Items"},
        ),
        Property(
            "outcomes",
            kinds.OUTCOMES,
            "Which members tell what a call that succeeds did not do.",
            {"of": "Results", "item": "Name", "code": "Code", "ok": ["Ok"]},
        ),
        Property(
            "check",
            kinds.CHECK,
            "How to find out if a call of unknown outcome was carried out: clients with a "
            "ledger then do so by themselves. Only for what the request itself names.",
            {
                "action": "GetGroup",
                "params": {"Name": "Name"},
                "absent": ["ResourceNotFound"],
            },
        ),
        Property(
            "examples",
            kinds.EXAMPLES,
            "Calls and their responses; `tc3gen check` notes an action without one.",
            [{"title": "Minimal", "request": {}, "response": {}}],
        ),
    ],
    meaning="One call of the product.",
)

WAYS_TO_PAGE = {
    "offset": (("limit", "items"), ("total",)),
    "page": (("size", "items"), ("total",)),
    "token": (("next", "items"), ("limit", "total")),
}
"""The names of a request's position, and the keys that must and may stand with each."""

_PAGE_KEYS = {
    "offset": "Parameter with the number of items to skip.",
    "page": "Parameter with the number of the page, counted from 1.",
    "token": "Parameter that takes what `next` of the last page held.",
    "limit": "Parameter with the most items of a response.",
    "size": "Parameter with the items of a page, if pages are numbered.",
    "total": "Member of the response with the number of all items.",
    "next": "Member of the response with the token of the next page.",
    "items": "Member of the response with the list of items; dotted if it lies deeper.",
}


def _excluded_ways(way: str) -> dict[str, bool]:
    needed, possible = WAYS_TO_PAGE[way]
    kept = {way, *needed, *possible}
    return {key: False for key in _PAGE_KEYS if key not in kept}


PAGES = PropertyTable(
    "paging",
    [
        Property(key, kinds.PATH, meaning, f"{key.capitalize()}")
        for key, meaning in _PAGE_KEYS.items()
    ],
    schema={
        "oneOf": [
            {"required": [way, *needed], "properties": _excluded_ways(way)}
            for way, (needed, _) in WAYS_TO_PAGE.items()
        ]
    },
)

OUTCOMES = PropertyTable(
    "`outcomes`",
    [
        Property(
            "of",
            kinds.PATH,
            "Member of the response with a list of results, one for each item; or of "
            "failures, if there is no `ok`. Dotted if it lies deeper.",
            "SendStatusSet",
        ),
        Property(
            "item",
            kinds.NAME,
            "Member of a result that tells which item it is about.",
            "PhoneNumber",
        ),
        Property("code", kinds.NAME, "Member of a result with its code.", "Code"),
        Property(
            "ok",
            kinds.OK_CODES,
            'Codes of what was accepted; `""` if accepted items have none. Everything '
            "else was refused.",
            ["Ok"],
        ),
        Property(
            "message",
            kinds.NAME,
            "Member of a result that says in words what is wrong.",
            "Message",
        ),
        Property(
            "counts",
            kinds.PATHS,
            "Members of the response that count items which were left out, if it does not "
            "name them: instead of all the others.",
            ["TooLongCount"],
        ),
    ],
    meaning="The items that a call did not carry out, although it succeeded.",
    schema={
        "oneOf": [
            {"required": ["of"], "properties": {"counts": False}},
            {
                "required": ["counts"],
                "properties": dict.fromkeys(
                    ("of", "item", "code", "ok", "message"), False
                ),
            },
        ],
        "dependentRequired": {"ok": ["code"]},
    },
)

CHECK = PropertyTable(
    "`check`",
    [
        Property(
            "action",
            kinds.NAME,
            "Action to ask, one that is `repeatable`. It succeeds if there is what the "
            "call was to make.",
            "GetGroup",
            required=True,
        ),
        Property(
            "params",
            kinds.NAMES_BY_NAME,
            "Its parameters, each with the required parameter of the call that it gets, a "
            "text or a number that names one thing.",
            {"Name": "Name"},
            required=True,
        ),
        Property(
            "absent",
            kinds.ERROR_CODES,
            "Error codes by which it tells that there is no such thing.",
            ["ResourceNotFound"],
            required=True,
        ),
    ],
    meaning="A way to find out if a call was carried out.",
)

EXAMPLE = PropertyTable(
    "an example",
    [
        Property(
            "title", kinds.PROSE, "Subject of the example.", "Two pages", required=True
        ),
        Property("doc", kinds.PROSE, "More about it.", "The second page is empty."),
        Property(
            "differs",
            kinds.PROSE,
            "How it contradicts the definition; it is then kept as published.",
            "`Limit` is a text here.",
        ),
        Property("request", kinds.OBJECT, "The parameters.", {"Limit": 10}),
        Property(
            "response", kinds.OBJECT, "The response, without `RequestId`.", {"Total": 0}
        ),
    ],
    meaning="A call and its response, as they stand on the wire.",
)
