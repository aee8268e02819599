"""Where tests of SMS act: a cloud, its accounts, and either version, with one set of names."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from attrs import frozen

from tc3gen.cloud import LocalCloud

from ..support.client import Caller, Refused

OLDER, NEWER = "2019-07-11", "2021-01-11"
VERSIONS = (OLDER, NEWER)

APP = "1400000001"
SIGN = "ExampleShop"
MAINLAND, GLOBAL = 0, 1
AMERICAN, CHINESE = "+12025550123", "+8612000000001"
PNG = "iVBORw0KGgo="

SIGNATURE = {
    "SignName": SIGN,
    "SignType": 4,
    "DocumentType": 7,
    "International": GLOBAL,
    "SignPurpose": 0,
    "ProofImage": PNG,
}
TEMPLATE = {
    "TemplateName": "Login code",
    "TemplateContent": "Your login code is {1}.",
    "SmsType": 3,
    "International": GLOBAL,
    "Remark": "Codes for signing in",
}

_OLDER_NAMES = {
    "SignName": "Sign",
    "SignPurpose": "UsedMethod",
    "SmsSdkAppId": "SmsSdkAppid",
    "TemplateId": "TemplateID",
}
_PERIODS = {
    "Statistics": ("StartDateTime", "EndDataTime"),
    "ByPhoneNumber": ("SendDateTime", "EndDateTime"),
}


@frozen
class Stage:
    """A cloud, two accounts, and the action that is tested. Parameters are named as in the
    newer version, whichever is called."""

    cloud: LocalCloud
    sms: Caller
    other: Caller
    action: str = "SendSms"

    @property
    def older(self) -> bool:
        return self.sms.service.version == OLDER

    async def call(self, action: str, **params: Any) -> dict[str, Any]:
        return await self.sms(action, **self.named(action, params))

    async def code(self, **params: Any) -> str:
        """The code of the error, or of the first status of the response."""
        try:
            response = await self.call(self.action, **params)
        except Refused as refused:
            return refused.code
        (value,) = response.values()
        first = value[0] if isinstance(value, list) else value
        return str(first["Code"])

    async def example(self, **change: Any) -> str:
        """The code that the documented example with some parameters changed gets."""
        params = dict(self.sms.service.actions[self.action].examples[0].request)
        params.update(self.named(self.action, change))
        try:
            await self.sms(
                self.action, **{k: v for k, v in params.items() if v is not ...}
            )
        except Refused as refused:
            return refused.code
        return "Ok"

    async def sign(self, **change: Any) -> int:
        """A signature, approved unless its name says otherwise."""
        response = await self.call("AddSmsSign", **{**SIGNATURE, **change})
        return int(response["AddSignStatus"]["SignId"])

    async def template(self, **change: Any) -> int:
        """A template, approved unless its name says otherwise."""
        response = await self.call("AddSmsTemplate", **{**TEMPLATE, **change})
        return int(response["AddTemplateStatus"]["TemplateId"])

    async def ready(self, scope: int = GLOBAL, **change: Any) -> dict[str, Any]:
        """A message that can be sent, with a signature and a template made for it."""
        await self.sign(International=scope)
        template = await self.template(International=scope, **change)
        content = change.get("TemplateContent", TEMPLATE["TemplateContent"])
        return {
            "PhoneNumberSet": [AMERICAN if scope == GLOBAL else CHINESE],
            "SmsSdkAppId": APP,
            "TemplateId": str(template),
            "SignName": SIGN,
            "TemplateParamSet": ["184203"] if "{1}" in content else [],
        }

    async def send(self, *numbers: str, **change: Any) -> list[dict[str, Any]]:
        """The statuses of a message to those numbers."""
        params = await self.ready()
        params["PhoneNumberSet"] = list(numbers)
        response = await self.call("SendSms", **{**params, **change})
        statuses: list[dict[str, Any]] = response["SendStatusSet"]
        return statuses

    def named(self, action: str, params: dict[str, Any]) -> dict[str, Any]:
        """Parameters as the version that is called names them."""
        if not self.older:
            return params
        names = dict(_OLDER_NAMES) if action == "SendSms" else {}
        names |= {name: _OLDER_NAMES[name] for name in ("SmsSdkAppId", "SignPurpose")}
        for end, (begin, last) in _PERIODS.items():
            if action.endswith(end) and "Packages" not in action:
                names |= {"BeginTime": begin, "EndTime": last}
        return {
            names.get(name, name): _number(value)
            if names.get(name) in _PERIODS["Statistics"]
            else value
            for name, value in params.items()
        }


def _number(value: Any) -> Any:
    return int(value) if isinstance(value, str) and value.isdigit() else value


Steps = Callable[[Stage], Awaitable[str]]
