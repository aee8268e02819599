"""Security Token Service: temporary keys that this cloud takes, and who calls."""

from __future__ import annotations

import json
from base64 import b64decode
from binascii import Error
from collections.abc import Callable, Mapping
from datetime import datetime, timezone
from typing import Any
from urllib.parse import unquote

from tc3gen.cloud.clock import Clock
from tc3gen.cloud.protocol.api_error import ApiErrorResponse
from tc3gen.cloud.protocol.request import Call
from tc3gen.cloud.temporary_keys import Kind, issue_key
from tc3gen.spec.model import Action
from tc3gen.spec.value_checks.violations import Violation

KEY = ("sts", "2018-08-13")
"""The service and version that this is."""

FIRST_UIN = 100_000_000_001
"""The number of the first account; the others count on from it."""

_DEFAULT_SECONDS = {"GetFederationToken": 1800, "GetSessionToken": 1800}
_USUAL_SECONDS = 7200
_POLICY_LIMIT = 4096
_CREATED = 1_735_689_600

Response = Mapping[str, Any]


class StsBackend:
    """The token service. It keeps nothing: a token says all there is to know of it."""

    def __init__(self, accounts: Mapping[str, str], clock: Clock) -> None:
        """`clock` is what keys expire by."""
        self._accounts = accounts
        self._clock = clock
        self._handlers: Mapping[str, Callable[[Call], Response]] = {
            "AssumeRole": self._assume_role,
            "AssumeRoleWithSAML": self._assume_role_with_saml,
            "AssumeRoleWithWebIdentity": self._assume_role_with_web_identity,
            "GetCallerIdentity": self._caller_identity,
            "GetFederationToken": self._federation_token,
            "GetSessionToken": self._session_token,
            "QueryApiKey": self._api_keys,
        }

    def answer(self, call: Call) -> Response | None:
        """The response to a call; None for an action that this service does not do."""
        handler = self._handlers.get(call.action.name)
        return None if handler is None else handler(call)

    def refine(
        self, action: Action, violation: Violation, params: Mapping[str, Any]
    ) -> str | None:
        """The code that an action documents for parameters that miss the spec."""
        code = "InvalidParameter.OverTimeError"
        too_long = violation.kind == "limit" and violation.steps == ("DurationSeconds",)
        return code if too_long and code in action.errors else None

    def _assume_role(self, call: Call) -> Response:
        _check_policy(call.params.get("Policy"))
        _check_code(call)
        return self._role_key(call)

    def _assume_role_with_saml(self, call: Call) -> Response:
        try:
            b64decode(call.params["SAMLAssertion"], validate=True)
        except (Error, ValueError):
            message = "`SAMLAssertion` must be base64 text."
            raise ApiErrorResponse("InvalidParameter.ParamError", message) from None
        return self._role_key(call)

    def _assume_role_with_web_identity(self, call: Call) -> Response:
        if call.params["WebIdentityToken"].count(".") != 2:
            message = "`WebIdentityToken` must have three parts, joined by dots."
            raise ApiErrorResponse("InvalidParameter.WebIdentityTokenError", message)
        return self._role_key(call)

    def _federation_token(self, call: Call) -> Response:
        if call.session is not None:
            message = "A temporary key cannot ask for a federated one."
            raise ApiErrorResponse("UnsupportedOperation", message)
        _check_policy(call.params["Policy"])
        return self._key(call, "federated", call.params["Name"])

    def _session_token(self, call: Call) -> Response:
        if call.session is not None:
            raise ApiErrorResponse("FailedOperation.TempKeyNotAllowed")
        _check_code(call)
        return self._key(call, "user", "")

    def _role_key(self, call: Call) -> Response:
        if not call.params["RoleArn"].startswith("qcs::cam::uin/"):
            message = "`RoleArn` must read `qcs::cam::uin/UIN:roleName/NAME`."
            raise ApiErrorResponse("InvalidParameter.ParamError", message)
        return self._key(call, "role", call.params.get("RoleSessionName", ""))

    def _key(self, call: Call, kind: Kind, name: str) -> Response:
        # Nobody has signed for a SAML or web identity: its role is in the first account.
        account = call.account or next(iter(self._accounts))
        usual = _DEFAULT_SECONDS.get(call.action.name, _USUAL_SECONDS)
        seconds = call.params.get("DurationSeconds", usual)
        expires = int(self._clock()) + seconds
        key = issue_key(account, self._accounts[account], kind, name[:128], expires)
        return {
            "Credentials": {
                "Token": key.token,
                "TmpSecretId": key.session.secret_id,
                "TmpSecretKey": key.secret_key,
            },
            "ExpiredTime": expires,
            "Expiration": _iso(expires),
        }

    def _caller_identity(self, call: Call) -> Response:
        uin = self._uin(call.account)
        identity = {"AccountId": uin, "PrincipalId": uin}
        session = call.session
        if session is None or session.kind == "user":
            own = {"Arn": f"qcs::cam:{uin}:uin/{uin}", "UserId": uin, "Type": "CAMUser"}
        elif session.kind == "role":
            role = f"46{uin}"
            own = {
                "Arn": f"qcs::sts:{uin}:assumed-role/{role}",
                "UserId": f"{role}:{session.name}",
                "Type": "CAMRole",
            }
        else:
            own = {
                "Arn": f"qcs::sts:{uin}:federated-user/{uin}",
                "UserId": f"{uin}:{session.name}",
                "Type": "CAMUser",
            }
        return {**identity, **own}

    def _api_keys(self, call: Call) -> Response:
        own = str(call.params.get("TargetUin", self._uin(call.account)))
        found = [name for name in self._accounts if self._uin(name) == own]
        keys = [{"SecretId": n, "CreateTime": _CREATED, "Status": 2} for n in found]
        return {"IdKeys": keys}

    def _uin(self, account: str | None) -> str:
        names = list(self._accounts)
        return str(FIRST_UIN + (names.index(account) if account in names else 0))


def _check_policy(text: str | None) -> None:
    if text is None:
        return
    if len(text) > _POLICY_LIMIT:
        raise ApiErrorResponse("InvalidParameter.PolicyTooLong")
    try:
        policy = json.loads(unquote(text))
    except (ValueError, RecursionError):
        policy = None
    if not isinstance(policy, dict):
        message = "`Policy` must be a JSON object, URL-encoded once."
        raise ApiErrorResponse("InvalidParameter.StrategyFormatError", message)
    if "principal" in policy:
        message = "`Policy` must not contain a `principal`."
        raise ApiErrorResponse("InvalidParameter.StrategyInvalid", message)


def _check_code(call: Call) -> None:
    code = call.params.get("TokenCode")
    if code is not None and not (len(code) == 6 and code.isascii() and code.isdigit()):
        message = "`TokenCode` must be the six digits that the device shows."
        raise ApiErrorResponse("FailedOperation.CheckMFAError", message)


def _iso(when: int) -> str:
    return datetime.fromtimestamp(when, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
