"""Limits of the mail service: each one says which page it is from.

A limit of another action refuses what the service would take, before anything is sent. So
whoever adds one names its source here, and it must be a page or a code of that very action.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tc3gen.spec.model import Field, Service
from tc3gen.spec.reading.load import load_specs

SPEC = Path(__file__).parents[2] / "spec"

PAGE = "the parameter's own text"
OFFSET = "a place counted from 0"
CODE = "the text of a code that this action lists: "
LENGTH = f"{CODE}SubjectLengthError"
PER_PAGE = f"{CODE}InvalidLimit, 100 on a page"
MISSING = f"{CODE}EmailsNecessary"
SENDING_LIMITS = "the page on sending limits, 2023-12"

SOURCES = {
    "BatchSendEmail.Subject length 1-100": LENGTH,
    "CreateCustomBlacklist.Emails items 1-": MISSING,
    "CreateReceiver.Desc length 1-300": f"{CODE}ReceiverDescIllegal",
    "CreateReceiverDetail.Emails items 1-20000": "the action's own description",
    "CreateReceiverDetailWithData.Datas items 1-20000": PAGE,
    "DeleteBlackList.EmailAddressList items 1-": PAGE,
    "GetAbuseReport.Limit range 1-": "no upper one: the default is 1000",
    "GetSendEmailStatus.Limit range 1-100": PAGE,
    "ListBlackEmailAddress.Limit range 1-100": PAGE,
    "ListCustomBlacklist.Limit range 1-100": PAGE,
    "ListEmailIdentities.Limit range 1-": "no upper one: none is documented",
    "ListEmailTemplates.Limit range 1-100": PER_PAGE,
    "ListReceiverDetails.Email length 0-50": PAGE,
    "ListReceiverDetails.Limit range 1-100": PAGE,
    "ListReceivers.Limit range 1-100": PAGE,
    "ListSendTasks.Limit range 1-100": PAGE,
    "SendEmail.Attachments items 0-10": f"{CODE}TooManyAttachments",
    "SendEmail.Bcc items 0-20": PAGE,
    "SendEmail.Cc items 0-20": PAGE,
    "SendEmail.Destination items 0-50": PAGE,
    "SendEmail.Subject length 1-998": SENDING_LIMITS,
    "UpdateEmailSmtpPassWord.EmailAddress length 1-128": PAGE,
    "UpdateEmailSmtpPassWord.Password length 10-20": f"{CODE}InvalidSmtpPassWord",
    "Attachment.Content size 0-5592408": PAGE,
    "Attachment.FileName length 1-255": PAGE,
    "ReceiverInputData.TemplateData size 0-800": PAGE,
    **{
        f"{action}.Offset range 0-": OFFSET
        for action in (
            "GetAbuseReport",
            "GetSendEmailStatus",
            "ListAddressUnsubscribeConfig",
            "ListBlackEmailAddress",
            "ListCustomBlacklist",
            "ListEmailIdentities",
            "ListEmailTemplates",
            "ListReceiverDetails",
            "ListReceivers",
            "ListSendTasks",
        )
    },
}


@pytest.fixture(scope="module")
def ses() -> Service:
    (service,) = load_specs([SPEC / "ses"]).services
    return service


def test_each_limit_has_a_source(ses: Service) -> None:
    assert set(limits_of(ses)) == set(SOURCES)


def test_a_code_that_a_limit_is_from_is_one_of_its_action(ses: Service) -> None:
    for limit, source in SOURCES.items():
        if source.startswith(CODE):
            code = source.removeprefix(CODE).partition(",")[0]
            action = ses.actions[limit.partition(".")[0]]
            assert code in {each.rpartition(".")[2] for each in action.errors}, limit


def limits_of(service: Service) -> Iterator[str]:
    groups: dict[str, dict[str, Field]] = {}
    for action in service.actions.values():
        groups[action.name] = dict(action.params)
    for type in service.types.values():
        groups[type.name] = dict(type.fields)
    for owner, fields in groups.items():
        for name, each in fields.items():
            for kind in ("length", "items", "range", "size"):
                bounds = getattr(each, kind)
                if bounds is not None:
                    least, most = ("" if bound is None else bound for bound in bounds)
                    yield f"{owner}.{name} {kind} {least}-{most}"
