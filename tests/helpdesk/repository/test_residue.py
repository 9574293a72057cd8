"""What SQLite leaves behind of rows that it moved is found and overwritten. Clause: P3, R4; GDPR art. 17."""

import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from helpdesk.repository import erasure, pages, residue
from helpdesk.repository.engine import open_engine, pages_of

KEYS = {"readable": None, "enciphered": bytes(range(32))}
SIZES = (10, 50, 100, 300, 700, 4000)


class Texts:
    """A store of texts that come, change and go: in a table, an index, and a table that is an index."""

    def __init__(self, path: Path, key: bytes | None, seed: int) -> None:
        self.path = path
        self.engine = open_engine(f"sqlite:///{path}", key)
        self.random = random.Random(seed)
        self.live: dict[int, str] = {}
        self._count = 0
        with self.engine.begin() as connection:
            for statement in (
                "create table texts"
                " (id integer primary key, kind integer not null check (kind = 1), said text)",
                "create index by_text on texts (substr(said, 1, 50))",
                "create table keys (key text, id integer, primary key (key, id)) without rowid",
            ):
                connection.exec_driver_sql(statement)
            for _ in range(600):
                self.put(connection)

    def put(self, connection: Connection, number: int = 0) -> None:
        number = number or self.random.randrange(1, 10**9)
        self._count += 1
        said = self.live[number] = f"geheim{self._count:07}" + " x" * (self.random.choice(SIZES) // 2)
        connection.exec_driver_sql("insert into texts values (?, 1, ?)", (number, said))
        connection.exec_driver_sql("insert into keys values (?, ?)", (said[:200], number))

    def take(self, connection: Connection, number: int) -> str:
        """Delete one text; what it began with, and nothing else has."""
        said = self.live.pop(number)
        for table in ("texts", "keys"):
            connection.exec_driver_sql(f"delete from {table} where id = ?", (number,))
        return said[:13]

    def turn(self, connection: Connection) -> list[str]:
        """Some texts come, some change, some go; those that are no more."""
        gone = []
        for _ in range(3):
            changed, goes = self.random.sample(list(self.live), 2)
            gone += [self.take(connection, changed), self.take(connection, goes)]
            self.put(connection, changed)
            self.put(connection)
        return gone

    def into_the_file(self) -> None:
        """Have the whole journal in the file, and nothing else done."""
        pooled = self.engine.raw_connection()
        driver: Any = pooled.driver_connection
        assert driver.execute("pragma wal_checkpoint(truncate)").fetchone()[0] == 0
        pooled.close()

    def left(self, *gone: str) -> list[str]:
        """What of these is on any page, whether rows have it or not."""
        read = pages_of(self.engine)
        raw = b"".join(read.read(number) for number in range(1, read.count() + 1))
        raw += self.path.with_name(f"{self.path.name}-wal").read_bytes()
        return [one for one in gone if one.encode() in raw]

    def leaves(self, name: str) -> list[pages.Page]:
        """The leaf pages of a table or index, as they are in the file."""
        with self.engine.connect() as connection:
            found = "select rootpage from sqlite_schema where name = ?"
            root = connection.exec_driver_sql(found, (name,)).scalar_one()
        return list(pages_of(self.engine).leaves(root))

    def uncleared(self, name: str) -> int:
        """On how many pages of a table or index there is more than its rows or keys."""
        return sum(page.left > (3 if page.count > 1 else 24) for page in self.leaves(name))

    def is_whole(self) -> bool:
        """Whether all there was to stay did, and every index knows it."""
        with self.engine.connect() as connection:
            said = {row.id: row.said for row in connection.exec_driver_sql("select id, said from texts")}
            kinds = set(connection.exec_driver_sql("select kind from texts").scalars())
            keys = {(row.id, row.key) for row in connection.exec_driver_sql("select id, key from keys")}
            checked = connection.exec_driver_sql("pragma integrity_check").scalar_one()
        return (said, kinds, keys, checked) == (
            self.live,
            {1},
            {(number, text[:200]) for number, text in self.live.items()},
            "ok",
        )


@pytest.fixture(params=KEYS)
def texts(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Texts]:
    made = Texts(tmp_path / "store.db", KEYS[request.param], seed=7)
    yield made
    made.engine.dispose()
    pages_of(made.engine).close()


def turns(texts: Texts, count: int) -> list[str]:
    """What is left of all that went in so many turns, each followed by a scrub."""
    left: list[str] = []
    for _ in range(count):
        with texts.engine.begin() as connection:
            gone = texts.turn(connection)
        assert erasure.scrub(texts.engine)
        left += texts.left(*gone)
    return left


def test_by_itself_sqlite_leaves_copies_of_rows_that_it_moved(
    texts: Texts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Should a newer SQLite make this fail, what the others here hold can go."""
    monkeypatch.setattr(residue, "wash", lambda *_, **__: True)
    assert turns(texts, 60)


def test_nothing_is_left_of_rows_that_it_moved(texts: Texts) -> None:
    """Clause: P3, R4; GDPR art. 17."""
    assert turns(texts, 25) == []
    assert texts.is_whole()


@pytest.mark.parametrize("knows_what_changed", [False, True])
def test_one_scrub_is_enough_for_every_page(
    texts: Texts, monkeypatch: pytest.MonkeyPatch, knows_what_changed: bool
) -> None:
    """Clause: P3. However many pages there are, in one go, and without making the tables any larger."""
    monkeypatch.setattr(residue, "_AT_ONCE", 7)
    with texts.engine.begin() as connection:
        connection.exec_driver_sql("create table pairs (one text, other text, unique (one, other))")
        more = "'one' || id || hex(zeroblob(400))"
        connection.exec_driver_sql(f"insert into pairs select {more}, 'other' from texts")
        for _ in range(200):  # they move to where the pairs were
            texts.put(connection)
    if knows_what_changed:
        monkeypatch.setattr(erasure, "_MANY_PAGES", 0)
        assert erasure.scrub(texts.engine)
        erasure.remember(texts.engine)
    with texts.engine.begin() as connection:
        gone = [one for _ in range(60) for one in texts.turn(connection)]
        connection.exec_driver_sql("delete from pairs where rowid % 9")
    if knows_what_changed:
        assert pages_of(texts.engine).unseen.numbers == set()
    else:
        texts.into_the_file()
        assert texts.uncleared("texts") > 10 and texts.uncleared("by_text") > 3
    assert erasure.scrub(texts.engine, patience=0)
    assert (texts.uncleared("texts"), texts.uncleared("by_text")) == (0, 0)
    assert texts.left(*gone) == []
    assert texts.is_whole()


def test_pages_with_long_rows_are_filled_too(texts: Texts) -> None:
    """Clause: P3. Most of such a row is on pages of its own, and it grows by those before it grows on its leaf."""
    with texts.engine.begin() as connection:
        connection.exec_driver_sql("create table letters (id integer primary key, said text)")
        for _ in range(600):
            row = (texts.random.randrange(10**6), "x" * texts.random.randrange(4_100, 12_000))
            connection.exec_driver_sql("insert or replace into letters values (?, ?)", row)
        connection.exec_driver_sql("delete from letters where id % 3 = 0")
    texts.into_the_file()
    assert texts.uncleared("letters") > 0
    assert erasure.scrub(texts.engine, patience=0)
    assert texts.uncleared("letters") == 0
    assert texts.is_whole()


def test_where_only_what_changed_is_looked_at_nothing_is_left_either(
    texts: Texts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Clause: P3. At some turns the journal was begun anew, by others who wrote much."""
    monkeypatch.setattr(erasure, "_MANY_PAGES", 0)
    looked: list[bool] = []

    really = residue.wash

    def wash(driver: object, read: pages.Pages, *more: Any, large: bool) -> bool:
        looked.append(read.unseen.numbers is None)
        return really(driver, read, *more, large=large)

    monkeypatch.setattr(residue, "wash", wash)
    left: list[str] = []
    for turn in range(20):
        with texts.engine.begin() as connection:
            gone = texts.turn(connection)
        if turn % 7 == 6:
            other = texts.engine.raw_connection()
            driver: Any = other.driver_connection
            assert driver.execute("pragma wal_checkpoint(restart)").fetchone()[0] == 0
            other.close()
            with texts.engine.begin() as connection:
                texts.put(connection)
        assert erasure.scrub(texts.engine)
        left += texts.left(*gone)
        erasure.remember(texts.engine)
    assert left == []
    assert 3 <= sum(looked) <= 6, "everywhere: the first time, and where the journal was begun anew"
    assert texts.is_whole()


def test_the_journal_tells_each_page_that_changed(texts: Texts) -> None:
    """Clause: P3. A page that it did not tell would not be looked at."""
    assert erasure.scrub(texts.engine)
    read = pages_of(texts.engine)
    assert read.journal() == pages.Journal(b"", frozenset())
    before = {number: read.read(number) for number in range(1, read.count() + 1)}
    with texts.engine.begin() as connection:
        texts.turn(connection)
    told = read.journal().numbers
    assert {number: read.read(number) for number in before} == before, "the file has it not yet"
    texts.into_the_file()
    changed = {number for number in range(1, read.count() + 1) if read.read(number) != before.get(number)}
    assert len(changed) > 5 and changed <= told


def test_what_rows_take_is_reckoned_to_the_byte_and_each_page_known_by_its_tree(texts: Texts) -> None:
    """Clause: P3. By that it is known how far a row can be made longer, and where to look."""
    with texts.engine.begin() as connection:
        for number in (-5, 1, 200, 1 << 40):
            texts.put(connection, number)
        connection.exec_driver_sql("create table numbers (id integer primary key, one, other)")
        for one in (None, 0, 1, *(1 << bits for bits in (6, 14, 22, 30, 46, 62)), 0.5, b"", b"x", ""):
            connection.exec_driver_sql("insert into numbers (one, other) values (?, 2)", (one,))
        connection.exec_driver_sql(  # more pages than one page tells of which tree they are
            "with recursive more (n) as (select 1 union all select n + 1 from more where n < 900)"
            " insert into numbers (one, other) select zeroblob(3900), 2 from more"
        )
        for size in (*range(100, 140), *range(3950, 4065), 5_000, 9_000):
            values = (size + 10**10, "x" * size)
            connection.exec_driver_sql("insert into texts values (?, 1, ?)", values)
        found = "select name, rootpage from sqlite_schema where rootpage"
        roots = {row.name: row.rootpage for row in connection.exec_driver_sql(found)}
        # It leaves a byte each.
        connection.exec_driver_sql("update texts set said = substr(said, 2) where id % 3")
    texts.into_the_file()
    read = pages_of(texts.engine)
    for page in (*read.leaves(roots["texts"]), *read.leaves(roots["numbers"])):
        taken = read.usable - 8 - 2 * page.count - page.free
        assert sum(row.size(read.usable) for row in page.rows()) == taken
    numbers = [row.number for page in read.leaves(roots["texts"]) for row in page.rows()]
    assert sorted(numbers)[:3] == [-5, 1, 200]
    of = read.roots(range(1, read.count() + 1))
    for root in roots.values():
        assert {page.number for page in read.leaves(root)} <= set(of[root])
    told = [number for pages in of.values() for number in pages]
    assert len(told) == len(set(told))


def test_large_indexes_are_written_anew_when_asked(texts: Texts, monkeypatch: pytest.MonkeyPatch) -> None:
    """Clause: P3. Others would wait for that, so no erasure does it by itself."""
    monkeypatch.setattr(residue, "_REWRITTEN", 0)
    with texts.engine.begin() as connection:
        for _ in range(20):
            texts.turn(connection)
        found = "select rootpage from sqlite_schema where name = ?"
        roots = [connection.exec_driver_sql(found, (name,)).scalar_one() for name in ("keys", "by_text")]
    assert erasure.scrub(texts.engine)

    def leaves() -> list[int]:
        return [len(list(pages_of(texts.engine).leaves(root))) for root in roots]

    as_they_grew = leaves()
    assert erasure.scrub(texts.engine)
    assert leaves() == as_they_grew
    assert erasure.scrub(texts.engine, large=True)
    assert all(now < before for now, before in zip(leaves(), as_they_grew, strict=True)), "they are packed"
    assert texts.is_whole()


def test_rows_from_before_a_column_was_added_are_no_hindrance(texts: Texts) -> None:
    """Clause: P3."""
    with texts.engine.begin() as connection:
        for _ in range(40):
            texts.turn(connection)
        connection.exec_driver_sql("alter table texts add column more text")
        connection.exec_driver_sql("alter table texts add column most integer default 5")
    texts.into_the_file()
    assert texts.uncleared("texts") > 0
    assert erasure.scrub(texts.engine, patience=0)
    assert texts.uncleared("texts") == 0
    left: list[str] = []
    for _ in range(10):
        with texts.engine.begin() as connection:
            gone = [texts.take(connection, number) for number in texts.random.sample(list(texts.live), 6)]
        assert erasure.scrub(texts.engine)
        left += texts.left(*gone)
    assert left == []
    assert texts.is_whole()


def test_only_one_table_is_looked_at_where_one_is_named(texts: Texts) -> None:
    """Clause: B6. Drafts go often; what others left waits for who erases."""
    with texts.engine.begin() as connection:
        connection.exec_driver_sql("create table drafts (id integer primary key, said text)")
        connection.exec_driver_sql("insert into drafts values (1, 'kladgeheim')")
    with texts.engine.begin() as connection:
        connection.exec_driver_sql("delete from drafts")
        for _ in range(20):
            texts.turn(connection)
    texts.into_the_file()
    waits = (texts.uncleared("texts"), texts.uncleared("by_text"))
    assert min(waits) > 0
    assert erasure.scrub(texts.engine, table="drafts")
    assert (texts.uncleared("texts"), texts.uncleared("by_text")) == waits
    assert texts.left("kladgeheim") == []
    assert pages_of(texts.engine).unseen.numbers is None


def test_what_a_column_may_hold_is_checked_again_afterwards(texts: Texts) -> None:
    assert erasure.scrub(texts.engine)
    with texts.engine.connect() as connection:
        assert connection.exec_driver_sql("pragma ignore_check_constraints").scalar_one() == 0


def test_looking_at_the_file_does_not_let_others_take_the_journal_away(texts: Texts) -> None:
    """A process loses its locks on a file with the first copy of it that it closes; the last to leave a store
    removes its journal, and with lost locks another process would take itself for the last.
    """
    with texts.engine.connect().execution_options(ro=True) as reader:
        reader.exec_driver_sql("select count(*) from texts").scalar_one()
    assert erasure.scrub(texts.engine)
    with texts.engine.begin() as connection:
        texts.put(connection)
    program = (
        "import sys, sqlcipher3.dbapi2 as sqlite\n"
        "connection = sqlite.connect(sys.argv[1])\n"
        "if sys.argv[2]: connection.execute(f'pragma key = \"x\\'{sys.argv[2]}\\'\"')\n"
        "print(connection.execute('select count(*) from texts').fetchone()[0])\n"
        "connection.close()\n"
    )
    key = pages_of(texts.engine).key
    for _ in range(2):
        with texts.engine.begin() as connection:
            texts.put(connection)
        other = subprocess.run(
            [sys.executable, "-c", program, str(texts.path), key.hex() if key else ""],
            capture_output=True, text=True, check=True, timeout=60,
        )  # fmt: skip
        assert int(other.stdout) == len(texts.live)
        assert texts.path.with_name("store.db-wal").stat().st_size


@pytest.mark.parametrize("since", ["wash", "_rewrite"])
def test_where_another_writes_meanwhile_it_is_not_done_and_nothing_is_lost(
    texts: Texts, monkeypatch: pytest.MonkeyPatch, since: str
) -> None:
    """Clause: P3. Whoever asks is told to come back, and is not shown a fault."""
    monkeypatch.setattr("helpdesk.repository.engine.BUSY_SECONDS", 0.05)
    impatient = open_engine(f"sqlite:///{texts.path}", pages_of(texts.engine).key)
    writes: list[Connection] = []

    really = getattr(residue, since)

    def meanwhile(*given: Any, **options: Any) -> Any:
        writes.append(texts.engine.connect())
        writes[-1].exec_driver_sql("select 1")  # takes the lock of who writes
        return really(*given, **options)

    monkeypatch.setattr(residue, since, meanwhile)
    assert erasure.scrub(impatient, patience=0) is False
    for connection in writes:
        connection.close()
    monkeypatch.undo()
    assert erasure.scrub(impatient)
    impatient.dispose()
    assert texts.is_whole()


@pytest.mark.parametrize(("module", "step"), [(erasure, "_checkpointed"), (residue, "_rewrite")])
def test_who_begins_to_read_meanwhile_is_waited_for(
    texts: Texts, monkeypatch: pytest.MonkeyPatch, module: Any, step: str
) -> None:
    """Clause: P3. The old bytes stay for them, and whoever asks is told that it is not done."""
    with texts.engine.begin() as connection:
        gone = [texts.take(connection, number) for number in list(texts.live)[:300]]
    reads: list[Connection] = []
    really = getattr(module, step)

    def meanwhile(*given: Any) -> Any:
        done = really(*given)
        if not reads:
            reads.append(texts.engine.connect().execution_options(ro=True))
            reads[-1].exec_driver_sql("select count(*) from texts").scalar_one()
        return done

    monkeypatch.setattr(module, step, meanwhile)
    assert erasure.scrub(texts.engine, patience=0) is False
    reads[0].close()
    assert erasure.scrub(texts.engine, patience=0)
    assert texts.left(*gone) == []


def test_what_takes_more_turns_or_was_given_away_meanwhile_is_said_not_to_be_done(
    texts: Texts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Clause: P3. The next time it is."""

    def given_away(*_given: Any) -> Iterator[Any]:
        raise ValueError

    for name, instead in (("_ROUNDS", 0), ("_dirty", given_away)):
        with monkeypatch.context() as patched:
            patched.setattr(residue, name, instead)
            assert erasure.scrub(texts.engine, patience=0) is False
    assert erasure.scrub(texts.engine, patience=0)


def test_where_others_write_before_it_is_looked_at_everything_is_looked_at(
    texts: Texts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Clause: P3. Nothing tells any more where they did."""
    monkeypatch.setattr(erasure, "_MANY_PAGES", 0)
    assert erasure.scrub(texts.engine)
    erasure.remember(texts.engine)
    looked: list[set[int] | None] = []
    checkpoint, wash = erasure._checkpointed, residue.wash

    def checkpointed(driver: Any) -> bool:
        if not looked:
            with texts.engine.begin() as connection:
                texts.put(connection)
        return checkpoint(driver)

    def washed(driver: object, read: pages.Pages, *more: Any, large: bool) -> bool:
        looked.append(read.unseen.numbers)
        return wash(driver, read, *more, large=large)

    monkeypatch.setattr(erasure, "_checkpointed", checkpointed)
    monkeypatch.setattr(residue, "wash", washed)
    assert erasure.scrub(texts.engine)
    assert looked[0] is None
    assert texts.is_whole()


def test_who_writes_just_before_pages_are_filled_loses_nothing(
    texts: Texts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Clause: P3. The pages may be others by then, so they are looked at once more."""
    with texts.engine.begin() as connection:
        gone = [one for _ in range(20) for one in texts.turn(connection)]
    really = residue._fill
    done: list[bool] = []

    def fill(*given: Any) -> bool:
        if not done:
            with texts.engine.begin() as connection:
                texts.put(connection)
        done.append(really(*given))
        return done[-1]

    monkeypatch.setattr(residue, "_fill", fill)
    assert erasure.scrub(texts.engine)
    assert done[0] is False and done[-1] is True
    assert texts.left(*gone) == []
    assert texts.is_whole()


def test_what_others_write_before_that_is_noted_is_looked_at_the_next_time(
    texts: Texts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Clause: P3. They may have begun the journal anew, and then nothing tells what was in it."""
    monkeypatch.setattr(erasure, "_MANY_PAGES", 0)
    assert erasure.scrub(texts.engine)
    with texts.engine.begin() as connection:
        texts.put(connection)
    erasure.remember(texts.engine)
    assert pages_of(texts.engine).unseen.numbers is None


def test_in_a_small_store_everything_is_looked_at_each_time(texts: Texts) -> None:
    """Clause: P3. That takes no time, and nothing has to be written to know what changed."""
    assert erasure.scrub(texts.engine)
    erasure.remember(texts.engine)
    assert pages_of(texts.engine).journal() == pages.Journal(b"", frozenset())
    with texts.engine.begin() as connection:
        texts.put(connection)
    seen = pages_of(texts.engine).unseen
    seen.note(pages_of(texts.engine).journal())
    assert seen.numbers is None


def test_what_others_write_while_it_is_looked_at_is_looked_at_the_next_time(
    texts: Texts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Clause: P3. Their journal goes into the file with ours, and what it held is not known any more."""
    assert erasure.scrub(texts.engine)
    assert pages_of(texts.engine).unseen.numbers == set()
    really = residue.wash

    def wash(*given: Any, large: bool) -> bool:
        with texts.engine.begin() as connection:
            texts.put(connection)
        return really(*given, large=large)

    monkeypatch.setattr(residue, "wash", wash)
    assert erasure.scrub(texts.engine)
    assert pages_of(texts.engine).unseen.numbers is None
