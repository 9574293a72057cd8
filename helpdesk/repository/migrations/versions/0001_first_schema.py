"""The first schema."""

import sqlalchemy as sa
from alembic import op

from helpdesk.repository import search

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

SEQUENCE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make every table, and the search index over the customers."""
    op.create_table(
        "audit",
        sa.Column("seq", SEQUENCE, autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("technician", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("purposes", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("previous", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit")),
    )
    op.create_index(op.f("ix_audit_subject"), "audit", ["subject"], unique=False)
    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", SEQUENCE, nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_audit_head_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    op.create_table(
        "customers",
        sa.Column("seq", SEQUENCE, autoincrement=True, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed", sa.DateTime(timezone=True), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("given_name", sa.Text(), nullable=True),
        sa.Column("prefix", sa.Text(), nullable=True),
        sa.Column("family_name", sa.Text(), nullable=True),
        sa.Column("street", sa.Text(), nullable=True),
        sa.Column("house_number", sa.Text(), nullable=True),
        sa.Column("postcode", sa.Text(), nullable=True),
        sa.Column("city", sa.Text(), nullable=True),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("company_name", sa.Text(), nullable=True),
        sa.Column("kvk", sa.Text(), nullable=True),
        sa.Column("vat", sa.Text(), nullable=True),
        sa.Column("login_name", sa.Text(), nullable=True),
        sa.Column("iban", sa.Text(), nullable=True),
        sa.Column("account_holder", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_customers")),
        sa.UniqueConstraint("id", name=op.f("uq_customers_id")),
        sa.UniqueConstraint("number", name=op.f("uq_customers_number")),
    )
    op.create_index(op.f("ix_customers_iban"), "customers", ["iban"], unique=False)
    op.create_index(op.f("ix_customers_kvk"), "customers", ["kvk"], unique=False)
    op.create_index(op.f("ix_customers_postcode"), "customers", ["postcode"], unique=False)
    op.create_table(
        "imports",
        sa.Column("seq", SEQUENCE, autoincrement=True, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("technician", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("imported", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("rejected", sa.Integer(), nullable=False),
        sa.Column("rejects_file", sa.Text(), nullable=False),
        sa.Column("settled", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_imports")),
    )
    op.create_table(
        "technicians",
        sa.Column("seq", SEQUENCE, autoincrement=True, nullable=False),
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_technicians")),
        sa.UniqueConstraint("login", name=op.f("uq_technicians_login")),
    )
    op.create_table(
        "consent_events",
        sa.Column("seq", SEQUENCE, autoincrement=True, nullable=False),
        sa.Column("customer_seq", SEQUENCE, nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("text_version", sa.Text(), nullable=False),
        sa.Column("text_language", sa.Text(), nullable=False),
        sa.Column("valid_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["customer_seq"],
            ["customers.seq"],
            name=op.f("fk_consent_events_customer_seq"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_consent_events")),
    )
    op.create_index(op.f("ix_consent_events_customer_seq"), "consent_events", ["customer_seq"], unique=False)
    op.create_index(op.f("ix_consent_events_valid_until"), "consent_events", ["valid_until"], unique=False)
    op.create_table(
        "drafts",
        sa.Column("seq", SEQUENCE, autoincrement=True, nullable=False),
        sa.Column("technician_seq", SEQUENCE, nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("saved", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["technician_seq"], ["technicians.seq"], name=op.f("fk_drafts_technician_seq")
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_drafts")),
    )
    op.create_index(op.f("ix_drafts_technician_seq"), "drafts", ["technician_seq"], unique=False)
    op.create_table(
        "email_addresses",
        sa.Column("seq", SEQUENCE, autoincrement=True, nullable=False),
        sa.Column("customer_seq", SEQUENCE, nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("registered", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_seq"],
            ["customers.seq"],
            name=op.f("fk_email_addresses_customer_seq"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_email_addresses")),
    )
    op.create_index(
        op.f("ix_email_addresses_customer_seq"), "email_addresses", ["customer_seq"], unique=False
    )
    op.create_index(op.f("ix_email_addresses_key"), "email_addresses", ["key"], unique=False)
    op.create_table(
        "invoices",
        sa.Column("seq", SEQUENCE, autoincrement=True, nullable=False),
        sa.Column("customer_seq", SEQUENCE, nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("issued", sa.Date(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("cents", sa.BigInteger(), nullable=False),
        sa.Column("paid", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["customer_seq"], ["customers.seq"], name=op.f("fk_invoices_customer_seq"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_invoices")),
    )
    op.create_index(op.f("ix_invoices_customer_seq"), "invoices", ["customer_seq"], unique=False)
    op.create_table(
        "ip_addresses",
        sa.Column("seq", SEQUENCE, autoincrement=True, nullable=False),
        sa.Column("customer_seq", SEQUENCE, nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_seq"], ["customers.seq"], name=op.f("fk_ip_addresses_customer_seq"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_ip_addresses")),
    )
    op.create_index(op.f("ix_ip_addresses_customer_seq"), "ip_addresses", ["customer_seq"], unique=False)
    op.create_table(
        "open_files",
        sa.Column("seq", SEQUENCE, autoincrement=True, nullable=False),
        sa.Column("customer_seq", SEQUENCE, nullable=False),
        sa.Column("technician_seq", SEQUENCE, nullable=False),
        sa.Column("purposes", sa.Text(), nullable=False),
        sa.Column("opened", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["customer_seq"], ["customers.seq"], name=op.f("fk_open_files_customer_seq"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["technician_seq"], ["technicians.seq"], name=op.f("fk_open_files_technician_seq")
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_open_files")),
    )
    op.create_index(op.f("ix_open_files_customer_seq"), "open_files", ["customer_seq"], unique=False)
    op.create_index("ix_open_files_mine", "open_files", ["technician_seq", "closed", "expires"], unique=False)
    op.create_table(
        "restrictions",
        sa.Column("seq", SEQUENCE, autoincrement=True, nullable=False),
        sa.Column("customer_seq", SEQUENCE, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("purposes", sa.Text(), nullable=False),
        sa.CheckConstraint("kind in ('restriction', 'objection')", name=op.f("ck_restrictions_kind")),
        sa.ForeignKeyConstraint(
            ["customer_seq"], ["customers.seq"], name=op.f("fk_restrictions_customer_seq"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_restrictions")),
    )
    op.create_index(op.f("ix_restrictions_customer_seq"), "restrictions", ["customer_seq"], unique=False)
    op.create_table(
        "services",
        sa.Column("seq", SEQUENCE, autoincrement=True, nullable=False),
        sa.Column("customer_seq", SEQUENCE, nullable=False),
        sa.Column("product", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("started", sa.Date(), nullable=False),
        sa.Column("ended", sa.Date(), nullable=True),
        sa.Column("blocked", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["customer_seq"], ["customers.seq"], name=op.f("fk_services_customer_seq"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_services")),
    )
    op.create_index(op.f("ix_services_customer_seq"), "services", ["customer_seq"], unique=False)
    op.create_table(
        "telephone_numbers",
        sa.Column("seq", SEQUENCE, autoincrement=True, nullable=False),
        sa.Column("customer_seq", SEQUENCE, nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("registered", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_seq"],
            ["customers.seq"],
            name=op.f("fk_telephone_numbers_customer_seq"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_telephone_numbers")),
    )
    op.create_index(
        op.f("ix_telephone_numbers_customer_seq"), "telephone_numbers", ["customer_seq"], unique=False
    )
    op.create_index(op.f("ix_telephone_numbers_value"), "telephone_numbers", ["value"], unique=False)
    search.create_search(op.get_bind())
