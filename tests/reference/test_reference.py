"""The reference: actions, types, errors, as help, explorer and docs show them."""

from __future__ import annotations

from pathlib import Path

import pytest
from own_specs import own_specs

from tc3gen.reference import Reference
from tc3gen.reference.samples import sample_request
from tc3gen.spec.reading.load import load_specs
from tc3gen.spec.value_checks.violations import violations

SPECS = Path(__file__).parents[2] / "spec"

COMMON = """\
title: Common
summary: What all share.
parameters:
  Region: {header: X-TC-Region, type: string, doc: Where the data is.}
errors:
  InternalError: {doc: The service failed., retry: repeatable}
  InvalidParameter: A parameter is wrong.
"""

TOY = """\
service: toy
version: "2024-01-31"
title: Toy Service
summary: Toys.
rate_limit: 5
regions: {international: [ap-one], china: [ap-two]}
actions:
  MakeToy:
    summary: Make a toy.
    repeatable: false
    params:
      Colour: {type: string, doc: Its colour., enum: Colour}
      Name: {type: string, required: true, doc: Its name., length: [1, 20]}
      Parts: {type: "list[Part]", doc: What it is made of., items: [1, null]}
      Weight: {type: integer, unit: grams, doc: How heavy., default: 100, range: [1, 5000]}
    returns:
      ToyId: {type: integer, doc: Identifies it.}
    errors: [InternalError, LimitExceeded.Toys]
    examples:
      - title: A bear
        request: {Name: Bear}
        response: {ToyId: 7}
  ListToys:
    summary: List toys.
    repeatable: true
    rate_limit: 1
    params:
      Limit: {type: integer, doc: Most toys to return., range: [1, 50]}
      Offset: {type: integer, doc: First toy to return.}
    returns:
      Toys: {type: "list[Toy]", doc: The toys.}
      Total: {type: integer, doc: How many there are.}
    pages: {offset: Offset, limit: Limit, items: Toys, total: Total}
waiters:
  ToyReady:
    doc: Wait until a toy is made.
    action: ListToys
    path: Toys.State
    where: {ToyId: ToyId}
    success: [ready]
    interval: 2
    deadline: 60
types:
  Part:
    doc: A part of a toy.
    fields:
      Inside: {type: "list[Part]", doc: Its own parts.}
      Name: {type: string, required: true, doc: Its name.}
  Toy:
    doc: A toy.
    fields:
      ToyId: {type: integer, doc: Identifies it.}
      State: {type: string, doc: How far it is.}
enums:
  Colour:
    doc: A colour.
    values:
      RED: {value: red, doc: Like a rose.}
      BLUE: {value: {international: blue, china: azure}, doc: Like the sky.}
errors:
  LimitExceeded.Toys: {doc: There are too many toys., retry: never}
"""


@pytest.fixture(scope="module")
def toy(tmp_path_factory: pytest.TempPathFactory) -> Reference:
    """The reference of the toy service."""
    folder = tmp_path_factory.mktemp("toy")
    folder.joinpath("common.yaml").write_text(COMMON)
    folder.joinpath("toy.yaml").write_text(TOY)
    specs = load_specs([folder])
    assert [str(problem) for problem in specs.problems] == []
    return Reference(specs.services[0], specs.common)


def test_a_service_lists_its_actions_with_their_summaries(toy: Reference) -> None:
    assert toy.service.title == "Toy Service"
    assert dict(toy.service.actions) == {
        "ListToys": "List toys.",
        "MakeToy": "Make a toy.",
    }
    assert toy.service.waiters == ("ToyReady",)


def test_required_parameters_come_first_with_limits_in_words(toy: Reference) -> None:
    action = toy.action("MakeToy")
    assert [(p.name, p.type, p.required) for p in action.parameters] == [
        ("Name", "string", True),
        ("Colour", "string", False),
        ("Parts", "list[Part]", False),
        ("Weight", "integer", False),
    ]
    assert [p.limits for p in action.parameters] == [
        "1 to 20 characters.",
        "",
        "At least 1 item.",
        "1 to 5,000 grams. The service takes `100` if left out.",
    ]


def test_values_of_an_enum_have_their_meaning_and_their_sites(toy: Reference) -> None:
    red, blue = toy.action("MakeToy").parameters[1].values
    assert (red.name, red.same_everywhere, red.meaning) == (
        "RED",
        "red",
        "Like a rose.",
    )
    assert blue.same_everywhere is None
    assert dict(blue.values) == {"international": "blue", "china": "azure"}


def test_nested_types_are_followed_without_end(toy: Reference) -> None:
    action = toy.action("MakeToy")
    assert action.request_types == ("Part",)
    part = toy.type("Part")
    assert part.recursive
    assert part.in_requests_of == ("MakeToy",)
    assert [member.name for member in part.members] == ["Name", "Inside"]
    assert toy.type("Toy").in_responses_of == ("ListToys",)


def test_errors_say_what_they_mean_what_to_do_and_if_they_are_retried(
    toy: Reference,
) -> None:
    internal, limit = toy.action("MakeToy").errors
    assert internal.common
    assert internal.meaning == "The service failed."
    assert limit.meaning == "There are too many toys."
    assert limit.remedy.startswith("A quota is used up")
    assert limit.retried == "Not retried by the client."
    assert limit.actions == ("MakeToy",)
    assert next(e.code for e in toy.errors()) == "LimitExceeded.Toys"


def test_notes_tell_rate_repetition_and_paging(toy: Reference) -> None:
    assert toy.action("MakeToy").notes == (
        "Not sent again once the service may have received it.",
        "At most 5 requests a second.",
    )
    listing = toy.action("ListToys")
    assert listing.notes == (
        "May be repeated: a call that failed in transit is retried.",
        "At most 1 request a second.",
        "Returns its items page by page, in `Toys`.",
    )
    assert listing.paging is not None
    assert listing.paging.parameters == ("Offset", "Limit")
    assert listing.paging.page_size == 50
    assert listing.waiters == ("ToyReady",)


def test_a_waiter_names_what_tells_the_item_first(toy: Reference) -> None:
    waiter = toy.waiter("ToyReady")
    assert waiter.picks == ("ToyId",)
    assert [p.name for p in waiter.parameters] == ["ToyId"]
    assert (waiter.interval, waiter.deadline, waiter.success) == (2, 60, ("ready",))


def test_examples_are_as_published(toy: Reference) -> None:
    (example,) = toy.action("MakeToy").examples
    assert (example.title, dict(example.request)) == ("A bear", {"Name": "Bear"})


def test_what_does_not_exist_is_a_key_error(toy: Reference) -> None:
    for look_up in (toy.action, toy.type, toy.error, toy.waiter, toy.bulk):
        with pytest.raises(KeyError):
            look_up("Nothing")


def shipped() -> list[Reference]:
    specs = own_specs()
    return [Reference(service, specs.common) for service in specs.services]


@pytest.mark.parametrize(
    "reference", shipped(), ids=lambda r: f"{r.spec.service}@{r.spec.version}"
)
def test_everything_of_the_shipped_specs_can_be_told(reference: Reference) -> None:
    for name in reference.service.actions:
        action = reference.action(name)
        assert action.summary
        assert all(error.meaning and error.remedy for error in action.errors)
        for kind in action.types:
            assert reference.type(kind).members is not None
    for name in reference.service.waiters:
        assert reference.waiter(name).meaning
    for name in reference.service.bulk:
        assert reference.bulk(name).rows


@pytest.mark.parametrize("full", [False, True], ids=["required", "full"])
def test_sample_requests_fit_their_definitions(full: bool) -> None:
    for reference in shipped():
        for action in reference.spec.actions.values():
            made = sample_request(action.params, reference.spec, full=full)
            found = violations(action.params, made, reference.spec)
            assert [f"{action.name}: {violation}" for violation in found] == []
