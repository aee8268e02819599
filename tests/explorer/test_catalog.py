"""What can be found, and how specs are kept from one start to the next."""

from __future__ import annotations

import os
import re
import time
from pathlib import Path
from typing import Any

import pytest

from tc3gen.explorer.catalog import Catalog, UnknownService
from tc3gen.explorer.catalog.words import MAX_TERMS, terms_of, words_of_text
from tc3gen.spec.cache import SpecProblems

SMALL = """\
service: SERVICE
version: "2024-01-01"
title: TITLE
summary: Keeps things.
actions:
  PutThing:
    summary: 保存短信模板。
    params:
      ThingName: {type: string, required: true, doc: How it is called.}
      Into: {type: Drawer, doc: Where it goes.}
    examples:
      - title: Put it
        request: {ThingName: pen}
        response: {}
errors:
  InvalidParameter.Odd: {doc: It is odd.}
types:
  Drawer: {doc: Where things are., fields: {Depth: {type: integer, doc: Centimetres.}}}
"""


def write(folder: Path, service: str, title: str = "Things") -> Path:
    file = folder / f"{service}.yaml"
    text = SMALL.replace("SERVICE", service).replace("TITLE", title)
    file.write_text(text)
    return file


def names(catalog: Catalog, query: str) -> list[str]:
    return [hit.name for hit in catalog.search(query)]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("SendEmail", "SendEmail"),
        ("sendemail", "SendEmail"),
        ("send email", "SendEmail"),
        ("ses SendEmail", "SendEmail"),
        ("send em", "SendEmail"),
        ("email status", "GetSendEmailStatus"),
        ("sms", "sms"),
        ("TemplateID", "TemplateID"),
        ("OperationDenied.ReceiverNotExist", "OperationDenied"),
        ("InternalError", "InternalError"),
    ],
)
def test_the_best_comes_first(catalog: Catalog, query: str, first: str) -> None:
    assert names(catalog, query)[0].startswith(first)


def test_words_of_descriptions_are_found(catalog: Catalog) -> None:
    assert "SendEmail" in names(catalog, "message recipients")
    assert names(catalog, "xyzzy") == []
    assert names(catalog, "") == names(catalog, " .,!\"'*()") == []


@pytest.mark.parametrize(
    "query", ['"', "a OR b", "name:x", "*", "NEAR(a b)", "\0", "a" * 9999]
)
def test_no_query_is_an_error(catalog: Catalog, query: str) -> None:
    catalog.search(query)


def test_every_hit_leads_somewhere(catalog: Catalog) -> None:
    kinds = set()
    for query in ("e", "email", "template", "error", "sms", "operation"):
        for hit in catalog.search(query, 50):
            kinds.add(hit.kind)
            service, version, *rest = hit.path.partition("#")[0].split("/")
            spec = catalog.get(service, version)
            where = {"types": spec.types, "errors": spec.errors}
            assert not rest or rest[-1] in where.get(rest[0], spec.actions)
    assert kinds == {"product", "action", "type", "error", "parameter"}


def test_chinese_is_found_by_any_part(tmp_path: Path) -> None:
    write(tmp_path, "things")
    catalog = Catalog.of_files([tmp_path], tmp_path / "cache")
    for query in ("短信", "信模", "短信模板", "保存 模板"):
        assert names(catalog, query) == ["PutThing"]
    assert words_of_text("短信模板 SMS") == "短信 信模 模板 sms"
    assert len(terms_of(" ".join(map(str, range(100))))) == MAX_TERMS


def test_only_what_changed_is_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = write(tmp_path, "one"), write(tmp_path, "two")
    cache = tmp_path / "cache"
    Catalog.of_files([tmp_path], cache).close()
    read: list[Path] = []
    from tc3gen.explorer.catalog import catalog as module

    original = module._read_spec

    def reading(file: Path) -> Any:
        read.append(file)
        return original(file)

    monkeypatch.setattr(module, "_read_spec", reading)
    assert names(Catalog.of_files([tmp_path], cache), "things") != []
    assert read == []
    write(tmp_path, "two", "Boxes")
    os.utime(two, ns=(1, 1))
    catalog = Catalog.of_files([tmp_path], cache)
    assert read == [two]
    assert catalog.get("two", "2024-01-01").title == "Boxes"
    assert [hit.owner for hit in catalog.search("boxes")] == ["two 2024-01-01"]
    assert len(catalog.search("drawer")) == 2
    assert one.exists()


def test_what_nobody_uses_is_removed_after_a_month(tmp_path: Path) -> None:
    write(tmp_path, "one")
    cache = tmp_path / "cache"
    Catalog.of_files([tmp_path / "one.yaml"], cache).close()
    (old,) = cache.glob("catalog-*.sqlite")
    write(tmp_path, "two")
    for days, is_kept in ((29, True), (31, False)):
        then = time.time() - days * 86400
        os.utime(old, (then, then))
        Catalog.of_files([tmp_path / "two.yaml"], cache).close()
        assert old.exists() == is_kept


def test_a_broken_cache_is_made_anew(tmp_path: Path) -> None:
    write(tmp_path, "one")
    cache = tmp_path / "cache"
    Catalog.of_files([tmp_path / "one.yaml"], cache).close()
    (file,) = cache.glob("*.sqlite")
    file.write_bytes(b"no database" * 1000)
    assert names(Catalog.of_files([tmp_path / "one.yaml"], cache), "pen things") == []
    assert "PutThing" in names(Catalog.of_files([tmp_path], cache), "put thing")


def test_the_cache_is_for_its_owner_only(tmp_path: Path) -> None:
    write(tmp_path, "one")
    cache = tmp_path / "new" / "cache"
    Catalog.of_files([tmp_path / "one.yaml"], cache)
    assert cache.stat().st_mode & 0o777 == 0o700


def test_problems_are_told_with_their_places(tmp_path: Path) -> None:
    file = write(tmp_path, "one")
    file.write_text(file.read_text().replace("type: Drawer", "type: Drawr"))
    with pytest.raises(SpecProblems, match=r"one\.yaml:\d+:\d+: .*Drawer"):
        Catalog.of_files([tmp_path], tmp_path / "cache")
    with pytest.raises(SpecProblems, match=re.escape("holds no `*.yaml` file")):
        Catalog.of_files([tmp_path / "cache"], tmp_path / "cache")


def test_a_version_is_described_once(tmp_path: Path) -> None:
    write(tmp_path, "one")
    (tmp_path / "again.yaml").write_text((tmp_path / "one.yaml").read_text())
    with pytest.raises(SpecProblems, match="is described in"):
        Catalog.of_files([tmp_path], tmp_path / "cache")


def test_what_is_not_there_is_said(catalog: Catalog) -> None:
    for key in (("ses", "1999-01-01"), ("nothing", "2020-10-02")):
        with pytest.raises(UnknownService):
            catalog.get(*key)
