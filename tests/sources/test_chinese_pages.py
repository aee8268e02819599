"""Documentation pages of the China site, in Chinese."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tc3gen.sources.doc_pages.importing import ImportOutcome
from tc3gen.spec.problems import Problems
from tc3gen.spec.yaml.nodes import compose, plain_data

HEAD = """\
# 发送玩具

## 1. 接口描述
接口请求域名： toy.tencentcloudapi.com 。

本接口用于发送玩具。玩具会排队。

默认接口请求频率限制：20次/秒。

## 2. 输入参数
"""
BARS = """\
| 参数名称 | 必选 | 类型 | 描述 |
| --- | --- | --- | --- |
| Action | 是 | String | 公共参数，本接口取值：SendToy。 |
| Version | 是 | String | 公共参数，本接口取值：2024-01-31。 |
| Region | 是 | String | 公共参数，本接口仅支持其中的: ap-guangzhou, ap-hongkong 。 |
| Name | 是 | String | 玩具的名称。 |
| Sizes.N | 否 | Array of Integer | 尺寸。 |
"""
RETURNED = """\
## 3. 输出参数
| 参数名称 | 类型 | 描述 |
| --- | --- | --- |
| ToyId | String | 玩具 ID。注意：此字段可能返回 null，表示取不到有效值。 |
| RequestId | String | 唯一请求 ID。 |
"""
EXAMPLE = """\
## 4. 示例
### 示例1 发送一个玩具
#### 输入示例
POST / HTTP/1.1
Host: toy.tencentcloudapi.com
Content-Type: application/json
X-TC-Action: SendToy
<公共请求参数>

{"Name": "ball"}
#### 输出示例
{"Response": {"ToyId": "t-1", "RequestId": "r-1"}}
"""
CODES = """\
## 6. 错误码
| 错误码 | 描述 |
| --- | --- |
| FailedOperation.NoToy | 没有玩具。 |
"""


def as_plain(table: str) -> str:
    """A table of which only the text is left."""
    lines = [line for line in table.splitlines() if "---" not in line]
    rows = [" ".join(line.strip("| ").split(" | ")) for line in lines]
    return "\n".join(rows) + "\n\n"


@pytest.mark.parametrize("layout", ["bars", "plain text"])
def test_a_page_in_chinese_is_read_as_an_english_one(
    imported: Callable[..., ImportOutcome], out: Path, layout: str
) -> None:
    tables = [BARS, RETURNED, CODES]
    if layout == "plain text":
        tables = [as_plain(table) for table in tables]
    done = imported("\n".join([HEAD, tables[0], tables[1], EXAMPLE, tables[2]]))
    assert [str(problem) for problem in done.problems] == []
    text = (out / "toy/2024-01-31.yaml").read_text(encoding="utf-8")
    root = compose(text, "spec", Problems())
    assert root is not None
    spec = plain_data(root)
    assert spec["regions"] == {"china": ["ap-guangzhou", "ap-hongkong"]}
    assert spec["rate_limit"] == 20
    assert spec["errors"] == {"FailedOperation.NoToy": "没有玩具。"}
    action = spec["actions"]["SendToy"]
    assert (action["summary"], action["description"]) == ("发送玩具。", "玩具会排队。")
    assert action["params"] == {
        "Name": {"type": "string", "required": True, "doc": "玩具的名称。"},
        "Sizes": {"type": "list[integer]", "doc": "尺寸。"},
    }
    assert action["returns"] == {
        "ToyId": {"type": "string", "doc": "玩具 ID。", "nullable": True}
    }
    assert action["examples"] == [
        {
            "title": "发送一个玩具",
            "request": {"Name": "ball"},
            "response": {"ToyId": "t-1"},
        }
    ]


@pytest.mark.parametrize("heading", ["输入参数", "输出参数", "错误码"])
def test_a_heading_without_a_table_is_reported(
    imported: Callable[..., ImportOutcome], heading: str
) -> None:
    parts = {
        "输入参数": f"{HEAD}\n没有。\n",
        "输出参数": f"{HEAD}{BARS}\n## 3. 输出参数\n没有。\n",
        "错误码": f"{HEAD}{BARS}\n## 6. 错误码\n没有。\n",
    }
    messages = [problem.message for problem in imported(parts[heading]).problems]
    wanted = "not the page" if heading == "输入参数" else "no table was found"
    assert any(wanted in message for message in messages), messages
