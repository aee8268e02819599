"""From a request to bytes, and from bytes to a response or an error. Nothing is sent."""

from __future__ import annotations

import gzip
import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import pytest
from effort import many
from hypothesis import given, settings
from hypothesis import strategies as st

from tc3 import errors
from tc3._core.calls.call import PreparedCall
from tc3._core.calls.core import CallPipeline
from tc3._core.model import Response
from tc3._core.serialization import json_codec as jsontext
from tc3._core.transport.base import HttpResponse
from tc3.ses import SesClient, models

from ..serialization.wire_values import json_values
from ..support.driver import KEY


def core_of(**options: Any) -> CallPipeline:
    with SesClient(KEY, **options) as client:
        return client._core


def read(
    body: bytes | object,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    response: type[Response] = models.SendEmailResponse,
) -> Any:
    call: PreparedCall[Any] = PreparedCall("SendEmail", b"", response, False, False)
    text = body if isinstance(body, bytes) else jsontext.dumps(body)
    return core_of().read(call, HttpResponse(status, headers or {}, text))


# Reading


def test_success() -> None:
    content = {"MessageId": "m", "New": [1], "RequestId": "r"}
    response = read({"Response": content})
    assert (response.message_id, response.request_id, response.raw) == (
        "m",
        "r",
        content,
    )


DEEP = b"[" * 100_000 + b"]" * 100_000

NO_RESPONSES: list[tuple[bytes | object, int, str]] = [
    (b"", 200, "the body is no JSON"),
    (b"", 502, "the body is no JSON"),
    (b"<html>Sign in to the Wi-Fi</html>", 200, "the body is no JSON"),
    (b"<html>Bad gateway</html>", 502, "the body is no JSON"),
    (b"\xff\xfe\x00", 200, "the body is no JSON"),
    (b'{"Response": {"MessageId": "\xc3"}}', 200, "the body is no JSON"),
    (b'{"Response": {"MessageId": "m"', 200, "the body is no JSON"),
    (gzip.compress(mtime=0, data=b'{"Response": {}}'), 200, "the body is no JSON"),
    (DEEP, 200, "the body is no JSON"),
    (b'{"Response": ' + DEEP + b"}", 200, "the body is no JSON"),
    ([], 200, "the body is no JSON object"),
    ("text", 200, "the body is no JSON object"),
    (None, 200, "the body is no JSON object"),
    ({}, 200, "the body has no Response object"),
    ({"Response": None}, 200, "the body has no Response object"),
    ({"Response": []}, 200, "the body has no Response object"),
    ({"Response": "ok"}, 200, "the body has no Response object"),
    ({"response": {}}, 200, "the body has no Response object"),
    ({"code": 0, "message": ""}, 200, "the body has no Response object"),
    ({"Response": {}}, 500, "the status is not 200"),
    ({"Response": {"MessageId": "m"}}, 302, "the status is not 200"),
    ({"Response": {"Error": "no"}}, 200, "the error has no code"),
    ({"Response": {"Error": {}}}, 200, "the error has no code"),
    ({"Response": {"Error": {"Code": 5}}}, 200, "the error has no code"),
    ({"Response": {"Error": ["InternalError"]}}, 200, "the error has no code"),
]


@pytest.mark.parametrize(("body", "status", "reason"), NO_RESPONSES)
def test_what_is_no_response(body: Any, status: int, reason: str) -> None:
    with pytest.raises(errors.ResponseError) as caught:
        read(body, status, {"X-TC-RequestId": "from-the-header"})
    error = caught.value
    assert (error.reason, error.status) == (reason, status)
    assert error.request_id == "from-the-header"
    text = body if isinstance(body, bytes) else jsontext.dumps(body)
    assert error.body == text[:200].decode(errors="replace")


def test_error_quotes_the_beginning_only() -> None:
    with pytest.raises(errors.ResponseError) as caught:
        read(b"<html>" + b"x" * 10**6)
    assert len(caught.value.body) == 200
    assert len(str(caught.value)) < 300


def test_request_id_of_the_body_comes_first() -> None:
    with pytest.raises(errors.ResponseError) as caught:
        read({"Response": {"RequestId": "body"}}, 500, {"X-TC-RequestId": "header"})
    assert caught.value.request_id == "body"


@pytest.mark.parametrize("request_id", [None, 5, ["r"]])
def test_request_id_that_is_no_text(request_id: Any) -> None:
    assert read({"Response": {"RequestId": request_id}}).request_id == ""
    with pytest.raises(errors.InternalError) as caught:
        read(
            {"Response": {"RequestId": request_id, "Error": {"Code": "InternalError"}}}
        )
    assert caught.value.request_id is None


@pytest.mark.parametrize("message", [None, "", 0])
def test_error_without_a_message(message: Any) -> None:
    error = {"Code": "InternalError", "Message": message}
    with pytest.raises(errors.InternalError) as caught:
        read({"Response": {"Error": error}}, 503)
    assert (caught.value.message, caught.value.status) == ("", 503)


def test_null_error_is_none() -> None:
    assert read({"Response": {"MessageId": "m", "Error": None}}).message_id == "m"


def test_oldest_form_of_an_error() -> None:
    with pytest.raises(errors.AuthFailure) as caught:
        read({"code": 4100, "message": "denied", "codeDesc": "AuthFailure"})
    assert (caught.value.code, caught.value.message) == ("AuthFailure", "denied")
    with pytest.raises(errors.ApiError) as caught_number:
        read({"code": 4100})
    assert (caught_number.value.code, caught_number.value.message) == ("4100", "")


def _is_response(response: Any, status: int) -> bool:
    return (
        status == 200
        and isinstance(response, dict)
        and isinstance(response.get("Response"), dict)
        and response["Response"].get("Error") is None
    )


_members = st.sampled_from(["RequestId", "Data", "TotalCount", "MessageId", "Error"])
_responses = st.one_of(
    json_values,
    st.fixed_dictionaries({"Response": json_values}),
    st.fixed_dictionaries({"Response": st.dictionaries(_members, json_values)}),
    st.fixed_dictionaries(
        {"Response": st.fixed_dictionaries({"Error": json_values})},
    ),
    st.fixed_dictionaries(
        {
            "Response": st.fixed_dictionaries(
                {"Error": st.fixed_dictionaries({"Code": json_values})}
            )
        }
    ),
    st.dictionaries(st.sampled_from(["code", "message", "codeDesc"]), json_values),
)
_RESPONSES = [getattr(models, n) for n in models.__all__ if n.endswith("Response")]


@pytest.mark.parametrize("with_orjson", [True, False])
def test_any_json_gives_a_response_or_an_error_of_ours(with_orjson: bool) -> None:
    """Those that are none are told from those that are. See `test_random_responses`, too."""

    @settings(max_examples=many(1000, by_day=60), deadline=None, database=None)
    @given(
        _responses, st.sampled_from([200, 200, 302, 500]), st.sampled_from(_RESPONSES)
    )
    def check(body: Any, status: int, cls: type[Response]) -> None:
        try:
            response = read(body, status, response=cls)
        except errors.Tc3Error:
            assert not _is_response(body, status)
        else:
            assert _is_response(body, status)
            assert type(response) is cls
            assert response.raw == body["Response"]

    with pytest.MonkeyPatch.context() as patch:
        if not with_orjson:
            patch.setattr(jsontext, "orjson", None)
        check()


# Sending


def test_headers() -> None:
    core = core_of(language="zh-CN", site="china", region="ap-hongkong")
    request = core.sign(core.prepare_raw("GetThing", {"A": "é"}, False), KEY)
    assert (request.method, request.url) == ("POST", "https://ses.tencentcloudapi.com/")
    assert request.body == '{"A":"é"}'.encode()
    assert (
        request.headers.items()
        >= {
            "Host": "ses.tencentcloudapi.com",
            "Content-Type": "application/json",
            "X-TC-Action": "GetThing",
            "X-TC-Version": "2020-10-02",
            "X-TC-Region": "ap-hongkong",
            "X-TC-Language": "zh-CN",
            "X-TC-RequestClient": "tc3-0.1.0",
        }.items()
    )
    assert "X-TC-Token" not in request.headers


def test_headers_of_a_call_do_not_leak_into_the_next() -> None:
    core = core_of()
    first = core.sign(core.prepare_raw("First", {}, False), KEY)
    first.headers["X-TC-Token"] = "old"
    second = core.sign(core.prepare_raw("Second", {}, False), KEY)
    assert "X-TC-Token" not in second.headers
    assert second.headers["X-TC-Action"] == "Second"


@pytest.mark.parametrize(
    "action",
    ["", "Send Email", "A\r\nX-Evil: 1", "A\n", "Äction", "../x", "a" + "\x00"],
)
def test_wrong_action(action: str) -> None:
    with pytest.raises(
        errors.ValidationError, match="an action has a name such as SendEmail"
    ):
        core_of().prepare_raw(action, {}, False)


@pytest.mark.parametrize("language", ["", "en US", "en\r\nX-Evil: 1", "en\n", None, 5])
def test_wrong_language(language: Any) -> None:
    with pytest.raises(errors.ConfigurationError, match="language must be a tag"):
        core_of(language=language)
    if language is not None:
        with SesClient(KEY) as client, pytest.raises(errors.ConfigurationError):
            client.with_options(language=language)


@pytest.mark.parametrize(
    "params",
    [
        {"A": math.nan},
        {"A": [math.inf]},
        {"A": b"x"},
        {"A": {1, 2}},
        {"A": object()},
        {"A": "\ud800 hunter2"},
        {b"A": 1},
    ],
)
def test_params_that_are_no_json(params: dict[str, Any]) -> None:
    with pytest.raises(errors.ValidationError, match="is no JSON") as caught:
        core_of().prepare_raw("Any", params, False)
    assert "hunter2" not in str(caught.value)
    assert caught.value.action == "Any"


def test_params_may_be_any_mapping() -> None:
    call = core_of().prepare_raw("Any", MappingProxyType({"A": 1}), False)
    assert call.body == b'{"A":1}'


def test_size_of_a_request() -> None:
    """SES takes 8 MB."""
    core = core_of()
    most = 8 * 1024 * 1024
    fits = core.prepare_raw("Any", {"A": "x" * (most - len('{"A":""}'))}, False)
    assert len(fits.body) == most
    with pytest.raises(errors.ValidationError) as caught:
        core.prepare_raw("Any", {"A": "x" * most}, False)
    assert "8388616 bytes, but at most 8388608 are allowed" in str(caught.value)


def test_number_that_is_no_json_is_not_sent_as_null() -> None:
    """Not even without validation."""
    offset: Any = math.nan
    request = models.ListReceiversRequest(offset=offset, limit=1)
    for validate in (True, False):
        with pytest.raises(errors.ValidationError):
            core_of(validate=validate).prepare(request)


def test_surrogate_in_a_model() -> None:
    request = models.SendEmailRequest(
        from_email_address="a@b.c", subject="\ud83d hunter2"
    )
    with pytest.raises(errors.ValidationError, match="surrogate pair") as caught:
        core_of().prepare(request)
    assert "hunter2" not in str(caught.value)
