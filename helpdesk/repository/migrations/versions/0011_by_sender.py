"""Indexes for the sender and ticket of a message; traces of erased words are removed."""

import sqlalchemy as sa
from alembic import op

from helpdesk.repository.search_words import WordIndex

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create indexes that are read instead of their tables, and allow any two segments of the search to be merged."""
    sent = sa.text("sender <> ''")
    for table, columns in (("ticket_messages", ["sender", "ticket_seq"]), ("tickets", ["sender"])):
        op.create_index(f"ix_{table}_sender", table, columns, sqlite_where=sent, postgresql_where=sent)
    op.create_index("ix_tickets_subject", "tickets", ["subject"])
    op.create_index("ix_ticket_messages_whose", "ticket_messages", ["seq", "ticket_seq"])
    if op.get_bind().dialect.name == "sqlite":
        op.execute("insert into message_words (message_words, rank) values ('usermerge', 2)")
        messages = op.get_bind().execute(sa.text("select count(*) from ticket_messages")).scalar_one()
        WordIndex(op.get_bind()).mend(messages)
