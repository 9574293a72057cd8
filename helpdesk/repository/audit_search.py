"""Finding records of the audit among a million: by whom they are about, kind, technician and period, and all together.

Newest first by their moment, page by page from the last one that was shown. Which index leads to the answer is decided
here and not left to a store's guess. Clause: P1, B1, B3.
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
"""So much of a reference is asked for; less would be everybody's."""

_AFTER_HEX = "g"
ALIKE = 50
"""The most references with one beginning that are looked at."""


def subjects(connection: Connection, reference: str) -> tuple[str, ...]:
    """Whom a list shows by a reference: the customer with that number, or all whose reference begins with it.

    Somebody who is gone is known by that beginning alone, with or without the brackets around it; a measure by its id.
    None where no record is about such a one.
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
    """The numbers of the records that are wanted, newest first, from after the record `last` on, at most `limit`.

    `about` are the subjects of which any will do; `None` where they do not matter.
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
    """One question by whom records are about, for these are few; otherwise one for each kind, which lies sorted."""
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
