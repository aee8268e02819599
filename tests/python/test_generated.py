"""What generated packages are like: they pass every check, and do what the spec says."""

from __future__ import annotations

import ast
import inspect
import json
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timezone
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tc3gen.python.generate import generate

from .small import (
    COMMON,
    HEAD,
    IMPORT_ALL,
    ROOT,
    TOOLS,
    load_package,
    run,
    succeeds,
    write_spec,
)

ODD = Path(__file__).with_name("odd.yaml").read_text(encoding="utf-8")

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
        summary: Requests and answers in all forms.
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
    for answer in client.stream_talk(words=["one"]):
        assert_type(answer, TalkResponse)
    with client.stream_talk() as stream:
        assert_type(next(stream).word, str | None)
        assert_type(stream.request_id, str)
        assert stream.event is None or assert_type(stream.event.id, str)
    assert_type(client.talk(), TalkResponse)
    assert_type(next(StreamsClient().stream_tell()), TellResponse)
    return client.stream(TalkRequest(async_=True))


async def aio() -> AsyncEventStream[TalkResponse]:
    async with AsyncFormsClient(signature="HmacSHA1") as client:
        async for answer in client.stream_talk(words=["one"]):
            assert_type(answer, TalkResponse)
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
    done = generate(specs, folder)
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


def test_mypy_has_nothing_to_say(packages: Path) -> None:
    settings = ("--strict", "--python-version", "3.10", "--follow-imports", "silent")
    succeeds("mypy", *settings, *RUNTIME, "tc3", "used.py", cwd=packages)


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


# ---- The odd service, in this process ---------------------------------------------------


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    """The package of the odd service."""
    folder = tmp_path_factory.mktemp("odd")
    return load_package(write_spec(folder / "spec", ODD), folder)


@pytest.fixture(scope="module")
def part(odd: ModuleType) -> Callable[[str], Any]:
    """A module of the package."""
    return lambda name: import_module(f"{odd.__name__}.{name}")


Part = Callable[[str], Any]


@pytest.fixture
def full(part: Part) -> dict[str, Any]:
    """A value for every parameter of `Import`, in the names of Python."""
    models, enums = part("as_.models"), part("as_.enums")
    return {
        "from_": "here",
        "async_": True,
        "class_": [models.Class(class_=[models.Class()])],
        "in_": 2**64 - 1,
        "global_": 1.5,
        "list_": ["a"],
        "date_": date(2024, 1, 31),
        "datetime_": datetime(2024, 1, 31, 8, 0),
        "field_": datetime(2024, 1, 31, 8, 0, tzinfo=timezone.utc),
        "self_": {"a": 1},
        "models_": b"\x00\xff",
        "id": "x",
        "old": "y",
        "password": "secret",
        "filters": [[models.Filter(name="n", values=["v"])], []],
        "kinds": [enums.Kind.ONE, "2"],
        "levels": [enums.Levels.LOW, 2],
        "language": enums.Language.ENGLISH,
        "size": enums.Size.SMALL,
    }


WIRE = {
    "From": "here",
    "Async": True,
    "Class": [{"Class": [{}]}],
    "In": 2**64 - 1,
    "Global": 1.5,
    "list": ["a"],
    "date": "2024-01-31",
    "datetime": "2024-01-31 08:00:00",
    "field": "2024-01-31T08:00:00Z",
    "self": '{"a":1}',
    "models": "AP8=",
    "id": "x",
    "Old": "y",
    "Password": "secret",
    "Filters": [[{"Name": "n", "Values": ["v"]}], []],
    "Kinds": ["1", "2"],
    "Levels": [1, 2],
    "Language": "1",
    "Size": 1,
}


@pytest.mark.filterwarnings("ignore:Old is deprecated")
def test_every_member_goes_to_the_wire(
    odd: ModuleType, part: Part, full: dict[str, Any]
) -> None:
    request = part("as_.models").ImportRequest(**full)
    assert odd.to_wire(request) == WIRE
    china = odd.to_wire(request, site="china")
    assert china == {**WIRE, "Language": "2", "Size": 2}


def test_every_member_comes_back(
    odd: ModuleType, part: Part, full: dict[str, Any]
) -> None:
    models, enums = part("as_.models"), part("as_.enums")
    back = odd.from_wire(models.ImportRequest, WIRE)
    expected = {**full, "kinds": [enums.Kind.ONE, enums.Kind.TWO]}
    expected["levels"] = [enums.Levels.LOW, enums.Levels.HIGH]
    assert back == models.ImportRequest(**expected)
    assert back.language is enums.Language.ENGLISH
    assert odd.from_wire(
        models.ImportRequest, {"Language": "1"}, site="china"
    ).language is (enums.Language.FRENCH)


ANSWER = {
    "Kind": "2",
    "Level": 9,
    "Language": "7",
    "Raw": "x",
    "Dates": ["2024-01-31"],
    "Node": {"Children": [{"Edge": {"From": {}, "To": {"Children": []}}}]},
    "Any": {"Any": '{"a": 1}'},
    "Mapping": {"Response": {"Request": {}}},
    "Lists": [{"Dict": {"Literal": {"Literal": {}}}}],
    "Exception": {"Warning": {}},
    "RequestId": "r",
}


def test_an_answer_is_read_into_models(odd: ModuleType, part: Part) -> None:
    models, enums = part("as_.models"), part("as_.enums")
    answer = odd.from_wire(models.ImportResponse, ANSWER)
    assert answer.kind is enums.Kind.TWO
    assert (answer.level, answer.language) == (9, "7"), "values unknown to the spec"
    assert (answer.raw_, answer.raw) == ("x", ANSWER)
    assert answer.dates == [date(2024, 1, 31)]
    assert answer.node.children[0].edge == models.Edge(
        from_=models.Node(), to=models.Node()
    )
    assert answer.any == models.Any_(any={"a": 1})
    assert answer.mapping == models.Mapping_(
        response=models.Response_(request=models.Request_())
    )
    deep = models.Literal(literal=models.Literal())
    assert answer.lists == [models.List(dict=models.Dict(literal=deep))]
    assert answer.exception == models.Exception(warning=models.Warning())
    empty = odd.from_wire(models.ImportResponse, {})
    assert (empty.dates, empty.kind, empty.node) == ([], None, None)


def test_an_action_and_a_type_may_share_a_name(part: Part) -> None:
    models = part("as_.models")
    assert models.NothingRequest.__module__.endswith("models.nothing")
    assert models.Nothing.__module__.endswith("models.nothing_type")
    assert models.RequestRequest.__module__.endswith("models.request")
    assert models.Request_.__module__.endswith("models.request_type")


def test_secrets_are_hidden(part: Part) -> None:
    request = part("as_.models").ImportRequest(from_="x", password="secret")
    assert "secret" not in repr(request)


def test_a_deprecated_member_warns_only_if_it_is_given(
    odd: ModuleType, part: Part
) -> None:
    models = part("as_.models")
    with pytest.warns(DeprecationWarning, match=r"Old is deprecated\. Use `From`\."):
        odd.to_wire(models.ImportRequest(from_="x", old="y"))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        odd.to_wire(models.ImportRequest(from_="x"))


# ---- Clients -------------------------------------------------------------------------


class Sent:
    """A client whose requests go no further than this."""

    def __init__(
        self, part: Part, *answers: Mapping[str, Any], site: str = "international"
    ) -> None:
        self.requests: list[Any] = []
        self._answers = list(answers)
        from_wire = part("_core.wire").from_wire
        credential = part("_core.credentials").Credential("id", "key")
        self.client = part("as_").AsClient(
            credential, "ap-one", transport=object(), site=site, endpoint="http://x"
        )

        def send(request: Any) -> Any:
            self.requests.append(request)
            answer = self._answers.pop(0)
            return from_wire(request.__action__.answer, answer, site=site)

        self.client.send = send


def test_a_method_sends_its_arguments(part: Part, full: dict[str, Any]) -> None:
    sent = Sent(part, ANSWER, {})
    with pytest.warns(DeprecationWarning, match="import_ is deprecated. Use `Global`"):
        assert sent.client.import_(**full).raw_ == "x"
    assert sent.requests == [part("as_.models").ImportRequest(**full)]
    sent.client.nothing()
    assert sent.requests[1] == part("as_.models").NothingRequest()


def test_both_clients_have_the_same_methods(part: Part) -> None:
    sync, aio = part("as_").AsClient, part("as_").AsyncAsClient
    own = [name for name in vars(sync) if not name.startswith("_")]
    assert {"import_", "nothing", "list_things", "iter_list_things"} <= set(own)
    for name in own:
        if callable(getattr(sync, name)):
            one, other = (inspect.signature(getattr(c, name)) for c in (sync, aio))
            known = [parameter.name for parameter in other.parameters.values()]
            assert list(one.parameters) == known
            for parameter in one.parameters.values():
                if parameter.name != "rows":  # may come asynchronously, too
                    assert parameter == other.parameters[parameter.name]
        else:
            assert getattr(sync, name) == getattr(aio, name)


def test_paging_by_offset_as_text_and_dotted_paths(part: Part) -> None:
    pages = [
        {"Page": {"Total": 3, "Inner": {"List": [{"Name": "a"}, {"Name": "b"}]}}},
        {"Page": {"Total": 3, "Inner": {"List": [{"Name": "c"}]}}},
    ]
    sent = Sent(part, *pages)
    only = part("as_.models").Filter(name="n")
    with pytest.warns(DeprecationWarning, match="iter_list_things is deprecated"):
        items = list(sent.client.iter_list_things(filter=only, limit=2))
    assert [item.name for item in items] == ["a", "b", "c"]
    assert [(r.offset, r.limit, r.filter) for r in sent.requests] == [
        ("0", "2", only),
        ("2", "2", only),
    ]


def test_paging_by_number_begins_with_a_page_size_that_is_allowed(part: Part) -> None:
    sent = Sent(part, {"Numbers": list(range(200))}, {"Numbers": [1]})
    assert len(list(sent.client.iter_list_numbers())) == 201
    assert [(r.page_number, r.page_size) for r in sent.requests] == [
        (1, 200),
        (2, 200),
    ]


def test_paging_by_token_begins_with_an_empty_one_if_it_is_required(part: Part) -> None:
    sent = Sent(
        part,
        {"Days": ["2024-01-31"], "Next": "t"},
        {"Days": ["2024-02-01"], "Next": ""},
    )
    assert list(sent.client.iter_list_days()) == [date(2024, 1, 31), date(2024, 2, 1)]
    assert [request.token for request in sent.requests] == ["", "t"]


# ---- Waiters -------------------------------------------------------------------------


def test_waiting_for_an_item_of_pages(part: Part) -> None:
    def page(name: str, number: int, state: str) -> dict[str, Any]:
        thing = {"Name": name, "Number": number, "State": {"Name": state}}
        return {"Page": {"Total": 2, "Inner": {"List": [thing]}}}

    sent = Sent(part, page("x", 1, "2"), page("x", 2, "1"))
    only = part("as_.models").Filter(name="n")
    found = sent.client.wait_until_thing_there(from_="x", number=2, filter=only)
    assert found.number == 2
    assert [(r.offset, r.limit, r.filter) for r in sent.requests] == [
        ("0", "100", only),
        ("1", "100", only),
    ]
    with pytest.raises(
        part("errors").WaitFailed, match="ThingThere: waiting ended, it"
    ):
        Sent(part, page("x", 2, "2")).client.wait_until_thing_there(
            from_="x", number=2, filter=only
        )


def test_waiting_for_a_state_that_differs_by_site(part: Part) -> None:
    sent = Sent(part, {"Language": "1"}, site="china")
    models = part("as_.models")
    found = sent.client.wait_until_in_french(
        kind="1", models_=[models.Filter(name="n")]
    )
    assert isinstance(found, models.LookResponse)
    assert sent.requests[0].models_ == [models.Filter(name="n")]


def test_waiting_for_plain_values(part: Part) -> None:
    sent = Sent(
        part, {"List": [{"Name": "a", "Number": 1}, {"Name": "b", "Number": 4}]}
    )
    name = "number_with_a_name_that_is_longer_than_anyone_would_like_to_type"
    found = getattr(sent.client, f"wait_until_{name}")(name="b", kind="2")
    assert found.number == 4


# ---- Bulk ----------------------------------------------------------------------------


def test_rows_of_all_sorts(part: Part) -> None:
    sent = Sent(part, {}, {}, {}, {})
    models, enums = part("as_.models"), part("as_.enums")
    sent.client.put_many("here", ["a", "b", "c"], date_=date(2024, 1, 31))
    day = date(2024, 1, 31)
    assert sent.requests == [
        models.PutRequest(from_="here", class_=["a", "b"], day=day),
        models.PutRequest(from_="here", class_=["c"], day=day),
    ]
    when = datetime(2024, 1, 31, 8, 0)
    row = ("x", day, enums.Kind.ONE, {"a": 1}, when, 5)
    made = models.Row(
        self_="x",
        day=day,
        kind=enums.Kind.ONE,
        settings='{"a":1}',
        when=when,
        a_long_name_so_that_it_does_not_fit=5,
    )
    sent.client.put_many("here", [row])
    assert sent.requests[2:] == [models.PutRowsRequest(from_="here", rows=[made])]
    done = sent.client.put_with_a_name_that_is_rather_long("here", [made])
    assert (done.sent, sent.requests[3]) == (1, sent.requests[2])
    with pytest.raises(part("errors").InvalidRow, match=r"rows\[0\]: must be text"):
        sent.client.class_("here", [5])


# ---- Events --------------------------------------------------------------------------


def test_events_of_odd_names(part: Part) -> None:
    events, enums = part("as_.events"), part("as_.enums")
    body = {"from": "import", "Kinds": ["1", "9"], "Raw": "r", "echoed": '{"a": 1}'}
    event = events.parse({**body, "Date": "2024-01-31"})
    assert event == events.ImportEvent(
        from_="import",
        kinds=[enums.Kind.ONE, "9"],
        raw_="r",
        echoed_={"a": 1},
        date_=date(2024, 1, 31),
    )
    assert type(events.parse({"From": "unsub"})) is events.GoneAwayEvent
    assert events.handler(on_import=print, on_gone_away=print)
    empty = events.parse({"From": "import"})
    assert (empty.kinds, empty.date_, empty.echoed) == ([], None, {})


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


# ---- Errors --------------------------------------------------------------------------


def test_an_error_is_caught_by_its_category(part: Part) -> None:
    own, common = part("as_.errors"), part("errors")
    for cls, bases in {
        own.OddThingDeep: [own.OddThing, own.Odd, common.ApiError],
        own.Odd: [common.ApiError],
        own.InternalError: [common.InternalError],
        own.InvalidRequestTwice: [own.InvalidRequest, common.ApiError],
    }.items():
        assert [base for base in cls.__mro__ if base in bases] == bases
    assert own.InvalidParameter is common.InvalidParameter
    assert not issubclass(own.InvalidRequest, common.InvalidRequest)
    assert own.CODES["Odd.Thing"] is own.OddThing
    assert own.CODES["InternalError"] is own.InternalError


def test_errors_know_whether_to_retry(part: Part) -> None:
    errors = part("as_.errors")
    assert errors.InternalError.retry == "always", "the service knows better"
    assert part("errors").InternalError.retry == "repeatable"
    assert (errors.OddThing.retry, errors.OddThingDeep.retry) == (
        "repeatable",
        "always",
    )
    assert errors.Odd.retry == "never"


@pytest.fixture
def renamed(tmp_path: Path) -> Iterator[ModuleType]:
    """A package whose common error has a name of its own, with two services."""
    listed = f"actions:\n  Ping: {PING}\nerrors:\n  InvalidRequest: "
    toy = write_spec(tmp_path / "spec", f"{HEAD}{listed}x\n")
    doll = write_spec(
        tmp_path / "spec",
        f"{HEAD.replace('toy', 'doll')}{listed}{{doc: x, retry: always}}\n",
        "doll.yaml",
    )
    common = tmp_path / "spec" / "common.yaml"
    common.write_text(COMMON + "  InvalidRequest: {doc: x, name: ApiInvalidRequest}\n")
    done = generate([toy, doll], tmp_path, package="renamed")
    assert done.problems == ()
    sys.path.insert(0, str(tmp_path))
    yield import_module("renamed")
    sys.path.remove(str(tmp_path))
    for name in [name for name in sys.modules if name.split(".")[0] == "renamed"]:
        del sys.modules[name]


def test_the_name_of_a_common_error_holds_for_all_services(renamed: ModuleType) -> None:
    toy, doll = (import_module(f"renamed.{name}.errors") for name in ("toy", "doll"))
    assert toy.ApiInvalidRequest is renamed.errors.ApiInvalidRequest
    assert doll.ApiInvalidRequest.__mro__[1] is renamed.errors.ApiInvalidRequest
    assert doll.ApiInvalidRequest.retry == "always"
    names = [name for name in vars(toy) if name[0].isupper()]
    assert names == ["ApiInvalidRequest", "CODES"]


# ---- Documentation ---------------------------------------------------------------------


def test_documentation_says_the_limits(part: Part) -> None:
    [request] = [
        node
        for node in ast.parse(inspect.getsource(part("as_.v20180419.models.import_"))).body
        if isinstance(node, ast.ClassDef) and node.name == "ImportRequest"
    ]  # fmt: skip
    docs = {}
    for member, doc in zip(request.body[1::2], request.body[2::2], strict=True):
        assert isinstance(member, ast.AnnAssign)
        assert isinstance(member.target, ast.Name)
        assert isinstance(doc, ast.Expr)
        docs[member.target.id] = " ".join(ast.literal_eval(doc.value).split())
    assert docs["in_"] == "Keyword. 0 to 18,446,744,073,709,551,615."
    assert docs["global_"] == "Keyword. 0.5 to 10,000,000."
    assert docs["models_"] == "Used in methods. At most 1,234,567 bytes."
    assert docs["kinds"] == "Enum in a list. 1 to 2 items."
    assert docs["old"] == "On its way out. Deprecated: Use `From`."


def test_a_method_says_what_it_takes_and_raises(part: Part) -> None:
    doc = inspect.getdoc(part("as_").AsClient.import_) or ""
    assert doc.startswith(
        "Take parameters with names of all sorts.\n\nDeprecated: Use "
    )
    assert "At most 20 requests a second." in doc
    assert "\nArgs:\n    from_: Keyword.\n    async_: Keyword.\n" in doc
    assert "\n    errors.OddThingDeep: Odder." in doc
    assert "Not sent again" in doc
    assert "Not sent again" not in (inspect.getdoc(part("as_").AsClient.nothing) or "")


def test_help_runs(packages: Path) -> None:
    done = run("python", "-m", "pydoc", "tc3.as_.v20180419.client", cwd=packages)
    assert "Take nothing, and answer nothing." in done.stdout
