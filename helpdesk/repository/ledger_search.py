"""Finding sessions among a million: by customer, technician, period, address or network, in any combination.

Newest first, page by page from the last row shown. Each query is written so that one index answers it; which one is
decided here, not left to the database's guess. Clause: D6, R1.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, select

from helpdesk.domain.addresses import AddressRange
from helpdesk.domain.records import dataclass
from helpdesk.domain.remote import Session
from helpdesk.domain.system_values import MOST_JUMPS
from helpdesk.repository.newest_first import aside, within
from helpdesk.repository.remote_tables import SessionAddressRow, SessionRow

Question = Select[*tuple[Any, ...]]

FEW = 10_000
"""This many rows of a network can be sorted by time in a few milliseconds; if there are more, some are recent."""

_ADDRESSES = MOST_JUMPS + 2
"""The most addresses of one session (its jump hosts, the system, and what was asked for); it is found once for each."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A filter with its customer and technician looked up. `since` is included, `until` is not; both are aware.

    `hidden` are customers whose rows are left out.
    """

    customer: int | None = None
    technician: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    addresses: AddressRange | None = None
    hidden: tuple[int, ...] = ()


def find(connection: Connection, wanted: Wanted, before: Session | None, limit: int) -> list[int]:
    """The sequence numbers of matching sessions, newest first, from after the row `before` on."""
    if wanted.addresses is None:
        question = _by_session(wanted, before).limit(limit)
    else:
        question = _by_address(connection, wanted, wanted.addresses, before, limit)
    found = connection.execute(question).scalars()
    return list(dict.fromkeys(found))[:limit]


def _by_session(wanted: Wanted, before: Session | None) -> Question:
    row = SessionRow
    question = select(row.seq).where(*_common(row, row.seq, row.started, wanted, before))
    if wanted.customer is not None:
        question = question.where(row.customer_seq == wanted.customer)
    if wanted.technician is not None:  # by customer, where there is one: theirs are fewer
        technician = row.technician_seq if wanted.customer is None else aside(row.technician_seq)
        question = question.where(technician == wanted.technician)
    return question.order_by(row.started.desc(), row.seq.desc())


def _by_address(
    connection: Connection, wanted: Wanted, addresses: AddressRange, before: Session | None, limit: int
) -> Question:
    row = SessionAddressRow
    question: Question = select(row.session_seq, row.started)
    question = question.order_by(row.started.desc(), row.session_seq.desc())
    if wanted.technician is not None:
        question = question.where(row.technician_seq == wanted.technician)

    def led_by(started: Any, *conditions: ColumnElement[bool]) -> Question:
        return question.where(*conditions, *_common(row, row.session_seq, started, wanted, before))

    exactly = addresses.first == addresses.last
    within = row.key == addresses.first if exactly else row.key.between(*addresses)
    if wanted.customer is not None:  # the customer's rows are few, and are sorted
        theirs = led_by(aside(row.started), row.customer_seq == wanted.customer, within)
        return theirs.limit(limit * _ADDRESSES)
    if exactly:  # the rows of one address are stored in order
        return led_by(row.started, within).limit(limit)
    if _few(connection, addresses):
        return led_by(aside(row.started), within).limit(limit * _ADDRESSES)
    met = aside(row.key).between(*addresses)
    return led_by(row.started, met).distinct().limit(limit)  # through time, until enough were met


def _few(connection: Connection, addresses: AddressRange) -> bool:
    """Whether it is faster to sort a network's rows than to scan by time until enough are found."""
    row = SessionAddressRow
    some = select(row.session_seq).where(row.key.between(*addresses)).limit(FEW + 1).subquery()
    return connection.execute(select(func.count()).select_from(some)).scalar_one() <= FEW


def _common(
    row: Any, seq: Any, started: Any, wanted: Wanted, before: Session | None
) -> Iterator[ColumnElement[bool]]:
    """The period, the page and what is hidden, of whichever table leads the way."""
    last = None if before is None else (before.started, before.id)
    yield from within(started, seq, wanted.since, wanted.until, last)
    if wanted.hidden:
        yield row.customer_seq.not_in(wanted.hidden)
