"""Sender addresses."""

from __future__ import annotations

from tc3gen.cloud.faults import ApiFault
from tc3gen.cloud.ses.state import Account, Answer, Identity, Params, Sender
from tc3gen.cloud.ses.text import domain_of, is_address, is_plain

SENDER_LIMIT = 10
"""Sender addresses of a domain."""

NAME_LENGTH = 100


def create_email_address(account: Account, params: Params) -> Answer:
    address, name = params["EmailAddress"], params.get("EmailSenderName") or ""
    if not is_address(address):
        message = f"`{address}` is not an address."
        raise ApiFault("InvalidParameterValue.IllegalEmailAddress", message)
    if name and (":" in name or not is_plain(name, NAME_LENGTH)):
        message = "The sender's name is too long, or has special characters."
        raise ApiFault("InvalidParameterValue.IllegalSenderName", message)
    identity = _verified_identity(account, address)
    key = address.lower()
    if key in account.senders:
        message = f"{address} exists already."
        raise ApiFault("InvalidParameterValue.RepeatEmailAddress", message)
    if len(identity.senders) >= SENDER_LIMIT:
        message = f"{identity.domain} has {SENDER_LIMIT} addresses, which is the most."
        raise ApiFault("OperationDenied.ExceedSenderLimit", message)
    identity.senders.add(key)
    account.senders[key] = Sender(address=address, name=name, created=account.now)
    return {}


def list_email_address(account: Account, _params: Params) -> Answer:
    return {
        "EmailSenders": [
            {
                "EmailAddress": sender.address,
                "EmailSenderName": sender.name,
                "CreatedTimestamp": int(sender.created),
                "SmtpPwdType": 0,
            }
            for sender in account.senders.values()
        ]
    }


def delete_email_address(account: Account, params: Params) -> Answer:
    address = params["EmailAddress"]
    key = address.lower()
    if account.senders.pop(key, None) is None:
        message = f"There is no sender address `{address}`."
        raise ApiFault("InvalidParameterValue.NoSuchSender", message)
    account.identities[domain_of(key)].senders.remove(key)
    return {}


HANDLERS = {
    "CreateEmailAddress": create_email_address,
    "ListEmailAddress": list_email_address,
    "DeleteEmailAddress": delete_email_address,
}


def _verified_identity(account: Account, address: str) -> Identity:
    domain = domain_of(address)
    identity = account.identities.get(domain)
    if identity is None or not identity.verified:
        message = f"{domain} is not a verified domain of this account."
        raise ApiFault("OperationDenied.DomainNotVerified", message)
    return identity
