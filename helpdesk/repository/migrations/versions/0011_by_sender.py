"""Who wrote a message, and whose and how called a ticket is, are looked through without reading what was written."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the indexes that are read from end to end in place of their tables."""
    sent = sa.text("sender <> ''")
    for table, columns in (("ticket_messages", ["sender", "ticket_seq"]), ("tickets", ["sender"])):
        op.create_index(f"ix_{table}_sender", table, columns, sqlite_where=sent, postgresql_where=sent)
    op.create_index("ix_tickets_subject", "tickets", ["subject"])
