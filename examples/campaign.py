"""A campaign from nothing, with the synchronous client: domain, sender, template, group, mail.

    python examples/campaign.py                                     # the real service
    python examples/campaign.py --endpoint http://127.0.0.1:8808    # a local cloud

Against the real service the domain must be yours, its DNS records take a while, and the template
is reviewed by people: run the steps one by one there.
"""

from __future__ import annotations

import argparse

from rich.console import Console
from rich.text import Text

from tc3 import Credential, errors
from tc3.ses import SesClient
from tc3.ses.enums import TaskType, UnsubscribeLanguage
from tc3.ses.errors import InvalidParameterValueRepeatReceiverName
from tc3.ses.models import ReceiverInputData, Template, TemplateContent

DOMAIN = "mail.shop.example.com"
SENDER = f"news@{DOMAIN}"
READERS = {
    "ada@example.com": "Ada",
    "grace@example.com": "Grace",
    "alan@example.com": "Alan",
}


def main() -> None:
    parser = argparse.ArgumentParser(description="Send a campaign.")
    parser.add_argument("--endpoint", help="another server, as http://127.0.0.1:8808")
    parser.add_argument("--key", metavar="ID:KEY", help="instead of the environment's")
    options = parser.parse_args()
    credential = Credential(*options.key.split(":", 1)) if options.key else None
    try:
        with SesClient(credential, endpoint=options.endpoint) as ses:
            run(ses)
    except errors.Tc3Error as error:
        raise SystemExit(f"{type(error).__name__}: {error}") from None


def run(ses: SesClient) -> None:
    domain = ses.create_email_identity(email_identity=DOMAIN)
    say("domain", f"{DOMAIN}, to be entered in its DNS:")
    for record in domain.attributes:
        say("", f"{record.type} {record.send_domain} {record.expected_value}")
    checked = ses.update_email_identity(email_identity=DOMAIN)
    say("verified", checked.verified_for_sending_status)

    ses.create_email_address(email_address=SENDER, email_sender_name="Shop")
    say("sender", SENDER)

    template = ses.create_email_template(
        template_name="autumn",
        template_content=TemplateContent(
            html=b"<h1>Hello {{name}}</h1><p>New things have arrived.</p>",
            text=b"Hello {{name}}, new things have arrived.",
        ),
    )
    assert template.template_id is not None
    say("template", template.template_id)

    group = ses.create_receiver(receivers_name="Readers", desc="They asked for it")
    assert group.receiver_id is not None
    say("group", group.receiver_id)
    try:
        ses.create_receiver(receivers_name="Readers")
    except InvalidParameterValueRepeatReceiverName as error:
        say("caught", f"{type(error).__name__}: {error.message}", "yellow")
        say("", f"request {error.request_id}")

    upload = ses.create_receiver_detail_with_data(
        receiver_id=group.receiver_id,
        datas=[
            ReceiverInputData(email=email, template_data={"name": name})
            for email, name in READERS.items()
        ],
    )
    say("uploaded", f"{upload.valid_count} of {upload.total_count} addresses")

    task = ses.batch_send_email(
        from_email_address=f"Shop <{SENDER}>",
        receiver_id=group.receiver_id,
        subject="New in our shop, {{name}}",
        task_type=TaskType.SEND_NOW,
        template=Template(
            template_id=template.template_id, template_data={"name": "you"}
        ),
        unsubscribe=UnsubscribeLanguage.ENGLISH,
    )
    say("task", f"{task.task_id}, request {task.request_id}")
    for known in ses.iter_list_send_tasks():
        sent = f"{known.send_count} of {known.request_count}"
        say("", f"task {known.task_id}: {sent} sent")


def say(step: str, what: object, colour: str = "green") -> None:
    # As text: what a service answers is not markup.
    line = Text.assemble((f"   {step:<10}", colour), str(what))
    Console().print(line, soft_wrap=True)


if __name__ == "__main__":
    main()
