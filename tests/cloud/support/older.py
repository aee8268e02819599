"""Requests with an older signature, written by hand."""

from __future__ import annotations

from urllib.parse import urlencode

from tc3gen.cloud import LocalCloud
from tc3gen.cloud.clock import Clock
from tc3gen.python.runtime.signing.v1 import signature


def older_query(
    cloud: LocalCloud,
    action: str,
    version: str,
    fields: dict[str, str],
    *,
    method: str = "GET",
    secret_key: str = "local",
    host: str | None = None,
    **common: str,
) -> str:
    """A query signed by an older signature."""
    given = {
        **fields,
        "Action": action,
        "Version": version,
        "Timestamp": str(int(Clock().now())),
        "Nonce": "11886",
        "SecretId": "local",
        **common,
    }
    given = {name: value for name, value in given.items() if value}
    made = signature(
        secret_key,
        given.items(),
        algorithm="HmacSHA256"
        if "SHA256" in common.get("SignatureMethod", "")
        else "HmacSHA1",
        method=method,
        host=host or cloud.url.removeprefix("http://"),
    )
    return urlencode({**given, "Signature": common.get("Signature", made)})
