"""Checks of the service as a whole, and of its error codes."""

from __future__ import annotations

import re
from datetime import date

from tc3gen.spec.checks.scope import Path, Scope
from tc3gen.spec.format import patterns
from tc3gen.spec.model import SITES
from tc3gen.spec.own_hosts import own_hosts
from tc3gen.spec.problems import value_text

_SERVICE = re.compile(patterns.SERVICE)
_VERSION = re.compile(patterns.VERSION)
_CLIENT = re.compile(patterns.CLIENT)
_REGION = re.compile(patterns.REGION)
_OWN_REGION = re.compile(patterns.OWN_REGION)
_DOMAIN = re.compile(patterns.DOMAIN)
_PROVIDER = "tencentcloudapi.com"
_ADDRESS = re.compile(patterns.ADDRESS)
_HEADER = re.compile(patterns.HEADER)
_HOST = re.compile(patterns.HOST)
_ERROR_CODE = re.compile(patterns.ERROR_CODE)


def check_head(scope: Scope) -> None:
    """The service's own names and figures are well-formed."""
    service = scope.service
    if service.service and not _SERVICE.fullmatch(service.service):
        scope.value(
            ("service",),
            f"{value_text(service.service)} is no service: write its name in the domain, "
            "at most 64 small letters and digits, such as `ses`",
        )
    if service.version and not _is_date(service.version):
        scope.value(
            ("version",),
            f'{value_text(service.version)} is no version: write a date such as "2020-10-02"',
        )
    if service.client is not None and not _CLIENT.fullmatch(service.client):
        scope.value(
            ("client",),
            f"{value_text(service.client)} cannot begin the name of a class: "
            "write letters and digits, a capital first, such as `Ses`",
        )
    if service.documentation and not _ADDRESS.fullmatch(service.documentation):
        scope.value(
            ("documentation",),
            f"{value_text(service.documentation)} is no http(s) address",
        )
    _check_own_host(scope)
    scope.check_positive(("rate_limit",), service.rate_limit)
    scope.check_positive(("request_size",), service.request_size)
    for name, action in service.actions.items():
        scope.check_positive(("actions", name, "rate_limit"), action.rate_limit)
        if action.host is not None and not _HOST.fullmatch(action.host):
            scope.value(
                ("actions", name, "host"),
                f"{value_text(action.host)} is not a host: write small letters, digits, `-` "
                "and dots, such as `es.ai.tencentcloudapi.com`",
            )


def _check_own_host(scope: Scope) -> None:
    """The host of a service that is not the provider's, and its name in signatures."""
    service = scope.service
    name = service.signing_name
    if name is not None and not _SERVICE.fullmatch(name):
        scope.value(
            ("signing_name",),
            f"{value_text(name)} is no name in a signature: write at most 64 small letters and "
            "digits, such as `store`",
        )
    domain = service.domain
    if domain is None:
        return
    if not _SERVICE.fullmatch(service.service):
        return  # that is told already, and would make a wrong host
    if not _DOMAIN.fullmatch(domain) or not all(map(_is_host, own_hosts(service))):
        scope.value(
            ("domain",),
            f"{value_text(domain)} is not a domain: write a host without scheme, port and path, "
            "such as `api.example.com` or `{service}.{region}.example.com`; there are no other "
            "words in braces. Actions are told by a header, so an API of many paths cannot be "
            "described",
        )
    elif f".{domain}".endswith(f".{_PROVIDER}"):
        scope.value(("domain",), f"`{_PROVIDER}` is the provider's: leave `domain` out")


def _is_host(text: str) -> bool:
    return len(text) <= patterns.MAX_HOST_LENGTH and bool(_HOST.fullmatch(text))


def _is_date(text: str) -> bool:
    if not _VERSION.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def check_regions(scope: Scope) -> None:
    """Names of regions are well-formed, and no site has one twice."""
    service = scope.service
    pattern = _REGION if service.domain is None else _OWN_REGION
    is_one_list = scope.places.is_list("regions")
    for site, regions in service.regions.items():
        if is_one_list and site != SITES[0]:
            break  # that of all sites has been checked
        seen: set[str] = set()
        for index, region in enumerate(regions):
            path: Path = ("regions", site, index)
            if is_one_list:
                path = ("regions", index)
            if len(region) > patterns.MAX_REGION_LENGTH or not pattern.fullmatch(
                region
            ):
                scope.value(
                    path,
                    f"{value_text(region)} is no region: write it such as `ap-singapore`",
                )
            elif region in seen:
                scope.value(path, f"the region `{region}` stands here twice")
            seen.add(region)


def check_header(scope: Scope, path: Path, header: str) -> None:
    """The header of a common parameter is well-formed."""
    if header and not _HEADER.fullmatch(header):
        scope.value(
            (*path, "header"),
            f"{value_text(header)} is no header: write letters, digits and `-`, "
            "such as `X-TC-Region`",
        )


def check_error_codes(scope: Scope) -> None:
    """Error codes are well-formed."""
    for code, error in scope.service.errors.items():
        path = ("errors", code)
        if not _ERROR_CODE.fullmatch(code):
            scope.name(
                path,
                f"{value_text(code)} is no error code: write a category, and what follows "
                "after dots, such as `InvalidParameterValue.SubjectTooLong`",
            )
        scope.check_python_name(path, error.python_name)
