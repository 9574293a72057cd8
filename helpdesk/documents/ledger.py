"""The ledger for others: sessions as plain values, and as rows of a sheet without formulas. Clause: R1, P4."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TextIO

from helpdesk.documents.sheets import csv_rows, json_rows, moment_text
from helpdesk.domain.field_words import label
from helpdesk.domain.messages import Message, msg
from helpdesk.domain.remote import Session
from helpdesk.i18n import tell_kept

HEADS: Mapping[str, Message] = {
    "id": msg("Id"),
    "seconds": msg("Seconds"),
    "number": msg("Customer number"),
    "company": msg("Company"),
    "technician": msg("Technician"),
    "address": label("peer"),
    "address_is_true": label("peer_is_true"),
    "agreed": msg("Agreed by"),
    "note": label("follow_up", "sessions"),
    "to_do": label("follow_up"),
    **{
        name: label(name, "sessions")
        for name in (
            *(
                "started",
                "ended",
                "name",
                "way",
                "system",
                "asked_host",
                "through",
                "new_address",
                "purposes",
            ),
            *("reason", "ticket", "how", "exit_status", "detail"),
        )
    },
    "recorded": msg("Screen recorded"),
}
"""What people call the keys of `session_data`."""


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
    return csv_rows(file, session_data, HEADS)


def json_writer(file: TextIO) -> Callable[[Session], object]:
    """Writes sessions to a file as JSON, one object a line."""
    return json_rows(file, session_data)
