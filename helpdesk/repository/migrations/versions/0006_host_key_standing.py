"""A refused host key is remembered, and so is why one is trusted no longer."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What was kept until now is trusted."""
    op.add_column("host_keys", sa.Column("standing", sa.Text(), nullable=False, server_default="trusted"))
