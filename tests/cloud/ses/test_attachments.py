"""Names, types and sizes of attachments, over the API; over SMTP they are the same."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tc3gen.cloud import LocalCloud
from tc3gen.cloud.ses.sending.attachments import PERMITTED

from ..support.client import Caller
from ..support.story import SENDER, create_sender, create_template, encoded

INVALID_NAME = "FailedOperation.InvalidAttachName"
FORBIDDEN = """
    m4v wma ogg flac wav aif aifc aiff mp4 mov avi mkv mpeg mpg wmv ade adp app asp bas bat
    cer chm cmd com cpl crt csh der exe fxp gadget hlp hta inf ins isp its js jse ksh lib
    lnk mad maf mag mam maq mar mas mat mau mav maw mda mdb mde mdt mdw mdz msc msh msh1
    msh2 mshxml msh1xml msh2xml msi msp
"""
"""Types that the provider's page names as not supported."""


async def mail_with(ses: Caller, *files: dict[str, Any]) -> dict[str, Any]:
    await create_sender(ses)
    template = await create_template(ses)
    return {
        "FromEmailAddress": SENDER,
        "Subject": "Hello",
        "Destination": ["ada@example.com"],
        "Template": {"TemplateID": template, "TemplateData": '{"name":"Ada"}'},
        "Attachments": list(files),
    }


async def test_types_on_the_provider_s_lists(cloud: LocalCloud, ses: Caller) -> None:
    """Each that is permitted is taken, each that is forbidden is refused."""
    assert (len(PERMITTED), len(set(FORBIDDEN.split()))) == (36, 69)
    params = await mail_with(ses)
    for extension in sorted(PERMITTED):
        file = {"FileName": f"a.{extension.upper()}", "Content": "eA=="}
        await ses("SendEmail", **{**params, "Attachments": [file]})
    for extension in FORBIDDEN.split():
        file = {"FileName": f"a.{extension}", "Content": "eA=="}
        refused = {**params, "Attachments": [file]}
        assert await ses.code("SendEmail", **refused) == INVALID_NAME, extension
    assert len(cloud.outbox) == len(PERMITTED)


@pytest.mark.parametrize(
    "name",
    [
        *(f"a{character}b.pdf" for character in '?\\*|"<>:/ \n\u202e'),
        "a",
        "pdf",
        "a.pdf.exe",
        "a.json",  # on neither list
    ],
)
async def test_names_that_are_refused(ses: Caller, name: str) -> None:
    params = await mail_with(ses, {"FileName": name, "Content": "eA=="})
    assert await ses.code("SendEmail", **params) == INVALID_NAME


async def test_a_mail_has_four_megabytes(cloud: LocalCloud, ses: Caller) -> None:
    """1 MB of text and HTML, 4 MB of files, and 4 MB together."""
    cloud.ses.configure("local", raw_content=True)
    whole = "x" * (4 * 1024 * 1024)
    text = "x" * (1024 * 1024)

    params = await mail_with(ses)
    del params["Template"]

    async def code(text: str, file: str) -> str:
        params["Simple"] = {"Text": encoded(text)}
        params["Attachments"] = [{"FileName": "a.txt", "Content": encoded(file)}]
        return await ses.code_of(ses.request("SendEmail", json.dumps(params).encode()))

    assert await code(text, "x") == "ok"
    assert await code("ä" + text[2:], whole[len(text) :]) == "ok"
    assert await code("ä" + text[1:], "x") == "FailedOperation.EmailContentToolarge"
    assert await code("x", whole) == "FailedOperation.EmailContentToolarge"
    assert await code("x", whole + "x") == "FailedOperation.AttachContentToolarge"
