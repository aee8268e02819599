"""Names that would be the same in Python are reported, and a `name` tells them apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from tc3gen.python.output.package import load_checked

from ..small import write_spec

ACTION = "{summary: Do., examples: [{title: T}]"
GET = f"{ACTION}, repeatable: true, returns: {{A: {{type: boolean, doc: x}}}}"
WAITER = "{doc: x, action: Get, path: A, success: [true], interval: 1, deadline: 2"
USED = "params: {T: {type: Thing, doc: x}"
"""A parameter that uses the type `Thing`."""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            f"""\
            actions:
              Do: {ACTION}, params: {{
                DNSStatus: {{type: string, doc: x}},
                DnsStatus: {{type: string, doc: x}}}}}}
            """,
            "8:5: members of Do: DNSStatus and DnsStatus both become 'dns_status' in "
            "Python; give one of them a `name`",
            id="parameters",
        ),
        pytest.param(
            f"""\
            actions:
              Do: {ACTION}, {USED}}}}}
            types:
              Thing: {{doc: x, fields: {{
                TTL: {{type: string, doc: x}},
                Ttl: {{type: string, doc: x}}}}}}
            """,
            "10:5: members of Thing: TTL and Ttl both become 'ttl' in Python; "
            "give one of them a `name`",
            id="members of a type",
        ),
        pytest.param(
            f"""\
            actions:
              DoIT: {ACTION}}}
              DoIt: {ACTION}}}
            """,
            "7:3: actions: DoIT and DoIt both become 'do_it' in Python; "
            "give one of them a `name`",
            id="actions",
        ),
        pytest.param(
            f"""\
            actions:
              Do: {ACTION}, params: {{T: {{type: DoRequest, doc: x}}}}}}
            types:
              DoRequest: {{doc: x}}
            """,
            "8:3: classes: Do and DoRequest both become 'DoRequest' in Python; "
            "give one of them a `name`",
            id="a type and the request of an action",
        ),
        pytest.param(
            f"""\
            actions:
              Do: {ACTION}, {USED}, U: {{type: string, enum: thing, doc: x}}}}}}
            types:
              Thing: {{doc: x}}
            enums:
              thing: {{doc: x, values: {{A: a}}}}
            """,
            "10:3: classes: Thing and thing both become 'Thing' in Python; "
            "give one of them a `name`",
            id="a type and an enum",
        ),
        pytest.param(
            f"""\
            actions:
              Do: {ACTION}, params: {{T: {{type: string, enum: ToyClient, doc: x}}}}}}
            enums:
              ToyClient: {{doc: x, values: {{A: a}}}}
            """,
            "8:3: enums and clients: the client and ToyClient both become 'ToyClient' "
            "in Python; give one of them a `name`",
            id="an enum and the client",
        ),
        pytest.param(
            f"""\
            actions:
              Get: {ACTION}, params: {{O: {{type: integer, doc: x}},
                L: {{type: integer, doc: x}}}}, returns: {{I: {{type: "list[string]", doc: x}}}},
                pages: {{offset: O, limit: L, items: I}}}}
              IterGet: {ACTION}}}
            """,
            "9:3: actions: the pages of Get and IterGet both become 'iter_get' in "
            "Python; give one of them a `name`",
            id="an action and the pages of another",
        ),
        pytest.param(
            f"""\
            actions:
              Get: {GET}}}
              WaitUntilReady: {ACTION}}}
            waiters: {{Ready: {WAITER}}}}}
            """,
            "8:11: actions: WaitUntilReady and Ready both become 'wait_until_ready' in "
            "Python; give one of them a `name`",
            id="an action and a waiter",
        ),
        pytest.param(
            f"""\
            actions:
              Get: {GET}, params: {{Timeout: {{type: string, doc: x}}}}}}
            waiters: {{Ready: {WAITER}, params: [Timeout]}}}}
            """,
            "7:11: parameters of Ready: the SDK's own and Timeout both become 'timeout' "
            "in Python; give one of them a `name`",
            id="a parameter and the limit of a waiter",
        ),
        pytest.param(
            """\
            actions: {}
            events:
              doc: x
              kind: a
              fields: {a: {type: string, doc: x}, b: {type: string, doc: x, name: c}}
              kinds: {x: {doc: x, fields: {C: {type: string, doc: x}}}}
            """,
            "10:32: members of x: b and C both become 'c' in Python; "
            "give one of them a `name`",
            id="members of events",
        ),
        pytest.param(
            """\
            actions: {}
            events:
              doc: x
              kind: a
              fields: {a: {type: string, doc: x}}
              kinds: {aB: {doc: x}, a_b: {doc: x}}
            """,
            "10:25: options of the handler: aB and a_b both become 'on_a_b' in Python; "
            "give one of them a `name`",
            id="functions for events",
        ),
        pytest.param(
            """\
            actions: {}
            events:
              doc: x
              kind: a
              fields: {a: {type: string, doc: x, enum: OpenEvent}}
              kinds: {open: {doc: x}}
            enums: {OpenEvent: {doc: x, values: {A: a}}}
            """,
            "11:9: events and enums: open and OpenEvent both become 'OpenEvent' in "
            "Python; give one of them a `name`",
            id="an event and an enum",
        ),
        pytest.param(
            f"""\
            actions:
              Do: {ACTION}}}
            errors:
              Quota.Used: x
              QuotaUsed: x
            """,
            "9:3: errors: Quota.Used and QuotaUsed both become 'QuotaUsed' in Python; "
            "give one of them a `name`",
            id="error codes",
        ),
        pytest.param(
            f"""\
            actions:
              Do: {ACTION}}}
            errors:
              Other: {{doc: x, name: Quota}}
              Quota.Used: x
            """,
            "9:3: errors: Other and Quota both become 'Quota' in Python; "
            "give one of them a `name`",
            id="an error and the category of another",
        ),
        pytest.param(
            f"""\
            actions:
              Do: {ACTION}}}
            errors:
              Internal.Error: x
              InternalError: x
            """,
            "9:3: errors: Internal.Error and InternalError both become 'InternalError' "
            "in Python; give one of them a `name`",
            id="an error and a common one",
        ),
    ],
)  # fmt: skip
def test_names_that_would_be_the_same_are_reported(
    tmp_path: Path, text: str, expected: str
) -> None:
    spec = write_spec(tmp_path, text)
    assert problems_of(spec) == [f"{spec}:{expected}"]


def test_a_common_error_cannot_be_called_as_one_of_the_sdk(tmp_path: Path) -> None:
    spec = write_spec(tmp_path, f"actions:\n  Do: {ACTION}}}\n")
    common = tmp_path / "common.yaml"
    common.write_text(common.read_text() + "  ResponseError: x\n")
    assert problems_of(spec) == [
        f"{common}:8:3: errors: the SDK's own and ResponseError both become "
        "'ResponseError' in Python; give one of them a `name`"
    ]


@pytest.mark.parametrize(
    ("where", "text"),
    [
        (
            "a member",
            f"""\
            actions:
              Do: {ACTION}, params: {{
                DNSStatus: {{type: string, doc: x}},
                DnsStatus: {{type: string, doc: x, name: the_other}}}}}}
            """,
        ),
        (
            "an action",
            f"""\
            actions:
              DoIT: {ACTION}}}
              DoIt: {ACTION}, name: do_it_too}}
            """,
        ),
        (
            "a type",
            f"""\
            actions:
              Do: {ACTION}, params: {{T: {{type: DoRequest, doc: x}}}}}}
            types:
              DoRequest: {{doc: x, name: DoingRequest}}
            """,
        ),
        (
            "an enum",
            f"""\
            actions:
              Do: {ACTION}, {USED}, U: {{type: string, enum: thing, doc: x}}}}}}
            types:
              Thing: {{doc: x}}
            enums:
              thing: {{doc: x, values: {{A: a}}, name: KindOfThing}}
            """,
        ),
        (
            "an error",
            f"""\
            actions:
              Do: {ACTION}}}
            errors:
              Quota.Used: x
              QuotaUsed: {{doc: x, name: QuotaUsedUp}}
            """,
        ),
    ],
)
def test_a_name_in_the_spec_tells_them_apart(
    tmp_path: Path, where: str, text: str
) -> None:
    assert problems_of(write_spec(tmp_path, text)) == []


@pytest.mark.parametrize("name", ["Upper", "camelCase", "UPPER"])
def test_a_name_given_to_a_member_looks_like_one(tmp_path: Path, name: str) -> None:
    member = f"{{type: string, doc: x, name: {name}}}"
    text = f"actions:\n  Do: {ACTION}, params: {{P: {member}}}}}\n"
    spec = write_spec(tmp_path, text)
    assert problems_of(spec) == [
        f"{spec}:6:55: members of Do: P would be {name!r} in Python, which cannot be; "
        "give it another `name`"
    ]


def problems_of(spec: Path) -> list[str]:
    _, problems = load_checked([spec])
    return [str(problem) for problem in problems]


# ---- Bulk methods --------------------------------------------------------------------


BULK = """\
actions:
  Add:
    summary: Add.
    params:
      To: {type: string, required: true, doc: D.}
      Names: {type: "list[string]", required: true, doc: D., items: [1, 9]}
    examples: [{title: T, request: {To: x, Names: [x]}}]
bulk:
  NAME: {doc: D., params: {PARAM: To}, rows: {Add: Names}}
"""


@pytest.mark.parametrize(
    ("name", "param", "problem"),
    [
        ("AddMany", "To", None),
        ("Add", "To", "Add and Add both become 'add'"),
        ("AddMany", "Rows", "the SDK's own and Rows both become 'rows'"),
        ("AddMany", "Deduplicate", "the SDK's own and Deduplicate both become"),
    ],
)
def test_names_of_bulk_methods(
    tmp_path: Path, name: str, param: str, problem: str | None
) -> None:
    spec = write_spec(tmp_path, BULK.replace("NAME", name).replace("PARAM", param))
    _, found = load_checked([spec])
    assert [problem in str(each) for each in found if problem] == (
        [True] if problem else []
    )
    assert len(found) == (problem is not None)
