"""Accounts as a person writes them: `ID:KEY`, given one by one or in a file."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

MAX_FILE_SIZE = 1024 * 1024
"""Bytes of a file of accounts: ten thousand of them."""


def parse_accounts(texts: Iterable[str]) -> dict[str, str]:
    """The secret keys by their ids. Raises `ValueError`, which never quotes a key."""
    return _parse_accounts((text, "") for text in texts)


def read_accounts(path: Path) -> dict[str, str]:
    """The accounts of a file: one a line; blank lines, and those that begin with `#`, are not.

    Raises `ValueError` with the line, also where the file cannot be read.
    """
    try:
        with path.open("rb") as file:
            content = file.read(MAX_FILE_SIZE + 1)
        if len(content) > MAX_FILE_SIZE:
            raise ValueError(f"{path} has more than {MAX_FILE_SIZE:,} bytes")
        lines = [line.strip() for line in content.decode().splitlines()]
    except UnicodeDecodeError:
        raise ValueError(f"{path} is not UTF-8") from None
    except OSError as error:
        raise ValueError(f"{path} cannot be read: {error.strerror}") from None
    return _parse_accounts(
        (line, f"{path}:{number}: ")
        for number, line in enumerate(lines, 1)
        if line and not line.startswith("#")
    )


def _parse_accounts(given: Iterable[tuple[str, str]]) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for text, where in given:
        id, _, key = text.partition(":")
        if not (id and key):
            raise ValueError(f"{where}an account is ID:KEY")
        if not id.isascii() or set(id) & set("/,=; \t\r\n"):
            raise ValueError(f"{where}the id {id!r} could not stand in a signature")
        if id in pairs:
            raise ValueError(f"{where}the id {id!r} is given twice")
        pairs[id] = key
    return pairs
