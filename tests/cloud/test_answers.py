"""What the local cloud answers where it knows no better."""

from __future__ import annotations

from tc3gen.cloud.answers import example_answer
from tc3gen.spec.vocabulary import Action, Example


def test_an_example_against_the_definition_is_the_last_choice() -> None:
    odd = Example(title="Odd", differs="`Id` is text in it.", response={"Id": "1"})
    even = Example(title="Even", response={"Id": 1})
    assert example_answer(Action(name="Ping", examples=(odd, even))) == {"Id": 1}
    assert example_answer(Action(name="Ping", examples=(odd,))) == {"Id": "1"}
    assert example_answer(Action(name="Ping")) == {}
