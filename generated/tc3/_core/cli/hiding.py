"""Secrets among the arguments of a process, which every user of a machine can see.

The process begins anew with masks in their place; its words go on in the environment, which
only its own user sees.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Sequence
from contextlib import suppress

from .masking import MASK, is_secret

VARIABLE = "TC3_ARGUMENTS"
"""Hands secrets on: the number of the process that they are for, and words by their places."""

_URL = re.compile(r"(?<=://)[^/@\s]+(?=@)")
"""User name and password in a URL."""


def begin_anew(words: Sequence[str]) -> None:
    """Replace the process by one that shows no secret; returns where none is shown."""
    shown = masked_words(words)
    if shown == [*words]:
        return
    if sys.orig_argv[len(sys.orig_argv) - len(words) :] != [*words]:
        return  # another program, which has the command line as a part of it
    command = [*sys.orig_argv[: len(sys.orig_argv) - len(words)], *shown]
    hidden = {at: word for at, word in enumerate(words) if shown[at] != word}
    handed = json.dumps([os.getpid(), hidden])
    with suppress(OSError):
        os.execve(sys.executable, command, {**os.environ, VARIABLE: handed})


def with_secrets(words: Sequence[str]) -> list[str] | None:
    """The words as they were given, in a process that has begun anew; None in another."""
    try:
        pid, hidden = json.loads(os.environ.pop(VARIABLE))
        given = {int(at): str(word) for at, word in hidden.items()}
    except (KeyError, ValueError, TypeError, AttributeError):
        return None
    if pid != os.getpid():
        return None
    return [given.get(at, word) for at, word in enumerate(words)]


def masked_words(words: Sequence[str]) -> list[str]:
    """The words with masks for secrets: by the option before them, or in a URL."""
    shown: list[str] = []
    follows = False
    for word in words:
        name, equals, _ = word.partition("=")
        if follows and not word.startswith("@"):
            shown.append(MASK)
            follows = False
            continue
        follows = _names_secret(name) and not equals
        hides = equals and _names_secret(name)
        shown.append(f"{name}={MASK}" if hides else without_password(word))
    return shown


def without_password(text: str) -> str:
    """A text without the user name and the password of a URL in it."""
    return _URL.sub(MASK, text)


def _names_secret(word: str) -> bool:
    """True for an option, or a setting of `configure`, that a secret follows."""
    named = is_secret(word.replace("-", "_"))
    return named and (word.startswith("--") or word in _SETTINGS)


_SETTINGS = ("secret-id", "secret-key", "secretId", "secretKey", "secret_id",
             "secret_key", "token")  # fmt: skip
