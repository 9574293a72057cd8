"""Personal data breaches: what is known, what was changed and decided, and whom they concern."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

SEQUENCE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def _key() -> sa.Column[int]:
    return sa.Column("seq", SEQUENCE, autoincrement=True, nullable=False)


def _of(table: str, parent: str, column: str) -> tuple[sa.schema.SchemaItem, ...]:
    """The column by which the rows of a table belong to a row of another, and go with it."""
    name = op.f(f"fk_{table}_{column}")
    return (
        sa.Column(column, SEQUENCE, nullable=False),
        sa.ForeignKeyConstraint([column], [f"{parent}.seq"], name=name, ondelete="CASCADE"),
    )


def _texts(*names: str) -> tuple[sa.Column[str], ...]:
    return tuple(sa.Column(name, sa.Text(), nullable=False) for name in names)


def upgrade() -> None:
    """Create the tables; there is nothing to fill them with."""
    op.create_table(
        "breaches",
        _key(),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("noted", MOMENT, nullable=False),
        *_texts("number", "by", "what", "categories", "consequences", "measures"),
        sa.Column("aware", MOMENT, nullable=False),
        sa.Column("happened", MOMENT, nullable=True),
        sa.Column("people", sa.Integer(), nullable=True),
        sa.Column("closed", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_breaches")),
        sa.UniqueConstraint("number", name=op.f("uq_breaches_number")),
    )
    for name, column, condition in (
        ("open", "seq", "closed is null"),
        ("closed", "closed", "closed is not null"),
    ):
        some = sa.text(condition)
        op.create_index(f"ix_breaches_{name}", "breaches", [column], sqlite_where=some, postgresql_where=some)
    for table, columns in (
        ("breach_steps", ("by", "what", "note")),
        ("breach_decisions", ("by", "about", "verdict", "reason", "reference", "delay")),
    ):
        op.create_table(
            table,
            _key(),
            *_of(table, "breaches", "breach_seq"),
            sa.Column("at", MOMENT, nullable=False),
            *_texts(*columns),
            sa.PrimaryKeyConstraint("seq", name=op.f(f"pk_{table}")),
        )
        op.create_index(op.f(f"ix_{table}_breach_seq"), table, ["breach_seq"])
    op.add_column("breach_decisions", sa.Column("told", MOMENT, nullable=True))
    table = "breach_customers"
    op.create_table(
        table,
        _key(),
        *_of(table, "customers", "customer_seq"),
        *_of(table, "breaches", "breach_seq"),
        *_texts("number"),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_breach_customers")),
    )
    op.create_index(op.f("ix_breach_customers_customer_seq"), table, ["customer_seq"])
    op.create_index("ix_breach_customers_breach", table, ["breach_seq", "customer_seq"], unique=True)
