"""What became of a letter sent by mail, and an index of letters that have yet to go out."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Existing letters went by other ways, or have yet to go."""
    op.add_column("letters", sa.Column("delivery", sa.Text(), nullable=False, server_default="none"))
    op.add_column("letters", sa.Column("delivery_detail", sa.Text(), nullable=False, server_default=""))
    op.add_column("letters", sa.Column("attempts", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("letters", sa.Column("recipient", sa.Text(), nullable=False, server_default=""))
    unsent = sa.text("kind <> 'notice' and sent is null")
    op.create_index("ix_letters_unsent", "letters", ["seq"], sqlite_where=unsent, postgresql_where=unsent)
