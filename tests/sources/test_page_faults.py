"""Documentation pages that are broken, or made to do harm: named by line, and nothing lost."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tc3gen.cli import main
from tc3gen.python.output.package import load_checked
from tc3gen.sources.doc_pages.importing import (
    ImportOutcome,
    ImportRefused,
    import_pages,
)

from .test_pages import PAGES, service

PLAIN = """\
    Domain name for API request: toy.tencentcloudapi.com.
    2. Input Parameters
    Parameter Name Required Type Description
    Action Yes String Common Params. The value used for this API: Ping.
    Version Yes String Common Params. The value used for this API: 2024-01-31.
    Name Yes String The name,
    which may run over
    2 lines: or three.
    3. Output Parameters
    Parameter Name Type Description
    RequestId String The request.

    POST / HTTP/1.1
    X-TC-Action: Ping
    {"Name": "Bear"}
    {"Response": {}}
    Error Code Description
    InternalError It failed.
    Contact Us
    """


def test_plain_text_may_run_over_lines(
    imported: Callable[..., ImportOutcome], out: Path
) -> None:
    assert imported(PLAIN).problems == ()
    action = service(out).actions["Ping"]
    assert (
        action.params["Name"].doc == "The name, which may run over 2 lines: or three."
    )
    assert action.errors == ("InternalError",)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("Name Yes String", "Name Perhaps String", "6:1: this row of the table cannot be"),
        ('"Bear"}', '"Bear"', "16:1: this JSON cannot be read: Expecting ',' delimiter"),
        ('{"Response": {}}', '{"Answer": {}}', "16:1: this JSON is neither a request nor"),
        ("POST / HTTP/1.1", "https://toy.tencentcloudapi.com/?Action=Ping",
         "13:1: an example that is a GET request is not read"),
        ("Parameter Name Type", "Name Kind",
         "9:1: no table was found under this heading"),
        ("this API: 2024-01-31", "this API", "5:1: the value of `Version` cannot be read"),
        ("Domain name", "Main name", "the page does not tell the domain"),
    ],
    ids=lambda text: text.strip()[:20],
)  # fmt: skip
def test_what_cannot_be_read_is_named_by_its_line(
    imported: Callable[..., ImportOutcome], old: str, new: str, message: str
) -> None:
    found = [str(problem) for problem in imported(PLAIN.replace(old, new)).problems]
    assert any(message in problem for problem in found), found


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "page1.md:1:1: not the page of an action"),
        ("Hello.\n", "page1.md:1:1: not the page of an action"),
        ("\n<!DOCTYPE html>\n<p>Action</p>", "page1.md:2:1: this is HTML"),
        ("a: " * 700_000, "page1.md:1:1: a page has at most 1000000 characters"),
        (PLAIN.replace("toy.ten", "..ten"), "does not tell which service and version"),
        (PLAIN.replace("toy.ten", "../../etc.ten"), "does not tell the domain"),
        (PLAIN.replace("2024-01-31", "..-01-31"), "cannot be read"),
        (PLAIN.replace("2024-01-31", "2024-13-99"), "is no version"),
        (PLAIN.replace("API: Ping", "API: class-"), "cannot name an action"),
        (PLAIN.replace('"Bear"}', "[" * 100_000), "the JSON before this is nested too"),
        (PLAIN.replace('"Bear"', "NaN"), "15:1: this JSON cannot be read: NaN"),
        (PLAIN.replace('"Bear"', "9" * 5000), "this example is left out"),
        (
            "| Parameter | Needed |\n|---|---|\n",
            "a table of `name` and `needed` is not",
        ),
        (
            "| Error Code | Description |\n|---|---|\n| a |\n",
            '3:1: "a" is no error code',
        ),
        (
            PLAIN + PLAIN.replace("API: Ping", "API: Pong"),
            "page1.md:23:1: another action begins here",
        ),
    ],
    ids=lambda text: text.strip()[:25],
)
def test_a_hostile_page_is_reported(
    imported: Callable[..., ImportOutcome], out: Path, text: str, message: str
) -> None:
    found = [str(problem) for problem in imported(text).problems]
    assert any(message in problem for problem in found), found
    assert out.parent.resolve() == Path.cwd()
    assert {path.name for path in Path.cwd().iterdir()} <= {"page1.md", "spec"}
    assert {path.name for path in out.glob("*")} <= {"toy"}


@pytest.mark.parametrize("content", [b"\xff\xfe\x00\x01" * 1000, b"\x00" * 5000])
def test_a_binary_file_is_reported(out: Path, content: bytes) -> None:
    Path("page.png").write_bytes(content)
    done = import_pages([Path("page.png"), Path("missing.md"), Path(".")], out)
    assert len(done.problems) == 3
    assert not out.exists()


_LINES = [line for path in PAGES for line in path.read_text().splitlines()]
_HOSTILE = [
    *(
        '"""',
        "{{ x }}",
        "{% x %}",
        "\u202e",
        "\x00",
        "\\",
        "|",
        "| |",
        "{",
        "---",
        "\t",
        "'",
    ),
    *(
        '{"Response":',
        "<script>alert(1)</script>",
        "!!python/object:x",
        "&a *a",
        "# x: y",
    ),
    *(
        "Name Yes String x",
        "POST / HTTP/1.1",
        "Error Code Description",
        "```",
        "a" * 5000,
    ),
]


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.sampled_from(PAGES),
    st.lists(
        st.tuples(
            st.integers(0, 120),
            st.sampled_from(["drop", "line", "inside"]),
            st.sampled_from(_HOSTILE) | st.sampled_from(_LINES) | st.text(max_size=20),
        ),
        max_size=8,
    ),
)
def test_a_damaged_page_never_damages_a_spec(
    tmp_path: Path, path: Path, damages: list[tuple[int, str, str]]
) -> None:
    lines = path.read_text().splitlines()
    for place, how, text in damages:
        place %= len(lines)
        if how == "drop":
            del lines[place]
        elif how == "line":
            lines.insert(place, text)
        else:
            middle = len(lines[place]) // 2
            lines[place] = lines[place][:middle] + text + lines[place][middle:]
    page = tmp_path / "page.txt"
    page.write_bytes("\n".join([*lines, ""]).encode("utf-8", "surrogatepass"))
    out = tmp_path / "spec"
    for spec in out.glob("*/*.yaml"):
        spec.unlink()
    done = import_pages([page], out)
    if done.written:
        _, problems = load_checked([out])
        assert not problems
    again = import_pages([page], out)
    assert not again.added


# Where it writes


def test_what_leads_out_of_the_folder_is_refused(
    imported: Callable[..., ImportOutcome], out: Path
) -> None:
    Path("elsewhere").mkdir()
    out.mkdir()
    out.joinpath("toy").symlink_to("../elsewhere")
    with pytest.raises(ImportRefused, match="leads out of spec"):
        imported(PLAIN)
    assert list(Path("elsewhere").iterdir()) == []


def test_a_spec_with_problems_is_left_alone(
    imported: Callable[..., ImportOutcome], out: Path
) -> None:
    path = out / "toy/2024-01-31.yaml"
    path.parent.mkdir(parents=True)
    path.write_text("service: toy\nversion: x\n")
    assert any(
        "spec needs" in str(p) or "needs `title`" in str(p)
        for p in imported(PLAIN).problems
    )
    assert path.read_text() == "service: toy\nversion: x\n"


def test_a_spec_is_found_whatever_its_file_is_called(
    imported: Callable[..., ImportOutcome], out: Path
) -> None:
    imported(PLAIN)
    path = out / "our-toys.yml"
    (out / "toy/2024-01-31.yaml").rename(path)
    assert imported(PLAIN.replace("API: Ping", "API: Pong")).written == (path,)
    assert list(service(out).actions) == ["Ping", "Pong"]


def test_a_spec_survives_a_disk_that_is_full(
    imported: Callable[..., ImportOutcome], out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    imported(PLAIN)
    path = out / "toy/2024-01-31.yaml"
    path.chmod(0o640)
    before = path.read_text()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(ImportRefused, match="No space left"):
            imported(PLAIN.replace("API: Ping", "API: Pong"))
    assert path.read_text() == before
    assert [p.name for p in path.parent.iterdir()] == [path.name]
    imported(PLAIN.replace("API: Ping", "API: Pong"))
    assert path.stat().st_mode & 0o777 == 0o640


def test_the_command_says_what_it_did(
    out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("page.txt").write_text(dedent(PLAIN))
    arguments = ["import", "page", "page.txt", "--out", str(out)]
    code = run(*arguments)
    said = capsys.readouterr()
    assert (code, said.err) == (0, "")
    assert said.out == "spec/toy/2024-01-31.yaml: action Ping added\n"
    assert run(*arguments) == 0
    assert capsys.readouterr().out == "1 page: nothing to add\n"
    Path("page.txt").write_text(dedent(PLAIN).replace("Name Yes", "Name No"))
    assert run(*arguments) == 1
    assert capsys.readouterr().err == (
        "page.txt:6:1: `Name`: optional on the page, required in the spec "
        "(spec/toy/2024-01-31.yaml:11:7)\n1 problem\n"
    )
    assert run("import", "page", "--out", str(out)) == 2
    assert run("import", "page", "page.txt") == 2


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as end:
        main(arguments, prog_name="tc3gen")
    assert isinstance(end.value.code, int)
    return end.value.code
