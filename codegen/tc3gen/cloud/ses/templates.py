"""Templates. There is no reviewer: each is approved as soon as it exists."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Mapping
from typing import Any

from tc3gen.cloud.faults import ApiFault
from tc3gen.cloud.ses.paging import page
from tc3gen.cloud.ses.state import Account, Answer, Params, Template
from tc3gen.cloud.ses.text import is_plain

APPROVED = 0
NAME_LENGTH = 100


def create_email_template(account: Account, params: Params) -> Answer:
    template = _template(account, next(account.world.template_ids), params)
    account.templates[template.id] = template
    return {"TemplateID": template.id}


def get_email_template(account: Account, params: Params) -> Answer:
    template = _find(account, params)
    return {
        "TemplateContent": {
            "Html": b64encode(template.html.encode()).decode(),
            "Text": b64encode(template.text.encode()).decode(),
        },
        "TemplateStatus": APPROVED,
        "TemplateName": template.name,
    }


def list_email_templates(account: Account, params: Params) -> Answer:
    templates = list(account.templates.values())
    return {
        "TemplatesMetadata": [
            {
                "CreatedTimestamp": int(template.created),
                "TemplateName": template.name,
                "TemplateStatus": APPROVED,
                "TemplateID": template.id,
                "ReviewReason": "",
            }
            for template in page(templates, params)
        ],
        "TotalCount": len(templates),
    }


def update_email_template(account: Account, params: Params) -> Answer:
    if not params["TemplateName"]:
        message = "The name is empty."
        raise ApiFault("InvalidParameterValue.TemplateNameIsNULL", message)
    template = _find(account, params)
    account.templates[template.id] = _template(account, template.id, params)
    return {}


def delete_email_template(account: Account, params: Params) -> Answer:
    template = _find(account, params, unknown="InvalidParameterValue")
    del account.templates[template.id]
    return {}


HANDLERS = {
    "CreateEmailTemplate": create_email_template,
    "GetEmailTemplate": get_email_template,
    "ListEmailTemplates": list_email_templates,
    "UpdateEmailTemplate": update_email_template,
    "DeleteEmailTemplate": delete_email_template,
}


def decode_content(
    content: Mapping[str, Any], *, empty: str, wrong: str
) -> tuple[str, str]:
    """HTML and text, which travel in base64; `empty` and `wrong` are codes of faults."""
    html, text = content.get("Html") or "", content.get("Text") or ""
    if not html and not text:
        raise ApiFault(empty, "There is neither HTML nor text.")
    try:
        return b64decode(html).decode(), b64decode(text).decode()
    except ValueError:
        raise ApiFault(wrong, "The content is not UTF-8 in base64.") from None


def _template(account: Account, template_id: int, params: Params) -> Template:
    name = params["TemplateName"]
    if not is_plain(name, NAME_LENGTH):
        message = "The name is blank, too long, or has special characters."
        raise ApiFault("InvalidParameterValue.TemplateNameIllegal", message)
    html, text = decode_content(
        params["TemplateContent"],
        empty="InvalidParameterValue.TemplateContentIsNULL",
        wrong="InvalidParameterValue.TemplateContentIsWrong",
    )
    return Template(
        id=template_id, name=name, html=html, text=text, created=account.now
    )


def _find(
    account: Account,
    params: Params,
    unknown: str = "InvalidParameterValue.TemplateNotExist",
) -> Template:
    template = account.templates.get(params["TemplateID"])
    if template is None:
        raise ApiFault(unknown, f"There is no template {params['TemplateID']}.")
    return template
