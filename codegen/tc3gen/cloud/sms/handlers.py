"""Handlers of the actions of the message service, by name.

All of the service is imported with it, so whoever calls imports it when the first call
comes: many tests that start a cloud never send a message.
"""

from __future__ import annotations

from collections.abc import Callable

from tc3gen.cloud.sms.reports import pulls, records, statistics
from tc3gen.cloud.sms.resources import packages, signatures, templates
from tc3gen.cloud.sms.sending import send_sms
from tc3gen.cloud.sms.store.state import Caller, Params, Response

Handler = Callable[[Caller, Params], Response]

HANDLERS: dict[str, Handler] = {
    **signatures.HANDLERS,
    **templates.HANDLERS,
    **send_sms.HANDLERS,
    **pulls.HANDLERS,
    **records.HANDLERS,
    **statistics.HANDLERS,
    **packages.HANDLERS,
}
