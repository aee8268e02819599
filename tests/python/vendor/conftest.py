"""A package of two actions, made once."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from tc3gen.python.plan.package import CLIENTS
from tc3gen.python.vendoring.command import VendorOutcome, vendor_package
from tc3gen.python.vendoring.make import Options
from tc3gen.spec.select import parse_only

from ..small import SPECS

ONLY = (parse_only("ses:BatchSendEmail,SendEmail"),)
SES = [SPECS / "ses", SPECS / "common.yaml"]


def vend(folder: Path, options: Options = Options(ONLY), **more: bool) -> VendorOutcome:  # noqa: B008
    return vendor_package(SES, folder / "tc3", options, **more)


Made = Callable[..., Path]
Copy = Callable[[Path], Path]


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Makes a package with some clients, once; its folder is never written to."""

    @cache
    def make(*clients: str) -> Path:
        folder = tmp_path_factory.mktemp("made")
        vend(folder, Options(ONLY, clients=clients))
        return folder

    return make


@pytest.fixture
def copied(made: Made) -> Copy:
    """Makes a copy of the package with both clients in a folder."""
    return lambda folder: shutil.copytree(made(*CLIENTS), folder, dirs_exist_ok=True)
