"""The engine: an encrypted file that outlives a killed program, and servers that are reached safely."""

import os
import signal
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.engine import make_url
from support.machine import bound_by_rights, files_up_to, small_disk

from helpdesk.domain.errors import (
    StoreDamaged,
    StoreError,
    StoreFull,
    StoreMissing,
    StoreReadOnly,
    StoreUnreachable,
    WrongKey,
)
from helpdesk.repository import engine as engines
from helpdesk.repository.engine import interrupt, open_engine
from helpdesk.repository.faults import Interrupted, translated
from helpdesk.repository.tls import secured

KEY = bytes(range(32))
OTHER_KEY = bytes(32)
SECRET = "Wilhelmina Proefpersoon"

READERS = {
    "encrypted": KEY,
    "plain": None,
}


def url_of(path: Path) -> str:
    return f"sqlite:///{path}"


def fill(engine: Engine, rows: int = 500) -> None:
    with engine.begin() as connection:
        connection.execute(text("create table notes (seq integer primary key, note text)"))
        connection.execute(
            text("insert into notes values (:seq, :note)"),
            [{"seq": n, "note": f"{SECRET} {n:0300}"} for n in range(1, rows + 1)],
        )


def count(engine: Engine) -> int:
    with translated(), engine.connect() as connection:
        return int(connection.execute(text("select count(*) from notes")).scalar_one())


@pytest.fixture(params=READERS)
def key(request: pytest.FixtureRequest) -> bytes | None:
    return READERS[request.param]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "store.db"


@pytest.fixture
def store(path: Path, key: bytes | None) -> Iterator[Engine]:
    engine = open_engine(url_of(path), key)
    fill(engine)
    yield engine
    engine.dispose()


# --- a new store ---


def test_a_new_store_and_its_folder_are_its_owners_alone(path: Path) -> None:
    """Clause: P1, B2."""
    engine = open_engine(url_of(path), KEY)
    fill(engine)
    for made in path.parent.iterdir():
        assert stat.S_IMODE(made.stat().st_mode) == 0o600, made.name
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    engine.dispose()


def test_with_a_key_nothing_readable_is_on_the_disk(path: Path) -> None:
    """Clause: P1."""
    engine = open_engine(url_of(path), KEY)
    fill(engine)
    raw = b"".join(file.read_bytes() for file in path.parent.iterdir())
    assert SECRET.encode() not in raw
    assert b"SQLite format" not in raw
    engine.dispose()


def test_every_connection_has_the_settings_that_were_measured(store: Engine) -> None:
    wanted = {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "secure_delete": 1,
        "busy_timeout": 5000,
        "auto_vacuum": 2,
        "cache_size": -65536,
        "temp_store": 2,
    }
    with store.connect() as one, store.connect() as two:  # noqa: F841 - the second is a connection of its own
        found = {name: two.exec_driver_sql(f"pragma {name}").scalar_one() for name in wanted}
    assert found == wanted


def test_a_store_that_is_asked_for_but_not_there_is_not_made(path: Path) -> None:
    with pytest.raises(StoreMissing):
        open_engine(url_of(path), KEY, create=False)
    assert not path.parent.exists()


def test_a_store_that_was_taken_away_is_not_made_anew(store: Engine, path: Path) -> None:
    store.dispose()
    for file in list(path.parent.iterdir()):
        file.unlink()
    with pytest.raises(StoreMissing):
        count(store)
    assert not path.exists()


def test_a_name_with_odd_characters_is_only_a_name(tmp_path: Path, key: bytes | None) -> None:
    path = tmp_path / "a b?mode=memory#é%41.db"
    open_engine(url_of(path), key).dispose()
    assert [file.name for file in tmp_path.iterdir()] == [path.name]
    assert path.stat().st_size > 0


@pytest.mark.parametrize(
    "url", ["sqlite://", "sqlite:///:memory:", "mysql://example.org/x", "helpdesk.db", "x:y:z", ""]
)
def test_an_address_of_another_kind_is_refused(url: str) -> None:
    with pytest.raises(StoreError):
        open_engine(url, None)


# --- what does not open ---


def test_another_key_does_not_open_the_store_and_prints_nothing(
    path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Clause: P1."""
    engine = open_engine(url_of(path), KEY)
    fill(engine)
    engine.dispose()
    for wrong in (OTHER_KEY, None):
        with pytest.raises(WrongKey):
            open_engine(url_of(path), wrong)
    assert capfd.readouterr() == ("", "")
    again = open_engine(url_of(path), KEY)
    assert count(again) == 500
    again.dispose()


def test_a_key_for_a_store_that_has_none_is_refused(path: Path) -> None:
    engine = open_engine(url_of(path), None)
    fill(engine)
    engine.dispose()
    with pytest.raises(WrongKey):
        open_engine(url_of(path), KEY)


@pytest.mark.parametrize("content", [b"hello\n" * 3000, b"PK\x03\x04" * 1024, b"naam;adres\n" * 999, b"x"])
def test_a_file_that_is_no_database_is_said_to_be_damaged(
    path: Path, key: bytes | None, content: bytes
) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(StoreDamaged) as caught:
        open_engine(url_of(path), key)
    assert caught.value.todo
    assert path.read_bytes() == content


@pytest.mark.parametrize("left", [100, 4096, 10_000, -4096, -1])
def test_a_truncated_file_is_said_to_be_damaged(
    store: Engine, path: Path, key: bytes | None, left: int
) -> None:
    store.dispose()
    whole = path.read_bytes()
    path.write_bytes(whole[:left])
    with pytest.raises(StoreDamaged):
        open_engine(url_of(path), key)


def test_a_file_damaged_in_the_middle_is_said_to_be_damaged(store: Engine, path: Path) -> None:
    store.dispose()
    with path.open("r+b") as file:
        file.seek(40_960)
        file.write(os.urandom(40_960))
    with pytest.raises(StoreDamaged), translated(), store.connect() as connection:
        connection.execute(text("select sum(length(note)) from notes")).scalar_one()


READ_ONLY = """
import sys
from helpdesk.domain.errors import StoreReadOnly
from helpdesk.repository.engine import open_engine

for url in sys.argv[2:]:
    try:
        open_engine(url, bytes.fromhex(sys.argv[1]) or None)
    except StoreReadOnly as error:
        print(error)
"""


def test_a_read_only_folder_is_named(store: Engine, path: Path, key: bytes | None) -> None:
    store.dispose()
    path.parent.chmod(0o500)
    there, new = url_of(path), url_of(path.with_name("new.db"))
    program = bound_by_rights(sys.executable, "-c", READ_ONLY, (key or b"").hex(), there, new)
    try:
        said = subprocess.run(program, capture_output=True, text=True, check=False)
    finally:
        path.parent.chmod(0o700)
    assert said.stderr == ""
    assert [str(path.parent) in line for line in said.stdout.splitlines()] == [True, True]


@pytest.fixture(params=["disk", "files"])
def full(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[int], AbstractContextManager[None]]:
    """A limit on what fits into the folder `small`: on its disk, or in each of its files."""
    if request.param == "disk":
        return lambda size: small_disk(tmp_path / "small", size)
    (tmp_path / "small").mkdir()
    return files_up_to


def test_a_full_disk_is_said_and_loses_nothing(
    tmp_path: Path, key: bytes | None, full: Callable[[int], AbstractContextManager[None]]
) -> None:
    with full(1_000_000):
        engine = open_engine(url_of(tmp_path / "small" / "store.db"), key)
        fill(engine, 100)
        for _ in range(2):
            with pytest.raises(StoreError) as caught, translated(), engine.begin() as connection:
                connection.execute(text("insert into notes (note) values (:n)"), [{"n": "x" * 4000}] * 1000)
            assert "disk" in str(caught.value)
            assert caught.value.safe and caught.value.todo
            assert not isinstance(caught.value, StoreDamaged)
        assert count(engine) == 100
        engine.dispose()
        again = open_engine(url_of(tmp_path / "small" / "store.db"), key)
        assert count(again) == 100
        again.dispose()


def test_no_page_more_is_a_full_disk(store: Engine) -> None:
    with pytest.raises(StoreFull), translated(), store.begin() as connection:
        connection.exec_driver_sql("pragma max_page_count = 1")
        connection.execute(text("insert into notes (note) values (:n)"), [{"n": "x" * 4000}] * 1000)
    assert count(store) == 500


# --- transactions ---


def test_a_reading_connection_can_not_write_and_the_next_one_can(store: Engine) -> None:
    for _ in range(3):
        with store.connect().execution_options(ro=True) as connection:
            with pytest.raises(StoreReadOnly), translated():
                connection.execute(text("delete from notes"))
        with store.begin() as connection:
            connection.execute(text("delete from notes where seq = 1"))
    assert count(store) == 499


def test_an_engine_for_reading_shares_the_pool(store: Engine) -> None:
    reading = store.execution_options(ro=True)
    with pytest.raises(StoreReadOnly), translated(), reading.begin() as connection:
        connection.execute(text("delete from notes"))
    assert count(store) == 500


def test_readers_are_not_held_up_by_a_writer(store: Engine) -> None:
    with store.begin() as writer:
        writer.execute(text("delete from notes"))
        started = time.monotonic()
        with store.connect().execution_options(ro=True) as reader:
            assert reader.execute(text("select count(*) from notes")).scalar_one() == 500
        assert time.monotonic() - started < engines.BUSY_SECONDS / 2


def test_a_running_query_is_interrupted_from_another_thread(store: Engine) -> None:
    endless = "with recursive n(x) as (select 1 union all select x + 1 from n) select count(*) from n"
    with store.connect().execution_options(ro=True) as connection:
        timer = threading.Timer(0.1, interrupt, (connection,))
        timer.start()
        with pytest.raises(Interrupted), translated():
            connection.execute(text(endless)).scalar_one()
        timer.join()
        connection.rollback()
        assert connection.execute(text("select count(*) from notes")).scalar_one() == 500


WRITER = """
import sys
from pathlib import Path
from sqlalchemy import text
from helpdesk.repository.engine import open_engine
from helpdesk.repository.faults import translated

url, key, rounds = sys.argv[1], bytes.fromhex(sys.argv[2]) or None, int(sys.argv[3])
engine = open_engine(url, key, create=False)
for n in range(rounds):
    with translated(), engine.begin() as connection:
        seen = connection.execute(text("select total from tally")).scalar_one()
        connection.execute(text("update tally set total = :total"), {"total": seen + 1})
    print(seen + 1, flush=True)
"""


def _writer(path: Path, key: bytes | None, rounds: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, url_of(path), (key or b"").hex(), str(rounds)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _tally(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("create table tally (total integer)"))
        connection.execute(text("insert into tally values (0)"))


def _total(engine: Engine) -> int:
    with engine.connect() as connection:
        return int(connection.execute(text("select total from tally")).scalar_one())


def test_two_consoles_on_one_store_lose_no_update_and_see_no_lock(
    store: Engine, path: Path, key: bytes | None
) -> None:
    _tally(store)
    writers = [_writer(path, key, 60) for _ in range(2)]
    said = [writer.communicate(timeout=60) for writer in writers]
    assert [errors for _, errors in said] == ["", ""]
    assert _total(store) == 120
    totals = sorted(int(line) for lines, _ in said for line in lines.split())
    assert totals == list(range(1, 121))


def test_killed_in_the_middle_of_a_write_no_acknowledged_write_is_lost(
    store: Engine, path: Path, key: bytes | None
) -> None:
    _tally(store)
    store.dispose()
    writer = _writer(path, key, 1_000_000)
    assert writer.stdout and writer.stderr
    acknowledged = [writer.stdout.readline() for _ in range(40)]
    writer.send_signal(signal.SIGKILL)
    acknowledged += writer.stdout.read().splitlines()
    writer.stdout.close()
    writer.stderr.close()
    assert writer.wait() == -signal.SIGKILL

    again = open_engine(url_of(path), key, create=False)
    last = int(acknowledged[-1])
    assert _total(again) in (last, last + 1)  # the last one may have been saved before it could be told
    with again.connect() as connection:
        assert connection.exec_driver_sql("pragma integrity_check").scalar_one() == "ok"
    assert count(again) == 500
    again.dispose()


# --- a server ---


@pytest.mark.parametrize("mode", ["disable", "allow", "prefer"])
def test_an_unencrypted_connection_to_another_machine_is_refused(mode: str) -> None:
    """Clause: B4."""
    with pytest.raises(StoreUnreachable) as caught:
        open_engine(f"postgresql://u:secret@db.example.org/helpdesk?sslmode={mode}", None)
    assert caught.value.todo
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "environ", "mode"),
    [
        ("postgresql://db.example.org/x", {}, "require"),
        ("postgresql://db.example.org/x", {"PGSSLMODE": "disable"}, "require"),
        ("postgresql://db.example.org/x", {"PGSSLMODE": "verify-full"}, "verify-full"),
        ("postgresql://db.example.org/x", {"PGSSLROOTCERT": "/etc/ca.pem"}, "verify-full"),
        ("postgresql://db.example.org/x?sslrootcert=ca.pem", {}, "verify-full"),
        ("postgresql://db.example.org/x?sslmode=verify-ca", {}, "verify-ca"),
        ("postgresql+psycopg:///x?host=localhost&host=db.example.org:5433", {}, "require"),
        ("postgresql:///x?hostaddr=192.0.2.7", {}, "require"),
        ("postgresql:///x", {"PGHOST": "db.example.org"}, "require"),
        ("postgresql:///x?service=office", {}, "require"),
        ("postgresql:///x", {}, None),
        ("postgresql:///x?host=/run/postgresql", {}, None),
        ("postgresql://localhost:5433/x?sslmode=disable", {}, "disable"),
        ("postgresql://[::1]/x", {}, None),
        ("postgresql://127.0.0.1/x", {}, None),
    ],
)
def test_tls_is_required_where_the_server_is_another_machine(
    url: str, environ: dict[str, str], mode: str | None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Clause: B4."""
    monkeypatch.setenv("HOME", str(tmp_path))
    assert secured(make_url(url), environ).query.get("sslmode") == mode


def test_a_server_that_does_not_answer_is_said_without_the_password() -> None:
    with pytest.raises(StoreUnreachable) as caught:
        open_engine("postgresql://u:secret@127.0.0.1:1/helpdesk", None)
    assert "secret" not in f"{caught.value}{caught.value.safe}{caught.value.todo}"


def test_a_server_connection_has_timeouts_and_reads_only_where_told(postgres_database: str) -> None:
    engine = open_engine(postgres_database, None)
    fill(engine, 10)
    with engine.connect() as connection:
        assert connection.execute(text("show statement_timeout")).scalar_one() == "1min"
        assert connection.execute(text("show lock_timeout")).scalar_one() == "5s"
    with pytest.raises(StoreReadOnly), translated(), engine.execution_options(ro=True).begin() as connection:
        connection.execute(text("delete from notes"))
    assert count(engine) == 10
    with engine.begin() as connection:
        connection.execute(text("delete from notes"))
    engine.dispose()


def test_a_running_query_on_a_server_is_interrupted(postgres_database: str) -> None:
    engine = open_engine(postgres_database, None)
    with engine.connect() as connection:
        started = time.monotonic()
        timer = threading.Timer(0.1, interrupt, (connection,))
        timer.start()
        with pytest.raises(Interrupted), translated():
            connection.execute(text("select pg_sleep(20)"))
        timer.join()
    assert time.monotonic() - started < 5
    engine.dispose()
