"""Refused host keys are remembered, and so is why a key is no longer trusted."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Existing keys are trusted."""
    op.add_column("host_keys", sa.Column("standing", sa.Text(), nullable=False, server_default="trusted"))
