"""Generated code passes formatter, linters and type checkers, and can be imported."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tc3gen.python.output.generate import generate_package

from ..odd import ODD
from ..small import (
    IMPORT_ALL,
    ROOT,
    TOOLS,
    run,
    succeeds,
    write_spec,
)

PING = "{summary: Ping., examples: [{title: T}]}"
LONG = "AnActionWithANameThatIsLongerThanAnyoneWouldLikeToType"
SMALL = {
    "bare.yaml": f"""\
        service: bare
        version: "2024-01-31"
        title: Bare
        summary: No types, no enums, no errors.
        actions:
          Ping: {PING}
        """,
    "empty.yaml": """\
        service: empty
        version: "2024-01-31"
        title: Empty
        summary: Not even an action.
        actions: {}
        """,
    "async.yaml": f"""\
        service: async
        version: "2024-01-31"
        title: Async
        summary: The client is called like that of the runtime.
        actions:
          Ping: {PING}
        """,
    "many1.yaml": f"""\
        service: many
        version: "2023-01-31"
        title: Many Versions
        summary: The first.
        client: MANY2
        actions:
          Ping: {PING}
          Pong: {PING}
        """,
    "many2.yaml": f"""\
        service: many
        version: "2024-01-31"
        title: Many Versions
        summary: The second.
        client: MANY2
        actions:
          Ping: {PING}
        """,
    "long.yaml": f"""\
        service: long
        version: "2024-01-31"
        title: Long
        summary: Long names and texts.
        actions:
          {LONG}:
            summary: Long.
            deprecated: {"word " * 30}end.
            params:
              {LONG}:
                type: list[{LONG}2]
                required: true
                doc: x
                items: [1, 100]
                deprecated: {"word " * 30}end.
              {LONG}Enum: {{type: string, doc: x, enum: {LONG}3}}
            returns:
              {LONG}: {{type: "list[{LONG}2]", doc: x}}
            examples: [{{title: T, request: {{{LONG}: [{{}}]}}}}]
        types:
          {LONG}2: {{doc: x, fields: {{{LONG}: {{type: "list[{LONG}2]", doc: x}}}}}}
        enums:
          {LONG}3:
            doc: x
            values:
              {"A_LONG_NAME_" * 4}A: "a value of some length, with \\"quotes\\""
              {"A_LONG_NAME_" * 4}B: {{international: {"value" * 8}, china: {"other" * 8}}}
        errors:
          {LONG}.{LONG}: x
          {LONG}.{LONG}.AndMore: {{doc: x, retry: always}}
        """,
    "order.yaml": """\
        service: order
        version: "2024-01-31"
        title: Order
        summary: Names whose order is debatable.
        actions:
          Get:
            summary: Get.
            returns:
              A: {type: A, doc: x}
              B: {type: AB, doc: x}
              C: {type: Ab, doc: x}
              D: {type: Item2, doc: x}
              E: {type: Item10, doc: x}
              F: {type: ITEM, doc: x}
              G: {type: item_x, doc: x}
              H: {type: DNSStatus, doc: x}
              I: {type: DnsStatus, doc: x}
              J: {type: Con, doc: x}
            examples: [{title: T}]
        types:
          {A: {doc: x}, AB: {doc: x}, Ab: {doc: x}, Item2: {doc: x}, Item10: {doc: x},
           ITEM: {doc: x}, item_x: {doc: x}, DNSStatus: {doc: x}, DnsStatus: {doc: x},
           Con: {doc: x}}
        """,
    "forms.yaml": """\
        service: forms
        version: "2024-01-31"
        title: Forms
        summary: Requests and responses in all forms.
        actions:
          Look:
            summary: Look.
            repeatable: true
            form: get
            params:
              Day: {type: date, doc: x}
            examples: [{title: T}]
          Put:
            summary: Put.
            form: multipart
            params:
              File: {type: bytes, required: true, doc: x}
            examples: [{title: T, request: {File: ""}}]
          Send:
            summary: Send.
            form: octet-stream
            params:
              Log: {type: bytes, required: true, doc: x}
              TopicId: {type: string, header: X-Forms-TopicId, doc: x}
            examples: [{title: T, request: {Log: ""}}]
          Talk:
            summary: Talk.
            deprecated: Be quiet.
            streams: Async
            params:
              Words: {type: "list[string]", doc: x, enum: EventStream}
              Async: {type: boolean, required: true, doc: x}
            returns:
              Word: {type: string, doc: x}
            examples: [{title: T, request: {Async: true}}]
        enums:
          EventStream: {doc: x, values: {ONE: one}}
        """,
    "streams.yaml": """\
        service: streams
        version: "2024-01-31"
        title: Streams
        summary: Nothing else.
        actions:
          Tell: {summary: Tell., streams: true, examples: [{title: T}]}
        """,
}  # fmt: skip

STREAMS_USED = """
from typing_extensions import assert_type
from tc3 import AsyncEventStream, EventStream
from tc3.forms import AsyncFormsClient, FormsClient
from tc3.forms.models import TalkRequest, TalkResponse
from tc3.streams import StreamsClient
from tc3.streams.models import TellResponse


def sync() -> EventStream[TalkResponse]:
    client = FormsClient(signature="HmacSHA256", http_method="GET", unsigned_payload=True)
    for response in client.stream_talk(words=["one"]):
        assert_type(response, TalkResponse)
    with client.stream_talk() as stream:
        assert_type(next(stream).word, str | None)
        assert_type(stream.request_id, str)
        assert stream.event is None or assert_type(stream.event.id, str)
    assert_type(client.talk(), TalkResponse)
    assert_type(next(StreamsClient().stream_tell()), TellResponse)
    return client.stream(TalkRequest(async_=True))


async def aio() -> AsyncEventStream[TalkResponse]:
    async with AsyncFormsClient(signature="HmacSHA1") as client:
        async for response in client.stream_talk(words=["one"]):
            assert_type(response, TalkResponse)
        async with client.stream_talk() as stream:
            assert_type((await anext(stream)).word, str | None)
        await client.put(file=b"x")
        await client.send_(log=b"x", topic_id="t")
        return client.stream(TalkRequest(async_=True))
"""


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a package `tc3` of all the services above."""
    folder = tmp_path_factory.mktemp("packages")
    specs = [write_spec(folder / "spec", ODD, "odd.yaml")]
    specs += [write_spec(folder / "spec", text, name) for name, text in SMALL.items()]
    done = generate_package(specs, folder)
    assert [str(problem) for problem in done.problems] == []
    folder.joinpath("used.py").write_text(STREAMS_USED)
    return folder


RUNTIME = ("--exclude", "_core")
"""The runtime is checked where it is written."""


def test_ruff_has_nothing_to_say(packages: Path) -> None:
    succeeds("ruff", "format", "--isolated", "--check", *RUNTIME, packages / "tc3")
    settings = ("--config", ROOT / "generated" / "pyproject.toml")
    more = ("--extend-select", "I,RUF022,W,UP,B,C4,PIE")
    succeeds("ruff", "check", *settings, *more, *RUNTIME, packages / "tc3")


@pytest.mark.slow
@pytest.mark.nightly
def test_mypy_has_nothing_to_say(packages: Path) -> None:
    settings = ("--strict", "--python-version", "3.10", "--follow-imports", "silent")
    succeeds("mypy", *settings, *RUNTIME, "tc3", "used.py", cwd=packages)


@pytest.mark.slow
@pytest.mark.nightly
def test_pyright_has_nothing_to_say(packages: Path) -> None:
    settings = {
        "include": ["tc3", "used.py"],
        "ignore": ["tc3/_core"],
        "typeCheckingMode": "standard",
        "pythonVersion": "3.10",
    }
    file = packages / "pyrightconfig.json"
    file.write_text(json.dumps(settings))
    succeeds("basedpyright", "--project", file, "--pythonpath", TOOLS / "python")


def test_everything_that_is_exported_can_be_imported(packages: Path) -> None:
    succeeds("python", "-c", IMPORT_ALL, "tc3", cwd=packages)


def test_a_service_has_the_names_of_its_newest_version(packages: Path) -> None:
    code = """
def names_of(module):
    return [name for name in dir(module) if name[0].isupper()]
import tc3.many as many
from tc3.many import enums, errors, models, v20230131, v20240131
assert many.MANY2Client is v20240131.MANY2Client is not v20230131.MANY2Client
assert models.PingRequest is v20240131.models.PingRequest
assert not hasattr(models, "PongRequest") and v20230131.models.PongRequest
assert errors.CODES is v20240131.errors.CODES
for service in ("bare", "long", "many", "as_"):
    alias = __import__(f"tc3.{service}", fromlist=["x"])
    newest = getattr(alias, sorted(n for n in alias.__all__ if n[:1] == "v")[-1])
    for module in ("models", "errors", "enums"):
        there, here = getattr(newest, module), getattr(alias, module)
        for name in getattr(there, "__all__", None) or names_of(there):
            assert getattr(here, name) is getattr(there, name), (service, module, name)
"""
    succeeds("python", "-c", code, cwd=packages)


def test_services_without_events_or_waiters_have_no_files_for_them(
    packages: Path,
) -> None:
    made = {path.parent.parent.name for path in packages.glob("tc3/*/v*/events.py")}
    assert made == {"as_"}
    for name in ("waiters", "bulk"):
        made = {
            path.parent.parent.name for path in packages.glob(f"tc3/*/v*/{name}.py")
        }
        assert made == {"as_"}
    assert not packages.joinpath("tc3/bare/events.py").exists()
    assert "events" not in packages.joinpath("tc3/bare/__init__.py").read_text()


def test_help_runs(packages: Path) -> None:
    done = run("python", "-m", "pydoc", "tc3.as_.v20180419.client", cwd=packages)
    assert "Take nothing, and answer nothing." in done.stdout
