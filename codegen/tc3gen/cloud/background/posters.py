"""Posters to the callbacks of both services."""

from __future__ import annotations

from tc3gen.cloud.background.callbacks import Poster
from tc3gen.cloud.background.mail_events import MailEvents
from tc3gen.cloud.background.sms_reports import SmsReports
from tc3gen.cloud.database import Database
from tc3gen.cloud.ses import SesBackend
from tc3gen.cloud.sms import SmsBackend


def to_callbacks(
    database: Database,
    ses: SesBackend,
    mail_url: str | None,
    sms: SmsBackend,
    sms_url: str | None,
) -> list[Poster]:
    """A poster for each URL that is given; from now on, its service queues what it reports."""
    posters = []
    if mail_url is not None:
        ses.queue_callbacks()
        posters.append(Poster(database, mail_url, MailEvents()))
    if sms_url is not None:
        sms.queue_callbacks()
        posters.append(Poster(database, sms_url, SmsReports()))
    return posters
