"""What breaks the users of a public API is said; what does not is not."""

from __future__ import annotations

import shutil
from pathlib import Path

import click
import griffe
import pytest

from . import __main__ as command
from . import compare
from .stubs import commands, stubs_of

SHOP = """\
from shop._inside import Base, field, model

__all__ = ["MAX", "Shop", "Order", "open_shop"]
MAX = 3

def open_shop(name, *, region=None): ...

class Shop(Base):
    def sell(self, thing, *, price=1): ...
    def _count(self): ...

@model
class Order:
    thing: str = field("Thing")
    note: str = field("Note", default=None)
"""
INSIDE = """\
class Base:
    def close(self): ...
"""


def api(folder: Path, shop: str, inside: str = INSIDE) -> dict[str, str]:
    package = folder / "shop"
    shutil.rmtree(package, ignore_errors=True)
    package.mkdir()
    (package / "__init__.py").write_text(shop)
    (package / "_inside.py").write_text(inside)
    loaded = griffe.load("shop", search_paths=[folder])
    assert isinstance(loaded, griffe.Module)
    return dict(stubs_of(loaded, ["shop"]))


def broken(folder: Path, old: str, new: str, inside: str = INSIDE) -> list[str]:
    """What is broken when one piece of the shop becomes another."""
    assert old in SHOP
    before = api(folder, SHOP)
    after = api(folder, SHOP.replace(old, new), inside)
    text = compare.written(before)
    return list(compare.breaks(compare.read(text), after))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (", *, region=None", "", "shop.open_shop: parameter was removed: region"),
        ("region=None", "region", "shop.open_shop: parameter is now required: region"),
        ("(name,", "(name, colour,", "shop.open_shop: parameter was added as required"),
        ('"MAX", ', "", "shop.MAX: public object was removed"),
        ("def sell", "def trade", "shop.Shop.sell: public object was removed"),
        ("(Base)", "", "shop.Shop.close: public object was removed"),
        ("    note:", "    text:", "shop.Order.__init__: parameter was removed: note"),
        (", default=None", "", "shop.Order.__init__: parameter is now required: note"),
    ],
)
def test_a_break_is_said(tmp_path: Path, old: str, new: str, said: str) -> None:
    found = broken(tmp_path, old, new)
    assert [line for line in found if line.startswith(said)], found


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("region=None", "region=None, colour=None"),
        ("    def _count", "    def count"),
        ('    note: str = field("Note", default=None)', "    note: str = None"),
        ("MAX = 3", "MAX = 4"),
        ("    def sell(self, thing, *, price=1): ...\n", ""),  # now of the base
    ],
)
def test_what_breaks_nobody_is_not_said(tmp_path: Path, old: str, new: str) -> None:
    inside = f"{INSIDE}    def sell(self, thing, *, price=1): ...\n"
    assert broken(tmp_path, old, new, inside) == []


def test_a_module_that_is_gone(tmp_path: Path) -> None:
    before = api(tmp_path, SHOP)
    assert list(compare.breaks({**before, "shop.errors": ""}, before)) == [
        "shop.errors: the module was removed"
    ]


def test_an_option_that_is_gone() -> None:
    def program(*options: str) -> dict[str, str]:
        make = click.Command("make", params=[click.Option([each]) for each in options])
        group = click.Group("shop", {"make": make})
        return {"shop (commands)": commands(group, "shop_")}

    old, new = program("--out", "--force"), program("--out", "--jobs")
    assert list(compare.breaks(old, new)) == [
        "shop (commands).shop_make: parameter was removed: force"
    ]


@pytest.mark.nightly  # `make check` runs the command by day
def test_the_command_says_what_broke_and_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / "tc3"
    shutil.copytree(compare.SOURCES["tc3"] / "tc3", copy)
    client = copy / "sts/v20180813/client.py"
    text = client.read_text("utf-8")
    parameter = "        role_session_name: str,\n"
    assert parameter in text
    client.write_text(text.replace(parameter, ""), "utf-8")
    monkeypatch.setitem(compare.SOURCES, "tc3", tmp_path)
    monkeypatch.setattr("sys.argv", ["tests.api"])
    with pytest.raises(SystemExit) as end:
        command.main()
    *found, _, how = str(end.value).splitlines()
    assert found[0].startswith("tc3.sts.v20180813.StsClient.assume_role")
    assert "parameter was removed: role_session_name" in found[0]
    assert how.endswith("python -m tests.api --renew")
