"""Usual mistakes in signing, and what is known about a rejected signature."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attrs import frozen

from tc3gen.cloud.temporary_keys import open_token

_ACCOUNTS_TRIED = 20

SEARCHED_SIZE = 64 * 1024
"""Most characters of a canonical request for which slips are tried: some hundred variants of
it are made, while no call is answered."""


@frozen(kw_only=True)
class Rejection:
    """A canonical request as it was expected and, if that was found, as the client signed it."""

    expected: str
    signed: str | None
    slips: tuple[str, ...]
    """The client's mistakes; only a wrong key where both requests are the same."""


@frozen
class Variant:
    """One way to write a part of what is signed, and what is wrong with it."""

    value: str
    slip: str = ""


def different(*variants: Variant) -> list[Variant]:
    """Without those that have come before."""
    return list({each.value: each for each in reversed(variants)}.values())[::-1]


def secrets(
    secret_id: str, token: str, accounts: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """The keys that may have signed, the right one first, and the slips they would be."""
    own = accounts.get(secret_id)
    temporary = open_token(token, accounts)
    if own is None and temporary is not None:
        own = temporary.secret_key
    if own is not None:
        yield own, ""
    for id, secret in list(accounts.items())[:_ACCOUNTS_TRIED]:
        if id != secret_id:
            yield secret, f"It was signed with the secret key of the account “{id}”."


def hosts(service: str, region: str, sent: str) -> Iterator[Variant]:
    """Hosts that a client may have meant that was sent elsewhere."""
    names = [sent.rpartition(":")[0] if ":" in sent else f"{sent}:80"]
    for middle in ("", ".intl", f".{region}", ".internal"):
        names.append(f"{service}{middle}.tencentcloudapi.com")
    for name in names:
        yield Variant(
            name, f"“{name}” was signed as the host, and another one was sent."
        )
