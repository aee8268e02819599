"""Names of the common parameters, as fields of a request with an older signature."""

from __future__ import annotations

COMMON_PARAMETERS = (
    "Action",
    "Version",
    "Region",
    "Language",
    "Timestamp",
    "Token",
    "SecretId",
    "Signature",
    "SignatureMethod",
    "Nonce",
    "RequestClient",
)
"""No parameter of an action may have such a name in a request with an older signature."""
