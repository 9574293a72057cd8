"""The tables of letters. A letter is correspondence, kept with its case and removed with the customer.

Clause: G8, R4.
"""

from __future__ import annotations

from datetime import datetime

from helpdesk.repository.mapping import Index, Mapped, mapped_column
from helpdesk.repository.tables import (
    CORRESPONDENCE,
    REFERENCE,
    STAFF,
    TECHNICAL,
    Table,
    hangs_on,
    seq,
    where,
)


class LetterRow(Table):
    """A letter, exactly as it goes out. `case` is the number of what it is about. Clause: G8, K1, C2.

    It has no customer if it went to somebody without a file.
    """

    __tablename__ = "letters"
    __table_args__ = (
        Index("ix_letters_case", "case", "seq"),
        Index("ix_letters_notices", "seq", **where("kind = 'notice' and sent is null")),
        Index("ix_letters_unsent", "seq", **where("kind <> 'notice' and sent is null")),
    )
    seq: Mapped[int] = seq()
    customer_seq: Mapped[int | None] = hangs_on("customers", optional=True)
    number: Mapped[str] = mapped_column(unique=True, info=REFERENCE)
    case: Mapped[str] = mapped_column(info=REFERENCE)
    kind: Mapped[str] = mapped_column(info=TECHNICAL)
    language: Mapped[str] = mapped_column(info=TECHNICAL)
    by: Mapped[str] = mapped_column(info=STAFF)
    at: Mapped[datetime] = mapped_column(info=TECHNICAL)
    content: Mapped[str] = mapped_column(info=CORRESPONDENCE)
    sent: Mapped[datetime | None] = mapped_column(info=TECHNICAL)
    how: Mapped[str] = mapped_column(default="", info=TECHNICAL)
    delivery: Mapped[str] = mapped_column(default="none", server_default="none", info=TECHNICAL)
    delivery_detail: Mapped[str] = mapped_column(default="", server_default="", info=TECHNICAL)
    attempts: Mapped[int] = mapped_column(default=0, server_default="0", info=TECHNICAL)
    recipient: Mapped[str] = mapped_column(default="", server_default="", info=CORRESPONDENCE)
