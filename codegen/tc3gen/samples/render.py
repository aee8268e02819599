"""From a request to the text of a sample."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from attrs import frozen
from jinja2 import Environment, PackageLoader, StrictUndefined

from tc3gen.python.naming import names
from tc3gen.python.source.literals import CallText, literal
from tc3gen.samples import shell
from tc3gen.samples.json_text import javascript
from tc3gen.samples.model import SampleRequest
from tc3gen.samples.python_code import Expressions, laid_out, method_call, plain
from tc3gen.samples.targets import endpoint_host, protocol, region_of
from tc3gen.spec.model import Service

Values = dict[str, Any]


class UnknownLanguage(LookupError):
    """There are no samples in such a language."""


@frozen
class Language:
    """A language of samples."""

    name: str
    title: str
    mode: str
    """What highlighters call it."""
    official: bool = False
    """True for the provider's own tools, which know no other service than its own."""


LANGUAGES = (
    Language("python-async", "Python, asynchronous", "python"),
    Language("python-sync", "Python, synchronous", "python"),
    Language("python-aiohttp", "aiohttp handler", "python"),
    Language("tc3", "tc3", "console"),
    Language("curl", "curl", "console"),
    Language("tccli", "tccli", "console", True),
    Language("python-official", "Official SDK, Python", "python", True),
    Language("nodejs-official", "Official SDK, Node.js", "javascript", True),
)
"""All languages; their names are those of the templates."""


def languages_of(service: Service) -> tuple[Language, ...]:
    """The languages in which a service can be called."""
    own = service.domain is not None
    return tuple(each for each in LANGUAGES if not (own and each.official))


def sample(language: str, request: SampleRequest) -> str:
    """The code that sends a request. Raises `UnknownLanguage`."""
    make = _VALUES.get(language)
    if make is None:
        raise UnknownLanguage(language)
    template = _environment().get_template(f"{language}.jinja")
    return template.render(make(request)).strip("\n") + "\n"


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("tc3gen.samples"),
        undefined=StrictUndefined,
        autoescape=False,  # code, not HTML; every value has been made a literal
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _python(
    receiver: str, indent: int, before: str
) -> Callable[[SampleRequest], Values]:
    def values(request: SampleRequest) -> Values:
        expressions = Expressions(request.service, request.site)
        node = _call(request, expressions)
        node = node._replace(head=f"{receiver}.{node.head}")
        service = request.service
        package = f"{request.package}.{names.service_package(service.service)}"
        if not request.newest:
            package += f".{names.version_package(service.version)}"
        prefix = names.client_prefix(service)
        uses = expressions.uses
        dates = sorted(uses & {"date", "datetime"})
        client = CallText("", [*_client_options(request)])
        return {
            "package": package,
            "client_class": f"{prefix}Client",
            "imported": "".join(f", {m}" for m in ("enums", "models") if m in uses),
            "standard": [
                *(["from base64 import b64decode"] if "b64decode" in uses else []),
                *([f"from datetime import {', '.join(dates)}"] if dates else []),
            ],
            "client": (client.arguments and laid_out(client, 4)) or "()",
            "call": laid_out(node, indent, before),
            "handler": names.method(request.action.name, request.action.python_name),
            "path": request.action.name,
        }

    return values


def _call(request: SampleRequest, expressions: Expressions) -> CallText:
    if request.fits:
        arguments = expressions.arguments(request.action.params, request.values)
        return method_call(request.action, arguments)
    # What no model can hold is sent as it stands.
    return CallText("call", [literal(request.action.name), plain(request.values)])


def _client_options(request: SampleRequest) -> list[str]:
    known = request.service.regions.get(request.site) or ()
    options = []
    if request.region is not None and len(known) != 1:
        options.append(f"region={literal(request.region)}")
    if request.site != "international":
        options.append(f"site={literal(request.site)}")
    if request.endpoint is not None:
        options.append(f"endpoint={literal(request.endpoint)}")
    return options


def _tc3(request: SampleRequest) -> Values:
    service = request.service
    version = "" if request.newest else f"@{service.version}"
    action = names.method(request.action.name, request.action.python_name).rstrip("_")
    options = []
    if request.endpoint is not None:
        options.append(f"--endpoint {shell.quote_word(request.endpoint)}")
    if request.site != "international":
        options.append(f"--site {shell.quote_word(request.site)}")
    known = service.regions.get(request.site) or ()
    if request.region is not None and len(known) != 1:
        options.append(f"--region {shell.quote_word(request.region)}")
    head = shell.quote_word(service.service + version)
    program = "tc3" if request.package == "tc3" else f"python -m {request.package}"
    begin = " ".join([program, *options, head, action.replace("_", "-")])
    return {"command": shell.command([begin, *shell.tc3_options(request)])}


def _curl(request: SampleRequest) -> Values:
    if request.signed is None:
        return {"command": ""}
    url, *options = shell.curl_options(request.signed)
    return {"command": shell.command([f"curl {url}", *options])}


def _tccli(request: SampleRequest) -> Values:
    service = request.service
    host = endpoint_host(request)
    words = [
        f"tccli {shell.quote_word(service.service)} {shell.quote_word(request.action.name)}",
        *([] if request.newest else [f"--version {shell.quote_word(service.version)}"]),
        f"--region {shell.quote_word(region_of(request))}",
    ]
    if host is not None:
        target = request.endpoint if protocol(request) == "http" else host
        words.append(f"--endpoint {shell.quote_word(target or host)}")
    return {"command": shell.command([*words, *shell.tccli_options(request)])}


def _official_python(request: SampleRequest) -> Values:
    service = request.service
    host = endpoint_host(request)
    options = []
    if protocol(request) == "http":
        options.append('protocol="http"')
    if host is not None:
        options.append(f"endpoint={literal(host)}")
    prefix = names.client_prefix(service)
    module = prefix.lower()
    params = plain(request.values)
    return {
        "module": f"tencentcloud.{module}.{names.version_package(service.version)}",
        "client_module": f"{module}_client",
        "client_class": f"{prefix}Client",
        "http": ", ".join(options),
        "region": literal(region_of(request)),
        "action": request.action.name,
        "params": params
        if isinstance(params, str)
        else laid_out(params, 0, "params = "),
    }


def _official_node(request: SampleRequest) -> Values:
    service = request.service
    host = endpoint_host(request)
    http = {}
    if protocol(request) == "http":
        http["protocol"] = "http://"
    if host is not None:
        http["endpoint"] = host
    module = names.client_prefix(service).lower()
    return {
        "module": f"tencentcloud.{module}.{names.version_package(service.version)}",
        "http": javascript(http, 2) if http else "",
        "region": javascript(region_of(request)),
        "action": request.action.name,
        "values": javascript(dict(request.values)),
    }


_VALUES: Mapping[str, Callable[[SampleRequest], Values]] = {
    "python-async": _python("client", 8, "response = await "),
    "python-sync": _python("client", 4, "response = "),
    "python-aiohttp": _python("request.app[CLIENT]", 4, "response = await "),
    "tc3": _tc3,
    "curl": _curl,
    "tccli": _tccli,
    "python-official": _official_python,
    "nodejs-official": _official_node,
}
