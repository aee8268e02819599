"""The settings of a command: options, then `TC3_` variables, then the profile."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from .exits import Problem, WrongUse
from .options import GLOBAL, OTHERS, SECRET, Option, variable

_VARIABLES = ("TENCENTCLOUD_SECRET_KEY", "TENCENTCLOUD_TOKEN")
MAX_COUNT = 10**9
MAX_SECONDS = 10.0**7


class CommandSettings:
    """The values of options by their names in Python; None where one was not given."""

    def __init__(self, *given: Mapping[str, Any]) -> None:
        self._given: dict[str, Any] = {}
        for values in given:
            self._given.update(values)

    def with_values(self, changes: Mapping[str, Any]) -> CommandSettings:
        """These settings with some other values."""
        return CommandSettings(self._given, changes)

    def get(self, name: str) -> Any:
        """The value of an option, or None."""
        return self._given.get(name)

    def text(self, name: str) -> str | None:
        """The value of an option as text, or None."""
        value = self._given.get(name)
        return None if value is None else str(value)

    def flag(self, name: str) -> bool:
        """True if a flag was given."""
        return bool(self._given.get(name))

    def seconds(self, name: str) -> float | None:
        """A time in seconds, more than 0.

        Raises:
            WrongUse: It is something else.
        """
        value = self._given.get(name)
        if value is None:
            return None
        try:
            seconds = float(value)
        except ValueError:
            seconds = 0.0
        if not 0 < seconds <= MAX_SECONDS:
            raise WrongUse(Problem(_option_name(name), "must be seconds, more than 0"))
        return seconds

    def count(self, name: str, least: int = 0) -> int | None:
        """A whole number.

        Raises:
            WrongUse: It is something else, or less than `least`.
        """
        value = self._given.get(name)
        if value is None:
            return None
        text = str(value)
        if (
            not (text.isascii() and text.isdigit())
            or not least <= int(text) <= MAX_COUNT
        ):
            raise WrongUse(
                Problem(_option_name(name), f"must be a whole number from {least}")
            )
        return int(text)


def from_environment() -> dict[str, Any]:
    """The options that the environment gives."""
    found: dict[str, Any] = {}
    for option in (*GLOBAL, *(o for o in OTHERS if o.name in SECRET)):
        value = os.environ.get(variable(option))
        if value:
            found[option.attribute] = _check_value(option, value)
    return found


def defaults(profile: Mapping[str, str]) -> dict[str, Any]:
    """The options that a profile's settings give."""
    known = {option.name: option for option in GLOBAL}
    return {
        known[name].attribute: _check_value(known[name], value)
        for name, value in profile.items()
        if name in known and value
    }


def secrets_given(settings: CommandSettings) -> list[str]:
    """Secrets among the options."""
    names = [o.attribute for o in OTHERS if o.name in SECRET and o.name != "secret-id"]
    given = [settings.text(name) for name in names]
    given += [os.environ.get(name) for name in _VARIABLES]
    return [value for value in given if value]


def _check_value(option: Option, value: str) -> Any:
    if option.kind == "flag":
        return value.lower() not in ("0", "false", "no", "off")
    if option.choices and value not in option.choices:
        known = ", ".join(option.choices)
        raise WrongUse(Problem(variable(option), f"must be one of {known}"))
    return value


def _option_name(name: str) -> str:
    return "--" + name.replace("_", "-")
