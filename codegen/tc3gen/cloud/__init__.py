"""A local cloud: answers as the real service would.

Requests become calls in `protocol`, which knows no input or output; `server` puts it
behind aiohttp, `thread` runs that beside other code, `command` in the foreground. What
a product does beyond its documented examples lies in a package of its own, as `ses`.
"""

from tc3gen.cloud.server import LocalCloud
from tc3gen.cloud.ses.outbox import Outbox
from tc3gen.cloud.ses.records import Mail
from tc3gen.cloud.testing import RunningCloud
from tc3gen.cloud.thread import running_cloud, serve_in_thread

__all__ = [
    "LocalCloud",
    "Mail",
    "Outbox",
    "RunningCloud",
    "running_cloud",
    "serve_in_thread",
]
