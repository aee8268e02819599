"""Changes of parameters and of members, but for those of their types."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .case import CODE, NOTHING, TYPES, WIRE, Case, Spec, action, case, field
from .member_types import READS, SENDS, answered, seen, sent


def presence() -> Iterator[Case]:
    text, needed = field(), field(required=True)
    yield from sent("added", NOTHING, None, text, "")
    yield from sent("added_required", CODE, None, needed, "")
    yield from sent("removed", CODE, text, None, "str = 'x'")
    yield from sent("required", CODE, text, needed, "")
    yield from sent("optional", NOTHING, needed, text, "str = 'x'")
    for role, (wrap, call) in READS.items():
        yield case(
            f"{role}.removed",
            CODE,
            wrap({"A": text, "B": text}),
            wrap({"B": text}),
            f"{call}return made.a",
            answered(role, {"A": "x"}),
        )
        yield case(
            f"{role}.added",
            NOTHING,
            wrap({"B": text}),
            wrap({"A": text, "B": text}),
            f"{call}return made.b",
            answered(role, {"A": "x", "B": "y"}),
        )
        yield case(
            f"{role}.not_always",
            # Members of events are typed as optional in any case.
            WIRE if role == "event" else TYPES,
            wrap({"A": field(always=True)}),
            wrap({"A": text}),
            f"{call}return made.a"
            if role == "event"
            else f"{call}found: str = made.a\nreturn found",
            answered(role, {"A": "x"}),
            answered(role, {}),
        )
        yield case(
            f"{role}.always",
            NOTHING,
            wrap({"A": field(always=True, nullable=True)}),
            wrap({"A": field(always=True)}),
            f"{call}return made.a",
            answered(role, {"A": "x"}),
        )


def names() -> Iterator[Case]:
    text = field()
    for role, (wrap, call) in SENDS.items():
        for kind, verdict, old, new in (
            ("python_name", CODE, {"A": text}, {"A": {**text, "name": "aa"}}),
            ("wire_name", WIRE, {"TheID": text}, {"TheId": text}),
        ):
            name = "a" if "A" in old else "the_id"
            yield case(
                f"{role}.{kind}",
                verdict,
                wrap(old),
                wrap(new),
                call.format(f"{name}='x'") + "\nreturn None",
            )
    for role, (wrap, call) in READS.items():
        yield case(
            f"{role}.python_name",
            CODE,
            wrap({"A": text}),
            wrap({"A": {**text, "name": "aa"}}),
            f"{call}return made.a",
            answered(role, {"A": "x"}),
        )
        # Members of events are found whatever the case of their letters.
        wire, other = ("The", "The_") if role == "event" else ("TheID", "TheId")
        yield case(
            f"{role}.wire_name",
            WIRE,
            wrap({wire: text}),
            wrap({other: text}),
            f"{call}return made.{'the' if role == 'event' else 'the_id'}",
            answered(role, {wire: "x"}),
        )


def limits() -> Iterator[Case]:
    number, texts = field("integer"), field("list[string]")
    one, two = field("integer", range=[1, 9]), field("integer", range=[2, 99])
    free = field("integer", range=[0, None])
    pair = field("list[string]", items=[2, None])
    long, short = field(size=[0, 9]), field(size=[0, 5])
    for verdict, kind, old, new, typed in (
        (CODE, "narrowed", field(), field(length=[0, 3]), "str = 'abcd'"),
        (CODE, "narrowed", long, short, "str = '\\u6f22' * 2"),
        (CODE, "narrowed", texts, pair, "list[str] = ['a']"),
        (CODE, "narrowed", one, two, "int = 1"),
        (NOTHING, "widened", field(length=[1, 4]), field(), "str = 'abcd'"),
        (NOTHING, "widened", short, long, "str = 'abc'"),
        (NOTHING, "widened", one, free, "int = 1"),
    ):
        yield from sent(kind, verdict, old, new, typed)
    # The items of a list need a limit to have 0 as the least: it limits nothing.
    nothing = (
        field("list[string]", items=[0, 5]),
        field("list[string]", items=[None, 5]),
    )
    yield from sent("", NOTHING, *nothing, "list[str] = []")
    for kind, old, new in (
        ("limits", number, field("integer", range=[0, 9])),
        ("text", field("integer", default=1), field("integer", default=2)),
    ):
        yield from seen(kind, NOTHING, old, new, "return it", 1)


def meaning() -> Iterator[Case]:
    number, second = field("integer"), field("integer", unit="seconds")
    milli = field("integer", unit="milliseconds")
    five, six = field("integer", default=5), field("integer", default=6)
    one: dict[str, Any] = {"meant": True}
    yield from sent("default", WIRE, five, six, "int = 1", **one)
    yield from sent("default", WIRE, number, six, "int = 1", **one)
    plain, encoded = field("json"), field("json", url_encoded=True)
    yield from sent("unit", WIRE, plain, encoded, "dict[str, int] = {'a': 1}")
    yield from sent("unit", WIRE, second, milli, "int = 1", **one)
    yield from seen("unit", WIRE, second, milli, "return it", 1, **one)
    gone = field("integer", deprecated="Use `B`.")
    off = field("integer", deprecated="Use `B`.", disabled=True)
    for kind, verdict, old, new in (
        ("deprecated", NOTHING, number, gone),
        ("undeprecated", NOTHING, gone, number),
        ("disabled", WIRE, gone, off),
        ("enabled", WIRE, off, gone),
        ("hidden", NOTHING, field(), field(sensitive=True)),
        ("shown", NOTHING, field(sensitive=True), field()),
        ("text", NOTHING, number, field("integer", unit="seconds")),
        ("text", NOTHING, number, {**number, "doc": "Else."}),
        ("text", NOTHING, number, field("integer", example=4)),
    ):
        kept = "str = 'x'" if kind in ("hidden", "shown") else "int = 1"
        options: dict[str, Any] = {"meant": verdict is WIRE}
        yield from sent(kind, verdict, old, new, kept, **options)
        said = "x" if kind in ("hidden", "shown") else 1
        yield from seen(kind, verdict, old, new, "return it", said, **options)


def both_ways() -> Iterator[Case]:
    """Types that callers build and read, and those that turn from one to the other."""

    def spec(member: Spec, taken: bool = True) -> Spec:
        params = {"T": field("Thing$")} if taken else {"Z": field()}
        thing = {"Thing$": {"doc": "A thing.", "fields": member}}
        return action(params, {"T": field("Thing$")}, beside={"types": thing})

    get = "made = client.do$().t\nassert made is not None\n"
    needed, many = field(required=True), field("list[string]")
    sure = field("list[string]", always=True)
    full: Spec = {"T": {"A": ["x"]}}
    bare: Spec = {"T": {}}
    word: Spec = {"T": {"A": "x"}}
    yield case(
        "member.optional member.none",
        TYPES,
        spec({"A": needed}),
        spec({"A": field()}),
        f"{get}it: str = made.a\nreturn it",
        word,
    )
    yield case(
        "member.required",
        CODE,
        spec({"A": field()}),
        spec({"A": needed}),
        "client.do$(t=models.Thing$())\nreturn None",
    )
    loop = f"{get}return [it.upper() for it in made.a]"
    yield case(
        "parameter.added parameter.removed member.none",
        CODE,
        spec({"A": many}, taken=False),
        spec({"A": many}),
        loop,
        bare,
    )
    for old, new, said, verdict, use in (
        (sure, sure, full, TYPES, loop),
        (needed, needed, word, NOTHING, f"{get}assert made.a\nreturn made.a.upper()"),
    ):
        one, other = spec({"A": old}, False), spec({"A": new})
        # The parameter that makes way is no part of this.
        other["actions"]["Do$"]["params"]["Z"] = field()
        kinds = "parameter.added" + (" member.none" if verdict else "")
        yield case(kinds, verdict, one, other, use, said)


def cases() -> Iterator[Case]:
    yield from presence()
    yield from names()
    yield from limits()
    yield from meaning()
    yield from both_ways()
