"""The table: every error code of every action of SES, and the steps that bring it about.

A code that no situation brings about has its reason here, and is asked for by the
account's setting `refused`.
"""

from __future__ import annotations

import json

import pytest

from tc3gen.cloud import LocalCloud

from ..support import situations as when
from ..support.client import Caller
from ..support.steps import (
    ADA,
    SERVICE,
    VALUE,
    Stage,
    Steps,
    batch,
    body_is_no_object,
    example,
    language_is_unknown,
    mail,
    mail_with,
    template,
    time_is_missing,
    with_data,
)
from ..support.story import SENDER, create_group, create_template, encoded, upload
from ..support.unreachable_codes import REASONS, REFUSED

PAIRS = [
    (action.name, code) for action in SERVICE.actions.values() for code in action.errors
]
GENERAL: dict[str, Steps] = {
    "InvalidParameter": body_is_no_object,
    VALUE: language_is_unknown,
    "MissingParameter": time_is_missing,
    "UnknownParameter": example(Whatever=1),
    "FailedOperation.InvalidLimit": example(Limit=1001),
    "OperationDenied.ReceiverNotExist": example(ReceiverId=1),
    f"{VALUE}.NotExistDomain": example(EmailIdentity="else.example.com"),
}
"""Steps that are the same for all actions."""

SIMPLE = {"Text": encoded("Hello")}
PAST = {"BeginTime": "2025-12-31 00:00:00"}
BIG = {"FileName": "a.txt", "Content": "A" * 4_000_000}
LONG = [ADA] * 20_001
ROW = {"Email": ADA, "TemplateData": "{}"}
FAILED = "FailedOperation"

SITUATIONS: dict[tuple[str, str], Steps] = {
    ("BatchSendEmail", f"{FAILED}.EmailContentToolarge"): when.large_raw_content,
    ("BatchSendEmail", f"{VALUE}.BeginTimeBeforeNow"): batch(
        TaskType=2, TimedParam=PAST
    ),
    ("BatchSendEmail", f"{VALUE}.EmailContentIsWrong"): batch(
        Template=..., Simple={"Text": "no base64"}
    ),
    ("BatchSendEmail", f"{VALUE}.SubjectLengthError"): batch(Subject="x" * 101),
    ("BatchSendEmail", f"{VALUE}.TemplateDataError"): batch(
        Template={"TemplateID": 1, "TemplateData": "no JSON"}
    ),
    ("BatchSendEmail", f"{VALUE}.TemplateNotMatchData"): batch(
        Template={"TemplateID": 10001, "TemplateData": "{}"}
    ),
    ("BatchSendEmail", "MissingParameter.CycleParamNecessary"): batch(TaskType=3),
    ("BatchSendEmail", "MissingParameter.SendParamNecessary"): batch(Template=...),
    ("BatchSendEmail", "MissingParameter.TimedParamNecessary"): batch(TaskType=2),
    ("BatchSendEmail", "OperationDenied.ReceiverNotExist"): batch(ReceiverId=1),
    ("BatchSendEmail", "OperationDenied.ReceiverStatusError"): when.empty_group,
    ("BatchSendEmail", "OperationDenied.SendAddressStatusError"): batch(
        FromEmailAddress="else@mail.example.com"
    ),
    ("BatchSendEmail", "OperationDenied.TemplateStatusError"): when.unapproved_template,
    ("CreateAddressUnsubscribeConfig", "OperationDenied"): when.second_setting,
    ("CreateCustomBlacklist", f"{VALUE}.WrongDate"): example(ExpireDate="2025-12-31"),
    ("CreateCustomBlacklist", "LimitExceeded.ReceiverDetailRequestLimit"): example(
        Emails=LONG
    ),
    ("CreateCustomBlacklist", "MissingParameter.EmailsNecessary"): example(Emails=[]),
    ("CreateEmailAddress", f"{VALUE}.IllegalEmailAddress"): when.sender(
        EmailAddress="news"
    ),
    ("CreateEmailAddress", f"{VALUE}.IllegalSenderName"): when.sender(
        EmailSenderName="a:b"
    ),
    ("CreateEmailAddress", f"{VALUE}.RepeatEmailAddress"): when.repeated_sender,
    ("CreateEmailAddress", "OperationDenied.DomainNotVerified"): example(),
    ("CreateEmailAddress", "OperationDenied.ExceedSenderLimit"): when.too_many_senders,
    ("CreateEmailIdentity", f"{VALUE}.CreatedByOther"): when.domain_of_another,
    ("CreateEmailIdentity", f"{VALUE}.InvalidEmailIdentity"): example(
        EmailIdentity="x"
    ),
    ("CreateEmailIdentity", f"{VALUE}.RepeatCreation"): when.repeated_domain,
    ("CreateEmailIdentity", "OperationDenied.ExceedDomainLimit"): when.too_many_domains,
    ("CreateEmailTemplate", f"{FAILED}.ExceedTemplateLimit"): when.too_many_templates,
    ("CreateEmailTemplate", f"{FAILED}.TemplateContentToolarge"): template(
        Text=encoded("x" * (1024 * 1024 + 1))
    ),
    ("CreateEmailTemplate", f"{VALUE}.TemplateContentIsNULL"): template(Text=""),
    ("CreateEmailTemplate", f"{VALUE}.TemplateContentIsWrong"): template(Text="/w=="),
    ("CreateEmailTemplate", f"{VALUE}.TemplateNameIllegal"): template(
        "a<b", Text="eA=="
    ),
    ("CreateReceiver", f"{VALUE}.ReceiverDescIllegal"): example(Desc="a;b"),
    ("CreateReceiver", f"{VALUE}.ReceiverNameIllegal"): example(ReceiversName="a<b"),
    ("CreateReceiver", f"{VALUE}.RepeatReceiverName"): when.repeated_group,
    ("CreateReceiver", "LimitExceeded.ExceedReceiverLimit"): when.too_many_groups,
    (
        "CreateReceiverDetail",
        f"{VALUE}.TemplateDataInconsistent",
    ): when.addresses_without_data,
    ("CreateReceiverDetail", "LimitExceeded.ReceiverDetailCountLimit"): when.full_group,
    ("CreateReceiverDetail", "LimitExceeded.ReceiverDetailRequestLimit"): example(
        Emails=LONG
    ),
    ("CreateReceiverDetail", "MissingParameter.EmailsNecessary"): example(Emails=[]),
    ("CreateReceiverDetail", "MissingParameter.ReceiverIdNecessary"): example(
        ReceiverId=...
    ),
    ("CreateReceiverDetail", "OperationDenied.ReceiverIsOperating"): when.busy_group,
    ("CreateReceiverDetailWithData", f"{VALUE}.InValidTemplateData"): with_data(
        '{"name":"<b>"}'
    ),
    ("CreateReceiverDetailWithData", f"{VALUE}.ReceiverEmailInvalid"): with_data(
        {"Email": "eve", "TemplateData": '{"name":"Eve"}'}
    ),
    ("CreateReceiverDetailWithData", f"{VALUE}.TemplateDataError"): with_data(
        "no JSON"
    ),
    ("CreateReceiverDetailWithData", f"{VALUE}.TemplateDataInconsistent"): with_data(
        "{}"
    ),
    ("CreateReceiverDetailWithData", f"{VALUE}.TemplateDataLenLimit"): with_data(
        json.dumps({"name": "x" * 800})
    ),
    (
        "CreateReceiverDetailWithData",
        "LimitExceeded.ReceiverDetailCountLimit",
    ): when.full_group,
    (
        "CreateReceiverDetailWithData",
        "LimitExceeded.ReceiverDetailRequestLimit",
    ): example(Datas=[ROW] * 20_001),
    ("CreateReceiverDetailWithData", "MissingParameter.EmailsNecessary"): example(
        Datas=[]
    ),
    (
        "CreateReceiverDetailWithData",
        "OperationDenied.ReceiverIsOperating",
    ): when.busy_group,
    ("DeleteAddressUnsubscribeConfig", "OperationDenied"): example(),
    ("DeleteBlackList", "OperationDenied"): example(),
    ("DeleteEmailAddress", f"{VALUE}.NoSuchSender"): example(),
    ("DeleteEmailIdentity", "OperationDenied.NotAllowDelete"): when.domain_of_a_person,
    ("DeleteEmailIdentity", "OperationDenied.SenderWithDomainIsNotEmpty"): (
        when.domain_with_senders
    ),
    ("DeleteReceiver", "MissingParameter.ReceiverIdNecessary"): example(ReceiverId=...),
    ("GetAbuseReport", "InvalidParameter.AppIdIsRequired"): when.unknown_account,
    ("GetAbuseReport", "InvalidParameter.InvalidEndTimeFormat"): example(
        EndTime="today"
    ),
    ("GetAbuseReport", "InvalidParameter.InvalidStartTimeFormat"): example(
        StartTime="2026-1-1"
    ),
    ("GetEmailTemplate", f"{VALUE}.TemplateNotExist"): example(),
    ("GetSendEmailStatus", f"{FAILED}.IncorrectEmail"): example(ToEmailAddress="ada"),
    ("GetSendEmailStatus", f"{FAILED}.NotSupportDate"): when.too_long_ago,
    ("GetSendEmailStatus", f"{VALUE}.WrongDate"): example(RequestDate="2026-02-30"),
    ("GetStatisticsReport", f"{VALUE}.WrongDate"): example(EndDate="2026-01-14"),
    ("ListBlackEmailAddress", f"{VALUE}.WrongDate"): example(StartDate="2026-02-01"),
    ("SendEmail", f"{FAILED}.AttachContentToolarge"): mail(Attachments=[BIG, BIG]),
    ("SendEmail", f"{FAILED}.EmailAddrInBlacklist"): when.to_black(
        "CreateCustomBlacklist", Emails=[ADA]
    ),
    ("SendEmail", f"{FAILED}.EmailContentToolarge"): when.large_values,
    ("SendEmail", f"{FAILED}.ExceedSendLimit"): mail_with(mails_per_day=0),
    ("SendEmail", f"{FAILED}.FileURLNotExist"): mail(
        Attachments=[{"FileName": "a.txt", "FileURL": "https://example.com/a.txt"}]
    ),
    ("SendEmail", f"{FAILED}.FrequencyLimit"): when.second_mail(
        ADA, hourly_per_recipient=1
    ),
    ("SendEmail", f"{FAILED}.HighRejectionRate"): when.many_bounces,
    ("SendEmail", f"{FAILED}.IllegalURL"): when.illegal_link,
    ("SendEmail", f"{FAILED}.IncorrectEmail"): mail(ReplyToAddresses="support"),
    ("SendEmail", f"{FAILED}.IncorrectSender"): mail(FromEmailAddress="news"),
    ("SendEmail", f"{FAILED}.InsufficientBalance"): mail_with(balance=0),
    ("SendEmail", f"{FAILED}.InsufficientQuota"): mail_with(package=0),
    ("SendEmail", f"{FAILED}.InvalidAttachName"): mail(
        Attachments=[{"FileName": "a.exe"}]
    ),
    ("SendEmail", f"{FAILED}.InvalidTemplateID"): when.unknown_template_to_send,
    ("SendEmail", f"{FAILED}.MissingEmailContent"): mail(Template=...),
    ("SendEmail", f"{FAILED}.NoAttachPermission"): mail_with(attachments=False),
    ("SendEmail", f"{FAILED}.NotAuthenticatedSender"): mail(
        FromEmailAddress="else@mail.example.com"
    ),
    ("SendEmail", f"{FAILED}.ProtocolCheckErr"): mail(SmtpMessageId="no id"),
    ("SendEmail", f"{FAILED}.ReceiverHasUnsubscribed"): when.second_mail(
        "unsubscribe@example.com"
    ),
    ("SendEmail", f"{FAILED}.RejectedByRecipients"): mail(
        Destination=["reject@example.com"]
    ),
    ("SendEmail", f"{FAILED}.SendEmailErr"): mail(Destination=["error@example.com"]),
    ("SendEmail", f"{FAILED}.TemporaryBlocked"): when.second_mail(
        "block@example.com", ADA
    ),
    ("SendEmail", f"{FAILED}.TooManyAttachments"): mail(
        Attachments=[{"FileName": "a.txt"}] * 11
    ),
    ("SendEmail", f"{FAILED}.TooManyRecipients"): mail(Destination=[ADA] * 51),
    ("SendEmail", f"{FAILED}.URLForbidden"): when.forbidden_link,
    ("SendEmail", f"{FAILED}.UnsupportMailType"): mail(
        Destination=["ada@unsupported.example.com"]
    ),
    ("SendEmail", f"{FAILED}.WithOutPermission"): mail(Template=..., Simple=SIMPLE),
    ("SendEmail", f"{FAILED}.WrongContentJson"): mail(
        Template={"TemplateID": 1, "TemplateData": "no JSON"}
    ),
    ("SendEmail", f"{VALUE}.AttachContentIsWrong"): mail(
        Attachments=[{"FileName": "a.txt", "Content": "%"}]
    ),
    ("SendEmail", f"{VALUE}.EmailAddressIsNULL"): mail(Destination=[]),
    ("SendEmail", f"{VALUE}.EmailContentIsWrong"): mail(
        Template=..., Simple={"Html": "gA=="}
    ),
    ("SendEmail", f"{VALUE}.InvalidEmailIdentity"): mail(
        FromEmailAddress="news@else.example.com"
    ),
    ("SendEmail", f"{VALUE}.ReceiverEmailInvalid"): mail(Destination=["ada"]),
    ("UpdateAddressUnsubscribeConfig", "OperationDenied"): example(),
    ("UpdateCustomBlackList", f"{VALUE}.IllegalEmailAddress"): example(Email="bob"),
    ("UpdateCustomBlackList", f"{VALUE}.WrongDate"): example(ExpireDate="31.12.2027"),
    ("UpdateEmailIdentity", f"{FAILED}.DKIMNotApplied"): when.domain_without_key,
    ("UpdateEmailSmtpPassWord", f"{VALUE}.InvalidSmtpPassWord"): when.password(
        "a" * 12
    ),
    ("UpdateEmailSmtpPassWord", f"{VALUE}.NoSuchSender"): example(),
    (
        "UpdateEmailSmtpPassWord",
        "OperationDenied.RepeatPassWord",
    ): when.repeated_password,
    ("UpdateEmailTemplate", f"{VALUE}.TemplateContentIsNULL"): template(Text=""),
    ("UpdateEmailTemplate", f"{VALUE}.TemplateContentIsWrong"): template(Text="/w=="),
    ("UpdateEmailTemplate", f"{VALUE}.TemplateNameIllegal"): template(
        "a<b", Text="eA=="
    ),
    ("UpdateEmailTemplate", f"{VALUE}.TemplateNameIsNULL"): template("", Text="eA=="),
    ("UpdateEmailTemplate", f"{VALUE}.TemplateNotExist"): example(),
    ("UpdateEmailTemplate", "LimitExceeded"): template(
        Text=encoded("x" * (1024 * 1024 + 1))
    ),
}


@pytest.mark.parametrize(("action", "code"), PAIRS)
async def test_every_code_can_be_had(
    cloud: LocalCloud, ses: Caller, other: Caller, action: str, code: str
) -> None:
    steps = SITUATIONS.get((action, code)) or GENERAL.get(code)
    stage = Stage(cloud, ses, other, action)
    if steps is not None:
        assert await steps(stage) == code
        return
    assert REASONS.get((action, code)) or REFUSED[code]
    cloud.ses.configure("local", refused={action: code})
    assert await stage.example() == code


def test_the_table_has_no_more_than_the_spec() -> None:
    assert {*SITUATIONS, *REASONS} <= set(PAIRS)
    assert not REASONS.keys() & SITUATIONS.keys()
    assert len(PAIRS) > 300


async def test_the_usual_mail_and_batch_can_be_sent(
    cloud: LocalCloud, ses: Caller
) -> None:
    """Else the steps above would prove nothing."""
    stage = Stage(cloud, ses, ses, "SendEmail")
    await ses("SendEmail", **await stage.mail())
    group = await create_group(ses, "All")
    await upload(ses, group, ADA)
    template = {
        "TemplateID": await create_template(ses),
        "TemplateData": '{"name":"A"}',
    }
    await ses(
        "BatchSendEmail",
        FromEmailAddress=SENDER,
        ReceiverId=group,
        Subject="Hello",
        TaskType=1,
        Template=template,
    )
    assert len(cloud.outbox) == 2
