"""Handlers of the actions of the mail service, by name.

All of the service is imported with it, so whoever calls imports it when the first call
comes: many tests that start a cloud never send a mail.
"""

from __future__ import annotations

from collections.abc import Callable

from tc3gen.cloud.ses.reports import statistics, statuses
from tc3gen.cloud.ses.resources import (
    blacklists,
    groups,
    identities,
    senders,
    templates,
    unsubscribes,
    uploads,
)
from tc3gen.cloud.ses.sending import batch_requests, send_email
from tc3gen.cloud.ses.store.state import Account, Params, Response

Handler = Callable[[Account, Params], Response]

HANDLERS: dict[str, Handler] = {
    **identities.HANDLERS,
    **senders.HANDLERS,
    **groups.HANDLERS,
    **uploads.HANDLERS,
    **templates.HANDLERS,
    **send_email.HANDLERS,
    **statuses.HANDLERS,
    **batch_requests.HANDLERS,
    **blacklists.HANDLERS,
    **unsubscribes.HANDLERS,
    **statistics.HANDLERS,
}
