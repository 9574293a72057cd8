"""What the store does: find, open a file, import."""

from __future__ import annotations

import csv
import random
import time
from collections.abc import Callable, Iterable, Iterator
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

QUERIES = 300


def find_figures(desk: Desk, small: Desk) -> Iterator[Figure]:
    """Random keystroke queries in the repository; and the same in a small store."""
    queries = list(islice(_keystrokes(), QUERIES))
    big_times, small_times = _find_times(desk, queries), _find_times(small, queries)
    p50, p99 = percentile(big_times, 0.5), percentile(big_times, 0.99)
    small_p50 = percentile(small_times, 0.5)
    yield Figure(
        "find, p50", f"{p50:.1f} ms", f"{small_p50:.1f} ms small", ratio(p50, small_p50), "<= 3 ms, <= 4 x"
    )
    small_p99 = percentile(small_times, 0.99)
    yield Figure("find, p99", f"{p99:.1f} ms", f"{small_p99:.1f} ms small", ratio(p99, small_p99), "<= 15 ms")


def open_figures(desk: Desk) -> Iterator[Figure]:
    """Opening a file with guard and audit, against one bare indexed SELECT, with a commit that reaches the disk."""
    chance = random.Random(7)
    count = desk.do(lambda work: work.customers.count())
    ids = [desk.do(_id_of, chance.randint(1, count)) for _ in range(200)]
    ours = [_timed(lambda one=one: desk.do(files.open_file, one, ("G3", "G4"))) for one in ids]
    bare = [_timed(lambda one=one: desk.do(_bare, one)) for one in ids]
    yield Figure(
        "open a file, p99",
        f"{percentile(ours, 0.99):.1f} ms",
        f"{percentile(bare, 0.99):.1f} ms",
        ratio(percentile(ours, 0.99), percentile(bare, 0.99)),
        "<= 10 x a bare SELECT with a commit",
    )


def import_figures(rows: int, folder: Path) -> Iterator[Figure]:
    """Importing a CSV, against bare executemany plus index build of the same rows."""
    csv_file = folder / "list.csv"
    _write(csv_file, generate(rows, seed=5))
    desk = desk_with(0, folder / f"import-{time.time_ns()}")
    planned = importing.plan(csv_file)
    began = time.perf_counter()
    result = desk.do(importing.run, planned, folder / f"rejects-{time.time_ns()}.csv")
    ours = time.perf_counter() - began
    floor = _bare_import(desk, folder / f"bare-{time.time_ns()}.db")
    desk.shut()
    if result.imported != rows:
        raise RuntimeError(f"{result.rejected} rows were rejected: {result.problems[:3]}")
    yield Figure(
        f"import of {rows:,} rows", f"{ours:.1f} s", f"{floor:.1f} s", ratio(ours, floor),
        "<= 4 x executemany and index build",
    )  # fmt: skip


def _keystrokes() -> Iterator[str]:
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


def _find_times(desk: Desk, queries: list[str]) -> list[float]:
    times = []
    with desk._unit(read_only=True) as work:
        for query in queries:
            times.append(_timed(lambda query=query: work.customers.find(query)))
    return times


def _timed(call: Callable[[], Any]) -> float:
    began = time.perf_counter()
    call()
    return (time.perf_counter() - began) * 1000


def _id_of(work: Any, seq: int) -> str:
    return str(work.connection.execute(select(CustomerRow.id).where(CustomerRow.seq == seq)).scalar_one())


def _bare(work: Any, customer_id: str) -> None:
    """One indexed SELECT, and a commit with something in it."""
    work.connection.execute(select(CustomerRow.__table__).where(CustomerRow.id == customer_id)).one()
    work.connection.execute(text("update technicians set name = name"))


def _bare_import(filled: Desk, path: Path) -> float:
    """The rows of a filled store by plain executemany, its indexes and the search index over ready documents."""
    tables = (CustomerRow.__table__, EmailRow.__table__, PhoneRow.__table__)
    rows = [filled.do(lambda work, one=one: _rows(work, one)) for one in tables]
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
    headers = ("Klantnr", "Voornaam", "Tussenvoegsel", "Achternaam", "Bedrijfsnaam", "Straat", "Huisnummer")
    headers += ("Postcode", "Plaats", "E-mail", "Telefoon")
    names = ("number", "given_name", "prefix", "family_name", "company_name", "street", "house_number")
    names += ("postcode", "city")
    with path.open("w", encoding="cp1252", errors="replace", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(headers)
        for row in rows:
            points = [row[field][0].value if row[field] else "" for field in ("emails", "phones")]
            writer.writerow([*(row[name] or "" for name in names), *points])
