"""A process of its own that uploads addresses to a cloud, and says what that took.

    python -m tests.cloud.support.upload_process ADDRESSES CALLS [STATE]

Two uploads fill a group, as many groups as needed. The client is in the same process, which
makes the figure an upper bound.
"""

from __future__ import annotations

import http.client
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter, time
from typing import Any

from tc3gen.cloud import LocalCloud, serve_in_thread
from tc3gen.python.runtime.signing.tc3 import authorization
from tc3gen.spec.reading.load import load_specs

SPEC = Path(__file__).parents[3] / "spec" / "ses"


def main(addresses: int, calls: int, state: Path | None = None) -> None:
    specs = load_specs([SPEC])
    cloud = LocalCloud(specs.services, specs.common, state=state)
    size = addresses // calls
    began = perf_counter()
    with serve_in_thread(cloud):
        _call(cloud.url, "CreateReceiver", ReceiversName="Readers")
        before, group = _peak_kib(), 0
        for number, emails in enumerate(_uploads(size, calls)):
            if number % 2 == 0:
                response = _call(
                    cloud.url, "CreateReceiver", ReceiversName=f"G{number}"
                )
                group = response["ReceiverId"]
            counts = _call(
                cloud.url, "CreateReceiverDetail", ReceiverId=group, Emails=emails
            )
            assert counts["ValidCount"] == size, counts
    seconds = perf_counter() - began
    kept = sum(group.count for group in cloud.ses.browser.groups())
    figures = {"kept": kept, "before_kib": before, "peak_kib": _peak_kib()}
    print(json.dumps({**figures, "seconds": seconds}))


def _peak_kib() -> int:
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _uploads(size: int, calls: int) -> Iterator[list[str]]:
    for start in range(0, size * calls, size):
        yield [
            f"reader{number}@mail.example.com" for number in range(start, start + size)
        ]


def _call(url: str, action: str, **params: Any) -> dict[str, Any]:
    body, host, now = (
        json.dumps(params).encode(),
        url.removeprefix("http://"),
        int(time()),
    )
    headers = [("content-type", "application/json"), ("host", host)]
    signed = authorization(
        secret_id="local",
        secret_key="local",
        service="ses",
        timestamp=now,
        headers=headers,
        payload=body,
    )
    connection = http.client.HTTPConnection(host)
    connection.request(
        "POST",
        "/",
        body,
        {
            **dict(headers),
            "Authorization": signed,
            "X-TC-Action": action,
            "X-TC-Version": "2020-10-02",
            "X-TC-Timestamp": str(now),
            "X-TC-Region": "ap-singapore",
        },
    )
    response: dict[str, Any] = json.loads(connection.getresponse().read())["Response"]
    connection.close()
    assert "Error" not in response, response
    return response


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), *map(Path, sys.argv[3:]))
