"""Disclosures that waited for a second person and were withdrawn: when, by whom and why."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Until now, none was withdrawn."""
    op.add_column("disclosures", sa.Column("withdrawn", sa.DateTime(timezone=True), nullable=True))
    for name in ("withdrawn_by", "withdrawn_why"):
        op.add_column("disclosures", sa.Column(name, sa.Text(), nullable=False, server_default=""))
    op.drop_index("ix_disclosures_waiting", "disclosures")
    waits = sa.text("approved is null and withdrawn is null")
    op.create_index(
        "ix_disclosures_waiting", "disclosures", ["seq"], sqlite_where=waits, postgresql_where=waits
    )
