"""Problems are those of the client: its words, its places, all of them at once."""

from __future__ import annotations

import random
import re
import warnings
from collections.abc import Iterator
from copy import deepcopy
from importlib import import_module
from typing import Any

import pytest
from effort import many
from hypothesis import given, settings
from hypothesis import strategies as st

import tc3
from tc3.errors import ValidationError
from tc3gen.explorer.catalog import Catalog
from tc3gen.explorer.client.checking import check_request
from tc3gen.explorer.client.package import ClientPackage
from tc3gen.explorer.explorer import Explorer
from tc3gen.python.naming import names
from tc3gen.reference.samples import sample_request
from tc3gen.spec.model import Action, Field, Service

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


def actions(catalog: Catalog) -> Iterator[tuple[Service, Action]]:
    for each in catalog.versions:
        service = catalog.get(each.service, each.version)
        for action in service.actions.values():
            yield service, action


def client_error(
    service: Service, action: Action, values: Any
) -> tuple[str, str] | None:
    """What the client of the repository refuses a request for."""
    package = names.service_package(service.service)
    version = names.version_package(service.version)
    models = import_module(f"tc3.{package}.{version}.models")
    name = names.action_class(action.name, action.python_name)
    cls = getattr(models, f"{name}Request")
    try:
        model = tc3.from_wire(cls, deepcopy(values))
    except ValidationError as error:  # an enum: no model holds what it does not list
        return error.field, error.reason
    try:
        tc3.to_wire(model)
    except ValidationError as error:
        return error.field, error.reason
    return None


def words_for_a_type(values: Any, place: str) -> str:
    """The end of what the client says of a value that is not even of its enum's type."""
    for name, number in re.findall(r"(\w+)|\[(\d+)\]", place):
        values = values[name or int(number)]
    return f", not {type(values).__name__}"


def break_somewhere(
    choose: random.Random, values: dict[str, Any], fields: Any, service: Service
) -> None:
    """Make one value wrong in a way that reading it leniently does not mend."""
    known = [name for name in values if name in fields]
    if not known:
        values.update({name: {} for name in list(fields)[:1] if fields[name].required})
        return
    name = choose.choice(known)
    field: Field = fields[name]
    value = values[name]
    kind = service.types.get(field.type.name)
    if choose.random() < 0.25:
        del values[name]
    elif isinstance(value, list) and value and isinstance(value[0], dict) and kind:
        break_somewhere(choose, choose.choice(value), kind.fields, service)
    elif isinstance(value, dict) and kind:
        break_somewhere(choose, value, kind.fields, service)
    elif isinstance(value, list) and value and choose.random() < 0.5:
        values[name] = value * choose.choice((0, 60, 600))
    elif field.type.name == "string" and isinstance(value, str):
        values[name] = choose.choice(("", "x" * 70_000, {"a": 1}, [value]))
    elif isinstance(value, (int, float)):
        values[name] = choose.choice((-1, 10**12, {"a": 1}, []))
    else:
        values[name] = {"odd": 1}


@pytest.mark.slow
@settings(max_examples=many(10, by_day=2))
@given(seed=st.integers(0, 2**32))
def test_equal_to_what_the_client_raises(
    catalog: Catalog, explorer: Explorer, seed: int
) -> None:
    """For every action of SES, SMS and STS, with a few things broken at random."""
    choose = random.Random(seed)
    for service, action in actions(catalog):
        values = deepcopy(
            sample_request(action.params, service, full=choose.random() < 0.7)
        )
        for _ in range(choose.randrange(4)):
            break_somewhere(choose, values, action.params, service)
        package = explorer.package(service)
        found = check_request(package, action, values, "international")
        raised = client_error(service, action, values)
        told = {each["path"]: each["message"] for each in found}
        told |= {each["wire"]: each["message"] for each in found}
        if raised is None:
            assert found == [], action.name
            continue
        place, words = raised
        assert place in told, (action.name, values)
        # A value of another type is no member of an enum, and is told by its type.
        if words.startswith("is not a value of") and told[place].startswith("must be"):
            assert told[place].endswith(words_for_a_type(values, place))
        else:
            assert told[place] == words, (action.name, values)


def check(package: ClientPackage, action: str, values: Any) -> dict[str, str]:
    action_ = package.service.actions[action]
    found = check_request(package, action_, values, "international")
    return {each["wire"]: each["message"] for each in found}


def test_all_problems_at_once(ses_client: ClientPackage) -> None:
    assert check(ses_client, "SendEmail", {
        "Subject": "x" * 999,
        "Destination": ["a"] * 51,
        "Attachments": [{"FileName": "a"}, {"FileName": 1, "Content": "?"}, 7],
        "Template": {},
        "TriggerType": "1",
        "Cc": None,
        "Atachments": [],
    }) == {
        "Atachments": "is unknown; did you mean `Attachments`?",
        "Cc": "is null: leave it out",
        "FromEmailAddress": "is required",
        "Subject": "999 characters, but at most 998 allowed",
        "Destination": "51 items, but at most 50 allowed",
        "Template.TemplateID": "is required",
        "Template.TemplateData": "is required",
        "Attachments[1].FileName": "must be text, not int",
        "Attachments[1].Content": "must be bytes, not str",
        "Attachments[2]": "must be Attachment, not int",
        "TriggerType": "must be a whole number, not str",
    }  # fmt: skip


@pytest.mark.parametrize("value", ["12", "x", {"a": 1}])
def test_a_value_that_differs_by_site_is_told_as_the_client_reads_it(
    ses_client: ClientPackage, value: Any
) -> None:
    told = check(ses_client, "SendEmail", {"Unsubscribe": value, "Cc": "a"})
    assert "UnsubscribeLanguage: '0' (NONE), '1' (ENGLISH)" in told["Unsubscribe"]
    assert told["Cc"] == "must be a list, not str"  # what comes behind it is told, too
    assert check(ses_client, "SendEmail", {"Unsubscribe": "2"}).keys() == {
        "FromEmailAddress", "Subject",
    }  # fmt: skip


def test_places_have_the_clients_names(ses_client: ClientPackage) -> None:
    action = ses_client.service.actions["SendEmail"]
    values = {"Attachments": [{"FileName": ""}]}
    found = check_request(ses_client, action, values, "international")
    assert "attachments[0].file_name" in [each["path"] for each in found]


@pytest.mark.parametrize(
    "value", [[], {}, "x", 1, None, True, [[[{}]]], {"": {"": []}}]
)
def test_nothing_is_too_odd(ses_client: ClientPackage, value: Any) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for action in ses_client.service.actions.values():
            values = dict.fromkeys([*action.params, "", "a.b[0]"], value)
            for each in check_request(ses_client, action, values, "international"):
                assert each["message"]
