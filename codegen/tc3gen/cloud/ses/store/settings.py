"""Settings and limits of an account: the provider decides them, a test may change them."""

from __future__ import annotations

from attrs import field, frozen

from tc3gen.cloud.account_settings import BaseSettings, amount, flag, optional_amount


@frozen(kw_only=True)
class SesSettings(BaseSettings):
    """The settings of an account. Limits that are None do not apply."""

    raw_content: bool = field(default=False, validator=flag)
    """True if mail may be sent without a template."""
    attachments: bool = field(default=True, validator=flag)
    """True if mail may have attachments."""
    links: bool = field(default=True, validator=flag)
    """True if mail may contain links; the service forbids them while too little is delivered."""
    known: bool = field(default=True, validator=flag)
    """True if the service knows the account, which its reports demand."""
    delete_domains: bool = field(default=True, validator=flag)
    """True if domains can be deleted, which is for companies only."""
    balance: int | None = field(default=None, validator=optional_amount)
    """Mails that are paid for; each mail to one recipient takes one."""
    package: int | None = field(default=None, validator=optional_amount)
    """Mails left in packages; likewise."""
    mails_per_day: int | None = field(default=None, validator=optional_amount)
    """Mails that each domain may send a day, which ends at midnight of the zone UTC+8.

    Without it the domain's reputation level says so: 500 at first, 1,000,000 at most.
    """
    hourly_per_recipient: int | None = field(default=None, validator=optional_amount)
    """Mails to one recipient in any 60 minutes; 10 for a new account of the service."""
    daily_per_recipient: int | None = field(default=None, validator=optional_amount)
    """Mails to one recipient in any 24 hours."""
    bounce_percent: int = field(default=11, validator=amount)
    """Share of a day's mails that may go to invalid addresses; beyond it, the domain is
    banned for the day."""
    bounce_minimum: int = field(default=300, validator=amount)
    """Mails of a day up to which that share does not matter."""
    domains: int = field(default=10, validator=amount)
    """Sender domains of the account: 10 on the international site. Pages of the China site
    say 10 or 20."""
    senders: int = field(default=10, validator=amount)
    """Sender addresses of a domain."""
    groups: int = field(default=1000, validator=amount)
    """Recipient groups. The documentation gives no number."""
    templates: int = field(default=1000, validator=amount)
    """Templates. The documentation gives no number."""
