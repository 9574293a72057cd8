"""How somebody is reached has its place in the indexes of any length."""

from alembic import op

from helpdesk.repository.reached import COLUMNS, indexes

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the indexes anew."""
    for table, _column in COLUMNS:
        op.execute(f"drop index ix_{table}_reached")
    for statement in indexes(op.get_bind().dialect.name):
        op.execute(statement)
