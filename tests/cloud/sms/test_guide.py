"""The page of the local cloud's SMS lists each number, and says what it does."""

from __future__ import annotations

import re
from pathlib import Path

from attrs import fields_dict

from tc3gen.cloud.sms.numbers.magic import FATES, PREFIXES, REFUSALS
from tc3gen.cloud.sms.store.settings import SmsSettings

PAGE = (Path(__file__).parents[3] / "docs/cloud-sms.md").read_text(encoding="utf-8")


def test_each_number_is_listed_with_its_code() -> None:
    rows = re.findall(r"^\| (\d\d) \| `(\w+\.?\w*)` \|$", PAGE, re.M)
    assert dict(rows) == dict(REFUSALS)
    assert len(rows) == len(REFUSALS)


def test_each_number_is_listed_with_its_fate() -> None:
    rows = dict(re.findall(r"^\| (\d\d) \| ([a-z].*) \|$", PAGE, re.M))
    assert rows.keys() == FATES.keys()
    for digits, fate in FATES.items():
        if fate.report not in (None, "DELIVRD"):
            assert f"`{fate.report}`" in rows[digits]


def test_the_rest_is_said() -> None:
    assert all(f"`{prefix}`" in PAGE for prefix in PREFIXES)
    assert all(f"`{name}`" in PAGE for name in fields_dict(SmsSettings))
