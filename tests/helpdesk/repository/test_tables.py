"""Every stored field says what it is, and the migrations make just these tables."""

from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from support.stores import sample

from helpdesk.domain.customer import CUSTOMER
from helpdesk.domain.holds import HELPERS, LABELS
from helpdesk.domain.register import Keeping
from helpdesk.repository import hanging, held, migrations
from helpdesk.repository.customers import SEVERAL
from helpdesk.repository.migrations.env_filter import is_ours
from helpdesk.repository.store import Store
from helpdesk.repository.tables import Table
from helpdesk.repository.trees import trees

COLUMNS = [column for table in Table.metadata.sorted_tables for column in table.columns]


def test_every_column_declares_its_category() -> None:
    """Clause: D1, D2, D3, D4, D5, D6, D7, P3."""
    known = {*sample().categories, *Keeping}
    assert [str(column) for column in COLUMNS if column.info.get("category") not in known] == []


def test_every_field_of_the_register_has_a_column() -> None:
    stored = {column.info.get("field") for column in COLUMNS} - {None}
    assert stored == {field.name for field in CUSTOMER}


def test_no_column_can_keep_unsolicited_data_or_server_logs() -> None:
    """Clause: D8, D9."""
    assert not {"D8", "D9"} & {column.info["category"] for column in COLUMNS}


def test_all_that_holds_personal_data_hangs_on_a_customer() -> None:
    for table in Table.metadata.sorted_tables:
        if any(column.info["category"].startswith("D") for column in table.columns):
            assert table.name == "customers" or "customer_seq" in table.columns, table.name


def test_what_a_category_lets_go_is_named_where_it_goes() -> None:
    """Clause: P3. Once the period of a category is over its rows go, also of a customer of whom something is held."""
    several = [row.__table__ for row in SEVERAL.values()]
    for table in Table.metadata.sorted_tables:
        if hanging.categories(table):
            assert table.name == "customers" or table in (*hanging.TABLES, *several), table.name


@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index")
def test_the_migrations_make_exactly_the_tables_of_the_models(store: Store) -> None:
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": is_ours})
        assert compare_metadata(context, Table.metadata) == []
        assert migrations.version(connection) == migrations.HEAD


@pytest.mark.stores("embedded")
def test_rows_are_overwritten_only_by_what_nothing_hangs_on(store: Store) -> None:
    """Clause: P3. A key, or what an index or another row knows, would not be put back unseen."""
    with store.engine.connect() as connection:
        found = {tree.name: tree for tree in trees(connection.connection.driver_connection)}
    assert {"customers", "ticket_messages", "letters", "session_addresses"} <= set(found)
    assert not {"ticket_links", "unpaid_counted", "case_numbers"} & set(found)
    for table in Table.metadata.sorted_tables:
        if table.name in found and found[table.name].holds_rows:
            filling = table.columns[found[table.name].filling.strip('"')]
            indexed = {one.name for index in table.indexes for one in index.columns}
            assert not (filling.primary_key or filling.foreign_keys or filling.name in indexed), table.name


def test_every_register_that_holds_something_of_a_customer_has_a_name_that_people_know() -> None:
    """Clause: R1, R4. It stands in what goes to a customer, and in what a technician confirms."""
    named = {table.name for table in held.tables()} - set(HELPERS)
    assert named - LABELS.keys() == set()


def test_each_register_says_by_what_it_is_kept_and_what_it_hangs_on() -> None:
    """Clause: R1, R4, P3. What hangs on a case stays with that when its customer goes."""
    with_the_customer = {
        "D3": {"email_addresses"},
        "D4": {"telephone_numbers"},
        "D5": {"services", "systems"},
        "D6": {"host_keys", "ip_addresses", "sessions", "recording_parts", "session_addresses"},
        "D7": {"invoices", "unpaid_events"},
        "correspondence": {
            *("attachments", "complaints", "corrections", "letters", "rights_requests", "ticket_messages"),
            "tickets",
        },
        "accountability": {
            *("consent_events", "disclosures", "erasure_holds", "open_files", "restrictions", "unsolicited"),
            "breach_customers",
        },
    }
    with_a_case = {
        "correspondence": {"complaint_steps", "request_rights", "request_steps"},
        "accountability": {"request_known", "request_pauses", "unsolicited_places"},
    }
    for is_of_a_case, expected in ((False, with_the_customer), (True, with_a_case)):
        found: dict[str, set[str]] = {}
        for table in held.tables():
            if held.is_of_a_case(table) is is_of_a_case:
                found.setdefault(held.category(table), set()).add(table.name)
        assert found == expected
