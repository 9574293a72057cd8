"""The audit is looked through by kind, technician and period."""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make what leads to the newest records of each."""
    op.create_index("ix_audit_event", "audit", ["event", "at", "technician"])
    op.create_index("ix_audit_technician", "audit", ["technician", "at"])
    op.create_index("ix_audit_at", "audit", ["at"])
