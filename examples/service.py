"""An aiohttp service that sends campaigns: one client for all requests, errors as responses.

    python examples/service.py          # port 8080; the key from the environment
    curl -X POST localhost:8080/groups -d '{"name": "Readers", "emails": ["ada@example.com"]}'

`SES_ENDPOINT` points it at another server, as a local cloud.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Awaitable, Callable

from aiohttp import web

from tc3 import Credential, errors
from tc3.ses import AsyncSesClient
from tc3.ses.enums import TaskType, UnsubscribeLanguage
from tc3.ses.models import Template, TemplateContent

SES = web.AppKey("ses", AsyncSesClient)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def make_app(
    credential: Credential | None = None, endpoint: str | None = None
) -> web.Application:
    async def ses_client(app: web.Application) -> AsyncIterator[None]:
        async with AsyncSesClient(credential, endpoint=endpoint) as app[SES]:
            yield

    app = web.Application(middlewares=[errors_as_responses])
    app.cleanup_ctx.append(ses_client)
    app.router.add_post("/senders", add_sender)
    app.router.add_post("/templates", add_template)
    app.router.add_post("/groups", add_group)
    app.router.add_post("/campaigns", start_campaign)
    return app


@web.middleware
async def errors_as_responses(
    request: web.Request, handler: Handler
) -> web.StreamResponse:
    """What the service refuses is the caller's to know; what broke on the way is not."""
    try:
        return await handler(request)
    except errors.ValidationError as error:
        return web.json_response(
            {"field": error.field, "error": error.reason}, status=400
        )
    except errors.ApiError as error:
        body = {"code": error.code, "error": error.message, "request": error.request_id}
        return web.json_response(body, status=409)
    except (errors.TransportError, errors.ResponseError) as error:
        return web.json_response({"error": str(error)}, status=502)


async def add_sender(request: web.Request) -> web.Response:
    """Domain and address; the response lists the DNS records while they are missing."""
    ses, body = request.app[SES], await request.json()
    domain = body["address"].partition("@")[2]
    await ses.create_email_identity(email_identity=domain)
    checked = await ses.update_email_identity(email_identity=domain)
    if not checked.verified_for_sending_status:
        records = [
            [r.type, r.send_domain, r.expected_value] for r in checked.attributes
        ]
        return web.json_response({"enter in the DNS": records}, status=202)
    await ses.create_email_address(
        email_address=body["address"], email_sender_name=body["name"]
    )
    return web.json_response({"sender": body["address"]}, status=201)


async def add_template(request: web.Request) -> web.Response:
    body = await request.json()
    made = await request.app[SES].create_email_template(
        template_name=body["name"],
        template_content=TemplateContent(html=body["html"].encode()),
    )
    return web.json_response({"template": made.template_id}, status=201)


async def add_group(request: web.Request) -> web.Response:
    ses, body = request.app[SES], await request.json()
    group = await ses.create_receiver(receivers_name=body["name"])
    assert group.receiver_id is not None
    upload = await ses.create_receiver_detail(
        receiver_id=group.receiver_id, emails=body["emails"]
    )
    response = {"group": group.receiver_id, "addresses": upload.valid_count}
    return web.json_response(response, status=201)


async def start_campaign(request: web.Request) -> web.Response:
    body = await request.json()
    task = await request.app[SES].batch_send_email(
        from_email_address=body["from"],
        receiver_id=body["group"],
        subject=body["subject"],
        task_type=TaskType.SEND_NOW,
        template=Template(template_id=body["template"], template_data=body["values"]),
        unsubscribe=UnsubscribeLanguage.ENGLISH,
    )
    return web.json_response({"task": task.task_id}, status=202)


if __name__ == "__main__":
    web.run_app(make_app(endpoint=os.environ.get("SES_ENDPOINT")), port=8080)
