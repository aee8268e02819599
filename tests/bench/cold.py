"""What a process costs that makes one call and ends, as a job or a function does."""

from __future__ import annotations

import sysconfig
from pathlib import Path

import tc3

from .calling.mail import PEER_MISSING, REGION, SECRET_ID, SECRET_KEY, official
from .measure import Contest, run, turns
from .table import Row

AREA = "cold start, CPU to the first response"
RUNS = 21

_PATHS = [sysconfig.get_path("purelib"), str(Path(tc3.__file__).parents[1])]
_BEGIN = WITHOUT_FINDERS = f"import sys; sys.path += {_PATHS!r}"
"""The interpreter is started without `site`: that would run the finders of packages that are
installed to be edited, at every start, which takes as long as bare Python does."""

_MAIL = """
mail = dict(
    from_email_address="Shop <noreply@mail.example.com>",
    destination=["ada@example.com"],
    subject="Your order has been shipped",
    template=Template(template_id=9001, template_data='{"name":"Ada"}'),
)
"""
_OFFICIAL_MAIL = """
request = models.SendEmailRequest()
request.FromEmailAddress = "Shop <noreply@mail.example.com>"
request.Destination = ["ada@example.com"]
request.Subject = "Your order has been shipped"
request.Template = models.Template()
request.Template.TemplateID = 9001
request.Template.TemplateData = '{"name":"Ada"}'
"""
_OFFICIAL_PROFILE = f"""
from tencentcloud.common.credential import Credential
from tencentcloud.common.profile.client_profile import ClientProfile
from tencentcloud.common.profile.http_profile import HttpProfile
http = HttpProfile(protocol="http", endpoint="ADDRESS")
given = Credential({SECRET_ID!r}, {SECRET_KEY!r}), {REGION!r}, ClientProfile(httpProfile=http)
"""

_OURS = f"""
from tc3 import Credential
from tc3.ses import SesClient
from tc3.ses.models import Template
{_MAIL}
credential = Credential({SECRET_ID!r}, {SECRET_KEY!r})
with SesClient(credential, {REGION!r}, endpoint="http://ADDRESS") as client:
    assert client.send_email(**mail).request_id
"""
_OURS_ASYNC = f"""
import asyncio
from tc3 import Credential
from tc3.ses import AsyncSesClient
from tc3.ses.models import Template
{_MAIL}
credential = Credential({SECRET_ID!r}, {SECRET_KEY!r})
async def main():
    async with AsyncSesClient(credential, {REGION!r}, endpoint="http://ADDRESS") as client:
        assert (await client.send_email(**mail)).request_id
asyncio.run(main())
"""
_THEIRS = f"""
{_OFFICIAL_PROFILE}
from tencentcloud.ses.v20201002 import models, ses_client
{_OFFICIAL_MAIL}
assert ses_client.SesClient(*given).SendEmail(request).RequestId
"""
_THEIRS_ASYNC = f"""
import asyncio
{_OFFICIAL_PROFILE}
from tencentcloud.ses.v20201002 import models, ses_client_async
{_OFFICIAL_MAIL}
async def main():
    async with ses_client_async.SesClient(*given) as client:
        assert (await client.SendEmail(request)).RequestId
asyncio.run(main())
"""


def rows(address: str) -> list[Row]:
    if official("ses.v20201002.ses_client_async") is None:
        return [Row(area=AREA, peer="official", skipped=PEER_MISSING)]
    codes = {
        "bare": "",
        "ours": _OURS,
        "theirs": _THEIRS,
        "ours async": _OURS_ASYNC,
        "theirs async": _THEIRS_ASYNC,
    }
    commands = {
        name: ["-S", "-c", f"{_BEGIN}\n{code.replace('ADDRESS', address)}"]
        for name, code in codes.items()
    }
    for command in commands.values():
        run(command)  # writes the caches of the compiled modules
    contest = Contest()
    for name in turns(commands, RUNS):
        contest.samples.setdefault(name, []).append(run(commands[name]))
    bare = f"bare Python: {contest.cpu('bare') * 1000:.0f} ms"
    return [
        Row(
            area=AREA,
            peer=peer,
            unit="ms",
            ours=contest.cpu(ours),
            theirs=contest.cpu(theirs),
            ratio=contest.cpu_ratio(ours, theirs),
            at_most=at_most,
            note=bare,
        )
        for peer, ours, theirs, at_most in (
            ("official ses_client", "ours", "theirs", 0.7),
            ("official ses_client_async", "ours async", "theirs async", 0.6),
        )
    ]
