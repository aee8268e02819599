"""Limits of all services: each one says which page it is from.

A limit of another action refuses what the service would take, before anything is sent. So
whoever adds one names its source here, and it must be a page or a code of that very action.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tc3gen.spec.model import Service
from tc3gen.spec.reading.load import load_specs

SPEC = Path(__file__).parents[2] / "spec"

PAGE = "the parameter's own text"
OFFSET = "a place counted from 0"
UNSIGNED = f"{PAGE}, and no time is below 0"
NOT_USED = f"{PAGE}: 0 for now"
HOUR = f"{PAGE}: an hour as yyyymmddhh"
ONE = f"{PAGE}, and at least one"
CODE = "the text of a code that this action lists: "
LENGTH = f"{CODE}SubjectLengthError"
PER_PAGE = f"{CODE}InvalidLimit, 100 on a page"
MISSING = f"{CODE}EmailsNecessary"
SENDING_LIMITS = "the page on sending limits, 2023-12"

SES = {
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

SMS_2019 = {
    "CallbackStatusStatistics.Limit range 0-0": NOT_USED,
    "CallbackStatusStatistics.Offset range 0-0": NOT_USED,
    "PullSmsReplyStatus.Limit range 0-100": PAGE,
    "PullSmsReplyStatusByPhoneNumber.Limit range 0-100": PAGE,
    "PullSmsReplyStatusByPhoneNumber.Offset range 0-0": NOT_USED,
    "PullSmsSendStatus.Limit range 0-100": PAGE,
    "PullSmsSendStatusByPhoneNumber.Limit range 0-100": PAGE,
    "PullSmsSendStatusByPhoneNumber.Offset range 0-0": NOT_USED,
    "SendSms.PhoneNumberSet items 1-200": ONE,
    "SendSms.SessionContext size 0-511": PAGE,
    "SendStatusStatistics.Limit range 0-0": NOT_USED,
    "SendStatusStatistics.Offset range 0-0": NOT_USED,
    "SmsPackagesStatistics.Limit range 0-500": PAGE,
    "SmsPackagesStatistics.Offset range 0-": OFFSET,
}

SMS = {
    "CallbackStatusStatistics.BeginTime length 10-10": HOUR,
    "CallbackStatusStatistics.EndTime length 10-10": HOUR,
    "CallbackStatusStatistics.Limit range 0-0": NOT_USED,
    "CallbackStatusStatistics.Offset range 0-0": NOT_USED,
    "DescribePhoneNumberInfo.PhoneNumberSet items 1-200": ONE,
    "DescribeSendRecordList.Limit range 1-50": PAGE,
    "DescribeSendRecordList.Offset range 0-1000": PAGE,
    "DescribeSmsSignList.Limit range 0-100": PAGE,
    "DescribeSmsSignList.Offset range 0-": OFFSET,
    "DescribeSmsSignList.SignIdSet items 0-100": PAGE,
    "DescribeSmsTemplateList.Limit range 0-100": PAGE,
    "DescribeSmsTemplateList.Offset range 0-": OFFSET,
    "DescribeSmsTemplateList.TemplateIdSet items 0-100": PAGE,
    "MultiSmsInfo.SessionContext size 0-511": PAGE,
    "PullSmsReplyStatus.Limit range 0-100": PAGE,
    "PullSmsReplyStatusByPhoneNumber.Limit range 0-100": PAGE,
    "PullSmsReplyStatusByPhoneNumber.Offset range 0-0": NOT_USED,
    "PullSmsSendStatus.Limit range 0-100": PAGE,
    "PullSmsSendStatusByPhoneNumber.Limit range 0-100": PAGE,
    "PullSmsSendStatusByPhoneNumber.Offset range 0-0": NOT_USED,
    "SendMultiGlobalSms.MultiSmsInfoSet items 1-200": ONE,
    "SendSms.PhoneNumberSet items 1-200": ONE,
    "SendSms.SessionContext size 0-511": PAGE,
    "SendStatusStatistics.BeginTime length 10-10": HOUR,
    "SendStatusStatistics.EndTime length 10-10": HOUR,
    "SendStatusStatistics.Limit range 0-0": NOT_USED,
    "SendStatusStatistics.Offset range 0-0": NOT_USED,
    "SmsPackagesStatistics.BeginTime length 10-10": HOUR,
    "SmsPackagesStatistics.EndTime length 10-10": HOUR,
    "SmsPackagesStatistics.Limit range 0-500": PAGE,
    "SmsPackagesStatistics.Offset range 0-": OFFSET,
}

STS = {
    "AssumeRole.DurationSeconds range 0-43200": UNSIGNED,
    "AssumeRole.ExternalId length 2-128": PAGE,
    "AssumeRole.RoleSessionName length 2-128": PAGE,
    "AssumeRole.Tags items 0-50": PAGE,
    "AssumeRoleWithSAML.DurationSeconds range 0-43200": UNSIGNED,
    "AssumeRoleWithWebIdentity.DurationSeconds range 0-43200": UNSIGNED,
    "GetFederationToken.DurationSeconds range 0-129600": UNSIGNED,
    "GetSessionToken.DurationSeconds range 0-129600": UNSIGNED,
    "Credentials.TmpSecretId size 0-1024": PAGE,
    "Credentials.TmpSecretKey size 0-1024": PAGE,
    "Credentials.Token size 0-4096": PAGE,
    "Tag.Key length 0-128": PAGE,
    "Tag.Value length 0-256": PAGE,
}


SOURCES = {
    "ses-2020-10-02": SES,
    "sms-2019-07-11": SMS_2019,
    "sms-2021-01-11": SMS,
    "sts-2018-08-13": STS,
}


@pytest.fixture(scope="module")
def services() -> Mapping[str, Service]:
    loaded = load_specs([SPEC]).services
    return {f"{each.service}-{each.version}": each for each in loaded}


def test_each_limit_has_a_source(services: Mapping[str, Service]) -> None:
    found = {name: sorted(limits_of(each)) for name, each in services.items()}
    assert found == {name: sorted(sources) for name, sources in SOURCES.items()}


def test_a_code_that_a_limit_is_from_is_one_of_its_action(
    services: Mapping[str, Service],
) -> None:
    for name, sources in SOURCES.items():
        for limit, source in sources.items():
            if source.startswith(CODE):
                code = source.removeprefix(CODE).partition(",")[0]
                action = services[name].actions[limit.partition(".")[0]]
                assert code in {each.rpartition(".")[2] for each in action.errors}


def limits_of(service: Service) -> Iterator[str]:
    groups = [(each.name, each.params) for each in service.actions.values()]
    groups += [(each.name, each.fields) for each in service.types.values()]
    for owner, fields in groups:
        for name, each in fields.items():
            for kind in ("length", "items", "range", "size"):
                bounds = getattr(each, kind)
                if bounds is not None:
                    least, most = ("" if bound is None else bound for bound in bounds)
                    yield f"{owner}.{name} {kind} {least}-{most}"
