"""Where personal data may lie in an embedded store, and how its pages can be filled. Clause: P3, R4."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

import pytest
from support.tickets import add_ticket

from helpdesk.repository.engine import pages_of
from helpdesk.repository.reached import COLUMNS
from helpdesk.repository.store import Store
from helpdesk.repository.trees import Tree, quoted, trees

pytestmark = pytest.mark.stores("embedded")


def trees_of(store: Store, *statements: str) -> Mapping[str, Tree]:
    """The trees of a store, by name, with these tables in it too."""
    pooled = store.engine.raw_connection()
    driver: Any = pooled.driver_connection
    driver.execute("pragma query_only = 0")
    for statement in statements:
        driver.execute(statement)
    found = {tree.name: tree for tree in trees(driver)}
    pooled.close()
    return found


def test_tables_and_indexes_with_personal_data_are_looked_at_and_no_others(store: Store) -> None:
    """Clause: P3, R4. A name in an index is as much of a copy as one in a table."""
    found = trees_of(store)
    tables = {"customers", "email_addresses", "tickets", "ticket_messages", "drafts", "message_search"}
    assert tables | {"restrictions"} <= found.keys(), "also what somebody wrote as a ground"
    assert not {"audit_head", "case_numbers", "unpaid_counted"} & found.keys()
    indexes = {tree.name for tree in found.values() if tree.is_index}
    assert {"ix_customers_postcode", "ix_email_addresses_key", "ix_tickets_subject"} <= indexes
    assert {f"ix_{table}_reached" for table, _column in COLUMNS} <= indexes, "what is computed of an address"
    numbers = {
        "ix_tickets_owner",
        "ix_tickets_customer_seq",
        "ix_email_addresses_customer_seq",
        "ix_audit_at",
    }
    assert not numbers & indexes, "they name nobody"


def test_rows_are_lengthened_by_a_column_that_nothing_depends_on(store: Store) -> None:
    """Clause: P3. Not by a key, a reference, or what is in an index; by a text rather than a number."""
    found = trees_of(
        store,
        "create table parents (name text primary key)",
        "create table children (id integer primary key, count integer, parent text references parents,"
        " called text, said text)",
        "create index by_name on children (lower(called))",
        "create table numbers (id integer primary key, one integer, other integer)",
        "create table pairs (one text, other text, unique (one, other))",
    )
    by = {name: (found[name].filling, found[name].filling_at) for name in ("children", "numbers", "pairs")}
    assert by == {"children": ('"said"', 4), "numbers": ('"one"', 1), "pairs": ("", 0)}
    assert (found["children"].columns, found["children"].holds_rows) == (5, True)


def test_a_name_is_quoted_whatever_is_in_it() -> None:
    assert quoted('a "b"') == '"a ""b"""'


def test_nothing_of_an_address_stays_in_what_is_computed_of_it(plain_workplace: Any) -> None:
    """Clause: P3, R4. An index of an expression keeps copies of keys that moved, as any other does."""
    chance, there, gone = Random(3), dict[int, str](), list[str]()
    for turn in range(40):
        with plain_workplace.as_() as work:
            for number in range(40):
                sender = f"{chance.randrange(10**12):012}{'x' * chance.choice((5, 90))}@example.org"
                there[add_ticket(work, f"T{turn:03}{number:03}", sender=sender)] = sender
            leaving = chance.sample(sorted(there), 25)
            work.tickets.remove(leaving)
            gone += [there.pop(ticket) for ticket in leaving]
    store: Store = plain_workplace.store
    assert store.scrub()
    index = trees_of(store)["ix_tickets_reached"]
    raw = b"".join(page.data for page in pages_of(store.engine).leaves(index.root))
    assert sum(sender.encode() in raw for sender in there.values()) > 100
    assert [sender for sender in gone if sender[:12].encode() in raw] == []
