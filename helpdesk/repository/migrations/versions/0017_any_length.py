"""Addresses of any length fit in the indexes."""

from alembic import op

from helpdesk.repository.reached import COLUMNS, indexes

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Recreate the indexes."""
    for table, _column in COLUMNS:
        op.execute(f"drop index ix_{table}_reached")
    for statement in indexes(op.get_bind().dialect.name):
        op.execute(statement)
