"""Reputation of sender domains: the mails they may send a day, and when they are banned.

Figures are from the provider's page on reputation levels. Of its rules for rising, those on
sent mail, invalid addresses and complaints are followed; levels never fall here.
"""

from __future__ import annotations

from attrs import frozen

from tc3gen.cloud.china_time import day_of
from tc3gen.cloud.database import Database
from tc3gen.cloud.ses.store.state import Account

DAILY_QUOTAS = (
    500, 1000, 2000, 5000, 10_000, 20_000, 40_000, 60_000, 80_000, 100_000,
    150_000, 200_000, 300_000, 400_000, 500_000, 600_000, 700_000, 800_000, 900_000,
    1_000_000,
)  # fmt: skip
"""Mails that a domain may send in a day, by its level from 1 on."""

MAX_LEVEL = len(DAILY_QUOTAS)

_RISES_FROM_PERCENT = 70
"""Share of the day's quota that must be used before a level rises."""

_MAX_INVALID_PERCENT = 5
_MAX_COMPLAINTS_PER_MILLE = 1

_ADD = """
INSERT INTO volume (account, domain, day, sent, invalid, complained)
VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (account, domain, day) DO UPDATE SET
  sent = sent + excluded.sent, invalid = invalid + excluded.invalid,
  complained = complained + excluded.complained
"""


@frozen
class Volume:
    """Mails of a domain on one day."""

    sent: int = 0
    invalid: int = 0
    """Those that bounced for good."""
    complained: int = 0

    @property
    def is_good(self) -> bool:
        """True where the level may rise."""
        return (
            self.invalid * 100 <= _MAX_INVALID_PERCENT * self.sent
            and self.complained * 1000 <= _MAX_COMPLAINTS_PER_MILLE * self.sent
        )


def add_volume(
    account: Account,
    domain: str,
    when: float,
    *,
    sent: int = 0,
    invalid: int = 0,
    complained: int = 0,
) -> None:
    """Count mails of a domain on the day of a time."""
    values = (account.id, domain, day_of(when), sent, invalid, complained)
    account.database.run(_ADD, values)


def volume_of(account: Account, domain: str, when: float) -> Volume:
    """Mails that a domain has sent on the day of a time."""
    row = account.database.row(
        "SELECT sent, invalid, complained FROM volume"
        " WHERE account = ? AND domain = ? AND day = ?",
        (account.id, domain, day_of(when)),
    )
    return Volume() if row is None else Volume(*row)


def is_banned(account: Account, domain: str, when: float) -> bool:
    """True for the rest of a day on which too many addresses were invalid."""
    settings = account.settings
    volume = volume_of(account, domain, when)
    share = settings.bounce_percent * volume.sent
    return volume.sent > settings.bounce_minimum and volume.invalid * 100 > share


def daily_quota(account: Account, domain: str, volume: Volume) -> int:
    """Mails that a domain may send today; its level rises first, where it has earned that."""
    if account.settings.mails_per_day is not None:
        return account.settings.mails_per_day
    level = found = level_of(account.database, domain)
    while (
        level < MAX_LEVEL
        and volume.is_good
        and volume.sent * 100 >= _RISES_FROM_PERCENT * DAILY_QUOTAS[level - 1]
    ):
        level += 1
    if level != found:
        account.database.run(
            "UPDATE identity SET level = ? WHERE domain = ?", (level, domain)
        )
    return DAILY_QUOTAS[level - 1]


def reachable_quota(account: Account, domain: str, volume: Volume) -> int:
    """Mails that a batch task may bring a domain to today.

    Levels rise while a task is sent. Where the day was good so far, it may be sent up to
    the quota of the highest one; should it turn bad, the ban ends it.
    """
    quota = daily_quota(account, domain, volume)
    if account.settings.mails_per_day is None and volume.is_good:
        return DAILY_QUOTAS[-1]
    return quota


def level_of(database: Database, domain: str) -> int:
    """Level of a domain; the lowest for one that was deleted."""
    sql = "SELECT level FROM identity WHERE domain = ?"
    return int(database.value(sql, (domain,)) or 1)
