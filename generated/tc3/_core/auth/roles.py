"""Roles that STS gives: to another credential, or to someone whom others vouch for."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from ..credentials import Credential, CredentialProvider, TemporaryCredential
from ..endpoints import Site
from ..errors import ConfigurationError, CredentialError, hide_arguments
from ..narrowing import is_mapping
from .default_chain import default_source
from .providers import as_source
from .secrets import Secret, check_secret, getter
from .source import Asker, CallFunction, Source, SourceUnavailable, Steps
from .sts import AssumedRole, StsRole

_POD = ("TKE_REGION", "TKE_PROVIDER_ID", "TKE_WEB_IDENTITY_TOKEN_FILE", "TKE_ROLE_ARN")


class AssumeRole(AssumedRole):
    """A role that another credential, that of `source`, may assume.

    Args:
        role_arn: Such as `qcs::cam::uin/100000000001:roleName/mail-sender`.
        session_name: Name of your choice, which the account's records will show.
        source: Who assumes the role. Without one: what a client uses without a credential.
        duration: Seconds that each temporary key lives.
        policy: What narrows the role's permissions, as JSON text or what becomes it.
        external_id: What the role demands of callers from other accounts.
        site: Without one, that of the client.
        region: Where STS is asked.
        endpoint: Another server than that of STS.
    """

    @hide_arguments
    def __init__(
        self,
        role_arn: str,
        session_name: str,
        *,
        source: Credential | Source | CredentialProvider | None = None,
        duration: int = 7200,
        policy: str | Mapping[str, Any] | None = None,
        external_id: str | None = None,
        site: Site | None = None,
        region: str = "ap-guangzhou",
        endpoint: str | None = None,
    ) -> None:
        asked = default_source() if source is None else as_source(source)
        more: dict[str, str] = {}
        if policy is not None:
            more["Policy"] = _policy(policy)
        if external_id is not None:
            more["ExternalId"] = external_id
        super().__init__(
            role_arn, session_name, asked, more, duration, site, region, endpoint
        )


class WebIdentity(StsRole):
    """A role for a token of an OpenID Connect provider; `from_pod` is that of a pod.

    Args:
        role_arn: Such as `qcs::cam::uin/100000000001:roleName/ci-deploy`.
        session_name: Name of your choice, which the account's records will show.
        provider_id: Name of the identity provider.
        token: A function that returns the token, or the path of a file that holds it: both
            are asked each time. A text serves until the token in it has expired.
        duration: Seconds that each temporary key lives.
        site: Without one, that of the client.
        region: Where STS is asked.
        endpoint: Another server than that of STS.
    """

    @hide_arguments
    def __init__(
        self,
        role_arn: str,
        session_name: str,
        *,
        provider_id: str,
        token: Secret,
        duration: int = 7200,
        site: Site | None = None,
        region: str = "ap-guangzhou",
        endpoint: str | None = None,
    ) -> None:
        super().__init__(role_arn, session_name, duration, site, region, endpoint)
        self._provider_id = provider_id
        self._token = getter("token", token)

    @staticmethod
    def from_pod(
        session_name: str = "tc3",
        *,
        duration: int = 7200,
        site: Site | None = None,
        endpoint: str | None = None,
    ) -> Source:
        """The role of a pod of the Kubernetes service TKE.

        `TKE_ROLE_ARN`, `TKE_PROVIDER_ID`, `TKE_WEB_IDENTITY_TOKEN_FILE` and `TKE_REGION`
        are read each time. Where none of them is set, a chain goes on to its next source.
        """
        options = {"duration": duration, "site": site, "endpoint": endpoint}
        return _PodRole(session_name, options)

    def fetch(self, asker: Asker) -> Steps[TemporaryCredential]:
        token = check_secret((yield CallFunction(self._token)), f"{self!r}: the token")
        params = {"ProviderId": self._provider_id, "WebIdentityToken": token}
        action = "AssumeRoleWithWebIdentity"
        return (yield from self.ask(action, params, asker, secrets=[token]))


class _PodRole(Source):
    def __init__(self, session_name: str, options: Mapping[str, Any]) -> None:
        self._session_name = session_name
        self._options = options

    def fetch(self, asker: Asker) -> Steps[TemporaryCredential]:
        values = [os.environ.get(name) for name in _POD]
        region, provider_id, file, role_arn = values
        if not any(values):
            raise SourceUnavailable("not in a pod of TKE: TKE_ROLE_ARN is not set")
        if not (region and provider_id and file and role_arn):
            missing = [name for name in _POD if not os.environ.get(name)]
            raise CredentialError(f"{' and '.join(missing)} not set")
        role = WebIdentity(
            role_arn,
            self._session_name,
            provider_id=provider_id,
            token=PurePath(file),
            region=region,
            **self._options,
        )
        return (yield from role.fetch(asker))

    def __repr__(self) -> str:
        return "<WebIdentity of a pod>"


class AssumeRoleWithSaml(StsRole):
    """A role for an assertion of a SAML identity provider.

    Args:
        role_arn: Such as `qcs::cam::uin/100000000001:roleName/sso-readers`.
        session_name: Name of your choice, which the account's records will show.
        principal_arn: The provider, `qcs::cam::uin/100000000001:saml-provider/NAME`.
        assertion: A function that returns an assertion in base64, or the path of a file
            that holds it: both are asked each time. A text serves for one key only.
        duration: Seconds that each temporary key lives.
        site: Without one, that of the client.
        region: Where STS is asked.
        endpoint: Another server than that of STS.
    """

    @hide_arguments
    def __init__(
        self,
        role_arn: str,
        session_name: str,
        *,
        principal_arn: str,
        assertion: Secret,
        duration: int = 7200,
        site: Site | None = None,
        region: str = "ap-guangzhou",
        endpoint: str | None = None,
    ) -> None:
        super().__init__(role_arn, session_name, duration, site, region, endpoint)
        self._principal_arn = principal_arn
        self._assertion = getter("assertion", assertion)

    def fetch(self, asker: Asker) -> Steps[TemporaryCredential]:
        text = check_secret(
            (yield CallFunction(self._assertion)), f"{self!r}: the assertion"
        )
        params = {"PrincipalArn": self._principal_arn, "SAMLAssertion": text}
        action = "AssumeRoleWithSAML"
        return (yield from self.ask(action, params, asker, secrets=[text]))


def _policy(policy: str | Mapping[str, Any]) -> str:
    """The service decodes it once from the form of URLs."""
    from ..serialization import json_codec as jsontext

    try:
        value = jsontext.loads(policy.encode()) if isinstance(policy, str) else policy
        text = jsontext.dumps(value).decode()
    except (ValueError, TypeError, RecursionError):
        value = text = ""
    if not is_mapping(value):
        raise ConfigurationError("policy must be a JSON object")
    return quote(text, safe="")
