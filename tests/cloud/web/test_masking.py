"""Secrets in what a page shows of a call: in every form, depth, type and spelling."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tc3gen.cloud.protocol.request import ReceivedRequest
from tc3gen.cloud.web.masking import masking
from tc3gen.cloud.web.masking.secrets import HIDDEN, is_secret, mask_text, mask_value

SECRET = "s3cret"
NAMES = [
    *(
        "Password",
        "password",
        "EmailSmtpPassWord",
        "smtp_password",
        "PASSWD",
        "pass-word",
    ),
    *("SecretKey", "secret_key", "TmpSecretKey", "client_secret", "api_key", "apikey"),
    *(
        "X-Api-Key",
        "access_token",
        "AccessKeySecret",
        "Token",
        "id_token",
        "SessionToken",
    ),
    *(
        "Signature",
        "SAMLAssertion",
        "Authorization",
        "privateKey",
        "TokenCode",
        "Cookie",
    ),
    # Of the published definitions of products:
    *("AuthKey", "CallbackAesKey", "PreShareKey", "DecryptKey", "CertKey", "ClientKey"),
    *("SecretString", "AuthTokenValue", "AuthTokens", "KeyPass", "Plaintext", "Pass"),
]
PLAIN = [
    *("SecretId", "ClientToken", "NextToken", "MaxTokens", "AccessKeyId", "Name"),
    *("SignatureMethod", "TemplateID", "Subject", "KeyWord"),
    *(
        "SSHKeyName",
        "ByPass",
        "IsPass",
        "InputTokens",
        "TagKeys",
        "SecretName",
        "KeyIds",
    ),
]


FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize("name", NAMES)
def test_names_of_secrets(name: str) -> None:
    assert is_secret(name)
    for value in (
        SECRET,
        [SECRET],
        [[SECRET], {"x": SECRET}],
        {"Value": SECRET},
        {"deep": {"deeper": [SECRET]}},
    ):
        for document in (
            {name: value},
            [{"a": [{name: value}]}],
            {"Text": json.dumps({name: value})},
            {"Text": json.dumps({"Text": json.dumps({name: value})})},
            {"Tags": [{"Name": name, "Value": value}]},
            {"Tags": [{"key": name, "value": value}]},
        ):
            text = json.dumps(document)
            for body in (text, text[:-1], " " + text + "x"):  # also what is not JSON
                for kind in ("application/json", FORM):  # curl says that it is a form
                    shown = masking.body(body.encode(), kind, cut=False)
                    assert SECRET not in shown, body
                    assert HIDDEN in shown
    for number in (1, 0.5, True):
        assert mask_value({name: number}) == {name: HIDDEN}
    assert mask_value({name: None, "a": ""}) == {name: None, "a": ""}


@pytest.mark.parametrize("name", NAMES)
def test_forms_queries_and_headers(name: str) -> None:
    for key in (name, f"A.0.{name}", f"{name}.0", f"{name}.0.Value"):
        text = urlencode({"a": "b", key: f"{SECRET} {SECRET}", "c": f"{name}={SECRET}"})
        assert masking.query(text)[0] == ("a", "b")
        assert SECRET not in str(masking.query(text))
        assert SECRET not in masking.body(text.encode(), FORM, cut=False)
    for pair in (
        {"A.0.Name": name, "A.0.Value": SECRET, "A.1.Name": "b", "A.1.Value": "c"},
        {"A.0.Values.0": SECRET, "A.0.key": name, "A.1.Name": "b", "A.1.Value": "c"},
    ):
        assert SECRET not in str(masking.query(urlencode(pair)))
        assert masking.query(urlencode(pair))[2:] == [
            ("A.1.Name", "b"),
            ("A.1.Value", "c"),
        ]
        assert SECRET not in mask_text(urlencode(pair))
    request = ReceivedRequest(
        method="GET",
        query="",
        headers={
            name.lower(): f"Bearer {SECRET}",
            "referer": f"http://x/?{name}={SECRET}&a=b",
            "x-json": json.dumps({name: SECRET}),
        },
        body=b"",
    )
    shown = dict(masking.headers(request))
    assert SECRET not in str(shown)
    assert "a=b" in shown["referer"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "given", ["multipart/form-data; boundary=mark", "multipart/form-data"]
)
def test_parts(name: str, given: str) -> None:
    body = (
        '--mark\r\nContent-Disposition: form-data; name="File"; filename="a"\r\n\r\n'
        "plain\r\n--mark\r\n"
        f'Content-Disposition: form-data; filename="b"; name="{name}"\r\n'
        f"Content-Type: text/plain\r\n\r\n{SECRET}\r\n{SECRET}\r\n--mark\r\n"
        'Content-Disposition: form-data; name="Json"\r\n\r\n'
        f'{{"{name}": "{SECRET}"}}\r\n--mark--'
    ).encode()
    for end in (len(body), len(body) - 20):  # what is kept of a body may be cut
        shown = masking.body(body[:end], given, cut=end != len(body))
        assert SECRET not in shown
        assert "plain" in shown
        assert f'name="{name}"' in shown
    binary = body.replace(b"plain", b"\xff\xfe")
    assert "2 bytes" not in masking.body(body, given, cut=False)
    assert "bytes that are not text" in masking.body(binary, given, cut=False)


@pytest.mark.parametrize(
    "body",
    [
        f'--mark\nContent-Disposition: form-data; name="Password"\n\n{SECRET}\n--mark--',
        f'--mark\r\nContent-Disposition: form-data; name="Password"\r\n\r\na--mark{SECRET}',
    ],
)
def test_parts_of_other_clients(body: str) -> None:
    """Lines may end otherwise, and a value may hold what separates parts."""
    given = "multipart/form-data; boundary=mark"
    assert SECRET not in masking.body(body.encode(), given, cut=False)
    assert SECRET not in masking.body(body.encode(), "multipart/form-data", cut=False)


def test_keys_and_logins_in_any_text() -> None:
    key = f"-----BEGIN RSA PRIVATE KEY-----\n{SECRET}\n-----END RSA PRIVATE KEY-----\n"
    for text in (key, key[:45], f"redis://me:{SECRET}@host:6379/0", f"a://:{SECRET}@b"):
        for shown in (
            mask_text(f"{text} and more {text}"),
            str(mask_value({"Url": text})),
            str(masking.query(urlencode({"Url": text}))),
        ):
            assert SECRET[:5] not in shown
            assert HIDDEN in shown
    assert mask_text("http://host:80/a@b") == "http://host:80/a@b"


@pytest.mark.parametrize("name", PLAIN)
def test_what_is_not_a_secret_is_shown(name: str) -> None:
    assert not is_secret(name)
    assert mask_value({name: "x"}) == {name: "x"}
    assert mask_text(f"{name}: x") == f"{name}: x"


def test_a_canonical_request_has_no_secrets() -> None:
    text = f"GET\n/\nA=1&Password={SECRET}\nhost:x\nx-api-key:{SECRET}, b\n\nhost;x-api-key"
    assert mask_text(text) == (
        f"GET\n/\nA=1&Password={HIDDEN}\nhost:x\nx-api-key:{HIDDEN}\n\nhost;x-api-key"
    )


LEAVES: st.SearchStrategy[Any] = st.text() | st.integers() | st.none() | st.booleans()
VALUES = st.recursive(
    LEAVES,
    lambda inside: st.lists(inside) | st.dictionaries(st.text(), inside),
    max_leaves=8,
)


@given(VALUES, st.sampled_from(NAMES), VALUES, st.integers(0, 60))
def test_a_secret_is_hidden_wherever_its_document_is_cut(
    before: Any, name: str, after: Any, cut: int
) -> None:
    document = {"before": before, name: f'{SECRET}"\\{SECRET}', "after": after}
    for text in (json.dumps(document), json.dumps([json.dumps(document)])):
        for body in (text, text[: len(text) - cut]):
            shown = masking.body(body.encode(), "application/json", cut=True)
            assert SECRET not in shown


@given(VALUES)
def test_a_document_without_secrets_stays_as_it_is(document: Any) -> None:
    if "(hidden)" not in json.dumps(mask_value(document)):
        assert mask_value(document) == document
