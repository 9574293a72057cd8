"""Drafts as nothing lets anybody type them now, but an earlier version may have left them."""

from __future__ import annotations

from sqlalchemy import insert

from helpdesk.repository.tables import DraftRow
from helpdesk.repository.unit_of_work import UnitOfWork


def left_behind(work: UnitOfWork, form: str, content: str) -> None:
    """A draft about something that is gone."""
    row = {"technician_seq": work.technician.id, "form": form, "content": content, "saved": work.clock()}
    work.connection.execute(insert(DraftRow), row)
