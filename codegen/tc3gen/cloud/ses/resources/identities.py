"""Sender domains. The local DNS is a fake: a record is right once one asks for it."""

from __future__ import annotations

import json
from hashlib import sha256

from attrs import frozen

from tc3gen.cloud.protocol.api_error import ApiErrorResponse
from tc3gen.cloud.ses.addresses import is_domain
from tc3gen.cloud.ses.resources.paging import page
from tc3gen.cloud.ses.resources.reputation import (
    DAILY_QUOTAS,
    MAX_LEVEL,
    daily_quota,
    level_of,
    volume_of,
)
from tc3gen.cloud.ses.store.state import Account, Params, Response

UNVERIFIED = "unverified."
"""A domain that begins so never passes verification."""

WITHOUT_KEY = "nodkim."
"""A domain that begins so has no DKIM key, so that it cannot be verified either."""

DKIM_SELECTORS = ("mail", "qcloud")
"""Names of the two DKIM records that a domain needs."""

_COLUMNS = "domain, dkim_option, tags, verified"


@frozen
class Identity:
    """A sender domain."""

    domain: str
    dkim_option: int
    tags: list[dict[str, str]]
    verified: bool


def create_email_identity(account: Account, params: Params) -> Response:
    domain = params["EmailIdentity"].lower()
    _check_new_domain(account, domain)
    tags = params.get("TagList") or []
    identity = Identity(domain, params.get("DKIMOption") or 0, tags, verified=False)
    account.database.run(
        "INSERT INTO identity (account, domain, dkim_option, tags, created)"
        " VALUES (?, ?, ?, ?, ?)",
        (account.id, domain, identity.dkim_option, json.dumps(tags), account.now),
    )
    return _status(identity)


def get_email_identity(account: Account, params: Params) -> Response:
    identity = _identity(account, params)
    return {**_status(identity), "TagList": identity.tags}


def update_email_identity(account: Account, params: Params) -> Response:
    domain = _identity(account, params).domain
    if domain.startswith(WITHOUT_KEY):
        raise ApiErrorResponse(
            "FailedOperation.DKIMNotApplied", f"{domain} has no DKIM key."
        )
    account.database.run(
        "UPDATE identity SET verified = ?, dkim_option = coalesce(?, dkim_option)"
        " WHERE domain = ?",
        (not domain.startswith(UNVERIFIED), params.get("DKIMOption"), domain),
    )
    return _status(_identity(account, params))


def list_email_identities(account: Account, params: Params) -> Response:
    wanted = params.get("TagList") or []
    rows = account.database.rows(
        f"SELECT {_COLUMNS} FROM identity WHERE account = ? ORDER BY id", (account.id,)
    )
    found = [
        identity
        for identity in (_identity_of_row(*row) for row in rows)
        if all(tag in identity.tags for tag in wanted)
    ]
    return {
        "EmailIdentities": [
            _row(account, identity) for identity in page(found, params)
        ],
        "MaxReputationLevel": MAX_LEVEL,
        "MaxDailyQuota": DAILY_QUOTAS[-1],
        "Total": len(found),
    }


def delete_email_identity(account: Account, params: Params) -> Response:
    domain = _identity(account, params, unknown="InvalidParameterValue").domain
    if not account.settings.delete_domains:
        message = "Only the accounts of companies can delete domains."
        raise ApiErrorResponse("OperationDenied.NotAllowDelete", message)
    if account.database.row("SELECT 1 FROM sender WHERE domain = ?", (domain,)):
        message = f"{domain} still has sender addresses."
        raise ApiErrorResponse("OperationDenied.SenderWithDomainIsNotEmpty", message)
    account.database.run("DELETE FROM identity WHERE domain = ?", (domain,))
    return {}


HANDLERS = {
    "CreateEmailIdentity": create_email_identity,
    "GetEmailIdentity": get_email_identity,
    "UpdateEmailIdentity": update_email_identity,
    "ListEmailIdentities": list_email_identities,
    "DeleteEmailIdentity": delete_email_identity,
}


def find_identity(account: Account, domain: str) -> Identity | None:
    """A domain of the account, None where it has no such one."""
    row = account.database.row(
        f"SELECT {_COLUMNS} FROM identity WHERE domain = ? AND account = ?",
        (domain, account.id),
    )
    return None if row is None else _identity_of_row(*row)


def _identity_of_row(
    domain: str, dkim_option: int, tags: str, verified: int
) -> Identity:
    return Identity(domain, dkim_option, json.loads(tags), bool(verified))


def _check_new_domain(account: Account, domain: str) -> None:
    if not is_domain(domain):
        message = f"`{domain}` is not a domain."
        raise ApiErrorResponse("InvalidParameterValue.InvalidEmailIdentity", message)
    owner = account.database.value(
        "SELECT account FROM identity WHERE domain = ?", (domain,)
    )
    if owner == account.id:
        message = f"{domain} exists already."
        raise ApiErrorResponse("InvalidParameterValue.RepeatCreation", message)
    if owner is not None:
        message = f"{domain} belongs to another account."
        raise ApiErrorResponse("InvalidParameterValue.CreatedByOther", message)
    limit = account.settings.domains
    if _count(account) >= limit:
        message = f"There are {limit} domains, which is the most."
        raise ApiErrorResponse("OperationDenied.ExceedDomainLimit", message)


def _count(account: Account) -> int:
    sql = "SELECT count(*) FROM identity WHERE account = ?"
    return int(account.database.value(sql, (account.id,)))


def _identity(
    account: Account,
    params: Params,
    unknown: str = "InvalidParameterValue.NotExistDomain",
) -> Identity:
    domain = params["EmailIdentity"].lower()
    identity = find_identity(account, domain)
    if identity is None:
        raise ApiErrorResponse(unknown, f"There is no domain `{domain}`.")
    return identity


def _status(identity: Identity) -> Response:
    return {
        "IdentityType": "DOMAIN",
        "VerifiedForSendingStatus": identity.verified,
        "Attributes": _dns_records(identity),
        "DKIMOption": identity.dkim_option,
    }


def _row(account: Account, identity: Identity) -> Response:
    volume = volume_of(account, identity.domain, account.now)
    quota = daily_quota(account, identity.domain, volume)
    return {
        "IdentityName": identity.domain,
        "IdentityType": "DOMAIN",
        "SendingEnabled": identity.verified,
        "CurrentReputationLevel": level_of(account.database, identity.domain),
        "DailyQuota": quota,
        "SendIp": [],
        "TagList": identity.tags,
        "DKIMOption": identity.dkim_option,
    }


def _dns_records(identity: Identity) -> list[Response]:
    """The records that the owner of the domain has to set."""
    domain = identity.domain
    records = (
        ("TXT", domain, "v=spf1 include:mail.example.net ~all"),
        *(
            (
                "TXT",
                f"{selector}._domainkey.{domain}",
                f"v=DKIM1; k=rsa; p={_public_key(selector + domain)}",
            )
            for selector in DKIM_SELECTORS
        ),
        ("TXT", f"_dmarc.{domain}", "v=DMARC1; p=none"),
        ("MX", domain, "mx.mail.example.net"),
    )
    return [
        {
            "Type": kind,
            "SendDomain": name,
            "ExpectedValue": value,
            "CurrentValue": value if identity.verified else "",
            "Status": identity.verified,
        }
        for kind, name, value in records
    ]


def _public_key(name: str) -> str:
    """A text that looks like a key and never changes for a name."""
    return sha256(name.encode()).hexdigest()
