"""What `make demo` runs: a local cloud, then the whole story with both clients against it.

The asynchronous client works inside the service of `service.py`, which is called over HTTP as
anyone would; the synchronous one runs `campaign.py`. With `DEMO=stay` the cloud stays, with the
page that shows its outbox, until Ctrl-C.
"""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path
from threading import Event
from typing import Any

from aiohttp import ClientSession, web
from rich.console import Console
from rich.text import Text

import campaign
import service
from tc3 import Credential
from tc3.ses import SesClient
from tc3gen.cloud import LocalCloud, serve_in_thread
from tc3gen.explorer.hosting import CloudExplorer
from tc3gen.spec.reading.load import load_specs

SPEC = Path(__file__).resolve().parent.parent / "spec"
ACCOUNTS = {"service": "service-key", "script": "script-key"}

console = Console(highlight=False)


def main() -> None:
    specs = load_specs([SPEC])
    explorer = CloudExplorer.of_services(specs.services, specs.common)
    cloud = LocalCloud(
        specs.services, specs.common, accounts=ACCOUNTS, pages=[explorer]
    )
    with serve_in_thread(cloud):
        console.print(f"[bold]Local cloud[/], its page at [cyan]{cloud.page}[/]")
        console.print(
            "\n[bold]1. The asynchronous client, inside an aiohttp service[/]"
        )
        asyncio.run(through_the_service(cloud.url))
        console.print("\n[bold]2. The synchronous client, in a script[/]")
        key = Credential("script", ACCOUNTS["script"])
        with SesClient(key, endpoint=cloud.url) as ses:
            campaign.run(ses)
        console.print("\n[bold]3. The mail that went out[/]")
        show_outbox(cloud)
        if os.environ.get("DEMO") == "stay":
            stay(cloud)
        else:
            console.print("\n[dim]DEMO=stay make demo keeps the page open.[/]")
    console.print("Service, clients and cloud are closed.")
    console.print(
        "\nTry each call yourself: [bold]make explorer[/] shows the API Explorer at "
        "[cyan]http://127.0.0.1:8809/[/]",
        soft_wrap=True,
    )


async def through_the_service(endpoint: str) -> None:
    app = service.make_app(Credential("service", ACCOUNTS["service"]), endpoint)
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0][:2]
        async with ClientSession(f"http://{host}:{port}") as session:
            await story(session)
    finally:
        await runner.cleanup()


async def story(session: ClientSession) -> None:
    sender = "hello@mail.books.example.com"
    await post(session, "/senders", {"address": sender, "name": "Books"})
    html = "<h1>Dear {{name}}</h1><p>Three books for the autumn.</p>"
    made = await post(session, "/templates", {"name": "autumn", "html": html})
    emails = ["jane@example.com", "virginia@example.com"]
    group = await post(session, "/groups", {"name": "Members", "emails": emails})
    campaign = {
        "from": f"Books <{sender}>",
        "subject": "Three books",
        "template": made["template"],
        "values": {"name": "reader"},
    }
    await post(session, "/campaigns", {**campaign, "group": group["group"]})
    console.print("   and what goes wrong is a response, too:")
    await post(session, "/campaigns", {**campaign, "group": 999})
    await post(
        session, "/campaigns", {**campaign, "group": group["group"], "subject": ""}
    )


async def post(
    session: ClientSession, path: str, body: dict[str, Any]
) -> dict[str, Any]:
    async with session.post(path, json=body) as response:
        content: dict[str, Any] = await response.json()
        colour = "green" if response.ok else "yellow"
        line = Text(f"   POST {path:<12}")
        line.append(f"{response.status} ", style=colour).append(str(content))
        console.print(line, soft_wrap=True)
        return content


def show_outbox(cloud: LocalCloud) -> None:
    for mail in cloud.outbox:
        # As text: what a mail says is not markup.
        head = Text.assemble(
            "   ", (mail.from_address, "cyan"), " to ", (", ".join(mail.to), "cyan")
        )
        console.print(head, soft_wrap=True)
        console.print(Text(f"      {mail.subject}", "bold"), soft_wrap=True)
        console.print(Text(f"      {mail.text or mail.html}"), soft_wrap=True)


def stay(cloud: LocalCloud) -> None:
    """Wait for Ctrl-C, or to be told to end."""
    stopped = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    console.print(
        f"\nLook at all this at [cyan]{cloud.page}[/], with the log of the calls, and "
        f"try more of them in the API Explorer at [cyan]{cloud.page}explorer/[/]. "
        "Ctrl-C ends it."
    )
    while not stopped.wait(0.5):  # so that Windows sees Ctrl-C, too
        pass


if __name__ == "__main__":
    main()
