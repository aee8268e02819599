"""Requests in every form: files, bytes, events, older signatures; with our own clients,
the official SDK, and by hand."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tc3gen.cloud import LocalCloud, running_cloud
from tc3gen.cloud.clock import Clock
from tc3gen.cloud.protocol.request import Call
from tc3gen.python.output.generate import generate_package
from tc3gen.spec.model import Action
from tc3gen.spec.reading.load import Specs, load_specs
from tc3gen.spec.value_checks.violations import Violation

from ..support.older import older_query

TOY = Path(__file__).parents[2] / "runtime" / "support" / "toy.yaml"
JSON = "application/json"


class Recorder:
    """Keeps the parameters of calls, as they arrive in a behaviour."""

    def __init__(self) -> None:
        self.calls: list[Call] = []

    def answer(self, call: Call) -> None:
        self.calls.append(call)

    def refine(self, action: Action, violation: Violation, params: Any) -> str | None:
        return None


@pytest.fixture(scope="module")
def toy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A package with clients of the toy service."""
    folder = tmp_path_factory.mktemp("package")
    with pytest.MonkeyPatch.context() as patch:
        generate_package([TOY], folder, package="toys")
        patch.syspath_prepend(str(folder))
        yield import_module("toys")


@pytest.fixture(scope="module")
def toy_specs() -> Specs:
    return load_specs([TOY])


@pytest.fixture
def recorder() -> Recorder:
    return Recorder()


@pytest.fixture
def cloud(toy_specs: Specs, recorder: Recorder) -> Iterator[LocalCloud]:
    with running_cloud(
        toy_specs.services,
        toy_specs.common,
        behaviours={toy_specs.services[0].key: recorder},
    ) as cloud:
        yield cloud


def client(toy: Any, cloud: LocalCloud, **options: Any) -> Any:
    key = toy.Credential("local", options.pop("secret_key", "local"))
    options.setdefault("retry", toy.RetryPolicy(1))
    return import_module("toys.toy").ToyClient(key, endpoint=cloud.url, **options)


def models() -> Any:
    return import_module("toys.toy.models")


PARAMS = {
    "Text": "a b+c&d=é~/?%20",
    "Parts": [{"Name": "r"}, {"Name": "s", "Inner": {"Name": "t"}}],
    "Numbers": [10, 20],
    "Level": 0.5,
    "Flag": True,
    "Mood": "glad",
}


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"unsigned_payload": True},
        {"signature": "HmacSHA1"},
        {"signature": "HmacSHA256"},
        {"signature": "HmacSHA256", "http_method": "GET"},
        {"http_method": "GET"},
    ],
)
def test_parameters_arrive_by_every_signature(
    toy: Any, cloud: LocalCloud, recorder: Recorder, options: dict[str, Any]
) -> None:
    """`Find` travels as GET; a call without a model as the client does."""
    find = toy.from_wire(models().FindRequest, PARAMS)
    with client(toy, cloud, **options) as toys:
        toys.send(find)
        toys.call("Find", PARAMS)
    assert [call.params for call in recorder.calls] == [PARAMS, PARAMS]
    assert {call.account for call in recorder.calls} == {"local"}
    with (
        client(toy, cloud, secret_key="wrong", **options) as toys,
        pytest.raises(toy.errors.AuthFailureSignatureFailure),
    ):
        toys.send(find)


def test_files(toy: Any, cloud: LocalCloud, recorder: Recorder) -> None:
    content = bytes(range(256)) * 20 + b"\r\n--\r\n"
    with client(toy, cloud) as toys:
        response = toys.upload(
            file=content,
            name="é",
            labels=["a", "b"],
            part=models().Part(name="p"),
            flag=False,
        )
        toys.record(entries=content, topic="t", count=3)
        toys.submit(file=content)
    upload, record, submit = recorder.calls
    assert response.key is None or response.key == "Key"
    for call, name in ((upload, "File"), (record, "Entries"), (submit, "File")):
        assert b64decode(call.params[name]) == content
    assert {k: v for k, v in upload.params.items() if k != "File"} == {
        "Name": "é",
        "Labels": ["a", "b"],
        "Part": {"Name": "p"},
        "Flag": False,
    }
    assert (record.params["Topic"], record.params["Count"]) == ("t", 3)
    assert (upload.account, submit.account) == ("local", None)


def official_client(cloud: LocalCloud) -> Any:
    """The official SDK's client for actions without models."""
    reason = "needs tencentcloud-sdk-python-ses"
    module = "tencentcloud.common"
    official = pytest.importorskip(f"{module}.common_client", reason=reason)
    credentials = pytest.importorskip(f"{module}.credential", reason=reason)
    profiles = pytest.importorskip(f"{module}.profile.client_profile", reason=reason)
    profile = profiles.ClientProfile()
    profile.httpProfile.scheme = "http"
    profile.httpProfile.endpoint = cloud.url.removeprefix("http://")
    key = credentials.Credential("local", "local")
    return official.CommonClient("toy", "2024-01-01", key, "", profile)


def test_files_of_the_official_sdk(cloud: LocalCloud, recorder: Recorder) -> None:
    sdk = official_client(cloud)
    content = bytes(range(256))
    sdk.call_octet_stream("Record", {"X-Toy-Topic": "t", "X-Toy-Count": "3"}, content)
    sdk._call_and_deserialize(
        "Upload",
        {"File": content, "Name": "n"},
        type("Any", (), {"_deserialize": lambda *_: None}),
        options={"IsMultipart": True, "BinaryParams": ["File"]},
    )
    record, upload = (dict(call.params) for call in recorder.calls)
    assert b64decode(record.pop("Entries")) == b64decode(upload.pop("File")) == content
    assert record == {"Topic": "t", "Count": 3}
    assert upload == {"Name": "n"}


def test_events(toy: Any, toy_specs: Specs) -> None:
    with (
        running_cloud(toy_specs.services, toy_specs.common) as cloud,
        client(toy, cloud) as toys,
    ):
        asked = models().ChatRequest(text="Hello")
        with toys.stream(asked) as responses:
            parts = list(responses)
            assert responses.request_id
        assert len(parts) == 3
        whole = toys.chat(text="Hello")
        assert "".join(part.text or "" for part in parts) == (whole.text or "")
        with toys.stream(models().TellRequest()) as told:
            assert len(list(told)) == 3


def test_events_for_the_official_sdk(toy_specs: Specs) -> None:
    with running_cloud(toy_specs.services, toy_specs.common) as cloud:
        sdk = official_client(cloud)
        told = list(sdk.call_sse("Chat", {"Text": "Hello", "Stream": True}))
        whole = sdk.call_json("Chat", {"Text": "Hello"})["Response"]
    del whole["RequestId"]
    assert [json.loads(event["data"]) for event in told] == [whole] * 3


async def test_events_are_not_for_who_wants_none(
    toy_specs: Specs, session: aiohttp.ClientSession
) -> None:
    """An error is no event, nor is a response that nobody wants as a stream."""
    with running_cloud(toy_specs.services, toy_specs.common) as cloud:
        for stream, text, kind in (
            (True, "Hi", "text/event-stream"),
            (False, "Hi", JSON),
            (None, "Hi", JSON),
            (True, None, JSON),
        ):
            given = {"Stream": stream, "Text": text}
            fields = {
                name: str(value).lower() if isinstance(value, bool) else value
                for name, value in given.items()
                if value is not None
            }
            query = older_query(cloud, "Chat", "2024-01-01", fields)
            async with session.get(f"{cloud.url}/?{query}") as response:
                assert response.content_type == kind
                streamed = kind != JSON
                assert bool(response.headers.get("X-TC-RequestId")) is streamed


@pytest.mark.parametrize(
    ("kind", "body", "code"),
    [
        ("multipart/form-data", b"", "InvalidParameter"),
        ("multipart/form-data; boundary=x", b"", "InvalidParameter"),
        ("multipart/form-data; boundary=x", b"--x--\r\n", "MissingParameter"),
        (
            "multipart/form-data; boundary=x",
            b"--x\r\nA: b\r\n--x--",
            "InvalidParameter",
        ),
        (
            "multipart/form-data; boundary=x",
            b"--x\r\nA: b\r\n\r\n1\r\n--x--",
            "InvalidParameter",
        ),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="Else"\r\n\r\n1\r\n--x--',
            "UnknownParameter",
        ),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="Name"\r\n\r\n\xff\r\n--x--',
            "InvalidParameter",
        ),
        ("multipart/form-data; boundary=x", b"--x\r\n\r\n" * 2000, "InvalidParameter"),
        (JSON, b"{}", "UnsupportedProtocol"),
    ],
)
async def test_bodies_that_are_not_multipart(
    cloud: LocalCloud,
    session: aiohttp.ClientSession,
    kind: str,
    body: bytes,
    code: str,
) -> None:
    headers = {
        "Content-Type": kind,
        "Authorization": "SKIP",
        "X-TC-Action": "Submit",
        "X-TC-Version": "2024-01-01",
        "X-TC-Timestamp": str(int(Clock().now())),
    }
    async with session.post(cloud.url, data=body, headers=headers) as response:
        content = json.loads(await response.read())["Response"]
    assert content["Error"]["Code"] == code
