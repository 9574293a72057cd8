"""When to look at an invoice, whether it was noted in error, and what a reminder asked.

Also what the agency was told, and what was credited or paid in part.
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_WHAT = op.f("ck_unpaid_events_what")
_MARKS = (
    *("reminded", "heard", "decided", "stopped", "freed"),
    *("credited", "paid-part", "corrected", "withdrawn", "told"),
)


def upgrade() -> None:
    """Until the days are computed, unpaid invoices are looked at from their due date on, which is never too late."""
    op.create_table(
        "unpaid_counted",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("ladder", sa.Text(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_unpaid_counted_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unpaid_counted")),
    )
    op.add_column("invoices", sa.Column("withdrawn", sa.Date(), nullable=True))
    op.add_column("invoices", sa.Column("instead", sa.BigInteger(), nullable=True))
    op.add_column("invoices", sa.Column("look", sa.Date(), nullable=True))
    op.execute(
        "update invoices set look = due where paid is null or exists (select 1 from unpaid_events e"
        " where e.invoice_seq = invoices.seq and e.what = 'decided')"
    )
    for name, columns in (("look", ["look", "seq"]), ("withdrawn", ["withdrawn"])):
        some = sa.text(f"{name} is not null")
        op.create_index(f"ix_invoices_{name}", "invoices", columns, sqlite_where=some, postgresql_where=some)
    op.drop_index("ix_unpaid_events_blocks", "unpaid_events")
    with op.batch_alter_table("unpaid_events") as table:
        table.add_column(sa.Column("asks", sa.Text(), nullable=True))
        table.add_column(sa.Column("cents", sa.BigInteger(), nullable=True))
        table.drop_constraint(_WHAT, type_="check")
        table.create_check_constraint(_WHAT, "what in ({})".format(", ".join(f"'{one}'" for one in _MARKS)))
