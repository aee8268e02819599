"""What the definitions do not say of how requests travel and responses come."""

from __future__ import annotations

import shutil
from typing import Any

import pytest

from tc3gen.sources.tccli.inference import special

from .published import Import, action, example, member

ONCE = "用于保证请求幂等性。"


def imported(toy: Import, name: str, *params: Any, **metadata: Any) -> Any:
    """An action as it is imported, from a service of any name and version."""
    toy.publish({name: action(params)}, **metadata)
    return toy.imported()["actions"][name]


def test_a_client_token(toy: Import) -> None:
    found = imported(toy, "CreateThing", member("ClientToken", document=ONCE))
    assert found["client_token"] == "ClientToken"
    assert "client_token: ClientToken # inferred" in toy.spec.read_text()


@pytest.mark.parametrize(
    "token",
    [
        member("ClientToken", document="该字段已不再使用"),
        member("ClientToken", document="发布 Token 校验"),
        member("ClientToken", document=ONCE, required=True),
        member("ClientToken", "int64", ONCE),
        member("ClientToken", "list[string]", ONCE),
        member("Token", document=ONCE),
    ],
    ids=["unused", "another", "required", "number", "list", "name"],
)
def test_what_is_no_client_token(toy: Import, token: Any) -> None:
    assert "client_token" not in imported(toy, "CreateThing", token)


def test_a_parameter_asks_for_a_stream(toy: Import) -> None:
    found = imported(toy, "Chat", member("Stream", "bool"))
    assert found["streams"] == "Stream"
    assert "streams: Stream # inferred" in toy.spec.read_text()


def test_a_text_asks_for_no_stream(toy: Import) -> None:
    assert "streams" not in imported(toy, "Chat", member("Stream"))


# The table is about real services, so these stand in for some.
HERE = ("toy", "2024-01-31")


def test_an_action_that_streams_by_itself(
    toy: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(special, "STREAMS", {HERE: ("Speak",)})
    toy.publish({"Speak": action(), "Listen": action()})
    actions = toy.imported()["actions"]
    assert actions["Speak"]["streams"] is True
    assert "streams" not in actions["Listen"]


def test_an_action_with_a_host_of_its_own(
    toy: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    host = "toy.ai.tencentcloudapi.com"
    monkeypatch.setattr(special, "HOSTS", {HERE: {"Speak": host}})
    toy.publish({"Speak": action(), "Listen": action()})
    actions = toy.imported()["actions"]
    assert actions["Speak"]["host"] == host
    assert "host" not in actions["Listen"]


def test_the_hosts_that_are_known() -> None:
    """Of what the official clients send elsewhere."""
    hosts = {
        service: sorted({*actions.values()})
        for (service, _), actions in special.HOSTS.items()
    }
    for service in ("cloudmate", "cls", "es"):
        assert hosts[service] == [f"{service}.ai.tencentcloudapi.com"]
    assert {*special.HOSTS["es", "2025-01-01"]} == {"ChatCompletions", "ParseDocument"}


def test_files(toy: Import, monkeypatch: pytest.MonkeyPatch) -> None:
    table = {HERE: ("Upload", "Later")}
    monkeypatch.setattr(special, "MULTIPART", table)
    file = member("File", "binary")
    toy.publish({n: action([file]) for n in ("Upload", "Put")} | {"Later": action()})
    actions = toy.imported()["actions"]
    assert actions["Upload"]["form"] == "multipart"
    assert "form" not in actions["Put"]
    assert "form" not in actions["Later"], "it has no file any more"
    assert "form: multipart # inferred" in toy.spec.read_text()


def test_a_body_of_bytes(toy: Import, monkeypatch: pytest.MonkeyPatch) -> None:
    table = {HERE: {"Log": special.Octets("Lines", "The lines.", "X-Toy-")}}
    monkeypatch.setattr(special, "OCTETS", table)
    topic = member("Topic", required=True)
    toy.publish({"Log": action([topic], examples=[example({"Topic": "t"})])})
    found = toy.imported()["actions"]["Log"]
    assert found["form"] == "octet-stream"
    assert found["params"]["Topic"]["header"] == "X-Toy-Topic"
    body = {"type": "bytes", "required": True, "doc": "The lines."}
    assert found["params"]["Lines"] == body
    assert found["examples"][0]["differs"] == "request: `Lines` is missing"


def test_what_a_person_decides_stays(toy: Import) -> None:
    """As with all that is inferred."""
    token = member("ClientToken", document=ONCE)
    imported(toy, "CreateThing", token)
    text = toy.spec.read_text()
    toy.spec.write_text(text.replace("    client_token: ClientToken # inferred\n", ""))
    found = imported(toy, "CreateThing", token, member("More"))
    assert "More" in found["params"]
    assert "client_token" not in found


def test_a_spec_written_by_hand_is_told_of_the_form(
    toy: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = member("File", "binary")
    toy.publish({"Upload": action([file])})
    toy.imported()
    hidden = toy.spec.parents[1] / ".imported"
    shutil.rmtree(hidden)
    monkeypatch.setattr(special, "MULTIPART", {HERE: ("Upload",)})
    assert toy.run() == 1
    assert "`actions.Upload` is sent with `form: multipart`" in toy.said
    toy.edit("  Upload:\n", "  Upload:\n    form: multipart\n")
    assert toy.run() == 0, toy.said
