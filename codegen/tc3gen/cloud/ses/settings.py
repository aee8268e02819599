"""What an account may do, and how far: what the provider decides and a test may change."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from attrs import asdict, evolve, field, fields_dict, frozen, validators

from tc3gen.cloud.database import Database

_flag = validators.instance_of(bool)
_amount = [validators.instance_of(int), validators.ge(0)]
_optional_amount = validators.optional(_amount)


def _check_codes(_instance: object, _attribute: object, value: object) -> None:
    if not isinstance(value, Mapping) or not all(
        isinstance(text, str) for pair in value.items() for text in pair
    ):
        raise TypeError("`refused` must map names of actions to codes")


@frozen(kw_only=True)
class Settings:
    """The settings of an account. Limits that are None do not apply."""

    raw_content: bool = field(default=False, validator=_flag)
    """Whether mail may be sent without a template."""
    attachments: bool = field(default=True, validator=_flag)
    """Whether mail may have attachments."""
    links: bool = field(default=True, validator=_flag)
    """Whether mail may contain links, as it may not while too little of it is delivered."""
    known: bool = field(default=True, validator=_flag)
    """Whether the service knows the account, as its reports demand."""
    delete_domains: bool = field(default=True, validator=_flag)
    """Whether domains can be deleted, as only those of companies can."""
    balance: int | None = field(default=None, validator=_optional_amount)
    """Mails that are paid for; each mail to one recipient takes one."""
    package: int | None = field(default=None, validator=_optional_amount)
    """Mails left in packages; likewise."""
    mails_per_day: int | None = field(default=None, validator=_optional_amount)
    """Mails a day, which ends at midnight of the zone UTC+8."""
    hourly_per_recipient: int | None = field(default=None, validator=_optional_amount)
    """Mails to one recipient in any 60 minutes; 10 for a new account of the service."""
    daily_per_recipient: int | None = field(default=None, validator=_optional_amount)
    """Mails to one recipient in any 24 hours."""
    bounce_percent: int | None = field(default=None, validator=_optional_amount)
    """Most of the last day's mails that may bounce, once there are 10 of them."""
    domains: int = field(default=10, validator=_amount)
    """Sender domains of the account."""
    senders: int = field(default=10, validator=_amount)
    """Sender addresses of a domain."""
    groups: int = field(default=1000, validator=_amount)
    """Recipient groups. The documentation gives no number."""
    templates: int = field(default=1000, validator=_amount)
    """Templates. The documentation gives no number."""
    refused: Mapping[str, str] = field(factory=dict, validator=_check_codes)
    """Codes by which actions are refused whatever is asked, by the name of the action:
    for access policies, and for faults that no situation brings about."""


class AllSettings:
    """The settings of all accounts: those given at the start, but for what was changed."""

    def __init__(self, database: Database, defaults: Settings) -> None:
        self._database = database
        self._defaults = defaults
        self._known: dict[str, Settings] = {}
        database.on_undo(self.forget)

    def of(self, account: str) -> Settings:
        settings = self._known.get(account)
        if settings is None:
            rows = self._database.rows(
                "SELECT name, value FROM setting WHERE account = ?", (account,)
            )
            changes = {name: json.loads(value) for name, value in rows}
            settings = evolve(self._defaults, **changes)
            self._known[account] = settings
        return settings

    def change(self, account: str, changes: Mapping[str, Any]) -> Settings:
        """Change some settings. Raises `ValueError` or `TypeError`, which say why not."""
        for name in changes:
            if name not in fields_dict(Settings):
                raise ValueError(f"there is no setting `{name}`")
        settings = evolve(self.of(account), **changes)
        values = asdict(settings)
        with self._database.transaction():
            self._database.run_many(
                "INSERT OR REPLACE INTO setting (account, name, value) VALUES (?, ?, ?)",
                [(account, name, json.dumps(values[name])) for name in changes],
            )
        self._known[account] = settings
        return settings

    def forget(self) -> None:
        """Read all of them anew."""
        self._known.clear()
