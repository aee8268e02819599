"""Services that are not the provider's: their host, their regions, their name in signatures."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tc3gen.spec.own_hosts import own_hosts
from tc3gen.spec.reading.load import Specs

from ..texts import NO_ACTIONS

Found = Callable[[str], list[str]]
BASE = NO_ACTIONS.replace("service: ses", "service: store")


@pytest.mark.parametrize(
    ("head", "hosts"),
    [
        ("domain: api.example.com", ["api.example.com"]),
        (
            'domain: "{service}.{region}.example.com"\nregions: [eu, us-1]',
            ["store.eu.example.com", "store.us-1.example.com"],
        ),
        (
            "domain: '{region}-api.example.com'\n"
            "regions: {china: [cn-1], international: [us-1]}",
            ["cn-1-api.example.com", "us-1-api.example.com"],
        ),
        ("signing_name: shop", []),
        ("regions: [ap-one]", []),
    ],
)
def test_hosts(
    problems: Found, loaded: Callable[[str], Specs], head: str, hosts: list[str]
) -> None:
    assert problems(f"{BASE}{head}\n") == []
    (service,) = loaded(f"{BASE}{head}\n").services
    assert list(own_hosts(service)) == hosts


def test_regions_without_sites_are_those_of_both(
    loaded: Callable[[str], Specs],
) -> None:
    (service,) = loaded(f"{BASE}domain: api.example.com\nregions: [eu, us]\n").services
    assert service.regions == {"international": ("eu", "us"), "china": ("eu", "us")}


HOSTILE = [
    "https://api.example.com",
    "api.example.com/v1/orders",
    "api.example.com:8443",
    "user:secret@api.example.com",
    "api.example.com?x=1",
    "api.example.com#x",
    "api..example.com",
    ".example.com",
    "-api.example.com",
    "api.example.com.",
    "API.example.com",
    "localhost",
    "127.0.0.1",
    "[::1]",
    "{host}.example.com",
    "{service.__class__}.example.com",
    "{service!r}.example.com",
    "{}.example.com",
    "{region.example.com",
    "{{region}}.example.com",
    "a" * 64 + ".example.com",
    ".".join(["a" * 60] * 5) + ".com",
    "приклад.com",
    "api.example.com evil",
]


@pytest.mark.parametrize("domain", HOSTILE)
def test_what_is_no_domain(problems: Found, domain: str) -> None:
    (problem,) = problems(f'{BASE}domain: "{domain}"\n')
    place, _, said = problem.partition(": ")
    assert place == "ses.yaml:6:9"
    assert " is not a domain: write a host without scheme, port and path" in said
    assert said.isprintable()


@pytest.mark.parametrize("end", ["\\r\\nX-Evil: 1", "\\0", "\\u202e"])
def test_control_characters(problems: Found, end: str) -> None:
    (problem,) = problems(f'{BASE}domain: "api.example.com{end}"\n')
    assert problem.startswith("ses.yaml:6:9: ")
    assert problem.isprintable()


def test_a_label_that_is_too_long_with_its_region(problems: Found) -> None:
    text = f'{BASE}domain: "{"a" * 40}{{region}}.example.com"\nregions: [{"b" * 40}]\n'
    (problem,) = problems(text)
    assert problem.startswith("ses.yaml:6:9: ")


@pytest.mark.parametrize("domain", ["tencentcloudapi.com", "ses.tencentcloudapi.com"])
def test_the_providers_own_domain(problems: Found, domain: str) -> None:
    assert problems(f"{BASE}domain: {domain}\n") == [
        "ses.yaml:6:9: `tencentcloudapi.com` is the provider's: leave `domain` out"
    ]


@pytest.mark.parametrize("name", ["Shop", "a/b", "a b", "a" * 65, "shop/tc3_request"])
def test_what_is_no_name_in_a_signature(problems: Found, name: str) -> None:
    (problem,) = problems(f'{BASE}signing_name: "{name}"\n')
    assert problem.startswith("ses.yaml:6:15: ")
    assert "is no name in a signature" in problem


@pytest.mark.parametrize(
    ("regions", "problem"),
    [
        ("[eu, Eu]", '7:15: "Eu" is no region: write it such as `ap-singapore`'),
        ("[eu, us, eu]", "7:19: the region `eu` stands here twice"),
        ("[1]", '7:11: this must be text, not the number 1: quote it ("1")'),
    ],
)
def test_regions_in_one_list(problems: Found, regions: str, problem: str) -> None:
    found = problems(f"{BASE}domain: api.example.com\nregions: {regions}\n")
    assert found == [f"ses.yaml:{problem}"]


def test_regions_of_the_provider_keep_their_form(problems: Found) -> None:
    assert problems(f"{BASE}regions: [eu]\n") == [
        'ses.yaml:6:11: "eu" is no region: write it such as `ap-singapore`'
    ]
