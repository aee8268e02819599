"""Error codes, examples and client tokens of actions."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from click.testing import CliRunner
from own_specs import own_specs

from tc3gen.cli import main
from tc3gen.spec.checks.run import check_specs, notes
from tc3gen.spec.model import Action, Common, ErrorCode, Service
from tc3gen.spec.reading.load import Specs

from ..texts import ACTIONS, SEND

Found = Callable[[str], list[str]]


@pytest.mark.parametrize(
    ("codes", "found"),
    [
        ("[InternalError, FailedOperation.X]", []),
        (
            "[FailedOperation.X, FailedOperation.X]",
            ["9:33: the error code `FailedOperation.X` stands here twice"],
        ),
        (
            "[InternalErorr]",
            [
                '9:14: the error code "InternalErorr" is not described under `errors:`; '
                "did you mean `InternalError`?"
            ],
        ),
    ],
)
def test_error_codes_of_actions(problems: Found, codes: str, found: list[str]) -> None:
    text = f"{SEND}    errors: {codes}\nerrors: {{FailedOperation.X: It failed.}}\n"
    assert problems(text) == [f"ses.yaml:{problem}" for problem in found]


def test_without_a_common_file_no_error_code_is_called_unknown() -> None:
    send = Action(name="Send", errors=("InternalError",))
    service = Service(service="", version="", title="", actions={"Send": send})
    without, other = Common(), Common(errors={"A": ErrorCode(code="A")})
    messages = [
        [problem.message for problem in check_specs(Specs((service,), common))]
        for common in (without, other)
    ]
    assert messages == [
        [],
        [
            'the error code "InternalError" is not described under `errors:`',
        ],
    ]


def test_an_action_without_an_example_gets_a_note(
    problems: Found, loaded: Callable[[str], Specs]
) -> None:
    text = SEND.replace("    examples: [{title: T}]\n", "")
    assert problems(text) == []
    assert [str(note) for note in notes(loaded(text))] == [
        "ses.yaml:6:3: `Send` has no example: write one under `examples:` for its "
        "documentation and for the local cloud"
    ]
    assert notes(loaded(SEND)) == ()
    loaded(text)
    done = CliRunner().invoke(main, ["check", "ses.yaml"])
    assert (done.exit_code, "note: " in done.output) == (0, True)


def test_our_own_specs_have_examples() -> None:
    assert notes(own_specs()) == ()


def test_a_rate_limit_of_an_action(problems: Found) -> None:
    assert problems(SEND + "    rate_limit: 0\n") == [
        "ses.yaml:9:17: `rate_limit` must be more than 0, not 0"
    ]


def test_the_request_id_is_not_written(problems: Found) -> None:
    text = SEND + "    returns:\n      RequestId: {type: string, doc: D.}\n"
    assert problems(text) == [
        "ses.yaml:10:7: every response has a `RequestId`: leave it out"
    ]


def test_what_is_returned_is_not_required(problems: Found) -> None:
    text = SEND + "    returns:\n      R: {type: string, required: true, doc: D.}\n"
    assert problems(text) == [
        "ses.yaml:10:35: `required` is for parameters; what the service always gives is "
        "`always`"
    ]


def test_a_response_that_was_pasted_whole(problems: Found) -> None:
    text = SEND.replace("{title: T}", "{title: T, response: {Response: {}}}")
    (told,) = problems(text)
    assert told.endswith("`Response` is not known: write what is in it")


def test_examples_fit_their_action(problems: Found) -> None:
    assert problems(
        ACTIONS
        + """\
  Send:
    summary: Send.
    params:
      Subject: {type: string, required: true, doc: D., length: [1, 5]}
      To: {type: "list[Address]", doc: D.}
      When: {type: integer, doc: D., enum: {NOW: 1, LATER: 2}}
    returns:
      Id: {type: string, always: true, doc: D.}
    examples:
      - title: A fitting one
        request: {Subject: Hello, To: [{Mail: a@example.com}], When: 2}
        response: {Id: "1"}
      - title: A response may lack a member
        request: {Subject: Hello}
      - title: The rest
        request:
          Subjcet: Hello
          To: [{Mail: 5}, {}]
          When: 3
        response: {Id: 1, RequestId: x}
types:
  Address: {doc: D., fields: {Mail: {type: string, required: true, doc: D.}}}
"""
    ) == [
        "ses.yaml:21:9: in the example's request, `Subject` is missing",
        "ses.yaml:22:11: in the example's request, `Subjcet` is not known; "
        "did you mean `Subject`?",
        "ses.yaml:23:23: in the example's request, `To[0].Mail` must be text, "
        "not the number 5",
        "ses.yaml:23:27: in the example's request, `To[1].Mail` is missing",
        "ses.yaml:24:17: in the example's request, `When` is 3, which is none of the "
        "values: 1 (NOW), 2 (LATER)",
        "ses.yaml:25:24: in the example's response, `Id` must be text, "
        "not the number 1",
        "ses.yaml:25:27: in the example's response, `RequestId` is not known: leave it "
        "out, as every response has one",
    ]


def test_an_example_that_differs_is_not_held_to_the_definition(problems: Found) -> None:
    assert problems(
        ACTIONS
        + """\
  Send:
    summary: Send.
    params:
      When: {type: integer, doc: D.}
    examples:
      - title: As published
        differs: "`When` is text in it."
        request: {When: now}
      - title: It fits by now
        differs: "`When` is text in it."
        request: {When: 1}
"""
    ) == ["ses.yaml:15:9: the example agrees with the definition: leave `differs` out"]


@pytest.mark.parametrize(
    ("param", "problem"),
    [
        ("ClientToken: {type: string, doc: D.}", ""),
        (
            "Name: {type: string, doc: D.}",
            'there is no "ClientToken" in the parameters',
        ),
        (
            "ClientTokens: {type: string, doc: D.}",
            'there is no "ClientToken" in the parameters; did you mean `ClientTokens`?',
        ),
        (
            "ClientToken: {type: integer, doc: D.}",
            "`ClientToken` must be any string to be filled in",
        ),
        (
            'ClientToken: {type: "list[string]", doc: D.}',
            "`ClientToken` must be any string to be filled in",
        ),
        (
            "ClientToken: {type: string, doc: D., enum: {A: a}}",
            "`ClientToken` must be any string to be filled in",
        ),
        ("ClientToken: {doc: D.}", "a field needs `type`"),
    ],
)
def test_a_client_token(problems: Found, param: str, problem: str) -> None:
    found = problems(f"{SEND}    client_token: ClientToken\n    params: {{{param}}}\n")
    assert [line.partition(" ")[2] for line in found] == ([problem] if problem else [])


def test_a_client_token_that_is_required(problems: Found) -> None:
    text = SEND.replace("title: T}", "title: T, request: {A: b}}")
    text += "    client_token: A\n    params: {A: {type: string, doc: D., required: true}}\n"
    assert problems(text) == [
        "ses.yaml:9:19: `A` is required: nothing is left to be filled in"
    ]
