"""What a file says about the service as a whole, and its error codes."""

from __future__ import annotations

import re
from datetime import date

from tc3gen.spec.checks.scope import Path, Scope
from tc3gen.spec.problems import shown

_SERVICE = re.compile(r"[a-z][a-z0-9]{0,63}")
_VERSION = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CLIENT = re.compile(r"[A-Z][A-Za-z0-9]{0,63}")
_REGION = re.compile(r"(?=.{1,64}$)[a-z]+(?:-[a-z0-9]+)+")
_ADDRESS = re.compile(r"https?://[^\s/]+(?:/\S*)?")
_HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,127}")
_ERROR_CODE = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:\.[A-Za-z0-9_]+)*")


def check_head(scope: Scope) -> None:
    """The service's own names and figures are well-formed."""
    service = scope.service
    if service.service and not _SERVICE.fullmatch(service.service):
        scope.value(
            ("service",),
            f"{shown(service.service)} is no service: write its name in the domain, "
            "at most 64 small letters and digits, such as `ses`",
        )
    if service.version and not _is_date(service.version):
        scope.value(
            ("version",),
            f'{shown(service.version)} is no version: write a date such as "2020-10-02"',
        )
    if service.client is not None and not _CLIENT.fullmatch(service.client):
        scope.value(
            ("client",),
            f"{shown(service.client)} cannot begin the name of a class: "
            "write letters and digits, a capital first, such as `Ses`",
        )
    if service.documentation and not _ADDRESS.fullmatch(service.documentation):
        scope.value(
            ("documentation",), f"{shown(service.documentation)} is no http(s) address"
        )
    _check_positive(scope, ("rate_limit",), service.rate_limit)
    _check_positive(scope, ("request_size",), service.request_size)
    for name, action in service.actions.items():
        _check_positive(scope, ("actions", name, "rate_limit"), action.rate_limit)


def _is_date(text: str) -> bool:
    if not _VERSION.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _check_positive(scope: Scope, path: Path, number: int | None) -> None:
    if number is not None and number <= 0:
        scope.value(path, f"`{path[-1]}` must be more than 0, not {number}")


def check_regions(scope: Scope) -> None:
    """Names of regions are well-formed, and no site has one twice."""
    for site, regions in scope.service.regions.items():
        for index, region in enumerate(regions):
            path = ("regions", site, index)
            if not _REGION.fullmatch(region):
                scope.value(
                    path,
                    f"{shown(region)} is no region: write it such as `ap-singapore`",
                )
            elif region in regions[:index]:
                scope.value(path, f"the region `{region}` stands here twice")


def check_header(scope: Scope, path: Path, header: str) -> None:
    """The header of a common parameter is well-formed."""
    if header and not _HEADER.fullmatch(header):
        scope.value(
            (*path, "header"),
            f"{shown(header)} is no header: write letters, digits and `-`, "
            "such as `X-TC-Region`",
        )


def check_error_codes(scope: Scope) -> None:
    """Error codes are well-formed."""
    for code, error in scope.service.errors.items():
        path = ("errors", code)
        if not _ERROR_CODE.fullmatch(code):
            scope.name(
                path,
                f"{shown(code)} is no error code: write a category, and what follows "
                "after dots, such as `InvalidParameterValue.SubjectTooLong`",
            )
        scope.check_python_name(path, error.python_name)
