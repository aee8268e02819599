"""Error classes: which one a code raises, what it says, and that it survives copying."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from typing import Any

import pytest
from own_specs import own_specs

from tc3 import RetryPolicy, errors
from tc3._core.errors import ApiError, nearest_class
from tc3.ses import errors as ses
from tc3.sms.v20190711 import errors as old_sms
from tc3.sms.v20210111 import errors as sms
from tc3.sts import errors as sts

from .support.driver import Driver
from .support.servers import Server, fails

# Code, its class, a class further up.
CLASSES = [
    (
        "OperationDenied.ReceiverNotExist",
        ses.OperationDeniedReceiverNotExist,
        errors.OperationDenied,
    ),
    ("OperationDenied.Whatever", errors.OperationDenied, errors.ApiError),
    ("InternalError", errors.InternalError, errors.ApiError),
    (
        "RequestLimitExceeded.IPLimitExceeded",
        errors.RequestLimitExceededIPLimitExceeded,
        errors.RequestLimitExceeded,
    ),
    (
        "RequestLimitExceeded.CreateDomainLimit",
        errors.RequestLimitExceeded,
        errors.ApiError,
    ),
    (
        "AuthFailure.UnauthorizedOperation.Deeper",
        errors.AuthFailureUnauthorizedOperation,
        errors.AuthFailure,
    ),
    ("InvalidRequest", errors.InvalidRequest, errors.ApiError),
    ("Unheard.Of", errors.ApiError, errors.Tc3Error),
    ("no code at all", errors.ApiError, errors.Tc3Error),
    (".", errors.ApiError, errors.Tc3Error),
    ("", errors.ApiError, errors.Tc3Error),
    ("ApiError", errors.ApiError, errors.Tc3Error),
    ("__class__", errors.ApiError, errors.Tc3Error),
]


@pytest.mark.parametrize(("code", "cls", "category"), CLASSES)
async def test_code_raises_its_class_or_the_nearest(
    driver: Driver, server: Server, code: str, cls: type, category: type[Exception]
) -> None:
    server.plays(fails(code, "not now"))
    async with driver.client(server.url, retry=RetryPolicy(1)) as client:
        with pytest.raises(category) as caught:
            await client.list_email_identities()
    error = caught.value
    assert type(error) is cls
    assert isinstance(error, errors.ApiError)
    assert (error.code, error.message) == (code, "not now")
    assert (error.request_id, error.action) == ("req-failed", "ListEmailIdentities")
    assert (error.status, error.attempts) == (200, 1)


NAMES = {
    error.code: error.python_name
    for service in own_specs().services
    for error in service.errors.values()
    if error.python_name is not None
}
"""Of codes whose spelling the specs mend."""


@pytest.mark.parametrize("module", [errors, ses, sms, old_sms, sts])
def test_every_class_is_named_after_its_code(module: Any) -> None:
    for code, cls in module.CODES.items():
        assert cls.own_code == code
        assert cls.__name__ == NAMES.get(code, code.replace(".", ""))
        category = errors.CODES.get(code.partition(".")[0], errors.ApiError)
        assert issubclass(cls, category)
        assert issubclass(cls, errors.ApiError)
        assert getattr(module, cls.__name__, getattr(errors, cls.__name__, None)) is cls


def test_services_share_the_common_classes() -> None:
    assert ses.CODES["InternalError"] is sms.CODES["InternalError"]
    assert ses.InternalError is errors.InternalError
    # Every version has classes of its own.
    code = "FailedOperation.ContainSensitiveWord"
    assert sms.CODES[code] is not old_sms.CODES[code]


@pytest.mark.parametrize(
    ("code", "retry"),
    [
        ("RequestLimitExceeded", "always"),
        ("RequestLimitExceeded.IPLimitExceeded", "always"),
        ("RequestLimitExceeded.UinLimitExceeded", "always"),
        ("RequestLimitExceeded.GlobalRegionUinLimitExceeded", "always"),
        ("RequestLimitExceeded.CreateDomainLimit", "never"),  # a quota
        ("FailedOperation.ServiceNotAvailable", "always"),
        ("FailedOperation", "never"),
        ("InternalError", "repeatable"),
        ("InternalError.Unheard", "never"),
        ("ServiceUnavailable", "repeatable"),
        ("LimitExceeded", "never"),
        ("Unheard.Of", "never"),
    ],
)
def test_retry_is_that_of_the_code_alone(code: str, retry: str) -> None:
    error = nearest_class(code, ses.CODES)(code)
    assert error.retry == retry


def test_retry_is_not_inherited_by_classes() -> None:
    class QuotaExceeded(errors.RequestLimitExceeded):
        code = "RequestLimitExceeded.Quota"

    class SubclassOfAUser(errors.RequestLimitExceeded):
        pass

    assert errors.RequestLimitExceeded.retry == "always"
    assert QuotaExceeded.retry == "never"
    assert SubclassOfAUser("RequestLimitExceeded").retry == "never"


def _api_error() -> ApiError:
    error = ses.OperationDeniedReceiverNotExist(
        "OperationDenied.ReceiverNotExist",
        "No group 7.",
        request_id="r-1",
        action="BatchSendEmail",
        status=500,
    )
    error.attempts = 2
    return error


def _attempted(error: errors.Tc3Error) -> errors.Tc3Error:
    error.attempts = 3
    return error


def _traced(error: errors.Tc3Error) -> errors.Tc3Error:
    error.trace_id = "4bf92f"
    return error


SAID: list[tuple[Callable[[], errors.Tc3Error], str]] = [
    (lambda: errors.ConfigurationError("no region"), "no region"),
    (
        lambda: errors.ValidationError("a[2].b", "is required", "SendEmail"),
        "SendEmail: a[2].b: is required",
    ),
    (lambda: errors.ValidationError("a", "is required"), "a: is required"),
    (lambda: errors.ValidationError("", "is too large"), "is too large"),
    (
        lambda: errors.TransportError("it broke"),
        "it broke (the service may have received it)",
    ),
    (
        lambda: _attempted(errors.ConnectError("no connection")),
        "no connection after 3 attempts (the service did not receive it)",
    ),
    (
        lambda: errors.CallTimeout("too slow", sent=False),
        "too slow (the service did not receive it)",
    ),
    (
        lambda: errors.ResponseError(
            "no JSON", status=502, request_id="r", body="<html>"
        ),
        "no JSON (HTTP 502, request r): '<html>'",
    ),
    (lambda: errors.ResponseError("no JSON", status=200), "no JSON (HTTP 200)"),
    (lambda: errors.ResponseError("nested too deep"), "nested too deep"),
    (
        lambda: _traced(errors.ResponseError("no JSON", status=500)),
        "no JSON (HTTP 500, trace 4bf92f)",
    ),
    (
        lambda: _attempted(errors.ResponseError("no JSON", status=503)),
        "no JSON (HTTP 503, 3 attempts)",
    ),
    (
        _api_error,
        "OperationDenied.ReceiverNotExist: No group 7. "
        "(BatchSendEmail, request r-1, 2 attempts)",
    ),
    (lambda: errors.ApiError("A.B", "no"), "A.B: no"),
]


@pytest.mark.parametrize(("make", "text"), SAID, ids=[text for _, text in SAID])
def test_text(make: Callable[[], errors.Tc3Error], text: str) -> None:
    assert str(make()) == text


def _pickled(error: errors.Tc3Error) -> errors.Tc3Error:
    copied: errors.Tc3Error = pickle.loads(pickle.dumps(error))
    return copied


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, _pickled])
@pytest.mark.parametrize(("make", "text"), SAID, ids=[text for _, text in SAID])
def test_copies_are_equal(
    make: Callable[[], errors.Tc3Error], text: str, again: Any
) -> None:
    error = make()
    copied = again(error)
    assert type(copied) is type(error)
    assert vars(copied) == vars(error)
    assert (str(copied), copied.attempts) == (text, error.attempts)


@pytest.mark.parametrize("module", [errors, ses, sms, old_sms, sts])
def test_every_error_of_a_service_can_be_pickled(module: Any) -> None:
    for code, cls in module.CODES.items():
        error = cls(code, "m", request_id="r", action="A", status=400)
        copied = _pickled(error)
        assert type(copied) is cls
        assert vars(copied) == vars(error)


def test_tree() -> None:
    for cls, parent in {
        errors.ConfigurationError: errors.Tc3Error,
        errors.ValidationError: errors.Tc3Error,
        errors.TransportError: errors.Tc3Error,
        errors.ConnectError: errors.TransportError,
        errors.CallTimeout: errors.TransportError,
        errors.ResponseError: errors.Tc3Error,
        errors.ApiError: errors.Tc3Error,
        errors.Tc3Error: Exception,
    }.items():
        assert cls.__bases__ == (parent,)
