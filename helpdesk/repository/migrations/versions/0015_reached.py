"""Indexes to find people without a file by their address, without reading everything."""

from alembic import op

from helpdesk.repository.reached import indexes

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create expression indexes, which the tables' descriptions can't express for both stores alike."""
    for statement in indexes(op.get_bind().dialect.name):
        op.execute(statement)
