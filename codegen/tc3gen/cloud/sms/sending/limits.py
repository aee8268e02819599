"""Limits of sending: what an application, an account and a number may get."""

from __future__ import annotations

from collections.abc import Iterator

from tc3gen.cloud.china_time import begin_of, day_of
from tc3gen.cloud.sms.numbers.phone_numbers import PhoneNumber
from tc3gen.cloud.sms.store.state import Caller

_HOUR = 3600

_COUNT = (
    "SELECT count(*) FROM sms_message WHERE account = ? AND sent > ? AND code = 'Ok'"
)
_TO_NUMBER = f"{_COUNT} AND number = ?"
_OF_APP = f"{_COUNT} AND app = ?"
_MAINLAND, _GLOBAL = " AND country = 'CN'", " AND country <> 'CN'"

Limit = tuple[str, "int | None", str, tuple[object, ...]]
"""Code, the most messages, and the query that counts those that were sent, with its values."""


def exceeded_limit(
    caller: Caller, app: str, number: PhoneNumber, text: str
) -> str | None:
    """Code of the first limit that one more message would exceed, None where none."""
    if number.country in caller.settings.blocked_countries:
        return "LimitExceeded.AppCountryOrRegionInBlacklist"
    for code, most, query, values in _limits(caller, app, number, text):
        if most is not None and caller.database.value(query, values) >= most:
            return code
    return None


def _limits(
    caller: Caller, app: str, number: PhoneNumber, text: str
) -> Iterator[Limit]:
    """The limits that concern a message, those of its number first."""
    limits, now = caller.settings, caller.now
    today = begin_of(day_of(now)) - 0.001
    account, country, to = caller.id, number.country, number.e164
    prefix = "LimitExceeded"
    for name, most, since in (
        ("PhoneNumberThirtySecondLimit", limits.number_per_30_seconds, now - 30),
        ("PhoneNumberOneHourLimit", limits.number_per_hour, now - _HOUR),
        ("PhoneNumberDailyLimit", limits.number_per_day, today),
    ):
        yield f"{prefix}.{name}", most, _TO_NUMBER, (account, since, to)
    yield (
        f"{prefix}.PhoneNumberSameContentDailyLimit",
        limits.same_text_per_day,
        f"{_TO_NUMBER} AND text = ?",
        (account, today, to, text),
    )
    of_app = (account, today, app)
    yield f"{prefix}.AppDailyLimit", limits.app_per_day, _OF_APP, of_app
    yield (
        f"{prefix}.AppCountryOrRegionDailyLimit",
        limits.per_country_and_day.get(country),
        f"{_OF_APP} AND country = ?",
        (*of_app, country),
    )
    if number.is_mainland:
        most = limits.app_mainland_per_day
        yield f"{prefix}.AppMainlandChinaDailyLimit", most, _OF_APP + _MAINLAND, of_app
        return
    most = limits.app_global_per_day
    yield f"{prefix}.AppGlobalDailyLimit", most, _OF_APP + _GLOBAL, of_app
    sent_globally = _COUNT + _GLOBAL
    yield f"{prefix}.DailyLimit", limits.global_per_day, sent_globally, (account, today)
    yield (
        f"{prefix}.GlobalSmsSendingRateLimit",
        limits.global_per_second,
        sent_globally,
        (account, now - 1),
    )
