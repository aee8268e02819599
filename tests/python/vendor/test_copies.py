"""Code that uses a vendored copy."""

from __future__ import annotations

from pathlib import Path

from tc3gen.python.plan.package import CLIENTS
from tc3gen.python.vendoring.command import vendor_package
from tc3gen.python.vendoring.make import Options
from tc3gen.spec.select import parse_only

from ..small import SPECS, succeeds, tree
from .conftest import Copy, Made

USE = """
import asyncio, sys
from tc3gen.cloud import running_cloud
from tc3gen.spec.reading.files import shipped_specs
from tc3gen.spec.reading.load import load_specs
sys.path.insert(0, sys.argv[1])
from app.tc3 import Credential, errors
from app.tc3.ses import AsyncSesClient, SesClient, models

def mail(who):
    return models.SendEmailRequest(
        from_email_address="a@example.com", subject="Hi", destination=[who],
        template=models.Template(template_id=1, template_data={"a": "b"}))

specs = load_specs([shipped_specs()])
with running_cloud(specs.services, specs.common) as cloud:
    options = {"endpoint": cloud.url, "credential": Credential("local", "local")}
    with SesClient(**options) as client:
        try:
            client.send(mail("b@example.com"))
        except errors.ApiError as error:
            print(type(error).__name__)
    async def main():
        async with AsyncSesClient(**options) as client:
            try:
                await client.send_email(
                    from_email_address="a@example.com", subject="Hi", destination=["b@c.de"])
            except errors.ApiError as error:
                print(type(error).__name__)
    asyncio.run(main())
    try:
        SesClient(lambda: Credential("a", "b"), endpoint=cloud.url)
    except errors.ConfigurationError as error:
        print(error)
print("tc3" in sys.modules)
"""


def test_both_clients_work_wherever_it_lies(tmp_path: Path, copied: Copy) -> None:
    copied(tmp_path / "app")
    said = succeeds("python", "-c", USE, tmp_path).splitlines()
    assert said == [
        "InvalidParameterValueInvalidEmailIdentity",
        "InvalidParameterValueInvalidEmailIdentity",
        "only a Credential is taken here: what gives one is not in this package (vendor it "
        "again with `--with credentials`)",
        "False",
    ]


def test_a_proxy_that_it_cannot_use_is_refused(tmp_path: Path, copied: Copy) -> None:
    copied(tmp_path / "app")
    said = succeeds("python", "-c", PROXIED, tmp_path).splitlines()
    assert said == ["https_proxy is set", "HTTPS_PROXY is set", "-", "-"]


PROXIED = """
import os, sys
sys.path.insert(0, sys.argv[1])
for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
    del os.environ[name]
from app.tc3 import Credential, errors
from app.tc3.ses import SesClient

def attempt(name, **options):
    os.environ[name] = "http://127.0.0.1:3128"
    try:
        SesClient(Credential("a", "b"), "ap-singapore", **options)
        print("-")
    except errors.ConfigurationError as error:
        print(str(error).partition(",")[0])
    del os.environ[name]

attempt("https_proxy")
attempt("HTTPS_PROXY")
attempt("HTTPS_PROXY", trust_env=False)
attempt("HTTP_PROXY")
"""


REFUSED = """
import sys
sys.path.insert(0, sys.argv[1])
from app.tc3 import errors
from app.tc3.sms import models

refused = models.SendStatus(phone_number="+1", code="LimitExceeded.New")
response = models.SendSmsResponse(send_status_set=[refused])
try:
    response.raise_for_refused()
except errors.PartialFailure as failure:
    print([type(each).__name__ for each in failure.exceptions], failure.action)
"""


def test_refused_items_come_with_the_actions_that_have_some(
    made: Made, tmp_path: Path
) -> None:
    sms = [SPECS / "sms" / "2021-01-11.yaml", SPECS / "common.yaml"]
    options = Options((parse_only("sms:SendSms"),), CLIENTS[:1])
    vendor_package(sms, tmp_path / "app" / "tc3", options)
    said = succeeds("python", "-c", REFUSED, tmp_path)
    assert said == "['LimitExceeded'] SendSms\n"
    files = tree(made(*CLIENTS) / "tc3")
    assert not [name for name in files if "outcomes" in str(name)]
    assert not [name for name, text in files.items() if b"PartialFailure" in text]


NEWER = """
import sys
sys.path.insert(0, sys.argv[1])
import aiohttp
aiohttp.__version__ = "4.0.0"
from app.tc3 import Credential, errors
from app.tc3.ses import AsyncSesClient
try:
    AsyncSesClient(Credential("id", "secret"))
except errors.ConfigurationError as error:
    print(error)
"""


def test_a_version_of_aiohttp_that_it_does_not_know_is_refused(
    tmp_path: Path, copied: Copy
) -> None:
    copied(tmp_path / "app")
    said = succeeds("python", "-c", NEWER, tmp_path)
    assert "aiohttp 4.0.0 is not supported" in said


UNCERTAIN = """
import sys
from tc3gen.cloud import running_cloud
from tc3gen.spec.reading.files import shipped_specs
from tc3gen.spec.reading.load import load_specs
sys.path.insert(0, sys.argv[1])
from tc3 import Credential, errors
from tc3._core.ledger.sqlite_ledger import SqliteLedger
from tc3.ses import SesClient

specs = load_specs([shipped_specs()])
with running_cloud(specs.services, specs.common) as cloud:
    cloud.faults.add("drop", action="CreateEmailIdentity", when="after")
    key, ledger = Credential("local", "local"), SqliteLedger(sys.argv[1] + "/once.db")
    with SesClient(key, endpoint=cloud.url, ledger=ledger) as client:
        once = client.with_options(once="domain")
        for _ in range(2):
            try:
                made = once.create_email_identity(email_identity="mail.example.com")
                print(made.replayed)
            except errors.TransportError as error:
                print(error.sent)
"""


def test_an_uncertain_call_is_looked_up_by_an_action_that_is_not_in_the_copy(
    tmp_path: Path,
) -> None:
    only = (parse_only("ses:CreateEmailIdentity"),)
    options = Options(only, ("client",), frozenset({"ledger"}))
    made = vendor_package([SPECS / "ses"], tmp_path / "tc3", options)
    assert made.files
    assert succeeds("python", "-c", UNCERTAIN, tmp_path).split() == ["True", "True"]
