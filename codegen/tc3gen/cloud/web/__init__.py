"""The page at `/_local/`: mail, recipient groups, tasks and calls, to be looked at.

A request comes in at `routes`, a view of `mail`, `groups`, `tasks` or `calls` reads what
there is to show, and `pages` renders it with a template. `policies` has the headers that
keep hostile mail from doing anything; `frame` is where its HTML is shown.
"""

from tc3gen.cloud.web.routes import add_routes
from tc3gen.cloud.web.sources import MorePages, Sources

__all__ = ["MorePages", "Sources", "add_routes"]
