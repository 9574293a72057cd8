"""What `doctor` sees."""

from __future__ import annotations

from collections import namedtuple
from pathlib import Path
from typing import Any

import pytest
from support.command_line import Run
from support.tickets import add_message, add_ticket

from helpdesk.desk import Desk
from helpdesk.repository import message_search


def checks(helpdesk: Run, *arguments: str) -> dict[str, Any]:
    """What was found, by the name of the check."""
    return {one["check"]: one for one in helpdesk("doctor", "--json", *arguments).data}


def test_all_is_well_in_a_new_store(helpdesk: Run, store: Path) -> None:
    """Clause: P1, B3."""
    told = helpdesk("doctor")
    assert told.code == 0
    assert all(line.startswith("ok") for line in told.out.splitlines())
    found = checks(helpdesk)
    assert set(found) == {
        "versions", "settings", "policy", "key", "data folder", "disk", "store", "search in messages", "erasures",
        "terminal",
    }  # fmt: skip
    assert all(one["ok"] and one["mend"] is None for one in found.values())
    assert "role owner" in found["store"]["found"]


def test_it_never_says_anything_of_a_customer(helpdesk: Run, sanne: str) -> None:
    """Clause: P1."""
    for form in ([], ["--json"]):
        out = helpdesk("doctor", *form).out
        assert "Vos" not in out
        assert "Huizen" not in out


def test_without_a_store_it_says_how_to_make_one(helpdesk: Run, place: Path) -> None:
    told = helpdesk("doctor")
    assert told.code == 1
    assert "helpdesk init" in told.out
    assert "things to fix" in told.out


def test_a_key_that_others_can_read_is_named(helpdesk: Run, store: Path) -> None:
    """Clause: P1."""
    (store / "keys" / "store.key").chmod(0o644)
    found = checks(helpdesk)
    assert not found["key"]["ok"]
    assert "chmod 600" in found["key"]["mend"]
    assert not found["store"]["ok"]


def test_a_folder_that_others_can_look_into_is_named(helpdesk: Run, store: Path) -> None:
    """Clause: P1."""
    (store / "data").chmod(0o755)
    found = checks(helpdesk)
    assert "chmod 700" in found["data folder"]["mend"]


def test_a_folder_that_can_not_be_written_is_named(
    helpdesk: Run, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.access", lambda *_asked: False)
    assert "permission to write" in checks(helpdesk)["data folder"]["mend"]


def test_a_missing_key_is_named(helpdesk: Run, store: Path) -> None:
    """Clause: P1."""
    (store / "keys" / "store.key").unlink()
    found = checks(helpdesk)
    assert not found["key"]["ok"]
    assert "copy" in found["key"]["mend"]


def test_a_key_beside_the_data_is_named(helpdesk: Run, store: Path) -> None:
    """Clause: P1 (the key is kept apart from the data)."""
    (store / "keys" / "store.key").rename(store / "data" / "store.key")
    settings = store / "config.toml"
    settings.write_text(f'key_file = "{store / "data" / "store.key"}"\n', "utf-8")
    assert "another folder" in checks(helpdesk)["key"]["mend"]


def test_a_bad_policy_is_named_by_its_keys(helpdesk: Run, store: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text("[company]\nname = 1\n", "utf-8")
    found = checks(helpdesk, "--policy", str(tmp_path / "bad.toml"))
    assert "company.name" in found["policy"]["mend"]
    assert "store" not in found


def test_a_full_disk_is_named(helpdesk: Run, store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr("shutil.disk_usage", lambda _folder: usage(1, 1, 1024))
    assert not checks(helpdesk)["disk"]["ok"]


def test_an_audit_that_was_altered_is_named(helpdesk: Run, desk: Desk) -> None:
    """Clause: P1, B3."""
    desk.do(lambda work: work.connection.exec_driver_sql("update audit set event = 'x'"))
    found = checks(helpdesk)["store"]
    assert not found["ok"]
    assert "altered" in found["found"]


@pytest.mark.parametrize(
    "damage",
    [
        # a word is taken from the index, while its document is still there
        "insert into message_words (message_words, rowid, folded)"
        " select 'delete', id, 'printer' from message_search",
        # a word is named that no document has
        "insert into message_words (rowid, folded) select id, 'zwijgnaam' from message_search",
        # part of the index is lost
        "delete from message_words_data where id > 10",
        # a document says other words than its message
        "update message_search set folded = 'zwijgnaam'",
        # a message can't be found at all
        "delete from message_search",
    ],
)
def test_a_damaged_search_index_is_named_and_written_anew_when_asked(
    helpdesk: Run, desk: Desk, damage: str
) -> None:
    """Clause: P3, D9."""
    desk.do(a_message)
    assert checks(helpdesk)["search in messages"]["ok"]
    desk.do(lambda work: work.connection.exec_driver_sql(damage))
    found = checks(helpdesk)["search in messages"]
    assert not found["ok"]
    assert found["mend"] == "Rebuild it: helpdesk doctor --rebuild-search"
    told = helpdesk("doctor", "--rebuild-search")
    assert told.code == 0
    assert "rebuilt, from 1 message" in told.out
    assert checks(helpdesk)["search in messages"]["ok"]
    assert desk.do(lambda work: tuple(message_search.find(work.connection, "printer", 5)))
    assert not desk.do(lambda work: tuple(message_search.find(work.connection, "zwijgnaam", 5)))


def test_large_indexes_are_written_anew_when_asked(helpdesk: Run, desk: Desk) -> None:
    """Clause: P3, R4. An erasure leaves indexes of hundreds of thousands of keys as they are."""
    ticket = desk.do(add_ticket)
    assert "indexes" not in checks(helpdesk)
    told = helpdesk("doctor", "--rebuild-indexes")
    assert told.code == 0
    assert "all rebuilt" in told.out
    with desk.store.engine.connect().execution_options(ro=True) as reader:
        reader.exec_driver_sql("select count(*) from tickets")
        desk.do(add_message, ticket, "De printer doet het niet.")
        told = helpdesk("doctor", "--rebuild-indexes")
    assert told.code == 1
    assert "when it is closed" in told.out


def a_message(work: Any) -> int:
    return add_message(work, add_ticket(work), "De printer doet het niet.")


@pytest.mark.usefixtures("cheap_guesses")
def test_a_wrapped_key_needs_its_pass_phrase_to_look_further(
    helpdesk: Run, place: Path, tmp_path: Path
) -> None:
    (tmp_path / "phrase").write_text("horse battery", "utf-8")
    helpdesk("init", "--yes", "--passphrase-file", str(tmp_path / "phrase"))
    assert "pass phrase" in checks(helpdesk)["store"]["found"]
    found = checks(helpdesk, "--passphrase-file", str(tmp_path / "phrase"))
    assert found["store"]["ok"]
    assert "with a pass phrase" in found["key"]["found"]


def test_a_server_store_says_how_it_is_reached(
    helpdesk: Run, place: Path, postgres_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Clause: B4."""
    monkeypatch.setenv("HELPDESK_DATABASE", postgres_database)
    assert helpdesk("init", "--yes").code == 0
    found = checks(helpdesk)
    assert found["store"]["ok"]
    assert "encrypted" in found["store"]["found"]
    assert "key" not in found


def test_a_server_that_would_be_reached_without_encryption_is_refused(
    helpdesk: Run, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Clause: B4."""
    monkeypatch.setenv("HELPDESK_DATABASE", "postgresql://me@db.example.org/x?sslmode=disable")
    found = checks(helpdesk)["store"]
    assert not found["ok"]
    assert "sslmode" in found["found"]


def test_a_server_on_this_machine_need_not_be_encrypted_and_doctor_says_so(
    helpdesk: Run, place: Path, postgres_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Clause: B4."""
    monkeypatch.setenv("HELPDESK_DATABASE", postgres_database)
    assert helpdesk("init", "--yes").code == 0
    assert "(this machine, not encrypted)" in checks(helpdesk)["store"]["found"]
