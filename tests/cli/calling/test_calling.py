"""Calling actions: names, values, files, enums, and what arrives."""

from __future__ import annotations

import json
from base64 import b64encode
from pathlib import Path

import pytest

from tc3gen.cloud import RunningCloud
from tc3gen.spec.reading.load import load_specs

from ..support.command import ROOT, Shell

SES = load_specs([ROOT / "spec" / "ses"]).services[0]

MAIL = (
    "ses", "send-email", "--from-email-address", "news@mail.example.com",
    "--subject", "Hello", "--destination", "ada@example.com",
    "--template.template-id", "10001",
)  # fmt: skip


def body_of(shell: Shell, *words: str, stdin: bytes = b"") -> dict[str, object]:
    """The request that a command would send."""
    ran = shell(*words, "--dry-run", "json", "--show-secrets", stdin=stdin).done()
    found: dict[str, object] = ran.json["body"]
    return found


@pytest.mark.parametrize("action", sorted(SES.actions))
def test_every_action_of_ses_sends_its_examples(tc3: Shell, action: str) -> None:
    for example in SES.actions[action].examples:
        words = ["ses", action]
        given = json.dumps(dict(example.request), default=dict)
        sent = body_of(tc3, *words, "--input", "-", stdin=given.encode())
        paging = SES.actions[action].pages
        own = {paging.offset, paging.limit} if paging else set()
        assert {
            k: v for k, v in sent.items() if k in example.request or k not in own
        } == (json.loads(given))


def test_a_mail_is_sent(ready: Shell, tc3_cloud: RunningCloud) -> None:
    ran = ready(*MAIL, "--template.template-data", '{"name":"Ada"}').done()
    assert set(ran.json) == {"MessageId", "RequestId"}
    mail = tc3_cloud.outbox.wait_for(recipient="ada@example.com")
    assert mail.subject == "Hello"
    assert "Hello Ada" in mail.text


@pytest.mark.parametrize(
    "words",
    [
        ("ses", "SendEmail", "--FromEmailAddress", "a@b.c", "--Subject", "s"),
        ("ses", "send-email", "--from-email-address=a@b.c", "--subject=s"),
        (
            "ses@2020-10-02",
            "send-email",
            "--from-email-address",
            "a@b.c",
            "--Subject",
            "s",
        ),
    ],
)
def test_names_of_the_wire_and_names_of_shells_mean_the_same(
    tc3: Shell, words: tuple[str, ...]
) -> None:
    assert body_of(tc3, *words) == {"FromEmailAddress": "a@b.c", "Subject": "s"}


def test_structures_are_given_by_dots_by_json_or_both(tc3: Shell) -> None:
    head = ("ses", "send-email", "--from-email-address", "a@b.c", "--subject", "s")
    wanted = {"TemplateID": 7, "TemplateData": '{"a":1}'}
    by_dots = ("--template.template-id", "7", "--template.template-data", '{"a":1}')
    by_json = ("--template", json.dumps(wanted))
    both = ("--template", '{"TemplateID": 7}', "--template.TemplateData", '{"a":1}')
    for words in (by_dots, by_json, both, (*both[2:], *both[:2])):
        assert body_of(tc3, *head, *words)["Template"] == wanted


def test_lists_are_given_by_repeating_by_numbers_or_as_json(tc3: Shell) -> None:
    head = ("ses", "send-email", "--from-email-address", "a@b.c", "--subject", "s")
    for words in (
        ("--cc", "x@y.z", "--cc", "v@w.x"),
        ("--cc", "x@y.z", "v@w.x"),
        ("--cc.0", "x@y.z", "--cc.1", "v@w.x"),
        ("--cc.1", "v@w.x", "--cc.0", "x@y.z"),
        ("--cc", '["x@y.z", "v@w.x"]'),
    ):
        assert body_of(tc3, *head, *words)["Cc"] == ["x@y.z", "v@w.x"]


def test_values_may_begin_with_dashes_and_with_at_signs(tc3: Shell) -> None:
    head = ("ses", "send-email", "--from-email-address", "a@b.c")
    assert body_of(tc3, *head, "--subject", "--help")["Subject"] == "--help"
    assert body_of(tc3, *head, "--subject", "-1")["Subject"] == "-1"
    assert body_of(tc3, *head, "--subject", "@@home")["Subject"] == "@home"


def test_texts_and_bytes_come_from_files_and_standard_input(
    tc3: Shell, tmp_path: Path
) -> None:
    file = tmp_path / "a b.pdf"
    file.write_bytes(b"\x00\xff%PDF")
    head = ("ses", "send-email", "--from-email-address", "a@b.c")
    sent = body_of(
        tc3, *head, "--subject", "@-",
        "--attachments.0.file-name", "a.pdf", "--attachments.0.content", f"@{file}",
        stdin="Größe".encode(),
    )  # fmt: skip
    assert sent["Subject"] == "Größe"
    content = b64encode(b"\x00\xff%PDF").decode()
    assert sent["Attachments"] == [{"FileName": "a.pdf", "Content": content}]


def test_text_for_bytes_is_warned_of_with_the_way_out(tc3: Shell) -> None:
    template = ("ses", "create-email-template", "--template-name", "a")
    ran = tc3(
        *template, "--template-content.text", "Hello {{name}}", "--dry-run", "json"
    )
    assert "@FILE" in ran.done().err
    page = tc3("ses", "create-email-template", "--help").done().out
    assert "--template-content.text  base64 or @FILE\n" in page


def test_enums_are_given_by_name_or_by_value(tc3: Shell) -> None:
    head = ("ses", "batch-send-email", "--from-email-address", "a@b.c",
            "--receiver-id", "1", "--subject", "s")  # fmt: skip
    for given in ("SEND_NOW", "send-now", "1"):
        assert body_of(tc3, *head, "--task-type", given)["TaskType"] == 1
    for site, value in (("international", "1"), ("china", "2")):
        sent = body_of(tc3, *head, "--task-type", "1", "--unsubscribe", "english",
                       "--site", site)  # fmt: skip
        assert sent["Unsubscribe"] == value


def test_dates_are_written_as_iso(tc3: Shell) -> None:
    words = ("ses", "create-custom-blacklist", "--emails", "a@b.c", "--expire-date")
    assert body_of(tc3, *words, "2026-12-31")["ExpireDate"] == "2026-12-31"
    ran = tc3(*words, "31.12.2026")
    assert (ran.code, ran.out) == (2, "")
    assert "--expire-date: must be a date such as 2026-01-31" in ran.err


def test_all_problems_are_told_at_once_and_nothing_is_sent(
    tc3: Shell, tc3_cloud: RunningCloud
) -> None:
    ran = tc3(
        "ses", "send-email", "--subject", "", "--template.template-id", "seven",
        "--unsubscribe", "klingon", "--destinaton", "a@b.c", "--cc.1", "x", "--query", "[",
    )  # fmt: skip
    assert ran.code == 2
    text = " ".join(ran.err.split())
    for said in (
        "--destinaton: is not known; did you mean --destination?",
        "--query: is not JMESPath",
        "--from-email-address: is required",
        "--subject: 0 characters, but at least 1 needed",
        "--template.template-id: must be a whole number",
        "--template.template-data: is required",
        "--unsubscribe: must be one of NONE (0), ENGLISH (1)",
        "--cc.0: is missing",
    ):
        assert said in text


def test_what_is_missing_is_told_beside_what_is_not_known(tc3: Shell) -> None:
    ran = tc3("ses", "send-email", "--nothing", "x")
    assert ran.err.splitlines()[:3] == [
        "Error: --nothing: is not known",
        "Error: --from-email-address: is required",
        "Error: --subject: is required",
    ]


def test_names_are_not_guessed_from_their_beginning(tc3: Shell) -> None:
    ran = tc3("ses", "send-email", "--subj", "Hello")
    assert (ran.code, ran.out) == (2, "")
    assert "--subj: is not known" in ran.err
    ran = tc3("ses", "send-mail")
    assert "did you mean send-email?" in ran.err
    ran = tc3("sess", "send-email")
    assert "did you mean ses?" in ran.err


def test_a_request_in_a_file_is_completed_by_options(
    tc3: Shell, tmp_path: Path
) -> None:
    file = tmp_path / "mail.yaml"
    file.write_text(
        "FromEmailAddress: a@b.c\nSubject: From the file\nDestination: [x@y.z]\n"
        "Template: {TemplateID: 7, TemplateData: {day: 2026-01-31}}\n"
    )
    sent = body_of(tc3, "ses", "send-email", "--input", str(file), "--subject", "Mine",
                   "--template.template-id", "8")  # fmt: skip
    assert sent == {
        "FromEmailAddress": "a@b.c",
        "Subject": "Mine",
        "Destination": ["x@y.z"],
        "Template": {"TemplateID": 8, "TemplateData": '{"day":"2026-01-31"}'},
    }


def test_a_file_is_read_strictly(tc3: Shell) -> None:
    given = {"FromEmailAddress": 1, "Subjcet": "s", "Cc": "a@b.c", "Simple": None}
    ran = tc3("ses", "send-email", "--input", "-", stdin=json.dumps(given).encode())
    assert ran.code == 2
    text = " ".join(ran.err.split())
    for said in (
        "--from-email-address: must be text, not a number",
        "--Subjcet: is not known; did you mean Subject?",
        "--cc: must be a list, not text",
        "--simple: must not be null",
    ):
        assert said in text


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"{", "is not JSON"),
        (b"Cc: [", "is neither JSON nor YAML"),
        (b"Cc: []\nBcc: @a", "in line 2"),
        (b"- 1", "must hold an object"),
        (b"\xff", "is not UTF-8 text"),
        (b"Cc: &a [x]\nBcc: *a", "has an alias of YAML in line 2"),
        (b"!!python/object:os.system {}", "tag:yaml.org"),
        (b'{"Subject": "a", "Subject": "b"}', "has 'Subject' twice"),
        (b"Template:\n  TemplateID: 1\n  TemplateID: 2", "has 'TemplateID' twice"),
        (b"[" * 100_000, "is nested too deep"),
        (b"Cc: " + b"[" * 100_000, "is nested too deep"),
        (b"- " * 100_000, "is nested too deep"),
    ],
    ids=lambda value: str(value[:12]),
)
def test_a_file_that_is_no_request_is_refused(
    tc3: Shell, content: bytes, said: str
) -> None:
    ran = tc3("ses", "send-email", "--input", "-", stdin=content)
    assert (ran.code, ran.out) == (2, "")
    text = " ".join(ran.err.split())
    assert "--input: - " in text
    assert said in text
    value = ("--template", '{"TemplateID": 1, "TemplateID": 2}')
    assert "--template: has 'TemplateID' twice" in tc3("ses", "send-email", *value).err


def test_skeletons_are_filled_in_and_sent(tc3: Shell) -> None:
    for name in SES.actions:
        for kind in ("required", "full"):
            text = tc3("ses", name, "--skeleton", kind).done().out
            sent = body_of(tc3, "ses", name, "--input", "-", stdin=text.encode())
            required = {p.name for p in SES.actions[name].params.values() if p.required}
            assert required <= set(sent)


def test_unknown_actions_are_called_with_a_file(tc3: Shell) -> None:
    ran = tc3("call", "sts@2018-08-13", "GetCallerIdentity", "--query", "Type", "--raw",
              "--region", "ap-singapore")  # fmt: skip
    assert ran.done().out.strip()
    ran = tc3("call", "ses@2020-10-02", "NoSuchAction", "--input", "-", stdin=b"A: 1")
    assert ran.code == 1
    assert "InvalidAction" in ran.err
