"""Names of the wire become names of Python, each by itself alone."""

from __future__ import annotations

import inspect
import keyword
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tc3._core.clients.async_client import AsyncClient
from tc3._core.clients.sync_client import Client
from tc3._core.model import Response
from tc3gen.python.naming import names
from tc3gen.python.plan.model_modules import TypeModule
from tc3gen.python.plan.models import model_files
from tc3gen.spec.model import Field, Service, Type, TypeRef

WIRE_NAMES = st.from_regex(r"[A-Za-z][A-Za-z0-9_]{0,30}", fullmatch=True)


@pytest.mark.parametrize(
    ("wire", "python"),
    [
        ("Subject", "subject"),
        ("FromEmailAddress", "from_email_address"),
        ("TemplateID", "template_id"),
        ("TemplateIDs", "template_ids"),
        ("IDs", "ids"),
        ("VPCs", "vpcs"),
        ("IDsOfVPCs", "ids_of_vpcs"),
        ("DKIMOption", "dkim_option"),
        ("ADLocation", "ad_location"),
        ("FileURL", "file_url"),
        ("HTTPSUrl", "https_url"),
        ("DNSStatus", "dns_status"),
        ("DnsStatus", "dns_status"),
        ("IPv6", "ipv6"),
        ("IPv6Ips", "ipv6_ips"),
        ("PublicIPv4Address", "public_ipv4_address"),
        ("S3", "s3"),
        ("S3Bucket", "s3_bucket"),
        ("Ipv6Addresses", "ipv6_addresses"),
        ("Md5Sum", "md5_sum"),
        ("Level2Name", "level2_name"),
        ("hadAutoFixVul", "had_auto_fix_vul"),
        ("already_snake", "already_snake"),
        ("UPPER_SNAKE", "upper_snake"),
        ("A", "a"),
        ("X1", "x1"),
    ],
)
def test_words_of_a_name_are_told_apart(wire: str, python: str) -> None:
    assert names.snake(wire) == python


@pytest.mark.parametrize(
    ("wire", "python"),
    [
        # keywords
        ("From", "from_"),
        ("Async", "async_"),
        ("Class", "class_"),
        ("In", "in_"),
        ("Global", "global_"),
        ("Del", "del_"),
        # what the annotations and bodies of generated classes use
        ("list", "list_"),
        ("Date", "date_"),
        ("Datetime", "datetime_"),
        ("Field", "field_"),
        ("Self", "self_"),
        ("Models", "models_"),
        ("Str", "str_"),
        # what every response has
        ("RequestId", "request_id_"),
        ("Raw", "raw_"),
        # builtins that nothing uses stay, as do words with a meaning only in places
        ("Id", "id"),
        ("Type", "type"),
        ("Filter", "filter"),
        ("Input", "input"),
        ("Match", "match"),
    ],
)
def test_members_keep_clear_of_taken_names(wire: str, python: str) -> None:
    assert names.member(wire) == python


@pytest.mark.parametrize("base", [Client, AsyncClient, Response])
def test_no_action_or_member_hides_what_its_base_class_has(base: type) -> None:
    public = {
        name
        for part in base.__mro__
        for name in {**vars(part), **inspect.get_annotations(part)}
        if not name.startswith("_")
    }
    assert public
    name_of = names.member if base is Response else names.method
    for name in sorted(public):
        assert name_of(name.title().replace("_", "")) == f"{name}_"


@pytest.mark.parametrize(
    ("name", "wire", "python"),
    [
        (names.class_name, "Template", "Template"),
        (names.class_name, "template", "Template"),
        (names.class_name, "Any", "Any_"),
        (names.class_name, "Mapping", "Mapping_"),
        (names.class_name, "Request", "Request_"),
        (names.class_name, "None", "None_"),
        (names.class_name, "Exception", "Exception"),
        (names.class_name, "Client", "Client"),
        (names.enum_class, "Client", "Client_"),
        (names.enum_class, "Pager", "Pager_"),
        (names.error_class, "LimitExceeded", "LimitExceeded"),
        (names.error_class, "OperationDenied.ReceiverNotExist", "OperationDeniedReceiverNotExist"),
        (names.error_class, "A.B_c.D", "ABcD"),
        (names.error_class, "CODES", "CODES_"),
        (names.error_class, "lower.Case", "LowerCase"),
        (names.method, "Import", "import_"),
        (names.method, "SendEmail", "send_email"),
        (names.module, "send_email", "send_email"),
        (names.waiter, "TaskFinished", "wait_until_task_finished"),
        (names.waiter_constant, "TaskFinished", "TASK_FINISHED"),
        (names.waiter_constant, "TypeChecking", "TYPE_CHECKING_"),
        (names.event_class, "bounce", "BounceEvent"),
        (names.event_option, "bounce", "on_bounce"),
        (names.module, "con", "con_"),
        (names.module, "com1", "com1_"),
        (names.service_package, "ses", "ses"),
        (names.service_package, "as", "as_"),
        (names.service_package, "errors", "errors_"),
        (names.service_package, "nul", "nul_"),
        (names.version_package, "2020-10-02", "v20201002"),
    ],
)  # fmt: skip
def test_names_of_other_things(name: names.Name, wire: str, python: str) -> None:
    assert name(wire) == python


@given(WIRE_NAMES)
def test_every_name_is_one_in_python(wire: str) -> None:
    for name in (names.member, names.method, names.class_name, names.enum_class):
        python = name(wire)
        assert python.isidentifier()
        assert not keyword.iskeyword(python)
        assert not python.startswith("_")
    assert re.fullmatch("[a-z][a-z0-9_]*", names.member(wire))
    assert re.fullmatch("[A-Z][A-Za-z0-9_]*", names.class_name(wire))


@given(st.sets(WIRE_NAMES, min_size=2, max_size=6))
def test_the_name_of_a_member_does_not_depend_on_its_siblings(wires: set[str]) -> None:
    def name_beside(wire: str, siblings: set[str]) -> str:
        fields = {w: Field(name=w, type=TypeRef("string")) for w in siblings}
        kind = Type(name="T", fields=fields)
        service = Service(service="s", version="v", title="t", types={"T": kind})
        [(_, _, module)] = model_files(service)
        assert isinstance(module, TypeModule)
        [line] = [
            field.line
            for field in module.fields
            if re.search(rf'field\(\s*"{wire}"', field.line)
        ]
        return line

    for wire in wires:
        assert name_beside(wire, wires) == name_beside(wire, {wire})


def test_a_name_given_to_a_member_keeps_clear_of_taken_ones() -> None:
    assert names.member("Whatever", "self") == "self_"
    assert names.member("Whatever", "class") == "class_"


def test_a_service_called_testing_does_not_hide_the_stubs() -> None:
    assert names.service_package("testing") == "testing_"
