"""What the store does: find, open a file, import."""

from __future__ import annotations

import csv
import gc
import os
import random
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select, text

from benchmarks.big_store import desk_with
from benchmarks.table import Figure, percentile, ratio
from helpdesk.desk import Desk
from helpdesk.repository.engine import open_engine
from helpdesk.repository.migrations import upgrade
from helpdesk.repository.tables import CustomerRow, EmailRow, PhoneRow
from helpdesk.tasks import files
from helpdesk.tasks.importing import run as importing
from helpdesk.tasks.sample.generate import generate

Time = tuple[float, float]
"""Milliseconds of elapsed time, and of CPU time."""

QUERIES = 300
BARE = text("select * from customers where id = :id")
CHANGE = text("update technicians set name = :name")


def find_figures(desk: Desk, small: Desk) -> Iterator[Figure]:
    """Random keystroke queries in the repository; and the same in a small store.

    First with a file that must be read from the disk, then with one in the system's cache; the console itself has read
    nothing of either.
    """
    queries = list(islice(keystrokes(), QUERIES))
    _forget(desk)
    unread = _find_times(desk, queries)
    desk.store.spare_memory()
    big_times, small_times = _find_times(desk, queries), _find_times(small, queries)
    wall, cpu = (percentile([one[by] for one in unread], 0.99) for by in (0, 1))
    first = "find in a file not read since the machine started, p99"
    yield Figure(first, f"{wall:.1f} ms (CPU {cpu:.1f})", "", "", "")
    for share, aim in ((0.5, "<= 3 ms, <= 4 x"), (0.99, "<= 15 ms, <= 4 x")):
        yield _figure(f"find, p{share * 100:.0f}", share, big_times, small_times, " small", aim)


def open_figures(desk: Desk) -> Iterator[Figure]:
    """Opening a file with guard and audit, against one bare indexed SELECT with a commit that reaches the disk.

    Alternating, so that both have the same disk and neighbours.
    """
    chance = random.Random(7)
    count = desk.do(lambda work: work.customers.count())
    ids = [desk.do(_id_of, chance.randint(1, count)) for _ in range(200)]
    gc.freeze()  # as the console does once it is open: what was imported contains no garbage
    ours, bare = [], []
    for one in ids:
        ours.append(_timed(partial(desk.do, files.open_file, one, ("G3", "G4"))))
        bare.append(_timed(partial(desk.do, _bare, one)))
    yield _figure("open a file, p99", 0.99, ours, bare, "", "<= 10 x a bare SELECT with a commit")


def import_figures(rows: int, folder: Path) -> Iterator[Figure]:
    """Importing a CSV, against bare executemany plus index build of the same rows."""
    with tempfile.TemporaryDirectory(prefix="import-", dir=folder) as name:
        scratch = Path(name)
        csv_file = scratch / "list.csv"
        _write(csv_file, generate(rows, seed=5))
        desk = desk_with(0, scratch)
        planned = importing.plan(csv_file)
        began = time.perf_counter()
        result = desk.do(importing.run, planned, scratch / "rejects.csv")
        ours = time.perf_counter() - began
        floor = _bare_import(desk, scratch / "bare.db")
        desk.shut()
    if result.imported != rows:
        raise RuntimeError(f"{result.rejected} rows were rejected: {result.problems[:3]}")
    yield Figure(
        f"import of {rows:,} rows", f"{ours:.1f} s", f"{floor:.1f} s", ratio(ours, floor),
        "<= 4 x executemany and index build",
    )  # fmt: skip


def keystrokes() -> Iterator[str]:
    """What somebody types, letter by letter: names, streets, cities, postcodes, numbers, fragments."""
    chance = random.Random(3)
    for values in generate(100_000, seed=1):
        whole = chance.choice(
            [
                values["family_name"] or values["company_name"],
                f"{values['given_name'] or ''} {values['family_name'] or ''}",
                values["street"],
                f"{values['family_name'] or values['company_name']} {values['city']}",
                values["postcode"],
                values["number"],
                (values["phones"][0].value if values["phones"] else "0612345678").replace("+31", "0"),
                values["emails"][0].value if values["emails"] else "info@example.com",
            ]
        )
        text_typed = (whole or "jan").strip().lower()
        yield text_typed[: chance.randint(1, len(text_typed))]


def _figure(what: str, share: float, ours: list[Time], floor: list[Time], of: str, aim: str) -> Figure:
    """A percentile of elapsed time and, to discount other load on the machine, of CPU time."""
    (wall, cpu), (floor_wall, floor_cpu) = (
        [percentile([one[by] for one in times], share) for by in (0, 1)] for times in (ours, floor)
    )
    return Figure(
        what,
        f"{wall:.1f} ms (CPU {cpu:.1f})",
        f"{floor_wall:.1f} ms{of} (CPU {floor_cpu:.1f})",
        ratio(wall, floor_wall),
        aim,
    )


def _find_times(desk: Desk, queries: list[str]) -> list[Time]:
    times = []
    with desk.unit(read_only=True) as work:
        work.customers.prepare_search()  # as the page does while it opens
        for query in queries:
            times.append(_timed(partial(work.customers.find, query)))
    return times


def _forget(desk: Desk) -> None:
    """Have the system drop its cache of a store's file."""
    path = desk.config.database_file
    if path is None:
        raise ValueError("a server's files are not ours")
    file = os.open(path, os.O_RDONLY)
    os.posix_fadvise(file, 0, 0, os.POSIX_FADV_DONTNEED)
    os.close(file)


def _timed(call: Callable[[], Any]) -> Time:
    began, worked = time.perf_counter(), time.process_time()
    call()
    return (time.perf_counter() - began) * 1000, (time.process_time() - worked) * 1000


def _id_of(work: Any, seq: int) -> str:
    return str(work.connection.execute(select(CustomerRow.id).where(CustomerRow.seq == seq)).scalar_one())


def _bare(work: Any, customer_id: str) -> None:
    """One indexed SELECT, and a commit that changes something: otherwise nothing waits for the disk."""
    work.connection.execute(BARE, {"id": customer_id}).one()
    work.connection.execute(CHANGE, {"name": customer_id})


def _bare_import(filled: Desk, path: Path) -> float:
    """The rows of a filled store, by plain executemany into tables with their indexes, and what the search reads.

    The trigram index is not part of the floor.
    """
    tables = (CustomerRow.__table__, EmailRow.__table__, PhoneRow.__table__)
    rows = [filled.do(_rows, one) for one in tables]
    documents = filled.do(
        lambda work: work.connection.execute(text("select id, folded from customer_search")).all()
    )
    engine = open_engine(f"sqlite:///{path}", bytes(32))
    upgrade(engine)
    began = time.perf_counter()
    with engine.begin() as connection:
        for table, content in zip(tables, rows, strict=True):
            connection.execute(insert(table), content)
        connection.execute(
            text("insert into customer_search (id, folded) values (:id, :folded)"),
            [dict(row._mapping) for row in documents],
        )
    took = time.perf_counter() - began
    engine.dispose()
    return took


def _rows(work: Any, table: Any) -> list[dict[str, Any]]:
    return [dict(row._mapping) for row in work.connection.execute(select(table))]


def _write(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    """The rows as an office's list: semicolons, Dutch headers, Windows-1252."""
    names = {
        "number": "Klantnr", "given_name": "Voornaam", "prefix": "Tussenvoegsel", "family_name": "Achternaam",
        "company_name": "Bedrijfsnaam", "street": "Straat", "house_number": "Huisnummer",
        "postcode": "Postcode", "city": "Plaats",
    }  # fmt: skip
    with path.open("w", encoding="cp1252", errors="replace", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow([*names.values(), "E-mail", "Telefoon"])
        for row in rows:
            points = [row[field][0].value if row[field] else "" for field in ("emails", "phones")]
            writer.writerow([*(row[name] or "" for name in names), *points])
