"""What happened to invoices that were not paid in time."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

SEQUENCE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the table; nothing is known about the history of existing unpaid invoices."""
    op.create_table(
        "unpaid_events",
        sa.Column("seq", SEQUENCE, autoincrement=True, nullable=False),
        sa.Column("customer_seq", SEQUENCE, nullable=False),
        sa.Column("invoice_seq", SEQUENCE, nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("letter", sa.Text(), nullable=False),
        sa.Column("sent", MOMENT, nullable=True),
        sa.Column("services", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "what in ('reminded', 'heard', 'decided', 'stopped', 'freed')", name=op.f("ck_unpaid_events_what")
        ),
        sa.ForeignKeyConstraint(
            ["customer_seq"],
            ["customers.seq"],
            name=op.f("fk_unpaid_events_customer_seq"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["invoice_seq"], ["invoices.seq"], name=op.f("fk_unpaid_events_invoice_seq"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_unpaid_events")),
    )
    for column in ("customer_seq", "invoice_seq"):
        op.create_index(op.f(f"ix_unpaid_events_{column}"), "unpaid_events", [column])
    for name, columns, condition in (
        ("reminded", ["invoice_seq", "step"], "what = 'reminded'"),
        ("letter", ["letter"], "letter <> ''"),
        ("blocks", ["invoice_seq"], "what = 'decided' and kind = 'block'"),
    ):
        some = sa.text(condition)
        op.create_index(
            f"ix_unpaid_events_{name}",
            "unpaid_events",
            columns,
            unique=name == "reminded",
            sqlite_where=some,
            postgresql_where=some,
        )
    unpaid = sa.text("paid is null")
    op.create_index(
        "ix_invoices_unpaid", "invoices", ["due", "seq"], sqlite_where=unpaid, postgresql_where=unpaid
    )
