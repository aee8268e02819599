"""The database behind the cloud: what is kept, and what a crash cannot take."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import pytest

from tc3 import Credential, RetryPolicy, errors
from tc3.ses import SesClient
from tc3.ses.models import Template, TemplateContent
from tc3gen.cloud import LocalCloud, running_cloud, serve_in_thread
from tc3gen.cloud.clock import Clock
from tc3gen.cloud.database import Database, StateError
from tc3gen.spec.reading.load import Specs

from .hosting.test_running import output_until

ROOT = Path(__file__).parents[2]
TABLE = "CREATE TABLE thing (name TEXT)"


def client(url: str) -> SesClient:
    return SesClient(
        Credential("local", "local"), endpoint=url, retry=RetryPolicy(attempts=1)
    )


def prepare(ses: SesClient) -> int:
    """A sender and a template."""
    ses.create_email_identity(email_identity="mail.example.com")
    ses.update_email_identity(email_identity="mail.example.com")
    ses.create_email_address(email_address="news@mail.example.com")
    made = ses.create_email_template(
        template_name="hello", template_content=TemplateContent(text=b"Hello {{name}}")
    )
    assert made.template_id is not None
    return made.template_id


def send(ses: SesClient, template: int, to: str) -> str:
    response = ses.send_email(
        from_email_address="news@mail.example.com",
        subject="Hello",
        destination=[to],
        template=Template(template_id=template, template_data={"name": to}),
    )
    assert response.message_id is not None
    return response.message_id


def start(state: Path) -> tuple[subprocess.Popen[str], str]:
    arguments = f"cloud spec/ses --port 0 --state {state}".split()
    process = subprocess.Popen(
        [sys.executable, "-c", "from tc3gen.cli import main; main()", *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONUNBUFFERED": "1", "COLUMNS": "200"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    greeting = output_until(process, "Ctrl-C")
    assert f"State is kept in {state}" in greeting
    return process, greeting.split()[3]


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_a_crash_loses_no_call_that_was_answered(tmp_path: Path, specs: Specs) -> None:
    """Killed while four threads send, and read again."""
    process, url = start(tmp_path / "state.db")
    answered: list[str] = []
    try:
        with client(url) as ses:
            template = prepare(ses)
            group = ses.create_receiver(receivers_name="Readers").receiver_id
            assert group is not None
            emails = [f"ada{number}@example.com" for number in range(500)]
            ses.create_receiver_detail(receiver_id=group, emails=emails)

            def work(name: str) -> None:
                for number in range(10_000):
                    try:
                        id = send(ses, template, f"{name}{number}@example.com")
                    except errors.TransportError:
                        return
                    answered.append(id)
                    if len(answered) == 100:
                        process.send_signal(signal.SIGKILL)

            threads = [threading.Thread(target=work, args=(name,)) for name in "abcd"]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
    finally:
        process.kill()
        process.communicate()
    assert len(answered) > 99
    with running_cloud(
        specs.services, specs.common, state=tmp_path / "state.db"
    ) as cloud:
        # Luck may do without the second.
        assert cloud.database.value("PRAGMA integrity_check") == "ok"
        assert cloud.database.value("PRAGMA journal_mode") == "wal"
        kept = {mail.message_id: mail for mail in cloud.outbox}
        assert set(answered) <= set(kept)
        assert len(kept) <= len(answered) + 4
        for mail in kept.values():
            assert mail.text == f"Hello {mail.to[0]}"
            assert [event.name for event in cloud.outbox.events(mail.message_id)] == [
                "delivered"
            ]
        with client(cloud.url) as ses:
            (found,) = ses.list_receivers(offset=0, limit=10).data
            assert (found.receiver_id, found.count) == (group, 500)
            assert send(ses, template, "z@example.com") not in kept
        cloud.close()


def test_everything_is_there_again(tmp_path: Path, specs: Specs) -> None:
    file = tmp_path / "state.db"
    with running_cloud(specs.services, specs.common, state=file) as cloud:
        cloud.ses.configure(
            "local", balance=7, refused={"ListReceivers": "InternalError"}
        )
        with client(cloud.url) as ses:
            template = prepare(ses)
            send(ses, template, "defer@example.com")
            before = ses.list_email_identities().raw
        cloud.close()
    again = LocalCloud(specs.services, specs.common, state=file)
    assert again.ses.settings("local").balance == 6
    assert again.ses.settings("local").refused == {"ListReceivers": "InternalError"}
    again.clock.advance(600)
    assert [mail.status for mail in again.outbox] == ["delivered"]
    with running_cloud(specs.services, specs.common) as empty, client(empty.url) as ses:
        assert ses.list_email_identities().raw != before
    cloud.close()


def test_reset_forgets_everything(specs: Specs) -> None:
    with running_cloud(specs.services, specs.common) as cloud, client(cloud.url) as ses:
        for _ in range(2):
            cloud.ses.configure("local", domains=1)
            assert prepare(ses) == 10001
            send(ses, 10001, "defer@example.com")
            cloud.clock.advance(100)
            cloud.reset()
            assert cloud.outbox == []
            assert cloud.clock.offset == 0
            assert cloud.ses.settings("local").domains == 10
            assert ses.list_email_identities().total == 0
            cloud.clock.advance(1000)
            cloud.reset()


def test_a_file_of_something_else_is_left_alone(tmp_path: Path) -> None:
    text = tmp_path / "notes.txt"
    text.write_text("My notes, which are longer than the head of a database. " * 9)
    other = tmp_path / "other.db"
    with sqlite3.connect(other) as connection:
        connection.execute(TABLE)
    newer = tmp_path / "newer.db"
    Database(TABLE, 2, newer).close()
    for file, reason in (
        (text, "file is not a database"),
        (other, "a database of something else"),
        (newer, "its state has version 2, this one writes 1"),
        (tmp_path / "no" / "folder.db", "there is no folder .*no"),
        (tmp_path, "it is a folder"),
    ):
        before = file.read_bytes() if file.is_file() else None
        with pytest.raises(StateError, match=reason):
            Database(TABLE, 1, file)
        assert before == (file.read_bytes() if file.is_file() else None)


READ_ONLY = """
import os, sys
from pathlib import Path
from tc3gen.cloud.database import Database, StateError

if os.getuid() == 0:  # whom permissions do not concern
    os.setgid(65534)
    os.setuid(65534)
for name in ("old.db", "new/new.db"):
    try:
        Database(sys.argv[2], 1, Path(sys.argv[1], name))
    except StateError as error:
        print(error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="permissions")
def test_a_file_that_may_not_be_written_says_so() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        Database(TABLE, 1, folder / "old.db").close()
        (folder / "old.db").chmod(0o444)
        (folder / "new").mkdir(mode=0o555)
        done = subprocess.run(
            [sys.executable, "-c", READ_ONLY, name, TABLE],
            capture_output=True,
            text=True,
            check=True,
        )
    old, new = done.stdout.splitlines()
    assert old.endswith("its permissions do not allow to read and write it.")
    assert new.endswith(f"the folder {folder / 'new'} cannot be written to.")


def test_two_clouds_do_not_share_a_file(tmp_path: Path) -> None:
    first = Database(TABLE, 1, tmp_path / "state.db")
    with pytest.raises(StateError, match="in use by another cloud"):
        Database(TABLE, 1, tmp_path / "state.db")
    first.close()
    Database(TABLE, 1, tmp_path / "state.db").close()


def test_a_transaction_is_all_or_nothing() -> None:
    database = Database(TABLE, 1)
    seen: list[int] = []
    database.on_change(lambda: seen.append(database.changes))
    with database.transaction(), database.transaction():
        database.run("INSERT INTO thing VALUES ('kept')")

    def fail() -> None:
        with database.transaction():
            database.run("INSERT INTO thing VALUES ('lost')")
            with database.transaction():
                database.run_many("INSERT INTO thing VALUES (?)", [("a",), ("b",)])
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    with database.transaction():
        assert [row["name"] for row in database.rows("SELECT name FROM thing")] == [
            "kept"
        ]
    assert seen == [1]


def test_a_full_disk_is_no_more_than_a_refused_call(
    tmp_path: Path, specs: Specs
) -> None:
    """Nothing of the call is kept, not even in memory; the cloud goes on."""
    file = tmp_path / "state.db"
    cloud = LocalCloud(specs.services, specs.common, state=file)
    with serve_in_thread(cloud), client(cloud.url) as ses:
        template = prepare(ses)
        cloud.ses.configure("local", balance=100)
        pages = cloud.database.value("PRAGMA page_count")
        cloud.database.run(f"PRAGMA max_page_count = {pages + 4}")

        def send_many() -> None:
            for _ in range(100):
                send(ses, template, "ada@example.com")

        with pytest.raises(errors.InternalError):
            send_many()
        kept = len(cloud.outbox)
        assert kept > 3
        assert cloud.ses.settings("local").balance == 100 - kept
        cloud.database.run("PRAGMA max_page_count = 1000000")
        send(ses, template, "ada@example.com")
        assert len(cloud.outbox) == kept + 1
        assert cloud.ses.settings("local").balance == 100 - kept - 1
    cloud.close()


def test_the_clock_can_be_moved() -> None:
    real = [1000.0]
    clock = Clock(lambda: real[0])
    moves: list[float] = []
    clock.on_move(lambda: moves.append(clock()))
    assert clock.advance(5) == 1005
    real[0] += 1
    assert (clock(), clock.now(), clock.offset) == (1006, 1006, 5)
    assert clock.set(500) == 500
    for wrong in (float("inf"), float("nan"), -600, 1e12):
        with pytest.raises(ValueError, match="1970 to 9998"):
            clock.advance(wrong)
    assert clock() == 500
    assert clock.reset() == 1001
    assert moves == [1005, 500, 1001]


def test_settings_are_checked(specs: Specs) -> None:
    cloud = LocalCloud(specs.services, specs.common)
    for changes, reason in (
        ({"balanse": 1}, "there is no setting `balanse`"),
        ({"balance": -1}, "balance"),
        ({"links": 0}, "links"),
        ({"refused": {"SendEmail": 1}}, "refused"),
    ):
        with pytest.raises((ValueError, TypeError), match=reason):
            cloud.ses.configure("local", **changes)
    assert cloud.ses.settings("local").balance is None
