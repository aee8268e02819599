"""Events in a spec: what can be said, and what is refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tc3gen.spec.model import EventKind, Events, Field, TypeRef
from tc3gen.spec.reading.load import Specs

Found = Callable[[str], list[str]]

HEAD = """\
service: ses
version: "2020-10-02"
title: T
summary: S.
actions: {}
"""
EVENTS = f"""\
{HEAD}events:
  doc: D.
  kind: event
  echoes: X-Echo-
  fields:
    event: {{type: string, doc: D.}}
    Level: {{type: integer, enum: Level, doc: D.}}
  kinds:
    open:
      doc: D.
      fields:
        Words: {{type: "list[string]", doc: D.}}
    spamreport: {{doc: D., name: spam_report}}
enums:
  Level: {{doc: D., values: {{LOW: 1, HIGH: 2}}}}
"""


def test_events_in_which_nothing_is_wrong(problems: Found) -> None:
    assert problems(EVENTS) == []
    assert problems(EVENTS.replace("  echoes: X-Echo-\n", "")) == []


def test_events_are_loaded(loaded: Callable[[str], Specs]) -> None:
    [service] = loaded(EVENTS).services
    words = Field(name="Words", type=TypeRef("string", 1), doc="D.")
    assert service.events == Events(
        doc="D.",
        kind="event",
        echoes="X-Echo-",
        fields={
            "event": Field(name="event", type=TypeRef("string"), doc="D."),
            "Level": Field(
                name="Level", type=TypeRef("integer"), doc="D.", enum="Level"
            ),
        },
        kinds={
            "open": EventKind(name="open", doc="D.", fields={"Words": words}),
            "spamreport": EventKind(
                name="spamreport", doc="D.", python_name="spam_report"
            ),
        },
    )


def test_a_service_need_not_have_events(loaded: Callable[[str], Specs]) -> None:
    [service] = loaded(HEAD).services
    assert service.events is None


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (
            "kind: event",
            "kind: evnt",
            '8:9: there is no member "evnt"; did you mean `event`?',
        ),
        (
            "event: {type: string",
            "event: {type: integer",
            "8:9: `event` must be `string`, not `integer`",
        ),
        (
            "  kind: event\n",
            "",
            "13:5: nothing tells events of this kind: name its `marker`, or a `kind` of all",
        ),
        (
            "    open:\n",
            "    open:\n      marker: Words\n",
            "15:15: `event` tells the kind: leave the marker out",
        ),
        (
            "X-Echo-",
            "X Echo",
            '9:11: "X Echo" cannot begin the name of a header',
        ),
        ("Words:", "LEVEL:", "17:9: there is a member `Level` already: keep one of the two"),
        ("Words:", "Level:", "17:9: there is a member `Level` already: keep one of the two"),
        ("Words:", "W W:", '17:9: "W W" cannot name a member: a name has only letters, '
         "digits and `_`, and begins with a letter"),
        (
            '"list[string]"',
            "text",
            '17:23: there is no type "text"; write `string`',
        ),
        (
            "open:",
            "o-p:",
            '14:5: "o-p" cannot name a kind of event: a name has only letters, digits and '
            "`_`, and begins with a letter",
        ),
        ("spam_report", "a-b", '18:33: "a-b" is no name for Python'),
        (
            "LOW: 1",
            "LOW: {china: 3}",
            "12:34: the values of `Level` differ by site, and no event tells its site",
        ),
        ("{doc: D., name", "{name", "18:5: a kind of event needs `doc`"),
        (
            "fields:\n        Words",
            "feilds:\n        Words",
            '16:7: a kind of event has no key "feilds"; did you mean `fields`?',
        ),
    ],
)  # fmt: skip
def test_what_is_refused(problems: Found, old: str, new: str, problem: str) -> None:
    assert old in EVENTS
    found = problems(EVENTS.replace(old, new, 1))
    assert f"ses.yaml:{problem}" in found


def test_an_event_holds_no_objects(problems: Found) -> None:
    text = EVENTS.replace('"list[string]"', "Thing") + "types: {Thing: {doc: D.}}\n"
    assert "ses.yaml:17:23: an event holds plain values and lists of them" in problems(
        text
    )


def test_events_without_kinds(problems: Found) -> None:
    text = EVENTS.partition("  kinds:")[0] + "  kinds: {}\n"
    assert problems(text) == [
        'ses.yaml:12:34: there is no enum "Level"',
        "ses.yaml:13:3: there are no kinds of events: leave `events` out",
    ]


def test_events_are_a_mapping(problems: Found) -> None:
    [problem] = problems(f"{HEAD}events: [a]\n")
    assert problem == "ses.yaml:6:9: `events` must be a mapping, not a list"


MARKED = f"""\
{HEAD}events:
  doc: D.
  lists: true
  response: {{result: 0}}
  fields: {{}}
  kinds:
    reply: {{doc: D., marker: text, fields: {{text: {{type: string, doc: D.}}}}}}
    status: {{doc: D., marker: state, fields: {{state: {{type: string, doc: D.}}}}}}
"""


def test_kinds_may_be_known_by_a_member(
    problems: Found, loaded: Callable[[str], Specs]
) -> None:
    assert problems(MARKED) == []
    [service] = loaded(MARKED).services
    assert service.events is not None
    assert (service.events.kind, service.events.lists) == ("", True)
    assert service.events.response == {"result": 0}
    assert service.events.kinds["reply"].marker == "text"


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (
            "marker: text, ",
            "",
            "12:5: nothing tells events of this kind: name its `marker`, or a `kind` of all",
        ),
        (
            "marker: text",
            "marker: txt",
            '12:30: there is no member "txt"; did you mean `text`?',
        ),
        (
            "{state:",
            "{TEXT: {type: string, doc: D.}, state:",
            "12:30: other kinds have the member `text`, too",
        ),
        (
            "{result: 0}",
            "{result: [0]}",
            "9:22: a response has texts, numbers and booleans",
        ),
        (
            "lists: true",
            "lists: yes please",
            '8:10: `lists` must be `true` or `false`, not the text "yes please"',
        ),
    ],
)
def test_what_is_refused_of_markers(
    problems: Found, old: str, new: str, problem: str
) -> None:
    assert old in MARKED
    found = problems(MARKED.replace(old, new, 1))
    assert f"ses.yaml:{problem}" in found
