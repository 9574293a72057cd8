"""The tables of remote support. All of a ledger row is data about the use of an IP address. Clause: D6, G4.

Everything belongs to a customer and is removed with them. A system has D5 (name, user) and D6 (host); without either
it is useless, so it is removed with the first of them.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Double, ForeignKey, LargeBinary

from helpdesk.domain.remote import SYSTEM, KeyStanding
from helpdesk.repository.mapping import Index, Mapped, mapped_column
from helpdesk.repository.tables import REFERENCE, SEQUENCE, STAFF, TECHNICAL, Table, hangs_on, seq, where

ADDRESS: dict[str, Any] = {"category": "D6"}
"""What a column about the use of an IP address declares."""


def _of(field: str) -> dict[str, Any]:
    """What a column for a field of a system declares."""
    return {"category": SYSTEM[field].category}


class SystemRow(Table):
    """A machine of a customer that we look after. Clause: D5, D6, G4."""

    __tablename__ = "systems"
    seq: Mapped[int] = seq()
    customer_seq: Mapped[int] = hangs_on("customers")
    version: Mapped[int] = mapped_column(default=1, info=TECHNICAL)
    name: Mapped[str] = mapped_column(info=_of("name"))
    host: Mapped[str] = mapped_column(index=True, info=_of("host"))
    port: Mapped[int] = mapped_column(info=_of("port"))
    user: Mapped[str] = mapped_column(info=_of("user"))
    sign_in: Mapped[str] = mapped_column(info=_of("sign_in"))
    secret_at: Mapped[str] = mapped_column(info=_of("secret_at"))
    jump_seq: Mapped[int | None] = hangs_on("systems", goes_too=False, info=_of("jump"))
    service_seq: Mapped[int | None] = hangs_on("services", goes_too=False, info=_of("service"))


class HostKeyRow(Table):
    """A key that identifies a host of a customer; two customers may have hosts with the same name. Clause: B4, D6."""

    __tablename__ = "host_keys"
    __table_args__ = (Index("ix_host_keys_host", "customer_seq", "host", "port"),)
    seq: Mapped[int] = seq()
    customer_seq: Mapped[int] = hangs_on("customers", index=False)
    host: Mapped[str] = mapped_column(info=ADDRESS)
    port: Mapped[int] = mapped_column(info=ADDRESS)
    algorithm: Mapped[str] = mapped_column(info=ADDRESS)
    key: Mapped[str] = mapped_column(info=ADDRESS)
    fingerprint: Mapped[str] = mapped_column(info=ADDRESS)
    trusted_by: Mapped[str] = mapped_column(info=STAFF)
    trusted_at: Mapped[datetime] = mapped_column(info=TECHNICAL)
    reason: Mapped[str] = mapped_column(default="", info=ADDRESS)
    standing: Mapped[str] = mapped_column(
        default=KeyStanding.TRUSTED, server_default=KeyStanding.TRUSTED, info=TECHNICAL
    )


class SessionRow(Table):
    """One use of a customer's IP address. Clause: D6, G4, G6, R1."""

    __tablename__ = "sessions"
    # Lists are newest first and page by the last row shown, so every index ends with `started, seq`.
    __table_args__ = (
        Index("ix_sessions_customer", "customer_seq", "started", "seq", "technician_seq"),
        Index("ix_sessions_technician", "technician_seq", "started", "seq"),
        Index("ix_sessions_started", "started", "seq"),
        Index("ix_sessions_running", "technician_seq", **where("ended is null")),
        Index("ix_sessions_to_follow_up", "technician_seq", **where("follow_up_due is not null")),
        Index("ix_sessions_recorded", "started", **where("recorded is not null")),
    )
    seq: Mapped[int] = seq()
    customer_seq: Mapped[int] = hangs_on("customers", index=False)
    technician_seq: Mapped[int] = mapped_column(SEQUENCE, ForeignKey("technicians.seq"), info=REFERENCE)
    system_seq: Mapped[int | None] = hangs_on("systems", goes_too=False)
    way: Mapped[str] = mapped_column(info=ADDRESS)
    system: Mapped[str] = mapped_column(info=ADDRESS)
    asked_host: Mapped[str] = mapped_column(info=ADDRESS)
    peer: Mapped[str] = mapped_column(default="", info=ADDRESS)
    through: Mapped[str] = mapped_column(default="", info=ADDRESS)
    peer_is_true: Mapped[bool] = mapped_column(default=False, info=ADDRESS)
    new_address: Mapped[bool] = mapped_column(default=False, info=ADDRESS)
    purposes: Mapped[str] = mapped_column(info=ADDRESS)
    reason: Mapped[str] = mapped_column(info=ADDRESS)
    agreed: Mapped[str] = mapped_column(info=ADDRESS)
    ticket: Mapped[str] = mapped_column(default="", info=ADDRESS)
    started: Mapped[datetime] = mapped_column(info=ADDRESS)
    alive: Mapped[datetime] = mapped_column(info=ADDRESS)
    ended: Mapped[datetime | None] = mapped_column(info=ADDRESS)
    how: Mapped[str | None] = mapped_column(info=ADDRESS)
    exit_status: Mapped[int | None] = mapped_column(info=ADDRESS)
    detail: Mapped[str] = mapped_column(default="", info=ADDRESS)
    follow_up: Mapped[str] = mapped_column(default="", info=ADDRESS)
    follow_up_due: Mapped[datetime | None] = mapped_column(info=ADDRESS)
    recorded: Mapped[datetime | None] = mapped_column(info=ADDRESS)


class SessionAddressRow(Table):
    """An address that a session used or tried, to find it by. `key` is `helpdesk.domain.addresses.sortable`.

    Clause: D6, R1.
    """

    __tablename__ = "session_addresses"
    # Rows are stored by address, then time; the index by time covers all that a filter asks, so only it is read.
    __table_args__ = (
        Index("ix_session_addresses_customer", "customer_seq", "key"),
        Index(
            "ix_session_addresses_started", "started", "session_seq", "key", "technician_seq", "customer_seq"
        ),
        {"sqlite_with_rowid": False},
    )
    key: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True, info=ADDRESS)
    started: Mapped[datetime] = mapped_column(primary_key=True, info=ADDRESS)
    session_seq: Mapped[int] = mapped_column(
        SEQUENCE,
        ForeignKey("sessions.seq", ondelete="CASCADE"),
        primary_key=True,
        index=True,
        autoincrement=False,
        info=REFERENCE,
    )
    customer_seq: Mapped[int] = hangs_on("customers", index=False)
    technician_seq: Mapped[int] = mapped_column(SEQUENCE, ForeignKey("technicians.seq"), info=REFERENCE)


class RecordingPartRow(Table):
    """A piece of a session's recording: what a remote screen showed, guarded as D6 and removed sooner. Clause: D6."""

    __tablename__ = "recording_parts"
    __table_args__ = ({"info": {"piece_of": "session_seq"}},)
    session_seq: Mapped[int] = mapped_column(
        SEQUENCE,
        ForeignKey("sessions.seq", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
        info=REFERENCE,
    )
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, info=TECHNICAL)
    customer_seq: Mapped[int] = hangs_on("customers")
    first: Mapped[float] = mapped_column(Double, info=ADDRESS)
    last: Mapped[float] = mapped_column(Double, info=ADDRESS)
    lines: Mapped[int] = mapped_column(info=ADDRESS)
    content: Mapped[bytes] = mapped_column(LargeBinary, info=ADDRESS)
