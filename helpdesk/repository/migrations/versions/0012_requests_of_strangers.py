"""People without a file may make requests: their name, and how they can be reached."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """All existing requests are from customers."""
    for name in ("person", "contact"):
        op.add_column("rights_requests", sa.Column(name, sa.Text(), nullable=False, server_default=""))
