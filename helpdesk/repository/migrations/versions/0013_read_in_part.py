"""What could not be read of an incoming mail is stored with it."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """For existing mails nothing is known."""
    op.add_column("ticket_messages", sa.Column("faults", sa.Text(), nullable=False, server_default=""))
