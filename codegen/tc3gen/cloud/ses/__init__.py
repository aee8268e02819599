"""Simple Email Service: domains, senders, groups, templates, mail and what became of it.

All state lies in a database, by account: `store` keeps it and `views` look at it. The
actions are in `resources`, `sending` and `reports`; `service` is what all others use.
"""

from tc3gen.cloud.ses.service import HELD, KEY, SesBackend

__all__ = ["HELD", "KEY", "SesBackend"]
