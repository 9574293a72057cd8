"""Whether an invoice is here already is found by its number, whosever it is."""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the index; a number may be there twice, from before this was asked."""
    op.create_index("ix_invoices_number", "invoices", ["number"])
