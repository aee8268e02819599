"""The options of a client: one list of them, and none of their secrets shown."""

from __future__ import annotations

import inspect
import re
import traceback
from typing import Any

import pytest

from tc3 import (
    AssumeRole,
    AssumeRoleWithSaml,
    Chain,
    Credential,
    InstanceRole,
    ProfileCredential,
    WebIdentity,
    errors,
)
from tc3._core.clients.base import BaseClient
from tc3._core.clients.options import ClientOptions
from tc3._core.transport.base import TransportOptions
from tc3.ses import AsyncSesClient, SesClient

from ..support.driver import KEY

SECRET = "hush+hush/secret=key"
CLIENTS = [SesClient, AsyncSesClient]
PARAMETERS = inspect.signature(BaseClient.__init__).parameters
OPTIONS = [name for name in PARAMETERS if name not in ("self", "credential")]
FIXED = {
    "site",
    "endpoint",
    "domain",
    "backup_endpoint",
    "session",
    "transport",
    *TransportOptions.__slots__,
}
"""Those of connections, which copies share, and of what the account is."""

ONCE = ("once", "once_wait")
"""What belongs to one call, so that no client begins with it."""


def test_there_is_one_list_of_them() -> None:
    with SesClient(KEY) as client:
        assert list(vars(client._options)) == OPTIONS


def test_each_is_documented() -> None:
    text = inspect.getdoc(BaseClient.__init__) or ""
    arguments = text.partition("Args:\n")[2].partition("\nRaises:")[0]
    documented = re.findall(r"^ {4}(\w+): ", arguments, re.MULTILINE)
    assert documented == [name for name in PARAMETERS if name != "self"]


def test_a_copy_takes_those_that_are_not_of_connections() -> None:
    changeable = inspect.signature(BaseClient.with_options).parameters
    named = [name for name in changeable if name not in ONCE]
    assert named[2:] == [name for name in OPTIONS if name not in FIXED]
    for name, parameter in changeable.items():
        if name != "self" and name not in ONCE:
            first = str(PARAMETERS[name].annotation).removesuffix(" | None")
            assert str(parameter.annotation) == f"{first} | None"
            assert parameter.default is (
                inspect.Parameter.empty if name == "self" else None
            )


@pytest.mark.parametrize("client", CLIENTS)
def test_a_key_as_second_argument(client: Any) -> None:
    """As those write it who come from the official SDK."""
    with pytest.raises(
        errors.ConfigurationError, match="must be a Credential"
    ) as caught:
        client("AKIDexample", SECRET)
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize("name", [*OPTIONS, "credential"])
def test_no_error_quotes_an_option(client: Any, name: str) -> None:
    if name in ("ca_file", "client_cert", "trust_env", "validate", "unsigned_payload"):
        return  # paths may be shown; truth values are taken as they are
    if name in ("session", "transport"):
        return  # objects of the user's, which are only used when a call is made
    given = {"credential": KEY, name: SECRET}
    with pytest.raises(errors.ConfigurationError) as caught:
        client(**given)
    assert SECRET not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize(
    "wrong", [{"max_connections": 0}, {"language": "?"}, {"region": "?"}]
)
def test_no_frame_of_ours_keeps_a_password(client: Any, wrong: dict[str, Any]) -> None:
    """Tools that print tracebacks show the variables of each frame."""
    options = {
        "proxy": f"http://me:{SECRET}@proxy.example:3128",
        "client_cert": ("a.pem", "b.pem", SECRET),
    }
    with pytest.raises(errors.ConfigurationError) as caught:
        client(KEY, **options, **wrong)
    frames = [frame for frame, _ in traceback.walk_tb(caught.value.__traceback__)][1:]
    assert frames
    for frame in frames:
        for name, value in frame.f_locals.items():
            assert SECRET not in repr(value), name


@pytest.mark.parametrize("client", CLIENTS)
def test_no_frame_of_ours_keeps_what_no_parameter_takes(client: Any) -> None:
    calls: list[tuple[Any, tuple[str, ...], dict[str, str]]] = [
        (client, ("AKIDexample", "ap-singapore", SECRET), {}),
        (client, (), {"secret_id": "AKIDexample", "secret_key": SECRET}),
        (client(KEY).with_options, (), {"secret_key": SECRET}),
        (Credential, ("AKIDexample", SECRET, "token", "ap-singapore"), {}),
        (Credential, ("AKIDexample",), {"key": SECRET}),
        (AssumeRole, ("qcs::x", "me"), {"secret_key": SECRET}),
    ]
    for made, arguments, options in calls:
        with pytest.raises(TypeError) as caught:
            made(*arguments, **options)
        for frame, _ in traceback.walk_tb(caught.value.__traceback__):
            if frame.f_globals["__name__"] != __name__:
                assert SECRET not in repr(frame.f_locals)


@pytest.mark.parametrize(
    "kind", [lambda **o: TransportOptions(**o), lambda **o: ClientOptions(**o)]
)
def test_the_repr_shows_no_password(kind: Any) -> None:
    made = kind(proxy=f"http://me:{SECRET}@p", client_cert=("a", "b", SECRET))
    assert SECRET not in repr(made)


HALF_MADE: list[tuple[Any, dict[str, Any]]] = [
    (AssumeRole, {"role_arn": SECRET, "session_name": "me"}),
    (
        AssumeRoleWithSaml,
        {
            "role_arn": SECRET,
            "session_name": "me",
            "principal_arn": "x",
            "assertion": SECRET,
        },
    ),
    (
        WebIdentity,
        {"role_arn": SECRET, "session_name": "me", "provider_id": "x", "token": SECRET},
    ),
    (InstanceRole, {"role": SECRET}),
    (ProfileCredential, {"path": 5}),
    (SesClient, {"credential": KEY, "region": SECRET}),
    (AsyncSesClient, {"credential": KEY, "region": SECRET}),
]


@pytest.mark.parametrize(("kind", "options"), HALF_MADE)
def test_what_could_not_be_made_has_a_repr(kind: Any, options: dict[str, Any]) -> None:
    """Tools that print tracebacks ask for it, in the middle of `__init__`."""
    with pytest.raises((errors.ConfigurationError, TypeError)) as caught:
        kind(**options)
    assert SECRET not in str(caught.value)
    assert SECRET not in repr(kind.__new__(kind))


def test_a_chain_that_could_not_be_made_has_a_repr() -> None:
    with pytest.raises(errors.ConfigurationError):
        Chain(SECRET)  # type: ignore[arg-type]
    assert repr(Chain.__new__(Chain)) == "<Chain >"
