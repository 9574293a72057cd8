"""Who has no file is found by how they are reached without reading all that was written."""

from alembic import op

from helpdesk.repository.reached import indexes

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the indexes of expressions, which the tables' descriptions can't say for both stores alike."""
    for statement in indexes(op.get_bind().dialect.name):
        op.execute(statement)
