"""Access of an account to the service, and to the application that a call names."""

from __future__ import annotations

import re
from collections.abc import Mapping

from tc3gen.cloud.protocol.api_error import ApiErrorResponse
from tc3gen.cloud.sms.store.state import Caller

_APP = re.compile(r"14\d{8}", re.ASCII)

NOT_OWN = "UnauthorizedOperation.SmsSdkAppIdVerifyFail"
NO_SUCH_APP = "InvalidParameterValue.SdkAppIdNotExist"

MAGIC_APPS: Mapping[str, str] = {
    "1400000401": NOT_OWN,
    "1400000403": "UnauthorizedOperation.SdkAppIdIsDisabled",
    "1400000404": NO_SUCH_APP,
}
"""Applications that are refused. All others of ten digits that begin with 14 exist."""

_SWITCHES: Mapping[str, str] = {
    "paid": "UnauthorizedOperation.ServiceSuspendDueToArrears",
    "permitted": "UnauthorizedOperation.RequestPermissionDeny",
    "known_address": "UnauthorizedOperation.RequestIpNotInWhitelist",
}
"""Settings without which an action is refused, and the code."""


def check_account(caller: Caller) -> None:
    """Refuse an account that may not use the action."""
    code = caller.settings.refused.get(caller.action.name)
    if code is not None:
        raise ApiErrorResponse(code)
    for name, code in _SWITCHES.items():
        if caller.documents(code) and not getattr(caller.settings, name):
            raise ApiErrorResponse(code)


def check_app(caller: Caller, app: str) -> None:
    """Refuse an application that does not exist, or that the account may not use."""
    code = MAGIC_APPS.get(app)
    if code is None and not _APP.fullmatch(app):
        code = NO_SUCH_APP
    if code is not None:
        message = f"`{app[:40]}` is not an application of this account."
        raise caller.refusal(code, NOT_OWN, message=message)


def check_company(caller: Caller) -> None:
    """Refuse an account that is not verified as a company."""
    if not caller.settings.company:
        raise ApiErrorResponse("FailedOperation.NotEnterpriseCertification")
