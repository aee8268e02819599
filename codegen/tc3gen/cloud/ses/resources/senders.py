"""Sender addresses and their passwords."""

from __future__ import annotations

import hmac
import re
import secrets
from hashlib import pbkdf2_hmac

from tc3gen.cloud.database import Database
from tc3gen.cloud.protocol.api_error import ApiErrorResponse
from tc3gen.cloud.ses.addresses import domain_of, is_address, is_name
from tc3gen.cloud.ses.resources.identities import find_identity
from tc3gen.cloud.ses.store.state import Account, Params, Response

_PASSWORD_PARTS = (re.compile("[0-9]"), re.compile("[a-z]"), re.compile("[A-Z]"))
_ROUNDS = 1000  # a local password guards nothing; it is hashed not to lie about


def create_email_address(account: Account, params: Params) -> Response:
    address, name = params["EmailAddress"], params.get("EmailSenderName") or ""
    if not is_address(address):
        message = f"`{address}` is not an address."
        raise ApiErrorResponse("InvalidParameterValue.IllegalEmailAddress", message)
    if name and (":" in name or not is_name(name)):
        message = "The sender's name is too long, or has special characters."
        raise ApiErrorResponse("InvalidParameterValue.IllegalSenderName", message)
    domain = domain_of(address)
    identity = find_identity(account, domain)
    if identity is None or not identity.verified:
        message = f"{domain} is not a verified domain of this account."
        raise ApiErrorResponse("OperationDenied.DomainNotVerified", message)
    if _find_sender(account, address) is not None:
        message = f"{address} exists already."
        raise ApiErrorResponse("InvalidParameterValue.RepeatEmailAddress", message)
    limit = account.settings.senders
    sql = "SELECT count(*) FROM sender WHERE domain = ?"
    if account.database.value(sql, (domain,)) >= limit:
        message = f"{domain} has {limit} addresses, which is the most."
        raise ApiErrorResponse("OperationDenied.ExceedSenderLimit", message)
    account.database.run(
        "INSERT INTO sender (account, address, key, domain, name, created)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (account.id, address, address.lower(), domain, name, account.now),
    )
    return {}


def list_email_address(account: Account, _params: Params) -> Response:
    rows = account.database.rows(
        "SELECT address, name, created, password IS NOT NULL FROM sender"
        " WHERE account = ? ORDER BY id",
        (account.id,),
    )
    return {
        "EmailSenders": [
            {
                "EmailAddress": address,
                "EmailSenderName": name,
                "CreatedTimestamp": int(created),
                "SmtpPwdType": has_password,
            }
            for address, name, created, has_password in rows
        ]
    }


def delete_email_address(account: Account, params: Params) -> Response:
    id = _existing_sender(account, params["EmailAddress"])
    account.database.run("DELETE FROM sender WHERE id = ?", (id,))
    return {}


def update_email_smtp_password(account: Account, params: Params) -> Response:
    password = params["Password"]
    id = _existing_sender(account, params["EmailAddress"])
    if any(len(set(part.findall(password))) < 2 for part in _PASSWORD_PARTS):
        raise ApiErrorResponse("InvalidParameterValue.InvalidSmtpPassWord")
    old = account.database.value("SELECT password FROM sender WHERE id = ?", (id,))
    if old is not None and _is_password(password, old):
        raise ApiErrorResponse("OperationDenied.RepeatPassWord")
    account.database.run(
        "UPDATE sender SET password = ? WHERE id = ?", (_hash_password(password), id)
    )
    return {}


HANDLERS = {
    "CreateEmailAddress": create_email_address,
    "ListEmailAddress": list_email_address,
    "DeleteEmailAddress": delete_email_address,
    "UpdateEmailSmtpPassWord": update_email_smtp_password,
}


def account_of_login(database: Database, address: str, password: str) -> str | None:
    """The account of a sender that logs in over SMTP, None where it may not."""
    row = database.row(
        "SELECT s.account, s.password FROM sender s"
        " JOIN identity i ON i.domain = s.domain AND i.verified"
        " WHERE s.key = ? AND s.password IS NOT NULL",
        (address.lower(),),
    )
    if row is None or not _is_password(password, row["password"]):
        return None
    return str(row["account"])


def sender_name(account: Account, address: str) -> str | None:
    """The name beside an address that exists and whose domain may send, else None."""
    name: str | None = account.database.value(
        "SELECT s.name FROM sender s JOIN identity i ON i.domain = s.domain"
        " AND i.verified WHERE s.account = ? AND s.key = ?",
        (account.id, address.lower()),
    )
    return name


def _find_sender(account: Account, address: str) -> int | None:
    id: int | None = account.database.value(
        "SELECT id FROM sender WHERE account = ? AND key = ?",
        (account.id, address.lower()),
    )
    return id


def _existing_sender(account: Account, address: str) -> int:
    id = _find_sender(account, address)
    if id is None:
        message = f"There is no sender address `{address}`."
        raise ApiErrorResponse("InvalidParameterValue.NoSuchSender", message)
    return id


def _hash_password(password: str, salt: str | None = None) -> str:
    salt = salt or secrets.token_hex(8)
    digest = pbkdf2_hmac("sha256", password.encode(), salt.encode(), _ROUNDS)
    return f"{salt}:{digest.hex()}"


def _is_password(password: str, stored: str) -> bool:
    salt = stored.partition(":")[0]
    try:
        return hmac.compare_digest(_hash_password(password, salt), stored)
    except UnicodeEncodeError:
        return False
