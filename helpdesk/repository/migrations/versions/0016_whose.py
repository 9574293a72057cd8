"""Whether an invoice is here already is found by its number; an address of any length has its place in the indexes."""

from alembic import op

from helpdesk.repository.reached import COLUMNS, indexes

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the indexes; a number may be there twice, from before this was asked."""
    op.create_index("ix_invoices_number", "invoices", ["number"])
    for table, _column in COLUMNS:
        op.execute(f"drop index ix_{table}_reached")
    for statement in indexes(op.get_bind().dialect.name):
        op.execute(statement)
