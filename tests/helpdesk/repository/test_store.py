"""Opening a store: of this version, of an older one after a copy, of a newer one not at all."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from sqlalchemy import insert, text

from helpdesk.domain.errors import StoreBusy, StoreError, StoreExists, StoreMissing, StoreNewer
from helpdesk.domain.messages import msg
from helpdesk.repository import migrations, upgrade_copy
from helpdesk.repository.engine import open_engine
from helpdesk.repository.store import Store
from helpdesk.repository.tables import TechnicianRow

KEY = bytes(range(32))
DAYS = 24 * 3600


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "helpdesk.db"


@pytest.fixture
def url(file: Path) -> str:
    """The address of a store that was made and left."""
    Store.create(f"sqlite:///{file}", KEY).close()
    return f"sqlite:///{file}"


@pytest.fixture
def upgrades(url: str, file: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The store is of an older schema; the copies that were there when its upgrade began."""
    seen: list[str] = []

    def upgrade(_engine: object) -> None:
        seen.extend(_copies(file))
        _mark(url, migrations.HEAD)

    _mark(url, "0000")
    monkeypatch.setattr(migrations, "upgrade", upgrade)
    return seen


def _mark(url: str, version: str) -> None:
    """Have the store say that it has this schema."""
    engine = open_engine(url, KEY if url.startswith("sqlite") else None, create=False)
    with engine.begin() as connection:
        connection.execute(text("update alembic_version set version_num = :version"), {"version": version})
    engine.dispose()


def _copies(file: Path) -> list[str]:
    return sorted(path.name for path in file.parent.glob("*.backup*"))


def test_a_store_of_a_newer_program_is_not_touched_and_the_program_says_what_to_do(
    url: str, file: Path
) -> None:
    _mark(url, "9999")
    before = file.read_bytes()
    with pytest.raises(StoreNewer, match="9999") as caught:
        Store.open(url, KEY)
    assert "helpdesk doctor" in str(caught.value.todo)
    assert caught.value.safe
    assert file.read_bytes() == before
    assert _copies(file) == []


def test_a_server_of_a_newer_program_is_refused_too(postgres_database: str) -> None:
    Store.create(postgres_database, None).close()
    _mark(postgres_database, "9999")
    with pytest.raises(StoreNewer):
        Store.open(postgres_database, None)


def test_where_nothing_is_there_it_says_so(file: Path, postgres_database: str) -> None:
    for nowhere, key in ((f"sqlite:///{file}", KEY), (postgres_database, None)):
        with pytest.raises(StoreMissing) as caught:
            Store.open(nowhere, key)
        assert "helpdesk init" in str(caught.value.todo)
    assert not file.exists()


def test_an_older_store_is_copied_before_it_is_brought_up_to_date(
    url: str, file: Path, upgrades: list[str]
) -> None:
    """Clause: P1. The copy is encrypted as the store is, for its owner alone, and opens with the same key."""
    Store.open(url, KEY).close()
    assert upgrades == ["helpdesk.0000.backup"]
    copy = file.with_name("helpdesk.0000.backup")
    assert copy.stat().st_mode & 0o077 == 0
    copy.replace(file)  # as the README says to go back
    engine = open_engine(url, KEY, create=False)
    with engine.connect() as connection:
        assert migrations.version(connection) == "0000"
    engine.dispose()


def test_a_copy_that_can_not_be_made_leaves_everything_as_it_was(
    url: str, file: Path, upgrades: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:

    def full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(upgrade_copy.shutil, "copyfile", full)
    with pytest.raises(StoreError, match="the disk is full") as caught:
        Store.open(url, KEY)
    assert caught.value.safe and caught.value.todo
    assert upgrades == _copies(file) == []


@pytest.mark.parametrize("scrubbed", [False, True])
def test_what_another_console_has_not_finished_puts_the_upgrade_off(
    url: str, file: Path, upgrades: list[str], monkeypatch: pytest.MonkeyPatch, scrubbed: bool
) -> None:
    """Clause: P1. Be it read, or written just after the journal was taken in."""
    other = open_engine(url, KEY)
    with other.begin() as connection:
        connection.execute(text("create table written_just_now (seq integer)"))
    monkeypatch.setattr("helpdesk.repository.erasure.scrub", lambda engine: scrubbed)
    with pytest.raises(StoreBusy):
        Store.open(url, KEY)
    assert upgrades == _copies(file) == []
    other.dispose()


def test_a_week_after_the_upgrade_the_copy_goes_at_the_next_start(
    url: str, file: Path, upgrades: list[str]
) -> None:
    """Clause: P3."""
    Store.open(url, KEY).close()
    Store.open(url, KEY).close()
    copy = file.with_name("helpdesk.0000.backup")
    assert copy.exists()
    os.utime(copy, (time.time() - 7 * DAYS - 1,) * 2)
    Store.open(url, KEY).close()
    assert _copies(file) == []
    assert file.exists()


def test_an_erasure_takes_the_copy_with_it(url: str, file: Path, upgrades: list[str]) -> None:
    """Clause: P3, R4; GDPR art. 17. The copy holds what the store held before."""
    store = Store.open(url, KEY)
    file.with_name("helpdesk.0001.backup.part").write_bytes(b"left by a program that was killed")
    assert store.scrub()
    assert _copies(file) == []
    store.close()


def test_a_copy_that_can_not_be_removed_is_named(
    url: str, file: Path, upgrades: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Clause: P3. An erasure that leaves it would not be one; a start goes on and tries again."""
    store = Store.open(url, KEY)

    def refuse(*_arguments: object, **_more: object) -> None:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", refuse)
        with pytest.raises(StoreError, match=r"helpdesk\.0000\.backup") as caught:
            store.scrub()
        patch.setattr(upgrade_copy, "KEPT", upgrade_copy.KEPT * 0)
        Store.open(url, KEY).close()
    assert caught.value.todo
    assert store.scrub()
    assert _copies(file) == []
    store.close()


def test_other_files_beside_the_store_are_left_alone(url: str, file: Path) -> None:
    """Clause: P3."""
    for name in ("helpdesk.backup", "other.0000.backup", "helpdesk.db.copy"):
        file.with_name(name).touch()
    upgrade_copy.sweep(file)
    assert sorted(path.name for path in file.parent.iterdir() if "-" not in path.name) == [
        "helpdesk.backup", "helpdesk.db", "helpdesk.db.copy", "other.0000.backup",
    ]  # fmt: skip


# --- making one ---


def test_a_store_that_could_not_be_begun_leaves_nothing_behind(file: Path) -> None:
    """Clause: P1."""

    def fail(_store: Store) -> None:
        raise StoreBusy(msg("no"))

    with pytest.raises(StoreBusy):
        Store.create(f"sqlite:///{file}", KEY, fail)
    assert list(file.parent.iterdir()) == []


def test_of_two_who_make_the_same_store_one_is_told_that_it_is_there(file: Path) -> None:
    def meanwhile(_store: Store) -> None:
        Store.create(f"sqlite:///{file}", KEY).close()

    with pytest.raises(StoreExists):
        Store.create(f"sqlite:///{file}", KEY, meanwhile)
    Store.open(f"sqlite:///{file}", KEY).close()
    assert [path.name for path in file.parent.iterdir() if path.name.startswith(".")] == []


def test_tables_on_a_server_that_nobody_began_are_taken_over(postgres_database: str) -> None:
    """Clause: B1. Without a technician nobody could use them, nor make others."""

    def fail(_store: Store) -> None:
        raise StoreBusy(msg("no"))

    def begin(store: Store) -> None:
        with store.engine.begin() as connection:
            connection.execute(insert(TechnicianRow), {"login": "kim", "name": "Kim", "role": "owner"})

    with pytest.raises(StoreBusy):
        Store.create(postgres_database, None, fail)
    Store.create(postgres_database, None, begin).close()
    with pytest.raises(StoreExists):
        Store.create(postgres_database, None, begin)
