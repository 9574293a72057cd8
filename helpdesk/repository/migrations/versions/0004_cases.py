"""Complaints, rights requests, disclosures, and what must be kept after an erasure."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

SEQUENCE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables of cases."""
    _case_numbers()
    _erasures()
    _complaints()
    _disclosures()
    _erasure_holds()
    _rights_requests()
    _complaint_sessions()
    _complaint_steps()
    _corrections()
    _request_codes()
    _request_known()
    _request_pauses()
    _request_rights()
    _request_steps()


def _case_numbers() -> None:
    op.create_table(
        "case_numbers",
        sa.Column("prefix", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("prefix", "year", name=op.f("pk_case_numbers")),
    )


def _erasures() -> None:
    op.create_table(
        "erasures",
        sa.Column("seq", SEQUENCE, autoincrement=True, nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("case", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_erasures")),
    )
    op.create_index(op.f("ix_erasures_subject"), "erasures", ["subject"], unique=False)


def _complaints() -> None:
    op.create_table(
        "complaints",
        sa.Column("seq", SEQUENCE, autoincrement=True, nullable=False),
        sa.Column("customer_seq", SEQUENCE, nullable=True),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("received", MOMENT, nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("wish", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("lesson", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("handler", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("acknowledge_by", sa.Date(), nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=False),
        sa.Column("nearest", sa.Date(), nullable=True),
        sa.Column("acknowledged", MOMENT, nullable=True),
        sa.Column("answered", MOMENT, nullable=True),
        sa.Column("closed", MOMENT, nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("turned_into", sa.Text(), nullable=False),
        _on("complaints", "customer_seq", "customers", "SET NULL"),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_complaints")),
        sa.UniqueConstraint("number", name=op.f("uq_complaints_number")),
    )
    op.create_index(
        "ix_complaints_closed", "complaints", ["closed"], unique=False, **_where("closed is not null")
    )
    op.create_index(op.f("ix_complaints_customer_seq"), "complaints", ["customer_seq"], unique=False)
    op.create_index(
        "ix_complaints_nearest",
        "complaints",
        ["nearest", "seq"],
        unique=False,
        **_where("nearest is not null"),
    )
    op.create_index("ix_complaints_received", "complaints", ["received", "seq"], unique=False)


def _disclosures() -> None:
    op.create_table(
        "disclosures",
        sa.Column("seq", SEQUENCE, autoincrement=True, nullable=False),
        sa.Column("customer_seq", SEQUENCE, nullable=True),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("recipient_name", sa.Text(), nullable=False),
        sa.Column("clause", sa.Text(), nullable=False),
        sa.Column("categories", sa.Text(), nullable=False),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("article", sa.Text(), nullable=False),
        sa.Column("called_back", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("approved", MOMENT, nullable=True),
        sa.Column("approved_by", sa.Text(), nullable=False),
        _on("disclosures", "customer_seq", "customers", "SET NULL"),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_disclosures")),
        sa.UniqueConstraint("number", name=op.f("uq_disclosures_number")),
    )
    op.create_index(op.f("ix_disclosures_customer_seq"), "disclosures", ["customer_seq"], unique=False)
    op.create_index("ix_disclosures_subject", "disclosures", ["subject", "seq"], unique=False)
    op.create_index(
        "ix_disclosures_waiting", "disclosures", ["seq"], unique=False, **_where("approved is null")
    )


def _erasure_holds() -> None:
    op.create_table(
        "erasure_holds",
        sa.Column("seq", SEQUENCE, autoincrement=True, nullable=False),
        sa.Column("customer_seq", SEQUENCE, nullable=False),
        sa.Column("register", sa.Text(), nullable=False),
        sa.Column("record", SEQUENCE, nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        _on("erasure_holds", "customer_seq", "customers"),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_erasure_holds")),
    )
    op.create_index(op.f("ix_erasure_holds_customer_seq"), "erasure_holds", ["customer_seq"], unique=False)
    op.create_index("ix_erasure_holds_until", "erasure_holds", ["until", "customer_seq"], unique=False)


def _rights_requests() -> None:
    op.create_table(
        "rights_requests",
        sa.Column("seq", SEQUENCE, autoincrement=True, nullable=False),
        sa.Column("customer_seq", SEQUENCE, nullable=True),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("received", MOMENT, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("handler", sa.Text(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("asked", MOMENT, nullable=True),
        sa.Column("confirmed", MOMENT, nullable=True),
        sa.Column("way", sa.Text(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("extended", MOMENT, nullable=True),
        sa.Column("closed", MOMENT, nullable=True),
        sa.Column("duplicate_of", sa.Text(), nullable=False),
        sa.Column("turned_into", sa.Text(), nullable=False),
        _on("rights_requests", "customer_seq", "customers", "SET NULL"),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_rights_requests")),
        sa.UniqueConstraint("number", name=op.f("uq_rights_requests_number")),
    )
    op.create_index(
        "ix_rights_requests_closed",
        "rights_requests",
        ["closed"],
        unique=False,
        **_where("closed is not null"),
    )
    op.create_index(
        op.f("ix_rights_requests_customer_seq"), "rights_requests", ["customer_seq"], unique=False
    )
    op.create_index(
        "ix_rights_requests_open", "rights_requests", ["due", "seq"], unique=False, **_where("closed is null")
    )
    op.create_index(op.f("ix_rights_requests_subject"), "rights_requests", ["subject"], unique=False)


def _complaint_sessions() -> None:
    op.create_table(
        "complaint_sessions",
        sa.Column("seq", SEQUENCE, autoincrement=True, nullable=False),
        sa.Column("complaint_seq", SEQUENCE, nullable=False),
        sa.Column("session", SEQUENCE, nullable=False),
        _on("complaint_sessions", "complaint_seq", "complaints"),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_complaint_sessions")),
    )
    op.create_index(
        op.f("ix_complaint_sessions_complaint_seq"), "complaint_sessions", ["complaint_seq"], unique=False
    )


def _complaint_steps() -> None:
    op.create_table(
        "complaint_steps",
        sa.Column("seq", SEQUENCE, autoincrement=True, nullable=False),
        sa.Column("complaint_seq", SEQUENCE, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        _on("complaint_steps", "complaint_seq", "complaints"),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_complaint_steps")),
    )
    op.create_index(
        op.f("ix_complaint_steps_complaint_seq"), "complaint_steps", ["complaint_seq"], unique=False
    )


def _corrections() -> None:
    op.create_table(
        "corrections",
        sa.Column("seq", SEQUENCE, autoincrement=True, nullable=False),
        sa.Column("request_seq", SEQUENCE, nullable=False),
        sa.Column("customer_seq", SEQUENCE, nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("old", sa.Text(), nullable=False),
        sa.Column("new", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        _on("corrections", "customer_seq", "customers"),
        _on("corrections", "request_seq", "rights_requests"),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_corrections")),
    )
    op.create_index(op.f("ix_corrections_customer_seq"), "corrections", ["customer_seq"], unique=False)
    op.create_index(op.f("ix_corrections_request_seq"), "corrections", ["request_seq"], unique=False)


def _request_codes() -> None:
    op.create_table(
        "request_codes",
        sa.Column("seq", SEQUENCE, autoincrement=True, nullable=False),
        sa.Column("request_seq", SEQUENCE, nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("expires", MOMENT, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("point", sa.Text(), nullable=False),
        _on("request_codes", "request_seq", "rights_requests"),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_request_codes")),
    )
    op.create_index(op.f("ix_request_codes_request_seq"), "request_codes", ["request_seq"], unique=False)


def _request_known() -> None:
    op.create_table(
        "request_known",
        sa.Column("seq", SEQUENCE, autoincrement=True, nullable=False),
        sa.Column("request_seq", SEQUENCE, nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        _on("request_known", "request_seq", "rights_requests"),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_request_known")),
    )
    op.create_index("ix_request_known_request", "request_known", ["request_seq", "by"], unique=True)


def _request_pauses() -> None:
    op.create_table(
        "request_pauses",
        sa.Column("seq", SEQUENCE, autoincrement=True, nullable=False),
        sa.Column("request_seq", SEQUENCE, nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        _on("request_pauses", "request_seq", "rights_requests"),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_request_pauses")),
    )
    op.create_index(op.f("ix_request_pauses_request_seq"), "request_pauses", ["request_seq"], unique=False)


def _request_rights() -> None:
    op.create_table(
        "request_rights",
        sa.Column("seq", SEQUENCE, autoincrement=True, nullable=False),
        sa.Column("request_seq", SEQUENCE, nullable=False),
        sa.Column("right", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("at", MOMENT, nullable=True),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("approved_by", sa.Text(), nullable=False),
        _on("request_rights", "request_seq", "rights_requests"),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_request_rights")),
    )
    op.create_index("ix_request_rights_request", "request_rights", ["request_seq", "right"], unique=True)


def _request_steps() -> None:
    op.create_table(
        "request_steps",
        sa.Column("seq", SEQUENCE, autoincrement=True, nullable=False),
        sa.Column("request_seq", SEQUENCE, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        _on("request_steps", "request_seq", "rights_requests"),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_request_steps")),
    )
    op.create_index(op.f("ix_request_steps_request_seq"), "request_steps", ["request_seq"], unique=False)


def _on(table: str, column: str, other: str, gone: str = "CASCADE") -> sa.ForeignKeyConstraint:
    """A reference to the parent row."""
    return sa.ForeignKeyConstraint(
        [column], [f"{other}.seq"], name=op.f(f"fk_{table}_{column}"), ondelete=gone
    )


def _where(condition: str) -> dict[str, Any]:
    """An index over the few rows that meet a condition."""
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}
