"""Permission to send mail: what the account has left, and who wants none."""

from __future__ import annotations

from tc3gen.cloud.china_time import DAY, day_of, day_text
from tc3gen.cloud.protocol.api_error import ApiErrorResponse
from tc3gen.cloud.ses.addresses import domain_of, is_address
from tc3gen.cloud.ses.resources.blacklists import BLACKLISTED_SECONDS
from tc3gen.cloud.ses.resources.reputation import (
    daily_quota,
    is_banned,
    reachable_quota,
    volume_of,
)
from tc3gen.cloud.ses.sending.outcomes import REFUSALS, UNSUPPORTED, Refusal, word_of
from tc3gen.cloud.ses.store.state import Account

MALFORMED = Refusal(
    "InvalidParameterValue.ReceiverEmailInvalid", 3024, "The address is malformed"
)
_UNSUPPORTED = Refusal(
    "FailedOperation.UnsupportMailType", 3020, "Mailboxes of this type are unsupported"
)
_BLACKLISTED = Refusal(
    "FailedOperation.EmailAddrInBlacklist", 1007, "The address is on a blacklist"
)
_UNSUBSCRIBED = Refusal(
    "FailedOperation.ReceiverHasUnsubscribed", 1013, "The recipient unsubscribed"
)
_PAUSED = Refusal(
    "FailedOperation.TemporaryBlocked", 3008, "The recipient's provider is paused"
)
_FREQUENT = Refusal(
    "FailedOperation.FrequencyLimit", 1006, "The recipient got too many mails"
)

_LISTS = """
SELECT EXISTS (SELECT 1 FROM black WHERE account = ?1 AND email = ?2
    AND time > ?7)
  OR EXISTS (SELECT 1 FROM custom_black WHERE account = ?1 AND email = ?2
             AND (expires IS NULL OR expires >= ?5)),
  EXISTS (SELECT 1 FROM unsubscribed WHERE account = ?1 AND domain = ?3 AND email = ?2),
  EXISTS (SELECT 1 FROM paused WHERE account = ?1 AND domain = ?4 AND until > ?6)
"""


def refusal_of(
    account: Account, sender_domain: str, email: str, when: float
) -> Refusal | None:
    """Why a recipient gets no mail, None where nothing is against it."""
    if not is_address(email):
        return MALFORMED
    address = email.lower()
    domain = domain_of(address)
    if UNSUPPORTED in address:
        return _UNSUPPORTED
    today = day_text(day_of(when))
    listed_since = when - BLACKLISTED_SECONDS
    values = (account.id, address, sender_domain, domain, today, when, listed_since)
    found = account.database.row(_LISTS, values)
    refusals = (_BLACKLISTED, _UNSUBSCRIBED, _PAUSED)
    for refusal, applies in zip(refusals, found or (), strict=True):
        if applies:
            return refusal
    if _too_often(account, email, when):
        return _FREQUENT
    return REFUSALS.get(word_of(email))


def check_allowance(account: Account, domain: str, mails: int, when: float) -> None:
    """Raise `ApiErrorResponse` where a domain may not send so many mails more."""
    settings = account.settings
    if _is_spent(account, settings.balance, mails):
        raise ApiErrorResponse("FailedOperation.InsufficientBalance")
    if _is_spent(account, settings.package, mails):
        raise ApiErrorResponse("FailedOperation.InsufficientQuota")
    volume = volume_of(account, domain, when)
    quota = daily_quota(account, domain, volume)
    if quota - volume.sent - _reserved_mails(account, domain) < mails:
        raise ApiErrorResponse("FailedOperation.ExceedSendLimit")
    if is_banned(account, domain, when):
        raise ApiErrorResponse("FailedOperation.HighRejectionRate")


def left_for_batch(account: Account, domain: str, when: float) -> int:
    """Mails that a batch task of a domain may still send today."""
    volume = volume_of(account, domain, when)
    quota = reachable_quota(account, domain, volume)
    return max(quota - volume.sent - _reserved_mails(account, domain), 0)


def paid_for(account: Account) -> int | None:
    """Mails that are paid for and not yet spoken for, None for any number."""
    settings = account.settings
    left = [each for each in (settings.balance, settings.package) if each is not None]
    return min(left) - _reserved_mails(account) if left else None


def _is_spent(account: Account, amount: int | None, mails: int) -> bool:
    return amount is not None and amount - _reserved_mails(account) < mails


def _reserved_mails(account: Account, domain: str | None = None) -> int:
    """Mails of tasks that are being sent, of all domains or of one.

    Each is charged when its turn comes.
    """
    sql = (
        "SELECT coalesce(sum(remaining), 0) FROM task WHERE account = ?1"
        " AND remaining > 0 AND (?2 IS NULL OR domain = ?2)"
    )
    return int(account.database.value(sql, (account.id, domain)))


def charge(account: Account, mails: int) -> None:
    """Take the mails that were sent off what is paid for."""
    settings = account.settings
    left = {
        name: max(value - mails, 0)
        for name, value in (
            ("balance", settings.balance),
            ("package", settings.package),
        )
        if value is not None
    }
    if left:
        account.shared.settings.change(account.id, left)


def _too_often(account: Account, email: str, when: float) -> bool:
    settings = account.settings
    for seconds, limit in (
        (3600, settings.hourly_per_recipient),
        (DAY, settings.daily_per_recipient),
    ):
        if limit is not None and _sent_to(account, email, when - seconds) >= limit:
            return True
    return False


def _sent_to(account: Account, email: str, since: float) -> int:
    sql = (
        "SELECT count(*) FROM delivery d JOIN message m ON m.id = d.message"
        " WHERE d.account = ? AND d.day >= ? AND d.email = ? AND d.send_status = 0"
        " AND m.sent > ?"
    )
    values = (account.id, day_of(since), email, since)
    return int(account.database.value(sql, values))
