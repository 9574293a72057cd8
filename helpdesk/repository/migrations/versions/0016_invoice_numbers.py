"""An index to find an invoice by its number, whoever's it is."""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the index; a number may occur twice, from before this was checked."""
    op.create_index("ix_invoices_number", "invoices", ["number"])
