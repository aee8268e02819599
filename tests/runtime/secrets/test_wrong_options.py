"""Wrong options: neither the error nor the frames that tools show hold what may be a key."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping
from typing import Any

import pytest

import tc3
from tc3 import Credential, errors
from tc3.ses import AsyncSesClient, SesClient

from ..support.driver import KEY

SECRET = "hush+hush/secret=key"
PEM = f"-----BEGIN PRIVATE KEY-----\n{SECRET}\n-----END PRIVATE KEY-----\n"

WRONG: Mapping[str, Any] = {
    "ca_file": PEM,
    "backup_endpoint": f"https://me:{SECRET}@host",
    "domain": f"{SECRET} ",
    "endpoint": f"https://me:{SECRET}@host",
    "headers": {"X-Key": f"{SECRET}\n"},
    "interceptors": [SECRET],
    "language": SECRET,
    "ledger": SECRET,
    "proxy": f"gopher://me:{SECRET}@host",
    "rate_limiter": SECRET,
    "region": SECRET,
    "request_client": f"{SECRET}\n",
    "retry": SECRET,
    "timeout": SECRET,
}
CERTIFICATES: Mapping[str, Any] = {
    "missing": ("missing.pem", "missing.pem", SECRET),
    "none in it": (__file__, __file__, SECRET),
    "its text": PEM,
    "the text of the key": (__file__, PEM),
    "a list": ["a.pem", SECRET],
    "bytes": PEM.encode(),
}


def look_for_secret(make: Callable[[], object]) -> errors.ConfigurationError:
    """Refuses what shows it: the message, the chain of errors, the frames of the package."""
    with pytest.raises(errors.ConfigurationError) as caught:
        make()
    assert SECRET not in "".join(traceback.format_exception(caught.value))
    assert caught.value.__cause__ is None
    for frame, _ in traceback.walk_tb(caught.value.__traceback__):
        if frame.f_globals["__name__"] != __name__:
            for name, value in frame.f_locals.items():
                assert SECRET not in repr(value), (frame.f_code.co_name, name)
    return caught.value


@pytest.mark.parametrize("name", WRONG)
@pytest.mark.parametrize("kind", [SesClient, AsyncSesClient])
def test_options_of_a_client(kind: Any, name: str) -> None:
    look_for_secret(lambda: kind(KEY, **{name: WRONG[name]}))


@pytest.mark.parametrize("kind", [tc3.Client, tc3.AsyncClient])
def test_options_of_a_client_for_any_service(kind: Any) -> None:
    proxy = WRONG["proxy"]
    look_for_secret(lambda: kind("cvm", "2017-03-12", KEY, proxy=proxy))
    look_for_secret(lambda: kind("cvm", SECRET, KEY))


@pytest.mark.parametrize("name", ["headers", "language", "region", "timeout"])
@pytest.mark.parametrize("kind", [SesClient, AsyncSesClient])
def test_options_for_one_call(kind: Any, name: str) -> None:
    client = kind(KEY)
    look_for_secret(lambda: client.with_options(**{name: WRONG[name]}))


@pytest.mark.parametrize("given", CERTIFICATES)
@pytest.mark.parametrize("kind", [SesClient, AsyncSesClient])
def test_client_certificates(kind: Any, given: str) -> None:
    look_for_secret(lambda: kind(KEY, client_cert=CERTIFICATES[given]))


def test_what_stands_in_a_file_is_told_from_its_path() -> None:
    error = look_for_secret(lambda: SesClient(KEY, ca_file=PEM))
    assert str(error) == (
        "ca_file must be the path of a file, not what stands in the file"
    )


@pytest.mark.parametrize("position", range(3))
def test_keys_with_a_line_break(position: int) -> None:
    """As they are read from a file."""
    words = ["AKIDexample", "key", "token"]
    words[position] = f"{SECRET}\n"
    look_for_secret(lambda: Credential(*words))


ROLE = {"role_arn": "qcs::cam::uin/1:roleName/x", "session_name": "me", "duration": 0}


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        (tc3.AssumeRole, {"external_id": SECRET}),
        (tc3.AssumeRoleWithSaml, {"principal_arn": "x", "assertion": SECRET}),
        (tc3.WebIdentity, {"provider_id": "x", "token": SECRET}),
    ],
)
def test_sources_of_credentials(kind: Any, options: dict[str, Any]) -> None:
    look_for_secret(lambda: kind(**ROLE, **options))


@pytest.mark.parametrize("kind", [tc3.RedisLedger, tc3.RedisRateLimiter])
def test_urls_of_redis(kind: Any) -> None:
    look_for_secret(lambda: kind(f"redis://:{SECRET}@host:port"))
    look_for_secret(lambda: kind(f"http://:{SECRET}@host"))
