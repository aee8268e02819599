"""Facts that the definitions do not say about some actions: encoding, streams, hosts.

Taken from the documentation of these actions and from what the official SDK does with them.
Like all that is inferred, it is marked in the spec, where it may be changed: it stays so.
"""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

Version = tuple[str, str]
"""A service and its version."""

MULTIPART: Mapping[Version, tuple[str, ...]] = {
    ("cii", "2021-04-08"): ("DescribeQualityScore", "UploadMedicalFile"),
}
"""Actions that take files; their definitions say which members are bytes."""


@frozen
class Octets:
    """A request whose body is bytes, with all else in headers."""

    member: str
    """The name of the body; the definitions have none for it."""
    doc: str
    headers: str
    """The beginning of the headers of the other parameters."""


OCTETS: Mapping[Version, Mapping[str, Octets]] = {
    ("cls", "2020-10-16"): {
        "UploadLog": Octets(
            member="LogGroupList",
            doc="Logs as a `LogGroupList` of Protocol Buffers, compressed as "
            "`CompressType` says. It is the body of the request.",
            headers="X-CLS-",
        )
    },
}
"""Actions that take a body of bytes."""

STREAMS: Mapping[Version, tuple[str, ...]] = {
    ("cloudmate", "2025-10-30"): ("CloudMateAgent",),
    ("cls", "2020-10-16"): ("ChatCompletions",),
    ("dataagent", "2025-05-13"): ("ChatAI", "ExecuteAgentApiV1"),
    ("es", "2025-01-01"): ("ChatCompletions", "ParseDocument"),
    ("hunyuan", "2023-09-01"): (
        "ChatCompletions",
        "ChatTranslations",
        "CreateThread",
        "FilesDeletions",
        "FilesList",
        "FilesUploads",
        "GetThread",
        "GetThreadMessage",
        "GetThreadMessageList",
        "GroupChatCompletions",
        "ImageQuestion",
        "RunThread",
    ),
    ("ig", "2021-05-18"): (
        "GetLLMDiagnosisDrug",
        "GetLLMDiagnosisDrugChat",
        "GetLLMDiagnosisHealth",
        "GetLLMReportInterpretation",
    ),
    ("lkeap", "2024-05-22"): ("ChatCompletions", "ReconstructDocumentSSE"),
    ("tdai", "2025-07-17"): ("CreateChatCompletion",),
    ("trtc", "2019-07-22"): ("TextToSpeechSSE",),
    ("waf", "2018-01-25"): ("GenerateLLMSecAnswer",),
}
"""Actions that may respond with a stream of events."""

HOSTS: Mapping[Version, Mapping[str, str]] = {
    ("cloudmate", "2025-10-30"): {
        "CloudMateAgent": "cloudmate.ai.tencentcloudapi.com",
    },
    ("cls", "2020-10-16"): {"ChatCompletions": "cls.ai.tencentcloudapi.com"},
    ("es", "2025-01-01"): {
        "ChatCompletions": "es.ai.tencentcloudapi.com",
        "ParseDocument": "es.ai.tencentcloudapi.com",
    },
}
"""Actions that a host of their own serves: two by the official SDK, two by the text of their
definition."""

SWITCHES = ("Stream", "Streaming")
"""Names of parameters that ask for a stream."""

CLIENT_TOKEN = "ClientToken"
"""The parameter by which a service may know a request that it has had before."""
