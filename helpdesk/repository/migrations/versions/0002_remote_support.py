"""Remote support: systems, host keys, the ledger of sessions, recordings."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

SEQUENCE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables of remote support."""
    _systems()
    _host_keys()
    _sessions()
    _session_addresses()
    _recording_parts()


def _systems() -> None:
    op.create_table(
        "systems",
        sa.Column("seq", SEQUENCE, autoincrement=True, nullable=False),
        sa.Column("customer_seq", SEQUENCE, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("port", sa.Integer(), nullable=False),
        sa.Column("user", sa.Text(), nullable=False),
        sa.Column("sign_in", sa.Text(), nullable=False),
        sa.Column("secret_at", sa.Text(), nullable=False),
        sa.Column("jump_seq", SEQUENCE, nullable=True),
        sa.Column("service_seq", SEQUENCE, nullable=True),
        _on("systems", "customer_seq", "customers"),
        _on("systems", "jump_seq", "systems", "SET NULL"),
        _on("systems", "service_seq", "services", "SET NULL"),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_systems")),
    )
    for column in ("customer_seq", "host", "jump_seq", "service_seq"):
        op.create_index(op.f(f"ix_systems_{column}"), "systems", [column], unique=False)


def _host_keys() -> None:
    op.create_table(
        "host_keys",
        sa.Column("seq", SEQUENCE, autoincrement=True, nullable=False),
        sa.Column("customer_seq", SEQUENCE, nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("port", sa.Integer(), nullable=False),
        sa.Column("algorithm", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("trusted_by", sa.Text(), nullable=False),
        sa.Column("trusted_at", MOMENT, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        _on("host_keys", "customer_seq", "customers"),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_host_keys")),
    )
    op.create_index("ix_host_keys_host", "host_keys", ["customer_seq", "host", "port"], unique=False)


def _sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("seq", SEQUENCE, autoincrement=True, nullable=False),
        sa.Column("customer_seq", SEQUENCE, nullable=False),
        sa.Column("technician_seq", SEQUENCE, nullable=False),
        sa.Column("system_seq", SEQUENCE, nullable=True),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("system", sa.Text(), nullable=False),
        sa.Column("asked_host", sa.Text(), nullable=False),
        sa.Column("peer", sa.Text(), nullable=False),
        sa.Column("through", sa.Text(), nullable=False),
        sa.Column("peer_is_true", sa.Boolean(), nullable=False),
        sa.Column("new_address", sa.Boolean(), nullable=False),
        sa.Column("purposes", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("agreed", sa.Text(), nullable=False),
        sa.Column("ticket", sa.Text(), nullable=False),
        sa.Column("started", MOMENT, nullable=False),
        sa.Column("alive", MOMENT, nullable=False),
        sa.Column("ended", MOMENT, nullable=True),
        sa.Column("how", sa.Text(), nullable=True),
        sa.Column("exit_status", sa.Integer(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("follow_up", sa.Text(), nullable=False),
        sa.Column("follow_up_due", MOMENT, nullable=True),
        sa.Column("recorded", MOMENT, nullable=True),
        _on("sessions", "customer_seq", "customers"),
        sa.ForeignKeyConstraint(
            ["technician_seq"], ["technicians.seq"], name=op.f("fk_sessions_technician_seq")
        ),
        _on("sessions", "system_seq", "systems", "SET NULL"),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_sessions")),
    )
    op.create_index(op.f("ix_sessions_system_seq"), "sessions", ["system_seq"], unique=False)
    for name, columns, condition in (
        ("customer", ["customer_seq", "started", "seq", "technician_seq"], None),
        ("technician", ["technician_seq", "started", "seq"], None),
        ("started", ["started", "seq"], None),
        ("running", ["technician_seq"], "ended is null"),
        ("to_follow_up", ["technician_seq"], "follow_up_due is not null"),
        ("recorded", ["started"], "recorded is not null"),
    ):
        op.create_index(f"ix_sessions_{name}", "sessions", columns, unique=False, **_where(condition))


def _session_addresses() -> None:
    op.create_table(
        "session_addresses",
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("started", MOMENT, nullable=False),
        sa.Column("session_seq", SEQUENCE, autoincrement=False, nullable=False),
        sa.Column("customer_seq", SEQUENCE, nullable=False),
        sa.Column("technician_seq", SEQUENCE, nullable=False),
        _on("session_addresses", "session_seq", "sessions"),
        _on("session_addresses", "customer_seq", "customers"),
        sa.ForeignKeyConstraint(
            ["technician_seq"], ["technicians.seq"], name=op.f("fk_session_addresses_technician_seq")
        ),
        sa.PrimaryKeyConstraint("key", "started", "session_seq", name=op.f("pk_session_addresses")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_session_addresses_session_seq"), "session_addresses", ["session_seq"], unique=False
    )
    for name, columns in (
        ("customer", ["customer_seq", "key"]),
        ("started", ["started", "session_seq", "key", "technician_seq", "customer_seq"]),
    ):
        op.create_index(f"ix_session_addresses_{name}", "session_addresses", columns, unique=False)


def _recording_parts() -> None:
    op.create_table(
        "recording_parts",
        sa.Column("session_seq", SEQUENCE, autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("customer_seq", SEQUENCE, nullable=False),
        sa.Column("first", sa.Double(), nullable=False),
        sa.Column("last", sa.Double(), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        _on("recording_parts", "session_seq", "sessions"),
        _on("recording_parts", "customer_seq", "customers"),
        sa.PrimaryKeyConstraint("session_seq", "number", name=op.f("pk_recording_parts")),
    )
    op.create_index(
        op.f("ix_recording_parts_customer_seq"), "recording_parts", ["customer_seq"], unique=False
    )


def _on(table: str, column: str, other: str, gone: str = "CASCADE") -> sa.ForeignKeyConstraint:
    """A reference to the parent row."""
    return sa.ForeignKeyConstraint(
        [column], [f"{other}.seq"], name=op.f(f"fk_{table}_{column}"), ondelete=gone
    )


def _where(condition: str | None) -> dict[str, Any]:
    """An index over the few rows that meet a condition."""
    if condition is None:
        return {}
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}
