"""Every kind of change: how far it reaches, and the sentence about it.

Where no verdict stands, it depends on the two sides and is decided where they are compared.
"""

from __future__ import annotations

from typing import NamedTuple

from tc3gen.changes.change import Verdict

NOTHING, WIRE, TYPES, CODE = Verdict


class Kind(NamedTuple):
    """The sentence about a change, and its verdict if that is always one."""

    verdict: Verdict | None
    sentence: str


_MEMBER = {
    "added": Kind(NOTHING, "{role} {name} is new"),
    "added_required": Kind(CODE, "{role} {name} is new and required"),
    "removed": Kind(CODE, "{role} {name} was removed"),
    "python_name": Kind(CODE, "{role} {name} is called {new} in Python, not {old}"),
    "wire_name": Kind(WIRE, "{role} {name} is called {new} on the wire, not {old}"),
    "type": Kind(None, "{role} {name} is {new}, not {old}"),
    "zone": Kind(CODE, "{role} {name} is a time with a time zone"),
    "no_zone": Kind(CODE, "{role} {name} is a time without a time zone"),
    "required": Kind(CODE, "{role} {name} became required"),
    "optional": Kind(NOTHING, "{role} {name} is no longer required"),
    "none": Kind(None, "{role} {name} may be None"),
    "not_always": Kind(None, "{role} {name} is not always returned any more"),
    "always": Kind(NOTHING, "{role} {name} is always returned"),
    "narrowed": Kind(CODE, "{role} {name} takes {new}, not {old}"),
    "widened": Kind(NOTHING, "{role} {name} takes {new}, not just {old}"),
    "limits": Kind(NOTHING, "{role} {name} has {new}, says its description, not {old}"),
    "default": Kind(
        WIRE, "{role} {name}: the service takes {new}, not {old}, where it is left out"
    ),
    "header": Kind(WIRE, "{role} {name} travels in {new}, not in {old}"),
    "unit": Kind(WIRE, "{role} {name} is in {new}, not in {old}"),
    "deprecated": Kind(NOTHING, "{role} {name} is deprecated: {text}"),
    "undeprecated": Kind(NOTHING, "{role} {name} is no longer deprecated"),
    "disabled": Kind(WIRE, "{role} {name} is disabled: the service ignores it"),
    "enabled": Kind(WIRE, "{role} {name} is no longer disabled"),
    "hidden": Kind(NOTHING, "{role} {name} is a secret: it does not show in repr"),
    "shown": Kind(NOTHING, "{role} {name} is no secret any more: it shows in repr"),
    "text": Kind(NOTHING, "{role} {name} is described otherwise"),
}
ROLES = {
    "parameter": "parameter",
    "response": "response member",
    "member": "member",
    "event": "member",
}
"""Words for a member in each place."""

# What a part of a spec is not, or does not do, in a place where it cannot be said.
_READ_ONLY = {
    "added_required",
    "required",
    "optional",
    "none",
    "narrowed",
    "widened",
    "default",
}
_NEVER = {
    "parameter": {"none", "not_always", "always", "limits"},
    "response": {*_READ_ONLY, "header"},
    "member": {"header"},
    "event": {*_READ_ONLY, "header"},
}

KINDS: dict[str, Kind] = {
    "service.added": Kind(NOTHING, "version {version} is new"),
    "service.removed": Kind(CODE, "version {version} was removed"),
    "service.version": Kind(WIRE, "calls go to version {new}, not {old}"),
    "service.domain": Kind(WIRE, "calls go to {new}, not to {old}"),
    "service.signing_name": Kind(WIRE, "requests are signed for {new}, not for {old}"),
    "service.client": Kind(CODE, "the clients are called {new}, not {old}"),
    "service.region_added": Kind(NOTHING, "region {region} is new on the {site} site"),
    "service.region_removed": Kind(
        WIRE, "region {region} is gone from the {site} site"
    ),
    "service.region_default": Kind(
        WIRE, "without a region, clients of the {site} site send {new}, not {old}"
    ),
    "service.rate_limit": Kind(
        WIRE,
        "actions take {new} requests a second, not {old}, where not said otherwise",
    ),
    "service.size_narrowed": Kind(CODE, "a request takes {new} bytes, not {old}"),
    "service.size_widened": Kind(
        NOTHING, "a request takes {new} bytes, not just {old}"
    ),
    "service.text": Kind(NOTHING, "the service is described otherwise"),
    "common.parameter": Kind(
        WIRE, "common parameter {name} was added, removed or changed"
    ),
    "action.added": Kind(NOTHING, "is new"),
    "action.removed": Kind(CODE, "was removed"),
    "action.python_name": Kind(CODE, "its method is called {new}, not {old}"),
    "action.class_name": Kind(CODE, "its request is called {new}, not {old}"),
    "action.wire_name": Kind(WIRE, "is called {new} on the wire, not {old}"),
    "action.deprecated": Kind(NOTHING, "is deprecated: {text}"),
    "action.undeprecated": Kind(NOTHING, "is no longer deprecated"),
    "action.repeatable": Kind(
        WIRE, "may be sent again by itself where no response came back"
    ),
    "action.not_repeatable": Kind(
        WIRE, "is not sent again by itself any more where no response came back"
    ),
    "action.client_token": Kind(
        WIRE, "has {new} to tell a repeated request from a new one, not {old}"
    ),
    "action.host": Kind(WIRE, "is sent to {new}, not to {old}"),
    "action.form": Kind(None, "is sent in the form {new}, not {old}"),
    "action.signed": Kind(CODE, "is signed, so it needs a credential"),
    "action.unsigned": Kind(WIRE, "is not signed any more"),
    "action.rate_limit": Kind(WIRE, "takes {new} requests a second, not {old}"),
    "action.errors_added": Kind(NOTHING, "may return {codes}"),
    "action.errors_removed": Kind(NOTHING, "no longer returns {codes}"),
    "action.text": Kind(NOTHING, "is described otherwise"),
    "action.examples": Kind(NOTHING, "has other examples"),
    "streams.added": Kind(NOTHING, "streams: {method} is new"),
    "streams.removed": Kind(CODE, "does not stream any more: {method} was removed"),
    "streams.argument_removed": Kind(CODE, "{method} takes no {name} any more"),
    "streams.argument_required": Kind(CODE, "{method} needs {name}"),
    "streams.way": Kind(WIRE, "{method} asks for a stream by {new}, not by {old}"),
    "pages.added": Kind(NOTHING, "pages: {method} is new"),
    "pages.removed": Kind(CODE, "does not page any more: {method} was removed"),
    "pages.argument_removed": Kind(CODE, "{method} takes no {name} any more"),
    "pages.argument_required": Kind(CODE, "{method} needs {name}"),
    "pages.argument_type": Kind(None, "{method} takes {new} as {name}, not {old}"),
    "pages.items": Kind(None, "{method} gives {new}, not {old}"),
    "pages.way": Kind(WIRE, "{method} goes by {new}, not by {old}"),
    "pages.size": Kind(WIRE, "{method} asks for {new} items a page, not {old}"),
    "outcomes.added": Kind(
        NOTHING, "tells refused items: {method} of its response is new"
    ),
    "outcomes.removed": Kind(
        CODE, "does not tell refused items any more: {method} was removed"
    ),
    "outcomes.way": Kind(WIRE, "tells refused items otherwise: {keys}"),
    "check.added": Kind(
        WIRE, "clients with a ledger find out what became of an uncertain call"
    ),
    "check.removed": Kind(
        WIRE, "no client with a ledger finds out what became of an uncertain call"
    ),
    "check.way": Kind(WIRE, "finds out otherwise if it was carried out: {keys}"),
    "type.added": Kind(NOTHING, "is new"),
    "type.removed": Kind(CODE, "was removed"),
    "type.python_name": Kind(CODE, "its class is called {new}, not {old}"),
    "type.text": Kind(NOTHING, "is described otherwise"),
    "enum.added": Kind(NOTHING, "is new"),
    "enum.removed": Kind(CODE, "was removed"),
    "enum.python_name": Kind(CODE, "its class is called {new}, not {old}"),
    "enum.base": Kind(CODE, "its members are {new}, not {old}"),
    "enum.text": Kind(NOTHING, "is described otherwise"),
    "enum.opened": Kind(NOTHING, "may have values that the spec does not know"),
    "enum.closed": Kind(CODE, "has no other values than those of the spec"),
    "enum.value_added": Kind(None, "{name} ({value}) is new"),
    "enum.value_removed": Kind(CODE, "{name} ({value}) was removed"),
    "enum.value": Kind(WIRE, "{name} is {new} on the wire, not {old}"),
    "enum.site_added": Kind(NOTHING, "{name} exists on the {site} site too"),
    "enum.site_removed": Kind(
        CODE, "{name} does not exist on the {site} site any more"
    ),
    "error.added": Kind(NOTHING, "is new"),
    "error.removed": Kind(CODE, "was removed with its class {cls}"),
    "error.python_name": Kind(CODE, "its class is called {new}, not {old}"),
    "error.wire_name": Kind(WIRE, "is called {new} on the wire, not {old}"),
    "error.retry": Kind(WIRE, "is retried {new}, not {old}"),
    "error.text": Kind(NOTHING, "is described otherwise"),
    "waiter.added": Kind(NOTHING, "is new: {method}"),
    "waiter.removed": Kind(CODE, "was removed: {method}"),
    "waiter.python_name": Kind(CODE, "its method is called {new}, not {old}"),
    "waiter.argument_removed": Kind(CODE, "{method} takes no {name} any more"),
    "waiter.argument_required": Kind(CODE, "{method} needs {name}"),
    "waiter.argument_type": Kind(None, "{method} takes {new} as {name}, not {old}"),
    "waiter.result": Kind(CODE, "{method} returns {new}, not {old}"),
    "waiter.way": Kind(WIRE, "waits otherwise: {keys}"),
    "waiter.text": Kind(NOTHING, "is described otherwise"),
    "bulk.added": Kind(NOTHING, "is new: {method}"),
    "bulk.removed": Kind(CODE, "was removed: {method}"),
    "bulk.python_name": Kind(CODE, "its method is called {new}, not {old}"),
    "bulk.class_name": Kind(TYPES, "the type of its rows is called {new}, not {old}"),
    "bulk.argument_removed": Kind(CODE, "{method} takes no {name} any more"),
    "bulk.argument_required": Kind(CODE, "{method} needs {name}"),
    "bulk.argument_type": Kind(None, "{method} takes {new} as {name}, not {old}"),
    "bulk.order": Kind(None, "{method} takes {new} in this order, not {old}"),
    "bulk.row": Kind(None, "a row of {method} is {new}, not {old}"),
    "bulk.result": Kind(None, "{method} gives {new}, not {old}"),
    "bulk.size": Kind(WIRE, "{method} sends at most {new} at once, not {old}"),
    "bulk.way": Kind(WIRE, "works otherwise: {keys}"),
    "bulk.text": Kind(NOTHING, "is described otherwise"),
    "events.added": Kind(NOTHING, "are new"),
    "events.removed": Kind(CODE, "were removed"),
    "events.way": Kind(WIRE, "are told apart otherwise: {keys}"),
    "events.lists": Kind(CODE, "come in lists, too: `parse` gives a list"),
    "events.single": Kind(CODE, "come one by one: `parse` gives no list"),
    "events.response": Kind(WIRE, "need another response"),
    "events.text": Kind(NOTHING, "are described otherwise"),
    "event.kind_added": Kind(WIRE, "is new: it was an UnknownEvent so far"),
    "event.kind_removed": Kind(CODE, "was removed"),
    "event.class_name": Kind(CODE, "its class is called {new}, not {old}"),
    "event.kind_text": Kind(NOTHING, "is described otherwise"),
    **{
        f"{role}.{what}": Kind(kind.verdict, kind.sentence.replace("{role}", word))
        for role, word in ROLES.items()
        for what, kind in _MEMBER.items()
        if what not in _NEVER.get(role, ())
    },
}
