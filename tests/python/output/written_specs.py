"""What the tests of writing share."""

from __future__ import annotations

PING = "{summary: Ping., examples: [{title: T}]}"
ONE = f"actions:\n  Ping: {PING}\n"
TWO = f"actions:\n  Ping: {PING}\n  Pong: {PING}\n"
OTHER = f"actions:\n  Ping: {PING.replace('Ping.', 'Ping the service.')}\n"
