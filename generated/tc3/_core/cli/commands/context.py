"""The context of a command: its program's name, its settings, its words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .. import settings as options_of
from .. import terminal
from ..arguments.words import Words, take_apart
from ..exits import Problem, WrongUse
from ..masking import hide_secrets, mask_secrets
from ..options import GLOBAL, HELP, OTHERS, Option
from ..output import errors, stderr
from ..settings import CommandSettings


class Context:
    """A run of the command line: how it was called, and the options before the command."""

    def __init__(self, program: str, front: Mapping[str, Any]) -> None:
        self.program = program
        self.front = front

    def settings(self, given: Mapping[str, Any]) -> CommandSettings:
        """The settings of a command with these options; those for output take effect."""
        environment = options_of.from_environment()
        first = CommandSettings(environment, self.front, given)
        found = CommandSettings(self._of_profile(first), environment, self.front, given)
        apply_settings(found)
        return found

    def _of_profile(self, found: CommandSettings) -> dict[str, Any]:
        """The settings in the files of the profile that is used."""
        import os

        from .. import profiles

        name = profiles.current(found.text("profile"))
        if os.path.basename(name) != name:
            return {}
        return options_of.defaults(profiles.settings_of(name))

    def plain(
        self, words: Sequence[str], own: tuple[Option, ...] = ()
    ) -> tuple[Words, CommandSettings]:
        """The words of a command that has no parameters. Raises `WrongUse`."""
        found = take_apart(words, lambda _: None, [], (*own, *GLOBAL, *OTHERS, HELP))
        settings = self.settings(found.options)
        if found.problems:
            raise WrongUse(*found.problems)
        return found, settings


def apply_settings(settings: CommandSettings) -> None:
    """Have the options take effect that say how things are shown."""
    terminal.no_color = settings.flag("no_color")
    stderr.quiet = settings.flag("quiet")
    errors.format = settings.text("error_format") or "text"
    hide_secrets(options_of.secrets_given(settings))
    if settings.flag("debug"):
        _show_log()


def _show_log() -> None:
    """Show the log of the calls on standard error, without the secrets that are known."""
    import logging

    class Shown(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            stderr.write_line(mask_secrets(self.format(record)))

    log = logging.getLogger("tc3")
    handler = Shown()
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    log.handlers = [handler]
    log.propagate = False
    log.setLevel(logging.DEBUG)


def no_more(words: Sequence[str]) -> None:
    """Refuse words that a command has no use for."""
    if words:
        raise WrongUse(
            *(Problem("", f"{word!r} is one word too many") for word in words)
        )
