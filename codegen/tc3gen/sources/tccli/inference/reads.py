"""Which actions only read, and which members are secrets, by their names.

What is not certain is left out: an action is then not repeated, which costs a retry; one
that is repeated in error may cost money.
"""

from __future__ import annotations

import re

from tc3gen.sources.tccli.reading.definitions import Action, Object

_READS = re.compile(
    r"(?:Describe|List|Query|Search|Inquiry|Inquire|Count|Get)(?=[A-Z0-9]|\Z)"
)
# `Get` also names actions that make something new at each call.
_MAKES = re.compile(
    r"Token|Code|Captcha|Credential|Ticket|Password|Secret|Signature|Sign\b|Url|URL|Link|"
    r"Upload|Download|Sms|Invite|Session|Live|Auth|Login|Verif|Nonce|Key(?!s?\w)"
)
_ALSO_WRITES = re.compile(
    r"(?:And|Or|Then)(?:Create|Modify|Update|Set|Delete|Save|Add|Lock|Start)"
)
_WRITES_IN_TITLE = re.compile(
    "创建|新建|新增|添加|提交|发起|发送|删除|修改|更新|下发|触发|启动|开通|开启|关闭|购买|续费|退款|"
    "退费|支付|扣|导出|生成|上传|绑定|解绑|设置|重置|申请|领取|抽奖|核销"
)
_ASKS = re.compile("查|询")
_READS_IN_TITLE = re.compile("获取|拉取|查看|返回|(?:列表|详情|记录|申请)\\Z")

_SECRETS = re.compile(
    r"(?:Password|PassWord|Passwd|Pwd|SecretKey|PrivateKey|AccessKeySecret)\Z|"
    r"\A(?:Access|Refresh|Security|Session|Tmp)Token\Z"
)


def is_repeatable(action: Action, parameters: Object) -> bool:
    """True if sending the same request twice certainly does no harm."""
    verb = _READS.match(action.name)
    if verb is None or _ALSO_WRITES.search(action.name):
        return False
    if verb[0] == "Get" and _MAKES.search(action.name):
        return False
    if any(member.name == "ClientToken" for member in parameters.members):
        return False
    title = action.title.strip()
    if not _WRITES_IN_TITLE.search(title) or _ASKS.search(title):
        return True
    return bool(_READS_IN_TITLE.search(title)) and not _WRITES_IN_TITLE.match(title)


def is_secret(name: str, kind: str) -> bool:
    """True if a member is something that must not be logged."""
    return kind == "string" and _SECRETS.search(name) is not None
