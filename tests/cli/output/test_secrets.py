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
