"""Somebody without a file may ask too: what they are called, and how they are reached."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Requests that are there are all of customers."""
    for name in ("person", "contact"):
        op.add_column("rights_requests", sa.Column(name, sa.Text(), nullable=False, server_default=""))
