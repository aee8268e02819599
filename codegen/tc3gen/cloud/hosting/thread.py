"""The local cloud in a thread of its own, for tests and code that is not asynchronous."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from threading import Thread
from typing import ParamSpec, TypeVar

from tc3gen.cloud.hosting.running import RunningCloud
from tc3gen.cloud.server import LocalCloud

P = ParamSpec("P")
C = TypeVar("C", bound=LocalCloud)

_Stop = Callable[[], object]


@contextmanager
def serve_in_thread(cloud: C, host: str = "127.0.0.1", port: int = 0) -> Iterator[C]:
    """Serve a cloud while the context lasts; its `url` says where.

    Raises `OSError` where the port cannot be had.
    """
    serving: Future[_Stop] = Future()
    thread = Thread(
        target=_run_loop,
        args=(cloud, host, port, serving),
        name="tc3gen-cloud",
        daemon=True,
    )
    thread.start()
    stop = serving.result()
    try:
        yield cloud
    finally:
        stop()
        thread.join()


def _in_thread(
    make: Callable[P, C],
) -> Callable[P, AbstractContextManager[C]]:
    def running_cloud(*args: P.args, **kwargs: P.kwargs) -> AbstractContextManager[C]:
        return serve_in_thread(make(*args, **kwargs))

    return running_cloud


running_cloud = _in_thread(RunningCloud)
"""A context with a new cloud on a free local port; takes what `LocalCloud` takes.

Without arguments it knows the services that come with tc3gen.
"""


def _run_loop(cloud: LocalCloud, host: str, port: int, serving: Future[_Stop]) -> None:
    try:
        asyncio.run(_serve_cloud(cloud, host, port, serving))
    except BaseException as error:
        if serving.done():
            raise
        serving.set_exception(error)


async def _serve_cloud(
    cloud: LocalCloud, host: str, port: int, serving: Future[_Stop]
) -> None:
    loop = asyncio.get_running_loop()
    stopped = asyncio.Event()
    async with cloud.serve(host, port):
        serving.set_result(partial(loop.call_soon_threadsafe, stopped.set))
        await stopped.wait()
