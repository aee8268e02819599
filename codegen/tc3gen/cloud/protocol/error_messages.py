"""Messages of errors, in the language that the request asks for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tc3gen.cloud.protocol.api_error import ApiErrorResponse
from tc3gen.spec.model import Common, Service

CHINESE: Mapping[str, str] = {
    "ActionOffline": "接口已下线。",
    "AuthFailure": "鉴权失败。",
    "AuthFailure.InvalidAuthorization": "请求头 Authorization 的格式不正确。",
    "AuthFailure.InvalidSecretId": "该密钥不能用于调用接口。",
    "AuthFailure.MFAFailure": "多因素认证失败。",
    "AuthFailure.SecretIdNotFound": "密钥不存在。",
    "AuthFailure.SignatureExpire": "签名已过期, 请求时间与服务器时间相差超过五分钟。",
    "AuthFailure.SignatureFailure": "签名不匹配。",
    "AuthFailure.TokenFailure": "令牌无效或已过期。",
    "AuthFailure.UnauthorizedOperation": "没有访问权限。",
    "DryRunOperation": "请求本会成功, 这里只做了预检。",
    "FailedOperation": "操作失败。",
    "InternalError": "服务内部出错。",
    "InvalidAction": "接口不存在。",
    "InvalidFilter": "过滤条件不正确。",
    "InvalidParameter": "参数不正确。",
    "InvalidParameterValue": "参数的取值不正确。",
    "InvalidRequest": "无法读取请求。",
    "IpInBlacklist": "来源地址在黑名单中。",
    "IpNotInWhitelist": "来源地址不在白名单中。",
    "LimitExceeded": "超出配额。",
    "MissingParameter": "缺少必填参数。",
    "NoSuchProduct": "产品不存在。",
    "NoSuchVersion": "接口版本不存在。",
    "OperationDenied": "操作被拒绝。",
    "RequestLimitExceeded": "请求过于频繁, 请稍后再试。",
    "RequestSizeLimitExceeded": "请求过大。",
    "ResourceInUse": "资源正在使用中。",
    "ResourceInsufficient": "资源不足。",
    "ResourceNotFound": "资源不存在。",
    "ResourceUnavailable": "资源不可用。",
    "ResourcesSoldOut": "资源已售罄。",
    "ResponseSizeLimitExceeded": "返回结果过大。",
    "ServiceUnavailable": "服务暂时不可用。",
    "UnauthorizedOperation": "未授权的操作。",
    "UnknownParameter": "未知的参数。",
    "UnsupportedOperation": "不支持该操作。",
    "UnsupportedProtocol": "不支持该协议或方法。",
    "UnsupportedRegion": "不支持该地域。",
}
"""The common codes; a more special one takes what is said of its category."""


class Messages:
    """Finds the words for faults."""

    def __init__(self, services: Iterable[Service], common: Common) -> None:
        self._texts = {code: error.doc for code, error in common.errors.items()}
        for service in services:
            self.add(service)

    def add(self, service: Service) -> None:
        """Know the errors of one more service."""
        self._texts |= {c: error.doc for c, error in service.errors.items()}

    def told(self, fault: ApiErrorResponse, language: str) -> ApiErrorResponse:
        """The fault with a message: its own, else that of the spec for its code.

        In Chinese the meaning of the code comes first, and only details stay English.
        """
        message = fault.message or self._texts.get(fault.code, fault.code)
        if language == "zh-CN":
            category = fault.code.partition(".")[0]
            meaning = CHINESE.get(fault.code) or CHINESE.get(category)
            common = meaning if fault.code in CHINESE and not fault.message else None
            message = common or (f"{meaning} {message}" if meaning else message)
        return ApiErrorResponse(fault.code, message)
