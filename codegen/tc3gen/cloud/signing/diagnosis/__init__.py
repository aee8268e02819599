"""Diagnosis of a rejected signature: find what the client may have signed instead.

A signature tells nothing of what was signed, but it can be tried: the usual slips are
put into the request as this cloud read it until one of them gives the signature.
"""

from __future__ import annotations

from collections.abc import Mapping

from tc3gen.cloud.protocol.api_error import ApiErrorResponse
from tc3gen.cloud.protocol.common_params import open_envelope
from tc3gen.cloud.protocol.request import ReceivedRequest
from tc3gen.cloud.signing.diagnosis.tc3 import explain_tc3
from tc3gen.cloud.signing.diagnosis.v1 import explain_older
from tc3gen.cloud.signing.diagnosis.variants import Rejection

__all__ = ["Rejection", "explain"]


def explain_rejection(
    request: ReceivedRequest, accounts: Mapping[str, str], body_digest: str = ""
) -> Rejection | None:
    """Compare what was expected to be signed with what was, if that is found.

    Args:
        request: as it arrived; its body may be cut.
        accounts: the secret keys by their ids.
        body_digest: that of the whole body.

    Returns:
        None where the request has nothing that could be explained.
    """
    try:
        envelope = open_envelope(request)
    except ApiErrorResponse:
        return None
    if envelope.fields is not None:
        return explain_older(envelope, accounts)
    return explain_tc3(request, accounts, body_digest)
