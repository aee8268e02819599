"""Descriptions in HTML and Markdown become plain text that says the same."""

from __future__ import annotations

import pytest

from tc3gen.sources.tccli.reading.html import one_line, plain_text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("Plain.", "Plain."),
        ("<p>One.</p><p>Two.</p>", "One.\n\nTwo."),
        ("One<br>Two<br/>Three", "One\nTwo\nThree"),
        (
            "<p>Values:</p><ul><li>a: first</li><li>b: second</li></ul>",
            "Values:\n- a: first\n- b: second",
        ),
        (
            "Kinds:<br><li>a: first</li><br><li>b: second</li><br>Usually a.",
            "Kinds:\n- a: first\n- b: second\n\nUsually a.",
        ),
        (
            "<li><b>zone</b></li> <p style='padding-left: 30px;'>Where.</p>"
            "<p style='padding-left: 30px;'>Type: String</p> <li><b>name</b></li>"
            "<p>Not more than 10.</p>",
            "- zone Where.\nType: String\n- name\n\nNot more than 10.",
        ),
        ("Use <code>Limit</code> and <b>no</b> more", "Use `Limit` and no more"),
        (
            "<table><tr><th>Name</th><th>Value</th></tr><tr><td>A</td><td>1</td></tr></table>",
            "Name | Value\n\nA | 1",
        ),
        (
            'See <a href="https://example.com/a?b=1&amp;c=2">the guide</a>.',
            "See the guide (https://example.com/a?b=1&c=2).",
        ),
        (
            "See [the guide](https://example.com/a).",
            "See the guide (https://example.com/a).",
        ),
        ("See [the guide](/relative).", "See the guide."),
        ("&quot;a&quot; &lt; b &amp;&nbsp;c", '"a" < b & c'),
        ("## Head\n**bold** text", "Head\nbold text"),
        ("| a | b |\n| --- | --- |\n| 1 | 2 |", "| a | b |\n| 1 | 2 |"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("a\n\n\n\n\nb", "a\n\nb"),
    ],
)
def test_markup_becomes_text(source: str, text: str) -> None:
    assert plain_text(source) == text


@pytest.mark.parametrize("text", ["a<b and c>d", "<ip>:<port>", "List<Item>", "1 < 2"])
def test_what_is_no_tag_stays(text: str) -> None:
    assert plain_text(text) == text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("a<script>alert(1)</script>b", "ab"),
        ("a<style>x{}</style>b", "ab"),
        ("a<script>never closed", "a"),
        ("a<!-- hidden -->b", "ab"),
        ("a<!-- never closed", "a"),
        ('<a href="javascript:alert(1)">x</a>', "x"),
        ("<img src=x onerror=alert(1)>", ""),
        ("a\x00\x1b[31mb\u202ec\u2028d", "a[31mbc\nd"),
        ("&#27;&#8238;x&#0;", "x\ufffd"),
        ("<p", "<p"),
    ],
)
def test_hostile_text(source: str, text: str) -> None:
    assert plain_text(source) == text


@pytest.mark.parametrize(
    "part",
    ["<", "<a ", '<a href="', "[", "[a](", "**a", "<!--", "&", "- ", "|-", "<li>"],
)
def test_endless_repetition_ends(part: str) -> None:
    assert len(plain_text(part * 50_000)) <= len(part) * 50_000


def test_titles_are_one_line() -> None:
    assert one_line("<p>One</p><p>two</p>") == "One two"
