"""The cost of commands beside the provider's command line, from start to end."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from time import perf_counter

from .cold import WITHOUT_FINDERS
from .measure import Contest, run, turns
from .table import Row

AREA = "the command tc3, CPU over bare Python"
RUNS = 11
ITEMS = 100_000
PAGE = 100

_KEY = ("TENCENTCLOUD_SECRET_ID", "TENCENTCLOUD_SECRET_KEY")
_OURS = """
import os
os.environ.update(HOME={home!r}, {key})
from tc3.__main__ import main
sys.argv = ["tc3", *{words!r}]
main()
"""
_THEIRS = """
import os
os.environ.update(HOME={home!r}, COMP_LINE={line!r}, {key})
sys.argv = ["tccli", *{words!r}]
from tccli.{module} import {function} as main
main()
"""


def rows() -> list[Row]:
    """The table of commands; skipped where the provider's command line is not installed."""
    if find_spec("tccli") is None:
        reason = "tccli is not installed: `make conformance` installs it"
        return [Row(area=AREA, peer="tccli", skipped=reason)]
    with TemporaryDirectory() as home, _service() as url:
        return [*_beside_tccli(home, url), *_walks(home, url)]


def _beside_tccli(home: str, url: str) -> Iterator[Row]:
    call = ["ses", "ListReceivers", "--Limit", "10", "--Offset", "0", "--endpoint", url,
            "--region", "ap-guangzhou"]  # fmt: skip
    line = "tc3 ses SendEmail --Fr"
    asking = ["__complete", "bash", line, str(len(line)), " \t\n\"'@=:"]
    cases = {
        "--version": (["--version"], _theirs(home, ["--version"]), 0.12),
        "help of an action": (
            ["ses", "send-email", "--help"],
            _theirs(home, ["ses", "SendEmail", "help", "--detail"]),
            0.25,
        ),
        "a call": ([*call, "--site", "china"], _theirs(home, call), 0.35),
        "one TAB": (asking, _theirs(home, [], line, "completer", "complete"), 0.35),
    }
    for title, (words, theirs, target) in cases.items():
        codes = {"bare": "pass", "ours": _ours(home, words), "theirs": theirs}
        contest = Contest()
        for name in turns(codes, RUNS):
            code = f"{WITHOUT_FINDERS}\n{codes[name]}"
            contest.samples.setdefault(name, []).append(run(["-S", "-c", code]))
        bare = contest.cpu("bare")
        ours, its = contest.cpu("ours") - bare, contest.cpu("theirs") - bare
        yield Row(
            area=AREA,
            peer=f"tccli, {title}",
            unit="ms",
            ours=ours,
            theirs=its,
            ratio=ours / its,
            at_most=target,
        )


def _ours(home: str, words: list[str]) -> str:
    return _OURS.format(home=home, words=words, key=_key())


def _theirs(
    home: str,
    words: list[str],
    line: str = "",
    module: str = "main",
    function: str = "main",
) -> str:
    return _THEIRS.format(
        home=home, words=words, line=line, module=module, function=function, key=_key()
    )


def _key() -> str:
    return ", ".join(f'{name}="local"' for name in _KEY)


def _walks(home: str, url: str) -> Iterator[Row]:
    """A walk over many pages, beside one over few: memory, and items a second."""
    seconds, memory = {}, {}
    for count in (ITEMS // 50, ITEMS):
        words = ["ses", "list-receivers", "--all", "--output", "jsonl", "--endpoint",
                 f"{url}/{count}"]  # fmt: skip
        code = f"{WITHOUT_FINDERS}\n{_ours(home, words)}"
        begin = perf_counter()
        memory[count] = _peak(code)
        seconds[count] = perf_counter() - begin
    took = seconds[ITEMS] - seconds[ITEMS // 50]
    yield Row(
        area=AREA,
        peer=f"--all over {ITEMS:,} items as jsonl, items a second",
        ratio=(ITEMS - ITEMS // 50) / took,
        at_least=20_000,
    )
    yield Row(
        area=AREA,
        peer=f"memory of {ITEMS:,} items beside {ITEMS // 50:,}",
        ratio=memory[ITEMS] / memory[ITEMS // 50],
        at_most=1.1,
    )


def _peak(code: str) -> int:
    """The memory of a process at its peak."""
    program = (
        "import resource, subprocess, sys\n"
        "subprocess.run([sys.executable, '-S', '-c', sys.argv[1]],"
        " stdout=subprocess.DEVNULL, check=True)\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    found = subprocess.run(
        [sys.executable, "-S", "-c", program, code], capture_output=True, check=True
    )
    return int(found.stdout)


@contextmanager
def _service() -> Iterator[str]:
    """A service with pages of groups; the last part of the path tells how many there are.

    It is a process of its own in spirit, but pages are made beforehand, so that it takes
    little of the other's time.
    """
    pages: dict[tuple[int, int], bytes] = {}

    def page(first: int, total: int) -> bytes:
        if (first, total) not in pages:
            last = min(first + PAGE, total)
            items = [
                {"ReceiverId": n, "ReceiversName": "n"} for n in range(first, last)
            ]
            told = {"Data": items, "TotalCount": total, "RequestId": "r"}
            pages[first, total] = json.dumps({"Response": told}).encode()
        return pages[first, total]

    for total in (ITEMS // 50, ITEMS):
        for first in range(0, total, PAGE):
            page(first, total)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            params = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            total = int(self.path.rpartition("/")[2] or 1)
            content = page(params["Offset"], total)
            head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(content)}\r\n\r\n"
            self.wfile.write(head.encode() + content)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


def help_of_products(out: Path, small: str, large: str) -> Row:
    """Help of an action of a large product beside one of a small one."""
    actions = {small: "send-email", large: "describe-task-log-list"}
    codes = {"bare": "pass"}
    for name in (small, large):
        words = ["cloud", name, actions[name], "--help"]
        codes[name] = (
            f"sys.path.insert(0, {str(out)!r}); sys.argv = {words!r}\n"
            "from cloud.__main__ import main; main()"
        )
    contest = Contest()
    for name in turns(codes, RUNS):
        code = f"{WITHOUT_FINDERS}\n{codes[name]}"
        contest.samples.setdefault(name, []).append(run(["-S", "-c", code]))
    cost = {name: contest.cpu(name) - contest.cpu("bare") for name in (small, large)}
    return Row(
        area=AREA,
        peer=f"help of {large} beside {small}, among all products",
        unit="ms",
        ours=cost[large],
        theirs=cost[small],
        ratio=cost[large] / cost[small],
        at_most=1.5,
    )
