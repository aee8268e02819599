"""The beginnings of small specs that break one rule each."""

from __future__ import annotations

HEAD = """\
service: ses
version: "2020-10-02"
title: T
summary: S.
"""
ACTIONS = HEAD + "actions:\n"
SEND = ACTIONS + "  Send:\n    summary: Send.\n    examples: [{title: T}]\n"
"""A spec in which nothing is wrong; what is added begins in line 9."""

PARAMS = SEND + "    params:\n"
PARAM = PARAMS + "      P: "
NO_ACTIONS = HEAD + "actions: {}\n"
