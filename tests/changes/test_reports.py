"""What people and programs get to read of a comparison."""

from __future__ import annotations

import html
import io
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from rich.console import Console

from tc3gen.changes.change import Prose, Report
from tc3gen.changes.command import compare_paths
from tc3gen.changes.comparing.kinds import KINDS
from tc3gen.changes.reports import as_json, as_markdown, as_text
from tc3gen.changes.reports.escaping import markdown, plain

from .case import COMMON, Spec, action, field, spec_text

ROOT = Path(__file__).parents[2]
SMS = ("spec/sms/2019-07-11.yaml", "spec/sms/2021-01-11.yaml")

OLD = {
    **action(
        {
            "To": field("list[string]", items=[1, 50]),
            "Cc": field("list[string]"),
            "Subjcet": field(doc="What it is about."),
        },
        {"MessageId": field(always=True)},
        name="SendEmail",
    ),
    "errors": {"FailedOperation.Sadly": "It failed."},
}
NEW = action(
    {
        "To": field("list[string]", items=[1, 20]),
        "Cc": field("list[string]", required=True),
        "Subject": field(doc="What it is about."),
    },
    {"MessageId": field(), "Mood": field(deprecated="Use `MessageId`.")},
    name="SendEmail",
    description="Better.",
)


@pytest.fixture
def compared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Report:
    return compare(tmp_path, monkeypatch, OLD, NEW)


def compare(
    folder: Path, monkeypatch: pytest.MonkeyPatch, old: Spec, new: Spec
) -> Report:
    monkeypatch.chdir(folder)
    Path("common.yaml").write_text(json.dumps(COMMON))
    Path("old.yaml").write_text(spec_text(old))
    Path("new.yaml").write_text(spec_text(new))
    report, problems = compare_paths(Path("old.yaml"), Path("new.yaml"))
    assert [str(problem) for problem in problems] == []
    return report


TEXT = """\
toy 2024-01-01
  breaks code
    SendEmail: parameter Subjcet was removed; perhaps it is Subject now, in Python subject  [old]
    SendEmail: parameter To takes 1 to 20 items, not 1 to 50 items  [old -> new]
    SendEmail: parameter Cc became required  [old -> new]
    error FailedOperation was removed with its class FailedOperation  [old]
    error FailedOperation.Sadly was removed with its class FailedOperationSadly  [old]
  breaks types
    SendEmail: response member MessageId is not always returned any more  [old -> new]
  breaks nothing
    SendEmail: parameter Subject is new  [new]
    SendEmail: response member Mood is new  [new]
  described otherwise
    SendEmail
10 changes: 5 break code, 1 break types, 4 nothing.
"""

MARKDOWN = """\
## Toy: 2024-01-01

### Breaks code

Code that uses these fails: a name is gone, an argument is missing or refused, or a value is of another sort.

- `SendEmail`:
  - parameter `Subjcet` was removed; perhaps it is `Subject` now, in Python `subject`
  - parameter `To` takes 1 to 20 items, not 1 to 50 items
  - parameter `Cc` became required
- error `FailedOperation` was removed with its class `FailedOperation`
- error `FailedOperation.Sadly` was removed with its class `FailedOperationSadly`

### Breaks types

The code runs as before, but type checkers refuse it.

- `SendEmail`: response member `MessageId` is not always returned any more

### Breaks nothing

- `SendEmail`:
  - parameter `Subject` is new
  - response member `Mood` is new

### Described otherwise

Only a person can tell whether a text means something else; read these again.

- `SendEmail`

10 changes: 5 break code, 1 break types, 4 nothing.
"""  # noqa: E501


def test_text(compared: Report) -> None:
    text = "".join(f"{line}\n" for line in as_text.lines(compared))
    assert re.sub(r"(old|new)\.yaml:\d+:\d+", r"\1", text) == TEXT


def test_text_tells_where_it_stands(compared: Report) -> None:
    (line,) = (line for line in as_text.lines(compared) if "parameter Cc" in line)
    places = re.findall(r"(\w+\.yaml):1:(\d+)", line)
    assert [file for file, _ in places] == ["old.yaml", "new.yaml"]
    for file, column in places:
        assert Path(file).read_text()[int(column) - 1 :].startswith('"Cc": {')


def test_markdown(compared: Report) -> None:
    assert "".join(f"{line}\n" for line in as_markdown.lines(compared)) == MARKDOWN


def test_json(compared: Report) -> None:
    text = "\n".join(as_json.lines(compared))
    assert text.isascii()
    document = json.loads(text)
    changes = document["comparisons"][0].pop("changes")
    assert document == {
        "format": 1,
        "old": "old.yaml",
        "new": "new.yaml",
        "verdict": "code",
        "counts": {"code": 5, "types": 1, "wire": 0, "nothing": 4},
        "comparisons": [
            {
                "service": "toy",
                "title": "Toy",
                "old": "2024-01-01",
                "new": "2024-01-01",
                "about": None,
                "verdict": "code",
            }
        ],
    }
    first = changes[0]
    assert first.pop("old").keys() == {"file", "line", "column"}
    assert first == {
        "kind": "parameter.removed",
        "verdict": "code",
        "subject": {"sort": "action", "name": "SendEmail"},
        "message": "SendEmail: parameter Subjcet was removed",
        "values": {"name": "Subjcet"},
        "hint": "perhaps it is Subject now, in Python subject",
        "new": None,
    }


def test_a_terminal_gets_colours_and_no_line_is_wider(compared: Report) -> None:
    screen = io.StringIO()
    console = Console(
        file=screen, force_terminal=True, width=40, color_system="standard"
    )
    as_text.print_text(compared, console)
    assert "\x1b[1;31mbreaks code" in screen.getvalue()
    lines = re.sub(r"\x1b\[[0-9;]*m", "", screen.getvalue()).splitlines()
    assert max(map(len, lines)) <= 40
    squeezed = "".join("".join(lines).split())
    assert "SendEmail:parameterCcbecamerequired" in squeezed


def test_nothing_is_said_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = compare(tmp_path, monkeypatch, OLD, OLD)
    assert list(as_text.lines(report)) == ["Nothing changed."]
    assert list(as_markdown.lines(report)) == ["Nothing changed."]
    assert as_json.document(report)["verdict"] == "nothing"


HOSTILE = [
    "\x1b[2J\x1b]0;x\x07",
    "[bold red]x[/] [link=http://evil.example.com]y[/link]",
    "`` `a` ` ```",
    "a\n\n# Heading\n- item\n<script>alert(1)</script>",
    "<b>&lt; | \\| *x* _y_ ~~z~~ @someone http://evil.example.com www.evil.example.com",
    "![i](http://evil.example.com/x.png) [l](javascript:x)",
    "\u202eevil\u2066 \u200b \ud800",
    "漢字" * 300,
    "{name} {0} %s {{x}}",
    "",
    " ",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_quoted_text_stays_text(text: str) -> None:
    """Neither a terminal nor a reader of Markdown takes it for anything else."""
    shown = plain(text)
    assert shown.isprintable()
    assert len(shown) < 700
    for quoted, tags in (
        (markdown(text), {"p", "code"}),
        (markdown(Prose(text)), {"p"}),
    ):
        assert quoted.isprintable()
        page = MarkdownIt().render(f"before {quoted} after")
        assert set(re.findall(r"<(\w+)", page)) == tags
        said = html.unescape(re.sub("<[^>]+>", "", page)).strip()
        assert said.split() == ["before", *shown.split(), "after"]
    # Beyond the standard, many readers turn addresses into links.
    assert not re.search(r"(?<!\\)://|www\.|(?<!\\)@", markdown(Prose(text)))


@pytest.mark.parametrize("text", HOSTILE[1:-2])
def test_hostile_specs_make_harmless_reports(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    """Those that may stand in a file; the loader refuses the others."""
    text = text.encode("ascii", "ignore").decode()
    if not text:
        return
    old = action({"A": field(unit="seconds", default="x")}, name="Do")
    new = action({"A": field(unit=text, default=text, deprecated=text)}, name="Do")
    new["actions"]["Do"]["deprecated"] = text
    report = compare(tmp_path, monkeypatch, old, new)
    assert all(line.isprintable() for line in as_text.lines(report))
    page = MarkdownIt().render("\n".join(as_markdown.lines(report)))
    assert set(re.findall(r"<(\w+)", page)) == {"h2", "h3", "p", "ul", "li", "code"}
    screen = io.StringIO()
    as_text.print_text(report, Console(file=screen, width=60))
    assert all(line.isprintable() for line in screen.getvalue().splitlines())
    assert json.loads("\n".join(as_json.lines(report)))["verdict"] == "wire"


def test_the_same_report_under_any_hash_seed() -> None:
    program = Path(sys.executable).with_name("tc3gen")
    said = {
        subprocess.run(
            [program, "diff", *SMS, "--format", "json"],
            cwd=ROOT,
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(said) == 1


def test_the_guide_for_sms_is_current(monkeypatch: pytest.MonkeyPatch) -> None:
    """To renew it, put the output of the command that it names behind its own words."""
    monkeypatch.chdir(ROOT)
    report, problems = compare_paths(*map(Path, SMS))
    assert problems == ()
    guide = Path("docs/sms-2019-07-11-to-2021-01-11.md").read_text(encoding="utf-8")
    assert f"tc3gen diff {' '.join(SMS)} --format markdown" in guide
    said = "".join(f"{line}\n" for line in as_markdown.lines(report))
    assert guide.endswith(said)


def test_every_kind_is_explained() -> None:
    page = (ROOT / "docs/diff.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| `(\S+)` \| (\w+|depends) \| (.*) \|$", page, re.M)
    assert listed == [
        (
            name,
            "depends" if kind.verdict is None else kind.verdict.word,
            re.sub(r"\{(\w+)\}", r"*\1*", kind.sentence),
        )
        for name, kind in KINDS.items()
    ]
