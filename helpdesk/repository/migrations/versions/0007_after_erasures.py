"""An erasure records since when no byte of it is left; unsent notices have an index."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Earlier erasures were overwritten at once."""
    op.add_column("erasures", sa.Column("gone", sa.DateTime(timezone=True), nullable=True))
    op.execute("update erasures set gone = at")
    op.create_index("ix_erasures_pending", "erasures", ["seq"], unique=False, **_where("gone is null"))
    to_go_out = "kind = 'notice' and sent is null"
    op.create_index("ix_letters_notices", "letters", ["seq"], unique=False, **_where(to_go_out))


def _where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}
