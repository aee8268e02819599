"""Short Message Service, in both versions: signatures, templates, messages and reports.

All state lies in a database, by account: `store` keeps it and `views` look at it. The
actions are in `resources`, `sending` and `reports`, which read requests as the newer version
writes them; `versions` translates for the older one. `numbers` reads phone numbers and knows
those that bring something about, `text` fills in templates and counts characters. `service`
is what all others use.
"""

from tc3gen.cloud.sms.service import KEYS, SmsBackend

__all__ = ["KEYS", "SmsBackend"]
