"""Sender domains. The local DNS is a fake: a record is right once one asks for it."""

from __future__ import annotations

from hashlib import sha256

from tc3gen.cloud.faults import ApiFault
from tc3gen.cloud.ses.paging import page
from tc3gen.cloud.ses.state import Account, Answer, Identity, Params
from tc3gen.cloud.ses.text import is_domain

DOMAIN_LIMIT = 10
UNVERIFIED = "unverified."
"""A domain that begins so never passes verification."""

REPUTATION_LEVEL, MAX_REPUTATION_LEVEL = 2, 10
DAILY_QUOTA, MAX_DAILY_QUOTA = 5000, 10000


def create_email_identity(account: Account, params: Params) -> Answer:
    domain = params["EmailIdentity"].lower()
    _check_new_domain(account, domain)
    identity = Identity(
        domain=domain,
        dkim_option=params.get("DKIMOption", 0),
        tags=params.get("TagList", []),
    )
    account.identities[domain] = identity
    account.world.owners[domain] = account.id
    return _status(identity)


def get_email_identity(account: Account, params: Params) -> Answer:
    identity = _identity(account, params)
    return {**_status(identity), "TagList": identity.tags}


def update_email_identity(account: Account, params: Params) -> Answer:
    identity = _identity(account, params)
    identity.dkim_option = params.get("DKIMOption", identity.dkim_option)
    identity.verified = not identity.domain.startswith(UNVERIFIED)
    return _status(identity)


def list_email_identities(account: Account, params: Params) -> Answer:
    wanted = params.get("TagList", [])
    found = [
        identity
        for identity in account.identities.values()
        if all(tag in identity.tags for tag in wanted)
    ]
    return {
        "EmailIdentities": [_row(identity) for identity in page(found, params)],
        "MaxReputationLevel": MAX_REPUTATION_LEVEL,
        "MaxDailyQuota": MAX_DAILY_QUOTA,
        "Total": len(found),
    }


def delete_email_identity(account: Account, params: Params) -> Answer:
    identity = _identity(account, params, unknown="InvalidParameterValue")
    if identity.senders:
        message = f"{identity.domain} still has sender addresses."
        raise ApiFault("OperationDenied.SenderWithDomainIsNotEmpty", message)
    del account.identities[identity.domain]
    del account.world.owners[identity.domain]
    return {}


HANDLERS = {
    "CreateEmailIdentity": create_email_identity,
    "GetEmailIdentity": get_email_identity,
    "UpdateEmailIdentity": update_email_identity,
    "ListEmailIdentities": list_email_identities,
    "DeleteEmailIdentity": delete_email_identity,
}


def _check_new_domain(account: Account, domain: str) -> None:
    if not is_domain(domain):
        message = f"`{domain}` is not a domain."
        raise ApiFault("InvalidParameterValue.InvalidEmailIdentity", message)
    if domain in account.identities:
        message = f"{domain} exists already."
        raise ApiFault("InvalidParameterValue.RepeatCreation", message)
    if domain in account.world.owners:
        message = f"{domain} belongs to another account."
        raise ApiFault("InvalidParameterValue.CreatedByOther", message)
    if len(account.identities) >= DOMAIN_LIMIT:
        message = f"There are {DOMAIN_LIMIT} domains, which is the most."
        raise ApiFault("OperationDenied.ExceedDomainLimit", message)


def _identity(
    account: Account,
    params: Params,
    unknown: str = "InvalidParameterValue.NotExistDomain",
) -> Identity:
    domain = params["EmailIdentity"].lower()
    identity = account.identities.get(domain)
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


def _row(identity: Identity) -> Answer:
    return {
        "IdentityName": identity.domain,
        "IdentityType": "DOMAIN",
        "SendingEnabled": identity.verified,
        "CurrentReputationLevel": REPUTATION_LEVEL,
        "DailyQuota": DAILY_QUOTA,
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
