"""What was deleted leaves no byte behind: not in the database, its journal or its search index."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from helpdesk.repository.engine import open_engine
from helpdesk.repository.erasure import scrub
from helpdesk.repository.faults import translated
from helpdesk.repository.search import create_search, find, index, remove

SECRETS = ("Xanthippe", "Quastenberg", "Zwijgplein", "9876ZQ", "xq.geheim@example.org")
PERSON = {
    "number": "77777",
    "given_name": SECRETS[0],
    "family_name": SECRETS[1],
    "street": SECRETS[2],
    "house_number": "1",
    "postcode": SECRETS[3],
    "city": "Huizen",
    "emails": [SECRETS[4]],
    "phones": ["+31687654321"],
}
TRACES = [secret.encode() for secret in SECRETS] + [b"xanthippe", b"quastenberg", b"zwijgplein", b"9876zq"]
TRACES += [b"xqgeheim", b"687654321", b"0687654321"]
OTHERS = [
    (n, {"number": str(n), "family_name": f"Familie{n}", "city": "Huizen", "phones": [f"+3161{n:07}"]})
    for n in range(1, 3_000)
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store.db"


@pytest.fixture
def store(path: Path) -> Iterator[Engine]:
    """An unencrypted store, so that what is in it can be read: a few thousand customers, and one who will go."""
    engine = open_engine(f"sqlite:///{path}", None)
    with engine.begin() as connection:
        create_search(connection)
        connection.execute(text("create table customers (seq integer primary key, what text)"))
        index(connection, OTHERS[:1_500])
        index(connection, [(5_000, PERSON)])
        index(connection, OTHERS[1_500:])
        connection.execute(
            text("insert into customers values (5000, :what)"), {"what": " ".join(SECRETS) * 500}
        )
    yield engine
    engine.dispose()


def forget(engine: Engine) -> None:
    with engine.begin() as connection:
        remove(connection, 5_000)
        connection.execute(text("delete from customers where seq = 5000"))


def left(path: Path) -> dict[str, list[bytes]]:
    """What is still to be read in the store's files, by file."""
    files = [path, *(path.with_name(path.name + end) for end in ("-wal", "-shm"))]
    raw = {file.name: file.read_bytes() for file in files if file.exists()}
    return {name: found for name, content in raw.items() if (found := [t for t in TRACES if t in content])}


def terms(engine: Engine) -> set[str]:
    """Every trigram that the index knows."""
    with engine.connect() as connection:
        connection.exec_driver_sql(
            "create virtual table temp.terms using fts5vocab(main, customer_trigrams, row)"
        )
        return {row[0] for row in connection.exec_driver_sql("select term from temp.terms")}


def test_before_it_is_erased_it_is_there(store: Engine, path: Path) -> None:
    """The test below would prove nothing if it could not find what it looks for."""
    assert scrub(store)
    assert set(left(path)[path.name]) == set(TRACES)
    assert "xan" in terms(store)


def test_what_was_deleted_leaves_no_byte(store: Engine, path: Path) -> None:
    """Clause: P3, R4; GDPR art. 17."""
    forget(store)
    assert scrub(store)
    assert left(path) == {}
    assert not {"xan", "thi", "qua", "ast", "zwi", "jgp", "zq "} & terms(store)
    with store.begin() as connection:
        connection.exec_driver_sql(
            "insert into customer_trigrams (customer_trigrams, rank) values ('integrity-check', 1)"
        )
        assert find(connection, "xanthippe").hits == ()
        assert find(connection, "familie77").hits


def test_what_was_changed_leaves_no_byte_of_what_it_was(store: Engine, path: Path) -> None:
    """Clause: R2."""
    with store.begin() as connection:
        index(connection, [(5_000, {"number": "88888", "family_name": "Nieuw"})])
        connection.execute(text("update customers set what = 'nothing' where seq = 5000"))
    assert scrub(store)
    assert left(path) == {}


def test_the_space_is_given_back_and_the_journal_cut(store: Engine, path: Path) -> None:
    """Clause: P3."""
    scrub(store)
    before = path.stat().st_size
    forget(store)
    assert scrub(store)
    assert path.stat().st_size < before
    assert path.with_name("store.db-wal").stat().st_size == 0


def test_while_a_reader_holds_the_old_bytes_it_is_not_done_and_says_so(store: Engine, path: Path) -> None:
    """Clause: P3."""
    with store.connect().execution_options(ro=True) as reader:
        assert reader.execute(text("select count(*) from customers")).scalar_one() == 1
        forget(store)
        assert scrub(store, patience=0.2) is False
        assert left(path) != {}
        assert reader.execute(text("select count(*) from customers")).scalar_one() == 1
    assert scrub(store)
    assert left(path) == {}


def test_a_reader_that_leaves_in_time_is_waited_for(store: Engine, path: Path) -> None:
    """Clause: P3."""
    reader = store.connect().execution_options(ro=True)
    reader.execute(text("select count(*) from customers"))
    forget(store)
    leaves = threading.Timer(0.3, reader.close)
    leaves.start()
    assert scrub(store, patience=60)
    leaves.join()
    assert left(path) == {}


def test_patience_is_ours_and_not_that_of_the_store(
    store: Engine, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who writes waits long for a turn; who asks whether the bytes are gone is to hear at once that they are not."""
    monkeypatch.setattr("helpdesk.repository.engine.BUSY_SECONDS", 60.0)
    waits_long = open_engine(f"sqlite:///{path}", None)
    with store.connect().execution_options(ro=True) as reader:
        reader.execute(text("select count(*) from customers"))
        forget(store)
        began = time.monotonic()
        assert scrub(waits_long, patience=0) is False
        assert time.monotonic() - began < 50
    waits_long.dispose()


def test_scrubbing_leaves_the_connection_as_it_was(store: Engine) -> None:
    with store.connect().execution_options(ro=True) as reader:
        reader.execute(text("select 1"))
    assert scrub(store)
    with (
        pytest.raises(Exception, match="written"),
        translated(),
        store.execution_options(ro=True).begin() as reader,
    ):
        reader.execute(text("delete from customers"))
    forget(store)
    with store.connect() as connection:
        assert connection.exec_driver_sql("pragma busy_timeout").scalar_one() == 5000


@pytest.fixture
def on_server(postgres_database: str) -> Iterator[Engine]:
    """A server with a table of customers, of whom one will go."""
    engine = open_engine(postgres_database, None)
    with engine.begin() as connection:
        connection.execute(text("create table customers (seq bigint primary key, what text)"))
        connection.execute(text("insert into customers values (5000, 'Xanthippe'), (5001, 'Familie')"))
    yield engine
    engine.dispose()


def test_what_is_not_committed_after_scrubbing_a_server_is_not_there(on_server: Engine) -> None:
    """Cleaning up needs a connection that commits by itself; whoever gets it next does not."""
    assert scrub(on_server)
    with on_server.connect() as connection:
        connection.execute(text("delete from customers"))
    with on_server.connect() as connection:
        assert connection.execute(text("select count(*) from customers")).scalar_one() == 2


def test_cleaning_up_a_server_may_take_longer_than_a_question(
    on_server: Engine, postgres_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Clause: P3. A table that somebody works in keeps it waiting for longer than any statement may run."""
    monkeypatch.setattr("helpdesk.repository.engine.STATEMENT_SECONDS", 1)
    impatient = open_engine(postgres_database, None)
    since = text(
        "select count(*) from pg_stat_activity where query = 'vacuum' and wait_event_type = 'Lock'"
        " and clock_timestamp() - query_start > interval '1.5 seconds'"
    )
    with on_server.connect() as works, ThreadPoolExecutor() as pool:
        works.execute(text("lock table customers in access exclusive mode"))
        scrubbed = pool.submit(scrub, impatient)
        while not scrubbed.done():
            with on_server.connect() as looks:
                if looks.execute(since).scalar_one():
                    break
        works.rollback()
        assert scrubbed.result()
    impatient.dispose()


def test_on_a_server_no_query_brings_it_back(postgres_database: str) -> None:
    """Clause: P3, R4. What its write-ahead log, replicas and backups keep is their keeper's to end."""
    engine = open_engine(postgres_database, None)
    with engine.begin() as connection:
        create_search(connection)
        connection.execute(text("create table customers (seq bigint primary key, what text)"))
        connection.execute(text("insert into customers values (5000, :what)"), {"what": " ".join(SECRETS)})
        index(connection, [(5_000, PERSON), *OTHERS[:100]])
    with engine.connect() as reader:
        reader.execute(text("set transaction isolation level repeatable read"))
        reader.execute(text("select count(*) from customers"))
        forget(engine)
        assert scrub(engine, patience=0.2) is False
    assert scrub(engine)
    with engine.begin() as connection:
        assert find(connection, "xanthippe").hits == ()
        assert connection.execute(text("show statement_timeout")).scalar_one() == "1min"
        assert connection.execute(text("select pg_relation_size('customers')")).scalar_one() == 0
    engine.dispose()
