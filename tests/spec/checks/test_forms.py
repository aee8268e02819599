"""Forms of requests and responses in a spec: what can be said, and what is refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tc3gen.spec.reading.load import Specs

Found = Callable[[str], list[str]]

SPEC = """\
service: ses
version: "2020-10-02"
title: T
summary: S.
actions:
  Do:
    summary: Do.
    repeatable: true
    form: FORM
    streams: STREAMS
    params:
      File: {type: FILE}
      Other: {type: OTHER}
      Flag: {type: FLAG}
    returns:
      Part: {type: Part, doc: D.}
      Names: {type: "list[string]", doc: D.}
    examples: [{title: T}]
types:
  Part: {doc: D., fields: {Inner: {type: Deep, doc: D.}}}
  Deep: {doc: D., fields: {Up: {type: Part, doc: D.}, Data: {type: bytes, doc: D.}}}
"""


D = "doc: D."
TEXT = f"string, {D}"
HEADER = f"string, {D}, header: X-Other"


def spec(
    form: str = "json",
    other: str = TEXT,
    streams: str = "false",
    file: str = f"bytes, {D}",
    flag: str = f"boolean, {D}",
) -> str:
    """The spec above; the form is in line 9, column 11."""
    text = SPEC.replace("FORM", form).replace("STREAMS", streams)
    return text.replace("FILE", file).replace("OTHER", other).replace("FLAG", flag)


def octets(
    other: str = HEADER, streams: str = "false", file: str = f"bytes, {D}"
) -> str:
    """The same with a body of bytes."""
    flag = f"boolean, {D}, header: X-Flag"
    return spec("octet-stream", other, streams, file, flag)


@pytest.mark.parametrize(
    "text",
    [
        spec(),
        spec("get", file=TEXT),
        spec("multipart"),
        spec("multipart", "Part, doc: D."),
        octets(),
        spec(streams="true"),
        spec(streams="Flag"),
        spec("multipart", streams="Flag"),
    ],
)
def test_forms_in_which_nothing_is_wrong(problems: Found, text: str) -> None:
    assert problems(text) == []


def test_forms_are_loaded(loaded: Callable[[str], Specs]) -> None:
    [service] = loaded(octets(streams="Flag")).services
    action = service.actions["Do"]
    assert (action.form, action.streams) == ("octet-stream", "Flag")
    assert action.params["Other"].header == "X-Other"
    [service] = loaded(spec(streams="true")).services
    action = service.actions["Do"]
    assert (action.form, action.streams) == ("json", True)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            spec("post"),
            '9:11: `form` must be `json`, `get`, `multipart` or `octet-stream`, not "post"',
        ),
        (spec("get"), "9:11: a query cannot hold bytes, as `File` does"),
        (
            spec("get", f"Part, {D}", file=TEXT),
            "9:11: a query cannot hold bytes, as `Data` does",
        ),
        (
            spec("get", file=TEXT).replace("repeatable: true", "repeatable: false"),
            "9:11: anyone on the way may send a GET again: `form: get` needs "
            "`repeatable: true`",
        ),
        (
            spec("multipart", file=TEXT),
            "9:11: `form: multipart` needs a parameter of the type `bytes`",
        ),
        (
            spec("multipart", file='"list[bytes]", doc: D.'),
            "9:11: `form: multipart` needs a parameter of the type `bytes`",
        ),
        (
            octets(file=f"string, {D}, header: X-F"),
            "9:11: `form: octet-stream` needs exactly one parameter of the type `bytes`",
        ),
        (
            octets("bytes, doc: D."),
            "9:11: `form: octet-stream` needs exactly one parameter of the type `bytes`, "
            "not 2",
        ),
        (
            octets(TEXT),
            "13:7: `Other` stands beside a body of bytes: say under `header` in which one "
            "it travels",
        ),
        (
            octets("Part, doc: D., header: X-Other"),
            "13:21: a header cannot hold `Part`, only a scalar",
        ),
        (
            octets('"list[string]", doc: D., header: X-Other'),
            "13:21: a header cannot hold `list[string]`, only a scalar",
        ),
        (
            octets(file=f"bytes, {D}, header: X-File"),
            "12:44: `File` is the body: it needs no header",
        ),
        (
            octets("string, doc: D., header: X_Other"),
            '13:46: "X_Other" is no header: write letters, digits and `-`, such as '
            "`X-TC-Region`",
        ),
        (
            octets("string, doc: D., header: x-tc-token"),
            "13:46: every request has its own `x-tc-token`",
        ),
        (
            octets("string, doc: D., header: Content-Type"),
            "13:46: no parameter can travel in `Content-Type`, which tells how a message is "
            "framed and read: choose another header",
        ),
        (
            octets("string, doc: D., header: x-flag"),
            '14:46: `Other` travels in "X-Flag" already',
        ),
        (
            spec(other=HEADER),
            "13:46: `header` is only for parameters of an action whose `form` is "
            "`octet-stream`",
        ),
        (
            spec().replace('string]", doc: D.', 'string]", doc: D., header: X-Names'),
            "17:54: `header` is only for parameters of an action whose `form` is "
            "`octet-stream`",
        ),
        (
            spec(streams="Flga"),
            '10:14: there is no "Flga" in the parameters; did you mean `Flag`?',
        ),
        (
            spec(streams="File"),
            "10:14: `File` must be `boolean` to ask for a stream, not `bytes`",
        ),
        (
            spec(streams="5"),
            '10:14: `streams` must be text, not the number 5: quote it ("5")',
        ),
    ],
)
def test_problems_of_forms(problems: Found, text: str, found: str) -> None:
    assert problems(text) == [f"ses.yaml:{found}"]


def test_an_action_that_pages_has_no_stream(problems: Found) -> None:
    text = spec(streams="true").replace(
        "    examples",
        "    pages: {offset: Offset, limit: Limit, items: Names}\n    examples",
    )
    text = text.replace(
        "      Flag:",
        "      Offset: {type: integer, doc: D.}\n"
        "      Limit: {type: integer, doc: D.}\n      Flag:",
    )
    assert problems(text) == ["ses.yaml:10:14: an action that pages has no stream"]


def test_the_size_of_a_file_is_counted_as_it_is_sent(problems: Found) -> None:
    """`YWJj` stands for three bytes, but has four."""
    file = f"bytes, {D}, size: [0, 3], example: YWJj"
    example = "request: {File: YWJj}"
    asked = {
        form: spec(form, file=file).replace(
            "[{title: T}]", f"[{{title: T, {example}}}]"
        )
        for form in ("json", "multipart")
    }
    assert problems(asked["multipart"]) == []
    assert len(problems(asked["json"])) == 2


@pytest.mark.parametrize(
    "header",
    [
        *("Connection", "Keep-Alive", "Proxy-Connection", "TE", "Trailer", "Upgrade"),
        *("Transfer-Encoding", "Content-Length", "content-encoding", "Expect", "Range"),
        *("Authorization", "Proxy-Authorization", "Cookie", "COOKIE", "Set-Cookie"),
        *("Host", "X-Forwarded-For", "Forwarded", "Via", "User-Agent"),
        *("Origin", "Referer", "X-HTTP-Method-Override", "X-Original-URL"),
    ],
)
def test_headers_that_are_not_for_parameters(problems: Found, header: str) -> None:
    """Those for framing, for one connection, for credentials, and for the host."""
    [problem] = problems(octets(f"string, doc: D., header: {header}"))
    assert problem.startswith(
        f"ses.yaml:13:46: no parameter can travel in `{header}`, which "
    )
