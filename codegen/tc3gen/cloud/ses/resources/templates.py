"""Templates and their review.

There is no reviewer. A template waits as long as the cloud was told to, and is then
approved, or turned down where its name begins with `rejected`. One whose name begins
with `pending` waits until `SesBackend.review` is called.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Mapping
from typing import Any

from tc3gen.cloud.protocol.api_error import ApiErrorResponse
from tc3gen.cloud.ses.addresses import is_name
from tc3gen.cloud.ses.message.records import Content
from tc3gen.cloud.ses.store.state import Account, Params, Response, SharedState

APPROVED, PENDING, REJECTED = 0, 1, 2

CONTENT_SIZE = 1024 * 1024
"""Bytes of HTML and text together. The documentation gives no number."""

_REASONS = {APPROVED: "Approved", PENDING: "", REJECTED: "The name asks for it"}


def create_email_template(account: Account, params: Params) -> Response:
    name, content = _read_template(
        params, too_large="FailedOperation.TemplateContentToolarge"
    )
    limit = account.settings.templates
    sql = "SELECT count(*) FROM template WHERE account = ?"
    if account.database.value(sql, (account.id,)) >= limit:
        message = f"There are {limit} templates, which is the most."
        raise ApiErrorResponse("FailedOperation.ExceedTemplateLimit", message)
    id = account.database.run(
        "INSERT INTO template (account, name, content, status, reason, created)"
        " VALUES (?, ?, ?, ?, '', ?)",
        (account.id, name, add_content(account, content), PENDING, account.now),
    )
    _submit_template(account, id, name)
    return {"TemplateID": id}


def get_email_template(account: Account, params: Params) -> Response:
    id = _existing_template(account, params)
    row = account.database.row(
        "SELECT t.name, t.status, c.html, c.text FROM template t"
        " JOIN content c ON c.id = t.content WHERE t.id = ?",
        (id,),
    )
    assert row is not None
    return {
        "TemplateContent": {
            "Html": b64encode(row["html"].encode()).decode(),
            "Text": b64encode(row["text"].encode()).decode(),
        },
        "TemplateStatus": row["status"],
        "TemplateName": row["name"],
    }


def list_email_templates(account: Account, params: Params) -> Response:
    rows = account.database.rows(
        "SELECT id, name, status, reason, created FROM template WHERE account = ?"
        " ORDER BY id LIMIT ? OFFSET ?",
        (account.id, params["Limit"], params["Offset"]),
    )
    return {
        "TemplatesMetadata": [
            {
                "CreatedTimestamp": int(created),
                "TemplateName": name,
                "TemplateStatus": status,
                "TemplateID": id,
                "ReviewReason": reason,
            }
            for id, name, status, reason, created in rows
        ],
        "TotalCount": account.database.value(
            "SELECT count(*) FROM template WHERE account = ?", (account.id,)
        ),
    }


def update_email_template(account: Account, params: Params) -> Response:
    if not params["TemplateName"]:
        message = "The name is empty."
        raise ApiErrorResponse("InvalidParameterValue.TemplateNameIsNULL", message)
    id = _existing_template(account, params)
    name, content = _read_template(params, too_large="LimitExceeded")
    account.database.run(
        "UPDATE template SET name = ?, content = ? WHERE id = ?",
        (name, add_content(account, content), id),
    )
    _submit_template(account, id, name)
    return {}


def delete_email_template(account: Account, params: Params) -> Response:
    id = _existing_template(account, params, unknown="InvalidParameterValue")
    account.database.run("DELETE FROM template WHERE id = ?", (id,))
    return {}


HANDLERS = {
    "CreateEmailTemplate": create_email_template,
    "GetEmailTemplate": get_email_template,
    "ListEmailTemplates": list_email_templates,
    "UpdateEmailTemplate": update_email_template,
    "DeleteEmailTemplate": delete_email_template,
}


def approved_template(account: Account, id: int) -> tuple[int, Content] | None:
    """The row and the content of a template, None where it cannot be used."""
    row = account.database.row(
        "SELECT c.id, c.html, c.text FROM template t JOIN content c ON c.id = t.content"
        " WHERE t.id = ? AND t.account = ? AND t.status = ?",
        (id, account.id, APPROVED),
    )
    if row is None:
        return None
    return row["id"], Content(html=row["html"], text=row["text"])


def add_content(account: Account, content: Content) -> int:
    """Keep content; what was sent with it stays as it is when a template changes."""
    return account.database.run(
        "INSERT INTO content (account, html, text) VALUES (?, ?, ?)",
        (account.id, content.html, content.text),
    )


def decode_content(content: Mapping[str, Any], *, empty: str, wrong: str) -> Content:
    """HTML and text, which travel in base64; `empty` and `wrong` are codes of faults."""
    html, text = content.get("Html") or "", content.get("Text") or ""
    if not html and not text:
        raise ApiErrorResponse(empty, "There is neither HTML nor text.")
    try:
        return Content(html=b64decode(html).decode(), text=b64decode(text).decode())
    except ValueError:
        raise ApiErrorResponse(wrong, "The content is not UTF-8 in base64.") from None


def decide(
    shared: SharedState, id: int, status: int, reason: str | None = None
) -> bool:
    """End the review of a template; False where there is no such one."""
    done = shared.database.count(
        "UPDATE template SET status = ?, reason = ?, due = NULL WHERE id = ?",
        (status, _REASONS[status] if reason is None else reason, id),
    )
    return done > 0


def review_due(shared: SharedState, now: float) -> None:
    """Decide on the templates that have waited long enough."""
    rows = shared.database.rows(
        "SELECT id, name FROM template WHERE due IS NOT NULL AND due <= ?", (now,)
    )
    for id, name in rows:
        decide(shared, id, REJECTED if name.startswith("rejected") else APPROVED)


def _submit_template(account: Account, id: int, name: str) -> None:
    due = (
        None
        if name.startswith("pending")
        else account.now + account.shared.review_seconds
    )
    account.database.run(
        "UPDATE template SET status = ?, reason = '', due = ? WHERE id = ?",
        (PENDING, due, id),
    )
    if due is not None:
        account.shared.note_due(due)
        review_due(account.shared, account.now)


def _read_template(params: Params, too_large: str) -> tuple[str, Content]:
    name = params["TemplateName"]
    if not is_name(name):
        message = "The name is blank, too long, or has special characters."
        raise ApiErrorResponse("InvalidParameterValue.TemplateNameIllegal", message)
    content = decode_content(
        params["TemplateContent"],
        empty="InvalidParameterValue.TemplateContentIsNULL",
        wrong="InvalidParameterValue.TemplateContentIsWrong",
    )
    if len(content.html.encode()) + len(content.text.encode()) > CONTENT_SIZE:
        message = f"HTML and text have more than {CONTENT_SIZE:,} bytes."
        raise ApiErrorResponse(too_large, message)
    return name, content


def _existing_template(
    account: Account,
    params: Params,
    unknown: str = "InvalidParameterValue.TemplateNotExist",
) -> int:
    id = params["TemplateID"]
    if not account.database.row(
        "SELECT 1 FROM template WHERE id = ? AND account = ?", (id, account.id)
    ):
        raise ApiErrorResponse(unknown, f"There is no template {id}.")
    return int(id)
