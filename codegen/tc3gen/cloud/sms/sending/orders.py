"""Messages that a call asks for: checked as a whole, before each number is looked at."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from attrs import frozen

from tc3gen.cloud.china_time import ZONE
from tc3gen.cloud.sms.resources.signatures import is_usable
from tc3gen.cloud.sms.resources.templates import (
    MARKETING,
    VERIFICATION,
    Template,
    usable_template,
)
from tc3gen.cloud.sms.store.schema import BOTH, GLOBAL, MAINLAND
from tc3gen.cloud.sms.store.state import Caller
from tc3gen.cloud.sms.text import placeholders as text

_OPEN, _CLOSE = 8, 22
"""Hours of the zone UTC+8 between which marketing may be sent."""

_VALUE = "InvalidParameterValue"
_FAILED = "FailedOperation"


@frozen(kw_only=True)
class Order:
    """A message as a call asks for it, to one number or to many."""

    app: str
    template: str
    values: Sequence[str] = ()
    signature: str = ""
    sender: str = ""
    extend: str = ""
    session: str = ""


@frozen(kw_only=True)
class Draft:
    """Text that can be sent to numbers in mainland China, or to all others."""

    order: Order
    scope: int
    text: str
    masked: str
    """The text with the values partly hidden, as lists of messages show it."""


@frozen
class Refusal:
    """Reason for which a message is not accepted."""

    code: str
    message: str = ""


def read_order(caller: Caller, order: Order, scope: int) -> Draft | Refusal:
    """Make the text of an order, for numbers of one kind; or tell why not."""
    template = usable_template(caller, order.template)
    if template is None:
        return _no_template(caller, order)
    if template.scope not in (scope, BOTH):
        return _wrong_scope(template)
    refusal = _permission(caller, template) or _values(caller, template, order)
    if refusal is not None:
        return refusal
    is_signed = bool(order.signature) or scope == MAINLAND
    if is_signed and not is_usable(caller, order.signature, scope):
        reason = f"`{order.signature[:40]}` is not an approved signature."
        return Refusal(f"{_FAILED}.SignatureIncorrectOrUnapproved", reason)
    # Before it is put together: a template may repeat a value that is large.
    if sum(map(len, order.values)) > text.MAX_LENGTH:
        return Refusal(f"{_VALUE}.ContentLengthLimit")
    whole = text.compose(template.content, order.values, order.signature, scope)
    if len(whole) > text.MAX_LENGTH:
        reason = f"The message has more than {text.MAX_LENGTH} characters."
        return Refusal(f"{_VALUE}.ContentLengthLimit", reason)
    if text.has_dirty_word(whole):
        return Refusal(f"{_FAILED}.ContainSensitiveWord")
    hidden = [text.mask(each) for each in order.values]
    masked = text.compose(template.content, hidden, order.signature, scope)
    return Draft(order=order, scope=scope, text=whole, masked=masked)


def _no_template(caller: Caller, order: Order) -> Refusal:
    if not (order.template.isascii() and order.template.isdigit()):
        reason = f"`{order.template[:40]}` is not the id of a template."
        return Refusal(f"{_FAILED}.TemplateIncorrectOrUnapproved", reason)
    code = f"{_FAILED}.TemplateUnapprovedOrNotExist"
    if not caller.documents(code):
        code = f"{_FAILED}.TemplateIncorrectOrUnapproved"
    return Refusal(code, f"There is no approved template {order.template[:40]}.")


def _wrong_scope(template: Template) -> Refusal:
    kind = (
        "GlobalTemplateToChineseMainlandPhone"
        if template.scope == GLOBAL
        else "ChineseMainlandTemplateToGlobalPhone"
    )
    return Refusal(f"UnsupportedOperation.{kind}")


def _permission(caller: Caller, template: Template) -> Refusal | None:
    if template.type != MARKETING:
        return None
    if not caller.settings.company:
        code = "UnauthorizedOperation.IndividualUserMarketingSmsPermissionDeny"
        return Refusal(code)
    hour = datetime.fromtimestamp(caller.now, ZONE).hour
    if not _OPEN <= hour < _CLOSE:
        return Refusal(f"{_FAILED}.MarketingSendTimeConstraint")
    return None


def _values(caller: Caller, template: Template, order: Order) -> Refusal | None:
    """Tell what is wrong with the values for a template, if anything is."""
    wanted, given = text.placeholders(template.content), len(order.values)
    if wanted != given:
        reason = f"The template takes {wanted} values, and {given} were given."
        code = f"{_FAILED}.TemplateParamSetNotMatchApprovedTemplate"
        if not caller.documents(code):
            code = f"{_FAILED}.TemplateIncorrectOrUnapproved"
        return Refusal(code, reason)
    if text.has_url(order.values):
        return Refusal(f"{_VALUE}.ProhibitedUseUrlInTemplateParameter")
    if template.type == VERIFICATION and not all(map(text.is_code, order.values)):
        return Refusal(f"{_VALUE}.TemplateParameterFormatError")
    most = caller.settings.value_length
    if most is not None and any(len(each) > most for each in order.values):
        reason = f"A value has more than {most} characters."
        return Refusal(f"{_VALUE}.TemplateParameterLengthLimit", reason)
    return None
