"""Subjects are searched too; messages that were searched before are searched again."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What was dismissed stays dismissed when a message is searched again."""
    op.add_column(
        "findings", sa.Column("in_subject", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.execute(
        "update ticket_messages set scanned = null"
        " where subject <> '' and removed is null and direction <> 'out' and scanned is not null"
    )
