"""What a client may have signed whose signature was rejected.

A signature tells nothing of what was signed, but it can be tried: the usual slips are
put into the request as this cloud read it until one of them gives the signature.
"""

from __future__ import annotations

from collections.abc import Mapping

from tc3gen.cloud.envelope import open_envelope
from tc3gen.cloud.faults import ApiFault
from tc3gen.cloud.rejected.older import explain_older
from tc3gen.cloud.rejected.slips import Rejection
from tc3gen.cloud.rejected.tc3 import explain_tc3
from tc3gen.cloud.requests import Request

__all__ = ["Rejection", "explain"]


def explain(
    request: Request, accounts: Mapping[str, str], body_digest: str = ""
) -> Rejection | None:
    """What was expected to be signed and, if it is found, what was signed.

    Args:
        request: as it arrived; its body may be cut.
        accounts: the secret keys by their ids.
        body_digest: that of the whole body.

    Returns:
        None where the request has nothing that could be explained.
    """
    try:
        envelope = open_envelope(request)
    except ApiFault:
        return None
    if envelope.fields is not None:
        return explain_older(envelope, accounts)
    return explain_tc3(request, accounts, body_digest)
