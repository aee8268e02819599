"""Rate limits, the language of messages, the server's time, several accounts."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from email.utils import parsedate_to_datetime

import aiohttp
import pytest
from click.testing import CliRunner

from tc3 import Credential, RetryPolicy
from tc3._core import clock as sdk_clock
from tc3.ses import AsyncSesClient
from tc3gen.cli import main
from tc3gen.cloud import LocalCloud, running_cloud
from tc3gen.cloud.protocol.error_messages import CHINESE
from tc3gen.spec.reading.load import Specs

from ..support.client import Caller, Clock, Refused

LIMITED = "RequestLimitExceeded"


@pytest.fixture
async def limited(
    specs: Specs, clock: Clock, ses: Caller
) -> AsyncIterator[Callable[..., Caller]]:
    """Makes callers of a cloud in which the rate limits of the spec hold."""
    accounts = {"local": "local", "other": "other-key"}
    cloud = LocalCloud(
        specs.services, specs.common, accounts=accounts, clock=clock, rate_limit=True
    )
    async with cloud.serve() as url:
        yield lambda **options: ses.with_options(url=url, **options)


async def codes(caller: Caller, action: str, times: int) -> list[str]:
    return [await caller.code_of(caller.request(action)) for _ in range(times)]


async def test_each_action_account_and_region_has_a_limit(
    limited: Callable[..., Caller], clock: Clock
) -> None:
    ses = limited()
    assert ses.service.rate_limit == 20
    assert await codes(ses, "ListEmailAddress", 22) == ["ok"] * 20 + [LIMITED] * 2
    assert await codes(ses, "ListEmailIdentities", 1) == ["ok"]
    assert await codes(limited(region="ap-hongkong"), "ListEmailAddress", 1) == ["ok"]
    other = limited(secret_id="other", secret_key="other-key")
    assert await codes(other, "ListEmailAddress", 1) == ["ok"]
    clock.now += 1
    assert await codes(ses, "ListEmailAddress", 21) == ["ok"] * 20 + [LIMITED]


async def test_a_refused_signature_does_not_count(
    limited: Callable[..., Caller],
) -> None:
    wrong = limited(secret_key="wrong")
    assert LIMITED not in await codes(wrong, "ListEmailAddress", 30)
    assert await codes(limited(), "ListEmailAddress", 1) == ["ok"]


async def test_limits_are_off_by_default(ses: Caller) -> None:
    assert await codes(ses, "ListEmailAddress", 30) == ["ok"] * 30


async def test_messages_in_chinese(ses: Caller, specs: Specs) -> None:
    chinese = ses.with_options(language="zh-CN")
    for caller, begin in (
        (ses, "`Limit` is missing"),
        (chinese, "缺少必填参数。 `Limit`"),
    ):
        with pytest.raises(Refused) as caught:
            await caller("ListReceivers", Offset=0)
        assert caught.value.message.startswith(begin)
    with pytest.raises(Refused) as caught:  # a code of the product
        await chinese("DeleteReceiver", ReceiverId=1)
    assert caught.value.message.startswith("操作被拒绝。")
    assert {code for code in specs.common.errors if code not in CHINESE} == {
        code for code in specs.common.errors if code.startswith(f"{LIMITED}.")
    }


async def test_messages_in_the_usual_language_where_it_is_unknown(ses: Caller) -> None:
    with pytest.raises(Refused, match="must be en-US or zh-CN"):
        await ses.with_options(language="de-DE")("ListEmailAddress")


async def test_a_refusal_tells_the_time_of_the_server(
    ses: Caller, clock: Clock
) -> None:
    sent = ses.request("ListEmailAddress")
    clock.now += 1200
    async with ses.session.post(
        ses.url, data=sent.body, headers=sent.headers
    ) as response:
        content = json.loads(await response.read())["Response"]
        date = parsedate_to_datetime(response.headers["Date"])
    assert content["Error"]["Code"] == "AuthFailure.SignatureExpire"
    assert date.timestamp() == int(clock.now)


async def test_the_sdk_corrects_its_clock_by_it(specs: Specs) -> None:
    def ahead() -> float:
        return sdk_clock.time() + 1200

    key = Credential("local", "local")
    with running_cloud(specs.services, specs.common, clock=ahead) as cloud:
        async with AsyncSesClient(
            key, "ap-singapore", endpoint=cloud.url, retry=RetryPolicy(2)
        ) as client:
            assert (await client.list_email_address()).request_id


async def test_accounts_have_states_of_their_own(ses: Caller, other: Caller) -> None:
    await ses("CreateEmailIdentity", EmailIdentity="mail.example.com")
    for caller, number in ((ses, 1), (other, 0)):
        found = (await caller("ListEmailIdentities"))["EmailIdentities"]
        assert len(found) == number
    nobody = ses.with_options(secret_id="nobody")
    code = await nobody.code("ListEmailIdentities")
    assert code == "AuthFailure.SecretIdNotFound"


async def test_a_request_has_ten_megabytes_at_most(sts: Caller) -> None:
    limit = 10 * 1024 * 1024
    for size, code in ((limit, "ok"), (limit + 1, "RequestSizeLimitExceeded")):
        request = sts.request("GetCallerIdentity", b"{}".rjust(size))
        assert await sts.code_of(request) == code


async def test_a_service_that_takes_less(
    ses: Caller, session: aiohttp.ClientSession
) -> None:
    """SES takes 8 MB, whatever the signature would allow."""
    assert ses.service.request_size == 8 * 1024 * 1024
    sent = ses.request("ListEmailAddress", b" " * (8 * 1024 * 1024 + 1))
    assert await ses.code_of(sent) == "RequestSizeLimitExceeded"


def test_options_of_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, object] = {}
    monkeypatch.setattr(
        "tc3gen.cloud.hosting.command.serve_cloud",
        lambda *args, **given: seen.update(given),
    )
    arguments = ["cloud", "--rate-limit", "--allow-host", "a.test", "--port", "0"]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
    assert seen["rate_limit"] is True
    assert seen["hosts"] == ("a.test",)
