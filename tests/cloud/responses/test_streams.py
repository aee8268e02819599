"""Actions that stream: their events are those that the documentation shows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from click.testing import CliRunner

from tc3gen.cli import main
from tc3gen.cloud import RunningCloud, running_cloud
from tc3gen.cloud.responses.events import events_of, published_events
from tc3gen.cloud.responses.wire import spec_response
from tc3gen.python.output.generate import generate_package
from tc3gen.spec.model import Action, Service
from tc3gen.spec.reading.load import Specs, load_specs

CHAT = """
service: chat
version: "2024-01-01"
title: Chat
summary: Talks.
actions:
  Say:
    summary: Say something.
    repeatable: true
    streams: Stream
    params:
      Text: {type: string, doc: A text.}
      Model: {type: string, doc: A member.}
      Stream: {type: boolean, doc: A member.}
    returns:
      Choices: {type: "list[Choice]", doc: A member.}
    examples:
      - title: At once
        request: {Text: Hi}
        response:
          Choices:
            - FinishReason: stop
              Message: {Role: assistant, Content: Hello there, Whole: true}
              Delta: {Role: x, Content: made}
  Tell:
    summary: Tell something.
    repeatable: true
    streams: Stream
    params:
      Text: {type: string, doc: A text.}
      Model: {type: string, doc: A member.}
      Stream: {type: boolean, doc: A member.}
    returns:
      Choices: {type: "list[Choice]", doc: A member.}
    examples:
      - title: It went wrong
        doc: |-
          As published: data: {"Error": {"Code": "InternalError"}}
        request: {Text: Oops, Stream: true}
        response: {}
      - title: In pieces
        doc: |-
          In the response as published: HTTP/1.1 200 OK

          data: {"Choices": [{"Delta": {"Content": "Hel"}}], "RequestId": "published"}

          data:{"Choices": [{"Delta":
          {"Content": "lo"}}]}

          data: {"cut off

          data: [DONE]
        request: {Text: Hi, Model: large, Stream: true}
        response: {}
types:
  Choice:
    doc: A type.
    fields:
      FinishReason: {type: string, doc: A member.}
      Message: {type: Whole, doc: A member.}
      Delta: {type: Piece, doc: A member.}
  Whole:
    doc: A type.
    fields:
      Role: {type: string, doc: A member.}
      Content: {type: string, doc: A member.}
      Whole: {type: boolean, doc: A member.}
  Piece:
    doc: A type.
    fields:
      Role: {type: string, doc: A member.}
      Content: {type: string, doc: A member.}
"""


def data_of(events: tuple[bytes, ...]) -> list[Any]:
    """What events carry: objects, or text that is not JSON."""
    found: list[Any] = []
    for event in events:
        assert event.startswith(b"data: ")
        assert event.endswith(b"\n\n")
        text = event[6:].decode()
        found.append(json.loads(text) if text.startswith("{") else text.strip())
    return found


@pytest.fixture
def chat(tmp_path: Path) -> Service:
    (tmp_path / "chat.yaml").write_text(CHAT)
    specs = load_specs([tmp_path / "chat.yaml"])
    assert [str(problem) for problem in specs.problems] == []
    return specs.services[0]


def test_published_events_come_as_they_are(chat: Service) -> None:
    tell = chat.actions["Tell"]
    pieces = [
        {"Choices": [{"Delta": {"Content": "Hel"}}], "RequestId": "mine"},
        {"Choices": [{"Delta": {"Content": "lo"}}]},
        "[DONE]",
    ]
    for params in ({"Text": "Else", "Stream": True}, {"Model": "large"}, {}):
        assert data_of(published_events(tell, params, "mine")) == pieces
    wrong = published_events(tell, {"Text": "Oops", "Stream": True}, "mine")
    assert data_of(wrong) == [{"Error": {"Code": "InternalError"}}]
    assert published_events(chat.actions["Say"], {}, "mine") == ()


def test_a_whole_response_becomes_deltas(chat: Service) -> None:
    say = chat.actions["Say"]
    found = data_of(events_of(say.examples[0].response, chat, say))
    choices = [event["Choices"][0] for event in found]
    assert [each["FinishReason"] for each in choices] == ["", "", "stop"]
    assert "".join(each["Delta"]["Content"] for each in choices) == "Hello there"
    assert all(each.keys() == {"FinishReason", "Delta"} for each in choices)
    assert all(each["Delta"].keys() == {"Role", "Content"} for each in choices)


TRACK = """
service: parcels
version: "2024-01-01"
title: Parcels
summary: Tells where they are.
actions:
  Follow:
    summary: Follow a parcel.
    repeatable: true
    streams: true
    returns:
      Place: {type: Place, doc: Where it is.}
types:
  Place:
    doc: A place.
    fields:
      At: {type: datetime, format: iso, doc: When.}
      Kind: {type: string, enum: {A_HARBOUR: a-harbour-by-the-sea}, doc: What it is.}
      Label: {type: bytes, example: QW5kIGEgbG9uZyBvbmU=, doc: A picture.}
      Code: {type: string, length: [20, 20], doc: Number of the place.}
      City: {type: string, doc: Where.}
"""


def test_only_free_texts_are_cut(tmp_path: Path) -> None:
    (tmp_path / "parcels.yaml").write_text(TRACK)
    (service,) = load_specs([tmp_path / "parcels.yaml"]).services
    action = service.actions["Follow"]
    response = spec_response(service, action, {})
    places = [each["Place"] for each in data_of(events_of(response, service, action))]
    assert "".join(place.pop("City") for place in places) == "City"
    whole = {name: v for name, v in response["Place"].items() if name != "City"}
    assert places == [whole] * 3


IMPORTED = (
    "hunyuan@2023-09-01",
    "lkeap@2024-05-22",
    "trtc@2019-07-22",
    "es@2025-01-01",
)


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Specs:
    """The specs of products that stream, imported from their published definitions."""
    pytest.importorskip("tccli", reason="needs the published definitions (tccli)")
    folder = tmp_path_factory.mktemp("imported")
    only = [argument for name in IMPORTED for argument in ("--only", name)]
    done = CliRunner().invoke(
        main, ["import", "tccli", "--out", str(folder), *only, "--jobs", "1"]
    )
    assert done.exit_code == 0, done.output
    return load_specs([folder])


@pytest.fixture(scope="module")
def cloud(imported: Specs) -> Iterator[RunningCloud]:
    with running_cloud(imported.services, imported.common) as cloud:
        yield cloud


@pytest.fixture(scope="module")
def chats(imported: Specs, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A package with clients of them."""
    folder = tmp_path_factory.mktemp("chats")
    files = [Path(each.at.file) for each in imported.services]
    with pytest.MonkeyPatch.context() as patch:
        generate_package(files, folder, package="chats")
        patch.syspath_prepend(str(folder))
        yield import_module("chats")


def streaming(specs: Specs) -> list[tuple[Service, Action, dict[str, Any]]]:
    """Each published example that shows events, with its parameters."""
    return [
        (service, action, {**example.request, **_switch(action)})
        for service in specs.services
        for action in service.actions.values()
        for example in action.examples
        if action.streams
        and published_events(action, example.request, "")
        and "data:" in example.doc
        and "base64," not in example.doc
    ]


def _switch(action: Action) -> dict[str, bool]:
    return {action.streams: True} if isinstance(action.streams, str) else {}


@pytest.mark.slow
def test_every_published_example(
    imported: Specs, cloud: RunningCloud, chats: Any
) -> None:
    """The generated clients read the events, which are those of the documentation."""
    cases = streaming(imported)
    assert {(service.service, action.name) for service, action, _ in cases} == {
        ("hunyuan", "ChatCompletions"),
        ("lkeap", "ChatCompletions"),
        ("trtc", "TextToSpeechSSE"),
    }
    for service, action, params in cases:
        package = f"chats.{service.service}"
        kind = getattr(import_module(package), f"{service.service.title()}Client")
        request = getattr(import_module(f"{package}.models"), f"{action.name}Request")
        published = data_of(published_events(action, params, ""))
        asked = chats.from_wire(request, params)
        with (
            cloud.client(kind, region=region_of(service)) as client,
            client.stream(asked) as responses,
        ):
            read = [chats.to_wire(each) for each in responses]
        shown = [event for event in published if event != "[DONE]"]
        assert len(read) == len(shown)
        for one, other in zip(read, shown, strict=True):
            assert text_of(one) == text_of(other)


def region_of(service: Service) -> str | None:
    return next(iter(next(iter(service.regions.values()), ())), None)


def text_of(event: dict[str, Any]) -> str:
    """What a chat says in an event."""
    choices = event.get("Choices", ())
    return "".join(each.get("Delta", {}).get("Content") or "" for each in choices)


@pytest.mark.slow
def test_the_example_of_the_page(
    cloud: RunningCloud, chats: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    page = Path(__file__).parents[3] / "docs/how-to/streams-and-files.md"
    text = page.read_text("utf-8")
    code = text[text.index("    with chat.stream_chat_completions(") :]
    code = dedent(code[: code.index("\n\n")])
    for service, said in (("hunyuan", "1+1=2"), ("lkeap", "DeepSeek")):
        package = import_module(f"chats.{service}")
        message = import_module(f"chats.{service}.models").Message(
            role="user", content="计算1+1"
        )
        client = getattr(package, f"{service.title()}Client")
        with cloud.client(client, region="ap-guangzhou") as chat:
            exec(code, {"chat": chat, "message": message})
        assert said in capsys.readouterr().out


@pytest.mark.slow
def test_the_official_sdk(cloud: RunningCloud) -> None:
    module = "tencentcloud.hunyuan.v20230901"
    official = pytest.importorskip(f"{module}.hunyuan_client")
    models = import_module(f"{module}.models")
    credentials = import_module("tencentcloud.common.credential")
    profile = import_module(
        "tencentcloud.common.profile.client_profile"
    ).ClientProfile()
    profile.httpProfile.scheme = "http"
    profile.httpProfile.endpoint = cloud.url.removeprefix("http://")
    client = official.HunyuanClient(
        credentials.Credential("local", "local"), "ap-guangzhou", profile
    )
    request = models.ChatCompletionsRequest()
    messages = [{"Role": "user", "Content": "计算1+1"}]
    request._deserialize(
        {"Model": "hunyuan-turbo", "Messages": messages, "Stream": True}
    )
    said = ""
    for event in client.ChatCompletions(request):
        said += json.loads(event["data"])["Choices"][0]["Delta"]["Content"]
    assert said == "1+1=2"
