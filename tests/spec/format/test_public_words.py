"""Public names of the four specs: one spelling for one word, whatever the wire writes.

`UpdateEmailSmtpPassWord` has a `Password`, and `DeleteBlackList` is about the same list as
`CreateCustomBlacklist`. On the wire they stay as they are; in Python they are one word, which
`name:` in the spec says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from own_specs import own_specs

from tc3gen.python.naming import names
from tc3gen.spec.model import Field, Service

SERVICES = own_specs().services

SPLIT = re.compile(
    r"pass_word|black_list|white_list|black_(email|address)|key_word|time_stamp|pwd|appid"
    r"|toolarge|with_out|in_valid|is_null_|data_time|avaliable|resouce"
)
CAPITALS = re.compile(r"[A-Z]{3,}")

OLDER_SPELLINGS = {
    "UnauthorizedOperation.SerivceSuspendDueToArrears",
    "UnsupportedOperation.UnsuportedRegion",
    "InvalidParameterValue.SdkAppidNotExist",
    "UnauthorizedOperation.SdkAppidIsDisabled",
    "UnauthorizedOperation.SmsSdkAppidVerifyFail",
}
"""Codes of SMS 2019 that exist beside the right spelling, which has the right name."""


@pytest.mark.parametrize("service", SERVICES, ids=lambda each: "-".join(each.key))
def test_one_word_has_one_spelling(service: Service) -> None:
    split = [name for name in public_names(service) if SPLIT.search(name)]
    assert split == []


@pytest.mark.parametrize("service", SERVICES, ids=lambda each: "-".join(each.key))
def test_classes_are_written_alike(service: Service) -> None:
    """`DnsAttributes`, as there is `DnsRecordType`. Classes of errors are their codes."""
    loud = [name for name in model_names(service) if CAPITALS.search(name)]
    assert loud == []


def public_names(service: Service) -> Iterator[str]:
    """Names of methods, parameters and members, and those of classes in small letters."""
    for fields in field_groups(service):
        for field in fields:
            yield names.member(field.name, field.python_name)
    for action in service.actions.values():
        yield names.method(action.name, action.python_name)
    for name in model_names(service):
        yield names.snake(name)
    for error in service.errors.values():
        if error.code not in OLDER_SPELLINGS:
            yield names.snake(names.error_class(error.code, error.python_name))


def model_names(service: Service) -> Iterator[str]:
    for action in service.actions.values():
        yield names.action_class(action.name, action.python_name)
    for type in service.types.values():
        yield names.class_name(type.name, type.python_name)
    for enum in service.enums.values():
        yield names.enum_class(enum.name, enum.python_name)


def field_groups(service: Service) -> Iterator[list[Field]]:
    for action in service.actions.values():
        yield [*action.params.values(), *action.returns.values()]
    for type in service.types.values():
        yield list(type.fields.values())
