"""Sender domains. The local DNS is a fake: a record is right once one asks for it."""

from __future__ import annotations

import json
from hashlib import sha256

from attrs import frozen

from tc3gen.cloud.faults import ApiFault
from tc3gen.cloud.ses.paging import page
from tc3gen.cloud.ses.state import Account, Answer, Params
from tc3gen.cloud.ses.text import is_domain

UNVERIFIED = "unverified."
"""A domain that begins so never passes verification."""

WITHOUT_KEY = "nodkim."
"""A domain that begins so has no DKIM key, so that it cannot be verified either."""

REPUTATION_LEVEL, MAX_REPUTATION_LEVEL = 2, 10
DAILY_QUOTA, MAX_DAILY_QUOTA = 5000, 10000

_COLUMNS = "domain, dkim_option, tags, verified"


@frozen
class Identity:
    """A sender domain."""

    domain: str
    dkim_option: int
    tags: list[dict[str, str]]
    verified: bool


def create_email_identity(account: Account, params: Params) -> Answer:
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


def get_email_identity(account: Account, params: Params) -> Answer:
    identity = _identity(account, params)
    return {**_status(identity), "TagList": identity.tags}


def update_email_identity(account: Account, params: Params) -> Answer:
    domain = _identity(account, params).domain
    if domain.startswith(WITHOUT_KEY):
        raise ApiFault("FailedOperation.DKIMNotApplied", f"{domain} has no DKIM key.")
    account.database.run(
        "UPDATE identity SET verified = ?, dkim_option = coalesce(?, dkim_option)"
        " WHERE domain = ?",
        (not domain.startswith(UNVERIFIED), params.get("DKIMOption"), domain),
    )
    return _status(_identity(account, params))


def list_email_identities(account: Account, params: Params) -> Answer:
    wanted = params.get("TagList") or []
    rows = account.database.rows(
        f"SELECT {_COLUMNS} FROM identity WHERE account = ? ORDER BY id", (account.id,)
    )
    found = [
        identity
        for identity in (_read(*row) for row in rows)
        if all(tag in identity.tags for tag in wanted)
    ]
    quota = account.settings.mails_per_day
    return {
        "EmailIdentities": [
            _row(identity, DAILY_QUOTA if quota is None else quota)
            for identity in page(found, params)
        ],
        "MaxReputationLevel": MAX_REPUTATION_LEVEL,
        "MaxDailyQuota": MAX_DAILY_QUOTA,
        "Total": len(found),
    }


def delete_email_identity(account: Account, params: Params) -> Answer:
    domain = _identity(account, params, unknown="InvalidParameterValue").domain
    if not account.settings.delete_domains:
        message = "Only the accounts of companies can delete domains."
        raise ApiFault("OperationDenied.NotAllowDelete", message)
    if account.database.row("SELECT 1 FROM sender WHERE domain = ?", (domain,)):
        message = f"{domain} still has sender addresses."
        raise ApiFault("OperationDenied.SenderWithDomainIsNotEmpty", message)
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
    return None if row is None else _read(*row)


def _read(domain: str, dkim_option: int, tags: str, verified: int) -> Identity:
    return Identity(domain, dkim_option, json.loads(tags), bool(verified))


def _check_new_domain(account: Account, domain: str) -> None:
    if not is_domain(domain):
        message = f"`{domain}` is not a domain."
        raise ApiFault("InvalidParameterValue.InvalidEmailIdentity", message)
    owner = account.database.value(
        "SELECT account FROM identity WHERE domain = ?", (domain,)
    )
    if owner == account.id:
        message = f"{domain} exists already."
        raise ApiFault("InvalidParameterValue.RepeatCreation", message)
    if owner is not None:
        message = f"{domain} belongs to another account."
        raise ApiFault("InvalidParameterValue.CreatedByOther", message)
    limit = account.settings.domains
    if _count(account) >= limit:
        message = f"There are {limit} domains, which is the most."
        raise ApiFault("OperationDenied.ExceedDomainLimit", message)


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
        raise ApiFault(unknown, f"There is no domain `{domain}`.")
    return identity


def _status(identity: Identity) -> Answer:
    return {
        "IdentityType": "DOMAIN",
        "VerifiedForSendingStatus": identity.verified,
        "Attributes": _dns_records(identity),
        "DKIMOption": identity.dkim_option,
    }


def _row(identity: Identity, quota: int) -> Answer:
    return {
        "IdentityName": identity.domain,
        "IdentityType": "DOMAIN",
        "SendingEnabled": identity.verified,
        "CurrentReputationLevel": REPUTATION_LEVEL,
        "DailyQuota": quota,
        "SendIp": [],
        "TagList": identity.tags,
        "DKIMOption": identity.dkim_option,
    }


def _dns_records(identity: Identity) -> list[Answer]:
    """The records that the owner of the domain has to set."""
    domain = identity.domain
    records = (
        ("TXT", domain, "v=spf1 include:mail.example.net ~all"),
        (
            "TXT",
            f"local._domainkey.{domain}",
            f"v=DKIM1; k=rsa; p={_public_key(domain)}",
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


def _public_key(domain: str) -> str:
    """Something that looks like a key and is the same for the same domain."""
    return sha256(domain.encode()).hexdigest()
