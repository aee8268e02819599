"""A local cloud: answers as the real service would.

`protocol` takes a request apart, `signing` finds out who signed it, `gateway` makes a call
of it, and `responses` answers the call from the spec; none of them does input or output.
What a product does beyond its spec is a `backend`: `ses`, `sms` and `sts`. `http` stands between
aiohttp and all that, and `server` puts the folders together; `hosting` runs the server
beside other code, in the foreground or for tests. `background` does what is due and posts
events, `smtp` takes and hands on mail. What a test may ask for under `/_local/` is in
`control_api`, and `fault_injection` does what it asks to go wrong. `call_log` remembers
the last calls, and `web` has the pages that show them and the mail; for these,
`signing.diagnosis` finds out why a signature was rejected.

A folder imports only from those below it, where one line is one floor:

    hosting
    server
    background_tasks
    background, smtp, control_api, web
    state
    ses, sms, fault_injection
    http
    responses
    gateway
    backend, signing, sts, call_log
    protocol
    account_settings, waiting
    database, clock, china_time, temporary_keys, shipped_specs
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tc3gen.cloud.backend import Behaviour
from tc3gen.cloud.hosting.running import RunningCloud
from tc3gen.cloud.hosting.thread import running_cloud, serve_in_thread
from tc3gen.cloud.protocol.api_error import ApiErrorResponse
from tc3gen.cloud.protocol.request import Call
from tc3gen.cloud.server import LocalCloud

if TYPE_CHECKING:
    from tc3gen.cloud.ses.message.records import Mail
    from tc3gen.cloud.ses.views.outbox import Outbox

__all__ = [
    "ApiErrorResponse",
    "Behaviour",
    "Call",
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
        from tc3gen.cloud.ses.message.records import Mail

        return Mail
    if name == "Outbox":
        from tc3gen.cloud.ses.views.outbox import Outbox

        return Outbox
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
