"""The ledger for others: sessions as plain values, and as rows of a sheet that no spreadsheet runs. Clause: R1, P4."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from typing import TextIO

from helpdesk.documents.cells import as_moment, cell
from helpdesk.domain.remote import Session


def session_data(session: Session) -> dict[str, object]:
    """A session with stable keys; moments in UTC, how long it lasted in seconds.

    `address_is_true`: read from the line itself, not typed or told by a jump host.
    """
    return {
        "id": session.id,
        "started": as_moment(session.started),
        "ended": as_moment(session.ended) if session.ended else None,
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
        "detail": session.detail,
        "note": session.follow_up,
        "to_do": not session.follow_up_done,
        "recorded": session.recorded,
    }


def csv_writer(file: TextIO) -> Callable[[Session], object]:
    """Writes sessions to a file that was opened with `newline=""`, one a row below their headers."""
    writer = csv.writer(file)
    headed = False

    def write(session: Session) -> None:
        nonlocal headed
        data = session_data(session)
        if not headed:
            writer.writerow(data)
            headed = True
        writer.writerow(map(cell, data.values()))

    return write


def json_writer(file: TextIO) -> Callable[[Session], object]:
    """Writes sessions to a file as JSON, one object a line."""
    return lambda session: file.write(f"{json.dumps(session_data(session))}\n")
