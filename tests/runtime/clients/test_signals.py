"""Signal handlers that raise, or that make calls themselves, wherever they come."""

from __future__ import annotations

import subprocess
import sys

import pytest
from effort import by_night

from ..support.peers import peer

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no setitimer")

PROGRAM = """
import signal, sys, threading, time, random
from tc3 import Credential, RetryPolicy, errors
from tc3.ses import SesClient
from tc3._core.transport.synchronous import name_lookup

class Alarm(Exception): pass

url, ca, how, name = sys.argv[1:]
options = dict(endpoint=url, timeout=20, retry=RetryPolicy(1), max_connections=2)
if ca: options["ca_file"] = ca
client = SesClient(Credential("id", "key"), **options)
busy = 0
inner = 0

def look(): return client.call("Any", {}, repeatable=True)

def handler(number, frame):
    global busy, inner
    if how == "raises":
        if busy: raise Alarm
    elif busy == 1:
        busy = 2
        try:
            client.with_options(timeout=5).call("Any", {"Who": "inner"})
            inner += 1
        finally:
            busy = 1

signal.signal(signal.SIGALRM, handler)

def again():
    signal.setitimer(signal.ITIMER_REAL, random.uniform(0.00002, 0.0006))

if how == "raises":
    def others():  # who compete for the two places
        while not over: look()
else:
    def others(): pass
over = False
thread = threading.Thread(target=others)
thread.start()
look()  # what is loaded at first is loaded
end = time.monotonic() + 1.5
alarms = made = 0
while time.monotonic() < end:
    again()
    try:
        busy = 1
        try:
            look()
            made += 1
        finally:
            busy = 0
    except Alarm:
        alarms += 1
signal.setitimer(signal.ITIMER_REAL, 0)
busy = 0
over = True
thread.join(10)
assert not thread.is_alive()
began = time.monotonic()
both = [threading.Thread(target=look) for _ in range(2)]
for t in both: t.start()
for t in both: t.join()
assert time.monotonic() - began < 5, "a place was lost"
client.close()
assert (alarms if how == "raises" else inner) > 20, (alarms, inner, made)
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "tls", "how"),
    [
        # Each pair of them is tried by day.
        ("127.0.0.1", False, "raises"),
        ("127.0.0.1", True, "calls"),
        ("localhost", False, "calls"),
        ("localhost", True, "raises"),
        by_night("127.0.0.1", False, "calls"),
        by_night("127.0.0.1", True, "raises"),
        by_night("localhost", False, "raises"),
        by_night("localhost", True, "calls"),
    ],
)
def test_handler(how: str, tls: bool, name: str, ours: object) -> None:
    """No hang, nothing but the handler's own exception, and all places come back."""
    from ..support.authorities import Authority

    assert isinstance(ours, Authority)
    with peer(tls=ours.server(name) if tls else None) as server:
        done = subprocess.run(
            [
                sys.executable,
                "-c",
                PROGRAM,
                server.url.replace("127.0.0.1", name),
                ours.path if tls else "",
                how,
                name,
            ],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, "")
