"""Finding audit records among a million: by subject, kind, technician and period, in any combination.

Newest first, page by page from the last one shown. Which index answers the query is decided here, not left to the
database's guess. Clause: P1, B1, B3.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, or_, select

from helpdesk.domain.audit import MEASURE, AuditFilter, AuditRecord
from helpdesk.repository.newest_first import aside, within
from helpdesk.repository.tables import AuditRow, CustomerRow

Question = Select[*tuple[Any, ...]]

_BEGINNING = re.compile("[0-9a-f]{4,32}")
"""The beginning of a reference to search for; anything shorter would match everybody."""

_AFTER_HEX = "g"
ALIKE = 50
"""How many references with one beginning are considered."""


def subjects(connection: Connection, reference: str) -> tuple[str, ...]:
    """The subjects that a list shows by a reference: the customer with that number, or all with that beginning.

    A removed customer is only known by that beginning, with or without brackets; a measure by its id. Empty if no
    record is about such a subject.
    """
    said = reference.strip().strip("()")
    numbered = select(CustomerRow.id).where(or_(CustomerRow.id == said, CustomerRow.number == said))
    if found := tuple(connection.execute(numbered).scalars()):
        return found
    about = AuditRow.subject
    known = about == MEASURE + said
    if _BEGINNING.fullmatch(said):
        known = or_(known, about.between(said, said + _AFTER_HEX))
    alike = connection.execute(select(about).where(known).distinct().limit(ALIKE)).scalars()
    return tuple(one for one in alike if one)


def find(
    connection: Connection,
    wanted: AuditFilter,
    about: Sequence[str] | None,
    last: AuditRecord | None,
    limit: int,
) -> list[int]:
    """The numbers of matching records, newest first, after the record `last`, at most `limit`.

    `about` are the possible subjects; `None` means any.
    """
    after = None if last is None else (last.at, last.seq)
    found = [
        row
        for question in _questions(wanted, about)
        for row in connection.execute(
            question.where(*within(AuditRow.at, AuditRow.seq, wanted.since, wanted.until, after)).limit(limit)
        )
    ]
    return [row.seq for row in sorted(found, key=lambda row: (row.at, row.seq), reverse=True)[:limit]]


def _questions(wanted: AuditFilter, about: Sequence[str] | None) -> Iterator[Question]:
    """One query by subject, since those have few records; otherwise one per kind, which is stored in order."""
    row = AuditRow
    question: Question = select(row.seq, row.at).order_by(row.at.desc(), row.seq.desc())
    if about is not None:
        yield question.where(row.subject.in_(about), *_beside(wanted))
        return
    if not wanted.events and wanted.technician:
        yield question.where(row.technician == wanted.technician)
        return
    for event in wanted.events:
        yield question.where(row.event == event, *_technician(wanted))
    if not wanted.events:
        yield question


def _beside(wanted: AuditFilter) -> Iterator[ColumnElement[bool]]:
    if wanted.events:
        yield aside(AuditRow.event).in_(wanted.events)
    yield from _technician(wanted)


def _technician(wanted: AuditFilter) -> Iterator[ColumnElement[bool]]:
    if wanted.technician:
        yield aside(AuditRow.technician) == wanted.technician
