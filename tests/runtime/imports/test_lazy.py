"""What is imported when: in processes of their own, as everything is loaded here."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

import tc3
import tc3.ses
import tc3.sms
from tc3.ses import models

HEAVY = {
    "aiohttp",
    "h11",
    "attrs",
    "inspect",
    "attr",
    "yarl",
    "orjson",
    "asyncio",
    "ssl",
    "json",
}


PROGRAM = """
import sys
before = set(sys.modules)
{code}
loaded = set(sys.modules) - before
import json
print(json.dumps([*loaded]))
"""


def modules_after(code: str) -> set[str]:
    """The modules that some code loads in a new process."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(code=code)],
        capture_output=True,
        text=True,
        check=True,
    )
    loaded: list[str] = json.loads(done.stdout)
    return set(loaded)


LIGHT = [
    "import tc3",
    "import tc3; tc3.Credential; tc3.RetryPolicy; tc3.Timeout; tc3.Site; tc3.VERSION",
    "from tc3 import errors; errors.RequestLimitExceeded",
    "import tc3.ses; tc3.ses.SesClient; tc3.ses.AsyncSesClient",
    "import tc3.ses.v20201002 as v; v.SesClient; v.AsyncSesClient",
    "import tc3.ses.v20201002 as v; v.errors; v.enums; v.models; dir(v.models)",
    "from tc3.ses import AsyncSesClient, SesClient, enums, errors, models",
    "from tc3.sms.v20190711 import SmsClient",
    "from tc3.ses import events; dir(events)",
    "import tc3.sts.errors, tc3.sts.enums",
    "import tc3; tc3.Chain(tc3.ProfileCredential(), tc3.InstanceRole(), tc3.Credential('a', 'b'))",
    "import tc3; tc3.AssumeRole('qcs::cam::uin/1:roleName/r', 'me'); tc3.WebIdentity",
    "import tc3; tc3.AssumeRoleWithSaml",
]


@pytest.mark.parametrize("code", LIGHT)
def test_importing_loads_nothing_heavy(code: str) -> None:
    loaded = modules_after(code)
    assert {name.partition(".")[0] for name in loaded} & HEAVY == set()
    assert not [name for name in loaded if ".models." in name]


def test_naming_a_model_loads_its_module_only() -> None:
    loaded = modules_after("from tc3.ses import models; models.Template")
    assert [name for name in loaded if ".models." in name] == [
        "tc3.ses.v20201002.models.template"
    ]
    assert "aiohttp" not in loaded
    assert "h11" not in loaded


def test_reading_events_loads_no_server() -> None:
    loaded = modules_after(
        'from tc3.ses import events; events.parse(\'{"event":"open"}\')'
    )
    assert not {"aiohttp", "asyncio", "h11"} & loaded
    assert "aiohttp" in modules_after("from tc3.ses import events; events.handler()")


def test_only_tests_load_stubs() -> None:
    loaded = modules_after("import tc3, tc3.ses; tc3.ses.SesClient; tc3.BulkProgress")
    assert not [name for name in loaded if "stub" in name or "testing" in name]
    assert "tc3._core.testing.stub" in modules_after("import tc3.testing")


def test_a_client_loads_its_own_transport_only() -> None:
    sync = modules_after(
        "from tc3.ses import SesClient; import tc3; SesClient(tc3.Credential('a', 'b'))"
    )
    assert "h11" in sync
    assert not {"aiohttp", "asyncio", "http.client"} & sync
    aio = modules_after(
        "from tc3.ses import AsyncSesClient as C; import tc3; C(tc3.Credential('a', 'b'))"
    )
    assert "aiohttp" in aio
    assert "h11" not in aio


def test_a_call_loads_the_models_it_needs() -> None:
    loaded = modules_after(
        "from tc3 import to_wire; from tc3.ses.models import SendEmailRequest\n"
        "mail = dict(from_email_address='a@b.c', subject='s', template=None)\n"
        "to_wire(SendEmailRequest(**mail))"
    )
    assert {name for name in loaded if name.startswith("tc3.ses.v20201002.")} == {
        "tc3.ses.v20201002.enums",  # which only lists their names
        "tc3.ses.v20201002.models",
        "tc3.ses.v20201002.models.send_email",
    }
    needless = {"base64", "datetime", "logging", "orjson", "random", "uuid", "urllib"}
    assert not needless & loaded


@pytest.mark.parametrize(
    "module",
    [
        tc3,
        tc3.ses,
        tc3.ses.models,
        tc3.ses.v20201002,
        tc3.ses.v20201002.models,
        tc3.sms,
    ],
)
def test_names(module: Any) -> None:
    for name in module.__all__:
        assert name in dir(module)
        value = getattr(module, name)
        assert value is getattr(module, name)
        assert vars(module)[name] is value  # found without `__getattr__` from now on
    with pytest.raises(
        AttributeError, match=f"'{module.__name__}' has no attribute 'Sma'"
    ):
        module.Sma  # noqa: B018
    assert not hasattr(module, "__wrapped__")


def test_unknown_name_cannot_be_imported() -> None:
    with pytest.raises(ImportError, match="cannot import name 'Sma'"):
        exec("from tc3.ses.models import Sma")


def test_importing_everything() -> None:
    namespace: dict[str, Any] = {}
    exec("from tc3.ses.models import *", namespace)
    assert set(models.__all__) <= set(namespace)
    assert namespace["Template"] is models.Template


def test_newest_version_is_that_of_the_service() -> None:
    assert tc3.ses.models.Template is tc3.ses.v20201002.models.Template
    assert tc3.ses.SesClient is tc3.ses.v20201002.SesClient
    assert tc3.ses.errors.CODES is tc3.ses.v20201002.errors.CODES
    assert tc3.ses.enums.TaskType is tc3.ses.v20201002.enums.TaskType
    assert tc3.sms.SmsClient is tc3.sms.v20210111.SmsClient


def test_versions_stand_side_by_side() -> None:
    old: Any = tc3.sms.v20190711
    new: Any = tc3.sms.v20210111
    assert old.SmsClient is not new.SmsClient
    assert (old.SmsClient.version, new.SmsClient.version) == (
        "2019-07-11",
        "2021-01-11",
    )
    assert old.models.SendSmsRequest is not new.models.SendSmsRequest
    request = new.models.SendSmsRequest(
        phone_number_set=["+1"], sms_sdk_app_id="1", template_id="1"
    )
    assert tc3.to_wire(request) == {
        "PhoneNumberSet": ["+1"],
        "SmsSdkAppId": "1",
        "TemplateId": "1",
    }


def test_every_name_of_all_is_there_in_a_new_process() -> None:
    code = "; ".join(
        f"from tc3.{package} import *"
        for package in ("ses", "sms", "sts", "sms.v20190711", "ses.models", "ses.enums")
    )
    assert "tc3.ses.v20201002.models.template" in modules_after(code)
