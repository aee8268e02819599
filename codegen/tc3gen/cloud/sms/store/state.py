"""State that the actions of the message service work on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import frozen

from tc3gen.cloud.database import Database
from tc3gen.cloud.protocol.api_error import ApiErrorResponse
from tc3gen.cloud.service_state import ServiceState
from tc3gen.cloud.sms.store.settings import SmsSettings
from tc3gen.spec.model import Action, Service

Params = Mapping[str, Any]
"""The parameters of a call as the newer version names them, which fit the spec."""

Response = dict[str, Any]
"""The response to a call, without the id of the request."""


SharedState = ServiceState[SmsSettings]
"""State that all accounts share."""


@frozen(kw_only=True)
class Caller:
    """The account that calls, at the moment of its call."""

    id: str
    shared: SharedState
    database: Database
    now: float
    service: Service
    """The version that is called."""
    action: Action

    @property
    def settings(self) -> SmsSettings:
        return self.shared.settings.of(self.id)

    def documents(self, code: str) -> bool:
        """True if the action lists the code among its errors."""
        return code in self.action.errors

    def told(self, code: str, message: str = "") -> str:
        """A message, or the meaning of its code in the spec where there is none."""
        known = self.service.errors.get(code)
        return message or (code if known is None else known.doc.strip())

    def refusal(self, *codes: str, message: str = "") -> ApiErrorResponse:
        """The error with the first code that the action documents, else with the last one."""
        known = next((code for code in codes if self.documents(code)), codes[-1])
        return ApiErrorResponse(known, message)
