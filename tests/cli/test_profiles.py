"""Profiles: written, listed, imported, used."""

from __future__ import annotations

import json
import stat
import termios
import time
from pathlib import Path

import pytest

from .support.command import TC3, Shell
from .support.terminal import Terminal

SECRET = "0123456789abcdefghij"


@pytest.fixture
def keyless(tc3: Shell) -> Shell:
    """The command line without a key in the environment."""
    return Shell(tc3.home, tc3.url, {})


def set_up(shell: Shell, *words: str, profile: str = "default") -> None:
    shell("--profile", profile, "configure", "set", *words).done()


def test_a_profile_is_written_for_the_user_only_and_used(keyless: Shell) -> None:
    set_up(
        keyless, "secret-id", "local", "secret-key", "local", "region", "ap-singapore"
    )
    for name in ("credentials", "config"):
        mode = keyless.home.joinpath(".tencentcloud", name).stat().st_mode
        assert stat.S_IMODE(mode) == 0o600
    assert keyless("whoami", "--query", "Profile", "--raw").done().out == "default\n"
    from tc3 import ProfileCredential

    path = keyless.home / ".tencentcloud" / "credentials"
    assert "secret_id = local" in path.read_text()
    assert repr(ProfileCredential(path))


@pytest.mark.parametrize(
    "name",
    [".tencentcloud/credentials", ".tencentcloud/config", ".tccli/own.credential"],
)
def test_a_file_that_others_may_write_gets_a_warning(keyless: Shell, name: str) -> None:
    """Who writes it decides whose key is used, or where the calls go."""
    profile = "own" if "own" in name else "default"
    words = ("secret-id", "local", "secret-key", "local", "region", "ap-singapore")
    set_up(keyless, *words, profile=profile)
    if profile == "own":
        keyless.home.joinpath(".tencentcloud", "credentials").unlink()
    path = keyless.home / name
    assert "may be written" not in keyless("--profile", profile, "whoami").done().err
    path.chmod(0o602)
    told = " ".join(keyless("--profile", profile, "whoami").done().err.split())
    assert f"Warning: {path} may be written by any user" in told
    assert told.count("may be written") == 1
    assert keyless("--profile", profile, "whoami", "--quiet").done().err == ""


def test_the_provider_reads_what_is_written(keyless: Shell) -> None:
    set_up(keyless, "secret-id", "local", "secret-key", SECRET, "region", "ap-hongkong")
    found = json.loads(keyless.home.joinpath(".tccli/default.credential").read_text())
    assert (found["secretId"], found["secretKey"]) == ("local", SECRET)
    found = json.loads(keyless.home.joinpath(".tccli/default.configure").read_text())
    assert found["_sys_param"]["region"] == "ap-hongkong"


def test_profiles_are_chosen_listed_and_removed(keyless: Shell) -> None:
    set_up(keyless, "secret-id", "AKIDwrong0000", "secret-key", "wrong")
    set_up(keyless, "secret-id", "local", "secret-key", "local", profile="other")
    assert keyless("whoami", "--region", "ap-singapore").code == 1
    for how in (("--profile", "other", "whoami"), ("whoami", "--profile", "other")):
        assert keyless(*how).done().json["Profile"] == "other"
    assert (
        keyless("whoami", env={"TC3_PROFILE": "other"}).done().json["Profile"]
        == "other"
    )
    listed = keyless("configure", "list", "--output", "json").done().json
    assert [row["Profile"] for row in listed] == ["default", "other"]
    assert listed[0]["secret_id"] == "AKID***"
    assert listed[0]["secret_key"] == "***"
    assert keyless("configure", "get", "secret-key").done().out == "***\n"
    assert keyless("configure", "remove", "--profile", "other").code == 2
    keyless("configure", "remove", "--profile", "other", "--yes").done()
    assert keyless("--profile", "other", "whoami").code == 3


def test_settings_of_a_profile_hold_unless_options_say_otherwise(
    keyless: Shell,
) -> None:
    set_up(keyless, "secret-id", "local", "secret-key", "local", "output", "yaml")
    words = ("ses", "list-receivers", "--limit", "1", "--offset", "0")
    assert keyless(*words).done().out.startswith("TotalCount: 0")
    assert (
        keyless(*words, "--output", "text", "--query", "TotalCount").done().out == "0\n"
    )


def test_profiles_of_tccli_are_imported_and_used(
    keyless: Shell, tmp_path: Path
) -> None:
    folder = tmp_path / ".tccli"
    folder.mkdir()
    key = {"secretId": "local", "secretKey": "local", "type": "default"}
    folder.joinpath("work.credential").write_text(json.dumps(key))
    settings = {
        "_sys_param": {"region": "ap-hongkong", "language": "zh-CN", "output": "json"}
    }
    folder.joinpath("work.configure").write_text(json.dumps(settings))
    assert keyless("--profile", "work", "whoami").done().json["Region"] == "ap-hongkong"
    keyless("configure", "import").done()
    told = keyless("--profile", "work", "whoami").done().json
    assert (told["Region"], told["Site"]) == ("ap-hongkong", "china")
    assert keyless("configure", "import", "nothing").code == 2


def test_keys_come_from_files_and_standard_input(
    keyless: Shell, tmp_path: Path
) -> None:
    file = tmp_path / "key"
    file.write_text("local\n")
    keyless("configure", "set", "secret-id", f"@{file}", "secret-key", "@-",
            stdin=b"local\n").done()  # fmt: skip
    assert keyless("whoami", "--region", "ap-singapore").code == 0


@pytest.mark.parametrize(
    "words",
    [
        ("set", "colour", "red"),
        ("set", "site", "mars"),
        ("set",),
        ("set", "secret-key"),
        ("erase",),
        (),
        ("--profile", "../x"),
    ],
)
def test_wrong_use_is_2_and_writes_nothing(
    keyless: Shell, words: tuple[str, ...]
) -> None:
    ran = keyless("configure", *words)
    assert (ran.code, ran.out) == (2, "")
    assert not keyless.home.joinpath(".tencentcloud").exists()


def test_without_a_home_it_says_so(tc3: Shell) -> None:
    nowhere = Shell(Path("/nowhere"), tc3.url, {})
    ran = nowhere("configure", "set", "region", "ap-singapore")
    assert (ran.code, ran.out) == (3, "")
    assert "no home directory" in ran.err
    assert nowhere("ses", "list-receivers").code in (1, 3, 4)
    with_key = Shell(Path("/nowhere"), tc3.url)
    with_key("ses", "list-receivers", "--limit", "1", "--offset", "0").done()


def test_it_asks_on_a_terminal_and_shows_no_key(keyless: Shell) -> None:
    handle = Terminal([TC3, "configure"], keyless.environment(), keyless.home)
    for prompt, response in (
        ("Secret ID", "AKIDlocal0000"),
        ("Secret key", SECRET),
        ("Site", ""),
        ("Region", "ap-singapore"),
        ("Output", "yaml"),
    ):
        handle.expect(prompt)
        handle.write(f"{response}\r")
    handle.expect("Written: .*credentials")
    assert handle.wait() == 0
    assert SECRET not in handle.everything
    text = keyless.home.joinpath(".tencentcloud/credentials").read_text()
    assert f"secret_key = {SECRET}" in text
    assert keyless("configure", "get", "output").done().out == "yaml\n"


def test_ctrl_c_at_a_question_leaves_the_terminal_as_it_was(keyless: Shell) -> None:
    handle = Terminal([TC3, "configure"], keyless.environment(), keyless.home)
    handle.expect("Secret ID")
    handle.write("AKIDlocal0000\r")
    handle.expect("Secret key")
    handle.settle()
    assert not termios.tcgetattr(handle.handle)[3] & termios.ECHO
    handle.write("\x03")
    handle.expect("\n")
    end = time.monotonic() + 30
    while (
        time.monotonic() < end
        and not termios.tcgetattr(handle.handle)[3] & termios.ECHO
    ):
        time.sleep(0.02)
    assert termios.tcgetattr(handle.handle)[3] & termios.ECHO
    assert handle.wait() == 130
    assert not keyless.home.joinpath(".tencentcloud").exists()


def test_a_login_of_tccli_is_not_copied_but_used_where_it_is(keyless: Shell) -> None:
    folder = keyless.home / ".tccli"
    folder.mkdir()
    expires = time.time() + 3600
    key = {
        "secretId": "local",
        "secretKey": "local",
        "type": "oauth",
        "expiresAt": expires,
    }
    folder.joinpath("web.credential").write_text(json.dumps(key))
    keyless("configure", "import", "web").done()
    assert not keyless.home.joinpath(".tencentcloud/credentials").exists()
    keyless("--profile", "web", "--region", "ap-guangzhou", "whoami").done()
