"""What each action of the mail service does, by its name.

All of the service is imported with it, so whoever calls imports it when the first call
comes: many tests that start a cloud never send a mail.
"""

from __future__ import annotations

from collections.abc import Callable

from tc3gen.cloud.ses import (
    blacklists,
    groups,
    identities,
    reports,
    senders,
    sending,
    statuses,
    tasks,
    templates,
    unsubscribes,
    uploads,
)
from tc3gen.cloud.ses.state import Account, Answer, Params

Handler = Callable[[Account, Params], Answer]

HANDLERS: dict[str, Handler] = {
    **identities.HANDLERS,
    **senders.HANDLERS,
    **groups.HANDLERS,
    **uploads.HANDLERS,
    **templates.HANDLERS,
    **sending.HANDLERS,
    **statuses.HANDLERS,
    **tasks.HANDLERS,
    **blacklists.HANDLERS,
    **unsubscribes.HANDLERS,
    **reports.HANDLERS,
}
