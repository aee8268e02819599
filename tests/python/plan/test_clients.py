"""Clients: arguments, paging, waiting, rows of bulk methods, events."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import pytest

from ..odd import RESPONSE, Part


class Sent:
    """A client whose requests go no further than this."""

    def __init__(
        self, part: Part, *responses: Mapping[str, Any], site: str = "international"
    ) -> None:
        self.requests: list[Any] = []
        self._responses = list(responses)
        from_wire = part("_core.serialization.wire").from_wire
        credential = part("_core.credentials").Credential("id", "key")
        self.client = part("as_").AsClient(
            credential, "ap-one", transport=object(), site=site, endpoint="http://x"
        )

        def send(request: Any) -> Any:
            self.requests.append(request)
            response = self._responses.pop(0)
            return from_wire(request.__action__.response, response, site=site)

        self.client.send = send


def test_a_method_sends_its_arguments(part: Part, full: dict[str, Any]) -> None:
    sent = Sent(part, RESPONSE, {})
    with pytest.warns(DeprecationWarning, match="import_ is deprecated. Use `global_`"):
        assert sent.client.import_(**full).raw_ == "x"
    assert sent.requests == [part("as_.models").ImportRequest(**full)]
    sent.client.nothing()
    assert sent.requests[1] == part("as_.models").NothingRequest()


def test_both_clients_have_the_same_methods(part: Part) -> None:
    sync, aio = part("as_").AsClient, part("as_").AsyncAsClient
    own = [name for name in vars(sync) if not name.startswith("_")]
    assert {"import_", "nothing", "list_things", "iter_list_things"} <= set(own)
    for name in own:
        if callable(getattr(sync, name)):
            one, other = (inspect.signature(getattr(c, name)) for c in (sync, aio))
            known = [parameter.name for parameter in other.parameters.values()]
            assert list(one.parameters) == known
            for parameter in one.parameters.values():
                if parameter.name != "rows":  # may come asynchronously, too
                    assert parameter == other.parameters[parameter.name]
        else:
            assert getattr(sync, name) == getattr(aio, name)


def test_paging_by_offset_as_text_and_dotted_paths(part: Part) -> None:
    pages = [
        {"Page": {"Total": 3, "Inner": {"List": [{"Name": "a"}, {"Name": "b"}]}}},
        {"Page": {"Total": 3, "Inner": {"List": [{"Name": "c"}]}}},
    ]
    sent = Sent(part, *pages)
    only = part("as_.models").Filter(name="n")
    with pytest.warns(DeprecationWarning, match="iter_list_things is deprecated"):
        items = list(sent.client.iter_list_things(filter=only, limit=2))
    assert [item.name for item in items] == ["a", "b", "c"]
    assert [(r.offset, r.limit, r.filter) for r in sent.requests] == [
        ("0", "2", only),
        ("2", "2", only),
    ]


def test_paging_by_number_begins_with_a_page_size_that_is_allowed(part: Part) -> None:
    sent = Sent(part, {"Numbers": list(range(200))}, {"Numbers": [1]})
    assert len(list(sent.client.iter_list_numbers())) == 201
    assert [(r.page_number, r.page_size) for r in sent.requests] == [
        (1, 200),
        (2, 200),
    ]


def test_paging_by_token_begins_with_an_empty_one_if_it_is_required(part: Part) -> None:
    sent = Sent(
        part,
        {"Days": ["2024-01-31"], "Next": "t"},
        {"Days": ["2024-02-01"], "Next": ""},
    )
    assert list(sent.client.iter_list_days()) == [date(2024, 1, 31), date(2024, 2, 1)]
    assert [request.token for request in sent.requests] == ["", "t"]


# ---- Waiters -------------------------------------------------------------------------


def test_waiting_for_an_item_of_pages(part: Part) -> None:
    def page(name: str, number: int, state: str) -> dict[str, Any]:
        thing = {"Name": name, "Number": number, "State": {"Name": state}}
        return {"Page": {"Total": 2, "Inner": {"List": [thing]}}}

    sent = Sent(part, page("x", 1, "2"), page("x", 2, "1"))
    only = part("as_.models").Filter(name="n")
    found = sent.client.wait_until_thing_there(from_="x", number=2, filter=only)
    assert found.number == 2
    assert [(r.offset, r.limit, r.filter) for r in sent.requests] == [
        ("0", "100", only),
        ("1", "100", only),
    ]
    with pytest.raises(
        part("errors").WaitFailed, match="ThingThere: waiting ended, the state is "
    ):
        Sent(part, page("x", 2, "2")).client.wait_until_thing_there(
            from_="x", number=2, filter=only
        )


def test_waiting_for_a_state_that_differs_by_site(part: Part) -> None:
    sent = Sent(part, {"Language": "1"}, site="china")
    models = part("as_.models")
    found = sent.client.wait_until_in_french(
        kind="1", models_=[models.Filter(name="n")]
    )
    assert isinstance(found, models.LookResponse)
    assert sent.requests[0].models_ == [models.Filter(name="n")]


def test_waiting_for_plain_values(part: Part) -> None:
    sent = Sent(
        part, {"List": [{"Name": "a", "Number": 1}, {"Name": "b", "Number": 4}]}
    )
    name = "number_with_a_name_that_is_longer_than_anyone_would_like_to_type"
    found = getattr(sent.client, f"wait_until_{name}")(name="b", kind="2")
    assert found.number == 4


def test_rows_of_all_sorts(part: Part) -> None:
    sent = Sent(part, {}, {}, {}, {})
    models, enums = part("as_.models"), part("as_.enums")
    sent.client.put_many("here", ["a", "b", "c"], date_=date(2024, 1, 31))
    day = date(2024, 1, 31)
    assert sent.requests == [
        models.PutRequest(from_="here", class_=["a", "b"], day=day),
        models.PutRequest(from_="here", class_=["c"], day=day),
    ]
    when = datetime(2024, 1, 31, 8, 0)
    row = ("x", day, enums.Kind.ONE, {"a": 1}, when, 5)
    made = models.Row(
        self_="x",
        day=day,
        kind=enums.Kind.ONE,
        settings='{"a":1}',
        when=when,
        a_long_name_so_that_it_does_not_fit=5,
    )
    sent.client.put_many("here", [row])
    assert sent.requests[2:] == [models.PutRowsRequest(from_="here", rows=[made])]
    done = sent.client.put_with_a_name_that_is_rather_long("here", [made])
    assert (done.sent, sent.requests[3]) == (1, sent.requests[2])
    with pytest.raises(part("errors").InvalidRow, match=r"rows\[0\]: must be text"):
        sent.client.class_("here", [5])


# ---- Events --------------------------------------------------------------------------


def test_events_of_odd_names(part: Part) -> None:
    events, enums = part("as_.events"), part("as_.enums")
    body = {"from": "import", "Kinds": ["1", "9"], "Raw": "r", "echoed": '{"a": 1}'}
    event = events.parse({**body, "Date": "2024-01-31"})
    assert event == events.ImportEvent(
        from_="import",
        kinds=[enums.Kind.ONE, "9"],
        raw_="r",
        echoed_={"a": 1},
        date_=date(2024, 1, 31),
    )
    assert type(events.parse({"From": "unsub"})) is events.GoneAwayEvent
    assert events.handler(on_import=print, on_gone_away=print)
    empty = events.parse({"From": "import"})
    assert (empty.kinds, empty.date_, empty.echoed) == ([], None, {})
