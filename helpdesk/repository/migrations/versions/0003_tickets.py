"""Tickets, their messages and attachments, and the queue of unsolicited data."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from helpdesk.repository import message_search

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

SEQUENCE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables of tickets and of unsolicited data."""
    _tickets()
    _ticket_links()
    _ticket_messages()
    _attachments()
    _findings()
    _attachment_findings()
    _unsolicited()
    _unsolicited_places()
    message_search.create_search(op.get_bind())


def _tickets() -> None:
    op.create_table(
        "tickets",
        sa.Column("seq", SEQUENCE, autoincrement=True, nullable=False),
        sa.Column("customer_seq", SEQUENCE, nullable=True),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("priority", sa.Text(), nullable=False),
        sa.Column("owner_seq", SEQUENCE, nullable=True),
        sa.Column("opened", MOMENT, nullable=False),
        sa.Column("changed", MOMENT, nullable=False),
        sa.Column("target", MOMENT, nullable=False),
        sa.Column("done", MOMENT, nullable=True),
        sa.Column("merged_seq", SEQUENCE, nullable=True),
        _on("tickets", "customer_seq", "customers"),
        _on("tickets", "merged_seq", "tickets", "SET NULL"),
        _on("tickets", "owner_seq", "technicians", None),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_tickets")),
        sa.UniqueConstraint("number", name=op.f("uq_tickets_number")),
    )
    op.create_index("ix_tickets_changed", "tickets", ["changed", "seq"], unique=False)
    op.create_index("ix_tickets_customer", "tickets", ["customer_seq", "changed", "seq"], unique=False)
    op.create_index("ix_tickets_done", "tickets", ["done"], unique=False, **_where("done is not null"))
    op.create_index("ix_tickets_due", "tickets", ["target", "seq"], unique=False, **_where("done is null"))
    op.create_index(op.f("ix_tickets_merged_seq"), "tickets", ["merged_seq"], unique=False)
    op.create_index(
        "ix_tickets_owner",
        "tickets",
        ["owner_seq", "changed", "seq"],
        unique=False,
        **_where("done is null"),
    )
    op.create_index(
        "ix_tickets_unowned",
        "tickets",
        ["changed", "seq"],
        unique=False,
        **_where("done is null and owner_seq is null"),
    )
    op.create_index("ix_tickets_state", "tickets", ["state", "changed", "seq"], unique=False)


def _ticket_links() -> None:
    op.create_table(
        "ticket_links",
        sa.Column("seq", SEQUENCE, autoincrement=True, nullable=False),
        sa.Column("ticket_seq", SEQUENCE, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("other", SEQUENCE, nullable=False),
        _on("ticket_links", "ticket_seq", "tickets"),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_ticket_links")),
    )
    op.create_index("ix_ticket_links_other", "ticket_links", ["kind", "other"], unique=False)
    op.create_index(op.f("ix_ticket_links_ticket_seq"), "ticket_links", ["ticket_seq"], unique=False)


def _ticket_messages() -> None:
    op.create_table(
        "ticket_messages",
        sa.Column("seq", SEQUENCE, autoincrement=True, nullable=False),
        sa.Column("ticket_seq", SEQUENCE, nullable=False),
        sa.Column("direction", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("recipients", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("is_registered", sa.Boolean(), nullable=False),
        sa.Column("delivery", sa.Text(), nullable=False),
        sa.Column("delivery_detail", sa.Text(), nullable=False),
        sa.Column("scanned", MOMENT, nullable=True),
        sa.Column("removed", MOMENT, nullable=True),
        _on("ticket_messages", "ticket_seq", "tickets"),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_ticket_messages")),
    )
    op.create_index(
        "ix_ticket_messages_fingerprint",
        "ticket_messages",
        ["fingerprint"],
        unique=False,
        **_where("fingerprint <> ''"),
    )
    op.create_index(
        "ix_ticket_messages_message_id",
        "ticket_messages",
        ["message_id"],
        unique=False,
        **_where("message_id <> ''"),
    )
    op.create_index("ix_ticket_messages_ticket", "ticket_messages", ["ticket_seq", "at", "seq"], unique=False)
    op.create_index(
        "ix_ticket_messages_undelivered",
        "ticket_messages",
        ["seq"],
        unique=False,
        **_where("delivery in ('waiting', 'failed')"),
    )
    op.create_index(
        "ix_ticket_messages_unscanned", "ticket_messages", ["seq"], unique=False, **_where("scanned is null")
    )


def _attachments() -> None:
    op.create_table(
        "attachments",
        sa.Column("seq", SEQUENCE, autoincrement=True, nullable=False),
        sa.Column("message_seq", SEQUENCE, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("removed", MOMENT, nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        _on("attachments", "message_seq", "ticket_messages"),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_attachments")),
    )
    op.create_index(op.f("ix_attachments_message_seq"), "attachments", ["message_seq"], unique=False)


def _findings() -> None:
    op.create_table(
        "findings",
        sa.Column("seq", SEQUENCE, autoincrement=True, nullable=False),
        sa.Column("message_seq", SEQUENCE, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("certainty", sa.Integer(), nullable=False),
        sa.Column("dismissed", MOMENT, nullable=True),
        sa.Column("dismissed_by", sa.Text(), nullable=False),
        _on("findings", "message_seq", "ticket_messages"),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_findings")),
    )
    op.create_index(op.f("ix_findings_message_seq"), "findings", ["message_seq"], unique=False)
    op.create_index(
        "ix_findings_open", "findings", ["message_seq"], unique=False, **_where("dismissed is null")
    )


def _attachment_findings() -> None:
    op.create_table(
        "attachment_findings",
        sa.Column("seq", SEQUENCE, autoincrement=True, nullable=False),
        sa.Column("attachment_seq", SEQUENCE, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("certainty", sa.Integer(), nullable=False),
        sa.Column("dismissed", MOMENT, nullable=True),
        sa.Column("dismissed_by", sa.Text(), nullable=False),
        _on("attachment_findings", "attachment_seq", "attachments"),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_attachment_findings")),
    )
    op.create_index(
        op.f("ix_attachment_findings_attachment_seq"), "attachment_findings", ["attachment_seq"], unique=False
    )


def _unsolicited() -> None:
    op.create_table(
        "unsolicited",
        sa.Column("seq", SEQUENCE, autoincrement=True, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("customer_seq", SEQUENCE, nullable=True),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("extent", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("ticket", sa.Text(), nullable=False),
        sa.Column("message_seq", SEQUENCE, nullable=True),
        sa.Column("attachment_seq", SEQUENCE, nullable=True),
        sa.Column("kinds", sa.Text(), nullable=False),
        sa.Column("passages", sa.Text(), nullable=False),
        sa.Column("whose", sa.Text(), nullable=False),
        sa.Column("noticed", MOMENT, nullable=False),
        sa.Column("noticed_by", sa.Text(), nullable=False),
        sa.Column("due", MOMENT, nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("decided", MOMENT, nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("next_try", MOMENT, nullable=True),
        sa.Column("closed", MOMENT, nullable=True),
        sa.Column("pending", sa.Boolean(), nullable=False),
        sa.Column("gone", MOMENT, nullable=True),
        sa.Column("promise", sa.Text(), nullable=True),
        sa.Column("proof", sa.Text(), nullable=False),
        sa.Column("record", SEQUENCE, nullable=False),
        _on("unsolicited", "attachment_seq", "attachments", "SET NULL"),
        _on("unsolicited", "customer_seq", "customers", "SET NULL"),
        _on("unsolicited", "message_seq", "ticket_messages", "SET NULL"),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_unsolicited")),
    )
    op.create_index(op.f("ix_unsolicited_attachment_seq"), "unsolicited", ["attachment_seq"], unique=False)
    op.create_index(op.f("ix_unsolicited_customer_seq"), "unsolicited", ["customer_seq"], unique=False)
    op.create_index(
        "ix_unsolicited_due", "unsolicited", ["due", "seq"], unique=False, **_where("closed is null")
    )
    op.create_index(op.f("ix_unsolicited_message_seq"), "unsolicited", ["message_seq"], unique=False)
    op.create_index("ix_unsolicited_pending", "unsolicited", ["seq"], unique=False, **_where("pending"))
    op.create_index("ix_unsolicited_subject", "unsolicited", ["subject", "noticed"], unique=False)


def _unsolicited_places() -> None:
    op.create_table(
        "unsolicited_places",
        sa.Column("seq", SEQUENCE, autoincrement=True, nullable=False),
        sa.Column("item_seq", SEQUENCE, nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=True),
        _on("unsolicited_places", "item_seq", "unsolicited"),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_unsolicited_places")),
    )
    op.create_index("ix_unsolicited_places_item", "unsolicited_places", ["item_seq", "place"], unique=True)


def _on(table: str, column: str, other: str, gone: str | None = "CASCADE") -> sa.ForeignKeyConstraint:
    """A reference to the parent row."""
    return sa.ForeignKeyConstraint(
        [column], [f"{other}.seq"], name=op.f(f"fk_{table}_{column}"), ondelete=gone
    )


def _where(condition: str) -> dict[str, Any]:
    """An index over the few rows that meet a condition."""
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}
