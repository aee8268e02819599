"""The command `configure`: keys and settings of profiles."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from .. import profiles
from ..arguments.files import text_of
from ..arguments.scalars import Unreadable
from ..catalog import did_you_mean, program
from ..exits import DONE, INTERRUPTED, NOT_CONFIGURED, Problem, WrongUse, stop_command
from ..hiding import without_password
from ..interrupts import interruptible
from ..masking import MASK, hide_secrets
from ..options import SITES
from ..output import errors, stderr
from ..output.formats import Printer
from ..output.stdout import write_text
from ..pages.layout import Page
from ..profiles import KEYS, SETTINGS
from ..settings import CommandSettings
from .context import Context, no_more

_NAMES = {
    "secretId": "secret_id",
    "secretKey": "secret_key",
    "secret-id": "secret_id",
    "secret-key": "secret_key",
    **{name: name for name in (*KEYS, *SETTINGS)},
}

_SETTING_NAME = re.compile(r"[A-Za-z_-]{1,24}\Z")


def configure(context: Context, words: Sequence[str]) -> int:
    """Ask for the key and the settings of a profile, or do what the next word says."""
    found, settings = context.plain(words)
    profile = profiles.current(settings.text("profile"))
    if settings.flag("help"):
        return _help(context)
    profiles.check_name(profile)
    what, *rest = found.others or ["ask"]
    known = {"ask": _ask_values, "list": _list, "get": _get_value, "set": _set_values,
             "remove": _remove_values, "import": _import_profiles}  # fmt: skip
    if what not in known:
        raise WrongUse(f"configure has no {what!r}{did_you_mean(what, known)}")
    try:
        return known[what](profile, rest, settings)
    except profiles.NoHome as error:
        errors.show_error(str(error), "NoHome", NOT_CONFIGURED)
    except OSError as error:
        text = f"{error.filename or 'the profile'} cannot be written: {error.strerror}"
        errors.show_error(text, "NotWritten", NOT_CONFIGURED)
    return NOT_CONFIGURED


def _ask_values(profile: str, rest: Sequence[str], settings: CommandSettings) -> int:
    no_more(rest)
    if sys.stdin is None or not sys.stdin.isatty():
        raise WrongUse(
            "configure asks on a terminal",
            hint=f"Elsewhere: {program()} configure set secret-id ID secret-key @FILE "
            "region REGION",
        )
    there = profiles.keys_of(profile)
    known = profiles.settings_of(profile)
    values: dict[str, str | None] = {}
    stderr.write_note(f"Profile {profile}. Enter keeps what is in brackets.")
    for name, label in (("secret_id", "Secret ID"), ("secret_key", "Secret key")):
        kept = there.get(name, "")
        shown = f" [{_value_text(name, kept)}]" if kept else ""
        given = _prompt(
            label + shown,
            default="",
            show_default=False,
            hide_input=name == "secret_key",
        )
        if given or not kept:
            values[name] = _value(name, given)
            values.setdefault("token", None)
    for name, label in (("site", "Site"), ("region", "Region"), ("output", "Output")):
        usual = known.get(name) or {"site": "international", "output": "json"}.get(
            name, ""
        )
        given = _prompt(label, default=usual, show_default=bool(usual))
        values[name] = _value(name, given) if given else None
    _save_and_tell(profile, values)
    return DONE


def _save_and_tell(profile: str, values: dict[str, str | None]) -> None:
    for path in profiles.save_profile(profile, values):
        stderr.write_note(f"Written: {path}")


def _value(name: str, text: str) -> str:
    """A value, checked. Raises `WrongUse`."""
    text = text.strip()
    hide_secrets([text] if name in ("secret_key", "token") else [])
    if name == "site" and text not in SITES:
        raise WrongUse(Problem("site", f"must be one of {', '.join(SITES)}"))
    if not text or not text.isprintable() or (name in KEYS and not text.isascii()):
        raise WrongUse(Problem(name.replace("_", "-"), "must be printable text"))
    return text


def _list(profile: str, rest: Sequence[str], settings: CommandSettings) -> int:
    """All profiles, with what is set in them; secrets are masked."""
    no_more(rest)
    rows: list[dict[str, Any]] = []
    for name in profiles.profile_names():
        rows.append({"Profile": name, "Used": name == profile} | _shown_settings(name))
    Printer(settings.text("output") or "table").whole(rows)
    return DONE


def _get_value(profile: str, rest: Sequence[str], settings: CommandSettings) -> int:
    values = _shown_settings(profile)
    if not rest:
        Printer(settings.text("output") or "table").whole(values)
        return DONE
    no_more(rest[1:])
    value = values.get(_name(rest[0]))
    if value is None:
        errors.show_error(
            f"{rest[0]} is not set in profile {profile}", "NotSet", NOT_CONFIGURED
        )
        stop_command(NOT_CONFIGURED)
    write_text(f"{value}\n")
    return DONE


def _set_values(profile: str, rest: Sequence[str], settings: CommandSettings) -> int:
    """`set NAME VALUE [NAME VALUE]...`; a key alone is asked for, unseen."""
    values: dict[str, str | None] = {}
    words = list(rest)
    if not words:
        raise WrongUse("configure set takes NAME VALUE [NAME VALUE]...")
    while words:
        name = _name(words.pop(0))
        if not words:
            values[name] = _value(name, _prompt_value(name))
            break
        try:
            values[name] = _value(name, text_of(words.pop(0)))
        except Unreadable as error:
            raise WrongUse(Problem(name.replace("_", "-"), str(error))) from None
    _save_and_tell(profile, values)
    return DONE


def _prompt_value(name: str) -> str:
    if sys.stdin is None or not sys.stdin.isatty():
        raise WrongUse(Problem(name.replace("_", "-"), "needs a value"))
    return _prompt(name.replace("_", " "), hide_input=True)


def _prompt(label: str, **options: Any) -> str:
    """Ask for a text. Ctrl-C leaves the terminal as it was: a key is asked for unseen."""
    click = import_module("click")
    try:
        with interruptible():
            found: str = click.prompt(label, err=True, **options)
    except (click.Abort, KeyboardInterrupt):
        stderr.write_line("")
        stop_command(INTERRUPTED)
    return found


def _remove_values(profile: str, rest: Sequence[str], settings: CommandSettings) -> int:
    """Remove the values of some names, or a whole profile."""
    if rest:
        _save_and_tell(profile, {_name(name): None for name in rest})
        return DONE
    if not settings.flag("yes"):
        if sys.stdin is None or not sys.stdin.isatty():
            raise WrongUse(f"add --yes to remove profile {profile}")
        click = import_module("click")
        if not click.confirm(f"Remove profile {profile}, with its key?", err=True):
            return DONE
    if not profiles.remove_profile(profile):
        errors.show_error(f"there is no profile {profile}", "NotSet", NOT_CONFIGURED)
        return NOT_CONFIGURED
    return DONE


def _import_profiles(
    profile: str, rest: Sequence[str], settings: CommandSettings
) -> int:
    """Take over profiles of the provider's command line, all of them without a name."""
    folder = profiles.home()
    there = profiles.tccli_profiles(folder)
    wanted = list(rest) or there
    unknown = [name for name in wanted if name not in there]
    if unknown or not wanted:
        names = ", ".join(unknown) or "any"
        raise WrongUse(f"{os.path.join(folder, '.tccli')} has no profile {names}")
    for name in wanted:
        keys = profiles.tccli_keys(folder, name, lasting=True)
        values: dict[str, str | None] = {
            **profiles.tccli_settings(folder, name),
            **(keys if {"secret_id", "secret_key"} <= keys.keys() else {}),
        }
        # The China site is where the provider's command line calls.
        values.setdefault("site", "china")
        profiles.save_profile(name, values)
        kind = "key and settings" if keys else "settings; its key is used where it is"
        stderr.write_note(f"Profile {name}: {kind}.")
    return DONE


def _name(given: str) -> str:
    name = _NAMES.get(given)
    if name is None:
        known = [*SETTINGS, "secret-id", "secret-key", "token"]
        # What does not look like a name may be a key in the wrong place.
        what = repr(given) if _SETTING_NAME.match(given) else "of that name"
        raise WrongUse(f"there is no setting {what}{did_you_mean(given, known)}")
    return name


def _value_text(name: str, value: str) -> str:
    """A value for people: of an id the beginning, of a secret nothing."""
    if name == "secret_id":
        return f"{value[:4]}{MASK}" if len(value) > 8 else MASK
    return MASK if name in KEYS else without_password(value)


def _shown_settings(profile: str) -> dict[str, str]:
    """What is set in a profile, for people."""
    values = {**profiles.keys_of(profile), **profiles.settings_of(profile)}
    return {name: _value_text(name, value) for name, value in values.items()}


def _help(context: Context) -> int:
    page = Page()
    page.prose(
        "Set up keys and settings, in profiles that the SDKs and tccli read as well."
    )
    page.heading("Usage")
    page.line(f"{context.program} configure [--profile NAME]")
    set_help = (
        f"NAME is {', '.join(SETTINGS)}, secret-id, secret-key or token; "
        "a value @FILE is read from a file."
    )
    page.heading("More")
    page.terms(
        [
            ("configure list", "All profiles; secrets are masked."),
            ("configure get [NAME]", "What is set in a profile."),
            ("configure set NAME VALUE...", set_help),
            ("configure remove [NAME...]", "Values, or the whole profile."),
            ("configure import [PROFILE...]", "Take over profiles of tccli."),
        ]
    )  # fmt: skip
    write_text(page.text())
    return DONE
