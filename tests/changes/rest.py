"""Changes of enums, errors, waiters, events, and of a service as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .actions import CALL, CATCH, NUMBER, PLAIN
from .case import CODE, NOTHING, WIRE, Case, Spec, action, case, field
from .member_types import MOOD, SITES, as_event


def with_enum(values: Any, read: bool = False, **keys: Any) -> Spec:
    enum = {"doc": "A mood.", "values": values, **keys}
    type = "integer" if all(isinstance(v, int) for v in values.values()) else "string"
    members = {"A": field(type, enum="Mood$")}
    enums = {"enums": {"Mood$": enum}}
    return action(None if read else members, members if read else None, beside=enums)


def enums() -> Iterator[Case]:
    glad: Spec = dict(MOOD["values"])
    plain, unused = with_enum(glad), action({"A": field()})
    send = "client.do$(a=enums.Mood$.GLAD)\nreturn None"
    yield case("parameter.type enum.removed", CODE, plain, unused, send)
    yield case("parameter.type enum.added", CODE, unused, plain, CALL)
    yield case("enum.python_name", CODE, plain, with_enum(glad, name="Temper$"), send)
    yield case(
        "enum.base enum.value",
        CODE,
        plain,
        with_enum({**glad, "GLAD": {"international": "glad", "china": "gay"}}),
        "client.do$(a=enums.Mood$.GLAD)\nreturn enums.Mood$.GLAD.upper()",
    )
    yield case(
        "enum.base enum.value enum.value parameter.type",
        CODE,
        plain,
        with_enum({"GLAD": 1, "SAD": 2}),
        "client.do$(a=enums.Mood$.GLAD)\nreturn enums.Mood$.GLAD.upper()",
    )
    yield case(
        "enum.base enum.value enum.value",
        CODE,
        with_enum({**SITES["values"]}),
        with_enum({"ENGLISH": "1", "CHINESE": "2"}),
        "return enums.Mood$.ENGLISH.on('china')",
    )
    new = {**glad, "CALM": "calm"}
    yield case("enum.value_added", NOTHING, plain, with_enum(new), send)
    read = "it = client.do$().a\nreturn it == 'calm'"
    old_read, new_read = with_enum(glad, read=True), with_enum(new, read=True)
    yield case("enum.value_added", NOTHING, old_read, new_read, read, {"A": "calm"})
    sites: Spec = dict(SITES["values"])
    german = {**sites, "GERMAN": {"international": "3", "china": "3"}}
    yield case(
        "enum.value_added",
        WIRE,
        with_enum(sites, read=True),
        with_enum(german, read=True),
        "return client.do$().a == '3'",
        {"A": "3"},
    )
    english = "client.do$(a=enums.Mood$.ENGLISH)\nreturn None"
    yield case(
        "enum.value_added", NOTHING, with_enum(sites), with_enum(german), english
    )
    yield case(
        "enum.value_removed", CODE, with_enum(new), plain, "return enums.Mood$.CALM"
    )
    yield case("enum.value", WIRE, plain, with_enum({**glad, "GLAD": "happy"}), send)
    china = {**german, "GERMAN": {"china": "3"}}
    member = "client.do$(a=enums.Mood$.GERMAN)\nreturn None"
    yield case("enum.site_removed", CODE, with_enum(german), with_enum(china), member)
    yield case("enum.site_added", NOTHING, with_enum(china), with_enum(german), english)
    yield case("enum.text", NOTHING, plain, with_enum(glad, doc="Else."), send)
    yield case("enum.opened", NOTHING, plain, with_enum(glad, open=True), send)
    unlisted = "client.do$(a='calm')\nreturn None"
    yield case("enum.closed", CODE, with_enum(glad, open=True), plain, unlisted)
    told = {**glad, "GLAD": {"value": "glad", "doc": "Very."}}
    yield case("enum.text", NOTHING, plain, with_enum(told), send)


def with_errors(**codes: Any) -> Spec:
    every = {code.replace("_", "$."): text for code, text in codes.items()}
    return action({"A": field()}, beside={"errors": every})


def errors() -> Iterator[Case]:
    sad, bad = with_errors(Failed_Sadly="Sad."), with_errors(Failed_Badly="Bad.")
    two = with_errors(Failed_Sadly="Sad.", Failed_Badly="Bad.")
    use = CATCH.format("Failed$Sadly")
    response = {"Error": {"Code": "Failed$.Sadly", "Message": "m"}}
    yield case("error.removed", CODE, two, bad, use, response)
    yield case("error.added", NOTHING, sad, two, use, response)
    named = with_errors(Failed_Sadly={"doc": "Sad.", "name": "Sorrow$"})
    yield case("error.python_name", CODE, sad, named, use, response)
    wire = {
        **sad,
        "errors": {"Failed$.Sad.ly": {"doc": "Sad.", "name": "Failed$Sadly"}},
    }
    other = {"Error": {"Code": "Failed$.Sad.ly", "Message": "m"}}
    yield case("error.wire_name", WIRE, sad, wire, use, response, other)
    always = with_errors(Failed_Sadly={"doc": "Sad.", "retry": "always"})
    yield case("error.retry", WIRE, sad, always, use, response)
    yield case(
        "error.text", NOTHING, sad, with_errors(Failed_Sadly="Sorry."), use, response
    )
    # A category is a class too, and goes with its last code.
    none = {**sad, "errors": {"Gone$.Away": "Gone."}}
    caught = CATCH.format("Failed$")
    yield case(
        "error.removed error.removed error.added error.added",
        CODE,
        sad,
        none,
        caught,
        response,
    )


WAITER: Spec = {
    "doc": "Until it is done.",
    "action": "Do$",
    "path": "State",
    "success": ["done"],
    "interval": 1,
    "deadline": 9,
}


def with_waiter(params: Spec | None = None, name: str = "Done$", **keys: Any) -> Spec:
    spec = action(
        {"A": field(), **(params or {})},
        {"State": field(), "Rows": field("list[Row$]")},
        repeatable=True,
    )
    row = {"Id": field(), "Number": NUMBER, "State": field()}
    waiter = {key: value for key, value in {**WAITER, **keys}.items() if value}
    types = {"Row$": {"doc": "A row.", "fields": row}}
    return {**spec, "types": types, "waiters": {name: waiter}}


def waiters() -> Iterator[Case]:
    plain = with_waiter()
    no_waiter = {key: part for key, part in plain.items() if key != "waiters"}
    done: Spec = {"State": "done", "Rows": [{"Id": "x", "Number": 1, "State": "done"}]}
    wait = "return client.wait_until_done$().state"
    yield case("waiter.removed", CODE, plain, no_waiter, wait, done)
    yield case("waiter.added", NOTHING, no_waiter, plain, CALL, done)
    named = with_waiter(name="Done$")
    named["waiters"]["Done$"]["name"] = "finished$"
    yield case("waiter.python_name", CODE, plain, named, wait, done)
    taking = with_waiter(params=None) | {}
    taking["waiters"]["Done$"]["params"] = ["A"]
    given = "return client.wait_until_done$(a='x').state"
    yield case("waiter.argument_removed", CODE, taking, plain, given, done)
    must = {"B": field(required=True)}
    yield case(
        "waiter.argument_required parameter.added_required",
        CODE,
        plain,
        with_waiter(must),
        wait,
        done,
    )
    row: Spec = {"path": "Rows.State", "where": {"Id": "Key"}}
    keyed = with_waiter(**row)
    number = with_waiter(**{**row, "where": {"Number": "Key"}})
    found = "return client.wait_until_done$(key='x').state"
    yield case("waiter.argument_type waiter.way", CODE, keyed, number, found, done)
    yield case(
        "waiter.argument_required waiter.result waiter.way",
        CODE,
        plain,
        with_waiter(**row),
        "return client.wait_until_done$().request_id",
        done,
    )
    yield case(
        "waiter.way",
        WIRE,
        plain,
        with_waiter(success=["done", "over"]),
        "try:\n    client.wait_until_done$(timeout=0.01)\n"
        "except sdk.WaitTimeout:\n    return 'late'\nreturn 1",
        {"State": "over"},
    )
    seen = "return client.wait_until_done$().state"
    ways: list[Spec] = [{"interval": 2}, {"deadline": 8}]
    for way in ways:
        # How long it waits shows only when it has to.
        yield case(
            "waiter.way", WIRE, plain, with_waiter(**way), seen, done, meant=True
        )
    failing = "try:\n    client.wait_until_done$(timeout=0.01)\n"
    failing += (
        "except sdk.WaitError as error:\n    return type(error).__name__\nreturn 1"
    )
    over = with_waiter(failure=["over"])
    yield case("waiter.way", WIRE, plain, over, failing, {"State": "over"})
    two, other = with_waiter(), with_waiter(action="Other$")
    for spec in (two, other):
        spec["actions"]["Other$"] = spec["actions"]["Do$"]
    # The response of another action is of another class.
    kinds = "waiter.result waiter.way"
    typed = "it: models.Do$Response = client.wait_until_done$()\n"
    typed += "assert isinstance(it, models.Do$Response)\nreturn None"
    yield case(kinds, CODE, two, other, typed, done)
    yield case("waiter.text", NOTHING, plain, with_waiter(doc="Else."), wait, done)


def events() -> Iterator[Case]:
    some = as_event({"A": field()})
    none: Spec = {"actions": {}}
    parse = (
        "made = events.parse(client.call('Any', {}).raw)\nreturn type(made).__name__"
    )
    opened = {"event": "open$", "A": "x", "Kind": "open$"}
    yield case("events.removed", CODE, some, none, parse, opened, alone=True)
    yield case("events.added", NOTHING, none, some, "return 1", alone=True)
    two = as_event({"A": field()})
    two["events"]["kinds"]["shut$"] = {"doc": "Shut.", "fields": {}}
    shut = {"event": "shut$"}
    yield case("event.kind_added", WIRE, some, two, parse, shut)
    gone = "return events.Shut$Event.__name__"
    yield case("event.kind_removed", CODE, two, some, gone, shut)
    named = as_event({"A": field()})
    named["events"]["kinds"]["open$"]["name"] = "begun$"
    yield case(
        "event.class_name", CODE, some, named, "return events.Open$Event.__name__"
    )
    told = as_event({"A": field()})
    told["events"]["kinds"]["open$"]["doc"] = "Else."
    yield case("event.kind_text", NOTHING, some, told, parse, opened)
    for key, value, kinds, verdict in (
        ("doc", "Else.", "events.text", NOTHING),
        ("echoes", "X-", "events.way", WIRE),
    ):
        changed = as_event({"A": field()})
        changed["events"][key] = value
        seen = "return events.parse(client.call('Any', {}).raw).echoed"
        yield case(
            kinds, verdict, some, changed, seen, {**opened, "X-A": "b"}, alone=True
        )
    told_by, now = as_event({"A": field()}), as_event({"A": field()})
    for spec, kind in ((told_by, "event"), (now, "type")):
        spec["events"]["fields"] = {"event": field(), "type": field()}
        spec["events"]["kind"] = kind
    both_told = {**opened, "type": "else"}
    yield case("events.way", WIRE, told_by, now, parse, both_told, alone=True)
    listed = as_event({"A": field()})
    listed["events"]["lists"] = True
    single = "return events.parse(client.call('Any', {}).raw).event"
    yield case("events.lists", CODE, some, listed, single, opened, alone=True)
    several = "(made,) = events.parse(client.call('Any', {}).raw)\nreturn made.event"
    yield case("events.single", CODE, listed, some, several, opened, alone=True)
    expected = as_event({"A": field()})
    expected["events"]["response"] = {"result": 0}
    yield case(
        "events.response", WIRE, some, expected, parse, opened, alone=True, meant=True
    )
    known, otherwise = (as_event({"A": field(), "B": field()}) for _ in range(2))
    for spec, marker in ((known, "A"), (otherwise, "B")):
        del spec["events"]["kind"]
        spec["events"]["kinds"]["open$"]["marker"] = marker
    yield case(
        "events.way",
        WIRE,
        known,
        otherwise,
        parse,
        {"event": "x", "A": "x"},
        alone=True,
    )
    # A member that moves from one kind to all of them stays where it was for callers.
    moved = as_event({})
    moved["events"]["fields"]["A"] = field()
    moved["events"]["kinds"]["open$"].pop("fields")
    use = (
        "made = events.parse(client.call('Any', {}).raw)\n"
        "assert isinstance(made, events.Open$Event)\nreturn made.a"
    )
    yield case("event.added", NOTHING, some, moved, use, opened, alone=True)


def heads() -> Iterator[Case]:
    def head(**keys: Any) -> Spec:
        return {**PLAIN, **keys}

    one, two = ({"international": ["ap-one", *more]} for more in ([], ["ap-two"]))
    default = "service.region_default"
    for kinds, verdict, old, new in (
        ("service.version", WIRE, head(), head(version="2024-02-02")),
        ("service.client", CODE, head(), head(client="Else")),
        (f"service.region_added {default}", WIRE, head(regions=one), head(regions=two)),
        (f"service.region_removed {default}", WIRE, head(regions=two), head(regions=one)),
        ("service.rate_limit", WIRE, head(rate_limit=20), head(rate_limit=10)),
        ("service.size_narrowed", CODE, head(), head(request_size=4)),
        ("service.size_widened", NOTHING, head(request_size=900), head(request_size=1000)),
        ("service.text", NOTHING, head(), head(description="More.")),
        ("service.text", NOTHING, head(), head(title="More.", summary="More.")),
        ("service.text", NOTHING, head(), head(documentation="https://example.com")),
    ):  # fmt: skip
        yield case(kinds, verdict, old, new, CALL, alone=True)


def cases() -> Iterator[Case]:
    yield from enums()
    yield from errors()
    yield from waiters()
    yield from events()
    yield from heads()
