"""The unsubscribe links that mail of a sender address gets by itself."""

from __future__ import annotations

from tc3gen.cloud.protocol.api_error import ApiErrorResponse
from tc3gen.cloud.ses.addresses import is_address
from tc3gen.cloud.ses.store.state import Account, Params, Response

PAGE_LIMIT = 100


def create_address_unsubscribe_config(account: Account, params: Params) -> Response:
    address = _address(params)
    if _find_config(account, address) is not None:
        message = f"{address} has a setting already: update it."
        raise ApiErrorResponse("OperationDenied", message)
    known = account.database.row(
        "SELECT 1 FROM sender WHERE account = ? AND key = ?",
        (account.id, address.lower()),
    )
    if not known:
        message = f"There is no sender address `{address}`."
        raise ApiErrorResponse("OperationDenied", message)
    account.database.run(
        "INSERT INTO unsubscribe_config (account, key, address, language, status)"
        " VALUES (?, ?, ?, ?, ?)",
        (
            account.id, address.lower(), address, params["UnsubscribeConfig"],
            params["Status"],
        ),
    )  # fmt: skip
    return {}


def update_address_unsubscribe_config(account: Account, params: Params) -> Response:
    account.database.run(
        "UPDATE unsubscribe_config SET language = ?, status = ? WHERE id = ?",
        (
            params["UnsubscribeConfig"],
            params["Status"],
            _existing_config(account, params),
        ),
    )
    return {}


def delete_address_unsubscribe_config(account: Account, params: Params) -> Response:
    if not params.get("Address"):
        raise ApiErrorResponse("MissingParameter", "`Address` is missing.")
    account.database.run(
        "DELETE FROM unsubscribe_config WHERE id = ?",
        (_existing_config(account, params),),
    )
    return {}


def list_address_unsubscribe_config(account: Account, params: Params) -> Response:
    text = params.get("Limit")
    limit = PAGE_LIMIT if text is None else _number(text)
    rows = account.database.rows(
        "SELECT address, language, status FROM unsubscribe_config WHERE account = ?"
        " ORDER BY id LIMIT ? OFFSET ?",
        (account.id, limit, params.get("Offset") or 0),
    )
    return {
        "AddressUnsubscribeConfigList": [
            {"Address": address, "UnsubscribeConfig": language, "Status": status}
            for address, language, status in rows
        ],
        "Total": account.database.value(
            "SELECT count(*) FROM unsubscribe_config WHERE account = ?", (account.id,)
        ),
    }


HANDLERS = {
    "CreateAddressUnsubscribeConfig": create_address_unsubscribe_config,
    "UpdateAddressUnsubscribeConfig": update_address_unsubscribe_config,
    "DeleteAddressUnsubscribeConfig": delete_address_unsubscribe_config,
    "ListAddressUnsubscribeConfig": list_address_unsubscribe_config,
}


def _address(params: Params) -> str:
    address: str = params["Address"]
    if not is_address(address):
        raise ApiErrorResponse(
            "InvalidParameterValue", f"`{address}` is not an address."
        )
    return address


def _find_config(account: Account, address: str) -> int | None:
    id: int | None = account.database.value(
        "SELECT id FROM unsubscribe_config WHERE account = ? AND key = ?",
        (account.id, address.lower()),
    )
    return id


def _existing_config(account: Account, params: Params) -> int:
    address = _address(params)
    id = _find_config(account, address)
    if id is None:
        raise ApiErrorResponse("OperationDenied", f"{address} has no setting.")
    return id


def _number(text: str) -> int:
    """A limit, which travels as text."""
    if not (text.isascii() and text.isdigit() and 0 < int(text[:4]) <= PAGE_LIMIT):
        message = f"`Limit` must be a number up to {PAGE_LIMIT}, written as text."
        raise ApiErrorResponse("InvalidParameterValue", message)
    return int(text)
