"""Settings of accounts: those given at the start, and in the database what was changed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Generic, TypeVar

from attrs import asdict, evolve, field, fields_dict, frozen, validators

from tc3gen.cloud.database import Database

flag = validators.instance_of(bool)
amount = [validators.instance_of(int), validators.ge(0)]
optional_amount = validators.optional(amount)


def _check_codes(_instance: object, _attribute: object, value: object) -> None:
    if not isinstance(value, Mapping) or not all(
        isinstance(text, str) for pair in value.items() for text in pair
    ):
        raise TypeError("`refused` must map names of actions to codes")


@frozen(kw_only=True)
class BaseSettings:
    """The settings that accounts of every service have."""

    refused: Mapping[str, str] = field(factory=dict, validator=_check_codes)
    """Codes by which actions are refused whatever is asked, by the name of the action:
    for access policies, and for faults that no situation brings about."""


S = TypeVar("S", bound=BaseSettings)


class AccountSettings(Generic[S]):
    """The settings of all accounts of one service."""

    def __init__(self, database: Database, defaults: S, table: str) -> None:
        """`table` has the columns `account`, `name` and `value`."""
        self._database = database
        self._defaults = defaults
        self._table = table
        self._known: dict[str, S] = {}
        database.on_undo(self.forget)

    def of(self, account: str) -> S:
        settings = self._known.get(account)
        if settings is None:
            rows = self._database.rows(
                f"SELECT name, value FROM {self._table} WHERE account = ?", (account,)
            )
            changes = {name: json.loads(value) for name, value in rows}
            settings = evolve(self._defaults, **changes)
            self._known[account] = settings
        return settings

    def change(self, account: str, changes: Mapping[str, Any]) -> S:
        """Change some settings. Raises `ValueError` or `TypeError`, which say why not."""
        for name in changes:
            if name not in fields_dict(type(self._defaults)):
                raise ValueError(f"there is no setting `{name}`")
        settings = evolve(self.of(account), **changes)
        values = asdict(settings)
        with self._database.transaction():
            self._database.run_many(
                f"INSERT OR REPLACE INTO {self._table} (account, name, value)"
                " VALUES (?, ?, ?)",
                [(account, name, json.dumps(values[name])) for name in changes],
            )
        self._known[account] = settings
        return settings

    def forget(self) -> None:
        """Read all of them anew."""
        self._known.clear()
