"""Pages of SMS on both sites: lists named `.N`, values shown in descriptions, limits in words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tc3gen.sources.doc_pages.importing import ImportOutcome, import_pages
from tc3gen.spec.problems import Problems
from tc3gen.spec.yaml.nodes import compose, plain_data

SPECS = Path(__file__).parents[2] / "spec"

CHINESE = """\
1. 接口描述
接口请求域名： sms.tencentcloudapi.com 。

本接口 (SendSms) 用于把一条短信发给多个号码。每个号码有自己的结果。
- 旧版本的参数名称不同。

默认接口请求频率限制：3000次/秒。

2. 输入参数
以下只列出本接口的参数。

| 参数名称 | 必选 | 类型 | 描述 |
|---|---|---|---|
| Action | 是 | String | 公共参数，本接口取值：SendSms。 |
| Version | 是 | String | 公共参数，本接口取值：2021-01-11。 |
| Region | 是 | String | 公共参数，详见地域列表。 |
| PhoneNumberSet.N | 是 | Array of String | 号码，最多支持200个。 示例值：["+12025550123"] |
| SmsSdkAppId | 是 | String | 应用。 示例值：1400000001 |
| TemplateId | 是 | String | 模板。 示例值：20417 |
| SignName | 否 | String | 签名。 示例值：示例商店 |
| TemplateParamSet.N | 否 | Array of String | 模板的值。 示例值：["184203"] |
| ExtendCode | 否 | String | 扩展号。 示例值：10 |
| SessionContext | 否 | String | 原样返回的内容，长度需小于512字节。 示例值：order-4711 |
| SenderId | 否 | String | 显示的发送方。 示例值：EXSHOP |

3. 输出参数
| 参数名称 | 类型 | 描述 |
|---|---|---|
| SendStatusSet | Array of SendStatus | 每个号码的结果。 示例值：[{"SerialNo":"1"}] |
| RequestId | String | 唯一请求 ID。 |

4. 示例
示例1 发一条
输入示例
POST / HTTP/1.1
Host: sms.tencentcloudapi.com
Content-Type: application/json
X-TC-Action: SendSms
<公共请求参数>

{
    "PhoneNumberSet": ["+12025550123"],
    "SmsSdkAppId": "1400000001",
    "TemplateId": "20417"
}
输出示例
{
    "Response": {
        "SendStatusSet": [
            {"SerialNo": "1", "PhoneNumber": "+12025550123", "Fee": 1, "SessionContext": "",
             "Code": "Ok", "Message": "send success", "IsoCode": "US"}
        ],
        "RequestId": "r-1"
    }
}

6. 错误码
| 错误码 | 描述 |
|---|---|
| FailedOperation.ContainSensitiveWord | 内容不允许。 |
| LimitExceeded.AppDailyLimit | 今天太多了。 |
"""

ENGLISH = """\
1. API Description

Domain name for API request: sms.intl.tencentcloudapi.com.

This API is used to take replies from the queue.

A maximum of 100 requests can be initiated per second for this API.

2. Input Parameters

Parameter Name Required Type Description
Action Yes String Common Params. The value used for this API: PullSmsReplyStatus.
Version Yes String Common Params. The value used for this API: 2021-01-11.
Region Yes String Common Params. See the list of regions.
Limit Yes Integer Replies to take. Value range: 0-100.
SmsSdkAppId Yes String Application. Example value: 1400000001

3. Output Parameters

Parameter Name Type Description
PullSmsReplyStatusSet Array of PullSmsReplyStatus The replies.
RequestId String The ID of the request.

4. Example

Example 1. Take ten

POST / HTTP/1.1
Host: sms.intl.tencentcloudapi.com
X-TC-Action: PullSmsReplyStatus
<Common request parameters>

{"Limit": 10, "SmsSdkAppId": "1400000001"}

{"Response": {"PullSmsReplyStatusSet": [], "RequestId": "r-1"}}
"""

SEND_TYPE = """\
# 数据结构

## SendStatus

一个号码的结果。

被如下接口引用：SendSms。

| 名称 | 类型 | 描述 |
| --- | --- | --- |
| SerialNo | String | 编号。 |
| PhoneNumber | String | 号码。 |
| Fee | Integer | 计费条数。 |
| SessionContext | String | 请求里的内容。 |
| Code | String | Ok 或者错误码。 |
| Message | String | 说明。 |
| IsoCode | String | 国家。 |
"""
REPLY_TYPE = """\
# Data Types

PullSmsReplyStatus

A reply.

Used by actions: PullSmsReplyStatus.

Name Type Description
ReplyContent String Its text.
ReplyTime Integer When it came.
"""


def spec_in(out: Path) -> dict[str, Any]:
    text = (out / "sms/2021-01-11.yaml").read_text(encoding="utf-8")
    root = compose(text, "spec", Problems())
    assert root is not None
    found: dict[str, Any] = plain_data(root)
    return found


def test_pages_of_both_sites_make_a_spec(
    imported: Callable[..., ImportOutcome], out: Path
) -> None:
    done = imported(CHINESE, ENGLISH, SEND_TYPE, REPLY_TYPE)
    assert [str(problem) for problem in done.problems] == []
    spec = spec_in(out)
    send, pull = (spec["actions"][name] for name in ("SendSms", "PullSmsReplyStatus"))
    assert send["summary"] == "把一条短信发给多个号码。"
    assert (spec["rate_limit"], pull["rate_limit"]) == (3000, 100)
    assert send["params"]["PhoneNumberSet"] == {
        "type": "list[string]",
        "required": True,
        "doc": "号码，最多支持200个。",
        "items": [None, 200],
        "example": ["+12025550123"],
    }
    assert send["params"]["SessionContext"] == {
        "type": "string",
        "doc": "原样返回的内容，长度需小于512字节。",
        "size": [None, 511],
        "example": "order-4711",
    }
    assert send["returns"]["SendStatusSet"] == {
        "type": "list[SendStatus]",
        "doc": "每个号码的结果。",
    }
    assert send["errors"] == [
        "FailedOperation.ContainSensitiveWord",
        "LimitExceeded.AppDailyLimit",
    ]
    assert spec["types"]["SendStatus"]["fields"]["Fee"]["type"] == "integer"
    assert pull["summary"] == "Take replies from the queue."
    assert pull["params"]["Limit"]["range"] == [0, 100]
    assert pull["params"]["SmsSdkAppId"]["example"] == "1400000001"


def test_what_is_wrong_on_a_page_shows_beside_the_spec(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page that agrees with the spec but for one limit, one type and one code."""
    monkeypatch.chdir(tmp_path)
    out = tmp_path / "spec"
    (out / "sms").mkdir(parents=True)
    for name in ("common.yaml", "sms/2021-01-11.yaml"):
        (out / name).write_text((SPECS / name).read_text(encoding="utf-8"), "utf-8")
    before = spec_in(out)
    page = CHINESE.replace("最多支持200个", "最多支持100个").replace(
        "| SenderId | 否 | String", "| SenderId | 否 | Integer"
    )
    Path("page.md").write_text(page, encoding="utf-8")
    done = import_pages([Path("page.md")], out)
    said = [str(problem) for problem in done.problems]
    assert any(
        "items is at most 100 on the page, 1 to 200 in the spec" in s for s in said
    )
    assert any("the type is integer on the page, string in the spec" in s for s in said)
    assert any("LimitExceeded.DailyLimit" in s for s in said)
    assert spec_in(out) == before


@pytest.mark.parametrize(
    ("text", "key", "limit"),
    [
        ("最多100条。", "range", [None, 100]),
        ("取值范围：0-100。", "range", [0, 100]),
        ("取值范围：[1，50]。", "range", [1, 50]),
        ("最大值为500。", "range", [None, 500]),
    ],
)
def test_limits_in_words(
    imported: Callable[..., ImportOutcome],
    out: Path,
    text: str,
    key: str,
    limit: list[Any],
) -> None:
    page = ENGLISH.replace("Replies to take. Value range: 0-100.", text)
    imported(page, REPLY_TYPE)
    assert (
        spec_in(out)["actions"]["PullSmsReplyStatus"]["params"]["Limit"][key] == limit
    )


@pytest.mark.parametrize(
    ("value", "shown"), [("10", 10), ("ten", None), ('"10"', None), ("[10]", None)]
)
def test_a_value_is_shown_where_it_is_of_the_type(
    imported: Callable[..., ImportOutcome], out: Path, value: str, shown: Any
) -> None:
    imported(ENGLISH.replace("0-100.", f"0-100. Example value: {value}"), REPLY_TYPE)
    limit = spec_in(out)["actions"]["PullSmsReplyStatus"]["params"]["Limit"]
    assert limit.get("example") == shown
    assert "xample" not in limit["doc"]
