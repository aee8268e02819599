"""Actions that send messages: each number gets a status of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from attrs import frozen

from tc3gen.cloud.sms.numbers.magic import refusal_of
from tc3gen.cloud.sms.numbers.phone_numbers import BadNumber, PhoneNumber, read_number
from tc3gen.cloud.sms.resources.access import check_app
from tc3gen.cloud.sms.resources.packages import take_from_package
from tc3gen.cloud.sms.sending.delivery import Sent, send_message
from tc3gen.cloud.sms.sending.limits import exceeded_limit
from tc3gen.cloud.sms.sending.orders import Draft, Order, Refusal, read_order
from tc3gen.cloud.sms.sending.replies import has_opted_out
from tc3gen.cloud.sms.store.schema import GLOBAL, MAINLAND
from tc3gen.cloud.sms.store.state import Caller, Params, Response
from tc3gen.cloud.sms.text.segments import measure_message

ACCEPTED = "Ok"

_MIXED = "UnsupportedOperation.ContainDomesticAndInternationalPhoneNumber"
_MAINLAND_NUMBER = "UnsupportedOperation.ContainDomesticPhoneNumber"
_NO_NUMBER = Refusal("InvalidParameterValue.IncorrectPhoneNumber")


_LONGEST = 64
"""Characters of a name or an id that is kept with each message of a call."""


def send_sms(caller: Caller, params: Params) -> Response:
    check_app(caller, params["SmsSdkAppId"])
    _check_names(caller, params)
    order = Order(
        app=params["SmsSdkAppId"],
        template=params["TemplateId"],
        values=params.get("TemplateParamSet") or (),
        signature=params.get("SignName") or "",
        sender=params.get("SenderId") or "",
        extend=params.get("ExtendCode") or "",
        session=params.get("SessionContext") or "",
    )
    recipients = [_read_recipient(text) for text in params["PhoneNumberSet"]]
    drafts = _drafts(caller, order, recipients)
    statuses = [
        _status(caller, recipient, _send_to(caller, recipient, order, drafts))
        for recipient in recipients
    ]
    return {"SendStatusSet": statuses}


def send_multi_global_sms(caller: Caller, params: Params) -> Response:
    check_app(caller, params["SmsSdkAppId"])
    statuses = []
    for each in params["MultiSmsInfoSet"]:
        _check_names(caller, each)
        order = Order(
            app=params["SmsSdkAppId"],
            template=each["TemplateId"],
            values=each.get("TemplateParamSet") or (),
            sender=each.get("SenderId") or "",
            session=each.get("SessionContext") or "",
        )
        recipient = _read_recipient(each["PhoneNumber"])
        drafts = {GLOBAL: read_order(caller, order, GLOBAL)}
        drafts[MAINLAND] = Refusal(_MAINLAND_NUMBER)
        sent = _send_to(caller, recipient, order, drafts, numbered=True)
        statuses.append(
            _status(caller, recipient, sent) | {"SessionContext": order.session}
        )
    return {"SendMultiStatusSet": statuses}


HANDLERS = {"SendSms": send_sms, "SendMultiGlobalSms": send_multi_global_sms}


def _check_names(caller: Caller, params: Params) -> None:
    for name in ("TemplateId", "SignName", "SenderId", "ExtendCode"):
        if len(params.get(name) or "") > _LONGEST:
            message = f"`{name}` has more than {_LONGEST} characters."
            raise caller.refusal(
                "FailedOperation.FailResolvePacket",
                "InvalidParameterValue",
                message=message,
            )


@frozen
class _Recipient:
    """A number of a request, as it was given and as it was read."""

    text: str
    number: PhoneNumber | None
    """None where it is not one."""

    @property
    def scope(self) -> int:
        """The kind of messages that the number gets."""
        is_mainland = self.number is None or self.number.is_mainland
        return MAINLAND if is_mainland else GLOBAL


def _read_recipient(text: str) -> _Recipient:
    try:
        return _Recipient(text, read_number(text))
    except BadNumber:
        return _Recipient(text, None)


def _drafts(
    caller: Caller, order: Order, recipients: Sequence[_Recipient]
) -> dict[int, Draft | Refusal]:
    """The texts for each kind of number, or the reasons for which there is none."""
    scopes = {each.scope for each in recipients if each.number is not None}
    if len(scopes) > 1:
        return dict.fromkeys(scopes, Refusal(_MIXED))
    return {scope: read_order(caller, order, scope) for scope in scopes}


def _send_to(
    caller: Caller,
    recipient: _Recipient,
    order: Order,
    drafts: dict[int, Draft | Refusal],
    *,
    numbered: bool = False,
) -> Sent:
    """Send to one number, or remember why not."""
    number = recipient.number
    draft = _NO_NUMBER if number is None else drafts[recipient.scope]
    refusal = draft if isinstance(draft, Refusal) else None
    if number is not None and isinstance(draft, Draft):
        refusal = _refusal(caller, number, draft)
    text = draft.text if isinstance(draft, Draft) else ""
    fee = measure_message(text).segments if refusal is None else 0
    if refusal is None and not take_from_package(caller, order.app, fee):
        fee = 0
        refusal = Refusal("FailedOperation.InsufficientBalanceInSmsPackage")
    return send_message(
        caller,
        number,
        recipient.text,
        order,
        text=text,
        masked=draft.masked if isinstance(draft, Draft) else "",
        fee=fee,
        refusal=refusal,
        numbered=numbered,
    )


def _refusal(caller: Caller, number: PhoneNumber, draft: Draft) -> Refusal | None:
    """Why a number gets no message, None where nothing is against it."""
    code = refusal_of(number.e164)
    if code is not None:
        return Refusal(code, "The number asks for it.")
    if has_opted_out(caller, number.e164):
        return Refusal("FailedOperation.PhoneNumberInBlacklist")
    code = exceeded_limit(caller, draft.order.app, number, draft.text)
    return None if code is None else Refusal(code)


def _status(caller: Caller, recipient: _Recipient, sent: Sent) -> dict[str, Any]:
    refusal, number = sent.refusal, recipient.number
    return {
        "SerialNo": sent.serial,
        "PhoneNumber": recipient.text if number is None else number.e164,
        "Fee": sent.fee,
        "SessionContext": "" if refusal else sent.session,
        "Code": refusal.code if refusal else ACCEPTED,
        "Message": caller.told(refusal.code, refusal.message)
        if refusal
        else "send success",
        "IsoCode": number.country if number and sent.serial else "",
    }
