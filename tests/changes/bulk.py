"""Changes of bulk methods."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .actions import CALL, NUMBER
from .case import CODE, NOTHING, TYPES, WIRE, Case, Spec, action, case, field

BUSY: Spec = {"busy": ["InternalError"], "interval": 1, "deadline": 9}
USED: Spec = {"Add$": "Names"}
BOTH: Spec = {"Add$": "Names", "AddRows$": "Rows"}
MUST = field(required=True)
ROW: Spec = {"Id": MUST, "Number": MUST, "Key": field()}


def with_bulk(
    rows: Spec | None = None,
    params: Spec | None = None,
    row: Spec | None = None,
    most: int = 2,
    group: Spec | None = None,
    name: str = "Up$",
    **keys: Any,
) -> Spec:
    """A spec with a bulk method over two actions, for texts and for rows of a type."""
    common: Spec = {"Group": group or field(), "Folder": field(), "Kind": field()}
    is_number = common["Group"]["type"] == "integer"
    asked: Spec = {"Group": 1 if is_number else "g", "Folder": "f", "Kind": "k"}
    texts = field("list[string]", required=True, items=[1, most])
    typed = field("list[Row$]", required=True, items=[1, 2])
    actions: Spec = {
        adds: {
            "summary": "Add.",
            "params": {**common, param: member},
            "returns": {"Count": NUMBER},
            "examples": [{"title": "One", "request": {**asked, param: [value]}}],
        }
        for adds, param, member, value in (
            ("Add$", "Names", texts, "x"),
            ("Put$", "Names", texts, "x"),
            ("AddRows$", "Rows", typed, {"Id": "x", "Number": "1", "Key": "y"}),
        )
    }
    actions |= action({"A": field()})["actions"]
    rows = rows or USED
    bulk = {"doc": "Add many.", "params": params or {}, "rows": rows, **keys}
    if "AddRows$" in rows:
        bulk.setdefault("key", "Id")
    types = {"Row$": {"doc": "A row.", "fields": row or ROW}}
    errors = {"Some$.Busy": "Busy."}
    return {"actions": actions, "types": types, "errors": errors, "bulk": {name: bulk}}


def methods() -> Iterator[Case]:
    plain = with_bulk()
    none = {key: part for key, part in plain.items() if key != "bulk"}
    use = "return client.up$(['a', 'b', 'c']).sent"
    yield case("bulk.removed", CODE, plain, none, use)
    yield case("bulk.added", NOTHING, none, plain, CALL)
    named = with_bulk(name="Up$")
    named["bulk"]["Up$"]["name"] = "fill$"
    yield case("bulk.python_name", CODE, plain, named, use)
    yield case(
        "bulk.class_name",
        TYPES,
        with_bulk(name="PutID$"),
        with_bulk(name="PutId$"),
        "row: bulk.PutID$Row = 'a'\nreturn row",
    )
    yield case("bulk.text", NOTHING, plain, with_bulk(doc="Else."), use)
    yield case(
        "bulk.size parameter.widened parameter.widened",
        WIRE,
        plain,
        with_bulk(most=3),
        use,
    )
    put = with_bulk({"Put$": "Names"})
    yield case(
        "bulk.result bulk.way",
        CODE,
        plain,
        put,
        "it: models.Add$Response = client.up$(['a']).responses[0]\n"
        "assert isinstance(it, models.Add$Response)\nreturn None",
    )


def arguments() -> Iterator[Case]:
    plain = with_bulk()
    taking = with_bulk(params={"To": "Group"})
    given = "return client.up$(['a'], to='x').sent"
    yield case("bulk.argument_removed", CODE, taking, plain, given)
    must = with_bulk(params={"To": "Group"}, group=MUST)
    free = "return client.up$(['a']).sent"
    yield case(
        "bulk.argument_required" + 3 * " parameter.required", CODE, taking, must, free
    )
    one = "return client.up$('g', ['a']).sent"
    yield case("bulk.order" + 3 * " parameter.optional", CODE, must, taking, one)
    number = with_bulk(params={"To": "Group"}, group=NUMBER)
    yield case(
        "bulk.argument_type" + 3 * " parameter.type", CODE, taking, number, given
    )
    folder = with_bulk(params={"To": "Folder"})
    yield case("bulk.way", WIRE, taking, folder, given)
    busy = with_bulk(**BUSY)
    late = "return client.up$(['a'], timeout=1).sent"
    yield case("bulk.way", WIRE, busy, plain, late, meant=True)
    for key in ("interval", "deadline"):
        # How long it waits shows only when it has to.
        other = with_bulk(**{**BUSY, key: 5})
        yield case("bulk.way", WIRE, busy, other, late, meant=True)
    order: list[Spec] = [{"G": "Group", "F": "Folder"}, {"F": "Folder", "G": "Group"}]
    first, last = (with_bulk(params=params, group=MUST) for params in order)
    for spec in (first, last):
        for adds in ("Add$", "Put$", "AddRows$"):
            spec["actions"][adds]["params"]["Folder"] = MUST
    two = "return client.up$('x', 'y', ['a']).sent"
    yield case("bulk.order", WIRE, first, last, two)


def rows() -> Iterator[Case]:
    texts, either = with_bulk(), with_bulk(BOTH)
    typed = with_bulk({"AddRows$": "Rows"})
    names = "return client.up$(['a', 'b']).sent"
    kinds = "bulk.result bulk.row"
    # Where it takes more, its responses may be of more classes.
    response = (
        "it: models.Add$Response = client.up$(['a']).responses[0]\nreturn it.count"
    )
    yield case(kinds, TYPES, texts, either, response)
    yield case(f"{kinds} bulk.way", CODE, either, typed, names)
    pairs = "return client.up$([('a', 'b'), ('a', 'c')], deduplicate=True).sent"
    yield case(f"{kinds} bulk.way", CODE, either, texts, pairs)
    short = with_bulk(BOTH, row={"Id": MUST, "Number": field(), "Key": field()})
    yield case("bulk.row member.optional", CODE, either, short, pairs)
    turned = with_bulk(BOTH, row={"Number": MUST, "Id": MUST, "Key": field()})
    yield case("bulk.row", WIRE, either, turned, pairs)
    keyed = with_bulk(BOTH, key="Number")
    yield case("bulk.way", WIRE, either, keyed, pairs)


def cases() -> Iterator[Case]:
    yield from methods()
    yield from arguments()
    yield from rows()
