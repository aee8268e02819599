"""Waiting: when it ends, what is asked in between, and how long the pauses are."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from typing import Any

import pytest

from tc3 import errors, from_wire
from tc3._core.waiters import Wait, Waiter
from tc3.ses import enums, models
from tc3.ses.v20201002 import waiters

from .conftest import Time


def wait(**changes: Any) -> Wait[Any]:
    """A wait for group 7, 100 seconds long."""
    given: dict[str, Any] = {"interval": 10, "timeout": 100, "receiver_id": 7}
    given.update(changes)
    return Wait(
        waiters.RECEIVER_UPLOADED,
        models.ListReceiversRequest(offset=0, limit=2),
        {"receiver_id": given["receiver_id"]},
        given["interval"],
        given["timeout"],
    )


def listing(*groups: tuple[int, int], total: int | None = None) -> Any:
    """A response with groups and their states."""
    data = [{"ReceiverId": id, "ReceiversStatus": state} for id, state in groups]
    count = len(groups) if total is None else total
    return from_wire(models.ListReceiversResponse, {"Data": data, "TotalCount": count})


def test_it_ends_well() -> None:
    it = wait()
    assert it.after(listing((6, 1), (7, 3))) is None
    assert it.found == models.ReceiverData(
        receiver_id=7, receivers_status=enums.RecipientGroupStatus.READY
    )


@pytest.mark.parametrize(
    "response",
    [
        listing((7, 2)),
        listing((6, 3)),  # another one
        listing(),
        listing((7, 99)),  # a state that the spec does not know
        from_wire(models.ListReceiversResponse, {}),
        from_wire(
            models.ListReceiversResponse, {"Data": [None, 7, {}], "TotalCount": 3}
        ),
    ],
)
def test_it_goes_on(response: Any) -> None:
    it = wait()
    first = it.request
    assert it.after(response) == 10
    assert it.request is first


def test_a_state_that_reads_like_a_name_is_none() -> None:
    data = [{"ReceiverId": 7, "ReceiversStatus": "READY"}]
    response = from_wire(models.ListReceiversResponse, {"Data": data})
    assert wait().after(response) == 10


def test_pauses_grow_to_a_minute(world: Time) -> None:
    it = wait(timeout=10_000)
    pauses = []
    for _ in range(14):
        pause = it.after(listing())
        assert pause is not None
        pauses.append(pause)
    assert pauses[:3] == [10, 12, pytest.approx(14.4)]
    assert pauses[-2:] == [60, 60]


def test_long_pauses_stay() -> None:
    it = wait(interval=100, timeout=10_000)
    assert [it.after(listing()), it.after(listing())] == [100, 100]


def test_it_is_asked_a_last_time_at_the_deadline(world: Time) -> None:
    it = wait(interval=60)
    world.now += it.after(listing()) or 0
    assert it.after(listing((7, 2))) == 40
    world.now += 40
    with pytest.raises(errors.WaitTimeout) as caught:
        it.after(listing((7, 2)))
    assert caught.value.state is enums.RecipientGroupStatus.UPLOADING
    assert caught.value.last.receiver_id == 7
    assert str(caught.value) == "ReceiverUploaded: time is up, the state is UPLOADING"
    assert caught.value.__cause__ is None


def test_what_is_found_at_the_deadline_is_in_time(world: Time) -> None:
    it = wait()
    world.now += 500
    assert it.after(listing((7, 3))) is None


def test_nothing_was_there(world: Time) -> None:
    it = wait()
    world.now += 500
    with pytest.raises(errors.WaitTimeout) as caught:
        it.after(listing())
    assert str(caught.value) == "ReceiverUploaded: time is up, nothing was found"
    assert (caught.value.state, caught.value.last) == (None, None)


def test_pages_are_gone_through_until_the_item_is_found() -> None:
    it = wait()
    for turn in range(2):  # the second time from the start again
        assert it.request == models.ListReceiversRequest(offset=0, limit=2)
        assert it.after(listing((1, 1), (2, 1), total=5)) == 0
        assert it.request == models.ListReceiversRequest(offset=2, limit=2)
        assert it.after(listing((3, 1), (7, 2), total=5)) == 10 * 1.2**turn


def test_the_item_is_on_no_page() -> None:
    it = wait()
    assert it.after(listing((1, 3), (2, 3), total=3)) == 0
    assert it.after(listing((3, 3), total=3)) == 10
    assert it.request == models.ListReceiversRequest(offset=0, limit=2)


def test_errors_that_pass(world: Time) -> None:
    it = wait()
    passing = errors.RequestLimitExceeded("RequestLimitExceeded")
    assert it.after_error(passing) == 10
    assert it.after_error(errors.TransportError("broke")) == 12
    assert it.after_error(errors.InternalError("InternalError")) is not None
    assert it.after_error(errors.ResponseError("bad gateway", status=502)) is not None
    world.now += 500
    with pytest.raises(errors.WaitTimeout) as caught:
        it.after_error(passing)
    assert caught.value.__cause__ is passing


@pytest.mark.parametrize(
    "error",
    [
        errors.OperationDenied("OperationDenied"),
        errors.ResponseError("no JSON", status=200),
        errors.CredentialError("none"),
    ],
)
def test_errors_that_stay(error: errors.Tc3Error) -> None:
    assert wait().after_error(error) is None


def test_an_error_in_the_middle_of_the_pages_begins_them_again() -> None:
    it = wait()
    assert it.after(listing((1, 1), (2, 1), total=5)) == 0
    assert it.after_error(errors.TransportError("broke")) == 10
    assert it.request == models.ListReceiversRequest(offset=0, limit=2)


def test_failed() -> None:
    it = Wait(
        waiters.TASK_FINISHED,
        models.ListSendTasksRequest(offset=0, limit=100),
        {"task_id": 1},
        None,
        None,
    )
    data = [{"TaskId": 1, "TaskStatus": 7, "ErrMsg": "Insufficient balance"}]
    with pytest.raises(errors.WaitFailed) as caught:
        it.after(from_wire(models.ListSendTasksResponse, {"Data": data}))
    assert caught.value.last.err_msg == "Insufficient balance"
    assert caught.value.state is enums.SendTaskStatus.FAILED
    assert isinstance(caught.value, errors.WaitError)


@pytest.mark.parametrize("seconds", [0, -1, float("nan"), "3"])
@pytest.mark.parametrize("option", ["interval", "timeout"])
def test_wrong_options(option: str, seconds: Any) -> None:
    with pytest.raises(
        errors.ConfigurationError, match=f"{option} must be more than 0"
    ):
        wait(**{option: seconds})


@pytest.mark.parametrize("value", [None, "7", 7.0, True])
def test_what_could_never_be_found_is_refused(value: Any) -> None:
    with pytest.raises(errors.ValidationError, match="receiver_id: must be an integer"):
        wait(receiver_id=value)


def test_text_to_pick_by() -> None:
    waiter: Waiter[Any] = Waiter(
        "X",
        items="data",
        where={"receivers_name": str},
        path="count",
        success=(1,),
        interval=1,
        timeout=1,
    )
    request = models.ListReceiversRequest(offset=0, limit=2)
    with pytest.raises(errors.ValidationError, match="must be text, not int"):
        Wait(waiter, request, {"receivers_name": 5}, None, None)


@pytest.mark.parametrize("kind", [errors.WaitFailed, errors.WaitTimeout])
@pytest.mark.parametrize(
    "copied", [copy.copy, lambda error: pickle.loads(pickle.dumps(error))]
)
def test_errors_can_be_copied(kind: Any, copied: Callable[[Any], Any]) -> None:
    error = copied(kind("Waiter", 3, "last"))
    assert type(error) is kind
    assert (error.waiter, error.state, error.last) == ("Waiter", 3, "last")
