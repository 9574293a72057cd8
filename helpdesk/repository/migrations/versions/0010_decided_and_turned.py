"""When an objection was decided; indexes for what waits to be lifted or decided, and for what a case was before."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Earlier, an objection's request and outcome were only known from the request's rights and steps."""
    op.add_column("restrictions", sa.Column("decided", sa.DateTime(timezone=True), nullable=True))
    op.execute(
        "update restrictions set reference = coalesce((select max(r.number) from rights_requests r"
        " join request_rights a on a.request_seq = r.seq where r.customer_seq = restrictions.customer_seq"
        " and a.\"right\" = 'objection' and a.result = 'fulfilled'), '')"
        " where kind = 'objection' and until is null and reference = ''"
    )
    op.execute(
        "update restrictions set decided = (select max(s.at) from request_steps s"
        " join rights_requests r on r.seq = s.request_seq"
        " where r.number = restrictions.reference and s.what = 'objection:upheld')"
        " where kind = 'objection' and until is null"
    )
    waiting = sa.text("until is null and decided is null")
    op.create_index(
        "ix_restrictions_waiting",
        "restrictions",
        ["since", "seq"],
        sqlite_where=waiting,
        postgresql_where=waiting,
    )
    turned = sa.text("turned_into <> ''")
    for table in ("complaints", "rights_requests"):
        op.create_index(
            f"ix_{table}_turned", table, ["turned_into"], sqlite_where=turned, postgresql_where=turned
        )
