"""A store of an older program is brought up to date, with all that is in it."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, insert, inspect, text
from sqlalchemy.exc import DBAPIError
from support.remote import add_system, begun

from helpdesk.domain.ticket_values import gone_identity
from helpdesk.policy.loader import load
from helpdesk.repository import migrations
from helpdesk.repository.engine import open_engine
from helpdesk.repository.pages import Pages
from helpdesk.repository.store import Store
from helpdesk.repository.tables import CustomerRow, ServiceRow, TechnicianRow
from helpdesk.repository.ticket_tables import TicketMessageRow, TicketRow
from helpdesk.tasks import sessions

KEY = bytes(range(32))
NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)


@pytest.fixture(params=["embedded", pytest.param("postgresql", marks=pytest.mark.slow)])
def old(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, bytes | None]:
    """Address and key of a store of schema 0001 with a technician, a customer and a service."""
    embedded = request.param == "embedded"
    url = (
        f"sqlite:///{tmp_path / 'helpdesk.db'}" if embedded else request.getfixturevalue("postgres_database")
    )
    key = KEY if embedded else None
    engine = open_engine(url, key)
    _upgrade_to(engine, "0001")
    with engine.begin() as connection:
        assert "sessions" not in inspect(connection).get_table_names()
        connection.execute(insert(TechnicianRow), {"login": "kim", "name": "Kim", "role": "owner"})
        customer = {
            "id": "c" * 32,
            "version": 1,
            "created": NOW,
            "changed": NOW,
            "number": "10001",
            "kind": "person",
        }
        connection.execute(insert(CustomerRow), {**customer, "family_name": "Meulen"})
        service = {"customer_seq": 1, "product": "support", "detail": "", "started": NOW.date()}
        connection.execute(insert(ServiceRow), service)
    engine.dispose()
    return url, key


def _upgrade_to(engine: Engine, version: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, version)


def test_a_store_from_before_remote_support_keeps_all_and_gets_its_tables(
    old: tuple[str, bytes | None], tmp_path: Path
) -> None:
    url, key = old
    store = Store.open(url, key)
    with store.engine.connect() as connection:
        assert migrations.version(connection) == migrations.HEAD
        assert {"systems", "host_keys", "sessions", "recording_parts"} <= set(
            inspect(connection).get_table_names()
        )
    policy = load(None)

    def unit() -> Any:
        return store.unit_of_work(kim, policy, lambda: NOW)

    with store.engine.connect() as connection:
        from helpdesk.domain.technician import Technician

        row = connection.execute(TechnicianRow.__table__.select()).one()
        kim = Technician(row.seq, row.login, row.name, row.role)
    with unit() as work:
        customer = work.customers.by_number("10001")
        assert (customer.id, customer.name) == ("c" * 32, "Meulen")
        there = add_system(work, customer)
        session = begun(work, customer, there, peer="192.0.2.17")
        assert sessions.running(work) == (session,)
    with unit() as work:  # and what hangs on a customer still goes with it
        work.customers.remove(customer.id, "retention")
        assert sessions.running(work) == ()
    store.close()


def test_invoices_of_an_older_program_are_looked_at_until_their_days_are_counted(old: Any) -> None:
    """Clause: A1. What happened about them stays; of what is paid only what is still blocked is looked at."""
    url, key = old
    engine = open_engine(url, key)
    _upgrade_to(engine, "0017")
    invoices = (
        "insert into invoices (seq, customer_seq, number, issued, due, cents, paid) values"
        " (1, 1, 'F1', '2026-03-01', '2026-04-01', 5000, null),"
        " (2, 1, 'F2', '2026-03-01', '2026-04-02', 5000, '2026-04-20'),"
        " (3, 1, 'F3', '2026-03-01', '2026-04-03', 5000, '2026-04-20')"
    )
    event = (
        'insert into unpaid_events (customer_seq, invoice_seq, what, step, kind, at, "by", note, letter, services)'
        " values (1, {}, '{}', '{}', '{}', '2026-04-10 09:00:00', '', '', '{}', '{}')"
    )
    with engine.begin() as connection:
        connection.execute(text(invoices))
        for values in (
            (1, "reminded", "reminder-1", "reminder", "L1", ""),
            (3, "decided", "block", "block", "", 1),
        ):
            connection.execute(text(event.format(*values)))
    engine.dispose()
    store = Store.open(url, key)
    with store.engine.begin() as connection:
        days = connection.execute(text("select number, look from invoices order by seq")).all()
        assert [(row.number, str(row.look)) for row in days] == [
            ("F1", "2026-04-01"),
            ("F2", "None"),
            ("F3", "2026-04-03"),
        ]
        assert connection.execute(text("select letter from unpaid_events order by seq")).scalars().all() == [
            "L1",
            "",
        ]
    with pytest.raises(DBAPIError), store.engine.begin() as connection:
        connection.execute(text(event.format(1, "reminded", "reminder-1", "reminder", "L2", "")))
    store.close()


def test_of_what_an_older_program_deleted_no_message_id_is_left(old: Any) -> None:
    """Clause: D9, P3. The mail is known when it comes again; what nobody deleted from keeps its own."""
    url, key = old
    engine = open_engine(url, key)
    _upgrade_to(engine, "0019")
    at = {"at": NOW}
    with engine.begin() as connection:
        ticket = {"number": "T1001", "version": 1, "subject": "", "state": "new", "priority": "normal"}
        ticket |= {"channel": "email", "opened": NOW, "changed": NOW, "target": NOW}
        connection.execute(insert(TicketRow), ticket)
        for seq, (direction, fingerprint) in enumerate((("in", ""), ("in", "ab12"), ("out", "")), 1):
            own = {"seq": seq, "direction": direction, "fingerprint": fingerprint}
            message = {
                "ticket_seq": 1,
                "channel": "email",
                "text": "",
                "message_id": f"<anna.{seq}@example.com>",
            }
            connection.execute(insert(TicketMessageRow), {**message, **own, **at})
    engine.dispose()
    store = Store.open(url, key)
    with store.engine.connect() as connection:
        left = connection.execute(text("select message_id from ticket_messages order by seq")).scalars().all()
    assert left == [gone_identity("<anna.1@example.com>"), "<anna.2@example.com>", "<anna.3@example.com>"]
    store.close()


def test_the_copy_from_before_the_upgrade_is_still_of_the_old_schema(tmp_path: Path, old: Any) -> None:
    url, key = old
    Store.open(url, key).close()
    copies = list(tmp_path.glob("*.backup*"))
    if not url.startswith("sqlite"):
        assert copies == []
        return
    (copy,) = copies
    engine = open_engine(f"sqlite:///{copy}", key, create=False)
    with engine.connect() as connection:
        assert migrations.version(connection) == "0001"
        names = connection.execute(CustomerRow.__table__.select()).all()
    engine.dispose()
    assert [row.family_name for row in names] == ["Meulen"]


def test_after_an_upgrade_what_older_versions_left_behind_is_overwritten(tmp_path: Path) -> None:
    """Clause: P3, R4. Copies of rows that moved were left in the unallocated space of pages."""
    path = tmp_path / "helpdesk.db"
    engine = open_engine(f"sqlite:///{path}", KEY)
    _upgrade_to(engine, "0010")
    with engine.begin() as connection:
        customer = {"version": 1, "created": NOW, "changed": NOW, "kind": "person"}
        for number in random.Random(3).sample(range(10_000), 400):
            name = "Meulen" + "n" * (number % 90)
            own = {"seq": number + 1, "id": f"{number:032}", "number": f"{number:05}", "family_name": name}
            connection.execute(insert(CustomerRow), {**customer, **own})
        found = "select rootpage from sqlite_schema where name = 'customers'"
        root = connection.exec_driver_sql(found).scalar_one()
    engine.dispose()
    assert _beside_rows(path, root) > 20
    Store.open(f"sqlite:///{path}", KEY).close()
    assert _beside_rows(path, root) < 4, "what can't be reached to the byte is no word"


def _beside_rows(path: Path, root: int) -> int:
    """Bytes in the unallocated space of that page of one table which has most."""
    pages = Pages(path, KEY)
    left = max(page.left for page in pages.leaves(root))
    pages.close()
    return left
