"""The table: every error code of every action of both versions of SMS, and how it comes about.

A code that no situation brings about has its reason in `unreachable`, and is asked for by the
account's setting `refused`.
"""

from __future__ import annotations

import pytest
from own_specs import own_specs

from tc3gen.cloud import LocalCloud

from . import situations as when
from .situations import example, message, message_with, settings, signature, template
from .stage import (
    AMERICAN,
    CHINESE,
    GLOBAL,
    MAINLAND,
    NEWER,
    VERSIONS,
    Stage,
    Steps,
)
from .unreachable import NEWER_REASONS, REASONS, REFUSED

SERVICES = {
    each.version: each for each in own_specs().services if each.service == "sms"
}
PAIRS = [
    (version, action.name, code)
    for version in VERSIONS
    for action in SERVICES[version].actions.values()
    for code in action.errors
]
FAILED = "FailedOperation"
VALUE = "InvalidParameterValue"
LIMIT = "LimitExceeded"
DENIED = "UnauthorizedOperation"
UNSUPPORTED = "UnsupportedOperation"
HUNDREDS = [AMERICAN] * 201


async def body_is_no_object(stage: Stage) -> str:
    return await stage.sms.code_of(stage.sms.request(stage.action, b"[]"))


async def time_is_missing(stage: Stage) -> str:
    sent = stage.sms.request(stage.action)
    del sent.headers["X-TC-Timestamp"]
    return await stage.sms.code_of(sent)


async def first_parameter_is_an_object(stage: Stage) -> str:
    spec = stage.sms.service.actions[stage.action]
    first = next(name for name in spec.params if name != "ProofImage")
    return await stage.example(**{first: {}})


GENERAL: dict[str, Steps] = {
    f"{FAILED}.FailResolvePacket": first_parameter_is_an_object,
    f"{FAILED}.NotEnterpriseCertification": settings(company=False),
    f"{VALUE}.IncorrectPhoneNumber": when.number_in_period("12"),
    f"{VALUE}.InvalidInternational": example(International=7),
    f"{VALUE}.LimitVerifyFail": example(Limit=-1),
    f"{VALUE}.OffsetVerifyFail": example(Offset=-1),
    f"{VALUE}.SdkAppIdNotExist": example(SmsSdkAppId="1400000404"),
    f"{DENIED}.RequestIpNotInWhitelist": settings(known_address=False),
    f"{DENIED}.RequestPermissionDeny": settings(permitted=False),
    f"{DENIED}.SdkAppIdIsDisabled": example(SmsSdkAppId="1400000403"),
    f"{DENIED}.ServiceSuspendDueToArrears": settings(paid=False),
    f"{DENIED}.SmsSdkAppIdVerifyFail": example(SmsSdkAppId="1400000401"),
    "InvalidParameter": body_is_no_object,
    "MissingParameter": time_is_missing,
}
"""Steps that are the same for all actions."""

BACKWARDS = example(BeginTime="2024050200", EndTime="2024050100")
NO_HOUR = {"BeginTime": "2024019999"}
NO_LAST_HOUR = {"EndTime": "2024019999"}

SITUATIONS: dict[tuple[str, str], Steps] = {
    ("AddSmsSign", f"{FAILED}.OtherError"): signature(SignName="a-b"),
    ("AddSmsSign", f"{FAILED}.QualificationIdNotApproved"): signature(
        International=MAINLAND, QualificationId=1_000_400
    ),
    ("AddSmsSign", f"{FAILED}.SignNumberLimit"): when.too_many_signatures,
    ("AddSmsSign", f"{VALUE}.ImageInvalid"): signature(ProofImage="bm8gaW1hZ2U="),
    ("AddSmsSign", f"{VALUE}.InvalidDocumentType"): signature(DocumentType=0),
    ("AddSmsSign", f"{VALUE}.InvalidSignPurpose"): signature(SignPurpose=7),
    ("AddSmsSign", f"{VALUE}.InvalidUsedMethod"): signature(SignPurpose=7),
    ("AddSmsSign", f"{VALUE}.QualificationIdNotFound"): signature(
        International=MAINLAND, QualificationId=1
    ),
    ("AddSmsSign", f"{VALUE}.SignAlreadyPassedCheck"): when.repeated_signature,
    ("AddSmsSign", f"{VALUE}.SignExistAndUnapproved"): when.waiting_signature,
    ("AddSmsSign", f"{VALUE}.SignNameLengthTooLong"): signature(SignName="x" * 13),
    ("AddSmsSign", "MissingParameter"): signature(SignPurpose=1),
    ("AddSmsTemplate", f"{FAILED}.ForbidAddMarketingTemplates"): when.individual(
        SmsType=1
    ),
    ("AddSmsTemplate", f"{FAILED}.MissingSignature"): example(),
    ("AddSmsTemplate", f"{FAILED}.TemplateAlreadyPassedCheck"): when.approved_template,
    ("AddSmsTemplate", f"{FAILED}.TemplateNumberLimit"): when.too_many_templates,
    ("CallbackStatusStatistics", f"{VALUE}.BeginTimeVerifyFail"): example(**NO_HOUR),
    ("CallbackStatusStatistics", f"{VALUE}.EndTimeVerifyFail"): example(**NO_LAST_HOUR),
    ("CallbackStatusStatistics", f"{VALUE}.InvalidStartTime"): BACKWARDS,
    ("DeleteSmsSign", f"{FAILED}.MissingSignatureToModify"): when.deleted_signature,
    ("DeleteSmsSign", f"{FAILED}.SignIdNotExist"): example(),
    ("DeleteSmsTemplate", f"{FAILED}.MissingTemplateToModify"): when.deleted_template,
    ("DeleteSmsTemplate", f"{FAILED}.TemplateIdNotExist"): example(),
    ("DescribePhoneNumberInfo", f"{FAILED}.PhoneNumberParseFail"): when.numbers(
        "call me"
    ),
    ("DescribePhoneNumberInfo", f"{VALUE}.IncorrectPhoneNumber"): when.numbers("+8612"),
    ("DescribePhoneNumberInfo", f"{LIMIT}.PhoneNumberCountLimit"): example(
        PhoneNumberSet=HUNDREDS
    ),
    ("DescribeSendRecordList", f"{VALUE}.BeginTimeVerifyFail"): when.period(-80 * 3600),
    ("DescribeSendRecordList", f"{VALUE}.EndTimeVerifyFail"): when.period(-60, 3600),
    ("DescribeSmsSignList", f"{VALUE}.MissingSignatureList"): example(),
    ("DescribeSmsSignList", "MissingParameter.MissingSignatureList"): example(
        SignIdSet=[]
    ),
    ("DescribeSmsTemplateList", f"{FAILED}.MissingTemplateToModify"): example(),
    ("DescribeSmsTemplateList", f"{FAILED}.ProhibitSubAccountUse"): (
        when.all_templates_by_a_sub_account
    ),
    ("ModifySmsSign", f"{FAILED}.MissingSignatureList"): when.signature_of_another,
    ("ModifySmsSign", f"{FAILED}.MissingSignatureToModify"): example(),
    ("ModifySmsSign", f"{FAILED}.OtherError"): signature(SignName="a-b"),
    ("ModifySmsSign", f"{FAILED}.QualificationIdNotApproved"): signature(
        International=MAINLAND, QualificationId=1_000_400
    ),
    ("ModifySmsSign", f"{VALUE}.ImageInvalid"): signature(ProofImage="bm8gaW1hZ2U="),
    ("ModifySmsSign", f"{VALUE}.InvalidDocumentType"): signature(DocumentType=0),
    ("ModifySmsSign", f"{VALUE}.InvalidSignPurpose"): signature(SignPurpose=7),
    ("ModifySmsSign", f"{VALUE}.InvalidUsedMethod"): signature(SignPurpose=7),
    ("ModifySmsSign", f"{VALUE}.QualificationIdNotFound"): signature(
        International=MAINLAND, QualificationId=1
    ),
    ("ModifySmsSign", f"{VALUE}.SignAlreadyPassedCheck"): when.approved_signature,
    ("ModifySmsSign", f"{VALUE}.SignExistAndUnapproved"): when.waiting_signature,
    ("ModifySmsSign", f"{VALUE}.SignNameLengthTooLong"): signature(SignName="x" * 13),
    ("ModifySmsTemplate", f"{FAILED}.ForbidAddMarketingTemplates"): when.individual(
        SmsType=1
    ),
    ("ModifySmsTemplate", f"{FAILED}.MissingTemplateList"): when.template_of_another,
    ("ModifySmsTemplate", f"{FAILED}.MissingTemplateToModify"): example(),
    (
        "ModifySmsTemplate",
        f"{FAILED}.TemplateAlreadyPassedCheck",
    ): when.approved_template,
    **{
        (action, code): steps
        for action in ("AddSmsTemplate", "ModifySmsTemplate")
        for code, steps in {
            "InvalidParameter.DirtyWordFound": template(Remark="A DirtyWord"),
            "InvalidParameter.InvalidParameters": template(TemplateName=" "),
            f"{VALUE}.InvalidSmsType": template(SmsType=9),
            f"{VALUE}.InvalidTemplateFormat": template(TemplateContent="Code {2}"),
            f"{VALUE}.MarketingTemplateWithoutUnsubscribe": template(
                International=MAINLAND, SmsType=1, TemplateContent="Sale"
            ),
            f"{VALUE}.TemplateWithDirtyWords": template(TemplateContent="dirtyword"),
            f"{VALUE}.UnsupportedTemplateVariable": template(
                International=MAINLAND, SmsType=2
            ),
        }.items()
    },
    **{
        (f"PullSms{what}StatusByPhoneNumber", code): steps
        for what in ("Reply", "Send")
        for code, steps in {
            f"{VALUE}.BeginTimeVerifyFail": when.period(-8 * 86400),
            f"{VALUE}.EndTimeVerifyFail": when.period(-60, 3600),
            f"{VALUE}.InvalidStartTime": when.period(-60, -120),
        }.items()
    },
    ("SendMultiGlobalSms", f"{FAILED}.TemplateIncorrectOrUnapproved"): when.multi(
        TemplateId="1"
    ),
    ("SendMultiGlobalSms", f"{VALUE}.MultiSmsInfoSetEmpty"): example(
        MultiSmsInfoSet=[]
    ),
    ("SendMultiGlobalSms", f"{LIMIT}.GlobalSmsSendingRateLimit"): (
        when.second_global_message
    ),
    ("SendMultiGlobalSms", f"{LIMIT}.PhoneNumberCountLimit"): example(
        MultiSmsInfoSet=[{"PhoneNumber": AMERICAN, "TemplateId": "1"}] * 201
    ),
    ("SendMultiGlobalSms", f"{UNSUPPORTED}.ContainDomesticPhoneNumber"): when.multi(
        PhoneNumber=CHINESE
    ),
    ("SendSms", f"{FAILED}.ContainSensitiveWord"): when.message_of(
        values=["DirtyWord"], SmsType=2
    ),
    ("SendSms", f"{FAILED}.InsufficientBalanceInSmsPackage"): when.empty_package,
    ("SendSms", f"{FAILED}.MarketingSendTimeConstraint"): when.marketing(night=True),
    ("SendSms", f"{FAILED}.PhoneNumberInBlacklist"): when.after_opting_out,
    ("SendSms", f"{FAILED}.SignatureIncorrectOrUnapproved"): message(SignName="Other"),
    ("SendSms", f"{FAILED}.TemplateIncorrectOrUnapproved"): message(TemplateId="Hello"),
    ("SendSms", f"{FAILED}.TemplateParamSetNotMatchApprovedTemplate"): message(
        TemplateParamSet=["1", "2"]
    ),
    ("SendSms", f"{FAILED}.TemplateUnapprovedOrNotExist"): message(TemplateId="1"),
    ("SendSms", f"{VALUE}.ContentLengthLimit"): when.message_of(
        values=["x" * 500], SmsType=2
    ),
    ("SendSms", f"{VALUE}.IncorrectPhoneNumber"): message(PhoneNumberSet=["12"]),
    ("SendSms", f"{VALUE}.ProhibitedUseUrlInTemplateParameter"): message(
        TemplateParamSet=["https://example.com"]
    ),
    ("SendSms", f"{VALUE}.TemplateParameterFormatError"): message(
        TemplateParamSet=["1842035"]
    ),
    ("SendSms", f"{VALUE}.TemplateParameterLengthLimit"): message_with(value_length=5),
    ("SendSms", f"{LIMIT}.AppCountryOrRegionDailyLimit"): message_with(
        per_country_and_day={"US": 0}
    ),
    ("SendSms", f"{LIMIT}.AppCountryOrRegionInBlacklist"): message_with(
        blocked_countries=["US"]
    ),
    ("SendSms", f"{LIMIT}.AppDailyLimit"): message_with(app_per_day=0),
    ("SendSms", f"{LIMIT}.AppGlobalDailyLimit"): message_with(app_global_per_day=0),
    ("SendSms", f"{LIMIT}.AppMainlandChinaDailyLimit"): message_with(
        MAINLAND, app_mainland_per_day=0
    ),
    ("SendSms", f"{LIMIT}.DailyLimit"): message_with(global_per_day=0),
    ("SendSms", f"{LIMIT}.DeliveryFrequencyLimit"): message(
        PhoneNumberSet=["+12025550160"]
    ),
    ("SendSms", f"{LIMIT}.GlobalSmsSendingRateLimit"): when.second_message_with(
        global_per_second=1
    ),
    ("SendSms", f"{LIMIT}.PhoneNumberCountLimit"): example(PhoneNumberSet=HUNDREDS),
    ("SendSms", f"{LIMIT}.PhoneNumberDailyLimit"): when.second_message_with(
        number_per_day=1
    ),
    ("SendSms", f"{LIMIT}.PhoneNumberOneHourLimit"): when.second_message_with(
        number_per_hour=1
    ),
    ("SendSms", f"{LIMIT}.PhoneNumberSameContentDailyLimit"): when.second_message_with(
        same_text_per_day=1
    ),
    ("SendSms", f"{LIMIT}.PhoneNumberThirtySecondLimit"): when.second_message_with(
        number_per_30_seconds=1
    ),
    ("SendSms", "MissingParameter.EmptyPhoneNumberSet"): example(PhoneNumberSet=[]),
    ("SendSms", f"{DENIED}.IndividualUserMarketingSmsPermissionDeny"): when.marketing(
        company=False
    ),
    ("SendSms", f"{UNSUPPORTED}.ChineseMainlandTemplateToGlobalPhone"): (
        when.to_other_country(MAINLAND, AMERICAN)
    ),
    ("SendSms", f"{UNSUPPORTED}.ContainDomesticAndInternationalPhoneNumber"): message(
        PhoneNumberSet=[AMERICAN, CHINESE]
    ),
    ("SendSms", f"{UNSUPPORTED}.GlobalTemplateToChineseMainlandPhone"): (
        when.to_other_country(GLOBAL, CHINESE)
    ),
    ("SendSms", f"{UNSUPPORTED}.UnsupportedRegion"): message(
        PhoneNumberSet=["+12025550178"]
    ),
    ("SendStatusStatistics", f"{VALUE}.BeginTimeVerifyFail"): example(**NO_HOUR),
    ("SendStatusStatistics", f"{VALUE}.EndTimeVerifyFail"): example(**NO_LAST_HOUR),
    ("SendStatusStatistics", f"{VALUE}.InvalidStartTime"): BACKWARDS,
    ("SmsPackagesStatistics", f"{VALUE}.BeginTimeVerifyFail"): example(**NO_HOUR),
    ("SmsPackagesStatistics", f"{VALUE}.EndTimeVerifyFail"): example(**NO_LAST_HOUR),
}


ACTIONS = [
    (version, name) for version in VERSIONS for name in SERVICES[version].actions
]


@pytest.mark.parametrize(("version", "action"), ACTIONS, indirect=["version"])
async def test_every_code_can_be_had(
    cloud: LocalCloud, stage: Stage, version: str, action: str
) -> None:
    stage = Stage(cloud, stage.sms, stage.other, action)
    codes = SERVICES[version].actions[action].errors
    had = {}
    for code in codes:
        had[code] = await steps_to(version, action, code)(stage)
        cloud.reset()
    assert had == {code: code for code in codes}


def steps_to(version: str, action: str, code: str) -> Steps:
    """The situation that brings about a code, or a setting where there is a reason for it."""
    reason = REASONS.get((action, code))
    if version == NEWER and reason is None:
        reason = NEWER_REASONS.get((action, code))
    steps = SITUATIONS.get((action, code)) or GENERAL.get(code)
    if steps is not None and reason is None:
        return steps
    assert reason or REFUSED[code]
    return settings(refused={action: code})


def test_the_table_has_no_more_than_the_specs() -> None:
    pairs = {(action, code) for _, action, code in PAIRS}
    assert set(SITUATIONS) <= pairs
    assert set(REASONS) <= pairs
    assert not REASONS.keys() & SITUATIONS.keys()
    assert len(PAIRS) > 600


async def test_the_usual_message_can_be_sent(stage: Stage) -> None:
    """Else the steps above would prove nothing."""
    for scope in (GLOBAL, MAINLAND):
        assert await message(scope)(stage) == "Ok"
    assert await when.marketing()(Stage(stage.cloud, stage.other, stage.sms)) == "Ok"
