"""Changes of actions, of their pages, and of types as a whole."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from .case import CODE, NOTHING, TYPES, WIRE, Case, Spec, action, case, field

PLAIN: Spec = action({"A": field()})
CALL = "client.do$(a='x')\nreturn None"
CATCH = """\
try:
    client.do$(a='x')
except errors.{} as error:
    return error.code
return 1"""
NUMBER = field("integer")


def both(*parts: Spec) -> Spec:
    """Several actions beside each other."""
    actions: Spec = {}
    for part in parts:
        actions.update(part["actions"])
    return {**parts[0], "actions": actions}


def actions() -> Iterator[Case]:
    other = action(name="Other$")
    yield case("action.removed", CODE, both(PLAIN, other), other, CALL)
    yield case("action.added", NOTHING, PLAIN, both(PLAIN, other), CALL)
    named = action({"A": field()}, name="Do$")
    named["actions"]["Do$"]["name"] = "perform$"
    yield case("action.python_name", CODE, PLAIN, named, CALL)
    yield case(
        "action.class_name action.wire_name",
        CODE,
        action(name="GetID$"),
        action(name="GetId$"),
        "client.send(models.GetID$Request())\nreturn None",
    )
    yield case(
        "action.wire_name",
        WIRE,
        {"actions": {"Do$": {**action()["actions"]["Do$"], "name": "work$"}}},
        {"actions": {"Make$": {**action()["actions"]["Do$"], "name": "work$"}}},
        "client.work$()\nreturn None",
    )
    gone = action({"A": field()}, deprecated="Use `Other`.")
    yield case("action.deprecated", NOTHING, PLAIN, gone, CALL)
    yield case("action.undeprecated", NOTHING, gone, PLAIN, CALL)
    again = action({"A": field()}, repeatable=True)
    lost = CATCH.format("").replace("errors. as error", "sdk.TransportError")
    lost = lost.replace("error.code", "'lost'")
    yield case("action.repeatable", WIRE, PLAIN, again, lost, drops=True)
    yield case("action.not_repeatable", WIRE, again, PLAIN, lost, drops=True)
    free = action({"A": field()}, unsigned=True)
    yield case("action.signed", CODE, free, PLAIN, CALL, options="nobody")
    yield case("action.unsigned", WIRE, PLAIN, free, CALL)
    slow = action({"A": field()}, rate_limit=5)
    yield case("action.rate_limit", WIRE, PLAIN, slow, CALL)
    yield case(
        "action.text",
        NOTHING,
        PLAIN,
        action({"A": field()}, description="More."),
        CALL,
    )
    brief = action({"A": field()}, summary="Do it.")
    yield case("action.text", NOTHING, PLAIN, brief, CALL)
    yield case(
        "action.examples",
        NOTHING,
        PLAIN,
        action({"A": field()}, request={"A": "z"}),
        CALL,
    )
    codes = {"errors": {"Failed$.Sadly": "It failed.", "Failed$.Badly": "It failed."}}
    one = action({"A": field()}, errors=["Failed$.Sadly"], beside=codes)
    two = action({"A": field()}, errors=["Failed$.Badly"], beside=codes)
    yield case("action.errors_added action.errors_removed", NOTHING, one, two, CALL)


def paged(
    pages: Spec | None,
    items: str = "string",
    beside: Spec | None = None,
    **changed: Spec | None,
) -> Spec:
    params: Spec = {
        "Offset": NUMBER,
        "Limit": NUMBER,
        "Page": NUMBER,
        "Filter": field(),
        **changed,
    }
    returns = {"Names": field(f"list[{items}]"), "Others": field("list[integer]")}
    returns |= {"Total": NUMBER, "Next": field()}
    keys: dict[str, Any] = {"repeatable": True, **({"pages": pages} if pages else {})}
    params = {name: member for name, member in params.items() if member}
    return action(params, returns, beside=beside, **keys)


def outcomes() -> Iterator[Case]:
    kinds = {"Thing$": {"doc": "D.", "fields": {"Id": field(), "Code": field()}}}
    returns = {"Things": field("list[Thing$]"), "Lost": NUMBER, "Late": NUMBER}

    def telling(outcomes: Spec | None) -> Spec:
        keys: Spec = {} if outcomes is None else {"outcomes": outcomes}
        return action({"A": field()}, returns, beside={"types": kinds}, **keys)

    by_code = {"of": "Things", "item": "Id", "code": "Code", "ok": ["Ok"]}
    response = {
        "Things": [{"Id": "a", "Code": "Ok"}, {"Id": "b", "Code": "No"}],
        "Lost": 1,
    }
    ask = "return [each.item for each in client.do$(a='x').refused]"
    told, silent = telling(by_code), telling(None)
    yield case("outcomes.added", NOTHING, silent, told, CALL, response)
    yield case("outcomes.removed", CODE, told, silent, ask, response)
    yield case(
        "outcomes.way", WIRE, told, telling({**by_code, "ok": ["No"]}), ask, response
    )
    yield case(
        "outcomes.way", WIRE, told, telling({**by_code, "item": "Code"}), ask, response
    )
    words = "return [each.error.message for each in client.do$(a='x').refused]"
    worded = telling({**by_code, "message": "Id"})
    yield case("outcomes.way", WIRE, told, worded, words, response)
    counts = telling({"counts": ["Lost"]})
    yield case("outcomes.way", WIRE, told, counts, ask, response)
    late = telling({"counts": ["Lost", "Late"]})
    yield case("outcomes.way", WIRE, counts, late, ask, {**response, "Late": 2})


BY_OFFSET: Spec = {"offset": "Offset", "limit": "Limit", "items": "Names"}
BY_PAGE: Spec = {"page": "Page", "size": "Limit", "items": "Names"}


def pages() -> Iterator[Case]:
    names = {"Names": ["a"], "Others": [1], "Total": 1}
    walk = "return list(client.iter_do$())"
    by_offset = paged(BY_OFFSET)
    yield case("pages.removed", CODE, by_offset, paged(None), walk, names)
    yield case(
        "pages.added",
        NOTHING,
        paged(None),
        by_offset,
        "return client.do$(limit=1).names",
        names,
    )
    yield case(
        "pages.argument_removed pages.way",
        CODE,
        by_offset,
        paged(BY_PAGE),
        "return list(client.iter_do$(page=3))",
        names,
    )
    must = field("integer", required=True)
    yield case(
        "pages.argument_removed pages.argument_required pages.way",
        CODE,
        paged(BY_OFFSET, Offset=must),
        paged(BY_PAGE, Offset=must),
        walk,
        names,
    )
    for text, verdict, typed in (
        (NUMBER, TYPES, "int | None = None"),
        (field(), TYPES, "str = '5'"),
    ):
        other = {**BY_OFFSET, "limit": "Other"}
        yield case(
            "pages.argument_type pages.way",
            verdict,
            paged(BY_OFFSET, Other=text),
            paged(other, Other=text),
            f"size: {typed}\nreturn list(client.iter_do$(other=size))",
            names,
        )
    total = {**BY_OFFSET, "total": "Total"}
    more = {**names, "Total": 2}
    yield case("pages.way", WIRE, by_offset, paged(total), walk, more)
    yield case(
        "pages.items pages.way",
        CODE,
        by_offset,
        paged({**BY_OFFSET, "items": "Others"}),
        "return [name.upper() for name in client.iter_do$()]",
        names,
    )
    token: Spec = {
        "token": "Filter",
        "next": "Next",
        "limit": "Limit",
        "items": "Names",
    }
    filtered = "return list(client.iter_do$(filter='x'))"
    kinds = "pages.argument_removed pages.way"
    yield case(kinds, CODE, by_offset, paged(token), filtered, names)
    elsewhere = {**token, "next": "Names2"}
    one, other = (paged(way) for way in (token, elsewhere))
    for spec in (one, other):
        spec["actions"]["Do$"]["returns"]["Names2"] = field()
    on = {**names, "Next": "x", "Names2": ""}
    yield case("pages.way", WIRE, one, other, walk, on)
    few = field("integer", range=[0, 20])
    yield case(
        "parameter.widened pages.size",
        WIRE,
        paged(BY_OFFSET, Limit=few),
        by_offset,
        walk,
        names,
    )


def with_types(**fields: Spec) -> Spec:
    types = {name: {"doc": "A type.", **keys} for name, keys in fields.items()}
    returns = {"T" + name: field(name) for name in fields}
    return action(returns=returns, beside={"types": types})


def types() -> Iterator[Case]:
    plain: Spec = {"fields": {"V": field()}}
    one, two = with_types(One_=plain), with_types(One_=plain, Two_=plain)
    one, two = (_numbered_types(spec) for spec in (one, two))
    make = "return models.Two$(v='x')"
    yield case("response.removed type.removed", CODE, two, one, make)
    make = "return models.One$(v='x').v"
    yield case("response.added type.added", NOTHING, one, two, make)
    named = _numbered_types(with_types(One_={**plain, "name": "Thing$"}))
    yield case("type.python_name", CODE, one, named, make)
    told = _numbered_types(with_types(One_=plain))
    told["types"]["One$"]["doc"] = "Something else."
    yield case("type.text", NOTHING, one, told, make)


def _numbered_types(spec: Spec) -> Spec:
    found: Spec = json.loads(json.dumps(spec).replace("_", "$"))
    return found


def cases() -> Iterator[Case]:
    yield from actions()
    yield from outcomes()
    yield from pages()
    yield from types()
