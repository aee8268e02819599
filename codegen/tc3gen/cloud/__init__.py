"""A local cloud: answers as the real service would.

A request is opened in `envelope` (where are its common parameters?), let in by `gate`,
becomes a call in `protocol` and is carried out in `answering`; all that knows no input or
output. `server` puts it behind aiohttp, by way of `exchange`; `thread` runs that beside
other code, `command` in the foreground. `answers` and `made` answer from the spec; what a
product does beyond that lies in `ses` and `sts`. What a test may ask for under `/_local/`
is in `controls`, what goes wrong on demand in `injected` and `faulty`, and `guard` keeps
pages of other sites out. `calls` remembers the last ones; `web` is the page that shows
them and the mail, for which `rejected` finds out what was signed with a wrong signature.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tc3gen.cloud.server import LocalCloud
from tc3gen.cloud.testing import RunningCloud
from tc3gen.cloud.thread import running_cloud, serve_in_thread

if TYPE_CHECKING:
    from tc3gen.cloud.ses.outbox import Outbox
    from tc3gen.cloud.ses.records import Mail

__all__ = [
    "LocalCloud",
    "Mail",
    "Outbox",
    "RunningCloud",
    "running_cloud",
    "serve_in_thread",
]


def __getattr__(name: str) -> Any:
    """`Mail` and `Outbox` are loaded by whoever names them: to serve takes neither."""
    if name == "Mail":
        from tc3gen.cloud.ses.records import Mail

        return Mail
    if name == "Outbox":
        from tc3gen.cloud.ses.outbox import Outbox

        return Outbox
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
