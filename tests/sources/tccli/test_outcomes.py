"""Which published responses are taken to tell the outcome of each item."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from .published import Import, action, example, member

NUMBERS = member("PhoneNumberSet", "list[string]")
STATUSES = member("StatusSet", "list[Status]")
CODE = member("Code", document="The code; Ok where it was accepted.")
MESSAGE = member("Message")
STATUS = [member("Serial"), member("PhoneNumber"), CODE, MESSAGE]


def outcomes(
    toy: Import,
    params: Sequence[dict[str, Any]],
    returns: Sequence[dict[str, Any]],
    members: Sequence[dict[str, Any]] = STATUS,
    *,
    name: str = "SendThings",
    told: Any = None,
) -> Any:
    """The outcomes that are inferred for an action with these members."""
    kinds = {"Status": members, "Thing": [member("PhoneNumber")]}
    examples = [example(response=told)]
    used = [member("One", "Status"), member("Two", "Thing")]
    toy.publish({name: action(params, returns, examples), "Use": action(used)}, kinds)
    return toy.imported()["actions"][name].get("outcomes")


def test_results_with_a_code_of_success(toy: Import) -> None:
    """The item is the member that a list of the request is called after."""
    assert outcomes(toy, [NUMBERS], [STATUSES]) == {
        "of": "StatusSet",
        "item": "PhoneNumber",
        "code": "Code",
        "ok": ["Ok"],
        "message": "Message",
    }
    assert "message: Message} # inferred\n" in toy.spec.read_text()


def test_examples_tell_the_code_of_success(toy: Import) -> None:
    silent = [*STATUS[:2], member("Code"), MESSAGE]
    assert outcomes(toy, [NUMBERS], [STATUSES], silent) is None
    told = {"StatusSet": [{"Code": "OK"}, {"Code": "LimitExceeded"}]}
    found = outcomes(toy, [NUMBERS], [STATUSES], silent, told=told)
    assert found["ok"] == ["OK"]


def test_codes_that_are_numbers(toy: Import) -> None:
    code = member("Code", "int64", "结果值。返回值为0表示成功。")
    found = outcomes(toy, [NUMBERS], [STATUSES], [*STATUS[:2], code, MESSAGE])
    assert found["ok"] == [0]


def test_item_of_a_list_of_objects(toy: Import) -> None:
    found = outcomes(toy, [member("Things", "list[Thing]")], [STATUSES])
    assert found["item"] == "PhoneNumber"


@pytest.mark.parametrize("name", ["FailedThings", "FailureList", "Errors", "Fail"])
def test_list_of_failures(toy: Import, name: str) -> None:
    """It needs neither a code nor a parameter of the item's name."""
    members = [member("ThingId"), member("Reason")]
    found = outcomes(toy, [], [member(name, "list[Status]")], members)
    assert found == {"of": name, "item": "ThingId", "message": "Reason"}


@pytest.mark.parametrize(
    ("params", "returns", "members", "name"),
    [
        # What an account has, each with its error, is no outcome of the call.
        ([], [STATUSES], STATUS, "DescribeThings"),
        ([], [member("FailedThings", "list[Status]")], STATUS[1:], "DescribeThings"),
        # Which of the two members is the item?
        ([], [STATUSES], STATUS, "SendThings"),
        # No words, and no list.
        ([NUMBERS], [STATUSES], STATUS[:3], "SendThings"),
        ([NUMBERS], [member("Status", "Status")], STATUS, "SendThings"),
        # A name that only begins like that of failures.
        ([], [member("FailoverThings", "list[Status]")], [STATUS[1], MESSAGE], "Do"),
    ],
)
def test_no_outcomes_where_the_evidence_is_weak(
    toy: Import,
    params: Sequence[dict[str, Any]],
    returns: Sequence[dict[str, Any]],
    members: Sequence[dict[str, Any]],
    name: str,
) -> None:
    assert outcomes(toy, params, returns, members, name=name) is None
