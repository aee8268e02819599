"""Documentation pages into specs: three layouts, what agrees, what differs, what is broken."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Set
from pathlib import Path
from textwrap import dedent

import pytest

from tc3gen.python.output.package import load_checked
from tc3gen.sources.doc_pages.importing import ImportOutcome, import_pages
from tc3gen.spec.model import Action, Field, Service, TypeRef

ROOT = Path(__file__).parents[2]
PAGES = sorted(Path(__file__).parent.joinpath("pages").glob("*.txt"))


def service(folder: Path) -> Service:
    specs, problems = load_checked([folder])
    assert not problems
    (found,) = specs.services
    return found


def explained() -> list[tuple[str, str]]:
    """Action and difference, of each row of the table in the documentation."""
    text = (ROOT / "docs/pages.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([A-Z]\w+) \| (.+?) \| .+ \|$", text, re.M)
    return sorted(rows)


# The five actions of SES


def test_the_pages_of_five_actions_differ_from_the_spec_as_documented(
    out: Path,
) -> None:
    shutil.copytree(ROOT / "spec", out)
    done = import_pages(PAGES, out)
    found = []
    for problem in done.problems:
        name = "".join(
            part.capitalize() for part in Path(problem.at.file).stem.split("-")
        )
        message = problem.message.partition(", not the text")[0]
        found.append((name, message.partition(" (spec/ses/2020-10-02.yaml:")[0]))
        assert problem.message.endswith(")"), "the place in the spec is told too"
    assert sorted(found) == explained()
    assert not done.added
    text = (out / "ses/2020-10-02.yaml").read_bytes()
    assert text == (ROOT / "spec/ses/2020-10-02.yaml").read_bytes()


def test_a_spec_made_of_pages_agrees_with_the_one_made_of_the_definitions(
    out: Path,
) -> None:
    done = import_pages(PAGES, out)
    made = service(out)
    known = service(ROOT / "spec/ses")
    assert all(
        "is described on no page" in problem.message for problem in done.problems
    )
    assert made.rate_limit == known.rate_limit
    assert made.regions == {"international": known.regions["international"]}
    assert len(made.actions) == 5
    for name, action in made.actions.items():
        lacks = {
            re.sub(r".*`(\w+(?:\.\w+)?)` is not on the page", r"\1", difference)
            for about, difference in explained()
            if about == name
        }
        assert table(action) == table(known.actions[name], lacks)
        assert action.examples


def table(action: Action, lacks: Set[str] = frozenset()) -> list[object]:
    """What a page can say about an action."""

    def row(field: Field, *, in_request: bool) -> object:
        name = field.type.name
        kind = "string" if name in ("json", "bytes") else name
        deprecated = in_request and field.deprecated is not None
        return str(TypeRef(kind, field.type.depth)), field.required, deprecated

    return [
        *(
            {
                name: row(field, in_request=asked)
                for name, field in fields.items()
                if name not in lacks
            }
            for fields, asked in ((action.params, True), (action.returns, False))
        ),
        sorted(set(action.errors) - lacks),
    ]


# What a page can look like

MARKDOWN = """\
    # Ping

    ## 1. API Description

    Domain name for API request: **toy.intl.tencentcloudapi.com**.

    This API is used to ask whether the toy is there. It answers
    [at once](https://example.com/doc).

    A maximum of 5 requests can be initiated per second for this API.

    ## 2. Input Parameters

    | Parameter Name | Required | Type | Description |
    | --- | :---: | --- | --- |
    | Action | Yes | String | Common Params. The value used for this API: Ping. |
    | Version | Yes | String | Common Params. The value used for this API: 2024-01-31. |
    | Region | Yes | String | Common Params. This API only supports: eu-moon, ap-mars. |
    | `Name` | Yes | String | 1 to 20 **characters**,<br>a\\|b. |
    | Count | No | Integer | Count. Value range: 1-100 |
    | Tags.N | No | Array of Tag | Tags, up to 5 items. |

    ## 3. Output Parameters

    | Parameter Name | Type | Description |
    | --- | --- | --- |
    | Made | Timestamp | When. Note: This field may return null, meaning there is none. |
    | RequestId | String | The request. |

    ## 4. Example

    ### Example 1: Ask

    ```
    POST / HTTP/1.1
    Host: toy.intl.tencentcloudapi.com
    X-TC-Action: Ping

    {"Name": "Bear", "Tags": [{"Key": "k"}]}
    ```

    ```json
    {"Response": {"Made": "2026-01-31 08:00:00", "RequestId": "x"}}
    ```

    ## 6. Error Codes

    | Error Code | Description |
    | --- | --- |
    | InvalidParameterValue.NoToy | There is no such toy. |

    ## Data Types

    ### Tag

    A label.

    Used by actions: Ping.

    | Name | Type | Required | Description |
    | --- | --- | --- | --- |
    | Key | String | Yes | Its name. |
    """


def test_markdown_is_read(imported: Callable[..., ImportOutcome], out: Path) -> None:
    done = imported(MARKDOWN)
    assert done.problems == ()
    assert (out / "toy/2024-01-31.yaml").read_text() == dedent(
        """\
        # yaml-language-server: $schema=../schema.json
        service: toy
        version: "2024-01-31"
        title: TOY
        summary: Actions of `toy`, from its documentation pages.
        regions:
          international: [eu-moon, ap-mars]
        rate_limit: 5

        actions:
          Ping:
            summary: Ask whether the toy is there.
            description: It answers at once.
            params:
              Name: {type: string, required: true, doc: "1 to 20 characters, a|b.", length: [1, 20]}
              Count: {type: integer, doc: "Count. Value range: 1-100", range: [1, 100]}
              Tags: {type: "list[Tag]", doc: "Tags, up to 5 items.", items: [null, 5]}
            returns:
              Made: {type: datetime, doc: When., nullable: true}
            errors:
              - InvalidParameterValue.NoToy
            examples:
              - title: Ask
                request: {Name: Bear, Tags: [{Key: k}]}
                response: {Made: "2026-01-31 08:00:00"}

        types:
          Tag:
            doc: A label.
            fields:
              Key: {type: string, required: true, doc: Its name.}

        errors:
          InvalidParameterValue.NoToy: There is no such toy.
        """
    )


def test_two_pages_may_explain_an_error_code_in_two_ways(
    imported: Callable[..., ImportOutcome], out: Path
) -> None:
    other = MARKDOWN.replace("API: Ping", "API: Pong").replace("no such toy", "no toy")
    (problem,) = imported(MARKDOWN, other).problems
    assert str(problem) == (
        'page2.md:50:1: `InvalidParameterValue.NoToy` means "There is no such toy." '
        "on another page"
    )
    assert list(service(out).actions) == ["Ping", "Pong"]


@pytest.mark.parametrize("margin", ["| ", ""], ids=["both margins", "right margin"])
def test_a_row_may_run_over_lines(
    imported: Callable[..., ImportOutcome], out: Path, margin: str
) -> None:
    text = re.sub(r"(?m)^    \| ", f"    {margin}", MARKDOWN)
    done = imported(text.replace("Count. Value", "Count.\n    Value"))
    assert done.problems == ()
    assert (
        service(out).actions["Ping"].params["Count"].doc == "Count. Value range: 1-100"
    )


def test_the_same_page_twice_adds_nothing(
    imported: Callable[..., ImportOutcome],
) -> None:
    assert imported(MARKDOWN).added
    again = imported(MARKDOWN)
    assert (again.added, again.problems) == ((), ())


def test_a_spec_gets_what_it_lacks_and_keeps_its_comments(
    imported: Callable[..., ImportOutcome], out: Path
) -> None:
    imported(MARKDOWN)
    path = out / "toy/2024-01-31.yaml"
    path.write_text(
        path.read_text()
        .replace("rate_limit: 5", "rate_limit: 5 # a second")
        .replace("      Name:", "      # of the toy\n      Name:")
        .replace(", length: [1, 20]", "")
        .replace("    returns:", "    # no more\n    returns:")
    )
    before = path.read_text()
    row = "    | Size | No | Float | How big. |\n    | Tags.N"
    done = imported(
        MARKDOWN.replace("    | Tags.N", row).replace(
            "There is no such toy. |",
            "There is no such toy. |\n    | InvalidParameterValue.Big | Too big. |",
        )
    )
    assert done.problems == ()
    assert [line.partition(": ")[2] for line in done.added] == [
        "error code InvalidParameterValue.Big",
        "Ping.errors: InvalidParameterValue.Big",
        "Ping.params.Name: length",
        "Ping.params.Size",
    ]
    new = path.read_text().splitlines()
    assert [line for line in new if line not in before.splitlines()] == [
        '      Name: {type: string, required: true, doc: "1 to 20 characters, a|b.", '
        "length: [1, 20]}",
        "      Size: {type: float, doc: How big.}",
        "      - InvalidParameterValue.Big",
        "  InvalidParameterValue.Big: Too big.",
    ]
    (gone,) = (line for line in before.splitlines() if line not in new)
    assert gone.startswith("      Name: {")
    assert list(service(out).actions["Ping"].params) == [
        "Name",
        "Count",
        "Size",
        "Tags",
    ]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("| Count | No", "| Count | Yes", "20:1: `Count`: required on the page, optional in"),
        ("| Count | No | Integer", "| Count | No | String", "20:1: `Count`: the type is "
         "string on the page, integer in the spec"),
        ("range: 1-100", "range: 1-50", "20:1: `Count`: range is 1 to 50 on the page, "
         "1 to 100 in the spec"),
        ("| Count | No | Integer | Count.", "| Count | No | Integer | Abandoned.",
         "20:1: `Count`: abandoned on the page, not deprecated in the spec"),
        ("of 5 requests", "of 6 requests", "10:1: the rate limit is 6 on the page, 5 in"),
        ("eu-moon", "eu-sun", 'the region "eu-sun" is not in the spec'),
        ("    | Count | No | Integer | Count. Value range: 1-100 |\n", "",
         "the parameter `Count` is not on the page"),
        ("InvalidParameterValue.NoToy", "InternalError",
         "the error code `InvalidParameterValue.NoToy` is not on the page"),
        ("| Key | String | Yes", "| Key | String | No",
         "`Key`: optional on the page, required in the spec"),
        ('"Name": "Bear"', '"Nam": "Bear"', "in the page's example, `Nam` is not known"),
    ],
    ids=lambda text: text.strip()[:20],
)  # fmt: skip
def test_differences_are_reported_with_both_places(
    imported: Callable[..., ImportOutcome], out: Path, old: str, new: str, message: str
) -> None:
    imported(MARKDOWN)
    before = (out / "toy/2024-01-31.yaml").read_text()
    done = imported(MARKDOWN.replace(old, new))
    found = [str(problem) for problem in done.problems]
    assert any(message in problem for problem in found), found
    assert all(re.match(r"page1\.md:\d+:\d+: ", problem) for problem in found)
    assert re.search(r" \(spec/toy/2024-01-31\.yaml:\d+:\d+\)$", found[0])
    if "InternalError" not in new:
        assert (out / "toy/2024-01-31.yaml").read_text() == before
