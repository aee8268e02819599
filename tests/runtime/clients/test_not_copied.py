"""Objects that are bound to a process say so where somebody copies or pickles them."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any

import pytest

import tc3
from tc3._core.transport.asynchronous.transport import AiohttpTransport
from tc3._core.transport.base import TransportOptions
from tc3._core.transport.synchronous.transport import H11Transport
from tc3.ses import AsyncSesClient, SesClient, models

from ..support.driver import KEY

LIST = models.ListReceiversRequest(offset=0, limit=2)
ROLE_ARN = "qcs::cam::uin/100000000001:roleName/mail-sender"
MADE: dict[str, tuple[Callable[[], Any], str]] = {
    "SesClient": (lambda: SesClient(KEY), "make one in each process"),
    "AsyncSesClient": (lambda: AsyncSesClient(KEY), "make one in each process"),
    "Client": (
        lambda: tc3.Client("cvm", "2017-03-12", KEY),
        "make one in each process",
    ),
    "Pager": (lambda: SesClient(KEY).paginate(LIST), "keep its `position`"),
    "PageIterator": (lambda: SesClient(KEY).pages(LIST), "keep its `position`"),
    "AsyncPager": (lambda: AsyncSesClient(KEY).paginate(LIST), "keep its `position`"),
    "AsyncPageIterator": (
        lambda: AsyncSesClient(KEY).pages(LIST),
        "keep its `position`",
    ),
    "EventStream": (lambda: SesClient(KEY).stream(LIST), "hand on its responses"),
    "AsyncEventStream": (
        lambda: AsyncSesClient(KEY).stream(LIST),
        "hand on its responses",
    ),
    "LocalRateLimiter": (tc3.LocalRateLimiter, "make one in each process"),
    "RedisRateLimiter": (
        lambda: tc3.RedisRateLimiter("redis://127.0.0.1:1"),
        "make one in each process",
    ),
    "InstanceRole": (tc3.InstanceRole, "make one in each process"),
    "AssumeRole": (
        lambda: tc3.AssumeRole(ROLE_ARN, "me", source=KEY),
        "make one in each process",
    ),
    "Chain": (lambda: tc3.Chain(tc3.InstanceRole()), "make one in each process"),
    "H11Transport": (
        lambda: H11Transport(TransportOptions()),
        "make one in each process",
    ),
    "AiohttpTransport": (
        lambda: AiohttpTransport(TransportOptions()),
        "make one in each process",
    ),
}


@pytest.mark.parametrize("name", MADE)
@pytest.mark.parametrize("how", [copy.copy, copy.deepcopy, pickle.dumps])
def test_copies(name: str, how: Callable[[Any], Any]) -> None:
    make, advice = MADE[name]
    with pytest.raises(TypeError) as caught:
        how(make())
    assert str(caught.value).startswith(f"{name} is not pickled or copied, as ")
    assert advice in str(caught.value)
    with pytest.raises(TypeError, match=f"{name} is not pickled"):
        how({"inside": [make()]}) if how is not copy.copy else how(make())


def test_from_a_process_pool() -> None:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        with pytest.raises(TypeError, match="SesClient is not pickled or copied"):
            pool.submit(SesClient, None, "ap-singapore").result(60)
        with pytest.raises(TypeError, match="SesClient is not pickled or copied"):
            pool.submit(print, SesClient(KEY)).result(60)
