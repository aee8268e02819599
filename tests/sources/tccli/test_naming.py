"""Names that would be the same in Python are told apart, and never change again."""

from __future__ import annotations

from tc3gen.python.naming import names

from .published import Import, action, member


def test_the_first_keeps_its_name(toy: Import) -> None:
    toy.publish({"Ping": action([member("Ttl"), member("TTL"), member("tTL")])})
    params = toy.imported()["actions"]["Ping"]["params"]
    assert "name" not in params["Ttl"]
    assert params["TTL"]["name"] == "ttl_2"
    assert names.member("tTL", params["tTL"].get("name")) == "t_tl"


def test_a_member_that_comes_later_changes_no_name(toy: Import) -> None:
    toy.publish({"Ping": action([member("Ttl")])})
    toy.imported()
    # The new one stands first, and would take the name in a fresh import.
    toy.publish({"Ping": action([member("TTL"), member("Ttl")])})
    params = toy.imported()["actions"]["Ping"]["params"]
    assert "name" not in params["Ttl"]
    assert params["TTL"]["name"] == "ttl_2"


def test_a_member_that_goes_changes_no_name(toy: Import) -> None:
    toy.publish({"Ping": action([member("Ttl"), member("TTL")])})
    toy.imported()
    toy.publish({"Ping": action([member("TTL")])})
    assert toy.imported()["actions"]["Ping"]["params"]["TTL"]["name"] == "ttl_2"


def test_a_name_that_a_person_chose_stays(toy: Import) -> None:
    toy.publish({"Ping": action([member("Ttl"), member("TTL")])})
    toy.imported()
    toy.edit("name: ttl_2", "name: lifetime")
    toy.publish({"Ping": action([member("Ttl"), member("TTL"), member("Other")])})
    assert toy.imported()["actions"]["Ping"]["params"]["TTL"]["name"] == "lifetime"


def test_actions_types_enums_and_errors(toy: Import) -> None:
    values = "<p>枚举值：</p><ul><li>a： A.</li><li>b： B.</li></ul>"
    objects = {
        "PingRequestSet": [member("A")],
        "pingRequestSet": [member("Mode", "string", values)],
        "PingRequestSetMode": [member("B")],
    }
    used = [member("First", "PingRequestSet")]
    used.append(member("Second", "pingRequestSet", type="object"))
    used.append(member("Third", "PingRequestSetMode"))
    toy.publish({"PutTTL": action(used), "PutTtl": action()}, objects)
    toy.errors("A = 'FailedOperation.DnsError'\nB = 'FailedOperation.Dns.Error'\n")
    document = toy.imported()
    assert document["actions"]["PutTtl"]["name"] == "put_ttl_2"
    assert "name" not in document["types"]["PingRequestSet"]
    assert document["types"]["pingRequestSet"]["name"] == "PingRequestSet2"
    assert document["enums"]["PingRequestSetMode"]["name"] == "PingRequestSetMode2"
    named = [code for code, error in document["errors"].items() if "name" in error]
    assert len(named) == 1


def test_odd_names_are_names_in_python(toy: Import) -> None:
    wire = ["From", "Class", "AS", "None", "Exception", "list", "self", "RequestId"]
    wire += ["Raw", "hadFix", "IPv6Ips", "A_B", "__init__".strip("_"), "Is"]
    objects = {"Filter": [member("Filter")], "Any": [member("Error")], "Empty": []}
    holds = [member("A", "Filter"), member("B", "Any"), member("C", "list[Empty]")]
    pings = action([member(name) for name in wire], [member("Error"), *holds])
    toy.publish({"Import": pings}, objects, serviceShortName="as")
    assert toy.run() == 0
    toy.spec.parent.mkdir(parents=True, exist_ok=True)
    (toy.home / "specs/as/2024-01-31.yaml").rename(toy.spec)
    toy.document()
