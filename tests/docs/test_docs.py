"""The reference as Markdown: the same each time, links that resolve, nothing that means harm."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from markdown_it import MarkdownIt
from own_specs import own_specs

from tc3gen.cli import main
from tc3gen.docs.escaping import block, code, escape_markdown
from tc3gen.docs.links import distinct
from tc3gen.docs.writing import pages
from tc3gen.spec.reading.load import Specs, load_specs

ROOT = Path(__file__).parents[2]
HOSTILE = ROOT / "tests" / "explorer" / "hostile.yaml"


@pytest.fixture(scope="module")
def specs() -> Specs:
    return own_specs()


@pytest.fixture(scope="module")
def made(specs: Specs) -> dict[str, str]:
    return dict(pages(specs.services, specs.common))


def test_each_thing_has_a_page(specs: Specs, made: dict[str, str]) -> None:
    for service in specs.services:
        here = f"{service.service}/{service.version}"
        for name, action in service.actions.items():
            text = made[f"{here}/actions/{name}.md"]
            assert text.startswith(f"# {name}\n\n{action.summary}")
            assert all(f"`{param}`" in text for param in action.params)
            assert text.count("::::{tab-item}") == 5 * len(action.examples)
        assert all(f"{here}/types/{name}.md" in made for name in service.types)
        for code_ in service.errors:
            group = made[f"{here}/errors/{code_.partition('.')[0]}.md"]
            assert f"\n## {code_}\n" in group
    assert (
        "](ses/2020-10-02/actions/SendEmail.md): Send one message" in made["llms.txt"]
    )


def test_examples_import_the_users_package(specs: Specs) -> None:
    made = dict(pages(specs.services, specs.common, "acme.mail"))
    page = made["ses/2020-10-02/actions/SendEmail.md"]
    assert "from acme.mail.ses import" in page
    assert "python -m acme.mail ses send-email" in page
    assert "from tc3." not in page


def test_every_link_leads_somewhere(made: dict[str, str]) -> None:
    targets = re.findall(r"^\(([\w-]+)\)=$", "\n".join(made.values()), re.M)
    assert len(targets) == len(set(targets))
    count = 0
    for path, text in made.items():
        for link in re.findall(r"(?<!`)\]\((?!http)([^)\s]+)\)", text):
            count += 1
            if link.startswith("#"):
                assert link[1:] in targets, (path, link)
            else:
                parts = [*path.split("/")[:-1], *link.split("/")]
                while ".." in parts:
                    at = parts.index("..")
                    del parts[at - 1 : at + 1]
                assert "/".join(parts) in made, (path, link)
        for entry in re.findall(r":hidden:\n\n(.*?)\n```", text, re.S):
            folder = path.rpartition("/")[0]
            for line in entry.splitlines():
                assert f"{folder}/{line}.md".lstrip("/") in made
    assert count > 500


def test_only_changes_are_written(tmp_path: Path) -> None:
    out = tmp_path / "reference"
    spec = tmp_path / "sts.yaml"
    text = (ROOT / "spec" / "sts" / "2018-08-13.yaml").read_text()
    spec.write_text(text)
    run = CliRunner().invoke

    def docs() -> str:
        done = run(main, ["docs", str(spec), "--out", str(out)])
        assert done.exit_code == 0, done.output
        return done.output.partition(", ")[2].strip()

    first = docs()
    count = int(first.split()[0])
    before = {file: file.read_bytes() for file in out.rglob("*") if file.is_file()}
    assert docs() == "0 written"
    assert {file: file.read_bytes() for file in before} == before
    spec.write_text(text.replace("GetCallerIdentity", "GetCaller"))
    assert int(docs().split()[0]) >= 2
    names = [file.name for file in (out / "sts" / "2018-08-13" / "actions").iterdir()]
    assert "GetCaller.md" in names
    assert "GetCallerIdentity.md" not in names
    assert count == len(before) - 1


def test_nothing_of_others_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "index.md").write_text("mine")
    (tmp_path / ".tc3gen-docs").write_text("../outside.md\n/etc/passwd\n")
    (tmp_path.parent / "outside.md").write_text("stays")
    done = CliRunner().invoke(
        main, ["docs", str(ROOT / "spec"), "--out", str(tmp_path)]
    )
    assert done.exit_code == 1
    assert "was not written by `tc3gen docs`" in done.output
    assert (tmp_path / "index.md").read_text() == "mine"
    assert (tmp_path.parent / "outside.md").exists()


@pytest.mark.parametrize(
    "name", [".index.md.new", ".llms.txt.new", "..tc3gen-docs.new"]
)
def test_no_file_is_opened_by_a_name_that_was_there(tmp_path: Path, name: str) -> None:
    """A link that lies in wait leads nowhere: what it points at stays as it is."""
    outside = tmp_path / "outside"
    outside.write_text("stays")
    out = tmp_path / "out"
    out.mkdir()
    (out / name).symlink_to(outside)
    done = CliRunner().invoke(main, ["docs", str(ROOT / "spec/sts"), "--out", str(out)])
    assert done.exit_code == 0, done.output
    assert outside.read_text() == "stays"
    assert (out / "index.md").is_file()


@pytest.mark.parametrize(
    "listed", ["sts/keep", "sts/keep.md\nsts/2018-08-13/llms.txt", ""]
)
def test_a_folder_that_is_a_link_is_not_followed(tmp_path: Path, listed: str) -> None:
    """Neither to write there, nor to remove what a planted list of files names."""
    out, outside = tmp_path / "out", tmp_path / "outside"
    for path in ("keep", "keep.md", "2018-08-13/llms.txt"):
        (outside / path).parent.mkdir(parents=True, exist_ok=True)
        (outside / path).write_text("stays")
    out.mkdir()
    (out / "sts").symlink_to(outside)
    (out / ".tc3gen-docs").write_text(f"{listed}\n")
    spec = "sms" if listed == "sts/keep" else "sts"
    done = CliRunner().invoke(
        main, ["docs", str(ROOT / "spec" / spec), "--out", str(out)]
    )
    assert done.exit_code == 1
    assert f"{out / 'sts'} cannot be used: a link is not followed" in done.output
    found = [path for path in outside.rglob("*") if path.is_file()]
    assert {path.read_text() for path in found} == {"stays"}
    assert len(found) == 3


@pytest.mark.parametrize("name", ["index.md", ".tc3gen-docs"])
def test_a_pipe_is_not_waited_for(tmp_path: Path, name: str) -> None:
    arguments = ["docs", str(ROOT / "spec/sts"), "--out", str(tmp_path)]
    assert CliRunner().invoke(main, arguments).exit_code == 0
    (tmp_path / name).unlink()
    os.mkfifo(tmp_path / name)
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 1
    assert "Error: " in done.output


def test_a_list_of_files_may_hold_anything(tmp_path: Path) -> None:
    (tmp_path / ".tc3gen-docs").write_bytes(b"a\0b\n.\n/\n\n..\n./x/../../y\n")
    arguments = ["docs", str(ROOT / "spec/sts"), "--out", str(tmp_path)]
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 0, done.output


def test_a_hostile_spec_stays_text() -> None:
    specs = load_specs([HOSTILE])
    parser = MarkdownIt("commonmark", {"html": True}).enable("table")
    for path, text in pages(specs.services, specs.common):
        tokens = parser.parse(text)
        inside = [child for token in tokens for child in token.children or []]
        assert [
            t.content for t in (*tokens, *inside) if t.type.startswith("html")
        ] == []
        for token in inside:
            assert not str(token.attrs.get("href", "")).startswith("javascript")
        if path != "llms.txt":
            assert next(t.tag for t in tokens if t.type == "heading_open") == "h1"
        heads = [line for line in text.splitlines() if line.startswith("# ")]
        assert len(heads) == 1, path


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# no heading", "\\# no heading"),
        ("- no item", "\\- no item"),
        ("1. no item", "1\\. no item"),
        (":::{note}", "\\:::{note}"),
        (
            "a_b *c* [d](e) <f> `g` h|i",
            "a\\_b \\*c\\* \\[d\\](e) \\<f\\> \\`g\\` h\\|i",
        ),
        ("two\n\nlines", "two lines"),
    ],
)
def test_prose_means_nothing(text: str, expected: str) -> None:
    assert escape_markdown(text) == expected


def test_code_cannot_end_itself() -> None:
    assert code("a`b") == "``a`b``"
    assert code("`") == "`` ` ``"
    assert block("```\nx", "json") == "````json\n```\nx\n````"


def test_names_are_distinct_without_case_and_stay_in_their_folder() -> None:
    assert distinct(["Vm", "VM", "../x", "a/b", "", "."]) == {
        "Vm": "Vm", "VM": "VM--2", "../x": "x", "a/b": "a-b", "": "-", ".": "---2",
    }  # fmt: skip
