"""Keys, tokens and passwords are in no output, whatever fails."""

from __future__ import annotations

import pytest

from ..support.command import Shell
from ..support.recorder import Recorder

SECRETS = ("key-0123456789", "tok-0123456789", "pass-0123456789")
GIVEN = ("--secret-id", "AKIDlocal", "--secret-key", SECRETS[0], "--token", SECRETS[1])
CALL = ("ses", "update-email-smtp-password", "--email-address", "a@b.c",
        "--password", SECRETS[2])  # fmt: skip


def test_no_error_shows_a_secret(recorded: Shell, recorder: Recorder) -> None:
    said = f"{SECRETS[1]} and {SECRETS[2]} are wrong"
    recorder.respond = lambda action, params: {
        "Error": {"Code": f"InvalidParameter.{SECRETS[2]}", "Message": said}
    }
    for more in ((), ("--debug",), ("--error-format", "json"), ("--output", "table")):
        ran = recorded(*CALL, *GIVEN, *more)
        assert ran.code == 1
        assert not any(secret in ran.out + ran.err for secret in SECRETS)


@pytest.mark.parametrize(
    "more",
    [
        ("--endpoint", "http://127.0.0.1:9"),
        ("--endpoint", "http://127.0.0.1:9", "--debug"),
        ("--proxy", "http://user:proxy-0123456789@127.0.0.1:9"),
        ("--nothing", SECRETS[2]),
        ("--query", "["),
        ("--timeout", "0.000001"),
        ("--ca-file", "/nowhere"),
    ],
)
def test_no_failure_shows_a_secret(recorded: Shell, more: tuple[str, ...]) -> None:
    ran = recorded(*CALL, *GIVEN, *more, "--retries", "0")
    assert ran.code != 0
    shown = ran.out + ran.err
    assert not any(s in shown for s in (*SECRETS, "proxy-0123456789"))


def test_a_profile_shows_no_key(recorded: Shell) -> None:
    words = (
        "secret-id",
        "AKIDlocal0000",
        "secret-key",
        SECRETS[0],
        "token",
        SECRETS[1],
    )
    ran = recorded("configure", "set", *words)
    shown = ran.out + ran.err
    for output in ("json", "table", "yaml", "text"):
        for what in ("list", "get"):
            found = recorded("configure", what, "--output", output).done()
            shown += found.out + found.err
    assert not any(secret in shown for secret in SECRETS)


def test_a_profile_shows_no_password_of_a_url(recorded: Shell) -> None:
    url = f"https://me:{SECRETS[2]}@host.example"
    recorded("configure", "set", "proxy", url, "endpoint", url).done()
    for what in (("list",), ("get",), ("get", "proxy"), ("get", "endpoint")):
        shown = recorded("configure", *what).done().out
        assert "host.example" in shown
        assert SECRETS[2] not in shown


@pytest.mark.parametrize("option", ["--input", "--cli-input-json"])
def test_a_request_in_the_place_of_its_file(recorded: Shell, option: str) -> None:
    """As it is given to other command lines; its text is no name of a file."""
    secret = "never-seen-before"  # what was seen once is masked everywhere
    request = f' {{"EmailAddress": "a@b.c", "Password": "{secret}"}}'
    for words in (CALL[:2], ("call", "ses", "2020-10-02", "UpdateEmailSmtpPassWord")):
        for given in ((option, request), (f"{option}={request}",)):
            ran = recorded(*words, *given)
            assert ran.code == 2
            assert secret not in ran.out + ran.err


def test_a_key_in_the_place_of_a_setting(recorded: Shell) -> None:
    for key in ("AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE", "Gu5t9xGARNpq86cd98joQYCN3"):
        ran = recorded("configure", "set", key, "value")
        assert ran.code == 2
        assert key not in ran.out + ran.err
    assert "no setting 'regoin'; did you mean" in (
        recorded("configure", "set", "regoin", "x").err
    )
