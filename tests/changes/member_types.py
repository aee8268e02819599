"""Changes of the types of parameters and of members, and how callers use either."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from tc3gen.changes.change import Verdict

from .case import CODE, NOTHING, TYPES, WIRE, Case, Spec, action, case, field

MOOD: Spec = {"doc": "A mood.", "values": {"GLAD": "glad", "SAD": "sad"}}
TONE: Spec = {"doc": "A tone.", "values": {"LOUD": "glad", "LOW": "low"}}
SITES: Spec = {
    "doc": "A language.",
    "values": {
        "ENGLISH": {"international": "1", "china": "2"},
        "CHINESE": {"international": "2", "china": "1"},
    },
}
ENUMS: Spec = {
    "enums": {"Mood": MOOD, "Tone": TONE, "Site": SITES, "Place": SITES},
    "types": {
        "X": {"doc": "An X.", "fields": {"V": field()}},
        "Y": {"doc": "A Y.", "fields": {"V": field()}},
    },
}
# All cases share an action that uses those, so that each may be left by others.
KEEPER: Spec = action(
    {
        "Mood": field(enum="Mood"),
        "Tone": field(enum="Tone"),
        "Site": field(enum="Site"),
        "Place": field(enum="Place"),
        "X": field("X"),
        "Y": field("Y"),
    },
    name="Keep",
)


def with_enums(spec: Spec) -> Spec:
    """A spec with the enums and types, and the action that keeps them."""
    return {
        **spec,
        "actions": {**spec["actions"], **KEEPER["actions"]},
        "enums": ENUMS["enums"],
        "types": {**ENUMS["types"], **spec.get("types", {})},
    }


def as_parameter(member: Spec) -> Spec:
    return action(member)


def as_written(member: Spec) -> Spec:
    return action(
        {"T": field("Thing$")},
        beside={"types": {"Thing$": {"doc": "A thing.", "fields": member}}},
    )


def as_response(member: Spec) -> Spec:
    return action(returns=member)


def as_read(member: Spec) -> Spec:
    return action(
        returns={"T": field("Thing$")},
        beside={"types": {"Thing$": {"doc": "A thing.", "fields": member}}},
    )


def as_event(member: Spec) -> Spec:
    return {
        "actions": {},
        "events": {
            "doc": "Events.",
            "kind": "event",
            "fields": {"event": field()},
            "kinds": {"open$": {"doc": "It was opened.", "fields": member}},
        },
    }


Wrap = Callable[[Spec], Spec]
SENDS: dict[str, tuple[Wrap, str]] = {
    "parameter": (as_parameter, "client.do$({})"),
    "member": (as_written, "client.do$(t=models.Thing$({}))"),
}
READS: dict[str, tuple[Wrap, str]] = {
    "response": (as_response, "made = client.do$()\n"),
    "member": (as_read, "made = client.do$().t\nassert made is not None\n"),
    "event": (
        as_event,
        "made = events.parse(client.call('Any', {}).raw)\n"
        "assert isinstance(made, events.Open$Event)\n",
    ),
}


def answered(role: str, values: Mapping[str, Any]) -> Mapping[str, Any]:
    """How the service says it where the members are read."""
    if role == "event":
        return {"event": "open$", **values}
    return {"T": dict(values)} if role == "member" else values


def sent(
    kind: str,
    verdict: Verdict,
    old: Spec | None,
    new: Spec | None,
    typed: str,
    **options: Any,
) -> Iterator[Case]:
    """A member that callers write changes; `typed` is `annotation = value`, or empty."""
    for role, (wrap, call) in SENDS.items():
        before, after = ({} if m is None else {"A": m} for m in (old, new))
        body = f"value: {typed}\n" if typed else ""
        body += call.format("a=value" if typed else "") + "\nreturn None"
        one, other = wrap({"Z": field(), **before}), wrap({"Z": field(), **after})
        yield case(
            f"{role}.{kind}" if kind else "",
            verdict,
            with_enums(one),
            with_enums(other),
            body,
            **options,
        )


def seen(
    kind: str,
    verdict: Verdict,
    old: Spec,
    new: Spec,
    use: str,
    said: Any,
    says: Any = None,
    roles: tuple[str, ...] = tuple(READS),
    **options: Any,
) -> Iterator[Case]:
    """A member that callers read changes; `use` is what they do with `it`."""
    for role in roles:
        wrap, call = READS[role]
        body = f"{call}it = made.a\nassert it is not None\n{use}"
        yield case(
            f"{role}.{kind}",
            verdict,
            with_enums(wrap({"A": old})),
            with_enums(wrap({"A": new})),
            body,
            answered(role, {"A": said}),
            answered(role, {"A": said if says is None else says}),
            **options,
        )


def types_sent() -> Iterator[Case]:
    text, mood = field(), field(enum="Mood")
    site, tone = field(enum="Site"), field(enum="Tone")
    texts, moods = field("list[string]"), field("list[string]", enum="Mood")
    time, zone = field("datetime"), field("datetime", format="iso")
    for verdict, old, new, typed in (
        (CODE, text, field("integer"), "str = 'x'"),
        (NOTHING, field("integer"), field("float"), "int = 3"),
        (CODE, field("float"), field("integer"), "float = 0.5"),
        (NOTHING, text, field("json"), "str = '{}'"),
        (CODE, field("json"), text, "dict[str, int] = {'a': 1}"),
        (CODE, field("boolean"), field("integer"), "bool = True"),
        (CODE, field("integer"), field("boolean"), "int = 1"),
        (CODE, time, field("date"), "datetime = datetime(2024, 1, 31)"),
        (CODE, field("date"), time, "date = date(2024, 1, 31)"),
        (CODE, text, field("bytes"), "str = 'x'"),
        (CODE, text, texts, "str = 'x'"),
        (CODE, texts, text, "list[str] = ['x']"),
        (TYPES, field("list[integer]"), field("list[float]"), "list[int] = [1]"),
        (TYPES, texts, field("list[json]"), "list[str] = ['{}']"),
        (CODE, text, mood, "str = 'cross'"),
        (CODE, texts, moods, "list[str] = ['cross']"),
        (NOTHING, mood, text, "enums.Mood = enums.Mood.GLAD"),
        (NOTHING, moods, texts, "list[enums.Mood | str] = [enums.Mood.GLAD]"),
        (CODE, mood, tone, "enums.Mood = enums.Mood.SAD"),
        (CODE, text, site, "str = '1'"),
        (CODE, site, text, "enums.Site = enums.Site.ENGLISH"),
        (CODE, site, field(enum="Place"), "enums.Site = enums.Site.ENGLISH"),
        (CODE, field("X"), field("Y"), "models.X = models.X(v='x')"),
    ):
        yield from sent("type", verdict, old, new, typed)
    yield from sent("zone", CODE, time, zone, "datetime = datetime(2024, 1, 31)")
    aware = "datetime = datetime(2024, 1, 31, tzinfo=timezone.utc)"
    yield from sent("no_zone", CODE, zone, time, aware)


def types_seen() -> Iterator[Case]:
    text, number, mood = field(), field("integer"), field(enum="Mood")
    site, texts = field(enum="Site"), field("list[string]")
    day, time, zone = field("date"), field("datetime"), field("datetime", format="iso")
    when, noon = "2024-01-31 08:00:00", "2024-01-31T08:00:00Z"
    for verdict, old, new, use, said, says in (
        (CODE, text, number, "return it.upper()", "a", 1),
        (CODE, number, text, "return it + 1", 1, "a"),
        (WIRE, number, field("boolean"), "return it", 1, True),
        (WIRE, field("float"), number, "return it", 1.0, 1),
        (WIRE, field("float"), field("boolean"), "return it", 1.0, True),
        (WIRE, field("json"), text, "return it", "{}", "{}"),
        (CODE, text, field("json"), "return it.upper()", "{}", "{}"),
        (CODE, text, texts, "return it.upper()", "a", ["a"]),
        (CODE, texts, text, "it.append('x')\nreturn it", ["a"], "a"),
        (
            TYPES,
            field("list[float]"),
            field("list[integer]"),
            "them: list[float] = it\nreturn them",
            [1.5],
            [1],
        ),
        (CODE, time, day, "return it.hour", when, "2024-01-31"),
        (CODE, day, time, "return it < date(2025, 1, 1)", "2024-01-31", when),
        (
            NOTHING,
            text,
            mood,
            "return it.upper(), f'{it}', {'glad': 1}[it], it == 'glad'",
            "glad",
            "glad",
        ),
        (
            NOTHING,
            texts,
            field("list[string]", enum="Mood"),
            "them: list[str] = it\nreturn ' '.join(them)",
            ["glad"],
            ["glad"],
        ),
        (
            WIRE,
            mood,
            text,
            "return it == 'glad', it is enums.Mood.GLAD",
            "glad",
            "glad",
        ),
        (
            WIRE,
            mood,
            field(enum="Tone"),
            "return it == 'glad', it is enums.Mood.GLAD",
            "glad",
            "glad",
        ),
    ):
        yield from seen("type", verdict, old, new, use, said, says)
    roles = ("response", "member")
    empty: Any = {}
    for verdict, old, new, use, said, says in (
        (CODE, text, site, "return it.upper()", "1", "1"),
        (TYPES, site, text, "return it == enums.Site.ENGLISH", "1", "1"),
        (
            TYPES,
            site,
            field(enum="Place"),
            "them: enums.Site | str = it\nreturn them == enums.Site.ENGLISH",
            "1",
            "1",
        ),
        (
            CODE,
            field("X"),
            field("Y"),
            "assert isinstance(it, models.X)\nreturn None",
            empty,
            empty,
        ),
    ):
        yield from seen("type", verdict, old, new, use, said, says, roles)
    use = "return it < datetime(2025, 1, 1)"
    yield from seen("zone", CODE, time, zone, use, when, noon)
    use = "return it < datetime(2025, 1, 1, tzinfo=timezone.utc)"
    yield from seen("no_zone", CODE, zone, time, use, noon, when)


def cases() -> Iterator[Case]:
    yield from types_sent()
    yield from types_seen()
