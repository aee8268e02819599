"""What the definitions say is in the spec; what is malformed is named, and nothing else done."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from .published import Import, action, api, example, member


def test_everything_is_kept(toy: Import) -> None:
    params = [
        member("Id", "uint64", "<p>Which.</p>", required=True, example="7"),
        member("When", "datetime_iso"),
        member("Day", "date", example='"2024-01-31"'),
        member("Old", "string", disabled=True, value_allowed_null=True),
        member("File", "binary"),
        member("Odd", "int64", example="about 3"),
    ]
    returns = [member("Things", "list[Thing]", output_required=True)]
    things = {"Thing": [member("At", "datetime"), member("Inner", "Thing")]}
    toy.publish({"Ping": action(params, returns, skip_sign=True)}, things)
    document = toy.imported()
    ping = document["actions"]["Ping"]
    assert ping["unsigned"] is True
    assert ping["params"] == {
        "Id": {
            "type": "integer",
            "required": True,
            "doc": "Which.",
            "range": [0, None],  # it is unsigned
            "example": 7,
        },
        "When": {"type": "datetime", "doc": "A member.", "format": "iso"},
        "Day": {"type": "date", "doc": "A member.", "example": "2024-01-31"},
        "Old": {
            "type": "string",
            "doc": "A member.",
            "nullable": True,
            "deprecated": "Disabled by the provider.",
            "disabled": True,
        },
        "File": {"type": "bytes", "doc": "A member."},
        "Odd": {"type": "integer", "doc": "A member.\nExample: about 3\n"},
    }
    assert ping["returns"] == {
        "Things": {"type": "list[Thing]", "always": True, "doc": "A member."}
    }
    assert document["types"]["Thing"]["fields"]["Inner"]["type"] == "Thing"


NULL = "注意：此字段可能返回 null，表示取不到有效值。"


def test_a_note_that_says_what_nullable_says_goes(toy: Import) -> None:
    returns = [
        member("A", document=f"<p>Which.</p><p>{NULL}</p>", value_allowed_null=True),
        member("B", document=f"Which.\n{NULL}"),
        member("C", document=NULL, value_allowed_null=True),
        member("D", document="无"),
    ]
    toy.publish({"Ping": action([], returns)})
    found = toy.imported()["actions"]["Ping"]["returns"]
    assert found["A"] == {"type": "string", "doc": "Which.", "nullable": True}
    assert found["B"]["doc"].strip() == f"Which.\n{NULL}"
    assert found["C"]["doc"] == found["D"]["doc"] == "Not described."


@pytest.mark.parametrize(
    ("status", "text"),
    [
        ("online", None),
        (None, None),
        ("deprecated", "Deprecated by the provider."),
        ("offline", "Taken offline by the provider."),
        ("preview", "Its status is `preview`."),
    ],
)
def test_status(toy: Import, status: str | None, text: str | None) -> None:
    toy.publish({"Ping": action(status=status)})
    assert toy.imported()["actions"]["Ping"].get("deprecated") == text


def test_a_type_that_nothing_uses_is_left_out(toy: Import) -> None:
    objects = {"Used": [member("A")], "Alone": [member("Self", "Alone")]}
    toy.publish({"Ping": action([member("Use", "list[Used]")])}, objects)
    assert list(toy.imported()["types"]) == ["Used"]


def test_an_action_without_example_gets_one_from_its_parameters(toy: Import) -> None:
    params = [member("Id", "int64", required=True, example="7"), member("Other")]
    toy.publish({"Ping": action(params, examples=[])})
    assert toy.imported()["actions"]["Ping"]["examples"][0]["request"] == {"Id": 7}


def test_error_codes(toy: Import) -> None:
    toy.publish({"Ping": action()})
    toy.errors(
        "# Licence\n\nimport os\nos.abort()\n\n# Too\n# slow.\nA = 'InternalError.Slow'\n"
        "# Throttled.\nB = 'RequestLimitExceeded'\n\nC = 'LimitExceeded.Toys'\n"
    )
    assert toy.imported()["errors"] == {
        "InternalError.Slow": {"doc": "Too\nslow.\n", "retry": "repeatable"},
        "LimitExceeded.Toys": "Not described.",
        "RequestLimitExceeded": {"doc": "Throttled.", "retry": "always"},
    }


def test_an_error_file_that_is_no_python(toy: Import) -> None:
    toy.publish({"Ping": action()})
    toy.errors("A = 'InternalError'\nB = (\n")
    assert toy.run() == 1
    assert "errorcodes.py:2:1: this is no Python" in toy.said
    assert not toy.spec.exists()


def _broken(change: str) -> dict[str, Any]:
    """Definitions with one thing wrong."""
    found, _ = api({"Ping": action([member("A"), member("B", "Thing")])}, {"Thing": []})
    objects, members = found["objects"], found["objects"]["PingRequest"]["members"]
    if change == "service":
        found["metadata"]["serviceShortName"] = "../../evil"
    elif change == "version":
        found["metadata"]["apiVersion"] = "2024-13-01/../x"
    elif change == "no metadata":
        del found["metadata"]
    elif change == "actions are a list":
        found["actions"] = []
    elif change == "dangling input":
        found["actions"]["Ping"]["input"] = "PingReqest"
    elif change == "dangling member":
        members[1]["member"] = "Thang"
    elif change == "name":
        members[0]["name"] = "../A"
    elif change == "twice":
        members[1]["name"] = "A"
    elif change == "type":
        members[0]["type"] = "map"
    elif change == "flag":
        members[0]["required"] = "yes"
    elif change == "text":
        members[0]["document"] = {"a": 1}
    elif change == "member":
        members[0] = None
    elif change == "object":
        objects["Thing"] = "none"
    elif change == "object name":
        objects["string"] = objects["Thing"]
    return found


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("service", 'metadata.serviceShortName: must be like "ses", not "../../evil"'),
        ("version", 'metadata.apiVersion: must be like "2020-10-02"'),
        ("no metadata", "metadata: must be an object, not null"),
        ("actions are a list", "actions: must be an object, not a list"),
        ("dangling input", 'actions.Ping.input: there is no object "PingReqest"'),
        (
            "dangling member",
            'objects.PingRequest.members[1].member: there is no object "Thang"; '
            "did you mean `Thing`?",
        ),
        ("name", 'objects.PingRequest.members[0].name: "../A" is no name'),
        ("twice", 'objects.PingRequest.members[1].name: "A" stands there twice'),
        ("type", 'objects.PingRequest.members[0]: there is no type "map" of "string"'),
        ("flag", 'members[0].required: must be true or false, not "yes"'),
        ("text", "members[0].document: must be text, not an object"),
        ("member", "objects.PingRequest.members[0]: must be an object, not null"),
        ("object", 'objects.Thing: must be an object, not "none"'),
        ("object name", 'objects: "string" is the name of a type already'),
    ],
)
def test_malformed_definitions(toy: Import, change: str, message: str) -> None:
    toy.publish({"Ping": action()})
    toy.put("api.json", json.dumps(_broken(change)))
    assert toy.run() == 1
    assert f"api.json:1:1: {message}" in toy.said or message in toy.said
    assert _written(toy.home / "specs") == ["schema.json"]
    assert sorted(path.name for path in toy.home.iterdir()) == [
        "specs",
        "tccli",
        "tencentcloud",
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'{"metadata": {},\n "actions": }', "api.json:2:13: not JSON"),
        (b"\xff\xfe", "not UTF-8 text"),
        (b"[" * 200_000, "nested too deeply"),
        (b"1" * 10_000, "not JSON"),
        (b"null", "the file: must be an object, not null"),
        (b"", "not JSON"),
    ],
)
def test_files_that_are_no_definitions(
    toy: Import, content: bytes, message: str
) -> None:
    toy.publish({"Ping": action()})
    toy.put("api.json", content)
    assert toy.run() == 1
    assert message in toy.said
    assert not toy.spec.exists()


@pytest.mark.parametrize("name", ["api.json", "examples.json"])
def test_files_that_would_never_end(toy: Import, name: str) -> None:
    toy.publish({"Ping": action()})
    path = toy.home / "tccli/services/toy/v20240131" / name
    path.unlink()
    os.mkfifo(path)
    assert toy.run() == 1
    assert f"{name}:1:1: the file cannot be read: not a regular file" in toy.said
    path.unlink()
    path.symlink_to("/dev/zero")
    assert toy.run() == 1
    assert f"{name}:1:1: the file cannot be read: not a regular file" in toy.said


def test_an_example_of_no_action(toy: Import) -> None:
    toy.publish({"Ping": action()})
    toy.put("examples.json", json.dumps({"actions": {"Pong": [example()]}}))
    assert toy.run() == 1
    assert "examples.json:1:1: actions.Pong: there is no such action" in toy.said


def test_one_broken_product_does_not_stop_the_others(toy: Import) -> None:
    toy.publish({"Ping": action()})
    other = toy.home / "tccli/services/other/v20240131"
    other.mkdir(parents=True)
    (other / "api.json").write_text("{")
    assert toy.run() == 1
    assert toy.spec.is_file()


@pytest.mark.parametrize("place", ["specs/toy", "specs/.imported/toy"])
def test_links_out_of_the_folder_are_not_followed(toy: Import, place: str) -> None:
    toy.publish({"Ping": action()})
    elsewhere = toy.home / "elsewhere"
    elsewhere.mkdir()
    (toy.home / place).parent.mkdir(parents=True)
    os.symlink(elsewhere, toy.home / place)
    assert toy.run() == 1
    assert list(elsewhere.iterdir()) == []
    assert "is not a folder of its own" in toy.said


def test_hostile_texts_end_as_texts(toy: Import) -> None:
    evil = '"""\n\\ {{ x }} \x00\x1b\u202e # : - [ <script>import os</script> &#0;'
    params = [member("A", "string", evil, example=evil)]
    told = example({"A": evil}, {"B": evil}, title=evil, document=evil)
    pong = action(params, [member("B")], [told], name=evil, document=evil)
    toy.publish({"Ping": pong}, serviceNameCN=evil, api_brief=evil)
    toy.errors(f"# {json.dumps(evil)}\nA = 'InternalError'\n")
    document = toy.imported()
    assert "import os" not in document["actions"]["Ping"]["params"]["A"]["doc"]


def _written(folder: Path) -> list[str]:
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file())
