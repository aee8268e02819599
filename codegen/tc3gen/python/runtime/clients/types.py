"""Types that annotations of the clients name; each is loaded when it is first used."""

# ruff: noqa: PLC0414, RUF100
from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..bulk.progress import BulkProgress as BulkProgress
    from ..calls.settings import HttpMethod as HttpMethod
    from ..ledger.ledger import Ledger as Ledger
    from ..model import Request as Request
    from ..model import Response as Response
    from ..paging.pagers import AsyncPager as AsyncPager
    from ..paging.pagers import Pager as Pager
    from ..ratelimit.limiter import RateLimiter as RateLimiter
    from ..signing.methods import SignatureMethod as SignatureMethod
    from ..streaming.stream import AsyncEventStream as AsyncEventStream
    from ..streaming.stream import EventStream as EventStream
    from ..transport.tls import ClientCert as ClientCert
else:
    from ..lazy_imports import lazy

    __getattr__, __dir__ = lazy(
        __name__,
        lazy.__module__.rpartition(".")[0],  # the runtime, wherever this lies
        {
            "bulk.progress": "BulkProgress",
            "calls.settings": "HttpMethod",
            "ledger.ledger": "Ledger",
            "model": "Request Response",
            "paging.pagers": "AsyncPager Pager",
            "ratelimit.limiter": "RateLimiter",
            "signing.methods": "SignatureMethod",
            "streaming.stream": "AsyncEventStream EventStream",
            "transport.tls": "ClientCert",
        },
    )
