"""What is inferred beyond the definitions: only where nothing speaks against it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from .published import Import, action, example, member

OFFSET = member("Offset", "uint64", "How many to skip.")
LIMIT = member("Limit", "uint64", "How many, 20 by default.")
PAGE = member("PageNumber", "int64", "Which page, from 1.")
SIZE = member("PageSize", "int64", "How many.")
TOTAL = member("TotalCount", "int64")
ITEMS = member("Things", "list[Thing]")
NEXT = member("NextToken", "string")
THING = {"Thing": [member("Id")], "Data": [TOTAL, ITEMS]}
LIST_OF_VALUES = (
    "<p>How.</p><p>枚举值：</p><ul><li>fast： Quick.</li><li>slowMode： Slow.</li></ul>"
)
TABLE = (
    "<table><tbody><tr><td>枚举项</td><td>枚举值</td><td>描述</td></tr>"
    "<tr><td>SLOW</td><td>0</td><td>Slow.</td></tr>"
    "<tr><td>FAST</td><td>1</td><td></td></tr></tbody></table>"
)


def pages(
    toy: Import,
    params: Sequence[dict[str, Any]],
    returns: Sequence[dict[str, Any]],
    name: str = "DescribeThings",
) -> Any:
    """How an action with these members is found to page."""
    used = [*params, member("One", "Thing"), member("Two", "Data")]
    toy.publish({name: action(params, returns), "Use": action(used)}, THING)
    return toy.imported()["actions"][name].get("pages")


def test_pages_by_offset(toy: Import) -> None:
    found = pages(toy, [OFFSET, LIMIT], [TOTAL, ITEMS])
    assert found == {
        "offset": "Offset",
        "limit": "Limit",
        "total": "TotalCount",
        "items": "Things",
    }
    assert "    pages: {offset: Offset, " in toy.spec.read_text()
    assert "items: Things} # inferred\n" in toy.spec.read_text()


def test_pages_by_number(toy: Import) -> None:
    found = pages(toy, [PAGE, SIZE], [TOTAL, ITEMS])
    assert (found["page"], found["size"]) == ("PageNumber", "PageSize")


def test_pages_by_token(toy: Import) -> None:
    found = pages(toy, [NEXT, member("MaxResults", "int64")], [NEXT, ITEMS])
    assert found == {
        "token": "NextToken",
        "limit": "MaxResults",
        "next": "NextToken",
        "items": "Things",
    }


def test_items_one_object_down(toy: Import) -> None:
    found = pages(toy, [OFFSET, LIMIT], [member("Result", "Data")])
    assert (found["items"], found["total"]) == ("Result.Things", "Result.TotalCount")


def test_an_offset_of_text(toy: Import) -> None:
    found = pages(toy, [member("Offset"), member("Limit")], [TOTAL, ITEMS])
    assert found["offset"] == "Offset"


@pytest.mark.parametrize(
    ("params", "returns"),
    [
        ([member("Offset", "int64", "页码，从1开始"), LIMIT], [TOTAL, ITEMS]),
        ([member("Offset", "int64", "偏移量，默认为1"), LIMIT], [TOTAL, ITEMS]),
        ([member("PageNumber", "int64", "页码，从0开始"), SIZE], [TOTAL, ITEMS]),
        ([member("PageIndex", "int64", "页码"), SIZE], [TOTAL, ITEMS]),
        ([OFFSET, LIMIT], [ITEMS]),
        ([OFFSET, LIMIT], [TOTAL, ITEMS, member("Others", "list[string]")]),
        ([OFFSET, LIMIT], [TOTAL]),
        ([OFFSET], [TOTAL, ITEMS]),
        ([NEXT], [NEXT, ITEMS, member("HasMore", "bool")]),
        ([member("NextToken", "int64")], [NEXT, ITEMS]),
    ],
)
def test_no_pages_where_something_is_in_doubt(
    toy: Import, params: list[dict[str, Any]], returns: list[dict[str, Any]]
) -> None:
    assert pages(toy, params, returns) is None


def test_a_write_does_not_page(toy: Import) -> None:
    assert pages(toy, [OFFSET, LIMIT], [TOTAL, ITEMS], "DeleteThings") is None


@pytest.mark.parametrize(
    ("text", "limits"),
    [
        ("默认为20，最大值为100。", {"default": 20, "range": [None, 100]}),
        ("取值范围：[1,50]", {"range": [None, 50]}),
        ("默认 10", {"default": 10}),
        ("最大值为100，最大值为200。", {}),
        ("How many.", {}),
    ],
)
def test_sizes_of_a_page(toy: Import, text: str, limits: dict[str, Any]) -> None:
    limit = member("Limit", "int64", text)
    toy.publish({"ListThings": action([OFFSET, limit], [TOTAL, ITEMS])}, THING_ONLY)
    field = toy.imported()["actions"]["ListThings"]["params"]["Limit"]
    assert {key: field[key] for key in ("default", "range") if key in field} == limits


THING_ONLY = {"Thing": THING["Thing"]}


def test_an_example_contradicts_the_size_of_a_page(toy: Import) -> None:
    limit = member("Limit", "int64", "最大值为100。")
    asks = [example({"Limit": 1000})]
    toy.publish(
        {"ListThings": action([OFFSET, limit], [TOTAL, ITEMS], asks)}, THING_ONLY
    )
    found = toy.imported()["actions"]["ListThings"]
    assert "range" not in found["params"]["Limit"]
    assert "differs" not in found["examples"][0]


@pytest.mark.parametrize(
    ("name", "title", "repeatable"),
    [
        ("DescribeThings", "查询", True),
        ("ListThings", "List", True),
        ("InquiryPriceCreateThings", "创建实例询价", True),
        ("QueryRefund", "查询退款", True),
        ("GetThing", "获取详情", True),
        ("GetUploadToken", "获取令牌", False),
        ("DescribeThingsExport", "导出列表", False),
        ("DescribeAndLockThing", "Describe", False),
        ("CreateThing", "查询", False),
        ("Listen", "Listen", False),
    ],
)
def test_which_actions_may_be_repeated(
    toy: Import, name: str, title: str, repeatable: bool
) -> None:
    toy.publish({name: action(name=title)})
    assert toy.imported()["actions"][name].get("repeatable", False) is repeatable
    assert ("repeatable: true # inferred" in toy.spec.read_text()) is repeatable


def test_a_client_token_is_a_sign_of_writing(toy: Import) -> None:
    toy.publish({"GetThing": action([member("ClientToken")])})
    assert "repeatable" not in toy.imported()["actions"]["GetThing"]


def test_enums(toy: Import) -> None:
    params = [member("Mode", "string", LIST_OF_VALUES), member("Kind", "int64", TABLE)]
    toy.publish({"Ping": action(params)})
    document = toy.imported()
    assert document["actions"]["Ping"]["params"]["Mode"]["enum"] == "PingMode"
    assert document["enums"]["PingMode"]["values"] == {
        "FAST": {"value": "fast", "doc": "Quick."},
        "SLOW_MODE": {"value": "slowMode", "doc": "Slow."},
    }
    assert document["enums"]["PingKind"]["values"] == {
        "SLOW": {"value": 0, "doc": "Slow."},
        "FAST": 1,
    }


@pytest.mark.parametrize(
    "text",
    [
        "枚举值：fast、slow",
        "<p>枚举值：</p><ul><li>0： Quick.</li><li>1： Slow.</li></ul>",
        "<p>枚举值：</p><ul><li>fast： Quick.</li><li>slow： 等</li></ul>",
        "<p>枚举值：</p><ul><li>fast： Quick.</li></ul>",
        "<p>枚举值：</p><ul><li>a-b： Quick.</li><li>a_b： Slow.</li></ul>",
    ],
)
def test_no_enum_where_something_is_in_doubt(toy: Import, text: str) -> None:
    toy.publish({"Ping": action([member("Mode", "string", text)])})
    assert "enums" not in toy.imported()


@pytest.mark.parametrize("where", ["member", "request"])
def test_an_example_contradicts_an_enum(toy: Import, where: str) -> None:
    sample = "other" if where == "member" else "fast"
    mode = member("Mode", "string", LIST_OF_VALUES, example=sample)
    asks = [example({"Mode": "other"} if where == "request" else {})]
    toy.publish({"Ping": action([mode], examples=asks)})
    document = toy.imported()
    assert "enums" not in document
    assert "enum" not in document["actions"]["Ping"]["params"]["Mode"]


def test_secrets(toy: Import) -> None:
    names = ["Password", "SecretKey", "AccessToken", "PageToken", "PasswordPolicy"]
    toy.publish({"Ping": action([member(name) for name in names])})
    params = toy.imported()["actions"]["Ping"]["params"]
    hidden = [name for name in names if params[name].get("sensitive")]
    assert hidden == ["Password", "SecretKey", "AccessToken"]
