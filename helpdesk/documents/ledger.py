"""The ledger for others: sessions as plain values, and as rows of a sheet without formulas. Clause: R1, P4."""

from __future__ import annotations

from collections.abc import Callable
from typing import TextIO

from helpdesk.documents.sheets import csv_rows, json_rows, moment_text
from helpdesk.domain.remote import Session
from helpdesk.i18n import tell_kept


def session_data(session: Session) -> dict[str, object]:
    """A session with stable keys; moments in UTC, its length in seconds.

    `address_is_true`: read from the connection itself, not typed or told by a jump host.
    """
    return {
        "id": session.id,
        "started": moment_text(session.started),
        "ended": moment_text(session.ended),
        "seconds": int(session.lasted.total_seconds()),
        "number": session.customer.number,
        "name": session.customer.name,
        "company": session.customer.company,
        "technician": session.technician,
        "way": session.way,
        "system": session.system,
        "asked_host": session.asked_host,
        "address": session.peer,
        "through": session.through,
        "address_is_true": session.peer_is_true,
        "new_address": session.new_address,
        "purposes": list(session.purposes),
        "reason": session.reason,
        "agreed": session.agreed,
        "ticket": session.ticket,
        "how": session.how.value if session.how else None,
        "exit_status": session.exit_status,
        "detail": tell_kept(session.detail),
        "note": session.follow_up,
        "to_do": not session.follow_up_done,
        "recorded": session.recorded,
    }


def csv_writer(file: TextIO) -> Callable[[Session], object]:
    """Writes sessions to a file that was opened with `newline=""`, one per row below their headers."""
    return csv_rows(file, session_data)


def json_writer(file: TextIO) -> Callable[[Session], object]:
    """Writes sessions to a file as JSON, one object a line."""
    return json_rows(file, session_data)
